SELECT 
    u.name,
    COUNT(o.id) as orders,
    RANK() OVER (ORDER BY COUNT(o.id) DESC) as rank
FROM users u
LEFT JOIN orders o ON u.id = o.customer_id
GROUP BY u.id, u.name
HAVING COUNT(o.id) > 0
ORDER BY orders DESC
LIMIT 20
