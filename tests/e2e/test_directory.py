#!/usr/bin/env python3
"""The campus directory from a real slapd: settings and their errors, preview, applying, heads, leavers, the brake, vacancies.

usage: test_directory.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import http.server
import json
import os
import signal
import sys
import tempfile
import threading

import server_support
import slapd_support
from server_support import Client, check, serve, sql, visit, wait_for
from slapd_support import BASE, READER, SECRET, Slapd

UNITS = {
    "10": {"name": "信息学院", "head": "1001", "deputies": ["1002"]},
    "1010": {"name": "网络中心", "parent": "10", "head": "1003"},
    "20": {"name": "图书馆"},
}
PEOPLE = {
    "1001": {"name": "孙主任", "unit": "10", "mail": "sun@example.edu.cn", "mobile": "+86 138 0013 8001"},
    "1002": {"name": "钱副主任", "unit": "10", "mail": "qian@example.edu.cn"},
    "1003": {"name": "吴老师", "unit": "1010"},
    "1004": {"name": "郑老师", "unit": "1010"},
    "1005": {"name": "管理员", "unit": "20"},
}
PEOPLE.update({str(n): {"name": "职工%d" % n, "unit": "20"} for n in range(2000, 2700)})  # more than a page of 500


class World:
    def __init__(self, port, slapd):
        self.port, self.slapd = port, slapd
        self.admin, self.zhang = Client(port), Client(port)
        check(self.admin.sign_in("admin")[0] == 200 and self.zhang.sign_in("zhang")[0] == 200, "they sign in")

    def set(self, **more):
        status, answer = self.admin.call("PUT", "/api/admin/directory", more)
        check(status == 200, "settings: %s" % answer)
        return answer

    def run(self, purpose="preview"):
        """Asks for a run and returns it when it has ended."""
        status, asked = self.admin.call("POST", "/api/admin/directory/runs", {"purpose": purpose})
        check(status == 201, "asked: %s" % asked)
        path = "/api/admin/directory/runs/%d" % asked["id"]
        return wait_for("the run", lambda: next((r for r in [self.admin.call("GET", path)[1]] if r["state"] not in ("asked", "running")), None))

    def fails(self, fault, what, **more):
        self.set(**more)
        run = self.run("test")
        check(run["state"] == "failed" and run["fault"] == fault and run["changes"] == [], "%s: %s" % (what, run))

    def act(self, run, action):
        return self.admin.call("POST", "/api/admin/directory/runs/%d/actions" % run["id"], {"action": action})

    def applied(self, **counts):
        run = self.run()
        check(run["state"] == "waiting" and run["same"] and run["counts"] == {k.replace("_", "-"): v for k, v in counts.items()},
              "changes: %s, not %s" % (run["counts"], counts))
        check(self.act(run, "apply")[0] == 204, "applied")
        check(self.run()["state"] == "same", "a second time changes nothing")
        return run

    def account(self, name, shown, number, roles=("applicant",)):
        wish = {"name": name, "display_name": shown, "active": True,
                "roles": [{"role": role, "unit": None, "campus": None} for role in roles]}
        status, made = self.admin.call("POST", "/api/accounts", wish)
        check(status == 201, "%s is made: %s" % (name, made))
        client = Client(self.port)
        sql(server_support.place.database, "UPDATE account SET must_change = 0, staff_number = '%s' WHERE id = %d" % (number, made["id"]))
        check(client.sign_in(name, made["password"])[0] == 200, "%s signs in" % name)
        return client, made["id"]

    def roles(self, account):
        found = self.admin.call("GET", "/api/accounts/%d" % account)[1]
        return found["active"], [(r["role"], r["unit"]) for r in found["roles"] if r["role"] != "applicant"]

    def unit(self, code):
        return next(u for u in self.admin.call("GET", "/api/admin/units")[1]["items"] if u["code"] == code)


def settings_and_errors(w):
    check(w.admin.call("GET", "/api/admin/directory")[1]["settings"]["kind"] == "off", "off at first")
    check(w.run("test")["fault"] == "off", "nothing to read")
    status, problem = w.admin.call("PUT", "/api/admin/directory", {"unit_code": "ou)(x", "units_file": "../x", "kind": "nis"})
    check(status == 422 and {e["path"] for e in problem["errors"]} == {"unit_code", "units_file", "kind"}, "refused: %s" % problem)
    url = "ldap://127.0.0.1:%d" % w.slapd.port
    good = {"kind": "ldap", "url": url, "bind_dn": READER, "secret": SECRET, "units_base": "ou=units," + BASE,
            "units_filter": "(businessCategory=unit)", "people_base": "ou=people," + BASE, "person_state": "employeeType",
            "state_active": "active"}
    answer = w.set(**good)
    check(answer["settings"]["has_secret"] and SECRET not in str(answer), "the secret is kept, and not shown")
    check(not any(SECRET in line for line in sql(server_support.place.database, "SELECT config FROM directory_setting")), "sealed")
    w.fails("sign-in", "a wrong password", secret="wrong")
    w.fails("sign-in", "an empty one is not a sign-in as nobody", secret="")
    w.fails("base", "a base that is not there", secret=SECRET, people_base="ou=x," + BASE)
    w.fails("filter", "half a filter", people_base=good["people_base"], people_filter="(cn=")
    w.fails("nobody", "nobody", people_filter="(cn=nobody)")
    w.set(people_filter="(objectClass=inetOrgPerson)")
    w.fails("certificate", "the certificate is of another name", url="ldap://localhost:%d" % w.slapd.port, secret=SECRET)
    check(not w.set(url="ldap://ldap.example.edu.cn")["settings"]["has_secret"], "another server does not get the secret")
    w.fails("plain", "nor anything without TLS", start_tls=False, bind_dn="")
    w.fails("connect", "nobody there", url="ldap://localhost:%d" % slapd_support.free_port())
    w.fails("address", "not LDAP", url="http://localhost")
    w.set(start_tls=True, url="ldaps://127.0.0.1:%d" % w.slapd.secure, bind_dn=READER, secret=SECRET)
    run = w.run("test")
    check((run["state"], run["units"], run["people"]) == ("tested", 3, len(PEOPLE)), "with TLS from the start: %s" % run)
    w.set(url=url, secret=SECRET)
    check(w.run("test")["state"] == "tested", "and with StartTLS")


def units_come(w):
    before = len(w.admin.call("GET", "/api/admin/units")[1]["items"])
    run = w.run()
    check(run["counts"] == {"unit-new": 3, "heads": 2}, "a preview: %s" % run["counts"])
    change = next(c for c in run["changes"] if c["change"] == "heads" and c["code"] == "10")
    check(change["after"] == "孙主任 (1001), 钱副主任 (1002)", "with names: %s" % change)
    check(len(w.admin.call("GET", "/api/admin/units")[1]["items"]) == before, "which changes nothing")
    check(w.act(run, "apply")[0] == 204 and w.act(run, "apply")[0] == 404, "applied once")
    check(w.unit("1010")["parent"] == w.unit("10")["id"] and w.unit("10")["directory_heads"], "as the directory has them")
    check(w.run()["state"] == "same", "a second time changes nothing")
    vacant = w.admin.call("GET", "/api/admin/directory/vacancies")[1]["units"]
    found = {u["code"]: u["named"] for u in vacant if u["code"]}
    check(found == {"10": 2, "1010": 1, "20": 0}, "nobody has an account yet: %s" % found)
    check(w.admin.call("GET", "/api/admin/directory")[1]["vacancies"] == len(vacant), "and they are counted")


def heads_come(w):
    w.sun, w.sun_id = w.account("sunzr", "孙某", "1001")
    w.qian, w.qian_id = w.account("qianzr", "钱副主任", "1002")
    w.boss, w.boss_id = w.account("boss", "管理员", "1005", ("administrator", "applicant"))
    w.applied(account_adopted=2, heads=1)
    unit = w.unit("10")["id"]
    check(w.roles(w.sun_id) == (True, [("unit-approver", unit)]) and w.roles(w.qian_id) == (True, [("unit-approver", unit)]), "they approve")
    shown = w.admin.call("GET", "/api/accounts/%d" % w.sun_id)[1]
    check((shown["display_name"], shown["email"], shown["unit"]) == ("孙主任", "sun@example.edu.cn", unit), "and follow: %s" % shown)
    check(not w.admin.call("GET", "/api/accounts/%d" % w.boss_id)[1]["unit"], "an administrator does not")


def a_head_leaves(w):
    made = w.zhang.call("POST", "/api/applications", visit(unit=w.unit("10")["id"], kind="visit"))[1]
    one = w.zhang.act(made, "submit")[1]
    check(one["state"] == "unit-review", "it waits: %s" % one)
    check(w.sun.call("GET", "/api/applications/" + one["id"])[0] == 200, "for the head")
    people = {number: person for number, person in PEOPLE.items() if number not in ("1001", "1005")}
    units = {**UNITS, "20": {"name": "图书馆和档案馆"}, "1010": {**UNITS["1010"], "parent": "20"}}
    w.slapd.fill(units, people)
    run = w.run()
    check(run["state"] == "held" and run["counts"] == {"unit-renamed": 1, "unit-moved": 1, "account-closed": 1, "heads": 1},
          "half of two accounts is over the brake: %s" % run)
    check(w.act(run, "apply")[0] == 409, "which holds it")
    w.set(brake_percent=60)
    run = w.applied(unit_renamed=1, unit_moved=1, account_closed=1, heads=1)
    check(w.sun.call("GET", "/api/session")[0] == 401 and w.roles(w.sun_id) == (False, []), "the leaver is out, without the role")
    check(w.boss.call("GET", "/api/session")[0] == 200 and w.roles(w.boss_id)[0], "an administrator stays")
    server_support.place.process.send_signal(signal.SIGHUP)  # the jobs begin their next round
    after = wait_for("the step", lambda: next((a for a in [w.zhang.call("GET", "/api/applications/" + one["id"])[1]]
                                               if a["history"][-1]["action"] == "hand-over"), None))
    line = after["history"][-1]
    check((line["role"], line["colleague"], after["state"]) == ("system", "钱副主任", "unit-review"), "to the deputy: %s" % line)
    check(w.qian.act(w.qian.call("GET", "/api/applications/" + one["id"])[1], "unit-pass")[0] == 200, "who decides")
    check(sql(server_support.place.database, "SELECT count(*) FROM unit_departure") == ["0"], "and that was all")


def somebody_comes_back(w):
    stale = None
    w.slapd.fill(UNITS, PEOPLE)
    run = w.run()
    check(run["counts"] == {"unit-renamed": 1, "unit-moved": 1, "account-reopened": 1, "heads": 1}, "a leaver is back: %s" % run["counts"])
    stale = run
    w.admin.call("PUT", "/api/admin/units/%d" % w.unit("20")["id"], {"name": "别名"})
    check(not w.admin.call("GET", "/api/admin/directory/runs/%d" % run["id"])[1]["same"], "the preview is out of date")
    check(w.act(run, "apply")[0] == 409, "and is not applied")
    newer = w.applied(unit_renamed=1, unit_moved=1, account_reopened=1, heads=1)
    check(w.act(stale, "discard")[0] == 404 and newer["id"] > stale["id"], "the older one is discarded by the newer")
    check(w.roles(w.sun_id)[0], "open again")


def units_close_and_the_day_comes(w):
    units = {code: unit for code, unit in UNITS.items() if code == "10"}
    w.slapd.fill(units, PEOPLE)
    w.set(brake_percent=10, at_minute=0, apply_daily=True, daily=True)
    daily = wait_for("the daily run", lambda: next((r for r in w.admin.call("GET", "/api/admin/directory/runs")[1]["items"]
                                                    if r["purpose"] == "daily" and r["state"] not in ("asked", "running")), None))
    check(daily["state"] == "held" and daily["counts"]["unit-closed"] == 2 and daily["by"] is None, "it is held: %s" % daily)
    check(w.act(daily, "apply-held")[0] == 204 and not w.unit("20")["active"], "until an administrator says so")
    w.slapd.fill({**units, "30": {"name": "体育部"}}, PEOPLE)
    sql(server_support.place.database, "UPDATE directory_setting SET last_day = 0")
    w.set(daily=True)
    again = wait_for("the next day", lambda: next((r for r in w.admin.call("GET", "/api/admin/directory/runs")[1]["items"]
                                                   if r["id"] > daily["id"] and r["state"] not in ("asked", "running")), None))
    check(again["state"] == "applied" and w.unit("30")["active"], "and what the brake does not hold is applied: %s" % again)
    w.set(daily=False)
    trail = {line.split("|")[0] for line in sql(server_support.place.database, "SELECT action FROM audit")}
    check({"directory-settings-changed", "directory-run-asked", "directory-applied", "unit-heads-changed", "account-followed"} <= trail,
          "audited: %s" % trail)


class Register(http.server.BaseHTTPRequestHandler):
    """A stand-in for a REST interface, with the form of docs/directory.md."""
    token, answer = "token of a test", b"{}"

    def do_GET(self):
        good = self.headers["Authorization"] == "Bearer " + self.token
        self.send_response(200 if good else 401)
        self.end_headers()
        self.wfile.write(self.answer if good else b"")

    def log_message(self, *_):
        pass


def other_sources(w):
    w.set(kind="csv")
    w.fails("file", "no file yet")
    write = lambda name, text: open(os.path.join(w.files, name), "w", encoding="utf-8").write(text)
    write("units.csv", '\ufeff代码,名称,负责人,备注\r\n10,"信息学院, 新",1001,"a ""b"""\r\n30,体育部,,\r\n')
    write("people.csv", "姓名\n孙主任\n")
    w.fails("columns", "a column is missing")
    write("people.csv", "工号,姓名,在职\n1001,孙主任,\n1002,钱副主任,离职\n1005,管理员,\n")
    run = w.run()
    check(run["counts"].get("unit-renamed") == 1 and run["counts"]["account-closed"] == 1 and (run["units"], run["people"]) == (2, 3),
          "files: %s" % run)
    write("people.csv", '工号,姓名\n"1001,x\n')
    w.fails("text", "a quote does not end")
    register = http.server.HTTPServer(("127.0.0.1", 0), Register)
    threading.Thread(target=register.serve_forever, daemon=True).start()
    w.set(kind="rest", url="http://127.0.0.1:%d/people" % register.server_port)
    w.fails("sign-in", "without its token")
    w.fails("json", "no lists", secret=Register.token)
    Register.answer = json.dumps({"units": [{"code": 10, "name": "信息学院", "head": "1001"}],
                                  "people": [{"number": "1001", "name": "孙主任"}, {"number": "1001", "name": "x"}]}).encode()
    w.fails("twice", "one number twice")
    Register.answer = Register.answer.replace(b'{"number": "1001", "name": "x"}', b'{"number": "1002", "active": false}')
    run = w.run()
    check((run["state"], run["units"], run["people"]) == ("held", 1, 2), "REST: %s" % run)
    check(w.act(run, "discard")[0] == 204 and w.run("test")["state"] == "tested", "discarded")
    register.shutdown()


def main():
    slapd_support.skip_without()
    with tempfile.TemporaryDirectory() as folder:
        slapd = Slapd(os.path.join(folder, "slapd"))
        slapd.fill(UNITS, PEOPLE)

        def run(port):
            world = World(port, slapd)
            world.files = folder
            for step in (settings_and_errors, units_come, heads_come, a_head_leaves, somebody_comes_back, units_close_and_the_day_comes,
                         other_sources):
                step(world)
        try:
            serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None, "--directory-ca-file",
                  os.path.join(slapd.folder, "ca.pem"), "--directory-files", folder)
        finally:
            slapd.stop()


main()
