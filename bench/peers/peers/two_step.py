"""A hand-written plan for one selective join, as a bound: reduce in PostgreSQL, send the keys to MariaDB, join in DuckDB."""
import connectorx
import duckdb

from common import *

POSTGRES = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{PG_PORT}/{DATABASE}"
MYSQL = f"mysql://{USER}:{PASSWORD}@127.0.0.1:{MY_PORT}/{DATABASE}"


def run(name):
    if name != "j2":
        raise ValueError("written for j2 only")
    orders = connectorx.read_sql(
        POSTGRES,
        "select o_orderkey, c_name from customer join orders on c_custkey = o_custkey where c_custkey between 1000 and 1100",
        return_type="arrow",
    )
    keys = ",".join(map(str, orders.column("o_orderkey").to_pylist()))
    lines = connectorx.read_sql(
        MYSQL, f"select l_orderkey, l_quantity from lineitem where l_orderkey in ({keys})", return_type="arrow"
    )
    connection = duckdb.connect()
    connection.register("orders", orders)
    connection.register("lines", lines)
    return connection.execute(
        "select o_orderkey, c_name, sum(l_quantity) q from orders join lines on l_orderkey = o_orderkey "
        "group by 1, 2 order by 3 desc limit 20"
    ).fetchall()


serve(run)
