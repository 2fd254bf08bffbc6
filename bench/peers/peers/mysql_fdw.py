"""PostgreSQL with its own tables and MariaDB's through mysql_fdw."""
import psycopg

from common import *

connection = psycopg.connect(host="127.0.0.1", port=PG_PORT, user=USER, password=PASSWORD, dbname=DATABASE, autocommit=True)
connection.execute(f"set statement_timeout = {int(LIMIT_SECONDS * 1000)}")
connection.execute("select 1 from fdw.supplier limit 1")
TABLES = names("public", "fdw")


def run(name):
    if name in LINEITEM:
        raise ValueError("a whole table through PostgreSQL is not what it is for")
    return connection.execute(query(name, TABLES)).fetchall()


serve(run, connection.info.backend_pid)
