"""How a server gets its first administrator, and how a demo's published passwords end.

    test_first_start.py GATEHOUSE-SERVER GATEHOUSE CATALOGUE
"""
import os
import re
import subprocess
import sys

import server_support
from server_support import PASSWORD, PATIENCE_S, Client, check

SERVER, GATEHOUSE, CATALOGUE = sys.argv[1:4]
OWN = "three quiet words"


def run(*options):
    """Runs the server until it ends by itself."""
    place = server_support.place
    return subprocess.run([SERVER, "--port", "0", "--database", place.database, "--keys", place.keys, *options],
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def stop():
    server_support.place.process.terminate()
    check(server_support.place.process.wait(PATIENCE_S) == 0, "the server ends")


def start():
    place = server_support.place
    place.process, place.port = server_support.start(SERVER, place.folder, place.database, CATALOGUE, demo=False)
    return place.port


def refused_as_demo():
    ended = run()
    check(ended.returncode == 3, "a server without --demo refuses a demo's accounts: %s" % ended.stderr)
    check("--remove-demo-accounts" in ended.stderr, "and names the command: %s" % ended.stderr)


def renamed_is_found_too():
    """A demo's account stays one under another name, or while it is not active."""
    database = server_support.place.database
    server_support.sql(database, "UPDATE account SET name = 'chief', active = 0 WHERE name = 'admin'")
    server_support.sql(database, "UPDATE account SET password = NULL WHERE name <> 'chief'")
    refused_as_demo()


def remove_demo():
    ended = run("--remove-demo-accounts")
    check(ended.returncode == 0 and "Removed: chief" in ended.stdout, "removed: %s %s" % (ended.stdout, ended.stderr))
    ended = run("--remove-demo-accounts")
    check(ended.returncode == 0 and "No account" in ended.stdout, "nothing is left to remove: %s" % ended.stdout)


def create(name):
    ended = run("--create-administrator", name)
    return ended, (re.search(r"First password: (\S+)", ended.stdout) or [None, None])[1]


def administrator():
    for name in ("x", "Not A Name", "a" * 200):
        ended, _ = create(name)
        check(ended.returncode == 3 and name in ended.stderr, "no such name: %s" % ended.stderr)
    ended, first = create("admin")
    check(ended.returncode == 0 and first, "an administrator: %s" % ended.stderr)
    check(first not in ended.stderr, "the password is printed once")
    ended, _ = create("admin")
    check(ended.returncode == 3 and "taken" in ended.stderr, "the name is taken: %s" % ended.stderr)
    return first


def first_day(port, first):
    admin = Client(port)
    check(admin.sign_in("admin", PASSWORD)[0] == 401, "the published password is of no use")
    status, session = admin.sign_in("admin", first)
    check(status == 200 and session["must_change_password"], "must choose a password: %s" % session)
    check(admin.call("GET", "/api/accounts")[0] == 403, "before anything else")
    check(admin.call("PUT", "/api/session/password", {"old": first, "new": OWN})[0] == 204, "chosen")
    status, accounts = admin.call("GET", "/api/accounts")
    check(status == 200 and [a["name"] for a in accounts["items"] if a["active"] and a["roles"]][-1] == "admin",
          "administers: %s" % accounts)
    trail = [entry["action"] for entry in admin.call("GET", "/api/audit")[1]["items"]]
    check("account-created" in trail and "demo-account-removed" in trail, "on record: %s" % trail)


def choosing(port):
    """What is common, or the owner's own, is no password."""
    admin = Client(port)
    check(admin.sign_in("admin", OWN)[0] == 200, "the administrator signs in")
    wish = {"name": "sunshu", "display_name": "Sun Shu", "email": "shu.sun@example.edu.cn", "mobile": "13800138000",
            "active": True, "roles": [{"role": "applicant", "unit": None, "campus": None}]}
    for password in ("q1w2e3r4t5", "Sunshine2026!", PASSWORD, "my sunshu lamp", "lamp shu.sun cloud", "sun shu sun shu"):
        status, problem = admin.call("POST", "/api/accounts", dict(wish, password=password))
        check(status == 422 and problem["errors"][0]["path"] == "password", "%s is refused: %s" % (password, problem))
    status, made = admin.call("POST", "/api/accounts", wish)
    check(status == 201, "an account: %s" % made)
    sun = Client(port)
    check(sun.sign_in("sunshu", made["password"])[0] == 200, "signs in")
    for password, code in (("Q1w2e3r4t5", "common"), ("lamp 13800138000", "same-as-name"), ("SHU.SUN lamp", "same-as-name")):
        status, problem = sun.call("PUT", "/api/session/password", {"old": made["password"], "new": password})
        check(status == 422 and problem["errors"][0]["code"] == code, "%s is refused: %s" % (password, problem))
    return made


def expires(made):
    """A first password that nobody has changed is of no use after three days; a reset brings another one."""
    place = server_support.place
    late = Client(place.port)
    days = "UPDATE account SET password_changed = password_changed - %d WHERE name = 'sunshu'"
    server_support.sql(place.database, days % (71 * 3600000))
    check(late.sign_in("sunshu", made["password"])[0] == 200, "a day before")
    server_support.sql(place.database, days % (2 * 3600000))
    status, problem = late.sign_in("sunshu", made["password"])
    check(status == 403 and problem["code"] == "first-password-expired", "three days later: %s" % problem)
    admin = Client(place.port)
    check(admin.sign_in("admin", OWN)[0] == 200, "the administrator signs in")
    first = admin.call("POST", "/api/accounts/%d/reset" % made["id"])[1]["password"]
    check(late.sign_in("sunshu", first)[0] == 200, "another one")


def everything(port):
    demo = Client(port)
    check(demo.sign_in("admin")[0] == 200, "the demo's administrator signs in")
    if server_support.place.database.startswith("sqlite:"):
        ended, _ = create("second")
        check(ended.returncode == 3 and "stop the server first" in ended.stderr, "while it runs: %s" % ended.stderr)
    stop()
    refused_as_demo()
    renamed_is_found_too()
    remove_demo()
    first = administrator()
    port = start()
    demo.port = port
    check(demo.call("GET", "/api/session")[0] == 401, "the demo's session has ended")
    first_day(port, first)
    expires(choosing(port))


server_support.serve(SERVER, GATEHOUSE, everything, CATALOGUE)
