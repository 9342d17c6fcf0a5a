#!/usr/bin/env python3
"""The programs of an optimised build are hardened: stack protector, FORTIFY, full RELRO, PIE, CET or BTI, stack clash
protection. Read from the programs with readelf and objdump. Prints the figures of docs/threats.md.

usage: test_hardening.py BUILD-FOLDER BUILD-TYPE PROGRAM...   Exit code 77: not an optimised build, or no readelf.
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys

BUILD, TYPE, PROGRAMS = sys.argv[1], sys.argv[2], sys.argv[3:]
# What a program has of each: landing pads of branches, checks of the stack, checked calls of the C library, and touches of
# the pages that a large frame passes over.
Figures = collections.namedtuple("Figures", "pads canaries fortified probes")


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def readelf(program, *options):
    return said("readelf", "-W", *options, program)


def figures(program, machine):
    """Counts in the code, since some flags leave no other mark. The mark of the whole program (GNU_PROPERTY) is missing
    where the C library's start files have none, as on Debian 12."""
    code = said("objdump", "-d", "--no-show-raw-insn", program)
    pads, probe = r"\bendbr64\b", r"\bor[lq]\s+\$0x0,(?:0x\w+)?\(%rsp\)"
    if machine == "AArch64":
        pads, probe = r"\b(?:bti|paciasp)\b", r"\bstr\s+xzr, \[sp"
    # mold writes $plt where others write @plt.
    counted = [r"\b(?:call|bl)\s.*<__stack_chk_fail[@$]plt>", r"\b(?:call|bl)\s.*_chk[@$]plt>", probe]
    return Figures(*(len(re.findall(one, code)) for one in [pads] + counted))


def faults(program):
    """Returns what a program lacks, and its figures."""
    header, dynamic, segments = readelf(program, "-h"), readelf(program, "-d"), readelf(program, "-l")
    machine = re.search(r"Machine:\s+(.*)", header).group(1)
    counted = figures(program, machine)
    wanted = {
        "PIE": re.search(r"Type:\s+DYN", header) and re.search(r"FLAGS_1.*PIE", dynamic),
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": re.search(r"\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW|\(BIND_NOW\)", dynamic),
        "a stack without code": re.search(r"GNU_STACK\s+(?:0x\S+\s+){5}RW\s", segments),
        "no segment to write and run": not re.search(r"LOAD\s+(?:0x\S+\s+){5}RWE", segments),
        "no search path of libraries": not re.search(r"\((?:RPATH|RUNPATH)\)", dynamic),
        "stack protector": counted.canaries > 0,
        "FORTIFY": counted.fortified > 0,
        "stack clash protection": counted.probes > 0,
        "CET, or BTI and PAC": counted.pads > 100,
    }
    return [what for what, there in wanted.items() if not there], counted


def compiled():
    """Returns the commands of our own sources without the protections that every function is to have."""
    with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
        commands = [one["command"] for one in json.load(file) if re.search(r"/(core|kiosk|sync|server)/", one["file"])]
    assert len(commands) > 100, "hardly any command"
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as file:
        level = 3 if re.search(r"^GATEHOUSE_HAS_FORTIFY_3:\w+=1$", file.read(), re.M) else 2
    wanted = ("-fstack-clash-protection", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=%d" % level)
    return [one for one in commands if not all(flag in one for flag in wanted)]


def main():
    if TYPE not in ("Release", "RelWithDebInfo", "MinSizeRel") or not shutil.which("readelf"):
        print("skipped: not an optimised build without sanitizers, or readelf is missing")
        return 77
    found = {os.path.basename(program): faults(program) for program in PROGRAMS}
    print("| program | " + " | ".join(Figures._fields) + " | lacks |")
    for program, (lacks, counted) in found.items():
        print("| %s | %s | %s |" % (program, " | ".join(str(one) for one in counted), ", ".join(lacks) or "nothing"))
    bare = compiled()
    for command in bare[:3]:
        print("compiled without it: " + command)
    return 1 if bare or any(lacks for lacks, _ in found.values()) else 0


sys.exit(main())
