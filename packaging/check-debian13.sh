#!/usr/bin/env bash
# Builds Gatehouse and runs its fast tests in a Debian 13 root, made afresh by mmdebstrap. Needs root and some minutes.
#
#   packaging/check-debian13.sh [DIR]      (default: build/debian13; kept for a second run)
#
# MIRROR overrides the mirror; by default that of this machine's own apt.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${1:-$top/build/debian13}
if [ "$(id -u)" -ne 0 ]; then
    printf 'check-debian13: run as root (it makes a root of its own and chroots into it)\n' >&2
    exit 2
fi
mirror=${MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)}

if [ ! -x "$root/usr/bin/apt-get" ]; then
    command -v mmdebstrap >/dev/null || apt-get install -y --no-install-recommends mmdebstrap
    mkdir -p "$root"
    mmdebstrap --variant=minbase --include=ca-certificates trixie "$root" "$mirror"
fi
# apt's own settings of this machine (a proxy, for one) hold in there, too.
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
rm -rf "$root/gatehouse"
mkdir "$root/gatehouse"
git -C "$top" archive HEAD | tar -x -C "$root/gatehouse"

clean_up() {
    umount "$root/proc" 2>/dev/null || true
}
trap clean_up EXIT
mount -t proc proc "$root/proc"
chroot "$root" /bin/bash -c '
    set -e
    cd /gatehouse
    packaging/install-deps.sh
    cmake --preset dev
    cmake --build --preset dev
    ctest --preset fast
'
