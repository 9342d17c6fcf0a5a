#!/usr/bin/env python3
"""Pictures of vehicles: none while the policy says nothing; then one of a car that nobody expected and one of the same
car let in against the verdict, sealed at the booth, visible to the office alone, erased when the days are over. Riders'
and invited visitors' pages say so.

usage: test_car_picture.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK
(GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import os
import re
import sys
import tempfile

import server_support
from server_support import check, visit
from sync_support import Booth, World, add_guard, wait_for
from walk_up_support import waiting

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk"), sys.argv[1:5]))
LANE = ("[vehicle_camera]\npipeline = videotestsrc is-live=true pattern=smpte ! video/x-raw,width=1280,height=720,framerate=10/1\n"
        "region = 0 30 100 70\n[barrier]\ntarget = record:%s\n")
STRANGER = ["tap type", "tap kind 1", "tap province 2", "wait 300", "type C98765", "tap find", "expect-verdict red not-expected", "wait 800"]
OVERRIDE = ["tap override", "expect-page override", "tap reason 1", "tap confirm-override", "expect-state overridden", "wait 800"]


def policy(world, booth, days):
    position = booth.status()["position"]
    status, done = world.people["admin"].call("PUT", "/api/settings", {"gate.evidence_days": days})
    check(status in (200, 204), "%d days: %s" % (days, done))
    wait_for("the policy at the gate", lambda: booth.status()["position"] > position)


def boxes(booth):
    return waiting(booth, "car-picture")


def entries(world, who="guard"):
    return [e for e in world.people[who].call("GET", "/api/entries")[1]["items"] if e["kind"] in ("shown", "override")]


def pictures(world):
    return [e for e in entries(world) if e["picture"]]


def nothing_without_policy(world, booth):
    booth.kiosk(*STRANGER, *OVERRIDE)
    wait_for("the entries", lambda: len(entries(world)) == 2)
    check(boxes(booth) == 0 and not pictures(world), "no picture is taken while nobody asked for it")


def taken_and_seen(world, booth):
    policy(world, booth, 7)
    world.stop()
    wait_for("the network to be down", lambda: booth.problem() not in ("none", None))
    booth.kiosk(*STRANGER, *OVERRIDE)
    check(boxes(booth) == 2, "one as nobody expected it, one as it was let in: %d" % boxes(booth))
    data = b"".join(open(booth.path(name), "rb").read() for name in os.listdir(booth.dir) if name.startswith("journal"))
    check(b"JFIF" not in data, "the booth can't show them")
    world.start_again()
    world.sign_in()
    wait_for("both to follow by themselves", lambda: len(pictures(world)) == 2)
    check(sorted(e["kind"] for e in pictures(world)) == ["override", "shown"], "each with its entry")
    for one in pictures(world):
        status, data = world.people["guard"].call("GET", "/api/entries/%s/picture" % one["id"])
        check(status == 200 and data[:3] == b"\xff\xd8\xff" and 2000 < len(data) < 100000, "a picture of %d bytes" % len(data))
    size = re.search(b"\xff\xc0\x00\x11\x08(..)(..)", data, re.S)
    check(size and int.from_bytes(size.group(2), "big") == 640 and int.from_bytes(size.group(1), "big") == 252,
          "of the lane alone, and small")
    for who in ("zhang", "li"):
        check(world.people[who].call("GET", "/api/entries/%s/picture" % pictures(world)[0]["id"])[0] == 403, "%s has no business there" % who)
    other = [e for e in entries(world) if not e["picture"]][0]
    check(world.people["guard"].call("GET", "/api/entries/%s/picture" % other["id"])[0] == 404, "another entry has none")
    audit = [a["action"] for a in world.people["admin"].call("GET", "/api/audit")[1]["items"]]
    check(audit.count("entry-picture") == 2, "looking at them is audited: %s" % audit)
    booth.kiosk("wait 300", sign_in=False)
    wait_for("the booth to drop them", lambda: boxes(booth) == 0)
    status, told = world.people["guard"].call("POST", "/device/boxes/car-picture/%s?number=1" % other["id"], raw=b"x" * 2000,
                                              headers={"Content-Type": "application/octet-stream"})
    check(status == 401, "unsigned: %s %s" % (status, told))


def people_are_told(world):
    zhang = world.people["zhang"]
    made = zhang.act(zhang.call("POST", "/api/applications", visit())[1], "submit")[1]
    made = world.people["guard"].act(world.people["li"].act(made, "unit-pass")[1], "security-pass")[1]
    done = zhang.call("GET", "/api/applications/" + made["id"])[1]
    check(done["state"] == "approved", "approved: %s" % done)
    link = [p["link"] for p in done["passes"] if p["kind"] == "rider"][0]
    path = re.search(r"/p/[A-Za-z0-9_-]{22}", link).group(0)
    page = world.people["guard"].call("GET", path)[1]
    page = page.decode() if isinstance(page, bytes) else str(page)
    check("kept for 7 days" in page or "照片 7 天" in page, "who comes by car reads it on their pass")


def over(world, booth):
    policy(world, booth, 0)
    wait_for("the pictures to be deleted", lambda: not pictures(world))


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        world.open_days()
        add_guard(world)
        booth = Booth(world, "booth-a", 0, extra=LANE % os.path.join(folder, "barrier")).start()
        try:
            check(booth.enrol().returncode == 0, "enrolled")
            wait_for("the first sync", booth.up_to_date)
            nothing_without_policy(world, booth)
            taken_and_seen(world, booth)
            people_are_told(world)
            over(world, booth)
            booth.stop()
            world.stop()
        finally:
            for process in (world.process, booth.daemon):
                if process and process.poll() is None:
                    process.kill()
    print("%d checks hold" % server_support.checks)


main()
