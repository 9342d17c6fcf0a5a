#!/usr/bin/env python3
"""A booth changes only what is its own: it takes back what it admitted, spends passes of its campus, and once it is
revoked what it hands up is kept and changes nothing.

usage: test_apart.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import sys
import time

import server_support
from interop_support import bindings, id_now, new_booth, sp
from server_support import Client, check, serve, sql, visit

people, number = {}, [0]


def new_pass(campus=1, gates=(0,)):
    """Returns the id of an approved visitor's pass."""
    number[0] += 1
    person = {"name": "王小明", "mobile": "13900139000", "document_kind": "passport", "sex": "M", "vehicle": None,
              "document_number": "G%08d" % number[0]}
    made = people["zhang"].call("POST", "/api/applications", visit(campus=campus, gates=list(gates), vehicles=[],
                                                                   persons=[person]))[1]
    for who, action in (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass")):
        status, made = people[who].act(made, action)
        check(status == 200, "%s: %s" % (action, made))
    return made["passes"][0]["id"]


def push(booth, **more):
    entry = booth.entry(id=id_now(), at=int(time.time() * 1000), clock_trusted=True, **more)
    status, told = booth.push([entry])
    check(status == 200 and told["acknowledged"] == entry["number"] and not told["aside"], "taken: %s" % told)
    return entry["id"]


def admit(booth, pass_id):
    return push(booth, kind="admit", colour="green", uses_up=True, pass_expires=int(time.time() + 9 * 86400) * 1000,
                **{"pass": pass_id})


def take_back(booth, entry):
    return push(booth, kind="take-back", refers_to=entry)


def uses(booth, pass_id):
    """What the booth learns of the pass: entry -> taken back."""
    booth.pull()
    return {row["entry"]: bool(row.get("taken_back")) for key, row in booth.rows.items()
            if isinstance(key, tuple) and key[0] == "use" and row["id"] == pass_id}


def used_at(pass_id):
    blob = pass_id.replace("-", "")
    value = "X'%s'" % blob if server_support.place.database.startswith("sqlite:") else "'\\x%s'" % blob
    return sql(server_support.place.database, "SELECT used_at FROM pass WHERE id = %s" % value)[0] not in ("", "None")


def own_and_foreign(a, b, far):
    pass_id = new_pass()
    entry = admit(a, pass_id)
    check(uses(b, pass_id) == {entry: False}, "an admission is known at the other gate")
    for thief in (b, far):
        take_back(thief, entry)
        check(uses(b, pass_id) == {entry: False}, "only its own booth takes it back, not %s" % thief.name)
    take_back(a, entry)
    check(uses(b, pass_id) == {entry: True}, "as it does")
    burnt = new_pass()
    admit(far, burnt)
    check(uses(a, burnt) == {} and not used_at(burnt), "a booth of another campus spends nothing: %s" % uses(a, burnt))
    theirs = new_pass(campus=2, gates=(2,))
    admit(a, theirs)
    check(uses(far, theirs) == {} and not used_at(theirs), "nor the other way round")
    entry = admit(far, theirs)
    check(uses(a, theirs) == {entry: False} and used_at(theirs), "its own campus's booth does")
    unknown = id_now()
    admit(a, unknown)
    check(uses(b, unknown) == {}, "a pass that the server does not know is not spent")


def revoked(a, b):
    pass_id, late = new_pass(), new_pass()
    entry = admit(a, pass_id)
    check(people["admin"].call("POST", "/api/devices/%s/revoke" % a.id)[0] == 200, "out of service")
    take_back(a, entry)
    later = admit(a, late)
    check(uses(b, pass_id) == {entry: False}, "what it admitted before counts")
    check(uses(b, late) == {} and not used_at(late), "what it says later does not")
    listed = {one["id"]: one["mark"] for one in people["guard"].call("GET", "/api/entries?limit=200")[1]["items"]}
    check(listed[entry] == "" and listed[later] == "revoked", "it is kept and marked: %s" % listed.get(later))
    check(people["guard"].call("POST", "/api/entries/%s/settle" % later)[0] == 204, "somebody looks at it")
    inside = people["guard"].call("GET", "/api/presence?campus=1")[1]["items"]
    check([one["pass"] for one in inside if one["pass"] in (pass_id, late)] == [pass_id], "nor who is inside: %s" % inside)
    by_stick(a, late)


def by_stick(a, pass_id):
    """A revoked booth has no more effect by hand than over the network."""
    target, kind = "/api/devices/%s/entries" % a.id, {"Content-Type": sp.NDJSON}
    box = {"form": 1, "link": "A" * 22, "language": "zh", "application": {}}
    sealed = bindings.crypto_box_seal(json.dumps(box).encode().ljust(512), a.sealing)
    line = {"t": "box", "kind": "walk-up", "id": id_now(), "number": 1, "at": int(time.time() * 1000),
            "sealed": sealed.hex()}
    status, told = people["guard"].call("POST", target, raw=a.carried("boxes", [line], int(time.time())), headers=kind)
    check(status == 200, "a box is received: %s" % told)
    check(sql(server_support.place.database, "SELECT count(*) FROM walk_up") == ["0"], "and makes no application")
    aside = people["guard"].call("GET", "/api/entries/aside")[1]["items"]
    check([one["code"] for one in aside] == ["booth-revoked"], "it is kept for review: %s" % aside)


def run(port):
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    a, b, far = new_booth(people["admin"], 1, 0), new_booth(people["admin"], 1, 1), new_booth(people["admin"], 2, 2)
    own_and_foreign(a, b, far)
    revoked(a, b)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
