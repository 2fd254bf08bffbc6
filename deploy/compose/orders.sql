CREATE TABLE orders (
  id int PRIMARY KEY, customer_id int NOT NULL, product_name varchar(100) NOT NULL, amount decimal(10,2) NOT NULL,
  order_date date NOT NULL, status varchar(20) NOT NULL);
INSERT INTO orders
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
SELECT i, 1 + i * 7919 % 50000, CONCAT('Product ', 1 + i * 31 % 200), (199 + i * 48271 % 49800) / 100,
  DATE_ADD('2023-01-01', INTERVAL i * 16807 % 1096 DAY),
  CASE i % 20 WHEN 0 THEN 'returned' WHEN 1 THEN 'open' ELSE 'shipped' END
FROM n;
ANALYZE TABLE orders;
