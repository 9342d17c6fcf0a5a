#!/bin/sh
# kill.sh KIOSK MAKE_BOOTH GATEHOUSE TIMES
# Kills the kiosk (-9) in the middle of its work, again and again: every admission that a screen has shown is in the
# journal, the chain is whole, and the next start goes on with it.
set -eu
. "$(dirname "$0")/booth_ini.sh"
kiosk=$1 make_booth=$2 gatehouse=$3 times=${GATEHOUSE_KILLS:-$4}
dir=$(mktemp -d)
pid=
trap 'test -z "$pid" || kill -9 "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
crowd=$((times * 4 + 8))
"$make_booth" "$dir" "$crowd"
booth_ini "$dir" booth-kill self-scan ""
: >"$dir/shown"
next=1 round=0
while [ "$round" -lt "$times" ]; do
    round=$((round + 1))
    : >"$dir/script"
    last=$((next + 7))
    while [ "$next" -le "$last" ]; do
        printf 'gun %s\n' "$(cat "$dir/codes/crowd-$(((next - 1) % crowd + 1))")" >>"$dir/script"
        next=$((next + 1))
    done
    next=$((next - 5))
    SDL_AUDIODRIVER=dummy "$kiosk" --config "$dir/booth.ini" --headless --script "$dir/script" --trace \
        >"$dir/trace" 2>"$dir/log" &
    pid=$!
    # Once it has shown something, and then 0 to 1.3 s, another moment each time.
    patience=2400
    until grep -q '^verdict ' "$dir/trace" || [ "$patience" -eq 0 ]; do
        patience=$((patience - 1))
        sleep 0.1
    done
    sleep "$(awk -v n="$round" 'BEGIN { printf "%.2f", (n * 37 % 131) / 100 }')"
    kill -9 "$pid" || { echo "the kiosk ended by itself:"; cat "$dir/log"; exit 1; }
    wait "$pid" 2>/dev/null || true
    pid=
    sed -n 's/^verdict .*colour=green.* entry=\([0-9a-f-]*\) .* presented_ns=[0-9]*$/\1/p' "$dir/trace" >>"$dir/shown"
done
"$gatehouse" journal verify --journal "$dir/journal.db"
"$gatehouse" journal list --journal "$dir/journal.db" --limit 100000 --json >"$dir/entries"
shown=$(wc -l <"$dir/shown")
test "$shown" -ge "$times" || { echo "only $shown admissions were shown in $times rounds"; exit 1; }
while read -r entry; do
    grep -q "$entry" "$dir/entries" || { echo "entry $entry was shown and is not in the journal"; exit 1; }
done <"$dir/shown"
echo "$times kills, $shown admissions shown, all of them in the journal"
