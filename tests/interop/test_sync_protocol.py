#!/usr/bin/env python3
"""docs/sync-protocol.md proved: a booth that was written from the page alone enrols at the real server, pulls, opens what
is sealed, hands up entries good and bad, carries files by hand, and is revoked.

    test_sync_protocol.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]

Exit code 77 (skipped) without python3-cryptography and python3-nacl.
"""

import hashlib
import json
import os
import re
import sys
import time
import uuid

try:
    import sync_protocol as sp
except ImportError as missing:
    print("skipped: %s (packaging/install-deps.sh test)" % missing)
    sys.exit(77)

import pass_format as pf
import server_support
from nacl import bindings
from server_support import Client, check, serve, visit

PIN = "27182818"
PLATE, DOCUMENT = "京A12345", "110108198512120021"


def id_now():
    return str(uuid.UUID(bytes=int(time.time() * 1000).to_bytes(6, "big") + bytes([0x70 | os.urandom(1)[0] & 15]) +
                         os.urandom(1) + bytes([0x80 | os.urandom(1)[0] & 63]) + os.urandom(7)))


def code_for(admin, gate):
    status, made = admin.call("POST", "/api/devices/codes", {"name": "岗亭 %d" % gate, "campus": 1, "gate": gate})
    check(status == 201, "a code: %s" % made)
    return made["code"]


def approved(people):
    """A visit of today, whose pages show a live code."""
    zhang, li, guard = (people[name] for name in ("zhang", "li", "guard"))
    today = int((time.time() + 8 * 3600) // 86400)
    days = [{"day": today + n, "working": True, "open": True, "deadline_minute": 2 * 1440 - 1, "note": ""} for n in range(-1, 3)]
    check(people["admin"].call("PUT", "/api/admin/campuses/1/days", days)[0] == 200, "days are open")
    begin = (today * 86400 - 8 * 3600) * 1000
    status, draft = zhang.call("POST", "/api/applications",
                               visit(gates=[0, 1], periods=[{"from": begin, "to": begin + 86400000}]))
    check(status == 201, "a draft: %s" % draft)
    status, sent = zhang.act(draft, "submit")
    check(status == 200, "submitted: %s" % sent)
    status, done = guard.act(li.act(sent, "unit-pass")[1], "security-pass")
    check(status == 200 and done["state"] == "approved", "approved: %s" % done)
    return zhang.call("GET", "/api/applications/" + done["id"])[1]


def other_history(booth):
    """A point that is not of the server's history, with the parameter and as an older booth has it."""
    def ask(**more):
        words = dict({"since": booth.position, "until": booth.until, "scope": booth.scope}, **more)
        return booth.call("GET", "/device/changes?" + "&".join("%s=%s" % word for word in words.items()))

    lineage, position, stamp = booth.history.split("-")
    other = "%016x" % (int(stamp, 16) ^ 1)
    check(ask(history=booth.history)[0] == 200, "the point that was told")
    for name, point in (("stamp", (lineage, position, other)), ("lineage", (stamp, position, stamp)),
                        ("position", (lineage, str(int(position) + 1), stamp))):
        status, told = ask(history="-".join(point))
        check(status == 409 and told["code"] == "other-history", "another %s: %s" % (name, told))
    check(ask(history="0")[1]["code"] == "other-history", "a booth that does not know")
    check(ask(history="0", since=0)[0] == 200, "and one that begins")
    check(ask(history="x")[0] == 400, "not of its form")
    records = ask()[1]
    older = records[-1]["scope"]
    check("history" not in [one["t"] for one in records], "an older booth gets no such record")
    mixed = bytes(a ^ b for a, b in zip(bytes.fromhex(lineage), bytes.fromhex(stamp)))[:6]
    check(older == "%s.%x.%s" % (booth.scope, int(position), mixed.hex()), "but the point in the scope: " + older)
    check(ask(scope=older)[0] == 200, "which it gives back")
    status, told = ask(scope="%s.%x.%012x" % (booth.scope, int(position), int(mixed.hex(), 16) ^ 1))
    check(status == 409 and told["code"] == "other-scope", "one of another history: %s" % told)


def pulling(booth, people, whole):
    records = booth.pull()
    kinds = [one["t"] for one in records]
    check({"keyset", "gate", "unit", "guard", "pass", "end"} <= set(kinds), "a first pull: %s" % kinds)
    check(kinds.index("pass") > max(i for i, kind in enumerate(kinds) if kind in ("gate", "unit", "guard")), "passes last")
    check([one["t"] for one in booth.pull()] == ["keyset", "history", "booth", "booth", "end"], "then nothing new")
    other_history(booth)
    passes = [row for row in booth.rows.values() if row["t"] == "pass"]
    check(len(passes) == len(whole["passes"]) == 3, "a vehicle, its rider, one on foot")

    guard = next(row for row in booth.rows.values() if row["t"] == "guard" and row["name"] == "赵师傅")
    check(sp.keys_of(guard, "271829", booth.binding) is None, "a wrong PIN opens nothing")
    key, booth.campus_key = sp.keys_of(guard, PIN, booth.binding)
    for row in passes:
        sex, texts = sp.open_display(row, key)
        check(sex in ("M", "F") and "*" in texts[0] and len(texts[1]) == 4 and texts[5] == "学术讲座", "a display: %s" % texts)
    vehicle = next(row for row in passes if row["kind"] == "vehicle")
    check(vehicle["plate"] == sp.keyed(booth.campus_key, b"v", PLATE).hex(), "the plate's hash")
    rider = next(row for row in passes if row["kind"] == "rider")
    check(rider["group"] == vehicle["group"], "a vehicle and its rider")
    bits = pf.holder_check(booth.campus_key, uuid.UUID(rider["id"]).bytes, DOCUMENT[-6:])
    check(rider["holder"] == "%03x" % bits + "0" * 9, "12 bits of the holder check: %s" % rider["holder"])
    for one in whole["passes"]:
        link = re.search(r"/p/[A-Za-z0-9_-]{22}", one["link"]).group(0)
        text = people["guard"].call("GET", link + "/code")[1]["text"]
        result, claims = pf.verify(text, booth.keys)
        check(result == "verified" and str(uuid.UUID(bytes=claims[pf.CTI])) in booth.rows, "its code: %s" % text)
    return rider, vehicle


def barring(booth, people, row):
    """A mark on the pass says that its person is barred. No hash of an ID number comes, also for an older booth."""
    office = people["guard"]
    bar = {"kind": "person", "document_kind": "resident-id", "document_number": DOCUMENT, "reason": "测试", "campus": 1}
    held = booth.position
    status, one = office.call("POST", "/api/barred", bar)
    check(status == 201, "barred: %s" % one)
    came = booth.pull()
    check([kind["id"] for kind in came if kind["t"] == "pass"] == [row["id"]] and booth.rows[row["id"]].get("barred"),
          "the pass comes with a mark: %s" % came)
    older = booth.call("GET", "/device/changes?since=%d" % held)[1]
    check([(one["state"], "barred" in one) for one in older if one.get("id") == row["id"]] == [("blocked", False)],
          "an older booth gets a blocked pass: %s" % older)
    hashed = sp.keyed(booth.campus_key, b"p", "resident-id:" + DOCUMENT).hex()
    check(hashed not in str(came) + str(older), "no hash of the number")
    check(office.call("DELETE", "/api/barred/" + one["id"])[0] == 204, "lifted")
    booth.pull()
    check("barred" not in booth.rows[row["id"]] and booth.rows[row["id"]]["state"] == "valid", "the mark goes")


def revoking(booth, people, row):
    began = time.time()
    status, told = people["guard"].call("POST", "/api/passes/%s/actions" % row["id"], {"action": "revoke", "reason": "取消"})
    check(status == 200, "revoked: %s" % told)
    kinds = [one["t"] for one in booth.pull(wait=20)]
    check("revoke" in kinds and time.time() - began < 10, "a revocation comes: %s" % kinds)
    check(booth.rows[row["id"]]["state"] == "revoked", "and is kept")


def pushing(booth, other, row):
    now = int(time.time() * 1000)
    every = [booth.entry(id=id_now(), at=now, kind=kind, clock_trusted=True) for kind in sp.KINDS]
    full = booth.entry(id=id_now(), at=now, kind="admit", evidence="plate", colour="green", reason=24, reasons=2**24,
                       guard=7, second_guard=8, clock_trusted=True, uses_up=True, live=True, pass_expires=now + 1000,
                       code_digest="ab" * 16, note="备注 “x”", refers_to=id_now(), group=id_now(), **{"pass": row["id"]})
    status, told = booth.push(every + [full])
    check(status == 200 and told == {"acknowledged": 10, "aside": [], "gap": False, "forked": False}, "taken: %s" % told)
    check(booth.push(every[:3])[1]["acknowledged"] == 10, "the same again changes nothing")
    use = [one for one in other.pull() if one["t"] == "use"]
    check(len(use) == 1 and use[0]["entry"] == full["id"] and use[0]["id"] == row["id"], "the other booth hears of the use")

    check(row["id"] in other.inside() and row["id"] not in booth.inside(), "and that the vehicle is inside")
    left = other.entry(id=id_now(), at=now + 1, kind="exit", direction="out", gate=1, **{"pass": row["id"]})
    check(other.push([left])[1]["acknowledged"] == 1, "it leaves by the other gate")
    told = [one for one in booth.pull() if one["t"] in ("presence", "booth")]
    check({"t": "presence", "id": row["id"], "entry": left["id"], "pass": True, "vehicle": True, "inside": False,
           "gate": 1} == {key: told[-3][key] for key in told[-3] if key not in ("at", "until")}, "and both know: %s" % told)
    check([one.get("acknowledged", 0) for one in told[-2:]] == [10, 0], "what presence covers: %s" % told[-2:])

    altered = dict(booth.entry(id=id_now(), at=now), note="x")
    taken = booth.entry(id=every[0]["id"], at=now)
    status, told = booth.push([altered, {"t": "entry", "number": 12}, dict(taken, number=13, hash=None)])
    check([one["code"] for one in told["aside"]] == ["altered", "unreadable", "unreadable"], "quarantined: %s" % told)
    check(told["acknowledged"] == 13, "and counts as received")
    booth.number = 13
    again = booth.entry(id=every[0]["id"], at=now)
    status, told = booth.push([again])
    check(told["aside"] == [{"number": 14, "code": "taken-id"}] and told["acknowledged"] == 14, "an id twice: %s" % told)
    booth.number = 15
    late = booth.entry(id=id_now(), at=now)
    check(booth.push([late])[1] == {"acknowledged": 14, "aside": [], "gap": True, "forked": False}, "after a hole")
    check(booth.push([late], oldest=16)[1]["acknowledged"] == 16, "the booth lost what is missing")
    forked = dict(every[0], note="another")
    forked["hash"] = sp.entry_hash(forked, booth.name)
    status, told = booth.push([forked])
    check(told["forked"] and told["aside"] == [{"number": 1, "code": "other-content"}], "two journals: %s" % told)
    return now, full["id"], every[0]["id"]


OCTETS = "application/octet-stream"


def application_box(booth, link):
    plain = json.dumps({"form": 1, "link": link * 22, "language": "zh", "application": {}}).encode()
    return bindings.crypto_box_seal(plain.ljust(-(-len(plain) // 512) * 512), booth.sealing)


def picture_box(booth, entry):
    return bindings.crypto_box_seal(uuid.UUID(entry).bytes + b"\xff\xd8\xff\xe0" + b"car" * 1000, booth.sealing)


def hand_up(booth, kind, id, sealed):
    return booth.call("POST", "/device/boxes/%s/%s?number=1&at=%d" % (kind, id, time.time() * 1000), sealed, OCTETS)


def boxes(booth, people, entry):
    id, sealed = id_now(), application_box(booth, "A")
    for _ in range(2):
        status, told = hand_up(booth, "walk-up", id, sealed)
        check(status == 200 and told == {"taken": False, "reason": "incomplete"}, "a box is opened, twice alike: %s" % told)
    state = [one for one in booth.pull() if one["t"] == "walk_up"]
    check(len(state) == 1 and state[0]["state"] == "refused" and state[0]["reason"] == "incomplete", "told back: %s" % state)
    check(hand_up(booth, "car-picture", entry, picture_box(booth, entry))[1] == {"taken": False}, "no picture is kept")
    people["admin"].call("PUT", "/api/settings", {"gate.evidence_days": 7})
    check(hand_up(booth, "car-picture", entry, picture_box(booth, entry))[1] == {"taken": True}, "a picture is")
    check(people["guard"].call("GET", "/api/entries/%s/picture" % entry)[0] == 200, "and shown")


def boxes_of_an_older_booth(booth, entry):
    sealed = application_box(booth, "B")
    line = {"t": "application", "id": id_now(), "number": 2, "at": int(time.time() * 1000), "sealed": sealed.hex()}
    status, told = booth.call("POST", "/device/applications", sp.lines([line]), sp.NDJSON)
    check(status == 200 and told["settled"] == [{"id": line["id"], "reason": "incomplete"}], "a line is opened: %s" % told)
    check(booth.call("POST", "/device/applications", sp.lines([line]), sp.NDJSON)[1] == told, "the same answer again")
    check(hand_up(booth, "walk-up", line["id"], sealed)[1]["reason"] == "incomplete", "it is known by the new path, too")
    told = booth.call("POST", "/device/evidence/" + entry, picture_box(booth, entry), OCTETS)[1]
    check(told == {"taken": True}, "as a picture is by the old one: %s" % told)
    told = booth.call("POST", "/device/emergencies/" + id_now(), b"x" * 2000, OCTETS)[1]
    check(told == {"taken": False, "reason": "unreadable"}, "what can't be opened: %s" % told)


def by_hand(booth, people, now):
    status, text = people["guard"].call("POST", "/api/devices/%s/snapshot" % booth.id)
    body, seal = text[:text.index("GHS1:")], text[text.index("GHS1:"):].rstrip("\n")
    claims = sp.carried_seal(seal, booth.keys)
    check(claims[1] == "snapshot" and claims[2] == uuid.UUID(booth.id).bytes and claims[8] == 16, "sealed: %s" % claims)
    check(claims[7] == hashlib.sha256(body.encode()).digest(), "over every byte before it")
    records = [json.loads(line) for line in body.splitlines()]
    check(records[0]["t"] == "keyset" and records[-1]["t"] == "end", "a first pull as a file")
    for record in records:
        sp.check_record(record)
    target, kind = "/api/devices/%s/entries" % booth.id, {"Content-Type": sp.NDJSON}
    piece = booth.carried("entries", [booth.entry(id=id_now(), at=now)], now // 1000)
    check(people["guard"].call("POST", target, raw=piece, headers=kind)[1]["acknowledged"] == 17, "carried back")
    check(people["guard"].call("POST", target, raw=piece.replace(b"shown", b"admit"), headers=kind)[1]["code"] ==
          "bad-signature", "an altered piece")


def labelled_by_hand(booth, people, now):
    """A journal that began again, on a stick: its numbers are its own, and the next snapshot counts them."""
    def hand_up(piece):
        return people["guard"].call("POST", "/api/devices/%s/entries" % booth.id, raw=piece,
                                    headers={"Content-Type": sp.NDJSON})[1]

    number, first, second = booth.number + 1, os.urandom(16), os.urandom(16)
    told = hand_up(booth.carried("entries", [booth.entry(id=id_now(), at=now)], now // 1000, journal=first))
    check(told["acknowledged"] == number and not told["forked"], "the first label goes on: %s" % told)
    booth.number, booth.previous = 0, "0" * 64
    anew = [booth.entry(id=id_now(), at=now), booth.entry(id=id_now(), at=now)]
    for _ in range(2):
        told = hand_up(booth.carried("entries", anew, now // 1000, journal=second))
        check(told["acknowledged"] == 2 and not told["aside"] and not told["forked"], "another journal: %s" % told)
    seal = people["guard"].call("POST", "/api/devices/%s/snapshot" % booth.id)[1]
    claims = sp.carried_seal(seal[seal.index("GHS1:"):].rstrip("\n"), booth.keys)
    check((claims[8], claims[9], claims[10]) == (2, second, 0), "the snapshot counts the newest: %s" % claims)
    # Other entries under the numbers of a label are quarantined: nobody can tell the booth.
    booth.number, booth.previous = 0, "0" * 64
    told = hand_up(booth.carried("entries", [booth.entry(id=id_now(), at=now, gate=1)], now // 1000, journal=second))
    check([one["code"] for one in told["aside"]] == ["other-content"], "quarantined: %s" % told)


def boxes_by_hand(booth, people, entry):
    line = {"t": "box", "kind": "car-picture", "id": entry, "number": 2, "at": int(time.time() * 1000),
            "sealed": picture_box(booth, entry).hex()}
    piece = booth.carried("boxes", [line], int(time.time()))
    target, kind = "/api/devices/%s/entries" % booth.id, {"Content-Type": sp.NDJSON}
    for _ in range(2):
        check(people["guard"].call("POST", target, raw=piece, headers=kind)[0] == 200, "carried back, twice")
    check(people["guard"].call("GET", "/api/entries/%s/picture" % entry)[0] == 200, "taken")
    told = [one for one in booth.pull() if one["t"] == "box_settled"]
    check(told == [{"t": "box_settled", "kind": "car-picture", "id": entry}], "and told back: %s" % told)


def run(port):
    folder = server_support.place.folder
    people = {name: Client(port) for name in ("zhang", "li", "guard", "admin")}
    for name, client in people.items():
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    check(people["guard"].call("POST", "/api/guards", {"name": "赵师傅", "rights": ["admit"], "pin": PIN})[0] == 201, "a guard")
    north, south = sp.Booth(port, folder, "north", os.urandom(32)), sp.Booth(port, folder, "south")
    check(north.enrol("2222-222222")[1]["code"] == "bad-code", "no such code")
    for gate, booth in enumerate((north, south)):
        status, told = booth.enrol(code_for(people["admin"], gate).lower())
        check(status == 201 and told["gate"] == gate, "enrolled: %s" % told)
    rider, vehicle = pulling(north, people, approved(people))
    south.pull()
    now, pictured, other = pushing(north, south, vehicle)
    barring(north, people, rider)
    revoking(north, people, rider)
    boxes(north, people, pictured)
    boxes_of_an_older_booth(north, pictured)
    by_hand(north, people, now)
    labelled_by_hand(south, people, now)
    boxes_by_hand(north, people, other)
    check(people["admin"].call("POST", "/api/devices/%s/revoke" % north.id)[0] == 200, "out of service")
    check(north.call("GET", "/device/changes?since=0")[1]["code"] == "revoked", "no changes any more")
    check(north.push([north.entry(id=id_now(), at=now)])[1]["acknowledged"] == 18, "but its entries are taken")


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
