#!/usr/bin/env python3
"""What administrators do: accounts, units, campuses, gates, days, settings, people's data, and the audit trail of it.

usage: test_office.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import sys
import time

import server_support
from server_support import PASSWORD, Client, check, code_of, serve, sql, visit


def audit_trail(admin, user):
    status, page = admin.call("GET", "/api/audit?limit=1")
    check(status == 200 and page["items"][0]["action"] == "signed-in", "people have signed in: %s" % page)
    check(user.call("GET", "/api/audit")[1]["code"] == "forbidden", "the trail is the administrators'")
    check(admin.call("GET", "/api/audit?cursor=x")[1]["code"] == "bad-request", "a cursor that is none")


def account(**more):
    wish = {"name": "Qian", "display_name": "钱老师", "email": "qian@example.edu.cn", "mobile": "\ufeff86139 0013\u20099000", "unit": 2,
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

    # Wrong passwords are added up by the minute, and a job notes them when it is over: on a slow machine that is before this.
    acts = [a for a in admin.call("GET", "/api/audit?subject=account:%d" % made["id"])[1]["items"] if a["action"] != "sign-in-failed"]
    check([a["action"] for a in acts] == ["account-changed", "account-reset", "account-changed", "account-created"],
          "every act is in the trail: %s" % acts)
    check(acts[0]["who"] == "系统管理员" and acts[0]["detail"].startswith("inactive"), "who did what")
    check(made["password"] not in str(acts) and "13900139000" not in str(acts), "and nothing that is secret")
    page = admin.call("GET", "/api/audit?limit=3&account=admin")[1]
    rest = admin.call("GET", "/api/audit?limit=3&account=admin&cursor=" + page["next"])[1]
    check(len(page["items"]) == 3 and rest["items"], "the trail page after page")
    check(not {a["id"] for a in page["items"]} & {a["id"] for a in rest["items"]}, "nothing twice")
    # What jobs note meanwhile may stand in either list.
    ours = {a["id"] for a in acts}
    later = admin.call("GET", "/api/audit?from=%d" % (acts[0]["at"] + 1))[1]["items"]
    check(all(one["at"] > acts[0]["at"] for one in later) and not ours & {one["id"] for one in later}, "from a time on: %s" % later)
    earlier = admin.call("GET", "/api/audit?to=%d" % acts[-1]["at"])[1]["items"]
    check(earlier and all(one["at"] < acts[-1]["at"] for one in earlier) and not ours & {one["id"] for one in earlier},
          "until a time, without it: %s" % earlier)
    own = {one["action"] for one in admin.call("GET", "/api/audit?account=zhang")[1]["items"]}
    check(own <= {"signed-in"}, "of one account: %s" % own)


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


def refused(answer, *paths):
    status, problem = answer
    check(status == 422 and {e["path"] for e in problem["errors"]} == set(paths), "told: %s" % problem)


def units(admin, user):
    check(user.call("GET", "/api/admin/units")[1]["code"] == "forbidden", "units are kept by administrators")
    wish = {"name": "物理学院", "name_en": "School of Physics", "pinyin": "wulixueyuan wlxy", "parent": 1, "quota_day": 40}
    status, made = admin.call("POST", "/api/admin/units", wish)
    check(status == 201 and made["quota_day"] == 40 and made["active"], "made: %s" % made)
    path = "/api/admin/units/%d" % made["id"]
    check(user.call("GET", "/api/units?q=wlxy")[1]["items"][0]["id"] == made["id"], "offered at once")
    check([u["id"] for u in admin.call("GET", "/api/admin/units?q=physics")[1]["items"]] == [made["id"]], "found")
    refused(admin.call("POST", "/api/admin/units", {"name": ""}), "name", "name_en")
    refused(admin.call("PUT", path, {"parent": 999}), "parent")
    refused(admin.call("PUT", path, {"parent": made["id"]}), "parent")
    refused(admin.call("PUT", "/api/admin/units/1", {"parent": made["id"]}), "parent")
    refused(admin.call("PUT", path, {"quota_day": -5, "active": 1}), "quota_day", "active")
    check(admin.call("PUT", "/api/admin/units/999", wish)[0] == 404, "no such unit")
    status, saved = admin.call("PUT", path, {"quota_day": None, "active": False})
    check(saved["quota_day"] is None and saved["name"] == "物理学院" and not saved["active"], "only what was sent")
    check(user.call("GET", "/api/units?q=wlxy")[1]["items"] == [], "switched off, it is offered no more")


def campuses_and_gates(admin, user):
    check(user.call("PUT", "/api/admin/campuses/1", {})[1]["code"] == "forbidden", "campuses are kept by administrators")
    status, saved = admin.call("PUT", "/api/admin/campuses/1", {"deadline_minute": 900})
    check(status == 200 and saved["deadline_minute"] == 900 and saved["name"] == "主校区", "the deadline: %s" % saved)
    shown = user.call("GET", "/api/campuses")[1]["items"][0]
    check(shown["deadline_minute"] == 900, "applicants see it")
    refused(admin.call("PUT", "/api/admin/campuses/1", {"deadline_minute": 1440, "name": ""}), "deadline_minute", "name")
    check(admin.call("PUT", "/api/admin/campuses/9", {"name": "x"})[0] == 404, "no such campus")
    check(admin.call("PUT", "/api/admin/campuses/1", {"deadline_minute": 960})[0] == 200, "as before")
    check(len(admin.call("GET", "/api/admin/campuses")[1]["items"]) == 2, "both campuses")
    refused(admin.call("PUT", "/api/admin/gates/0", {"campus": 2}), "campus")
    refused(admin.call("PUT", "/api/admin/gates/5", {"name": "西门", "name_en": "West gate"}), "campus")
    check(admin.call("PUT", "/api/admin/gates/16", {"name": "x"})[0] == 404, "sixteen gates at most")
    check(admin.call("GET", "/api/admin/gates/5")[0] == 404, "not there yet")
    wish = {"name": "西门", "name_en": "West gate", "campus": 1, "vehicles": True}
    check(admin.call("PUT", "/api/admin/gates/5", wish)[1]["bit"] == 5, "a new gate")
    check(5 in [g["bit"] for g in user.call("GET", "/api/campuses")[1]["items"][0]["gates"]], "is offered")
    check(admin.call("PUT", "/api/admin/gates/5", {"active": False})[1]["active"] is False, "switched off")
    check(5 not in [g["bit"] for g in user.call("GET", "/api/campuses")[1]["items"][0]["gates"]], "is not")
    check([g["bit"] for g in admin.call("GET", "/api/admin/gates")[1]["items"]] == [0, 1, 2, 5], "but kept")
    new_campus(admin, user)


def new_campus(admin, user):
    """A campus and its gates are added and closed. What is closed takes no new applications."""
    wish = {"name": "医学院校区", "name_en": "Medical campus"}
    check(user.call("POST", "/api/admin/campuses", wish)[1]["code"] == "forbidden", "by administrators")
    refused(admin.call("POST", "/api/admin/campuses", {"name": "x", "zone": "Mars/Olympus"}), "name_en", "zone")
    status, made = admin.call("POST", "/api/admin/campuses", wish)
    check(status == 201 and made["id"] == 3 and made["active"] and made["zone"] == "Asia/Shanghai", "a campus: %s" % made)
    other = admin.call("POST", "/api/admin/campuses", dict(wish, zone="Asia/Urumqi"))[1]
    check(other["zone_minutes"] == 360 and other["code"] != made["code"], "in another zone: %s" % other)
    door = {"name": "西南门", "name_en": "South-west gate", "campus": 3, "vehicles": True}
    status, gate = admin.call("POST", "/api/admin/gates", door)
    check(status == 201 and gate["bit"] == 3 and gate["campus"] == 3, "its gate has the first free number: %s" % gate)
    refused(admin.call("POST", "/api/admin/gates", {"name": "x", "name_en": "x", "campus": 99}), "campus")
    there = visit(campus=3, gates=[3])

    def faults():
        return {f["path"] for f in user.call("POST", "/api/applications/check", there)[1]["errors"]} & {"campus", "gates"}
    check(3 in [c["id"] for c in user.call("GET", "/api/campuses")[1]["items"]] and not faults(), "takes applications")
    admin.call("PUT", "/api/admin/gates/3", {"active": False})
    check(faults() == {"gates"}, "a closed gate takes none")
    admin.call("PUT", "/api/admin/gates/3", {"active": True})
    check(admin.call("PUT", "/api/admin/campuses/3", {"active": False})[1]["active"] is False, "closed")
    check(faults() == {"campus"} and 3 not in [c["id"] for c in user.call("GET", "/api/campuses")[1]["items"]], "nor a campus")
    check(admin.call("GET", "/api/admin/campuses/3/days")[0] == 200, "its calendar stays")
    admin.call("PUT", "/api/admin/campuses/3", {"active": True})
    check(not faults(), "opened again")
    for bit in (4, *range(6, 16)):
        check(admin.call("POST", "/api/admin/gates", door)[1]["bit"] == bit, "gate %d" % bit)
    refused(admin.call("POST", "/api/admin/gates", door), "name")
    for place in (3, 4):
        admin.call("PUT", "/api/admin/campuses/%d" % place, {"active": False})


def days(admin, user):
    path = "/api/admin/campuses/1/days"
    listed = admin.call("GET", path)[1]["items"]
    check(len(listed) == 90 and all(d["open"] for d in listed), "ninety days of the week's rule")
    check(sum(not d["working"] for d in listed[:7]) == 2, "with two free days a week")
    day = listed[3]["day"]
    closed = {"day": day, "working": False, "open": False, "deadline_minute": 600, "note": "校庆"}
    check(user.call("PUT", path, [closed])[1]["code"] == "forbidden", "applicants close no campus")
    check(admin.call("PUT", path, [closed])[1]["items"][3] == closed, "closed")
    shown = [d for d in user.call("GET", "/api/campuses")[1]["items"][0]["days"] if d["day"] == day][0]
    check(not shown["open"] and not shown["possible"], "applicants see it")
    nine = day * 86400000 + 3600000  # 09:00 in Beijing of the closed day
    for days_before, days_after, where in ((0, 0, "from"), (1, 1, "from"), (1, 0, "to"), (0, 1, "from")):
        period = {"from": nine - days_before * 86400000, "to": nine + days_after * 86400000 + 8 * 3600000}
        faults = user.call("POST", "/api/applications/check", visit(kind="multi", periods=[period]))[1]["errors"]
        check(("periods[0]." + where, "closed") in [(f["path"], f["code"]) for f in faults], "no day may be closed: %s" % faults)
    both = [{"from": nine - 86400000, "to": nine - 86400000 + 8 * 3600000}, {"from": nine + 86400000, "to": nine + 86400000 + 8 * 3600000}]
    faults = user.call("POST", "/api/applications/check", visit(kind="multi", periods=both))[1]["errors"]
    check("closed" not in [f["code"] for f in faults], "around it is good: %s" % faults)
    long = visit(kind="multi", periods=[{"from": nine + 2 * 86400000, "to": nine + 60 * 86400000}])
    said = {f["code"]: f["message"] for f in user.call("POST", "/api/applications/check", long)[1]["errors"]}
    check("31" in said["too-long"], "a limit is named: %s" % said)
    status, problem = admin.call("PUT", path, [dict(closed, deadline_minute=99999)])
    check(status == 422 and problem["errors"][0]["code"] == "range" and "2879" in problem["errors"][0]["message"],
          "so is a range: %s" % problem)
    refused(admin.call("PUT", path, [listed[4], dict(closed, day=day + 5000)]), "[1].day")
    refused(admin.call("PUT", path, [dict(closed, open="no"), {"note": "x"}]), "[0].open", "[1].day")
    refused(admin.call("PUT", path, {"day": day}), "")
    many = [dict(closed, day=day + i) for i in range(100)]
    check(admin.call("PUT", path, many)[0] == 200, "a hundred at once")
    refused(admin.call("PUT", path, [dict(closed, day=day + 100 + i) for i in range(100)]), "[0]")
    check(admin.call("PUT", path, [dict(listed[3], day=d["day"], working=d["day"] % 7 not in (2, 3)) for d in many])[0] == 200,
          "back to the week's rule")
    check(admin.call("GET", path)[1]["items"] == listed, "as it was")
    check(admin.call("GET", path + "?from=0&to=5")[1]["items"][4]["day"] == 4, "of another time")
    check(admin.call("GET", "/api/admin/campuses/9/days")[0] == 404, "no such campus")


def settings(admin, user):
    check(user.call("GET", "/api/settings")[1]["code"] == "forbidden", "settings are the administrators'")
    before = admin.call("GET", "/api/settings")[1]
    check(before["retention.days"] == 180 and before["deadline.last_working_day"] is False, "defaults: %s" % before)
    rules = {r["name"]: r for r in admin.call("GET", "/api/settings/rules?lang=en")[1]["items"]}
    check(set(rules) == set(before) and rules["retention.days"]["max"] == 3650, "a rule for each")
    refused(admin.call("PUT", "/api/settings", {"retention.days": 0, "no.such": 1}), "retention.days", "no.such")
    answer = admin.call("PUT", "/api/settings", {"retention.days": 6})[1]
    check("7" in answer["errors"][0]["message"] and "3650" in answer["errors"][0]["message"], "a wrong value names the allowed range")
    refused(admin.call("PUT", "/api/settings", {"retention.days": "90", "deadline.last_working_day": 1}),
            "retention.days", "deadline.last_working_day")
    refused(admin.call("PUT", "/api/settings", {"retention.days": 90, "no.such": 1}), "no.such")
    check(admin.call("GET", "/api/settings")[1] == before, "nothing of a wrong request is kept")
    days_before = user.call("GET", "/api/campuses")[1]["items"][0]["days"]
    monday = [i for i, d in enumerate(days_before) if i > 6 and d["day"] % 7 == 4][0]
    after = admin.call("PUT", "/api/settings", {"retention.days": 90, "deadline.last_working_day": True})[1]
    check(after == dict(before, **{"retention.days": 90, "deadline.last_working_day": True}), "kept: %s" % after)
    admin.call("PUT", "/api/settings", {"privacy.processors": "某某云（短信）"})
    privacy = admin.call("GET", "/api/privacy")[1]
    kept = {one["setting"]: one["days"] for one in privacy["items"] if one["setting"]}
    check(kept["retention.days"] == 90 and all(after[name] == days for name, days in kept.items()), "as set: %s" % kept)
    check(privacy["processors"] == "某某云（短信）" and privacy["contact"] == "", "who has it: %s" % privacy)
    admin.call("PUT", "/api/settings", {"privacy.processors": ""})
    days_after = user.call("GET", "/api/campuses")[1]["items"][0]["days"]
    check(days_before[monday]["submit_by"] - days_after[monday]["submit_by"] == 2 * 86400000,
          "for a Monday one must submit on Friday")
    acts = admin.call("GET", "/api/audit?subject=setting:retention.days")[1]["items"]
    check([a["detail"] for a in acts] == ["90"], "audited: %s" % acts)
    check(admin.call("PUT", "/api/settings", before)[1] == before, "as before")


def people(port, admin, user):
    wang = {"document_kind": "resident-id", "document_number": "44030819990110 0034"}
    check(user.call("POST", "/api/subjects/find", wang)[1]["code"] == "forbidden", "only administrators search people")
    refused(admin.call("POST", "/api/subjects/find", {"document_kind": "resident-id", "document_number": "1"}),
            "document_number")
    refused(admin.call("POST", "/api/subjects/erase", {"document_number": "1"}), "document_kind")
    check(admin.call("POST", "/api/subjects/find", wang)[1]["items"] == [], "nothing is held yet")
    over = user.call("POST", "/api/applications", visit())[1]
    over = user.act(user.act(over, "submit")[1], "withdraw")[1]
    running = user.act(user.call("POST", "/api/applications", visit())[1], "submit")[1]
    found = admin.call("POST", "/api/subjects/find", wang)[1]["items"]
    check([(f["number"], f["state"]) for f in found] == [(running["number"], "unit-review"), (over["number"], "withdrawn")],
          "found in both: %s" % found)
    held = admin.call("POST", "/api/subjects/export", wang)[1]
    check([a["mobile"] for a in held["applications"]] == ["13900139000"] * 2, "what is held is handed out")
    check(len(held["applications"][0]["periods"]) == 1 and "李娜" not in str(held), "and nothing of anybody else")
    status, erased = admin.call("POST", "/api/subjects/erase?lang=en", wang)
    check(status == 200 and erased["erased"] == 1, "wiped where it is over: %s" % erased)
    check(erased["kept"] == [{"number": running["number"], "why": "The visit has not ended yet."}], "kept where it is not")
    after = user.call("GET", "/api/applications/" + over["id"])[1]
    check(after["persons"][1]["name_masked"] == "" and after["persons"][1]["document_masked"] == "", "nothing is left")
    check(after["persons"][0]["name_masked"] == over["persons"][0]["name_masked"], "of that person alone")
    check(after["vehicles"][0]["plate"] == "京A12345", "whose car it was not")
    li = {"document_kind": "resident-id", "document_number": "110108198512120021"}
    check(admin.call("POST", "/api/subjects/erase", li)[1]["erased"] == 1, "the other one too")
    after = user.call("GET", "/api/applications/" + over["id"])[1]
    check(after["vehicles"][0]["plate"] == "" and after["persons"][0]["name_masked"] == "", "and the car nobody else came in")
    check(admin.call("POST", "/api/subjects/erase", wang)[1]["erased"] == 0, "once is enough")
    user.act(running, "withdraw")
    check(admin.call("POST", "/api/subjects/erase", wang)[1] == {"erased": 1, "kept": []}, "and when all is over, all")
    check(admin.call("POST", "/api/subjects/find", wang)[1]["items"] == [], "nothing is held any more")
    acts = admin.call("GET", "/api/audit?subject=document:")[1]["items"]
    check({a["action"] for a in acts} == {"subject-found", "subject-exported", "subject-erased"}, "audited")
    told = str([(act["subject"], act["detail"]) for act in acts]) # times may hold any digits
    check("440308" not in told and "0034" not in told, "without the number")


def consents(admin, user):
    """Each person has a record of who consented to which text, when and how; old texts stay as long as one refers to them."""
    child = {"name": "李小娜", "mobile": "13800138000", "document_kind": "resident-id", "document_number": "110108202001010030"}
    guest = {"name": "Ann Example", "sex": "F", "mobile": "13900139001", "document_kind": "passport", "document_number": "K1234567"}
    notice = user.call("GET", "/api/notice?lang=zh")[1]
    check("180 天" in notice["text"] and notice["declaration"] in notice["text"], "the notice: %s" % notice)
    made = user.call("POST", "/api/applications", visit(persons=[dict(child, vehicle=0), dict(guest, vehicle=None)]))[1]
    refused(user.act(made, "submit", consent={"notice": notice["version"], "declared": False}), "consent.declared")
    refused(user.act(made, "submit", consent={"notice": "0" * 16, "declared": True}), "consent.notice")
    refused(user.act(made, "submit", consent=True), "consent")
    check(admin.call("PUT", "/api/settings", {"consent.declared": True})[0] == 200, "programs must declare too")
    answer = user.act(made, "submit")
    refused(answer, "consent")
    check(answer[1]["errors"][0]["code"] == "not-declared" and "notice" in answer[1]["errors"][0]["message"], "says so: %s" % answer[1])
    status, made = user.act(made, "submit", consent={"notice": notice["version"], "declared": True, "minors": [1]})
    check(status == 200, "declared: %s" % made)
    check(admin.call("PUT", "/api/settings", {"consent.declared": False})[0] == 200, "as before")
    one, two = (consents_of(admin, person) for person in (child, guest))
    check(one == [("applicant", "web", True, True)] and two == one, "for both, each under 14: %s %s" % (one, two))
    check(admin.call("PUT", "/api/settings", {"privacy.contact": "保卫处"})[0] == 200, "the text changes")
    made = user.act(made, "withdraw")[1]
    again = user.call("POST", "/api/applications", visit(persons=[dict(guest, vehicle=0)]))[1]
    refused(user.act(again, "submit", consent={"notice": notice["version"], "declared": True}), "consent.notice")
    again = user.act(again, "submit")[1]
    check(consents_of(admin, guest) == [("applicant", "api", False, False), ("applicant", "web", True, True)],
          "by submitting: %s" % consents_of(admin, guest))
    kept = admin.call("GET", "/api/privacy")[1]["notices"]
    check(kept[0]["number"] > kept[1]["number"] and "保卫处" in kept[0]["text"] and kept[1]["text"] == notice["text"],
          "both versions: %s" % kept)
    check(admin.call("PUT", "/api/settings", {"privacy.contact": ""})[0] == 200, "as before")
    user.act(again, "withdraw")
    for person in (child, guest):
        subject = {name: person[name] for name in ("document_kind", "document_number")}
        check(admin.call("POST", "/api/subjects/erase", subject)[1]["erased"] > 0, "erased")
    texts = [one["consents"] for one in admin.call("GET", "/api/privacy")[1]["notices"] if "保卫处" in one["text"]]
    check(texts == [], "with the consents: %s" % texts)


def consents_of(admin, person):
    """Who consented, how, whether it was ticked, and whether the person is under 14; the newest application first."""
    subject = {name: person[name] for name in ("document_kind", "document_number")}
    held = admin.call("POST", "/api/subjects/export", subject)[1]["applications"]
    return [(c["by"], c["channel"], c["ticked"], c["minor"]) for a in held for c in a["consents"]]


def recovery_codes(port, mine, codes):
    """Each stands in once for the app, however it is written; new ones replace the old ones."""
    def with_code(code):
        return Client(port).call("POST", "/api/session", {"name": "li", "password": PASSWORD, "totp": code})[0]
    check(with_code("aaaaa-bbbbb") == 401 and with_code("a" * 200) == 401, "not any code")
    check(with_code(codes[0].upper().replace("-", " ")) == 200, "a recovery code opens")
    check(with_code(codes[0]) == 401, "once")
    check(mine.call("GET", "/api/session/security")[1]["recovery_codes"] == 9, "nine are left")
    check(mine.call("POST", "/api/session/recovery-codes", {"password": "wrong words here"})[0] == 401, "the password again")
    status, fresh = mine.call("POST", "/api/session/recovery-codes", {"password": PASSWORD})
    check(status == 200 and not set(fresh["recovery_codes"]) & set(codes), "new ones: %s" % fresh)
    check(with_code(codes[1]) == 401 and with_code(fresh["recovery_codes"][0]) == 200, "in place of the old ones")
    own_sessions(port, mine, fresh["recovery_codes"])


def long_ago(client, act):
    """Six minutes after the password was given, an act wants it again."""
    sql(server_support.place.database, "UPDATE session SET confirmed_at = confirmed_at - 360000")
    status, problem = act()
    check(status == 403 and problem["code"] == "confirm-password", "the password again: %s %s" % (status, problem))
    status, problem = client.call("POST", "/api/session/confirm", {"password": "wrong words here"})
    check(status == 401 and act()[0] == 403, "a wrong one is of no use: %s" % problem)


def confirm(client, password=PASSWORD):
    check(client.call("POST", "/api/session/confirm", {"password": password})[0] == 204, "it is given")


def own_contact(admin):
    """Where an administrator's own messages go changes only with the password; another account's without."""
    accounts = admin.call("GET", "/api/accounts")[1]["items"]
    mine, other = ("/api/accounts/%d" % next(a["id"] for a in accounts if a["name"] == name) for name in ("admin", "li"))
    changes = ({"email": "me@example.edu.cn"}, {"mobile": "13700137000"}, {"password": "seven slow rivers"})
    for change in changes:
        long_ago(admin, lambda: admin.call("PUT", mine, change))
    long_ago(admin, lambda: admin.call("POST", mine + "/reset"))
    check(admin.call("PUT", mine, {"display_name": "系统管理员"})[0] == 200, "the name needs none")
    check(admin.call("PUT", other, {"email": "l@example.edu.cn"})[0] == 200, "nor does somebody else's address")
    confirm(admin)
    for change in changes[:2]:
        check(admin.call("PUT", mine, change)[0] == 200, "with the password: %s" % change)


def own_sessions(port, mine, codes):
    """One sees where one is signed in, and ends it."""
    phone = Client(port)
    status, session = phone.call("POST", "/api/session", {"name": "li", "password": PASSWORD, "totp": codes[1]},
                                 headers={"User-Agent": "a phone"})
    check(status == 200, "on a phone: %s" % session)
    seen = mine.call("GET", "/api/session/security")[1]["sessions"]
    other = [one for one in seen if one["agent"] == "a phone"]
    check(len(other) == 1 and other[0]["address"] == "127.0.0.1" and not other[0]["current"], "is listed: %s" % seen)
    check([one["current"] for one in seen].count(True) == 1, "one is this one")
    stranger = Client(port)
    check(stranger.sign_in("zhang")[0] == 200, "somebody else")
    for id in (other[0]["id"], "0" * 16, "x", "0" * 200):
        check(stranger.call("DELETE", "/api/session/others/" + id)[0] == 404, "nobody ends foreign sessions")
    check(phone.call("GET", "/api/session")[0] == 200, "it goes on")
    long_ago(mine, lambda: mine.call("DELETE", "/api/session/others/" + other[0]["id"]))
    long_ago(mine, lambda: mine.call("DELETE", "/api/session/others"))
    check(phone.call("GET", "/api/session")[0] == 200, "it still goes on")
    confirm(mine)
    check(mine.call("DELETE", "/api/session/others/" + other[0]["id"])[0] == 204, "its owner ends it")
    check(phone.call("GET", "/api/session")[0] == 401, "the phone is signed out")
    check(mine.call("DELETE", "/api/session/others")[0] == 204, "and all others")
    check(len(mine.call("GET", "/api/session/security")[1]["sessions"]) == 1, "this one is left")


def another_app(port, mine, secret):
    """A new app takes over with its first code; until then the old one counts."""
    later = time.time() + 30  # the next step: this one's code was used
    status, new = mine.call("POST", "/api/session/totp", {"password": PASSWORD})
    check(status == 200 and new["secret"] != secret, "begun: %s" % status)
    wish = {"name": "li", "password": PASSWORD, "totp": code_of(secret, later)}
    check(Client(port).call("POST", "/api/session", wish)[0] == 200, "the old app counts")
    check(mine.call("PUT", "/api/session/totp", {"code": code_of(new["secret"], time.time() - 30)})[0] == 200, "the new one")
    check(Client(port).call("POST", "/api/session", wish)[0] == 401, "the old app no longer")
    wish["totp"] = code_of(new["secret"], time.time() + 30)
    check(Client(port).call("POST", "/api/session", wish)[0] == 200, "the new one counts")


def reset(port, admin, account):
    """An administrator's reset removes app and codes."""
    first = admin.call("POST", "/api/accounts/%d/reset" % account)[1]["password"]
    li = Client(port)
    check(li.sign_in("li", first)[0] == 200, "with the password alone")
    check(li.call("PUT", "/api/session/password", {"old": first, "new": "lamp river cloud"})[0] == 204, "another password")
    after = li.call("GET", "/api/session/security")[1]
    check(not after["second_factor"] and after["recovery_codes"] == 0, "nothing is left: %s" % after)


def second_factor(port, admin):
    mine = Client(port)
    check(mine.sign_in("li")[0] == 200, "without a second factor")
    check(mine.call("PUT", "/api/session/totp", {"code": "123456"})[1]["code"] == "not-possible", "none was begun")
    check(mine.call("POST", "/api/session/totp", {"password": "wrong words here"})[0] == 401, "the password again")
    status, new = mine.call("POST", "/api/session/totp", {"password": PASSWORD})
    check(status == 200 and new["uri"].startswith("otpauth://totp/Gatehouse:li?secret=" + new["secret"]), "begun: %s" % new)
    check(new["qr_svg"].startswith("<svg"), "a picture for the app")
    wrong = "%06d" % ((int(code_of(new["secret"], time.time())) + 1) % 1000000)
    check(mine.call("PUT", "/api/session/totp", {"code": wrong})[1]["errors"][0]["path"] == "code", "a wrong code")
    check(Client(port).sign_in("li")[0] == 200, "not on before a code has fitted")
    elsewhere = Client(port)
    check(elsewhere.sign_in("li")[0] == 200, "signed in elsewhere")
    status, codes = mine.call("PUT", "/api/session/totp", {"code": code_of(new["secret"], time.time() - 30)})
    check(status == 200 and len(set(codes["recovery_codes"])) == 10, "on, with recovery codes: %s" % codes)
    check(elsewhere.call("GET", "/api/session")[0] == 401, "sessions without it have ended")
    recovery_codes(port, mine, codes["recovery_codes"])
    check(Client(port).sign_in("li")[1]["code"] == "totp-required", "asked for from now on")
    again = {"name": "li", "password": PASSWORD, "totp": code_of(new["secret"], time.time())}
    check(Client(port).call("POST", "/api/session", again)[0] == 200, "with a code it opens")
    check(Client(port).call("POST", "/api/session", again)[1]["code"] == "totp-required", "a code works once")
    li = next(a for a in admin.call("GET", "/api/accounts?q=li")[1]["items"] if a["name"] == "li")
    check(li["second_factor"], "administrators see it")
    trail = [e["action"] for e in admin.call("GET", "/api/audit?subject=account:%d" % li["id"])[1]["items"]]
    check({"second-factor-on", "recovery-codes-made", "session-ended"} <= set(trail), "audited: %s" % trail)
    another_app(port, mine, new["secret"])
    reset(port, admin, li["id"])


def run(port):
    admin, user = Client(port), Client(port)
    for client, name in ((admin, "admin"), (user, "zhang")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    audit_trail(admin, user)
    accounts(port, admin, user)
    last_administrator(admin)
    own_contact(admin)
    units(admin, user)
    campuses_and_gates(admin, user)
    days(admin, user)
    settings(admin, user)
    consents(admin, user)
    people(port, admin, user)
    second_factor(port, admin)


serve(sys.argv[1], sys.argv[2], run)
