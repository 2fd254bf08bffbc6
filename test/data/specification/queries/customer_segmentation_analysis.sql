WITH order_stats AS (
    SELECT 
        customer_id,
        COUNT(*) as order_count,
        SUM(amount) as total_spent,
        AVG(amount) as avg_order
    FROM orders
    WHERE order_date >= CURRENT_DATE - INTERVAL '90 days'
    GROUP BY customer_id
)
SELECT 
    CASE 
        WHEN total_spent >= 10000 THEN 'VIP'
        WHEN total_spent >= 5000 THEN 'Premium'
        WHEN total_spent >= 1000 THEN 'Standard'
        ELSE 'Basic'
    END as customer_tier,
    COUNT(*) as customer_count,
    AVG(total_spent) as avg_spent_per_tier,
    SUM(total_spent) as tier_total_revenue
FROM order_stats
GROUP BY 1
ORDER BY tier_total_revenue DESC
