#!/usr/bin/env python3
"""WeCom's other receivers: alerts to the guards' groups, one robot a campus, a robot's limit of 20 messages a minute, and
notices of arrivals to hosts. WeCom is a stand-in (wecom_support.py), the booths are those of the interop tests.

usage: test_wecom_group.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import signal
import sys
import time

import server_support
from interop_support import id_now, new_booth
from server_support import Client, check, serve, sql, visit, wait_for
from wecom_support import EAST_ROBOT, ROBOT, ROBOT_PER_MINUTE, WeCom

FORGED = 1  # enum verdict_reason
VISITOR = "王小明"
cloud, people, seen = WeCom({"zhang.s"}), {}, [0]
main, east = cloud.groups[ROBOT], cloud.groups[EAST_ROBOT]


def rows(statement):
    return sql(server_support.place.database, statement)


def blob(hexadecimal):
    """A literal of bytes in either database."""
    return ("decode('%s', 'hex')" if "postgres" in server_support.place.database else "x'%s'") % hexadecimal


def wish(change):
    return people["admin"].call("PUT", "/api/wecom", change)


def settings():
    check(people["admin"].call("GET", "/api/wecom")[1]["robots"] == [
        {"campus": {"id": 1, "name": "主校区", "name_en": "Main campus"}, "has_key": False},
        {"campus": {"id": 2, "name": "东校区", "name_en": "East campus"}, "has_key": False}], "no campus has its own at first")
    for wrong in ([{"campus": 9, "key": EAST_ROBOT}], [{"campus": 2, "key": "https://x?key=1"}], [{"campus": 2}], [{"key": "a"}]):
        status, problem = wish(cloud.settings(robots=wrong))
        check(status == 422 and problem["errors"][0]["path"] == "robots[0]", "%s is refused: %s" % (wrong, problem))
    check(rows("SELECT 1 FROM wecom") == [], "and nothing of it is stored")
    status, after = wish(cloud.settings(robots=[{"campus": 2, "key": EAST_ROBOT}]))
    check(status == 200 and [one["has_key"] for one in after["robots"]] == [False, True] and EAST_ROBOT not in json.dumps(after),
          "the east campus has one: %s" % after)
    moved = wish({"base_url": "http://127.0.0.1:1", "enabled": False})[1]
    check(not any(one["has_key"] for one in moved["robots"]) and not moved["has_secret"] and not moved["has_robot_key"] and
          moved["has_callback_key"], "another address gets no secret and no robot's key: %s" % moved)
    check(wish(cloud.settings(robots=[{"campus": 2, "key": EAST_ROBOT}]))[0] == 200, "all is entered again")
    stored = rows("SELECT key_sealed FROM wecom_robot")[0]
    check(EAST_ROBOT not in stored and EAST_ROBOT.encode().hex() not in stored, "its key is sealed")
    check(people["admin"].call("POST", "/api/wecom/test", {"kind": "group", "campus": 2})[1]["ok"] and len(east) == 1 and not main,
          "a test goes to its group")
    check(people["admin"].call("POST", "/api/wecom/test", {"kind": "group", "campus": 1})[1]["ok"] and len(main) == 1, "or to the other")


def forged_at(booth):
    """A code that nobody has seen before is an exception of its own."""
    seen[0] += 1
    status, told = booth.push([booth.entry(id=id_now(), at=int(time.time() * 1000), clock_trusted=True, reason=FORGED,
                                           code_digest="%032x" % seen[0], gate=booth.gate)])
    check(status == 200, "taken: %s" % told)


def round_of_jobs():
    """SIGHUP begins the next round."""
    server_support.place.process.send_signal(signal.SIGHUP)


def hears(group, what):
    before = len(group)
    round_of_jobs()
    wait_for(what, lambda: len(group) > before)
    return group[-1]


def booth_of(campus, gate):
    booth = new_booth(people["admin"], campus, gate)
    booth.gate = gate
    return booth


def alerts():
    here, there = booth_of(1, 0), booth_of(2, 2)
    forged_at(here)
    forged_at(here)
    forged_at(there)
    told = hears(main, "the group of the main campus")
    check(told.startswith("门岗异常提醒\n主校区 南门：") and " 2\n" in told and "/app/security/exceptions" in told, "counts and kinds: %s" % told)
    check("东校区" not in told and len(main) == 2, "nothing of the other campus: %s" % main)
    wait_for("the group of the east campus", lambda: len(east) == 2)
    check("东校区 东校区正门：" in east[-1] and "主校区" not in east[-1], "its own alone: %s" % east[-1])
    check(rows("SELECT count(*) FROM message WHERE purpose = 'alert' AND campus = 2") == ["1"], "the message is of its campus")
    forged_at(there)
    check("东校区" in hears(east, "the next alert") and len(main) == 2, "what was told is not told again: %s" % main)
    check(wish({"robots": [{"campus": 2, "key": None}]})[1]["robots"][1]["has_key"] is False, "its own group is given up")
    forged_at(there)
    check("东校区" in hears(main, "the common group") and len(east) == 3, "then the common group hears of it")
    return here


def limit(booth):
    """What all processes have sent in a minute counts; the message over it waits, and goes out later."""
    check(wish({})[0] == 200 and len(rows("SELECT 1 FROM message WHERE channel = 'wecom-group' AND campus IS NULL")) == 2, "two so far")
    now = int(time.time() * 1000)
    for i in range(ROBOT_PER_MINUTE - 2):
        rows("INSERT INTO message (id, channel, purpose, dedupe, recipient_sealed, recipient_masked, body_sealed, state, due_at, created_at, "
             "settled_at) SELECT %s, channel, purpose, 'other process %d', recipient_sealed, recipient_masked, body_sealed, 'sent', %d, %d, %d "
             "FROM message WHERE channel = 'wecom-group' AND campus IS NULL LIMIT 1" % (blob("%032x" % i), i, now, now, now + 600000))
    before = len(main)
    forged_at(booth)
    round_of_jobs()
    held = wait_for("the message that waits", lambda: rows("SELECT error FROM message WHERE channel = 'wecom-group' AND state = 'waiting' "
                                                           "AND tries > 0"))
    check(held == ["20 messages a minute is the group's limit"] and len(main) == before, "the 21st is not sent: %s" % held)
    rows("UPDATE message SET settled_at = 1 WHERE dedupe LIKE 'other process%'")
    rows("UPDATE message SET due_at = 1 WHERE channel = 'wecom-group' AND state = 'waiting'")
    wait_for("the message, a minute later", lambda: len(main) == before + 1)
    check(not cloud.line and max(len(at) for at in cloud.times.values()) <= ROBOT_PER_MINUTE, "WeCom never had to refuse one")


def new_pass(number):
    person = {"name": VISITOR, "mobile": "13900139000", "document_kind": "passport", "sex": "M", "vehicle": None,
              "document_number": "G%08d" % number}
    made = people["zhang"].call("POST", "/api/applications", visit(gates=[0, 1], vehicles=[], persons=[person]))[1]
    for who, action in (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass")):
        status, made = people[who].act(made, action)
        check(status == 200, "%s: %s" % (action, made))
    return made["passes"][0]["id"]


def arrives(booth, number):
    shown = new_pass(number)
    status, told = booth.push([booth.entry(id=id_now(), at=int(time.time() * 1000), clock_trusted=True, kind="admit", colour="green",
                                           reason=24, uses_up=True, pass_expires=int(time.time()) * 1000 + 86400000, **{"pass": shown})])
    check(status == 200, "taken: %s" % told)
    return shown


def messages_of(shown):
    """State of each channel's notice about an arrival."""
    found = rows("SELECT m.channel, m.state FROM message m JOIN pass p ON p.id = m.pass WHERE m.purpose = 'arrived' AND p.id = %s" % blob(shown.replace("-", "")))
    return dict(one.split("|") for one in found)


def arrivals(booth):
    admin = people["admin"]
    check(admin.call("PUT", "/api/accounts/1", {"wecom_user": "zhang.s", "email": "zhang@example.edu.cn"})[0] == 200, "the host's UserID")
    check(people["zhang"].sign_in("zhang")[0] == 200, "a changed account signs in again")

    def told():
        return [one["text"]["content"] for one in cloud.sent if one["touser"] == "zhang.s" and one["msgtype"] == "text"]
    shown = arrives(booth, 1)
    wait_for("the notice", told)
    check(len(told()) == 1 and VISITOR in told()[0] and "南门" in told()[0], "who arrived, and where: %s" % told())
    wait_for("its end", lambda: messages_of(shown).get("wecom") == "sent")
    check(messages_of(shown) == {"wecom": "sent", "email": "skipped"}, "the mail behind it is not needed: %s" % messages_of(shown))
    check(people["zhang"].call("PUT", "/api/session/preferences", {"tell_arrival": False})[0] == 200, "arrivals are switched off")
    check(messages_of(arrives(booth, 2)) == {}, "then nobody is told")
    check(people["zhang"].call("PUT", "/api/session/preferences", {"tell_arrival": True})[0] == 200, "and on again")
    cloud.members.discard("zhang.s")
    shown = arrives(booth, 3)
    wait_for("the refusal", lambda: messages_of(shown).get("wecom") == "failed")
    check(messages_of(shown)["email"] == "waiting" and len(told()) == 1, "the mail takes its place: %s" % messages_of(shown))


def run(port):
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    settings()
    booth = alerts()
    limit(booth)
    arrivals(booth)
    check(VISITOR not in "".join(main + east), "no alert names anybody")


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None, "--public-url", "https://visit.example.edu.cn")
