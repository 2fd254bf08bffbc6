"""The floor of whoever fetches the filtered inputs whole: the databases' own clients pull the needed columns to nowhere,
both databases at once, one connection each (psql COPY BINARY, mysql --quick)."""
import subprocess
import threading

from common import *

ENVIRONMENT = {**os.environ, "MYSQL_PWD": PASSWORD, "PGPASSWORD": PASSWORD}
PSQL = ["psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(PG_PORT), "-U", USER, "-d", DATABASE]
MYSQL = ["mysql", "--no-defaults", "--quick", "-N", "-h", "127.0.0.1", "-P", str(MY_PORT), "-u", USER, "-D", DATABASE]


def commands(name):
    statements = {True: [], False: []}
    for table, fetch in FETCHES[name].items():
        statements[at_postgres(table, fetch)].append(fetch_sql(table, fetch))
    postgres = [word for sql in statements[True] for word in ("-c", f"copy ({sql}) to stdout (format binary)")]
    if postgres:
        yield PSQL + postgres
    if statements[False]:
        yield MYSQL + ["-e", ";".join(statements[False])]


def run(name):
    failed = []

    def pull(command):
        if subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL).returncode != 0:
            failed.append(command[0])

    threads = [threading.Thread(target=pull, args=(command,)) for command in commands(name)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"{failed} failed")
    return []


serve(run, None)
