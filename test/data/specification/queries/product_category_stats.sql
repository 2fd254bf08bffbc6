SELECT 
    category,
    COUNT(*) as product_count,
    AVG(price) as avg_price,
    MIN(price) as min_price,
    MAX(price) as max_price
FROM products
WHERE is_active = true
GROUP BY category
ORDER BY avg_price DESC
