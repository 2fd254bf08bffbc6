#!/usr/bin/env bash
# Foreign tables over MariaDB inside PostgreSQL, with the defaults of mysql_fdw: schema fdw.
set -euo pipefail
. "$(dirname "$0")/env.sh"
pg -c "create extension if not exists mysql_fdw" -c "drop server if exists fdw cascade" -c "drop schema if exists fdw cascade" -c "create schema fdw" \
  -c "create server fdw foreign data wrapper mysql_fdw options (host '127.0.0.1', port '$MY_PORT')" \
  -c "create user mapping for $BENCH_USER server fdw options (username '$BENCH_USER', password '$BENCH_PASSWORD')" \
  -c "import foreign schema $BENCH_DB limit to (lineitem, part, partsupp, supplier) from server fdw into fdw"
