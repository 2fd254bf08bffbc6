WITH monthly_sales AS (
    SELECT 
        DATE_TRUNC('month', order_date) as month,
        region,
        SUM(amount) as total_revenue,
        COUNT(DISTINCT customer_id) as unique_customers,
        AVG(amount) as avg_order_value
    FROM sales_fact
    WHERE order_date >= DATE '2024-01-01'
    GROUP BY DATE_TRUNC('month', order_date), region
),
regional_growth AS (
    SELECT 
        month,
        region,
        total_revenue,
        unique_customers,
        avg_order_value,
        LAG(total_revenue) OVER (
            PARTITION BY region 
            ORDER BY month
        ) as prev_month_revenue,
        PERCENT_RANK() OVER (
            PARTITION BY month 
            ORDER BY total_revenue DESC
        ) as revenue_rank
    FROM monthly_sales
)
SELECT 
    month,
    region,
    total_revenue,
    unique_customers,
    avg_order_value,
    CASE 
        WHEN prev_month_revenue IS NULL THEN 'New'
        WHEN total_revenue > prev_month_revenue THEN 'Growing'
        WHEN total_revenue < prev_month_revenue THEN 'Declining'
        ELSE 'Stable'
    END as trend,
    ROUND(revenue_rank * 100, 1) as percentile_rank
FROM regional_growth
ORDER BY month DESC, total_revenue DESC
