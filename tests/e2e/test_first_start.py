"""How a server gets its first administrator, and how a demo's published passwords end.

    test_first_start.py GATEHOUSE-SERVER GATEHOUSE CATALOGUE
"""
import os
import re
import subprocess
import sys
import time

import server_support
from server_support import PASSWORD, PATIENCE_S, Client, check, code_of

SERVER, GATEHOUSE, CATALOGUE = sys.argv[1:4]
OWN = "three quiet words"
CODES = []  # recovery codes of the administrator


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


def enrol(admin):
    """Administrators need a second factor before anything else."""
    session = admin.call("GET", "/api/session")[1]
    check(session["must_set_second_factor"] and not session["must_change_password"], "a second factor: %s" % session)
    for path in ("/api/accounts", "/api/applications?view=mine", "/api/campuses"):
        status, problem = admin.call("GET", path)
        check(status == 403 and problem["code"] == "second-factor-required", "%s before: %s" % (path, problem))
    check(admin.call("POST", "/api/session/recovery-codes", {"password": OWN})[0] == 403, "no codes before")
    check(admin.call("GET", "/api/session/security")[1]["required"], "says so")
    secret = admin.call("POST", "/api/session/totp", {"password": OWN})[1]["secret"]
    status, made = admin.call("PUT", "/api/session/totp", {"code": code_of(secret, time.time())})
    check(status == 200, "set up: %s" % made)
    CODES.extend(made["recovery_codes"])
    check(not admin.call("GET", "/api/session")[1]["must_set_second_factor"], "the session goes on")


def as_administrator(port):
    admin = Client(port)
    status, session = admin.call("POST", "/api/session", {"name": "admin", "password": OWN, "totp": CODES.pop()})
    check(status == 200, "the administrator signs in: %s" % session)
    admin.csrf = session["csrf"]
    return admin


def roles_that_need_it(port):
    """The setting counts at once, for each role; a deputy's lent role counts too."""
    admin = as_administrator(port)
    check(admin.call("GET", "/api/settings")[1]["second_factor.officers"] is True, "officers by default")
    made = admin.call("POST", "/api/accounts", {"name": "plain", "display_name": "某人", "active": True,
                                                "roles": [{"role": "applicant", "unit": None, "campus": None}]})[1]
    plain = Client(port)
    check(plain.sign_in("plain", made["password"])[0] == 200, "an applicant signs in")
    check(plain.call("PUT", "/api/session/password", {"old": made["password"], "new": OWN})[0] == 204, "chosen")
    check(plain.call("GET", "/api/campuses")[0] == 200, "without a second factor")
    for name, role in (("applicants", "applicant"), ("officers", "security-officer"), ("reviewers", "reviewer")):
        wish = {"roles": [{"role": role, "unit": None, "campus": None}]}
        check(admin.call("PUT", "/api/accounts/%d" % made["id"], wish)[0] == 200, "is a %s" % role)
        check(plain.sign_in("plain", OWN)[0] == 200, "signs in")
        for needed in (True, False):
            check(admin.call("PUT", "/api/settings", {"second_factor." + name: needed})[0] in (200, 204), "the setting")
            check(plain.call("GET", "/api/campuses")[0] == (403 if needed else 200), "%s: %s" % (role, needed))


def first_day(port, first):
    admin = Client(port)
    check(admin.sign_in("admin", PASSWORD)[0] == 401, "the published password is of no use")
    status, session = admin.sign_in("admin", first)
    check(status == 200 and session["must_change_password"], "must choose a password: %s" % session)
    check(admin.call("GET", "/api/accounts")[0] == 403, "before anything else")
    check(admin.call("PUT", "/api/session/password", {"old": first, "new": OWN})[0] == 204, "chosen")
    enrol(admin)
    status, accounts = admin.call("GET", "/api/accounts")
    check(status == 200 and [a["name"] for a in accounts["items"] if a["active"] and a["roles"]][-1] == "admin",
          "administers: %s" % accounts)
    trail = [entry["action"] for entry in admin.call("GET", "/api/audit")[1]["items"]]
    check("account-created" in trail and "demo-account-removed" in trail, "on record: %s" % trail)


def choosing(port):
    """What is common, or the owner's own, is no password."""
    admin = as_administrator(port)
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
    admin = as_administrator(place.port)
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
    roles_that_need_it(port)


server_support.serve(SERVER, GATEHOUSE, everything, CATALOGUE)
