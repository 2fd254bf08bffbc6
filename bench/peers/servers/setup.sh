#!/usr/bin/env bash
# Installs everything the peers benchmark needs on a fresh Debian 12 machine (root):
# PostgreSQL 15, MariaDB 10.11, mysql_fdw (apt); DuckDB, ConnectorX, Trino client (PyPI); Trino server (Maven Central).
set -euo pipefail
. "$(dirname "$0")/env.sh"
mkdir -p "$PEERS_DIR/logs"; chmod 755 "$PEERS_DIR"
export DEBIAN_FRONTEND=noninteractive
# keep Debian from starting its own servers on the default ports
[ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; ADDED_POLICY=1; }
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql-15 postgresql-client-15 mariadb-server mariadb-client \
  postgresql-15-mysql-fdw libmariadb-dev libmariadb-dev-compat >"$PEERS_DIR/logs/apt.log" 2>&1
[ -z "${ADDED_POLICY:-}" ] || rm -f /usr/sbin/policy-rc.d
[ -x "$PEERS_DIR/venv/bin/python" ] || python3 -m venv "$PEERS_DIR/venv"
"$PEERS_DIR/venv/bin/pip" install -q duckdb==1.5.5 duckdb-extension-tpch==1.5.5 duckdb-extension-postgres-scanner==1.5.5 \
  duckdb-extension-mysql-scanner==1.5.5 duckdb-extensions==1.5.5 connectorx==0.4.6 pyarrow polars pandas trino psutil "psycopg[binary]" pymysql tpchgen-cli==4.0.0
if [ "${WITH_TRINO:-1}" = 1 ] && [ ! -x "$PEERS_DIR/trino/trino-server-$TRINO_VERSION/bin/launcher" ]; then
  mvn -q -B dependency:get -Dtransitive=false -Dartifact="io.trino:trino-server:$TRINO_VERSION:tar.gz"
  mkdir -p "$PEERS_DIR/trino"
  # jars shared by plugins are hard links: unpack all of it, then drop the plugins that are not needed
  tar xzf "$HOME/.m2/repository/io/trino/trino-server/$TRINO_VERSION/trino-server-$TRINO_VERSION.tar.gz" -C "$PEERS_DIR/trino"
  (cd "$PEERS_DIR/trino/trino-server-$TRINO_VERSION/plugin" && for p in *; do case $p in postgresql|mysql|mariadb|memory|tpch|geospatial|ml|teradata-functions) ;; *) rm -rf "$p";; esac; done)
fi
echo "setup done"
