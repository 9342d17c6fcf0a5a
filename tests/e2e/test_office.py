#!/usr/bin/env python3
"""What administrators do: the audit trail.

usage: test_office.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import sys

from server_support import Client, check, serve


def audit_trail(admin, user):
    status, page = admin.call("GET", "/api/audit?limit=1")
    check(status == 200 and page["items"] == [] and page["next"] is None, "nothing has happened yet")
    check(user.call("GET", "/api/audit")[1]["code"] == "forbidden", "the trail is the administrators'")
    check(admin.call("GET", "/api/audit?cursor=x")[1]["code"] == "bad-request", "a cursor that is none")


def run(port):
    admin, user = Client(port), Client(port)
    for client, name in ((admin, "admin"), (user, "zhang")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    audit_trail(admin, user)


serve(sys.argv[1], sys.argv[2], run)
