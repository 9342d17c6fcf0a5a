#!/usr/bin/env python3
"""packaging/demo from its start to its summary: a visitor of today applies, the booth is enrolled, and codes are read.

usage: test_demo.py BUILD
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile

from server_support import check

DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../packaging/demo")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    if not shutil.which("rsvg-convert"):
        print("skipped: rsvg-convert is not here (packaging/install-deps.sh demo)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as cache:
        done = subprocess.run([DEMO, "--headless", "--fresh", "--programs", sys.argv[1], "--codes", "2", "--port", str(free_port())],
                              env=dict(os.environ, XDG_CACHE_HOME=cache), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        said = done.stdout
        check(done.returncode == 0, "the demo goes to its end: %s" % said[-3000:])
        check("up to date" in said, "its booth follows the server: %s" % said)
        seen, reviewed = said.split("what the guard would have seen")[1].split("what the server has of it")
        check("chain" in seen and seen.count("green") > 1, "the guard signs in, and a visitor may enter: %s" % said)
        check(seen.count("green") == reviewed.count("green"), "the review page knows of each: %s" % said)
        check(os.path.getsize(os.path.join(cache, "gatehouse-demo/screenshots/01.png")) > 10_000, "a picture of the screen")


main()
