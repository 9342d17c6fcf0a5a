#!/usr/bin/env python3
"""What administrators do: accounts, and the audit trail of it.

usage: test_office.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import sys

from server_support import Client, check, serve


def audit_trail(admin, user):
    status, page = admin.call("GET", "/api/audit?limit=1")
    check(status == 200 and page["items"] == [] and page["next"] is None, "nothing has happened yet")
    check(user.call("GET", "/api/audit")[1]["code"] == "forbidden", "the trail is the administrators'")
    check(admin.call("GET", "/api/audit?cursor=x")[1]["code"] == "bad-request", "a cursor that is none")


def account(**more):
    wish = {"name": "Qian", "display_name": "钱老师", "email": "qian@example.edu.cn", "mobile": "139 0013 9000", "unit": 2,
            "roles": [{"role": "applicant", "unit": None, "campus": None}], "active": True}
    wish.update(more)
    return wish


def accounts(port, admin, user):
    check(user.call("GET", "/api/accounts")[1]["code"] == "forbidden", "accounts are the administrators'")
    status, made = admin.call("POST", "/api/accounts", account())
    check(status == 201 and made["name"] == "qian" and made["mobile_masked"] == "139****9000", "made: %s" % made)
    path = "/api/accounts/%d" % made["id"]
    check(admin.call("POST", "/api/accounts", account())[1]["code"] == "conflict", "a name is taken once")
    for wrong, where in ((dict(name="a b"), "name"), (dict(display_name=""), "display_name"), (dict(email="qian"), "email"),
                         (dict(mobile="12345"), "mobile"), (dict(unit=999), "unit"), (dict(password="short"), "password"),
                         (dict(roles=[{"role": "king"}]), "roles[0]"), (dict(active="yes"), "active"),
                         (dict(roles=[{"role": "unit-approver", "unit": 999}]), "roles[0]"),
                         (dict(roles=[{"role": "administrator", "unit": 1}]), "roles[0]")):
        status, problem = admin.call("POST", "/api/accounts", account(**dict({"name": "other"}, **wrong)))
        check(status == 422 and where in [e["path"] for e in problem["errors"]], "%s is told: %s" % (wrong, problem))
    check([a["id"] for a in admin.call("GET", "/api/accounts?q=QIAN")[1]["items"]] == [made["id"]], "found by name")
    check(admin.call("GET", "/api/accounts?q=%25")[1]["items"] == [], "signs of patterns are searched as they are")
    first = admin.call("GET", "/api/accounts?limit=2")[1]
    second = admin.call("GET", "/api/accounts?limit=2&cursor=" + first["next"])[1]
    check([a["id"] for a in first["items"] + second["items"]] == [1, 2, 3, 4], "page after page")

    new = Client(port)
    status, session = new.sign_in("qian", made["password"])
    check(status == 200 and session["must_change_password"], "the first password opens, and must be changed")
    check(new.call("GET", "/api/units")[1]["code"] == "password-change-required", "before anything else")
    check(new.call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud"})[0] == 204, "so")
    check(new.call("GET", "/api/units")[0] == 200, "and then it is let in")

    status, saved = admin.call("PUT", path, {"roles": [{"role": "unit-approver", "unit": 2, "campus": None}]})
    check(status == 200 and saved["roles"][0]["unit"] == 2 and saved["display_name"] == "钱老师", "only the roles")
    check(new.call("GET", "/api/units")[0] == 401, "a changed account signs in anew")
    check(new.sign_in("qian", "lamp river cloud")[1]["roles"][0]["role"] == "unit-approver", "with its new role")
    status, reset = admin.call("POST", path + "/reset")
    check(status == 200 and new.call("GET", "/api/session")[0] == 401, "a reset ends its sessions too")
    check(new.sign_in("qian", "lamp river cloud")[0] == 401, "the old password is gone")
    check(new.sign_in("qian", reset["password"])[1]["must_change_password"], "the new one must be changed")
    check(admin.call("PUT", path, {"active": False})[1]["active"] is False, "switched off")
    check(new.call("GET", "/api/session")[0] == 401 and new.sign_in("qian", reset["password"])[0] == 401, "and out")
    check(admin.call("GET", "/api/accounts/999")[0] == 404, "no such account")
    check(admin.call("PUT", "/api/accounts/999", {})[0] == 404, "nor one to change")
    check(admin.call("POST", "/api/accounts/999/reset")[0] == 404, "nor one to reset")

    acts = admin.call("GET", "/api/audit?subject=account:%d" % made["id"])[1]["items"]
    check([a["action"] for a in acts] == ["account-changed", "account-reset", "account-changed", "account-created"],
          "every act is in the trail: %s" % acts)
    check(acts[0]["who"] == "系统管理员" and acts[0]["detail"].startswith("inactive"), "who did what")
    check(made["password"] not in str(acts) and "13900139000" not in str(acts), "and nothing that is secret")
    page = admin.call("GET", "/api/audit?limit=3&account=admin")[1]
    rest = admin.call("GET", "/api/audit?limit=3&account=admin&cursor=" + page["next"])[1]
    check(len(page["items"]) == 3 and rest["next"] is None, "the trail page after page")
    check(not {a["id"] for a in page["items"]} & {a["id"] for a in rest["items"]}, "nothing twice")
    check(admin.call("GET", "/api/audit?from=%d" % (acts[0]["at"] + 1))[1]["items"] == [], "from a time on")
    check(len(admin.call("GET", "/api/audit?to=%d" % acts[-1]["at"])[1]["items"]) == 0, "until a time, without it")
    check(admin.call("GET", "/api/audit?account=zhang")[1]["items"] == [], "of one account")


def last_administrator(admin):
    own = admin.call("GET", "/api/session")[1]["account"]["id"]
    for wish in ({"active": False}, {"roles": []}):
        status, problem = admin.call("PUT", "/api/accounts/%d" % own, wish)
        check(status == 422 and problem["errors"][0]["code"] == "last-administrator", "nobody locks everybody out")
    other = admin.call("POST", "/api/accounts", account(name="second", roles=[{"role": "administrator"}]))[1]
    check(admin.call("PUT", "/api/accounts/%d" % own, {"email": "a@example.edu.cn"})[0] == 200, "one's own account")
    check(admin.call("GET", "/api/session")[0] == 200, "changing it does not end one's own session")
    check(admin.call("PUT", "/api/accounts/%d" % other["id"], {"active": False})[0] == 200, "one of two may go")
    check(admin.call("PUT", "/api/accounts/%d" % own, {"roles": []})[0] == 422, "the last one stays")


def run(port):
    admin, user = Client(port), Client(port)
    for client, name in ((admin, "admin"), (user, "zhang")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    audit_trail(admin, user)
    accounts(port, admin, user)
    last_administrator(admin)


serve(sys.argv[1], sys.argv[2], run)
