#!/usr/bin/env bash
# Gives tests a PostgreSQL that they may throw away: on a Unix socket only, in a temporary folder, gone afterwards.
#
#   tests/support/postgres.sh COMMAND...            runs the command with GATEHOUSE_TEST_POSTGRES set to a new database's URL
#   tests/support/postgres.sh --shared COMMAND...   starts one cluster; each postgres.sh under the command takes a database of it
#
# Exits with the command's code, or with 77 where PostgreSQL is not installed. DURABLE=yes keeps fsync on; the command then
# gets a cluster to itself, which it may kill (GATEHOUSE_TEST_POSTGRES_PID) and start again (GATEHOUSE_TEST_POSTGRES_RESTART).
set -uo pipefail

shared=no
if [ "${1:-}" = --shared ]; then
    shared=yes
    shift
fi
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$programs" ]; then
    [ $shared = no ] || exec "$@"
    echo "skipped: PostgreSQL is not installed (packaging/install-deps.sh test)"
    exit 77
fi

# in_cluster FOLDER DATABASE COMMAND...: makes the database and runs the command on it.
in_cluster() {
    local cluster=$1 database=$2
    shift 2
    (cd / && "$programs/createdb" -h "$cluster" -U gatehouse "$database") || return 1
    GATEHOUSE_TEST_POSTGRES="postgresql:///$database?host=$cluster&user=gatehouse" "$@"
}

if [ -n "${GATEHOUSE_TEST_CLUSTER:-}" ] && [ "${DURABLE:-no}" = no ]; then
    database=test_$$
    in_cluster "$GATEHOUSE_TEST_CLUSTER" "$database" "$@"
    code=$?
    (cd / && "$programs/dropdb" -h "$GATEHOUSE_TEST_CLUSTER" -U gatehouse --force --if-exists "$database")
    exit $code
fi

folder=$(mktemp -d) || exit 1
as=()
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    chown postgres "$folder" || exit 1
    as=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
chmod 711 "$folder"

stop() {
    (cd / && "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1)
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

log="$folder/log"
options="-c client_min_messages=warning -c listen_addresses= -c unix_socket_directories=$folder -c max_connections=300"
[ "${DURABLE:-no}" = yes ] || options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
if ! (cd / && "${as[@]}" "$programs/initdb" -D "$folder/data" -U gatehouse -A trust -E UTF8 --locale=C.UTF-8 \
    --no-sync >/dev/null && "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$log" -w -t 120 -o "$options" start >/dev/null); then
    echo "PostgreSQL did not start:"
    cat "$log" 2>/dev/null
    exit 1
fi

if [ $shared = yes ]; then
    GATEHOUSE_TEST_CLUSTER=$folder "$@"
    exit
fi
export GATEHOUSE_TEST_POSTGRES_PID="$folder/data/postmaster.pid"
# For tests that kill it: starts it again as it was.
export GATEHOUSE_TEST_POSTGRES_RESTART="$folder/restart"
printf '#!/bin/sh\ncd / && exec %s %q -D %q -l %q -w -t 120 -o %q start >/dev/null\n' "${as[*]-}" "$programs/pg_ctl" \
    "$folder/data" "$log" "$options" >"$folder/restart"
chmod +x "$folder/restart"
in_cluster "$folder" gatehouse "$@"
