#!/usr/bin/env python3
"""Filters that somebody saves for a list: what may be saved, whose they are, and which one a list begins with.

usage: test_filters.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys

from server_support import Client, check, serve

PATH = "/api/filters"
MOST = 50


def refused(answer, path, code):
    status, problem = answer
    check(status == 422 and (path, code) in [(e["path"], e["code"]) for e in problem["errors"]],
          "%s at %s: %s %s" % (code, path, status, problem))


def names(client, which="entries"):
    return [one["name"] for one in client.call("GET", PATH + "?list=" + which)[1]["items"]]


def contents(office):
    """A filter holds what the list's own query takes, and nothing about one visitor."""
    wish = {"list": "entries", "name": "南门不放行", "query": {"gate": "0", "colour": "red", "from": "1700000000000"}}
    status, made = office.call("POST", PATH, wish)
    check(status == 201 and made["query"] == wish["query"] and not made["initial"], "saved: %s" % made)
    refused(office.call("POST", PATH, wish), "name", "taken")
    refused(office.call("POST", PATH, dict(wish, name="")), "name", "missing")
    refused(office.call("POST", PATH, dict(wish, name="x" * 91)), "name", "too-long")
    for query, code in (({"colour": "pink"}, "wrong"), ({"gate": "99"}, "wrong"), ({"from": "soon"}, "wrong"),
                        ({"device": "x"}, "wrong"), ({"plate": "京A12345"}, "not-saved"), ({"name": "王"}, "not-saved"),
                        ({"application": "1"}, "not-saved"), ({"cursor": "1_x"}, "not-saved"), ({"state": "open"}, "not-saved"),
                        ({"colour": 1}, "not-saved")):
        refused(office.call("POST", PATH, dict(wish, name="y", query=query)), "query." + next(iter(query)), code)
    refused(office.call("POST", PATH, dict(wish, name="y", query=[])), "query", "type")
    refused(office.call("POST", PATH, dict(wish, name="y", list="guards")), "list", "type")
    status, other = office.call("POST", PATH, {"list": "exceptions", "name": "南门不放行", "query": {"state": "closed"}})
    check(status == 201 and names(office, "exceptions") == ["南门不放行"], "each list has its own names: %s" % other)
    check(office.call("GET", PATH + "?list=guards")[0] == 400, "no such list")
    return made


def changes(office, made):
    status, second = office.call("POST", PATH, {"list": "entries", "name": "夜间", "query": {}, "initial": True})
    check(status == 201 and second["initial"], "a list begins with it: %s" % second)
    status, changed = office.call("PUT", PATH + "/" + made["id"], {"name": "南门", "initial": True})
    check(status == 200 and changed["name"] == "南门" and changed["query"] == made["query"], "renamed alone: %s" % changed)
    kept = office.call("GET", PATH + "?list=entries")[1]["items"]
    check([one["name"] for one in kept if one["initial"]] == ["南门"], "one default at a time: %s" % kept)
    refused(office.call("PUT", PATH + "/" + second["id"], {"name": "南门"}), "name", "taken")
    refused(office.call("PUT", PATH + "/" + second["id"], {"query": {"plate": "京A"}}), "query.plate", "not-saved")
    status, changed = office.call("PUT", PATH + "/" + made["id"], {"query": {"colour": "amber"}, "initial": False})
    check(status == 200 and changed["query"] == {"colour": "amber"} and not changed["initial"], "replaced: %s" % changed)


def owners(office, admin, made):
    path = PATH + "/" + made["id"]
    check(names(admin) == [], "nobody sees the filters of others")
    check(admin.call("PUT", path, {"name": "x"})[0] == 404 and admin.call("DELETE", path)[0] == 404, "or changes them")
    check(office.call("DELETE", path)[0] == 204 and office.call("DELETE", path)[0] == 404, "deleted once")
    for number in range(MOST - len(names(office))):
        check(office.call("POST", PATH, {"list": "entries", "name": "n%d" % number, "query": {}})[0] == 201, "one more")
    refused(office.call("POST", PATH, {"list": "entries", "name": "too many", "query": {}}), "name", "too-many")
    check(office.call("POST", PATH, {"list": "exceptions", "name": "more", "query": {}})[0] == 201, "of each list")


def erased(office, admin):
    """Who no longer has an account has no filters."""
    own = office.call("GET", "/api/session")[1]["account"]["id"]
    account = admin.call("GET", "/api/accounts/%d" % own)[1]
    wish = {name: account[name] for name in ("name", "display_name", "email", "unit", "active", "roles")}
    for active in (False, True):
        status, told = admin.call("PUT", "/api/accounts/%d" % own, dict(wish, active=active))
        check(status == 200, "%s: %s" % (active, told))
    check(office.sign_in("guard")[0] == 200 and names(office) == [] and names(office, "exceptions") == [], "gone")


def run(port):
    office, admin, user = Client(port), Client(port), Client(port)
    for client, name in ((office, "guard"), (admin, "admin"), (user, "zhang")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    check(user.call("GET", PATH)[0] == 403, "applicants have no such list")
    made = contents(office)
    changes(office, made)
    owners(office, admin, made)
    erased(office, admin)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
