#!/bin/sh
# kiosk.sh KIOSK MAKE_BOOTH LOCALE-FOLDER SCENARIO ARTEFACTS SIZE [LANGUAGE [THEME]]
# Runs one scenario on the real kiosk and compares the journal with its list. Needs sqlite3 only for that comparison.
set -eu
kiosk=$1 make_booth=$2 locale=$3 scenario=$4 artefacts=$5 size=$6 language=${7:-zh} theme=${8:-day}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$make_booth" "$dir"
mkdir -p "$artefacts/$size-$language-$theme"
cat >"$dir/booth.ini" <<INI
[booth]
device = booth-e2e
gate = 2
campus = 1
office_phone = 010-12345678
[store]
replica = $dir/replica.db
journal = $dir/journal.db
state = $dir
[keys]
root = $(cat "$dir/keys/root")
campus_file = $dir/keys/campus
[screen]
locale = $locale
INI
# Steps, with the passes' codes and numbers put in.
sed '/^--- journal/,$d' "$scenario" >"$dir/script"
for name in "$dir"/codes/*; do
    pass=${name##*/}
    sed -i -e "s|@number:$pass\$|$(cat "$dir/numbers/$pass")|" "$dir/script"
    awk -v at="@$pass" -v code="$(cat "$name")" '$0 == "gun " at { print "gun " code; next } { print }' \
        "$dir/script" >"$dir/script.new"
    mv "$dir/script.new" "$dir/script"
done
SDL_AUDIODRIVER=dummy "$kiosk" --config "$dir/booth.ini" --headless --size "$size" --lang "$language" --theme "$theme" \
    --script "$dir/script" --screenshots "$artefacts/$size-$language-$theme" --exit-at-end 2>"$dir/log" ||
    { cat "$dir/log"; exit 1; }
