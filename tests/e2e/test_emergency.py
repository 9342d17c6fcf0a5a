#!/usr/bin/env python3
"""A guard lets somebody in before anybody could approve, with the network down: reason, who allowed it by telephone, a
picture of the slip from the booth's camera. It follows when the network is back, and the security office confirms.

usage: test_emergency.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD GATEHOUSE_KIOSK WALK_UP_WRITER
(GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import os
import shutil
import sqlite3
import sys
import tempfile

import server_support
from server_support import check
from sync_support import Booth, World, add_guard, wait_for
from walk_up_support import application, person, submit, waiting

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "kiosk", "writer"), sys.argv[1:6]))
CAMERA = "videotestsrc is-live=true pattern=smpte ! video/x-raw,width=1280,height=720,framerate=15/1"
KEPT = os.path.join(os.environ["GATEHOUSE_ARTEFACTS"], "kiosk", "emergency") if "GATEHOUSE_ARTEFACTS" in os.environ else None
STATES = ["none", "open", "confirmed", "objected"]


def letters(word):
    return ["tap letter %d" % ord(letter) for letter in word]


def policy(world, booth, **settings):
    position = booth.status()["position"]
    status, done = world.people["admin"].call("PUT", "/api/settings", settings)
    check(status in (200, 204), "policy: %s" % done)
    wait_for("the policy at the gate", lambda: booth.status()["position"] > position)


def keep(folder, size):
    if KEPT:
        shutil.copytree(folder, os.path.join(KEPT, size), dirs_exist_ok=True)


def emergency_at(booth, id):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        row = db.execute("SELECT emergency FROM walk_up WHERE id = ?", (bytes.fromhex(id.replace("-", "")),)).fetchone()
    return row and STATES[row[0]]


def boxes(booth):
    return waiting(booth, "emergency")


def emergencies(world, state="open"):
    return world.people["guard"].call("GET", "/api/emergencies?state=" + state)[1]["items"]


def photo(world, one):
    status, data = world.people["guard"].call("GET", "/api/emergencies/%s/photo" % one["id"])
    check(status == 200, "the slip: %s" % status)
    return data


def the_office_has_a_mobile(world):
    admin = world.people["admin"]
    for account in admin.call("GET", "/api/accounts")[1]["items"]:
        if account["name"] == "guard":
            check(admin.call("PUT", "/api/accounts/%d" % account["id"], {"mobile": "13811112222"})[0] == 200, "a mobile")
    world.sign_in()


def not_without_policy(world, booth):
    id, _, _ = submit(PROGRAMS["writer"], booth, application(1))
    wait_for("it to be with the server", lambda: emergency_at(booth, id) == "none")
    booth.kiosk("tap walk-ups", "expect-no-text 急事", "tap walk-ups 0", "wait 500", "expect-page walk-ups")
    policy(world, booth, **{"gate.emergency_admission": True})


def let_in_offline(world, booth):
    """Uses touches alone, in Chinese, with the camera and without the network."""
    world.stop()
    wait_for("the network to be down", lambda: booth.problem() not in ("none", None))
    id, number, _ = submit(PROGRAMS["writer"], booth, application(2))
    keep(booth.kiosk("tap walk-ups", "expect-text 急事", "screenshot list", "tap walk-ups 0", "expect-page emergency",
                     "screenshot why", "tap reason 2", "expect-target script", *letters("wangfang"), "expect-target candidate", "tap candidate 0",
                     "screenshot who", "tap next", "expect-camera live", "wait 600", "screenshot slip", "tap photo",
                     "expect-text 看得清吗", "screenshot slip-taken", "tap photo", "wait 600", "tap photo", "tap next",
                     "expect-text %04d" % number, "screenshot let-in", "tap let-in", "expect-page walk-ups",
                     "expect-text 待确认", "screenshot let-in-list"), "1280x800-zh")
    check(boxes(booth) == 1, "the box waits on disk")
    last = [one for one in booth.journal() if one["kind"] == "override"][-1]
    check(last["override"] == "host-present" and last["refers_to"] == id, "an entry of its own: %s" % last)
    data = b"".join(open(booth.path(name), "rb").read() for name in os.listdir(booth.dir) if name.startswith("journal"))
    check("王芳".encode() not in data and b"\xff\xd8\xff" not in data, "neither the name nor the picture can be read there")
    return id


def confirmed(world, booth, id):
    world.start_again()
    world.sign_in()
    wait_for("it to follow by itself", lambda: emergencies(world))
    one = emergencies(world)[0]
    check(one["application"] and one["application"]["id"] == id and one["guard"] == "赵师傅" and one["reason"] == "host-present", "who was let in, by which guard: %s" % one)
    check(len(one["approver"]) >= 2 and one["photo"] and one["decision"] is None, "by whom, with a picture: %s" % one)
    data = photo(world, one)
    check(data[:3] == b"\xff\xd8\xff" and 20000 < len(data) < 400000, "a picture of the slip, %d bytes" % len(data))
    if KEPT:
        with open(os.path.join(KEPT, "slip.jpg"), "wb") as out:
            out.write(data)
    wait_for("the box to go", lambda: boxes(booth) == 0 or booth.kiosk("wait 200", sign_in=False) and boxes(booth) == 0)
    told = [m for m in world.people["guard"].call("GET", "/api/messages")[1]["items"] if m["purpose"] == "emergency"]
    check(told, "the officers were told")
    for who in ("zhang", "li"):
        check(world.people[who].call("GET", "/api/emergencies")[0] == 403, "%s has no business there" % who)
        check(world.people[who].call("GET", "/api/emergencies/%s/photo" % one["id"])[0] == 403, "nor with the picture")
    check(world.people["admin"].call("POST", "/api/emergencies/%s/actions" % one["id"], {"action": "confirm"})[0] == 403,
          "administrators do not decide")
    office = world.people["guard"]
    check(office.call("POST", "/api/emergencies/%s/actions" % one["id"], {"action": "object"})[1]["code"] == "remark-missing",
          "an objection says why")
    check(office.call("POST", "/api/emergencies/%s/actions" % one["id"], {"action": "confirm", "remark": "已电话核实"})[0] == 204,
          "confirmed")
    check(office.call("POST", "/api/emergencies/%s/actions" % one["id"], {"action": "confirm"})[1]["code"] == "stale-version",
          "once")
    check(not emergencies(world) and emergencies(world, "confirmed")[0]["decision"]["remark"] == "已电话核实", "settled")
    history = office.call("GET", "/api/applications/" + id)[1]["history"]
    check([h["action"] for h in history][-2:] == ["emergency-admitted", "emergency-confirmed"], "on record: %s" % history)
    seen = [a["action"] for a in world.people["admin"].call("GET", "/api/audit")[1]["items"]]
    check("emergency-photo" in seen and "emergency-confirmed" in seen, "looking at the picture is audited: %s" % seen)
    wait_for("the gate to know", lambda: emergency_at(booth, id) == "confirmed")
    keep(booth.kiosk("tap walk-ups", "expect-text 已确认", "screenshot confirmed"), "1280x800-zh")


def ordinary_way_goes_on(world, id):
    """Being inside already is not an approval: the unit and the office still decide."""
    li, guard = world.people["li"], world.people["guard"]
    done = guard.act(li.act(li.call("GET", "/api/applications/" + id)[1], "unit-pass")[1], "security-pass")
    check(done[0] == 200 and done[1]["state"] == "approved", "approved: %s" % done[1])


def upright_in_english(world, booth):
    """A handheld without a camera picture, a second guard; the office objects."""
    policy(world, booth, **{"gate.second_guard": True})
    id, number, _ = submit(PROGRAMS["writer"], booth, application(3, persons=[person(3), person(4)]))
    wait_for("it to be with the server", lambda: emergency_at(booth, id) == "none")
    ini = booth.path("blind.ini")
    with open(booth.ini, encoding="utf-8") as sample, open(ini, "w", encoding="utf-8") as out:
        out.write(sample.read().replace(CAMERA, "").replace("[camera]\n", "[screen]\nlanguage = en\n[camera]\n"))
    keep(booth.kiosk("tap walk-ups", "tap walk-ups 0", "screenshot why", "tap reason 3", "tap script",
                     *letters("lina"), "screenshot who", "tap next", "expect-text There is no camera picture",
                     "screenshot no-camera", "tap next", "expect-text %04d" % number, "tap second 1", "type 31415926",
                     "screenshot second-guard", "tap let-in", "expect-page walk-ups", "expect-text to be confirmed",
                     "screenshot let-in-list", size="720x1280", ini=ini), "720x1280-en")
    wait_for("it to be with the server", lambda: emergencies(world))
    one = emergencies(world)[0]
    check(one["second_guard"] == "钱师傅" and not one["photo"] and one["approver"].lower() == "lina", "as it was: %s" % one)
    check(world.people["guard"].call("GET", "/api/emergencies/%s/photo" % one["id"])[0] == 404, "no picture")
    check(world.people["guard"].call("POST", "/api/emergencies/%s/actions" % one["id"],
                                     {"action": "object", "remark": "未经同意"})[0] == 204, "objected")
    wait_for("the gate to know", lambda: emergency_at(booth, id) == "objected")
    keep(booth.kiosk("tap walk-ups", "expect-text the office objects", "screenshot objected",
                     size="720x1280", ini=ini), "720x1280-en")


def not_for_a_stranger(world, booth):
    """The server refuses a box that no booth has signed."""
    for path in ("boxes/emergency/01900000-0000-7000-8000-000000000001?number=1", "emergencies/01900000-0000-7000-8000-000000000001"):
        status, told = world.people["guard"].call("POST", "/device/" + path, raw=b"x" * 2000,
                                                  headers={"Content-Type": "application/octet-stream"})
        check(status == 401, "unsigned: %s %s" % (status, told))


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        world.open_days()
        add_guard(world)
        check(world.people["guard"].call("POST", "/api/guards", {"name": "钱师傅", "rights": ["admit", "override"],
                                                                "pin": "31415926"})[0] == 201, "a second guard")
        booth = Booth(world, "booth-a", 0, camera=CAMERA).start()
        try:
            check(booth.enrol().returncode == 0, "enrolled")
            wait_for("the first sync", booth.up_to_date)
            the_office_has_a_mobile(world)
            not_without_policy(world, booth)
            id = let_in_offline(world, booth)
            confirmed(world, booth, id)
            ordinary_way_goes_on(world, id)
            upright_in_english(world, booth)
            not_for_a_stranger(world, booth)
            booth.stop()
            world.stop()
        finally:
            for process in (world.process, booth.daemon):
                if process and process.poll() is None:
                    process.kill()
    print("%d checks hold" % server_support.checks)


main()
