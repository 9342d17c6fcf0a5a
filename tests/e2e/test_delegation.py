#!/usr/bin/env python3
"""Delegation while an approver is away: who may stand in, from when to when, and what the history says.

usage: test_delegation.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys
import time

from server_support import Client, check, serve, visit

HOUR = 3600000


def run(port):
    clients = []
    for name in ("zhang", "li", "wang", "guard"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, other, office = clients
    now = int(time.time() * 1000)
    people = unit.call("GET", "/api/delegations/deputies")[1]["items"]
    wang = next(one for one in people if one["display_name"] == other.call("GET", "/api/session")[1]["account"]["display_name"])
    check(unit.call("GET", "/api/session")[1]["account"]["id"] not in [one["id"] for one in people], "nobody stands in for themselves")
    check(user.call("GET", "/api/delegations")[0] == 403, "an applicant decides nothing")

    sent = user.act(user.call("POST", "/api/applications", visit())[1], "submit")[1]
    path = "/api/applications/" + sent["id"]
    check(other.call("GET", path)[0] == 404, "another unit does not see it")
    wish = {"deputy": wang["id"], "from": now - HOUR, "to": now + HOUR}
    for wrong, where in ((dict(deputy=999), "deputy"), (dict(to=now - 2 * HOUR), "to"), (dict(to="soon"), "to"),
                         (dict(**{"from": now - 3 * HOUR, "to": now - HOUR}), "to"), (dict(to=now + 400 * 24 * HOUR), "to")):
        status, problem = unit.call("POST", "/api/delegations", dict(wish, **wrong))
        check(status == 422 and where in [e["path"] for e in problem["errors"]], "%s is told: %s" % (wrong, problem))
    status, later = unit.call("POST", "/api/delegations", dict(wish, **{"from": now + HOUR, "to": now + 2 * HOUR}))
    check(status == 201 and other.call("GET", path)[0] == 404, "not before it begins")
    status, made = unit.call("POST", "/api/delegations", wish)
    check(status == 201 and made["deputy"]["id"] == wang["id"], "made: %s" % made)
    check(len(other.call("GET", "/api/delegations")[1]["items"]) == 2, "the deputy sees it too")
    check(other.call("DELETE", "/api/delegations/" + made["id"])[0] == 404, "but can't end it")

    seen = other.call("GET", path)[1]
    check("unit-pass" in seen["actions"], "the deputy may decide: %s" % seen["actions"])
    status, passed = other.act(seen, "unit-pass")
    line = passed["history"][-1]
    check(line["who"] == wang["display_name"] and line["for"] == made["account"]["display_name"], "for whom: %s" % line)

    second = user.act(user.call("POST", "/api/applications", visit())[1], "submit")[1]
    check(unit.call("DELETE", "/api/delegations/" + made["id"])[0] == 204, "ended early")
    check(unit.call("DELETE", "/api/delegations/" + made["id"])[0] == 404, "once")
    check(other.act(second, "unit-pass")[0] == 404, "from then on nothing")
    check([one["id"] for one in unit.call("GET", "/api/delegations")[1]["items"]] == [later["id"]], "what is left")


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
