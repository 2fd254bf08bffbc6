SELECT 
    u.name as customer_name,
    u.email,
    COUNT(o.id) as total_orders,
    SUM(o.amount) as lifetime_value,
    AVG(o.amount) as avg_order_value,
    MAX(o.order_date) as last_order_date
FROM users u
INNER JOIN orders o ON u.id = o.customer_id
WHERE u.is_active = true 
  AND o.order_date >= '2024-01-01'
GROUP BY u.id, u.name, u.email
HAVING COUNT(o.id) >= 5
ORDER BY lifetime_value DESC
LIMIT 100
