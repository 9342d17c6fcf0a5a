#!/usr/bin/env python3
"""The programs of an optimised build are hardened: stack protector, FORTIFY, full RELRO, PIE, CET or BTI, stack clash
protection. Read from the programs with readelf.

usage: test_hardening.py BUILD-FOLDER BUILD-TYPE PROGRAM...   Exit code 77: not an optimised build, or no readelf.
"""
import json
import os
import re
import shutil
import subprocess
import sys

BUILD, TYPE, PROGRAMS = sys.argv[1], sys.argv[2], sys.argv[3:]


def readelf(program, *options):
    return subprocess.run(["readelf", "-W", *options, program], check=True, capture_output=True, text=True).stdout


def faults(program):
    """What a program lacks."""
    header, dynamic, segments = readelf(program, "-h"), readelf(program, "-d"), readelf(program, "-l")
    symbols = readelf(program, "--dyn-syms")
    machine = re.search(r"Machine:\s+(.*)", header).group(1)
    wanted = {
        "PIE": re.search(r"Type:\s+DYN", header) and re.search(r"FLAGS_1.*PIE", dynamic),
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": re.search(r"\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW|\(BIND_NOW\)", dynamic),
        "a stack without code": re.search(r"GNU_STACK\s+(?:0x\S+\s+){5}RW\s", segments),
        "no segment to write and run": not re.search(r"LOAD\s+(?:0x\S+\s+){5}RWE", segments),
        "stack protector": "__stack_chk_fail" in symbols,
        "FORTIFY": re.search(r"__(?:snprintf|memcpy|memset|read|vsnprintf|fprintf|strcpy|printf|fdelt)_chk", symbols),
    }
    # The mark of the whole program is missing where the C library's start files have none (Debian 12). So count the
    # landing pads of its functions: endbr64; bti c or paciasp.
    with open(program, "rb") as file:
        code = file.read()
    if "X86-64" in machine:
        wanted["CET"] = code.count(b"\xf3\x0f\x1e\xfa") > 100
    elif "AArch64" in machine:
        wanted["BTI and PAC"] = code.count(b"\x5f\x24\x03\xd5") + code.count(b"\x3f\x23\x03\xd5") > 100
    return [what for what, there in wanted.items() if not there]


def compiled():
    """Stack clash protection and the level of FORTIFY leave no mark in a program: they stand in the commands."""
    with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
        commands = [one["command"] for one in json.load(file) if re.search(r"/(core|kiosk|sync|server)/", one["file"])]
    assert len(commands) > 100, "hardly any command"
    return [one for one in commands if "-fstack-clash-protection" not in one or not re.search("-D_FORTIFY_SOURCE=[23]", one)]


def main():
    if TYPE not in ("Release", "RelWithDebInfo", "MinSizeRel") or not shutil.which("readelf"):
        print("skipped: not an optimised build without sanitizers, or readelf is missing")
        return 77
    found = {os.path.basename(program): faults(program) for program in PROGRAMS}
    for program, lacks in found.items():
        print("%-18s %s" % (program, "lacks " + ", ".join(lacks) if lacks else "hardened"))
    bare = compiled()
    for command in bare[:3]:
        print("compiled without it: " + command)
    return 1 if bare or any(found.values()) else 0


sys.exit(main())
