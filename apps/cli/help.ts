export const HELP = `ajna: one SQL query over several databases

Run a cluster
  ajna up --datasources FILE [--engine FILE] [--port 8080] [--workers 2] [--queue URL]
  ajna coordinator --datasources FILE --queue URL [--host 127.0.0.1] [--port 8080] [--advertise URL]
  ajna worker --datasources FILE --queue URL [--concurrency 4]

Query (with --coordinator URL or AJNA_COORDINATOR_URL; else in this process with --datasources FILE)
  ajna query "SELECT ..." | --file FILE.sql | --query FILE.json   [--format table|csv|json|ndjson|arrow|parquet]
             [--output FILE] [-p name=value] [--param name:type=value] [--name NAME] [--priority 0-9] [--timeout SECONDS] [--pushdown auto|off|require]
             [--dialect postgres|mysql|bigquery|snowflake|athena]
             [--consistency snapshot|per_split] [--verify]
  ajna submit "SELECT ..."          prints the id of the query
  ajna status|results|cancel ID
  ajna explain|convert|validate "SELECT ..."   [--json]
  ajna explain ID                   the plan of a query with what its parts really did
  ajna sources [NAME]               the sources, or the tables of one
  ajna workers                      who is alive
  ajna config check --datasources FILE [--engine FILE]

Exit codes: 0 done, 1 the query failed, 2 bad input, 3 unreachable, 130 canceled
`
