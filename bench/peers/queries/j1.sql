select c.c_mktsegment, count(*) as n, sum(l.l_extendedprice) as s from {customer} c join {orders} o on c.c_custkey = o.o_custkey
 join {lineitem} l on l.l_orderkey = o.o_orderkey group by c.c_mktsegment order by c.c_mktsegment
