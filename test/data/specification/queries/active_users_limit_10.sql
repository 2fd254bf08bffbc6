SELECT name, email FROM users WHERE is_active = true LIMIT 10
