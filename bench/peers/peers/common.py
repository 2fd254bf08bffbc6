"""What every peer shares: settings, the queries, and the loop that runs one query for each line of standard input.

A line is a query's name (q1, j1, f1pg, ...); the answer is one line of JSON: seconds, rows, peak memory in MiB, or error.
"""
import datetime
import decimal
import json
import os
import sys
import time

USER, PASSWORD, DATABASE = (os.environ[key] for key in ("BENCH_USER", "BENCH_PASSWORD", "BENCH_DB"))
PG_PORT, MY_PORT, TRINO_PORT = (int(os.environ[key]) for key in ("PG_PORT", "MY_PORT", "TRINO_PORT"))
PEERS_DIR = os.environ["PEERS_DIR"]
LIMIT_SECONDS = float(os.environ.get("LIMIT_SECONDS", "60"))
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
with open(os.path.join(FOLDER, "fetches.json")) as file:
    PLAN = json.load(file)
PG_TABLES, MY_TABLES, FETCHES = PLAN["postgres"], PLAN["mysql"], PLAN["fetches"]
LINEITEM = {"f1pg": '"full".lineitem', "f1my": "lineitem"}


def query(name, tables, folder="queries"):
    """The text of a query over the given names of its tables."""
    with open(os.path.join(FOLDER, folder, name + ".sql")) as file:
        return file.read().format(**tables)


def names(postgres, mysql):
    return {**{t: f"{postgres}.{t}" for t in PG_TABLES}, **{t: f"{mysql}.{t}" for t in MY_TABLES}}


def fetch_sql(table, fetch):
    """The columns and filters of one table that any engine must fetch that joins outside the databases."""
    where = f" where {fetch['where']}" if "where" in fetch else ""
    return f"select {fetch['columns']} from {fetch.get('from', table)}{where}"


def at_postgres(table, fetch):
    return table in PG_TABLES or fetch.get("database") == "postgres"


def plain(value):
    if isinstance(value, (decimal.Decimal, float, int)):
        return float(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return str(value)[:10]
    return value if value is None else str(value).rstrip()


def peak_mib(pid):
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024)
    return None


def serve(run, pid="self"):
    """Answers lines until standard input ends. run(name) gives rows; pid is the process that does the work, or None."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        answer = {}
        try:
            if pid is not None:
                with open(f"/proc/{pid}/clear_refs", "w") as file:
                    file.write("5")
            started = time.perf_counter()
            rows = run(line.strip())
            answer["seconds"] = time.perf_counter() - started
            answer["rows"] = [[plain(value) for value in row] for row in rows]
        except Exception as error:
            answer["error"] = f"{type(error).__name__}: {str(error)[:300]}"
        if pid is not None:
            answer["peak_mib"] = peak_mib(pid)
        print(json.dumps(answer), flush=True)
