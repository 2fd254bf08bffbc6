"""PostgreSQL with all tables in one schema: the answers that every other one is checked against."""
import psycopg

from common import *

connection = psycopg.connect(host="127.0.0.1", port=PG_PORT, user=USER, password=PASSWORD, dbname=DATABASE, autocommit=True)
TABLES = names('"full"', '"full"')


def run(name):
    if name in LINEITEM:
        return connection.execute('select count(*) from "full".lineitem').fetchall()
    return connection.execute(query(name, TABLES)).fetchall()


serve(run, connection.info.backend_pid)
