SELECT 
    u.name,
    u.email,
    u.created_at as user_since,
    o.total_orders,
    o.total_spent,
    a.last_login,
    a.total_events
FROM users u
LEFT JOIN (
    SELECT 
        customer_id,
        COUNT(*) as total_orders,
        SUM(amount) as total_spent
    FROM orders
    GROUP BY customer_id
) o ON u.id = o.customer_id
LEFT JOIN (
    SELECT 
        user_id,
        MAX(event_date) as last_login,
        COUNT(*) as total_events
    FROM analytics
    WHERE event_name = 'login'
    GROUP BY user_id
) a ON u.id = a.user_id
WHERE u.is_active = true
ORDER BY o.total_spent DESC NULLS LAST
LIMIT 50
