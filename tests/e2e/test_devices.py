#!/usr/bin/env python3
"""A booth's life as the server sees it: code, enrolment, signed requests and those that are refused, changes, long poll,
revocation.

usage: test_devices.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
try:
    import sync_protocol as sp
except ImportError as missing:
    print("without python3-cryptography and python3-nacl no data key is opened: %s" % missing)
    sp = None
import server_support
from device_support import Booth
from server_support import PATIENCE_S, Client, check, serve, sql, visit

PLACE = {"name": "主校区南门 1 号岗", "campus": 1, "gate": 0}


def codes(admin, office, port, folder):
    check(office.call("POST", "/api/devices/codes", PLACE)[1]["code"] == "forbidden", "only administrators make codes")
    status, wrong = admin.call("POST", "/api/devices/codes", dict(PLACE, gate=9))
    check(status == 422 and wrong["errors"][0]["path"] == "gate", "a gate of that campus: %s" % wrong)
    status, made = admin.call("POST", "/api/devices/codes", PLACE)
    check(status == 201 and len(made["code"]) == 11, "a code: %s" % made)
    check(re.fullmatch("GHE2:%s@http[^#]*#r=[0-9a-f]{32}" % made["code"], made["link"]), "and what the page draws: %s" % made["link"])
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
                  '"disk_percent": "9"', '"position": null', '"checks": ""', '"checks": 1', '"checks": "1764559200 Camera=fault"',
                  '"checks": "1764559200 camera=fault camera=fault"', '"checks": "1764559200%s"' % "".join(
                      " check-%s=fault" % letter for letter in "abcdefghijklmnopq")):
        got = booth.call("POST", "/device/status", ("{%s}" % wrong).encode())
        check(got[0] == 400, "out of range: %s: %s" % (wrong, got))
    check(booth.call("POST", "/device/status", b'{"disk_percent": -1, "clock_offset_ms": -5}')[0] == 204, "within it")


def alerts(office, booth):
    """What a booth reports about itself and people should look after stands beside it."""
    def told(**report):
        check(booth.call("POST", "/device/status", json.dumps(report).encode())[0] == 204, "reported")
        return next(one["alerts"] for one in office.call("GET", "/api/devices")[1]["items"] if one["id"] == booth.id)
    check(told(waiting=100, clock_offset_ms=-60000, disk_percent=89, temperature=799) == [], "within the limits")
    check(told(waiting=101) == ["outbox"], "many entries wait")
    check(told(clock_offset_ms=60001) == ["clock"] and told(clock_offset_ms=-60001) == ["clock"], "a clock, either way")
    check(told(disk_percent=90, temperature=800) == ["disk", "temperature"], "a full disk, and heat")
    check(told() == [], "a good report ends them")
    sql(server_support.place.database, "UPDATE device SET seen_at = seen_at - 1860000")
    mine = next(one for one in office.call("GET", "/api/devices")[1]["items"] if one["id"] == booth.id)
    check(mine["alerts"] == ["silent"], "silent for 31 minutes: %s" % mine)
    check(told() == [], "heard again")


def own_checks(office, booth):
    """What the booth's own checks found stands beside it, also a check that this server does not know."""
    def told(text=None):
        report = {} if text is None else {"checks": text}
        check(booth.call("POST", "/device/status", json.dumps(report).encode())[0] == 204, "reported")
        return next(one["checks"] for one in office.call("GET", "/api/devices")[1]["items"] if one["id"] == booth.id)
    check(told() is None, "an older booth does not say")
    check(told("1764559200") == {"at": 1764559200000, "items": []}, "all well")
    check(told("1764559200 camera=fault newer-check=warning") == {"at": 1764559200000, "items": [
        {"name": "camera", "state": "fault"}, {"name": "newer-check", "state": "warning"}]}, "two are not")


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
    alerts(office, booth)
    own_checks(office, booth)
    badges(office, booth, guard["id"])
    check(office.call("POST", "/api/guards", {"name": "钱", "pin": "123456"})[1]["errors"][0]["path"] == "pin", "an easy PIN")

    end = got[0][1][-1]
    held = "since=%d&until=%d" % (end["position"], end["until"])
    check(admin.call("PUT", "/api/settings", {"gate.fresh_minutes": 30})[0] == 200, "the booths' policy")
    office.call("PUT", "/api/guards/%d" % guard["id"], {"active": False})
    records = booth.call("GET", "/device/changes?" + held)[1]
    check([one["t"] for one in records] == ["keyset", "policy", "guard", "end"], "both come: %s" % records)
    check(records[1]["fresh_for"] == 1800 and "wrapped" not in records[2], "a guard who left gets no key")
    keeps(admin, booth, records[-1])
    records = booth.call("GET", "/device/changes?" + held)[1]
    begun = time.time()
    held = "since=%d&until=%d&wait=1" % (records[-1]["position"], records[-1]["until"])
    check([one["t"] for one in booth.call("GET", "/device/changes?" + held)[1]] == ["keyset", "end"], "nothing for a second")
    check(time.time() - begun > 0.8, "the server waited as long as it was asked to")


def keeps(admin, booth, end):
    """A booth that asks learns for how long personal data are kept, so that visitors can read it there."""
    def policy(more):
        held = "/device/changes?since=%d&until=%d" % (end["position"], end["until"])
        return [one.get("personal_keep") for one in booth.call("GET", held + more)[1] if one["t"] == "policy"]
    check(policy("&policy=1") == [], "nothing is new")
    check(policy("&policy=2") == [180 * 86400] == policy("&policy=2&wait=20"), "a booth without it gets it at once")
    check(admin.call("PUT", "/api/settings", {"retention.days": 90})[0] == 200, "another number of days")
    check(policy("") == [None] and policy("&policy=1") == [90 * 86400], "comes by itself, and not to older booths")
    check(admin.call("PUT", "/api/settings", {"retention.days": 180})[0] == 200, "as before")


def protection(admin, office, booth):
    """What a stolen booth is worth is shown, and the settings refuse guards whose record is too weak."""
    def settle(**values):
        return admin.call("PUT", "/api/settings", {"guard." + name: value for name, value in values.items()})

    def add(name, pin, badge):
        status, made = office.call("POST", "/api/guards", {"name": name, "rights": ["admit"], "pin": pin, "badge": badge})
        check(status == 201, "a guard: %s" % made)
        return made

    def record(guard):
        return next(one for one in booth.call("GET", "/device/changes?since=0&marks=1")[1] if one["t"] == "guard" and one["guard"] == guard["id"])

    def report(**more):
        check(booth.call("POST", "/device/status", json.dumps(more).encode())[0] == 204, "a report: %s" % more)

    def shown():
        one = next(one for one in admin.call("GET", "/api/devices")[1]["items"] if one["id"] == booth.id)
        return one["protection"], one["hardware"], one["below_policy"]

    def listed(guard):
        one = next(one for one in office.call("GET", "/api/guards")[1]["items"] if one["id"] == guard["id"])
        return one["protection"], one["withheld"]
    settle(pin_digits=6)
    old = add("老门卫", "271828", False)
    check(shown() == ("pin-6", "none", False), "an older booth says nothing, and six digits are allowed: %s" % (shown(),))
    settle(pin_digits=8)
    report(pin_guards=1, hardware="tpm")
    check(shown() == ("pin-6", "tpm", True) and listed(old) == ("pin-6", False), "below what the settings ask for: %s" % (shown(),))
    status, refused = settle(refuse_short_pins=True)
    check(status == 422 and refused["errors"][0]["path"] == "guard.refuse_short_pins" and "南门" in refused["errors"][0]["message"],
          "a gate would have no guards: %s" % refused)
    check(record(old)["active"] and admin.call("GET", "/api/settings")[1]["guard.refuse_short_pins"] is False, "so nothing changed")
    badge, long = add("有证门卫", "271828", True), add("长码门卫", "27182818", False)
    check(settle(refuse_short_pins=True)[0] == 200, "now others can sign in there")
    check(not record(old)["active"] and "wrapped" not in record(old) and set(record(old)["verifier"]) == {"0"}, "no secret of the short PIN")
    check(listed(old) == ("pin-6", True) and listed(long) == ("pin-8", False) and record(long)["active"], "the list says who")
    report(pin_guards=1, hardware="file")
    check(shown() == ("pin-8", "file", False), "and the booth is as good as the settings ask for: %s" % (shown(),))
    check(settle(badge_only=True)[0] == 200 and listed(long) == ("pin-8", True), "badges only")
    check(record(badge)["active"] and not record(long)["active"] and "wrapped" not in record(long), "no PIN alone goes to booths")
    check(shown() == ("pin-6", "file", True), "the booth still has one, nobody knows which: %s" % (shown(),))
    report(pin_guards=0, hardware="something newer")
    check(shown() == ("badge", "none", False), "and now it has not: %s" % (shown(),))
    for body in ({"pin": "31415926"}, {"pin": "31415926", "badge": False}):
        status, refused = office.call("PUT", "/api/guards/%d" % long["id"], body)
        check((status, refused["errors"][0]["path"]) == (422, "badge"), "a PIN alone is refused: %s" % refused)
    check(office.call("PUT", "/api/guards/%d" % long["id"], {"pin": "31415926", "badge": True})[0] == 200, "a badge is not")
    check(record(long)["active"] and listed(long) == ("badge", False), "and signs in again")
    check(settle(badge_only=False, refuse_short_pins=False)[0] == 200 and record(old)["active"] and "wrapped" in record(old), "all are back")
    for one in (old, badge, long):
        office.call("PUT", "/api/guards/%d" % one["id"], {"active": False})


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
    settled(os.path.join(rotate(gatehouse, "vault"), "vault-2.key"))
    server_support.wait_for("all boxes", lambda: logged("event=vault-resealed key=2"))
    check(boxes_by_key(place.database) == {"02": before["01"]}, "sealed anew: %s" % boxes_by_key(place.database))
    person = made["persons"][0]["id"]
    status, revealed = applicant.call("POST", "/api/persons/%s/reveal" % person, {})
    check(status == 200 and revealed["document_number"] == "110108198512120021", "opens: %s" % revealed)
    check(applicant.call("POST", "/api/applications", server_support.visit())[0] == 201, "another application")
    check(list(boxes_by_key(place.database)) == ["02"], "sealed with the new key alone")
    check(office.call("GET", "/api/entries")[0] == 200, "notes open")


def settled(path):
    """Servers wait for a minute, for those that share the folder."""
    os.utime(path, (time.time() - 120, time.time() - 120))
    server_support.place.process.send_signal(signal.SIGHUP)


def logged(text):
    return text in open(server_support.place.process.log, encoding="utf-8").read()


def data_rotated(gatehouse, booth, office):
    """A booth fetches its rows again under a new data key, each guard's record opens it, and nobody types a PIN."""
    status, guard = office.call("POST", "/api/guards", {"name": "孙师傅", "rights": ["admit"], "pin": "27182818"})
    check(status == 201, "a guard: %s" % guard)
    def pull(more):
        return booth.call("GET", "/device/changes?marks=1&" + more)[1]
    def key_of(records):
        one = next(one for one in records if one["t"] == "guard" and one["guard"] == guard["id"])
        return sp.keys_of(one, "27182818")[0] if sp else one["wrapped"]
    records = pull("since=0&history=0")
    before, told, end = key_of(records), records[1], records[-1]
    held = "since=%d&until=%d&history=%s" % (end["position"], end["until"], "%s-%d-%s" % (told["lineage"], told["position"], told["stamp"]))
    check(pull(held)[-1]["t"] == "end", "the booth is up to date")
    settled(os.path.join(rotate(gatehouse, "data"), "data-2.key"))
    server_support.wait_for("the new data key", lambda: logged("event=shared-key kind=data key=2"))
    check(pull(held)["code"] == "other-history", "the booth fetches everything again")
    records = pull("since=0&history=0")
    check(before and key_of(records) not in (None, before), "the same PIN opens another key")
    check(booth.call("POST", "/device/entries", b"", "application/x-ndjson")[0] == 200, "entries go on")


def bars_end(booth, applicant, office):
    """A booth that knows ends of bars hears the last one; an older booth hears none."""
    until = (int(time.time()) + 86400) * 1000 + 1
    def bar(**more):
        status, made = office.call("POST", "/api/barred", {"reason": "x", "campus": 1, **more})
        check(status == 201, "barred: %s" % made)
        return made["id"]
    def pull(kind, more="&bar_ends=1"):
        records = booth.call("GET", "/device/changes?since=0&history=0&marks=1" + more)[1]
        return [one for one in records if one["t"] == kind and not one.get("lifted")]
    def ends():
        return {one.get("until") for one in pull("bar")}
    ids = [bar(kind="plate", plate="京B54322", until=until)]
    check(ends() == {until // 1000 + 1}, "rounded up: %s" % ends())
    check({one.get("until") for one in pull("bar", "")} == {None}, "an older booth")
    ids.append(bar(kind="plate", plate="京B54322"))
    check(ends() == {None}, "the other one has no end: %s" % ends())
    unit = Client(office.port)
    check(unit.sign_in("li")[0] == 200, "the unit signs in")
    made = unit.act(applicant.act(applicant.call("POST", "/api/applications", visit())[1], "submit")[1], "unit-pass")[1]
    check(office.act(made, "security-pass")[0] == 200, "passes")
    ids.append(bar(kind="person", document_kind="resident-id", document_number="440308199901100034", until=until))
    marked = [one for one in pull("pass") if one.get("barred")]
    check(marked and {one["barred_until"] for one in marked} == {until // 1000 + 1}, "persons by their passes: %s" % marked)
    check(all("barred_until" not in one for one in pull("pass", "")), "an older booth")
    for id in ids:
        check(office.call("DELETE", "/api/barred/" + id)[0] == 204, "lifted")
    check(not pull("bar") and not [one for one in pull("pass") if one.get("barred")], "and gone")


def campus_rotated(gatehouse, booth, office):
    """Plates come hashed through both keys, and who signs in gets both."""
    def key(name):
        with open(os.path.join(server_support.place.keys, name), encoding="utf-8") as file:
            return bytes.fromhex(file.read().split()[-1])
    def hashed(key, purpose, text):
        return hashlib.blake2b(purpose + text, key=key, digest_size=32).digest()[:16]
    def pull(more=""):
        return booth.call("GET", "/device/changes?since=0&history=0&marks=1" + more)[1]
    plate = "京B54321"
    status, barred = office.call("POST", "/api/barred", {"kind": "plate", "plate": plate, "reason": "x", "campus": 1})
    check(status in (200, 201), "a barred plate: %s" % barred)
    first = hashed(key("campus.key"), b"v", plate.encode())
    check(first.hex() in [one["hash"] for one in pull() if one["t"] == "bar"], "under the first key")
    settled(os.path.join(rotate(gatehouse, "campus"), "campus-2.key"))
    server_support.wait_for("the new campus key", lambda: logged("event=shared-key kind=campus key=2"))
    second = hashed(key("campus-2.key"), b"r", first)
    bars = [one["hash"] for one in pull() if one["t"] == "bar"]
    check(second.hex() in bars and first.hex() not in bars, "under both: %s" % bars)
    def wrapped(more):
        return {len(one["wrapped"]) for one in pull(more) if one["t"] == "guard" and "wrapped" in one}
    check(wrapped("&campus_keys=1") == {2 * (72 + 64)} and wrapped("") == {144}, "an older booth gets the data key alone")


def keys_rotated(gatehouse, booth, applicant, office):
    """Each key changes while the server and a booth go on."""
    vault_rotated(gatehouse, applicant, office)
    data_rotated(gatehouse, booth, office)
    bars_end(booth, applicant, office)
    campus_rotated(gatehouse, booth, office)
    def keyset():
        return [one for one in booth.call("GET", "/device/changes?since=0")[1] if one["t"] == "keyset"]
    for what in ("signing", "sealing"):
        before = keyset()
        rotate(gatehouse, what)
        server_support.wait_for("the booth's new %s key" % what, lambda: keyset() not in ([], before))
    told = subprocess.run([gatehouse, "keys", "status", "--json", "--dir", server_support.place.keys], check=True,
                          stdout=subprocess.PIPE, text=True)
    kinds = {one["kind"]: one for one in json.loads(told.stdout)["keys"]}
    check(kinds["vault"]["name"] == "vault-2.key" and kinds["data"]["name"] == "data-2.key" and not any(one["due"] for one in kinds.values()), "status: %s" % kinds)


def booth_rotates(booth, admin, folder):
    """The booth replaces its key: both keys agree, and requests under way go on."""
    state = {"program": "interop", "position": 1}
    def mine():
        return next(one for one in admin.call("GET", "/api/devices")[1]["items"] if one["id"] == booth.id)
    check(booth.call("POST", "/device/status", state)[0] == 204, "its key is young")
    before = mine()
    check(admin.call("POST", "/api/devices/%s/rotate-key" % booth.id)[1]["key_wanted"], "the administrator asks")
    check(booth.call("POST", "/device/status", state)[1] == {"rotate_key": True}, "and the booth hears of it")
    new = Booth(booth.port, folder, "next")
    new.id = booth.id
    wish, thief = new.proof_after(booth.public), dict(new.proof_after(booth.public), proof="00" * 64)
    check(booth.call("POST", "/device/key", thief)[1]["code"] == "bad-signature", "a key that does not agree")
    check(new.call("POST", "/device/key", wish)[1]["code"] == "bad-signature", "a key that nobody has yet")
    check(booth.call("POST", "/device/key", wish)[0] == 200, "replaced")
    check(new.call("POST", "/device/key", wish)[0] == 200 and booth.call("POST", "/device/key", wish)[0] == 200,
          "an answer that was lost is asked for again")
    check(new.call("POST", "/device/status", state)[0] == 204 and booth.call("POST", "/device/status", state)[0] == 204,
          "the new key counts, and what was under way with the one before")
    back = booth.proof_after(new.public)
    check(booth.call("POST", "/device/key", back)[1]["code"] == "bad-signature", "but that one replaces no key any more")
    check(new.call("POST", "/device/key", back)[0] == 409, "and does not come back")
    server_support.sql(server_support.place.database, "UPDATE device SET key_since = key_since - 121000")
    check(booth.call("POST", "/device/status", state)[1]["code"] == "bad-signature", "two minutes later it is over")
    after = mine()
    check(after["fingerprint"] != before["fingerprint"] and not after["key_wanted"], "the page: %s" % after)
    server_support.sql(server_support.place.database, "UPDATE device SET key_since = key_since - 31622400000")
    check(new.call("POST", "/device/status", state)[1] == {"rotate_key": True}, "after a year it is due by itself")
    return new


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
    protection(admin, office, booth)
    entries(booth, office)
    boxes(booth, office)
    keys_rotated(sys.argv[2], booth, applicant, office)
    revoked(booth_rotates(booth, admin, folder), admin)
    trail = [one["action"] for one in admin.call("GET", "/api/audit?limit=100")[1]["items"]]
    for action in ("device-code-made", "device-enrolled", "device-revoked", "guard-added", "guard-changed", "device-key-asked",
                   "device-key-replaced", "key-replaced"):
        check(action in trail, "%s is in the audit trail" % action)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
