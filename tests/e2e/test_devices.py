#!/usr/bin/env python3
"""A booth's life as the server sees it: code, enrolment, signed requests and those that are refused, changes, long poll,
revocation.

usage: test_devices.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import server_support
from device_support import Booth
from server_support import PATIENCE_S, Client, check, serve

PLACE = {"name": "主校区南门 1 号岗", "campus": 1, "gate": 0}


def codes(admin, office, port, folder):
    check(office.call("POST", "/api/devices/codes", PLACE)[1]["code"] == "forbidden", "only administrators make codes")
    status, wrong = admin.call("POST", "/api/devices/codes", dict(PLACE, gate=9))
    check(status == 422 and wrong["errors"][0]["path"] == "gate", "a gate of that campus: %s" % wrong)
    status, made = admin.call("POST", "/api/devices/codes", PLACE)
    check(status == 201 and len(made["code"]) == 11, "a code: %s" % made)
    code, guessed = made["code"], 0
    booth = Booth(port, folder)
    check(booth.enrol("nonsense")[1]["code"] == "bad-code", "no such code")
    wrong = code[:-1] + ("3" if code[-1] != "3" else "4")
    for guessed in range(4):
        check(booth.enrol(wrong)[1]["code"] == "bad-code", "a wrong code")
    status, told = booth.enrol(code.lower().replace("-", " "))
    check(status == 201 and told["campus"] == 1 and told["gate"] == 0, "the fifth try is right: %s" % told)
    check(Booth(port, folder, "second").enrol(code)[1]["code"] == "bad-code", "a code works once")
    burnt = admin.call("POST", "/api/devices/codes", PLACE)[1]["code"]
    other = Booth(port, folder, "third")
    for guessed in range(5):
        other.enrol(burnt[:-1] + ("3" if burnt[-1] != "3" else "4"))
    check(other.enrol(burnt)[1]["code"] == "bad-code", "five wrong tries spoil a code")
    listed = admin.call("GET", "/api/devices")[1]["items"]
    check(len(listed) == 1 and listed[0]["fingerprint"] == told["fingerprint"], "both sides show one fingerprint")
    return booth


def refusals(booth, folder):
    target = "/device/changes?since=0"
    check(booth.call("GET", target)[0] == 200, "a signed request is answered")
    check(booth.time, "with the server's signed time")
    check(booth.call("GET", target, headers={"X-Nothing": "1"})[1]["code"] == "bad-signature", "an unsigned one is not")
    again = booth.headers("GET", target)
    check(booth.call("GET", target, headers=again)[0] == 200, "once")
    check(booth.call("GET", target, headers=again)[1]["code"] == "replayed", "not twice")
    moved = booth.headers("GET", target)
    check(booth.call("GET", "/device/changes?since=1", headers=moved)[1]["code"] == "bad-signature", "another query")
    late = booth.call("GET", target, created=int(time.time()) - 3600)
    check(late[1]["code"] == "clock" and booth.time, "a wrong clock is told the time: %s" % late[1])
    check(booth.call("GET", target, keyid="01890000-0000-7000-8000-000000000000")[1]["code"] == "unknown-device", "unknown")
    stranger = Booth(booth.port, folder, "stranger")
    check(stranger.call("GET", target, keyid=booth.id)[1]["code"] == "bad-signature", "another key")
    body = b'{"position": 1}'
    sent = booth.headers("POST", "/device/status", body, "application/json")
    check(booth.call("POST", "/device/status", b'{"position": 2}', headers=sent)[1]["code"] == "bad-signature", "another body")
    check(booth.call("POST", "/device/status", body)[0] == 204, "the one that was signed")
    for wrong in ('"position": -1', '"position": 9007199254740992', '"waiting": -1', '"disk_percent": 101',
                  '"synced_at": 9223372036854775807', '"clock_offset_ms": -9223372036854775808', '"temperature": 2147483648',
                  '"disk_percent": "9"', '"position": null'):
        got = booth.call("POST", "/device/status", ("{%s}" % wrong).encode())
        check(got[0] == 400, "out of range: %s: %s" % (wrong, got))
    check(booth.call("POST", "/device/status", b'{"disk_percent": -1, "clock_offset_ms": -5}')[0] == 204, "within it")


def badges(office, booth, guard):
    """A badge goes with a PIN; its code is told once; without one a PIN has eight digits."""
    path = "/api/guards/%d" % guard

    def record(more=""):
        return next(one for one in booth.call("GET", "/device/changes?since=0" + more)[1] if one["t"] == "guard" and one["guard"] == guard)
    status, refused = office.call("PUT", path, {"pin": "271828"})
    check((status, refused["errors"][0]["path"]) == (422, "pin"), "six digits are too few alone: %s" % refused)
    status, refused = office.call("PUT", path, {"badge": True})
    check((status, refused["errors"][0]["path"]) == (422, "pin"), "no badge without a PIN: %s" % refused)
    before = record("&marks=1")
    check("badge" not in before, "no badge yet")
    status, made = office.call("PUT", path, {"badge": True, "pin": "271828"})
    check(status == 200 and made["badge"] and re.fullmatch("GHB1:%d:[0-9A-F]{32}" % guard, made["badge_text"]), "a badge: %s" % made)
    check("<svg" in made["badge_svg"], "its picture")
    after = record("&marks=1")
    check(after["badge"] and after["verifier"] != before["verifier"] and made["badge_text"][-32:].lower() not in str(after), "booths learn that there is one")
    check("badge" not in record(), "an older booth refuses the word, so it does not get it")
    listed = [one for one in office.call("GET", "/api/guards")[1]["items"] if one["id"] == guard][0]
    check(listed["badge"] and "badge_text" not in listed, "the code is told once: %s" % listed)
    status, changed = office.call("PUT", path, {"pin": "314159"})
    check(status == 200 and changed["badge"] and "badge_text" not in changed, "another PIN keeps the badge: %s" % changed)
    status, changed = office.call("PUT", path, {"pin": "27182818", "badge": False})
    check(status == 200 and not changed["badge"] and "badge" not in record("&marks=1"), "and it can be taken away")


def changes(booth, admin, office):
    records = booth.call("GET", "/device/changes?since=0")[1]
    kinds = [one["t"] for one in records]
    check(kinds[0] == "keyset" and kinds[-1] == "end" and "gate" in kinds and "unit" in kinds, "a first sync: %s" % kinds)
    end = records[-1]
    held = "since=%d&until=%d&scope=%s" % (end["position"], end["until"], end["scope"])
    check([one["t"] for one in booth.call("GET", "/device/changes?" + held)[1]] == ["keyset", "end"], "then nothing new")
    check(booth.call("GET", "/device/changes?since=999999999")[1]["code"] == "server-behind", "a server that forgot")
    check(booth.call("GET", "/device/changes?since=1&scope=campus-2")[1]["code"] == "other-scope", "a booth that moved")

    begun, got = time.time(), []
    waiting = threading.Thread(target=lambda: got.append(booth.call("GET", "/device/changes?%s&wait=30" % held)))
    waiting.start()
    time.sleep(0.6)
    check(not got, "a long poll waits")
    status, guard = office.call("POST", "/api/guards", {"name": "赵师傅", "rights": ["admit", "override"], "pin": "27182818"})
    check(status == 201 and guard["rights"] == ["admit", "override"], "a guard: %s" % guard)
    waiting.join(PATIENCE_S)
    took = time.time() - begun
    check(got and took < 25, "and goes on at a change, after %.1f s" % took)
    came = next(one for one in got[0][1] if one["t"] == "guard")
    check(came["name"] == "赵师傅" and len(came["wrapped"]) == 144 and "27182818" not in str(came), "the guard's record")
    badges(office, booth, guard["id"])
    check(office.call("POST", "/api/guards", {"name": "钱", "pin": "123456"})[1]["errors"][0]["path"] == "pin", "an easy PIN")

    end = got[0][1][-1]
    held = "since=%d&until=%d" % (end["position"], end["until"])
    check(admin.call("PUT", "/api/settings", {"gate.fresh_minutes": 30})[0] == 200, "the booths' policy")
    office.call("PUT", "/api/guards/%d" % guard["id"], {"active": False})
    records = booth.call("GET", "/device/changes?" + held)[1]
    check([one["t"] for one in records] == ["keyset", "policy", "guard", "end"], "both come: %s" % records)
    check(records[1]["fresh_for"] == 1800 and "wrapped" not in records[2], "a guard who left gets no key")
    begun = time.time()
    held = "since=%d&until=%d&wait=1" % (records[-1]["position"], records[-1]["until"])
    check([one["t"] for one in booth.call("GET", "/device/changes?" + held)[1]] == ["keyset", "end"], "nothing for a second")
    check(time.time() - begun > 0.8, "the server waited as long as it was asked to")


def entries(booth, reviewer):
    kind = "application/x-ndjson"
    check(booth.call("POST", "/device/entries", b"", kind)[1]["acknowledged"] == 0, "nothing yet")
    check(booth.call("POST", "/device/entries", b"{}", kind)[1]["code"] == "bad-request", "a line that was cut")
    status, told = booth.call("POST", "/device/entries", b"{}\nnot json\n", kind)
    check(status == 200 and told["acknowledged"] == 2, "what can't be read counts as received: %s" % told)
    check([one["code"] for one in told["aside"]] == ["unreadable"] * 2, "and is quarantined")
    aside = reviewer.call("GET", "/api/entries/aside")[1]["items"]
    check({one["line"] for one in aside} == {"{}", None}, "shown as far as it can be masked: %s" % aside)
    whole = {reviewer.call("POST", "/api/entries/aside/%s/reveal" % one["id"])[1]["line"] for one in aside}
    check(whole == {"{}", "not json"}, "whole: %s" % whole)
    check(booth.call("POST", "/device/entries", b"{}\n" * 501, kind)[1]["code"] == "too-large", "501 lines")
    check(reviewer.call("POST", "/api/entries/aside/%s/settle" % aside[0]["id"])[0] == 204, "somebody looked at it")
    check(reviewer.call("POST", "/api/entries/aside/%s/settle" % aside[0]["id"])[0] == 404, "once")
    check(len(reviewer.call("GET", "/api/entries/aside")[1]["items"]) == 1, "one is left")
    check(reviewer.call("GET", "/api/entries?colour=purple")[1]["code"] == "bad-request", "no such colour")
    check(reviewer.call("GET", "/api/entries")[1] == {"items": [], "next": None}, "no entry came")


def boxes(booth, guard):
    """The server also settles a box that it can't open, on the common path and on those of older booths."""
    id, sealed, octets = "0190a5e0-0000-7000-8000-00000000000%d", b"x" * 560, "application/octet-stream"
    path = "/device/boxes/%s/" + id + "?number=1&at=1790000000000&clock_trusted=1"
    line = b'{"t":"application","id":"%s","number":2,"at":1790000000000,"sealed":"%s"}\n' % ((id % 6).encode(), b"5a" * 560)
    refused = {"taken": False, "reason": "unreadable"}
    for target, kind, body, answer in (
            (path % ("walk-up", 1), octets, sealed, refused),
            (path % ("walk-up", 1), octets, sealed, refused),  # the same again
            (path % ("emergency", 2), octets, b"e" + sealed, refused),
            (path % ("car-picture", 3), octets, sealed, {"taken": False}),  # nobody keeps pictures
            ("/device/emergencies/" + id % 4, octets, sealed, refused),
            ("/device/evidence/" + id % 5, octets, sealed, {"taken": False}),
            ("/device/applications", "application/x-ndjson", line, {"settled": [{"id": id % 6, "reason": "unreadable"}]})):
        status, told = booth.call("POST", target, body, kind)
        check(status == 200 and told == answer, "%s: %s %s" % (target, status, told))
    check(booth.call("POST", "/device/boxes/parcel/" + id % 1 + "?number=1", sealed, octets)[0] == 404, "no such kind")
    check(booth.call("POST", "/device/boxes/walk-up/" + id % 1, sealed, octets)[0] == 400, "a box has a number")
    check(booth.call("POST", "/device/boxes/walk-up/" + id % 1 + "?number=1", b"{}")[0] == 415, "a box is no JSON")
    aside = [one["code"] for one in guard.call("GET", "/api/entries/aside")[1]["items"]]
    check("application-unreadable" in aside and "emergency-unreadable" in aside, "kept for reviewers: %s" % aside)


def sealed_columns(database):
    """Every column with boxes of the vault, but for those that are kept for an hour at most."""
    sqlite = "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND "
    postgres = "SELECT table_name, column_name FROM information_schema.columns p WHERE table_schema = 'public' AND "
    ends = "({0} LIKE '%_sealed' OR {0} = 'totp_next')"
    found = server_support.sql(database, sqlite + ends.format("p.name") if database.startswith("sqlite:") else
                               postgres + ends.format("column_name"))
    return [one.split("|") for one in found if not one.startswith(("request_key|", "setup|"))]


def boxes_by_key(database):
    """How many boxes each key of the vault has sealed."""
    counts = {}
    for table, column in sealed_columns(database):
        first = "hex(substr(%s, 1, 1))" if database.startswith("sqlite:") else "encode(substr(%s, 1, 1), 'hex')"
        for line in server_support.sql(database, "SELECT %s, count(*) FROM %s WHERE length(%s) > 0 GROUP BY 1" %
                                       (first % column, table, column)):
            key, count = line.split("|")
            counts[key] = counts.get(key, 0) + int(count)
    return counts


def rotate(gatehouse, what):
    keys = server_support.place.keys
    subprocess.run([gatehouse, "keys", "rotate", what, "--dir", keys], check=True, stdout=subprocess.DEVNULL)
    return keys


def vault_rotated(gatehouse, applicant, office):
    """A new key of the vault seals from now on, what there is is sealed anew, and everything still opens."""
    place = server_support.place
    status, made = applicant.call("POST", "/api/applications", server_support.visit())
    check(status == 201, "people to seal: %s" % made)
    before = boxes_by_key(place.database)
    check(list(before) == ["01"] and before["01"] > 8, "one key: %s" % before)
    fresh = os.path.join(rotate(gatehouse, "vault"), "vault-2.key")
    os.utime(fresh, (time.time() - 120, time.time() - 120))  # servers wait for a minute, for those that share the folder
    place.process.send_signal(signal.SIGHUP)
    server_support.wait_for("all boxes", lambda: "event=vault-resealed key=2" in open(place.process.log, encoding="utf-8").read())
    check(boxes_by_key(place.database) == {"02": before["01"]}, "sealed anew: %s" % boxes_by_key(place.database))
    person = made["persons"][0]["id"]
    status, revealed = applicant.call("POST", "/api/persons/%s/reveal" % person, {})
    check(status == 200 and revealed["document_number"] == "110108198512120021", "opens: %s" % revealed)
    check(applicant.call("POST", "/api/applications", server_support.visit())[0] == 201, "another application")
    check(list(boxes_by_key(place.database)) == ["02"], "sealed with the new key alone")
    check(office.call("GET", "/api/entries")[0] == 200, "notes open")


def keys_rotated(gatehouse, booth, applicant, office):
    """Each key changes while the server and a booth go on."""
    vault_rotated(gatehouse, applicant, office)
    def keyset():
        return [one for one in booth.call("GET", "/device/changes?since=0")[1] if one["t"] == "keyset"]
    for what in ("signing", "sealing"):
        before = keyset()
        rotate(gatehouse, what)
        server_support.wait_for("the booth's new %s key" % what, lambda: keyset() not in ([], before))
    told = subprocess.run([gatehouse, "keys", "status", "--json", "--dir", server_support.place.keys], check=True,
                          stdout=subprocess.PIPE, text=True)
    kinds = {one["kind"]: one for one in json.loads(told.stdout)["keys"]}
    check(kinds["vault"]["name"] == "vault-2.key" and not any(one["due"] for one in kinds.values()), "status: %s" % kinds)


def revoked(booth, admin):
    listed = admin.call("GET", "/api/devices")[1]["items"][0]
    check(listed["seen_at"] and listed["state"] == "active", "seen: %s" % listed)
    status, gone = admin.call("POST", "/api/devices/%s/revoke" % booth.id)
    check(status == 200 and gone["state"] == "revoked", "revoked: %s" % gone)
    check(booth.call("GET", "/device/changes?since=0")[1]["code"] == "revoked", "it gets no changes")
    check(booth.call("POST", "/device/entries", b"", "application/x-ndjson")[0] == 200, "but gives its evidence")
    check(admin.call("POST", "/api/devices/%s/revoke" % booth.id)[0] == 404, "once")


def run(port):
    folder = server_support.place.folder
    admin, office, applicant = (Client(port) for _ in range(3))
    for client, name in ((admin, "admin"), (office, "guard"), (applicant, "zhang")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    check(applicant.call("GET", "/api/entries")[1]["code"] == "forbidden", "entries are for reviewers")
    booth = codes(admin, office, port, folder)
    refusals(booth, folder)
    changes(booth, admin, office)
    entries(booth, office)
    boxes(booth, office)
    keys_rotated(sys.argv[2], booth, applicant, office)
    revoked(booth, admin)
    trail = [one["action"] for one in admin.call("GET", "/api/audit?limit=100")[1]["items"]]
    for action in ("device-code-made", "device-enrolled", "device-revoked", "guard-added", "guard-changed"):
        check(action in trail, "%s is in the audit trail" % action)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
