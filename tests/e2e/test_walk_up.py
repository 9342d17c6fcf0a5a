#!/usr/bin/env python3
"""Applications made at a gate, on their way through the real daemon and the real server: sealed, settled one by one,
decided by people, and told back to the gate; also when the network is down in between.

usage: test_walk_up.py GATEHOUSE_SERVER GATEHOUSE GATEHOUSE_SYNCD WALK_UP_WRITER
(GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import datetime
import html
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile

import walk_up_support
from server_support import Client, check
from sync_support import Booth, World, add_guard, wait_for
from walk_up_support import application, person

PROGRAMS = dict(zip(("server", "gatehouse", "syncd", "writer"), sys.argv[1:5]))
STATES = ["received", "unit-review", "security-review", "approved", "refused", "ended"]
REASONS = ["people", "unreadable", "incomplete", "barred", "quota-exceeded", "over"]


def submit(booth, content, link=None, form=1, language="zh", **more):
    return walk_up_support.submit(PROGRAMS["writer"], booth, content, link, form, language, **more)


def consent_of(world, visitor):
    """Who consented for a visitor, how, and a guardian's name."""
    subject = {name: visitor[name] for name in ("document_kind", "document_number")}
    held = world.people["admin"].call("POST", "/api/subjects/export", subject)[1]["applications"][0]["consents"]
    return [(c["by"], c["channel"], c["ticked"], c["minor"], c["guardian"], bool(c["text"])) for c in held]


def notice_of(world, visitor):
    """The text that a visitor agreed to."""
    subject = {name: visitor[name] for name in ("document_kind", "document_number")}
    held = world.people["admin"].call("POST", "/api/subjects/export", subject)[1]["applications"][0]["consents"]
    return held[0]["text"]


def held(booth, id):
    """Returns the state and reason that the gate knows, or None while it knows nothing."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        row = db.execute("SELECT state, reason FROM walk_up WHERE id = ?", (bytes.fromhex(id.replace("-", "")),)).fetchone()
    return row and (STATES[row[0]], REASONS[row[1]])


def passes(booth, id):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM walk_up_pass w JOIN pass p ON p.id = w.pass_id WHERE w.walk_up = ?",
                          (bytes.fromhex(id.replace("-", "")),)).fetchone()[0]


def standing(booth, id):
    """How many of these passes the booth does not know to be revoked."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return db.execute("SELECT count(*) FROM walk_up_pass WHERE walk_up = ? AND pass_id NOT IN (SELECT id FROM revoked)",
                          (bytes.fromhex(id.replace("-", "")),)).fetchone()[0]


def comes(booth, id, state, reason="people"):
    try:
        wait_for("%s %s" % (state, reason), lambda: held(booth, id) == (state, reason))
    except SystemExit as late:
        raise SystemExit("%s: it is %s; %s" % (late, held(booth, id), booth.status()))


def page(world, link, language="zh"):
    return Client(world.port).call("GET", "/w/%s?lang=%s" % (link, language))


def messages(world, application):
    return [one for one in world.people["guard"].call("GET", "/api/messages")[1]["items"]
            if one["application"] == application["number"]]


def the_unit_has_a_mobile(world):
    admin = world.people["admin"]
    for account in admin.call("GET", "/api/accounts")[1]["items"]:
        if account["name"] == "li":
            check(admin.call("PUT", "/api/accounts/%d" % account["id"], {"mobile": "13811112222"})[0] == 200, "a mobile")
    world.sign_in()


def the_whole_way(world, booth):
    the_unit_has_a_mobile(world)
    li, guard = world.people["li"], world.people["guard"]
    child = person(2, name="赵小", document_kind="resident-id", document_number="110108202001010030")
    id, number, link = submit(booth, application(1, persons=[person(1), child]), consent={"notice": 2, "days": 120})
    comes(booth, id, "unit-review")
    check("120 天后删除" in notice_of(world, child), "the text with the days that the booth showed: %s" % notice_of(world, child))
    check(consent_of(world, person(1)) == [("self", "kiosk", True, False, "", True)], "consented: %s" % consent_of(world, person(1)))
    check(consent_of(world, child) == [("guardian", "kiosk", True, True, "赵钱孙", True)], "by a guardian: %s" % consent_of(world, child))
    alone = person(3, name="赵大", document_kind="resident-id", document_number="110108202002020038")
    lone = submit(booth, application(3, persons=[alone]), consent={"notice": 2, "days": 120, "guardian": "赵卫国"})[0]
    comes(booth, lone, "unit-review")
    check(consent_of(world, alone) == [("guardian", "kiosk", True, True, "赵卫国", True)],
          "a child who comes alone: %s" % consent_of(world, alone))
    check(li.act(li.call("GET", "/api/applications/" + lone)[1], "unit-refuse", remark="请与家长同来")[0] == 200, "refused")
    status, text = page(world, link)
    check(status == 200 and "%04d" % number in text and "The unit is looking at it" in text, "the page: %s" % text)
    check("赵" not in text and "1390013" not in text, "nothing personal on it")
    listed = [one for one in li.call("GET", "/api/applications?view=unit")[1]["items"] if one["id"] == id]
    check(len(listed) == 1 and listed[0]["walk_up"] and listed[0]["persons"] == 2, "in the unit's queue: %s" % listed)
    told = [one["body"] for one in messages(world, listed[0]) if one["purpose"] == "to-approve"]
    check(len(told) == 1 and "门岗有人等候" in told[0], "the unit is told that it is urgent: %s" % told)
    whole = li.call("GET", "/api/applications/" + id)[1]
    check(whole["gates"] == [booth.gate] and whole["campus"]["id"] == 1, "it is for this gate: %s" % whole["gates"])
    status, passed = li.act(whole, "unit-pass")
    check(status == 200, "passed by the unit: %s" % passed)
    comes(booth, id, "security-review")
    seen = guard.call("GET", "/api/applications/" + id)[1]
    check("security-change-return" not in seen["actions"] and "security-pass" in seen["actions"],
          "nobody is there to confirm: %s" % seen["actions"])
    status, refused = guard.act(seen, "security-change-return", changes={"purpose": "其他"})
    check(status == 409, "nor is it taken: %s %s" % (status, refused))
    check(guard.act(seen, "security-pass")[0] == 200, "passed by the office")
    comes(booth, id, "approved")
    wait_for("its passes", lambda: passes(booth, id) == 2)
    check("You may enter" in page(world, link, "en")[1], "the page in English")
    sent = [one["purpose"] for one in messages(world, listed[0])]
    check(sent.count("pass-issued") == 2, "an SMS each: %s" % sent)


def note(booth, id):
    """The sealed note that the booth holds of an application; None: none."""
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        return db.execute("SELECT note FROM walk_up WHERE id = ?", (bytes.fromhex(id.replace("-", "")),)).fetchone()[0]


def is_closed(world, booth, id, link, remark, persons):
    """A refusal ends the case and reaches everybody who waits for it."""
    comes(booth, id, "refused")
    for who in ("li", "guard"):
        seen = world.people[who].call("GET", "/api/applications/" + id)[1]
        check(seen["state"] == "vetoed" and seen["actions"] == [], "closed: %s %s" % (seen["state"], seen["actions"]))
    text = page(world, link)[1]
    check("Not approved" in text and html.escape(remark) in text, "the page gives the reason, as text: %s" % text)
    told = [one["body"] for one in messages(world, seen) if one["purpose"] == "refused"]
    check(len(told) == persons and all(remark in one for one in told), "an SMS each, with the reason: %s" % told)
    check(note(booth, id) is not None and len(note(booth, id)) == 256, "the booth holds the reason, sealed")


def people_refuse(world, booth):
    li, guard = world.people["li"], world.people["guard"]
    id, _, link = submit(booth, application(11, persons=[person(11), person(13)]))
    comes(booth, id, "unit-review")
    seen = li.call("GET", "/api/applications/" + id)[1]
    check("unit-refuse" in seen["actions"] and "unit-send-back" not in seen["actions"], "what can succeed: %s" % seen["actions"])
    check(li.act(seen, "unit-send-back", remark="不认识")[0] == 409, "nobody could edit it")
    check(li.act(seen, "unit-refuse")[0] == 422, "a refusal needs a reason")
    check(li.act(seen, "unit-refuse", remark="本单位<没有>预约此人")[0] == 200, "refused")
    is_closed(world, booth, id, link, "本单位<没有>预约此人", 2)
    id, _, link = submit(booth, application(12))
    comes(booth, id, "unit-review")
    check(li.act(li.call("GET", "/api/applications/" + id)[1], "unit-pass")[0] == 200, "passed by the unit")
    check(guard.act(guard.call("GET", "/api/applications/" + id)[1], "security-veto", remark="不符合规定")[0] == 200, "vetoed")
    is_closed(world, booth, id, link, "不符合规定", 1)


def one_is_left_out(world, booth):
    """The office refuses one of two: he hears why, and the other gets a pass."""
    li, guard = world.people["li"], world.people["guard"]
    id, _, _ = submit(booth, application(14, persons=[person(14), person(15)]), consent={"notice": 2})
    comes(booth, id, "unit-review")
    seen = li.act(li.call("GET", "/api/applications/" + id)[1], "unit-pass")[1]
    seen = guard.call("GET", "/api/applications/" + id)[1]
    done = guard.act(seen, "security-pass", refuse=[{"id": seen["persons"][1]["id"], "reason": "证件与本人不符"}])
    check(done[0] == 200, "passed without one: %s" % (done,))
    told = {one["purpose"]: one["body"] for one in messages(world, seen)}
    check(consent_of(world, person(14))[0][0] == "not-recorded", "a notice without its number of days: %s" % consent_of(world, person(14)))
    check("证件与本人不符" in told["refused"] and "pass-issued" in told, "each hears his part: %s" % told)


def told_of_refusals(world):
    """The messages to visitors whose application was refused on arrival, so that it is not stored."""
    return [one["body"] for one in world.people["guard"].call("GET", "/api/messages?limit=100")[1]["items"]
            if one["purpose"] == "refused" and one["application"] is None]


def refused_at_once(world, booth):
    guard = world.people["guard"]
    status, made = guard.call("POST", "/api/barred", {"kind": "person", "document_kind": "passport", "reason": "盗窃",
                                                   "document_number": "G00000021", "label": "赵某"})
    check(status == 201, "somebody is barred: %s" % made)
    for content, reason in ((application(21), "barred"), (application(22, persons=[]), "incomplete"),
                            (application(23, unit=4711), "incomplete"), (application(24, purpose=7), "incomplete"),
                            (application(25, periods=[{"from": 1, "to": 1000000}]), "over"),
                            (application(26, vehicles=[{"plate": "没有车牌"}], persons=[person(26, vehicle=0)]), "incomplete"),
                            ([], "unreadable")):
        before = told_of_refusals(world)
        id, _, link = submit(booth, content)
        comes(booth, id, "refused", reason)
        told = told_of_refusals(world)
        text = page(world, link, "en")[1]
        if reason == "unreadable" or not content["persons"]:
            check(told == before, "nobody to tell: %s" % told)
            continue
        check(len(told) == len(before) + 1, "%s: the visitor is told" % reason)
        shown, advice = {"barred": ("须由保卫处当面处理", "Please ask the guard"), "over": ("申请送达时已过期", "Apply again"),
                         "incomplete": ("内容有缺漏或错误", "Please apply again")}[reason]
        check(shown in told[0] and "Reason: " in text and advice in text, "%s: why, and what to do: %s %s" % (reason, told[0], text))
        check("盗窃" not in told[0] + text and "赵钱孙" not in told[0] + text, "nothing personal, and not why people are barred")
        check(world.people["admin"].call("GET", "/api/applications/" + id)[0] == 404, "%s: no application of it" % reason)
    id, _, _ = submit(booth, application(27), form=2**32 + 1)
    comes(booth, id, "refused", "unreadable")
    codes = {one["code"] for one in guard.call("GET", "/api/entries/aside")[1]["items"]}
    check({"application-barred", "application-incomplete", "application-over", "application-unreadable"} <= codes,
          "kept for reviewers: %s" % codes)


def closed_days(booth):
    with sqlite3.connect("file:%s?mode=ro" % booth.path("replica.db"), uri=True) as db:
        first, bits = db.execute("SELECT first, bits FROM closed_days").fetchone() or (0, b"")
    return {first + i for i in range(8 * len(bits)) if bits[i // 8] >> i % 8 & 1}


def on_a_closed_day(world, booth):
    day = {"day": (world.now().date() - datetime.date(1970, 1, 1)).days, "working": False, "open": False, "deadline_minute": None,
           "note": "校庆"}
    check(world.people["admin"].call("PUT", "/api/admin/campuses/1/days", [day])[0] == 200, "today is closed")
    wait_for("the booth to know the closed day", lambda: day["day"] in closed_days(booth))
    id, _, link = submit(booth, application(28))
    comes(booth, id, "refused", "quota-exceeded")
    codes = {one["code"] for one in world.people["guard"].call("GET", "/api/entries/aside")[1]["items"]}
    check("application-closed-day" in codes, "the office reads why: %s" % codes)
    check("校区今天不接待访客" in told_of_refusals(world)[0], "so does the visitor")
    check("校区今天不接待访客" in page(world, link)[1] and "另约时间" in page(world, link)[1], "and on the page")
    id, _, link = submit(booth, application(29), language="en")
    comes(booth, id, "refused", "quota-exceeded")
    told = told_of_refusals(world)[0]
    check("The campus takes no visitors today. Ask your host" in told, "in the language of the form: %s" % told)
    check('lang="en"' in Client(world.port).call("GET", "/w/" + link)[1], "as the page")
    world.open_days()
    wait_for("the booth to know that it is open", lambda: not closed_days(booth))


def without_network(world, booth):
    """Whichever program ends in between, each application arrives exactly once."""
    world.stop()
    made = [submit(booth, application(30 + i)) for i in range(40)]
    wait_for("to be told that they wait", lambda: booth.status().get("applications") == 40)
    booth.stop(signal.SIGKILL)
    booth.start()
    world.start_again()
    world.sign_in()
    for id, _, _ in made[:3]:
        comes(booth, id, "unit-review")
    booth.stop(signal.SIGKILL)
    # A rebuilt replica sends again. The server has it already, so nothing changes.
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(booth.path("replica.db" + ending)):
            os.remove(booth.path("replica.db" + ending))
    booth.start()
    for id, _, _ in made:
        comes(booth, id, "unit-review")
    queue = world.people["li"].call("GET", "/api/applications?view=unit&limit=100")[1]["items"]
    check(sorted(one["id"] for one in queue if one["walk_up"]) == sorted(id for id, _, _ in made), "each once in the queue")
    wait_for("nothing to wait", lambda: booth.status().get("applications", 0) == 0)


def not_at_another_gate(world, booth, other, id):
    check(held(other, id) is None, "another gate hears nothing of it")


def nothing_is_readable(booth):
    """The booth's disk holds no applicant's name, number or document."""
    for name in ("journal.db", "journal.db-wal", "replica.db", "replica.db-wal"):
        if not os.path.exists(booth.path(name)):
            continue
        data = open(booth.path(name), "rb").read()
        for planted in ("赵钱孙", "13900130001", "G00000001", "陈教授", "预约此人", "不符合规定"):
            check(planted.encode() not in data, "%s is not in %s" % (planted, name))


def withdrawn(world, visitor):
    subject = {name: visitor[name] for name in ("document_kind", "document_number")}
    held = world.people["admin"].call("POST", "/api/subjects/export", subject)[1]["applications"][0]["consents"]
    return [bool(c["withdrawn_at"]) for c in held]


def consent_is_withdrawn(world, booth):
    """On the page of the code that the kiosk showed, before and after the approval. The page asks first."""
    li, guard, visitor = world.people["li"], world.people["guard"], Client(world.port)
    waits, approved = ((number, *submit(booth, application(number, persons=[person(number), person(number + 1)]),
                                        consent={"notice": 2, "days": 180})) for number in (50, 52))
    for _, id, _, _ in (waits, approved):
        comes(booth, id, "unit-review")
    seen = li.act(li.call("GET", "/api/applications/" + approved[1])[1], "unit-pass")[1]
    check(guard.act(guard.call("GET", "/api/applications/" + seen["id"])[1], "security-pass")[0] == 200, "approved")
    comes(booth, approved[1], "approved")
    for number, id, _, link in (waits, approved):
        status, text = page(world, link)
        check(status == 200 and "/w/%s/withdraw" % link in text, "offered: %s" % text)
        status, text = visitor.call("GET", "/w/%s/withdraw?lang=zh" % link)
        check(status == 200 and "180 days" in text and "revoked" in text, "the consequences are named: %s" % text)
        check(withdrawn(world, person(number)) == [False], "nothing has happened yet")
        for again in range(2):
            status, text = visitor.call("POST", "/w/%s/withdraw?lang=en" % link)
            check(status == 200 and "The consent is withdrawn" in text, "done, and done again: %s" % text)
        check(withdrawn(world, person(number)) == [True] == withdrawn(world, person(number + 1)), "for everybody in it")
        comes(booth, id, "ended")
        status, text = page(world, link, "en")
        check("The consent is withdrawn" in text and "/withdraw" not in text, "the page says so: %s" % text)
        acts = world.people["admin"].call("GET", "/api/audit?subject=application:" + id)[1]["items"]
        check([act["action"] for act in acts].count("consent-withdrawn") == 1, "audited once: %s" % acts)
    check(waits[1] not in str(li.call("GET", "/api/applications?view=unit&limit=100")[1]), "out of the unit's queue")
    revoked = guard.call("GET", "/api/applications/" + approved[1])[1]
    check(revoked["state"] == "cancelled" and all(one["state"] == "revoked" for one in revoked["passes"]), "revoked: %s" % revoked)
    wait_for("the booth to know", lambda: standing(booth, approved[1]) == 0)
    check(visitor.call("GET", "/w/%s/withdraw" % ("A" * 22))[0] == 404, "nothing to withdraw")


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(PROGRAMS, folder)
        booths = []
        try:
            world.open_days()
            add_guard(world)
            for name, gate in (("booth-a", 0), ("booth-b", 1)):
                booths.append(Booth(world, name, gate, wait=1).start())
                check(booths[-1].enrol().returncode == 0, "enrolled")
            subprocess.run([PROGRAMS["gatehouse"], "--version"], check=True, stdout=subprocess.DEVNULL)
            for booth in booths:
                wait_for("the first sync", booth.up_to_date)
            booth = booths[0]
            the_whole_way(world, booth)
            people_refuse(world, booth)
            one_is_left_out(world, booth)
            consent_is_withdrawn(world, booth)
            refused_at_once(world, booth)
            on_a_closed_day(world, booth)
            without_network(world, booth)
            id, _, _ = submit(booth, application(90))
            comes(booth, id, "unit-review")
            not_at_another_gate(world, booth, booths[1], id)
            nothing_is_readable(booth)
            for one in booths:
                one.stop()
            world.stop()
        finally:
            for process in [world.process] + [one.daemon for one in booths]:
                if process and process.poll() is None:
                    process.kill()
    from server_support import checks
    print("%d checks hold" % checks)


main()
