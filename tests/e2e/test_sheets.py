#!/usr/bin/env python3
"""Lists from files: the barred list, calendars, units, accounts; sample messages. A preview changes nothing, faulty lines are left out with their reason, and what
an export writes is taken again.

usage: test_sheets.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import sys
import time

import server_support
from server_support import Client, check, serve, sql, visit, wait_for

DAY = 86400000


def send(client, path, text, apply=False, language="en"):
    return client.call("POST", path, {"text": text, "apply": apply}, headers={"Accept-Language": language})


def outcomes(answer):
    return [one["outcome"] for one in answer["rows"]]


def faults(answer):
    return [(one["line"], error["path"], error["code"]) for one in answer["rows"] for error in one["errors"]]


def refusals(user, admin, path, needed):
    """What no kind of list takes."""
    check(user.call("POST", path, {"text": "x"})[1]["code"] == "forbidden", "applicants import nothing")
    for text, code in (("a,b\n1,2\n", "columns"), ("x" * 600000, "too-long"), ("", "columns")):
        status, problem = send(admin, path, text)
        check((status, problem["errors"][0]["code"]) == (422, code), "%s: %s" % (code, problem))
    check(needed[0] in send(admin, path, "a\n1\n")[1]["errors"][0]["message"], "the missing column is named")
    check(needed[1] in send(admin, path, "a\n1\n", language="zh")[1]["errors"][0]["message"], "in both languages")
    for wrong in ({"text": 1}, {}, {"text": "x", "apply": "yes"}):
        check(admin.call("POST", path, wrong)[0] == 422, "%s is no list" % wrong)


def audited(admin, subject):
    return [one["action"] for one in admin.call("GET", "/api/audit?limit=100&subject=" + subject)[1]["items"]]


def barred_list(port, user, office, admin):
    path = "/api/barred/import"
    refusals(user, admin, path, ("Reason", "原因"))
    text = ("证件类型,证件号码,车牌号,姓名,原因,有效期至,校区\n"
            "身份证,440308199901100034,,王某,多次违规,2099-12-31,\n"
            ",,京A·67890,,闯杆,,全部\n"
            "护照,E12345678,,Smith,theft,2001-01-01,\n"
            ",,京A67890,x,闯杆,31.12.2099,月球\n"
            ",,,,原因,,\n"
            "邮票,1,京B12345,,x,,\n")
    status, seen = send(admin, path, text)
    check(status == 200 and not seen["applied"] and outcomes(seen) == ["new", "new"] + ["faulty"] * 4, "understood: %s" % seen)
    check(faults(seen) == [(4, "until", "past"), (5, "until", "date"), (5, "campus", "unknown"), (6, "document_number", "missing"),
                           (7, "plate", "both"), (7, "document_kind", "unknown")], "told line by line: %s" % faults(seen))
    check(admin.call("GET", "/api/barred")[1]["items"] == [] and audited(admin, "barred:") == [], "a preview changes nothing")
    status, done = send(admin, path, text, True)
    check((done["applied"], done["stored"], done["faulty"]) == (True, 2, 4), "applied: %s" % done)
    items = admin.call("GET", "/api/barred")[1]["items"]
    check(sorted((i["kind"], i["label"], i["campus"]) for i in items) == [("person", "王某", 0), ("plate", "", 0)], "stored: %s" % items)
    check(audited(admin, "barred:") == ["barred-added"] * 2, "each is audited")
    check(outcomes(send(admin, path, text)[1])[:2] == ["same", "same"], "a list that is known changes nothing")
    check(send(admin, path, text, True)[1]["stored"] == 0 and len(admin.call("GET", "/api/barred")[1]["items"]) == 2, "twice is once")
    changed = text.replace("多次违规", "盗窃")
    check(outcomes(send(admin, path, changed)[1])[:2] == ["changed", "same"], "a new reason is a change")
    send(admin, path, changed, True)
    check(sorted(i["reason"] for i in admin.call("GET", "/api/barred")[1]["items"]) == ["盗窃", "闯杆"], "in place of the old one")
    ended = admin.call("GET", "/api/barred?state=ended")[1]["items"]
    check([(i["reason"], i["label"], i["document_masked"]) for i in ended] == [("多次违规", "", None)], "history without names: %s" % ended)
    check(admin.call("GET", "/api/barred?state=gone")[0] == 400, "no such state")

    status, refused = user.act(user.call("POST", "/api/applications", visit())[1], "submit")
    check((status, refused["code"]) == (409, "barred"), "the imported bar bars: %s" % refused)
    expiry(user, admin)

    account = admin.call("GET", "/api/accounts?q=guard")[1]["items"][0]["id"]
    roles = [{"role": "security-officer", "unit": None, "campus": 1}]
    check(admin.call("PUT", "/api/accounts/%d" % account, {"roles": roles})[0] == 200, "an officer of one campus")
    check(office.sign_in("guard")[0] == 200, "signs in again")
    status, mine = send(office, path, "车牌号,原因\n京C00001,x\n")
    check(outcomes(mine) == ["new"], "an officer bars for the own campus")
    status, other = send(office, path, "车牌号,原因,校区\n京C00001,x,全部\n")
    check(faults(other) == [(2, "campus", "scope")], "and for no other: %s" % other)

    for form in ("csv", "xlsx"):
        for language in ("zh", "en"):
            check(admin.call("GET", "/api/barred/%s?lang=%s" % (form, language))[0] == 200, "exported as " + form)
    check(user.call("GET", "/api/barred/csv")[1]["code"] == "forbidden", "not for applicants")
    for language, word in (("en", "Barred on"), ("zh", "加入日期")):
        table = admin.call("GET", "/api/barred/csv?lang=" + language)[1]
        check(word in table and "闯杆" in table and "440308199901100034" not in table, "its words: %s" % table[:200])
    check(audited(admin, "list:barred").count("barred-exported") == 6, "and audited")
    plates = "\n".join([line for line in admin.call("GET", "/api/barred/csv?lang=en")[1].splitlines() if "Plate" in line or "京A" in line])
    check(set(outcomes(send(admin, path, plates)[1])) == {"same"}, "an export is taken again: %s" % plates)


def expiry(user, admin):
    """A bar whose time is over no longer bars, at once at the server; its sweep tells the booths."""
    database = server_support.place.database
    at = int(time.time() * 1000) - 1000
    sql(database, "UPDATE barred SET until_at = %d WHERE lifted_at IS NULL AND person_hash IS NOT NULL" % at)
    draft = user.call("POST", "/api/applications", visit())[1]
    check(user.act(draft, "submit")[1].get("state") == "unit-review", "an expired bar bars nobody")
    check(admin.call("GET", "/api/barred?q=%E7%9B%97")[1]["items"] == [], "and stands among the ended ones")
    gone = [one for one in admin.call("GET", "/api/barred?state=ended")[1]["items"] if one["until"] == at]
    check(len(gone) == 1 and gone[0]["reason"] == "盗窃", "with its reason: %s" % gone)
    wait_for("the sweep", lambda: sql(database, "SELECT count(*) FROM barred WHERE until_at = %d AND lifted_at IS NOT NULL" % at) == ["1"],
             90)


def date(day, form="%Y-%m-%d"):
    return time.strftime(form, time.gmtime(day * 86400))


def calendar(*events):
    """A calendar as governments publish it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME;LANGUAGE=zh:节假日安排"]
    for properties in events:
        lines += ["BEGIN:VEVENT", "UID:%d@example.com" % len(lines)] + properties + ["END:VEVENT"]
    return "\r\n".join(lines + ["END:VCALENDAR", ""])


def days(user, admin):
    base = "/api/admin/campuses/1/days"
    path = base + "/import"
    refusals(user, admin, path, ("Date", "日期"))
    check(send(admin, "/api/admin/campuses/9/days/import", "date,kind\n")[0] == 404, "no such campus")
    before = admin.call("GET", base)[1]["items"]
    work, free = [d["day"] for d in before if d["working"]][5], [d["day"] for d in before if not d["working"]][3]
    admin.call("PUT", base, [{"day": work, "open": False, "deadline_minute": 600}])
    text = calendar(
        ["DTSTART;VALUE=DATE:" + date(work, "%Y%m%d"), "DTEND;VALUE=DATE:" + date(work + 1, "%Y%m%d"), "SUMMARY:校", " 庆日 休"],
        ["DTSTART;VALUE=DATE:" + date(free, "%Y%m%d"), "SUMMARY:校庆日 补班"],
        ["DTSTART;VALUE=DATE:20300101", "SUMMARY:far"], ["DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=YEARLY", "SUMMARY:元旦"],
        ["DTSTART:20270501T080000Z", "SUMMARY:a meeting"], ["DTSTART;VALUE=DATE:20010101", "SUMMARY:past"])
    status, seen = send(admin, path, text)
    check(status == 200 and outcomes(seen) == ["changed", "new", "faulty", "faulty", "faulty", "same"], "understood: %s" % seen)
    check([(path, code) for _, path, code in faults(seen)] == [("date", "range"), ("repeats", "repeats"), ("date", "date")],
          "told why: %s" % faults(seen))
    check("own event" in seen["rows"][3]["errors"][0]["message"], "in words")
    trail = len(audited(admin, "campus:1"))
    check(send(admin, path, text, True)[1]["stored"] == 2, "applied")
    after = {d["day"]: d for d in admin.call("GET", base)[1]["items"]}
    check(after[work] == {"day": work, "working": False, "open": False, "deadline_minute": 600, "note": "校庆日 休"},
          "off, and else as it was: %s" % after[work])
    check(after[free]["working"] and after[free]["open"], "a weekend of work: %s" % after[free])
    check(len(audited(admin, "campus:1")) == trail + 1, "one act, one entry")
    check(set(outcomes(send(admin, path, text)[1])) == {"same", "faulty"}, "known now")

    text = "日期,结束日期,类型,开放,备注\n%s,%s,休,否,寒假\n%s,%s,休,,\nx,,班,,\n%s,,也许,vielleicht,\n" % (
        date(free + 20), date(free + 40), date(work), date(work - 1), date(work))
    seen = send(admin, path, text, True)[1]
    check(faults(seen) == [(3, "until", "order"), (4, "date", "date"), (5, "kind", "unknown"), (5, "open", "unknown")],
          "a list too: %s" % faults(seen))
    after = {d["day"]: d for d in admin.call("GET", base)[1]["items"]}
    check(all(not after[day]["open"] for day in range(free + 20, min(free + 41, max(after)))), "a span is closed in one line")
    check(faults(send(admin, path, "date,last day,kind\n%s,%s,off\n" % (date(free + 50), date(free + 149)))[1]) == []
          and faults(send(admin, path, "date,last day,kind\n%s,%s,off\n" % (date(free + 50), date(free + 150)))[1]) == [
              (2, "until", "too-long")], "a hundred days in a line")
    check(faults(send(admin, path, "date,last day,kind\n%s,%s,off\n%s,%s,off\n" % (
        date(free + 50), date(free + 149), date(free + 200), date(free + 299)))[1]) == [(3, "date", "too-many")], "and no more than a campus reads")
    check(send(admin, path, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")[1]["errors"][0]["code"] == "text", "a calendar that breaks off")


def units(user, admin):
    path = "/api/admin/units/import"
    refusals(user, admin, path, ("Name", "姓名"))
    text = ("单位代码,上级单位,单位名称,英文名称,每日人数,审批人,启用\n"
            "P,,理学部,Division of Science,,,\n"
            "P1,P,物理学院,School of Physics,40,li,\n"
            "P2,P3,x,x,,,\n"
            "P4,,y,y,many,nobody,vielleicht\n"
            ",,图书馆,,,,\n")
    status, seen = send(admin, path, text)
    check(status == 200 and outcomes(seen) == ["new", "new", "faulty", "faulty", "same"], "understood: %s" % seen)
    check(faults(seen) == [(4, "parent", "unknown"), (5, "quota_day", "number"), (5, "active", "unknown"),
                           (5, "approvers", "unknown")], "told: %s" % faults(seen))
    check(len(admin.call("GET", "/api/admin/units")[1]["items"]) == 3, "a preview adds nothing")
    check(send(admin, path, text, True)[1]["stored"] == 2, "applied")
    known = {u["code"]: u for u in admin.call("GET", "/api/admin/units")[1]["items"]}
    check(known["P1"]["parent"] == known["P"]["id"] and known["P1"]["quota_day"] == 40, "a tree: %s" % known)
    li = admin.call("GET", "/api/accounts?q=li")[1]["items"][0]["roles"]
    check(("unit-approver", known["P1"]["id"]) in [(one["role"], one["unit"]) for one in li], "with its approver: %s" % li)
    check(outcomes(send(admin, path, text)[1])[:2] == ["same", "same"], "known now")
    check(faults(send(admin, path, "code,name,parent\nP,理学部,P1\n")[1]) == [(2, "parent", "circle")], "no circles")
    check(faults(send(admin, path, "code,name,parent\nP,理学部,P\n")[1]) == [(2, "parent", "circle")], "however short")
    check(outcomes(send(admin, path, "code,name\nP,理学与工程学部\n")[1]) == ["changed"], "a name changes")
    check(all("note" not in one for one in send(admin, path, "code,name\nP,理学与工程学部\n")[1]["rows"]), "nothing to note of a unit of here")
    sql(server_support.place.database, "UPDATE unit SET directory = 1 WHERE code = 'P'")
    seen = send(admin, path, "code,name,visitors a day\nP,理学部,9\nP,理学与工程学部,9\nP1,物理,40\n")[1]
    check(outcomes(seen) == ["changed"] * 3 and ["note" in one for one in seen["rows"]] == [False, True, False] and
          "directory" in seen["rows"][1]["note"], "what the directory will set again is noted, what it leaves alone is not: %s" % seen)
    sql(server_support.place.database, "UPDATE unit SET directory = 0 WHERE code = 'P'")
    two = "code,name,english name\nQ1,q,q\nQ1,r,r\n"
    check(outcomes(send(admin, path, two)[1]) == ["new", "changed"], "the same code twice is one unit")
    status, refused = admin.call("PUT", "/api/admin/units/%d" % known["P"]["id"], {"code": "P1"})
    check((status, refused["errors"][0]["path"]) == (422, "code"), "a code belongs to one unit")
    table = admin.call("GET", "/api/admin/units/csv?lang=en")[1]
    check(table.index("理学部") < table.index("物理学院"), "parents come first")
    check(set(outcomes(send(admin, path, table)[1])) == {"same"}, "an export is taken again: %s" % send(admin, path, table)[1])
    check(admin.call("GET", "/api/admin/units/xlsx")[0] == 200, "and as a spreadsheet")
    check(audited(admin, "list:units") == ["units-exported"] * 2, "audited")


def accounts(port, user, admin):
    path = "/api/accounts/import"
    refusals(user, admin, path, ("Account", "账号"))
    text = ("账号,姓名,手机号,邮箱,单位,角色\n"
            "T1001,张三,13800138111,zhang@example.edu.cn,P1,申请人; 单位审批人:P1\n"
            "t1002,李四,,,图书馆,security-officer@north; reviewer\n"
            "t1003,,123,x,月球,king\n"
            "t1004,王五,,,,administrator:P1\n"
            "admin,我自己,,,,\n")
    status, seen = send(admin, path, text)
    check(status == 200 and outcomes(seen)[2:] == ["faulty"] * 3, "understood: %s" % seen)
    check(faults(seen)[-7:] == [(4, "unit", "unknown"), (4, "roles", "unknown"), (4, "display_name", "missing"), (4, "email", "form"),
                                (4, "mobile", "length"), (5, "roles", "scope"), (6, "name", "own")], "told: %s" % faults(seen))
    check(all("password" not in one for one in seen["rows"]), "a preview makes no password")
    check(admin.call("GET", "/api/accounts?q=t100")[1]["items"] == [], "and no account")
    done = send(admin, path, text, True)[1]
    first = done["rows"][0]["password"]
    check(done["stored"] == len([one for one in done["rows"] if "password" in one]), "each new one has a first password")
    made = admin.call("GET", "/api/accounts?q=t1001")[1]["items"][0]
    check((made["mobile_masked"], made["must_change_password"]) == ("138****8111", True), "made: %s" % made)
    check(sorted(one["role"] for one in made["roles"]) == ["applicant", "unit-approver"], "with roles")
    new = Client(port)
    status, session = new.sign_in("t1001", first)
    check(status == 200 and session["must_change_password"], "the first password opens, once")
    check(outcomes(send(admin, path, text)[1])[0] == "same", "known now")
    check("password" not in send(admin, path, text.replace("张三", "张三丰"), True)[1]["rows"][0], "a change makes no password")
    check(admin.call("GET", "/api/accounts?q=t1001")[1]["items"][0]["display_name"] == "张三丰", "but changes")
    check(new.call("GET", "/api/session")[0] == 401, "and ends the sessions of the account, as by hand")
    table = admin.call("GET", "/api/accounts/csv?lang=en")[1]
    check("138****8111" in table and "13800138111" not in table, "masked: %s" % table)
    check(set(outcomes(send(admin, path, table)[1])) == {"same"}, "an export is taken again: %s" % send(admin, path, table)[1])
    numbers = "账号,工号,企业微信 UserID\nt1001,20011001,Zhang.San\nli,2001 1002,\n"
    answer = send(admin, path, numbers, True)[1]
    check(outcomes(answer) == ["changed", "faulty"] and faults(answer) == [(3, "staff_number", "form")], "numbers: %s" % answer)
    made = admin.call("GET", "/api/accounts?q=t1001")[1]["items"][0]
    check((made["staff_number"], made["wecom_user"]) == ("20011001", "Zhang.San"), "number and UserID: %s" % made)
    for language in ("en", "zh"):
        table = admin.call("GET", "/api/accounts/csv?lang=" + language)[1]
        check("20011001" in table and "Zhang.San" in table and set(outcomes(send(admin, path, table)[1])) == {"same"},
              "the export has both, and is taken again: %s" % table)
    check(outcomes(send(admin, path, "工号,姓名\nt1001,张三丰\n")[1]) == ["same"], "a number alone names the account")
    check(admin.call("GET", "/api/accounts/xlsx")[0] == 200, "and as a spreadsheet")
    many = "account,name\n" + "".join("m%03d,x\n" % i for i in range(101))
    answer = send(admin, path, many)[1]
    check(answer["truncated"] and len(answer["rows"]) == 100, "a hundred at once")


def samples(user, admin):
    check(user.call("GET", "/api/messages/samples")[1]["code"] == "forbidden", "samples are the office's")
    items = admin.call("GET", "/api/messages/samples")[1]["items"]
    check([(one["purpose"], one["language"]) for one in items] == [
        (purpose, language) for language in ("zh", "en") for purpose in ("approved", "revoked", "cancelled")], "each: %s" % items)
    check(all(1 <= one["parts"] <= 2 for one in items), "in two parts at most: %s" % items)
    check("王小明" in items[0]["text"] and "/p/" in items[0]["text"] and "/p/" in items[3]["text"], "with a link: %s" % items)


def run(port):
    people = {name: Client(port) for name in ("zhang", "guard", "admin")}
    for name, client in people.items():
        check(client.sign_in(name)[0] == 200, name)
    barred_list(port, people["zhang"], people["guard"], people["admin"])
    days(people["zhang"], people["admin"])
    units(people["zhang"], people["admin"])
    accounts(port, people["zhang"], people["admin"])
    samples(people["zhang"], people["admin"])


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], run, *sys.argv[3:4])
