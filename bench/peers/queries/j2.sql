select o.o_orderkey, c.c_name, sum(l.l_quantity) as q from {customer} c join {orders} o on c.c_custkey = o.o_custkey
 join {lineitem} l on l.l_orderkey = o.o_orderkey where c.c_custkey between 1000 and 1100
 group by o.o_orderkey, c.c_name order by q desc limit 20
