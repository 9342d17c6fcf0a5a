#!/usr/bin/env bash
# A private, throw-away PostgreSQL for tests: on a Unix socket only, in a temporary folder, gone afterwards.
#
#   tests/support/postgres.sh COMMAND...
#
# Runs the command with GATEHOUSE_TEST_POSTGRES set to its URL, and exits with the command's code.
# DURABLE=yes keeps fsync on. Exit code 77 where PostgreSQL is not installed.
set -uo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$programs" ]; then
    echo "skipped: PostgreSQL is not installed (packaging/install-deps.sh test)"
    exit 77
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
options="-c listen_addresses= -c unix_socket_directories=$folder -c max_connections=60"
[ "${DURABLE:-no}" = yes ] || options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
if ! (cd / && "${as[@]}" "$programs/initdb" -D "$folder/data" -U gatehouse -A trust -E UTF8 --locale=C.UTF-8 \
    --no-sync >/dev/null && "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$log" -w -t 30 -o "$options" start >/dev/null); then
    echo "PostgreSQL did not start:"
    cat "$log" 2>/dev/null
    exit 1
fi
(cd / && "${as[@]}" "$programs/createdb" -h "$folder" -U gatehouse gatehouse) || exit 1

export GATEHOUSE_TEST_POSTGRES="postgresql:///gatehouse?host=$folder&user=gatehouse"
export GATEHOUSE_TEST_POSTGRES_PID="$folder/data/postmaster.pid"
# For tests that kill it: starts it again as it was.
export GATEHOUSE_TEST_POSTGRES_RESTART="$folder/restart"
printf '#!/bin/sh\ncd / && exec %s %q -D %q -l %q -w -t 60 -o %q start >/dev/null\n' "${as[*]-}" "$programs/pg_ctl" \
    "$folder/data" "$log" "$options" >"$folder/restart"
chmod +x "$folder/restart"
"$@"
