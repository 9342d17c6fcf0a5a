#!/usr/bin/env python3
"""Kinds of passes: an administrator adds, limits and closes one; the form's check, the approval and the lists follow.

usage: test_kinds.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys

import server_support
from server_support import Client, check, serve, sql, visit

ADMIN = "/api/admin/kinds"


def kind_of(client, code, path="/api/kinds"):
    return next((one for one in client.call("GET", path)[1]["items"] if one["kind"] == code), None)


def faults(client, wish):
    status, told = client.call("POST", "/api/applications/check", wish)
    check(status == 200, "checked: %s" % told)
    return {(one["path"], one["code"]) for one in told["errors"]}


def refused(told):
    return {(one["path"], one["code"]) for one in told["errors"]}


def editing(admin, host):
    seeded = [one["kind"] for one in admin.call("GET", ADMIN)[1]["items"]]
    check(seeded == ["visit", "multi", "staff", "works", "vehicles", "event"], "the kinds of a new server: %s" % seeded)
    status, told = admin.call("POST", ADMIN, {"code": "Alumni!", "name": "", "name_en": "Alumni", "asks": "", "asks_en": "Year",
                                              "max_period_days": 9, "max_ahead_days": 3, "needs_vehicle": True, "max_vehicles": 0,
                                              "uses": "often", "roles": ["nobody"], "max_persons": 501})
    check(status == 422 and refused(told) == {
        ("code", "form"), ("name", "missing"), ("asks", "missing"), ("max_ahead_days", "too-short"), ("max_vehicles", "too-few"),
        ("uses", "unknown"), ("roles", "unknown"), ("max_persons", "range")}, "each fault is named: %d %s" % (status, told))
    status, told = admin.call("POST", ADMIN, {"code": "visit", "name": "访", "name_en": "V"})
    check(status == 422 and refused(told) == {("code", "taken")}, "a code is given once: %s" % told)
    status, made = admin.call("POST", ADMIN, {"code": "alumni", "name": "校友返校", "name_en": "Alumni", "asks": "毕业年份",
                                              "asks_en": "Year of graduation", "uses": "multiple", "max_period_days": 2,
                                              "max_ahead_days": 9, "max_persons": 3, "roles": ["unit-approver"]})
    check(status == 201 and made["kind"] == "alumni" and made["active"] and made["roles"] == ["unit-approver"], "made: %s" % made)
    seen = kind_of(host, "alumni")
    check(seen["open"] is False and "roles" not in seen, "the applicant sees it, and can't choose it: %s" % seen)
    status, changed = admin.call("PUT", "%s/%d" % (ADMIN, made["id"]), {"roles": [], "code": "other"})
    check(status == 200 and changed["kind"] == "alumni" and changed["max_persons"] == 3, "only what is sent changes: %s" % changed)
    check(kind_of(host, "alumni")["open"], "now everybody can")
    check(admin.call("PUT", ADMIN + "/99", {"active": False})[0] == 404, "no such kind")
    return made["id"]


def applying(admin, host, id):
    wish = visit(kind="alumni")
    check(faults(host, wish) == {("asked", "missing")}, "what the kind asks for is needed")
    wish["asked"] = "1998 届"
    check(not faults(host, wish), "complete")
    admin.call("PUT", "%s/%d" % (ADMIN, id), {"max_persons": 1, "roles": ["security-officer"]})
    check(faults(host, wish) == {("persons", "too-many"), ("kind", "not-yours")}, "limits and roles hold at once")
    admin.call("PUT", "%s/%d" % (ADMIN, id), {"max_persons": 3, "roles": []})
    check(faults(host, visit(kind="vehicles", vehicles=[], persons=[dict(visit()["persons"][1])])) == {("vehicles", "missing")},
          "a vehicle is needed")
    status, made = host.call("POST", "/api/applications", wish)
    check(status == 201 and made["asked"] == "1998 届", "kept: %s" % made)
    return made


def closing(admin, host, approver, officer, id, draft):
    second = host.call("POST", "/api/applications", visit(kind="alumni", asked="2001"))[1]
    status, first = host.act(draft, "submit")
    check(status == 200, "handed in: %s" % first)
    check(admin.call("PUT", "%s/%d" % (ADMIN, id), {"active": False})[0] == 200, "closed")
    status, told = host.act(second, "submit")
    check(status == 422 and ("kind", "closed") in refused(told), "nothing new: %s" % told)
    status, first = approver.act(first, "unit-pass")
    document = {"document_kind": "resident-id", "document_number": "440308199901100034"}
    held = admin.call("POST", "/api/subjects/export", document)[1]["applications"]
    check("1998 届" in [one["asked"] for one in held], "the person gets it: %s" % held)
    check(status == 200 and first["asked"] == "1998 届", "the approver reads it, and what was handed in goes on: %s" % first)
    status, first = officer.act(first, "security-pass")
    check(status == 200 and first["state"] == "approved", "approved: %s" % first)
    uses = sql(server_support.place.database, "SELECT DISTINCT uses FROM pass p JOIN application a ON a.id = p.application WHERE a.kind = 'alumni'")
    check(uses == ["2"], "its passes admit as often as the kind says: %s" % uses)
    for language, label in (("zh", "校友返校"), ("en", "Alumni")):
        text = officer.call("GET", "/api/applications/csv?view=all&lang=" + language)[1]
        check(label in text, "the list as a file names the kind: %s" % text)
    check(officer.call("GET", "/api/entries?category=alumni")[0] == 200 and officer.call("GET", "/api/entries?category=A%20b")[0] == 400,
          "entries are found by any code")
    actions = [one["action"] for one in admin.call("GET", "/api/audit?limit=20")[1]["items"]]
    check(actions.count("kind-created") == 1 and actions.count("kind-changed") == 4, "in the audit trail: %s" % actions)


def run(port):
    people = {}
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    id = editing(people["admin"], people["zhang"])
    draft = applying(people["admin"], people["zhang"], id)
    closing(people["admin"], people["zhang"], people["li"], people["guard"], id, draft)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
