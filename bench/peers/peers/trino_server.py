"""Trino, one node, with its PostgreSQL and MariaDB connectors. The server runs already."""
import trino

from common import *

with open(f"{PEERS_DIR}/run/trino.pid") as file:
    server = file.read().strip()
cursor = trino.dbapi.connect(
    host="127.0.0.1", port=TRINO_PORT, user="bench", catalog="pg", schema="public",
    session_properties={"query_max_run_time": f"{int(LIMIT_SECONDS)}s"},
).cursor()
TABLES = names("pg.public", f"maria.{DATABASE}")
WHOLE = {"f1pg": 'pg."full".lineitem', "f1my": f"maria.{DATABASE}.lineitem"}


def execute(sql):
    cursor.execute(sql)
    return cursor.fetchall()


def run(name):
    if name not in WHOLE:
        return execute(query(name, TABLES))
    execute("drop table if exists memory.default.t")
    execute(f"create table memory.default.t as select * from {WHOLE[name]}")
    return execute("select count(*) from memory.default.t")


serve(run, server)
