CREATE TABLE users (
  id integer PRIMARY KEY, name text NOT NULL, email text, age integer,
  created_at timestamp NOT NULL, is_active boolean NOT NULL);
INSERT INTO users
SELECT i, 'User ' || i, CASE WHEN i % 17 = 0 THEN NULL ELSE 'user' || i || '@example.com' END, 18 + i * 7 % 60,
  timestamp '2020-01-01' + i * interval '37 minutes', i % 5 <> 0
FROM generate_series(1, 50000) AS i;
ANALYZE users;
