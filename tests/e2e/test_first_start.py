"""How a server gets its first administrator, and how a demo's published passwords end.

    test_first_start.py GATEHOUSE-SERVER GATEHOUSE CATALOGUE
"""
import hashlib
import os
import re
import subprocess
import sys
import time

import server_support
from server_support import PASSWORD, PATIENCE_S, Client, check, code_of

SERVER, GATEHOUSE, CATALOGUE = sys.argv[1:4]
OWN = "three quiet words"
BREACHED = "quiet lamp river"
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
    leaked = os.path.join(place.folder, "breached.txt")
    with open(leaked, "w", encoding="ascii") as file:
        hashes = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in (BREACHED, "other", "another"))
        file.writelines("%s:%d\r\n" % (one, 7) for one in hashes)
    place.process, place.port = server_support.start(SERVER, place.folder, place.database, CATALOGUE,
                                                     "--breached-passwords", leaked, demo=False)
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
    kept = server_support.sql(server_support.place.database, "SELECT value FROM setting WHERE name = 'gate.live_code'")
    check(kept == ["1"], "booths ask for live codes again: %s" % kept)
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


def help_is_named(port):
    """Who can't sign in reads which office helps; the administrator sets it."""
    stranger = Client(port)
    check(stranger.call("GET", "/api/contact") == (200, {"contact": ""}), "nobody is named yet")
    admin = as_administrator(port)
    check(admin.call("PUT", "/api/settings", {"office.contact": "x" * 200})[1]["errors"][0]["path"] == "office.contact", "too long")
    check(admin.call("PUT", "/api/settings", {"office.contact": "保卫处 027-87654321"})[0] == 200, "a name and a telephone")
    check(stranger.call("GET", "/api/contact") == (200, {"contact": "保卫处 027-87654321"}), "everybody reads it")


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
    names = {"university.name": "江城大学", "university.name_en": "Jiangcheng University"}
    check(admin.call("PUT", "/api/settings", names)[0] in (200, 204), "the university has a name")
    sun = Client(port)
    check(sun.sign_in("sunshu", made["password"])[0] == 200, "signs in")
    for password, code in (("Q1w2e3r4t5", "common"), ("lamp 13800138000", "same-as-name"), ("SHU.SUN lamp", "same-as-name"),
                           ("Jiang-cheng lamp", "context"), ("在江城边有一盏旧路灯", "context"), (BREACHED, "breached")):
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


PLAN = {
    "university": {"university": "示例大学", "university_en": "Example University", "zone": "Asia/Urumqi"},
    "campuses": {"campuses": [
        {"name": "主校区", "name_en": "Main campus", "gates": [
            {"name": "南门", "name_en": "South gate", "vehicles": True},
            {"name": "北门", "name_en": "North gate", "vehicles": False}]},
        {"name": "东校区", "name_en": "East campus", "gates": [
            {"name": "东门", "name_en": "East gate", "vehicles": True}]}]},
    "units": {"units": [{"name": "图书馆", "name_en": "Library"}]},
    "administrator": {"administrator": {"name": "Chief", "display_name": "系统管理员", "email": "chief@example.edu.cn"}},
}


def empty_database():
    """Ends the server and leaves a database without tables."""
    place = server_support.place
    stop()
    if place.database.startswith("sqlite:"):
        for end in ("", "-wal", "-shm"):
            if os.path.exists(place.database[7:] + end):
                os.remove(place.database[7:] + end)
    else:
        server_support.sql(place.database, "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def start_empty():
    """Starts a server with pages. Returns its process, and what it printed once it has settled."""
    place = server_support.place
    pages = os.path.join(place.folder, "pages")
    os.makedirs(os.path.join(pages, "assets"), exist_ok=True)
    with open(os.path.join(pages, "index.html"), "w", encoding="utf-8") as file:
        file.write("<!doctype html>")
    process, port = server_support.start(SERVER, place.folder, place.database, CATALOGUE, "--web", pages, demo=False)

    def text():
        return open(process.log, encoding="utf-8").read()
    server_support.wait_for("word of the set-up", lambda: "event=setup-link" in text())
    return process, port, text()


def link_of(text):
    """The token of a printed link: behind the #, so that no log of a proxy has it."""
    found = re.search(r"(http\S+/app/setup)#([\w-]{43})\n", text)
    return found and found[2]


def two_servers(token):
    """A second server prints no link while one is valid, and takes the first one's. SQLite: the same server again."""
    place = server_support.place
    if place.database.startswith("sqlite:"):
        stop()
        place.process, place.port, text = start_empty()
        check(link_of(text) is None and "--setup-link" in text, "the link of before stays: %s" % text)
        return place.port
    other, port, text = start_empty()
    check(link_of(text) is None and "event=setup-link-valid" in text, "one link for two servers: %s" % text)
    check(Client(port).call("POST", "/api/setup", {"token": token})[0] == 200, "valid at both")
    stop()
    place.process, place.port = other, port
    return port


def no_link(port, token):
    wrong = Client(port)
    bodies = {"/api/setup": {}, "/api/setup/totp": {}, "/api/setup/test": {"channel": "sms", "to": "13912345678"},
              "/api/setup/finish": {"version": 1, "password": OWN, "code": "123456"}}
    for path, body in bodies.items():
        status, problem = wrong.call("POST", path, dict(body, token=token))
        check(status == 404, "%s without a valid link: %s" % (path, problem))
    check(wrong.call("PUT", "/api/setup", {"token": token, "version": 1, "plan": {}})[0] == 404, "nor PUT")


def plan(port, token):
    """Step by step, as the page does; another browser goes on with the same link."""
    first, second = Client(port), Client(port)
    status, state = first.call("POST", "/api/setup", {"token": token})
    check(status == 200 and state["plan"] == {} and len(state["missing"]) > 3, "begins: %s" % state)
    check(state["channels"] == {"sms": False, "email": False} and state["zones"][0]["name"] == "Asia/Shanghai", "state")
    status, answer = first.call("POST", "/api/setup/test", {"token": token, "channel": "email", "to": "a@b.cn"})
    check(status == 200 and not answer["accepted"] and answer["error"], "no mail is set up: %s" % answer)
    early = {"token": token, "version": state["version"], "password": OWN, "code": "123456"}
    check(first.call("POST", "/api/setup/finish", early)[0] == 422, "not before the plan is complete")
    version = state["version"]
    for part in PLAN.values():
        status, state = first.call("PUT", "/api/setup", {"token": token, "version": version, "plan": part})
        check(status == 200 and state["version"] == version + 1, "kept: %s" % state)
        status, stale = second.call("PUT", "/api/setup", {"token": token, "version": version, "plan": {}})
        check(status == 409 and stale["code"] == "stale-version", "a page that is behind changes nothing: %s" % stale)
        version = state["version"]
    status, state = second.call("POST", "/api/setup", {"token": token})
    check(state["missing"] == [] and state["plan"]["units"] == PLAN["units"]["units"], "resumed: %s" % state)
    return second, version


def finish(port, token):
    client, version = plan(port, token)
    secret = client.call("POST", "/api/setup/totp", {"token": token})[1]["secret"]
    wish = {"token": token, "version": version, "password": OWN, "code": code_of(secret, time.time())}
    for wrong in ({"password": "q1w2e3r4t5"}, {"password": "my chief lamp"}, {"password": "example lamp river"}, {"code": "000000"}, {"version": 1}):
        status, problem = Client(port).call("POST", "/api/setup/finish", dict(wish, **wrong))
        check(status in (409, 422), "%s: %s" % (wrong, problem))
    status, made = client.call("POST", "/api/setup/finish", wish)
    check(status == 200 and len(made["recovery_codes"]) == 10, "made: %s" % made)
    check(Client(port).call("POST", "/api/setup/finish", wish)[0] == 404, "not twice")
    return client


def set_up():
    """An empty database is set up through the printed link, once."""
    place = server_support.place
    empty_database()
    place.process, place.port, text = start_empty()
    token = link_of(text)
    check(token, "the link is printed: %s" % text)
    port = two_servers(token)
    check(token not in open(place.process.log, encoding="utf-8").read(), "and nowhere in the log")
    no_link(port, "A" * 43)
    stop()
    ended = run("--setup-link")
    newer = link_of(ended.stdout)
    check(ended.returncode == 0 and newer and newer != token, "another link: %s" % ended.stdout)
    server_support.sql(place.database, "DELETE FROM login_failure")
    place.process, place.port, _ = start_empty()
    no_link(place.port, token)
    admin = finish(place.port, newer)
    no_link(place.port, newer)
    session = admin.call("GET", "/api/session")[1]
    check(session["account"]["name"] == "chief" and not session["must_set_second_factor"], "signed in: %s" % session)
    check(not session["must_change_password"], "with the own password")
    admin.csrf = session["csrf"]
    campuses = admin.call("GET", "/api/campuses")[1]["items"]
    check([len(one["gates"]) for one in campuses] == [2, 1] and campuses[0]["zone_minutes"] == 360, "places: %s" % campuses)
    check(admin.call("GET", "/api/settings")[1]["university.name"] == "示例大学", "the university")
    trail = [entry["action"] for entry in admin.call("GET", "/api/audit")[1]["items"]]
    check("set-up" in trail and "account-created" in trail and "unit-created" in trail, "on record: %s" % trail)
    stop()
    ended = run("--setup-link")
    check(ended.returncode == 3 and "has accounts" in ended.stderr, "never again: %s" % ended.stderr)
    start()


def everything(port):
    demo = Client(port)
    status, session = demo.sign_in("admin")
    check(status == 200, "the demo's administrator signs in: %s" % session)
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
    help_is_named(port)
    expires(choosing(port))
    roles_that_need_it(port)
    set_up()


server_support.serve(SERVER, GATEHOUSE, everything, CATALOGUE)
