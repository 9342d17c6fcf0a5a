#!/usr/bin/env python3
"""Nobody learns the barred list by trying, nobody is flooded with messages, and nobody changes the audit trail.

usage: test_oracles.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import re
import sqlite3
import subprocess
import sys

import server_support
from server_support import Client, check, serve, sql, visit

MET_MAX, RESENDS_MAX = 10, 3


def person(number):
    return {"name": "王小明", "sex": "M", "mobile": "13900139000", "document_kind": "passport", "vehicle": None,
            "document_number": "G%08d" % number}


def named(number):
    return visit(vehicles=[], persons=[person(number)])


def tries(user, other, office, admin):
    for number in range(MET_MAX + 2):
        wish = dict(kind="person", document_kind="passport", document_number="G%08d" % number, label="x", reason="违规")
        check(office.call("POST", "/api/barred", wish)[0] == 201, "barred")
    waiting = user.call("POST", "/api/applications", named(MET_MAX))[1]
    check(user.act(waiting, "submit")[1]["code"] == "barred", "met on submission")
    for number in range(MET_MAX - 1):
        for _ in range(2 if number < MET_MAX - 2 else 1):
            status, told = user.call("POST", "/api/applications/check", named(number))
            check(status == 200 and told["errors"][0]["code"] == "barred", "met %d: %s" % (number, told))
            check("违规" not in str(told), "the reason stays with the office")
    for number in (0, 50, MET_MAX + 1):
        told = user.call("POST", "/api/applications/check", named(number))
        check((told[0], told[1]["code"]) == (429, "ask-office"), "then nothing more is said, of nobody: %s" % told[1])
    check(user.act(waiting, "submit")[1]["code"] == "ask-office", "nor on submission")
    check(other.call("POST", "/api/applications/check", named(50))[0] == 200, "others go on")
    # Checks without a hit have a limit, too: as after 300 of them.
    sql(server_support.place.database, "UPDATE login_failure SET until_at = until_at + 299 * 12000 WHERE who LIKE 'checks:%'")
    status, told = other.call("POST", "/api/applications/check", named(50))
    check((status, told["code"]) == (429, "too-many-tries"), "slowed down: %s" % told)
    sql(server_support.place.database, "DELETE FROM login_failure WHERE who LIKE 'checks:%'")
    braked = [one for one in admin.call("GET", "/api/audit?limit=100")[1]["items"] if one["action"] == "checks-braked"]
    check(len(braked) == 1, "on record: %s" % braked)
    other.call("GET", "/api/session", headers={"X-Forwarded-For": "203.0.113.9"})
    log = open(server_support.place.process.log, encoding="utf-8").read()
    check("event=demo-behind-proxy field=X-Forwarded-For" in log, "a demo says that a proxy brings people in")
    met = [one for one in admin.call("GET", "/api/audit?limit=100")[1]["items"] if one["action"] == "barred-met"]
    check(len(met) == MET_MAX and all(one["subject"].startswith("document:") for one in met), "on record, once each: %s" % met)


def resends(other, unit, office):
    made = other.call("POST", "/api/applications", named(60))[1]
    for client, action in ((other, "submit"), (unit, "unit-pass"), (office, "security-pass")):
        status, made = client.act(made, action)
        check(status == 200, "%s: %s" % (action, made))
    sql(server_support.place.database, "UPDATE message SET state = 'sent' WHERE state = 'waiting'")
    first = next(one for one in office.call("GET", "/api/messages")[1]["items"] if one["purpose"] == "pass-issued")
    path = "/api/messages/%s/resend" % first["id"]
    for number in range(RESENDS_MAX):
        check(other.call("POST", path)[0] == 200, "sent again, %d" % number)
    for client in (other, office):
        status, told = client.call("POST", path)
        check((status, told["code"]) == (429, "resent-too-often"), "three times a day: %s" % told)


def append_only():
    """Nobody changes or deletes what the audit trail says, not even past the server."""
    database = server_support.place.database
    before = sql(database, "SELECT count(*) FROM audit")
    for statement in ("UPDATE audit SET detail = 'x'", "DELETE FROM audit"):
        try:
            sql(database, statement)
        except (sqlite3.Error, subprocess.CalledProcessError):
            continue
        check(False, "refused: %s" % statement)
    check(sql(database, "SELECT count(*) FROM audit") == before and before != ["0"], "all is there: %s" % before)


def verify(*more):
    place = server_support.place
    ended = subprocess.run([sys.argv[1], "--verify-audit", "--database", place.database, "--keys", place.keys, *more],
                           capture_output=True, text=True, timeout=server_support.PATIENCE_S, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def stop():
    process = server_support.place.process
    process.terminate()
    check(process.wait(server_support.PATIENCE_S) == 0, "the server ends")
    with open(process.log, encoding="utf-8") as log:
        return re.findall(r"event=audit-signed entry=(\d+) hash=(\w+)", log.read())[-1]


def steps(database):
    """The steps of an application are linked, too."""
    code, told = verify()
    linked = int(re.search(r"(\d+) steps of applications are as they were written", told).group(1))
    check(code == 0 and linked > 0 and " 0 of an older server" in told, "all are linked: %s" % told)
    last = sql(database, "SELECT version FROM history WHERE application = (SELECT application FROM history ORDER BY id LIMIT 1) "
                         "ORDER BY version DESC LIMIT 1")[0]
    of = "WHERE application = (SELECT application FROM history ORDER BY id LIMIT 1)"
    for change, back, says in (
            ("UPDATE history SET account = account + 1 " + of, "UPDATE history SET account = account - 1 " + of, "altered"),
            ("UPDATE history SET remark = 'x' " + of, "UPDATE history SET remark = '' " + of, "its remark was altered"),
            ("UPDATE application SET state = 'x' || state WHERE id = (SELECT application FROM history ORDER BY id LIMIT 1)",
             "UPDATE application SET state = substr(state, 2) WHERE id = (SELECT application FROM history ORDER BY id LIMIT 1)",
             "later steps were deleted"),
            ("UPDATE history SET version = version + 1000 %s AND version = %s" % (of, last),
             "UPDATE history SET version = version - 1000 %s AND version > 1000" % of, "altered")):
        sql(database, change)
        code, told = verify()
        check(code == 1 and "steps of applications were changed" in told and says in told, "%s: %s" % (change, told))
        sql(database, back)
        check(verify()[0] == 0, "as before: %s" % back)


def chained():
    """What somebody with the whole database does to the trail is found, also at its end."""
    place = server_support.place
    code, told = verify()
    check(code == 0 and "are as they were written" in told, "checked while the server runs: %s" % told)
    head = stop()
    last = int(head[0])
    code, told = verify("--audit-head", "%s:%s" % head)
    check(code == 0 and "Signed up to entry %d at" % last in told, "signed at its end: %s" % told)
    steps(place.database)
    if place.database.startswith("sqlite:"):
        for name in ("audit_no_change", "audit_no_deletion", "audit_link_no_change", "audit_link_no_deletion"):
            sql(place.database, "DROP TRIGGER " + name)
    else:
        for table in ("audit", "audit_link"):
            sql(place.database, "ALTER TABLE %s DISABLE TRIGGER USER" % table)
    sql(place.database, "DELETE FROM audit WHERE id IN (SELECT entry FROM audit_link WHERE sequence > %d)" % (last - 2))
    sql(place.database, "DELETE FROM audit_link WHERE sequence > %d" % (last - 2))
    sql(place.database, "UPDATE audit_head SET sequence = %d" % (last - 2))
    code, told = verify()
    check(code == 1 and "entries %d to %d, which were there at" % (last - 1, last) in told, "cut at its end: %s" % told)
    sql(place.database, "UPDATE audit SET detail = 'x' WHERE id = (SELECT entry FROM audit_link WHERE sequence = 3)")
    code, told = verify()
    check(code == 1 and "entry 3 (" in told and "altered" in told, "altered: %s" % told)
    sql(place.database, "DELETE FROM audit WHERE id = (SELECT entry FROM audit_link WHERE sequence = 2)")
    code, told = verify()
    check(code == 1 and "entry 2 is deleted" in told, "deleted: %s" % told)
    check(verify("--audit-head", "x")[0] == 2, "a head has a form")


def run(port):
    user, other, unit, office, admin = (Client(port) for _ in range(5))
    for client, name in ((user, "zhang"), (unit, "li"), (office, "guard"), (admin, "admin")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    made = admin.call("POST", "/api/accounts", {"name": "other", "display_name": "x", "unit": 1, "active": True,
                                                "roles": [{"role": "applicant", "unit": None, "campus": None}]})[1]
    check(other.sign_in("other", made["password"])[0] == 200, "signs in")
    check(other.call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud 7"})[0] == 204, "a password")
    tries(user, other, office, admin)
    resends(other, unit, office)
    check(office.call("GET", "/api/entries/csv")[0] == 200, "an export")
    check(admin.call("GET", "/api/audit?limit=1")[1]["items"][0]["action"] == "entries-exported", "is on record")
    append_only()
    chained()


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
