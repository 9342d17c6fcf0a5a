#!/usr/bin/env python3
"""A machine between booth and server, with a certificate that the booth trusts: what people see, and what is refused.

usage: test_middle.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
"""
import json
import os
import subprocess
import sys
import tempfile

import server_support
from middle_support import Middle
from server_support import check, wait_for
from sync_support import Booth, World

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
ELSEWHERE = "http://192.0.2.1:8080"  # TEST-NET-1 (RFC 5737): nobody answers there


def on_the_page(world, booth):
    """The fingerprint of the newest booth, as the administrator sees it."""
    return next(one["fingerprint"] for one in world.people["admin"].call("GET", "/api/devices")[1]["items"]
                if one["id"] == booth.status()["device"])


def exchanged_root(folder):
    """A fault that puts an attacker's root key into the answer to an enrolment."""
    keys = os.path.join(folder, "attacker")
    subprocess.run([PROGRAMS["gatehouse"], "keys", "new", "root", "--dir", keys], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(keys, "root.public"), encoding="ascii") as file:
        other = file.read().split()[-1]

    def fault(answer):
        told = json.loads(answer.body)
        told["root_key"] = other
        answer.body = json.dumps(told).encode()
        return answer
    return fault


def compare(world, folder):
    honest = Booth(world, "honest", 0).start()
    check(honest.enrol().returncode == 0, "enrolled")
    shown = honest.status()["fingerprint"]
    check(len(shown) == 19 and shown == on_the_page(world, honest), "both screens show one fingerprint: %s" % shown)
    honest.stop()
    honest.start()
    check(honest.status()["fingerprint"] == shown, "also after a restart")
    honest.stop()

    middle = Middle(world, folder)
    middle.where, middle.fault = "/device/enrol", exchanged_root(folder)
    booth = Booth(world, "deceived", 1).start()
    world.url, direct = middle.url, world.url
    told = booth.enrol()
    world.url = direct
    check(middle.spoilt == 1 and told.returncode == 0, "the booth can't see it by itself: %s" % told.stderr)
    check(booth.status()["fingerprint"] != on_the_page(world, booth), "two screens, two fingerprints")
    booth.stop()


def plain(world):
    booth = Booth(world, "plain", 0).start()
    told = booth.gatehouse("enrol", "4Q7KX2MP9D", "--server", ELSEWHERE, "--config", booth.ini, check_code=False)
    check(told.returncode != 0 and "http://" in told.stderr and "plain_http" in told.stderr, "refused: %s" % told.stderr)
    check(booth.status()["enrolment"] == "plain-http", "and the screen says so: %s" % booth.status()["enrolment"])
    check(booth.enrol().returncode == 0, "https works")
    booth.stop()

    # An address from the time before, or written into the configuration by hand.
    with open(booth.ini, encoding="utf-8") as file:
        text = file.read()
    with open(booth.ini, "w", encoding="utf-8") as file:
        file.write(text.replace("[sync]\n", "[sync]\nserver = %s\n" % ELSEWHERE))
    booth.start()
    wait_for("the problem", lambda: booth.problem() == "plain-http")
    doctor = booth.gatehouse("doctor", "--config", booth.ini, check_code=False)
    check("plain_http" in doctor.stdout, "the doctor says what to do: %s" % doctor.stdout)
    booth.stop()
    with open(booth.ini, "w", encoding="utf-8") as file:
        file.write(text.replace("[sync]\n", "[sync]\nplain_http = yes\nserver = %s\n" % ELSEWHERE))
    booth.start()
    wait_for("a try", lambda: booth.problem() not in ("plain-http", "not-enrolled"))
    booth.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        try:
            compare(world, folder)
            plain(world)
        finally:
            world.process.kill()
    print("%d checks passed" % server_support.checks)


main()
