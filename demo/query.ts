/** The specification's "high value customers". */
export const QUERY = `
SELECT
    u.name AS customer_name,
    u.email,
    COUNT(o.id) AS total_orders,
    SUM(o.amount) AS lifetime_value,
    AVG(o.amount) AS avg_order_value,
    MAX(o.order_date) AS last_order_date
FROM users u
INNER JOIN orders o ON u.id = o.customer_id
WHERE u.is_active = true
  AND o.order_date >= '2024-01-01'
GROUP BY u.id, u.name, u.email
HAVING COUNT(o.id) >= 5
ORDER BY lifetime_value DESC
LIMIT 100`
