SELECT 
    DATE_TRUNC('month', event_date) as month,
    event_name,
    COUNT(*) as event_count,
    COUNT(DISTINCT user_id) as unique_users
FROM analytics
WHERE event_date >= CURRENT_DATE - INTERVAL '12 months'
GROUP BY DATE_TRUNC('month', event_date), event_name
ORDER BY month DESC, event_count DESC
