SELECT 
    u.id,
    u.name,
    u.email,
    COUNT(o.id) as order_count,
    SUM(o.amount) as total_spent,
    AVG(o.amount) as avg_order_value,
    MIN(o.order_date) as first_order,
    MAX(o.order_date) as last_order,
    DATE_PART('days', MAX(o.order_date) - MIN(o.order_date)) as customer_lifespan_days
FROM users u
INNER JOIN orders o ON u.id = o.customer_id
WHERE o.order_date >= '2024-01-01'
GROUP BY u.id, u.name, u.email
HAVING COUNT(o.id) >= 10
ORDER BY total_spent DESC
