#!/usr/bin/env python3
"""The card of the service hall in a frame, in Chromium: a portal that may frame it shows it, with and without a token, and any
other gets nothing.

usage: test_hall_web.py GATEHOUSE_SERVER GATEHOUSE CATALOGUE
Exit code 77 where Chromium or Node is missing. Pictures: build/artefacts/card.
"""
import json
import os
import subprocess
import sys
import time

import server_support
from portal_support import token
from server_support import Client, check, chromium, serve, sql, visit
from slapd_support import free_port

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
NODE = [os.path.join(ROOT, "packaging", "node.sh"), "run"]


def run(port):
    admin, user = Client(port), Client(port)
    check(admin.sign_in("admin")[0] == 200 and user.sign_in("zhang")[0] == 200, "people")
    portal, other = ("http://127.0.0.1:%d" % free_port() for _ in range(2))
    check(admin.call("PUT", "/api/settings", {"hall.frame_origins": portal})[0] == 200, "one portal may frame the card")
    key = admin.call("POST", "/api/portal-keys", {"name": "门户", "algorithm": "HS256"})[1]
    sql(server_support.place.database, "UPDATE account SET staff_number = '20230001' WHERE name = 'zhang'")
    status, mine = user.call("POST", "/api/applications", visit(purpose="待退回"))
    consent = {"notice": user.call("GET", "/api/notice")[1]["version"], "declared": True}
    check(status == 201 and user.act(mine, "submit", consent=consent)[0] == 200, "submitted")
    unit = Client(port)
    unit.sign_in("li")
    fresh = unit.call("GET", "/api/applications/" + mine["id"])[1]
    check(unit.act(fresh, "unit-send-back", remark="改一下")[0] == 200, "sent back: it waits for the applicant")
    plan = {"base": "http://127.0.0.1:%d" % port, "portal": portal, "other": other, "application": mine["id"],
            "pictures": os.path.join(ROOT, "build", "artefacts", "card"), "tokens": [token(key, "20230001", exp=int(time.time()) + 280) for _ in range(4)]}
    walk = subprocess.run(NODE + ["node", os.path.join(HERE, "web", "card.mjs"), json.dumps(plan)], check=False)
    check(walk.returncode == 0, "the walk in the browser")


os.environ["CHROMIUM"] = chromium()
if not os.environ["CHROMIUM"] or subprocess.run(NODE + ["true"], check=False).returncode != 0:
    print("skipped: no Chromium or no Node here (packaging/install-deps.sh test)")
    sys.exit(77)
serve(sys.argv[1], sys.argv[2], run, sys.argv[3])
