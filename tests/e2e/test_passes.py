#!/usr/bin/env python3
"""What the security office does after a visit was approved: block a pass and lift that, revoke it, replace its code.

usage: test_passes.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys

from server_support import Client, check, serve, visit

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def approved(user, unit, office, **more):
    made = user.call("POST", "/api/applications", visit(**more))[1]
    made = user.act(made, "submit")[1]
    made = unit.act(made, "unit-pass")[1]
    status, made = office.act(made, "security-pass")
    check(status == 200 and made["state"] == "approved", "approved: %s" % made)
    return made["id"]


def passes_of(user, id):
    return {one["kind"]: one for one in user.call("GET", "/api/applications/%s" % id)[1]["passes"] if one["state"] != "revoked"}


def act(client, one, action, reason="证件存疑"):
    return client.call("POST", "/api/passes/%s/actions" % one["id"], {"action": action, "reason": reason})


def page(client, link):
    return client.call("GET", link + "/code")[1]["state"]


def single_passes(user, unit, office, admin):
    id = approved(user, unit, office)
    mine = passes_of(user, id)
    one = mine["rider"]
    check(page(user, one["link"]) == "too-early", "a code to come")
    for client, why in ((user, "the applicant"), (unit, "the unit")):
        check(act(client, one, "block")[1]["code"] == "forbidden", "%s blocks nothing" % why)
    check(act(office, one, "melt")[1]["errors"][0]["path"] == "action", "no such action")
    check(act(office, one, "block", "")[1]["code"] == "remark-missing", "a block says why")
    check(act(office, {"id": UNKNOWN}, "block")[1]["code"] == "not-found", "no such pass")
    check(act(office, one, "unblock")[1]["code"] == "not-possible", "what is not blocked can't be lifted")

    status, blocked = act(office, one, "block")
    check(status == 200 and (blocked["state"], blocked["reason"]) == ("blocked", "证件存疑"), "blocked: %s" % blocked)
    check("link" not in blocked, "the office does not get a visitor's link")
    check(page(user, one["link"]) == "blocked", "its page says so")
    check(act(office, one, "reissue")[1]["code"] == "not-possible", "a blocked pass is not replaced")
    check(act(office, one, "unblock", "")[1]["state"] == "active", "lifted")
    check(page(user, one["link"]) == "too-early", "and good again")

    status, new = act(office, one, "reissue", "手机遗失")
    check(status == 200 and new["id"] != one["id"] and new["state"] == "active", "another pass: %s" % new)
    check(page(user, one["link"]) == "revoked", "the old code is worth nothing")
    now = passes_of(user, id)["rider"]
    check(now["id"] == new["id"] and now["link"] != one["link"], "a link of its own")
    told = [m["body"] for m in office.call("GET", "/api/messages")[1]["items"] if now["link"] in m["body"]]
    check(len(told) == 1 and "原码已失效" in told[0], "its holder is told once: %s" % told)

    status, gone = act(admin, mine["pedestrian"], "revoke")
    check(status == 200 and gone["state"] == "revoked", "an administrator may too")
    check(act(office, mine["pedestrian"], "unblock")[1]["code"] == "not-possible", "revoked is for good")
    check(any(m["purpose"] == "pass-revoked" for m in office.call("GET", "/api/messages")[1]["items"]), "and its holder told")
    check(act(office, mine["vehicle"], "reissue")[0] == 200, "a car's pass is replaced, and nobody needs a link")
    trail = [e["action"] for e in admin.call("GET", "/api/audit?subject=pass:")[1]["items"]]
    check(trail == ["pass-reissued", "pass-revoked", "pass-reissued", "pass-unblocked", "pass-blocked"], "audited: %s" % trail)


def run(port):
    clients = []
    for name in ("zhang", "li", "guard", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, office, admin = clients
    single_passes(user, unit, office, admin)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
