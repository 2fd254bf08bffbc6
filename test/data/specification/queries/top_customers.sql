SELECT 
    u.name,
    u.email,
    COUNT(o.id) as order_count,
    SUM(o.amount) as total_spent
FROM users u
LEFT JOIN orders o ON u.id = o.customer_id
WHERE u.is_active = true
GROUP BY u.id, u.name, u.email
ORDER BY total_spent DESC
LIMIT 10
