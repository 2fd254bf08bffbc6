WITH monthly_sales AS (
    SELECT 
        DATE_TRUNC('month', order_date) as month,
        customer_id,
        SUM(amount) as monthly_total,
        COUNT(*) as order_count
    FROM orders
    WHERE order_date >= '2024-01-01'
    GROUP BY DATE_TRUNC('month', order_date), customer_id
),
customer_ranks AS (
    SELECT 
        month,
        customer_id,
        monthly_total,
        order_count,
        ROW_NUMBER() OVER (PARTITION BY month ORDER BY monthly_total DESC) as rank,
        LAG(monthly_total) OVER (PARTITION BY customer_id ORDER BY month) as prev_month_total
    FROM monthly_sales
)
SELECT 
    cr.month,
    u.name as customer_name,
    cr.monthly_total,
    cr.order_count,
    cr.rank,
    CASE 
        WHEN cr.prev_month_total IS NULL THEN 'New Customer'
        WHEN cr.monthly_total > cr.prev_month_total THEN 'Growing'
        WHEN cr.monthly_total < cr.prev_month_total THEN 'Declining'
        ELSE 'Stable'
    END as trend
FROM customer_ranks cr
JOIN users u ON cr.customer_id = u.id
WHERE cr.rank <= 100
ORDER BY cr.month DESC, cr.rank ASC
