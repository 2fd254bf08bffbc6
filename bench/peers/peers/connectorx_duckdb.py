"""What a data engineer scripts: ConnectorX fetches the needed, filtered columns to Arrow, all tables at once and lineitem in
two key ranges (each range reads a snapshot of its own), and DuckDB joins them. Decimals go through double: as ConnectorX
gives them, decimal(38,10), products overflow. two_step is the same person's hand-written plan for a selective join."""
import os
from concurrent.futures import ThreadPoolExecutor

import connectorx
import duckdb

from common import *

POSTGRES = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{PG_PORT}/{DATABASE}"
MYSQL = f"mysql://{USER}:{PASSWORD}@127.0.0.1:{MY_PORT}/{DATABASE}"


def read(table, fetch):
    columns = fetch["columns"].split(",")
    ranges = {"partition_on": "l_orderkey", "partition_num": 2} if "l_orderkey" in columns else {}
    address = POSTGRES if at_postgres(table, fetch) else MYSQL
    return connectorx.read_sql(address, fetch_sql(table, fetch), return_type="arrow", protocol="binary", **ranges)


def with_doubles(table):
    return ",".join(f"{f.name}::double as {f.name}" if str(f.type).startswith("decimal") else f.name for f in table.schema)


def run(name):
    with ThreadPoolExecutor(8) as pool:
        reading = {table: pool.submit(read, table, fetch) for table, fetch in FETCHES[name].items()}
        tables = {table: future.result() for table, future in reading.items()}
    if name in LINEITEM:
        return [[tables["lineitem"].num_rows]]
    connection = duckdb.connect()
    for table, arrow in tables.items():
        connection.register(table + "_arrow", arrow)
        connection.execute(f"create temp view {table} as select {with_doubles(arrow)} from {table}_arrow")
    folder = "queries/prefiltered" if os.path.exists(f"{FOLDER}/queries/prefiltered/{name}.sql") else "queries"
    return connection.execute(query(name, {t: t for t in PG_TABLES + MY_TABLES}, folder)).fetchall()


serve(run)
