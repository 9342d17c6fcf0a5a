#!/usr/bin/env bash
# Installs what a Debian 12 or 13 machine lacks to build, run and test Gatehouse, and nothing that it has.
# A second run finds everything in place, changes nothing and needs no network.
#
#   packaging/install-deps.sh [--print] [build] [run] [demo] [test] [package] [image]   (no group: all but the last two)
#
# --print only lists the missing packages. Exit code: 0 all there, 1 not a Debian that we know, or apt failed, 2 usage.
set -euo pipefail

# Group, then packages. A word a|b takes whichever of the two the system already has, else the first.
groups=(
    "build: gcc g++ libc6-dev cmake ninja-build pkg-config|pkgconf ccache gettext"
    "build: libsodium-dev libsqlite3-dev libjansson-dev libinih-dev libqrencode-dev libpng-dev"
    "build: libsdl2-dev libsdl2-ttf-dev libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev"
    "build: librime-dev rime-data-pinyin-simp rime-prelude"
    "build: libzxing-dev libzbar-dev libjpeg-dev|libjpeg62-turbo-dev libwebp-dev libopencv-imgproc-dev libgpiod-dev"
    "build: libmicrohttpd-dev libgnutls28-dev libcurl4-openssl-dev libssl-dev libpq-dev zlib1g-dev libsystemd-dev libxlsxwriter-dev libzip-dev libexpat1-dev libldap-dev|libldap2-dev"
    "run: fonts-noto-cjk gstreamer1.0-plugins-base gstreamer1.0-plugins-good tzdata"
    "demo: python3 librsvg2-bin"
    "test: mold libcmocka-dev libcbor-dev clang libclang-rt-dev clang-format clang-tidy python3 python3-pyflakes python3-jsonschema python3-cryptography python3-nacl python3-icalendar python3-openpyxl python3-prometheus-client zbar-tools gstreamer1.0-tools"
    "test: python3-gi gir1.2-gst-rtsp-server-1.0"
    "test: postgresql kannel kannel-extras python3-aiosmtpd dovecot-imapd chromium-headless-shell wrk rsyslog rsyslog-openssl slapd"
    "package: dpkg-dev file lintian mmdebstrap apt-utils gpg librsvg2-bin"
    "image: mmdebstrap squashfs-tools mtools fdisk rauc openssl qemu-user-static systemd-container"
    "test: nginx-light|nginx caddy age glewlwyd"
    "test: binutils signify-openbsd swtpm tpm2-tools libtss2-tcti-swtpm0|libtss2-tcti-swtpm0t64"
)

say() {
    printf 'install-deps: %s\n' "$*" >&2
}

wanted=()
print_only=no
for word in "$@"; do
    case "$word" in
    build | run | demo | test | package | image) wanted+=("$word") ;;
    --print) print_only=yes ;;
    -h | --help)
        sed -n '2,7s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
    *)
        say "unknown word \"$word\": expected --print, build, run, demo, test, package or image"
        exit 2
        ;;
    esac
done
[ ${#wanted[@]} -gt 0 ] || wanted=(build run demo test)

if ! command -v dpkg-query >/dev/null; then
    say "this is not Debian: install what packaging/install-deps.sh lists by hand, then run cmake --preset dev"
    exit 1
fi

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The package to install for a word, or nothing when one of its choices is there.
lacking() {
    local choice choices
    IFS='|' read -ra choices <<<"$1"
    for choice in "${choices[@]}"; do
        if installed "$choice"; then
            return
        fi
    done
    printf '%s\n' "${choices[0]}"
}

missing=()
for line in "${groups[@]}"; do
    group=${line%%:*}
    [[ " ${wanted[*]} " == *" $group "* ]] || continue
    for word in ${line#*:}; do
        package=$(lacking "$word")
        [ -z "$package" ] || missing+=("$package")
    done
done

node=$(dirname "${BASH_SOURCE[0]}")/node.sh
# Tests of the server's pages need Node; without it they are skipped, and everything else works.
node_for_tests() {
    [[ " ${wanted[*]} " == *" test "* ]] || return 0
    "$node" install || say "going on without Node: the server's pages will not be tested"
}

plates=$(dirname "${BASH_SOURCE[0]}")/plates.sh
# Without its models and their runtime the plate reader is off, and everything else works.
plates_too() {
    [[ " ${wanted[*]} " == *" build "* || " ${wanted[*]} " == *" run "* ]] || return 0
    "$plates" install || say "going on without the plate reader"
}

if [ "$print_only" = yes ]; then
    if [[ " ${wanted[*]} " == *" test "* ]] && ! "$node" run true 2>/dev/null; then
        missing+=(nodejs npm)
    fi
    [ ${#missing[@]} -eq 0 ] || printf '%s\n' "${missing[@]}"
    exit 0
fi
if [ ${#missing[@]} -eq 0 ]; then
    node_for_tests
    plates_too
    exit 0
fi

release=$(. /etc/os-release && printf '%s %s' "${ID:-}" "${VERSION_ID:-}")
case "$release" in
"debian 12" | "debian 13" | raspbian*) ;;
*)
    say "Gatehouse is tried on Debian 12 and 13, this is \"$release\". Missing here: ${missing[*]}"
    exit 1
    ;;
esac

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        say "not root and no sudo here. Ask an administrator to run: apt-get install ${missing[*]}"
        exit 1
    fi
    as_root=(sudo)
fi
# Another apt may be at work on a machine that has just started: wait for it.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600)

say "installing ${missing[*]}"
"${apt[@]}" update >&2 || say "apt-get update failed; trying with the lists that are here"
if ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2; then
    say "apt-get could not install: ${missing[*]}. Check the network and /etc/apt/sources.list, then run this again."
    exit 1
fi
node_for_tests
plates_too
