# Settings of the peers benchmark; override any of them through the environment.
export PEERS_DIR="${PEERS_DIR:-/tmp/peers}"
export SF="${SF:-1}"
export PG_PORT="${PG_PORT:-15432}" MY_PORT="${MY_PORT:-13306}" TRINO_PORT="${TRINO_PORT:-18080}"
export BENCH_USER="${BENCH_USER:-bench}" BENCH_PASSWORD="${BENCH_PASSWORD:-bench}" BENCH_DB="${BENCH_DB:-bench}"
export PG_BIN="${PG_BIN:-/usr/lib/postgresql/15/bin}"
export TRINO_VERSION="${TRINO_VERSION:-476}"
# Of MariaDB: what lies outside it comes from the disk. Scale 3 needs 6G.
export MY_BUFFER_POOL="${MY_BUFFER_POOL:-1G}"
export BENCH_JAVA_HOME="${BENCH_JAVA_HOME:-/usr/lib/jvm/temurin-25-jdk-amd64}"
export PGPASSWORD="$BENCH_PASSWORD"
pg() { psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U "$BENCH_USER" -d "${PGD:-$BENCH_DB}" "$@"; }
my() { MYSQL_PWD="$BENCH_PASSWORD" mysql --no-defaults -h 127.0.0.1 -P "$MY_PORT" -u "$BENCH_USER" "$@"; }
