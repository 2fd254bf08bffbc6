"""DuckDB with both databases attached: postgres_scanner and mysql_scanner, as they come."""
import threading

import duckdb
from duckdb_extensions import import_extension

from common import *

for extension in ("postgres_scanner", "mysql_scanner"):
    import_extension(extension)
connection = duckdb.connect()
connection.execute("load postgres; load mysql")
connection.execute(f"attach 'host=127.0.0.1 port={PG_PORT} user={USER} password={PASSWORD} dbname={DATABASE}' as pg (type postgres, read_only)")
connection.execute(f"attach 'host=127.0.0.1 port={MY_PORT} user={USER} password={PASSWORD} database={DATABASE}' as my (type mysql, read_only)")
TABLES = names("pg.public", f"my.{DATABASE}")
WHOLE = {"f1pg": 'pg."full".lineitem', "f1my": f"my.{DATABASE}.lineitem"}


def run(name):
    timer = threading.Timer(LIMIT_SECONDS, connection.interrupt)
    timer.start()
    try:
        if name not in WHOLE:
            return connection.execute(query(name, TABLES)).fetchall()
        connection.execute(f"create or replace table t as select * from {WHOLE[name]}")
        return connection.execute("select count(*) from t").fetchall()
    finally:
        timer.cancel()
        connection.execute("drop table if exists t")


serve(run)
