#!/bin/sh
# kiosk.sh KIOSK MAKE_BOOTH GATEHOUSE SCENARIO ARTEFACTS SIZE [LANGUAGE [THEME]]
# Runs one scenario on the real kiosk and compares the journal, as `gatehouse` lists it, with the scenario's list.
set -eu
. "$(dirname "$0")/booth_ini.sh"
kiosk=$1 make_booth=$2 gatehouse=$3 scenario=$4 artefacts=$5 size=$6 language=${7:-zh} theme=${8:-day}
asks_for() { sed -n "s/^# $1: //p" "$scenario"; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$make_booth" "$dir"
pictures=$artefacts/$size-$language-$theme
mkdir -p "$pictures"

# What a scenario asks for in its first lines: a mode, a code held to the camera, a journal that can't be written.
mode=$(asks_for mode) pipeline=
if [ -n "$(asks_for camera)" ]; then
    "$gatehouse" pass qr "$(cat "$dir/codes/$(asks_for camera)")" --out "$dir/code.png" >/dev/null
    pipeline="multifilesrc loop=true location=$dir/code.png caps=image/png,framerate=15/1 ! pngdec"
fi
if [ "$(asks_for break)" = journal ]; then
    rm -f "$pictures/broken-on-paper.png"
    mkdir "$dir/journal.db"
    (while [ -d "$dir" ] && [ ! -e "$pictures/broken-on-paper.png" ]; do sleep 0.2; done; rmdir "$dir/journal.db") &
fi

booth_ini "$dir" booth-e2e "${mode:-guard}" "$pipeline"
# Steps, with the passes' codes and numbers put in.
sed '/^--- journal/,$d' "$scenario" >"$dir/script"
# Texts are expected in the language that the scenario is written for; in the other one only the rest of it holds.
written=$(asks_for language)
[ "${written:-zh}" = "$language" ] || sed -i '/^expect-text /d' "$dir/script"
for name in "$dir"/codes/*; do
    pass=${name##*/}
    sed -i -e "s|@number:$pass\$|$(cat "$dir/numbers/$pass")|" "$dir/script"
    awk -v at="@$pass" -v code="$(cat "$name")" '$0 == "gun " at { print "gun " code; next } { print }' \
        "$dir/script" >"$dir/script.new"
    mv "$dir/script.new" "$dir/script"
done
SDL_AUDIODRIVER=dummy "$kiosk" --config "$dir/booth.ini" --headless --size "$size" --lang "$language" --theme "$theme" \
    --script "$dir/script" --screenshots "$pictures" --exit-at-end 2>"$dir/log" ||
    { cat "$dir/log"; exit 1; }

# Newest first as listed; oldest first as written in the scenario.
"$gatehouse" journal list --journal "$dir/journal.db" --limit 1000 --json >"$dir/entries"
"$gatehouse" journal verify --journal "$dir/journal.db" >/dev/null
sed -n 's/.*"kind": *"\([a-z-]*\)".*/\1/p' "$dir/entries" >"$dir/kinds"
sed -n 's/.*"colour": *"\([a-z-]*\)".*/\1/p' "$dir/entries" >"$dir/colours"
sed -n 's/.*"reason": *"\([a-z-]*\)".*/\1/p' "$dir/entries" >"$dir/reasons"
paste -d' ' "$dir/kinds" "$dir/colours" "$dir/reasons" | tac | sed 's/^\(sign-[a-z]*\) .*/\1/' >"$dir/found"
sed '1,/^--- journal/d' "$scenario" >"$dir/expected"
diff -u "$dir/expected" "$dir/found" || { echo "the journal is not what $scenario says"; exit 1; }
# Nobody's name may stand in the log of the program.
if grep -q '张\|李\*\|阿卜杜勒' "$dir/log"; then
    echo "a name stands in the kiosk's log"
    exit 1
fi

if [ "$mode" = handheld ] && [ "$(cat "$dir/torch")" != 1 ]; then
    echo "the torch was not switched on"
    exit 1
fi
