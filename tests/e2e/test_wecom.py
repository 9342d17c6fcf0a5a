#!/usr/bin/env python3
"""WeCom: its settings and their test, messages with what waits behind them, to-do cards and the callback, the group's robot,
and what each error code of WeCom leads to. WeCom is a stand-in (wecom_support.py).

usage: test_wecom.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]
"""
import json
import sys
import time
import urllib.parse

import server_support
from server_support import Client, check, serve, sql, visit, wait_for
from wecom_support import AES_KEY, SECRET, TOKEN, WeCom, call_back

SERVER, GATEHOUSE = sys.argv[1:3]
SEND = "/cgi-bin/message/send"
cloud = WeCom({"zhang.s", "Li.Dean", "chen"})


def rows(statement):
    return sql(server_support.place.database, statement)


def people_of(port):
    people = {name: Client(port) for name in ("zhang", "li", "guard", "admin")}
    for name in ("guard", "admin"):
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    return people


def sign_in_again(people):
    """A changed account must."""
    for name in ("zhang", "li", "guard"):
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)


def settings(people):
    admin, keep = people["admin"], cloud.settings()
    before = admin.call("GET", "/api/wecom")[1]
    check(not before["enabled"] and before["base_url"] == "https://qyapi.weixin.qq.com", "off at first: %s" % before)
    check(people["guard"].call("GET", "/api/wecom")[0] == 403, "not for officers")
    for wrong, member in (({"base_url": "http://example.com"}, "base_url"), ({"base_url": "https://a/b"}, "base_url"),
                          ({"callback_key": "short"}, "callback_key"), ({"secret": None}, "enabled"),
                          ({"robot_key": "https://x?key=1"}, "robot_key")):
        status, problem = admin.call("PUT", "/api/wecom", {**keep, **wrong})
        check(status == 422 and problem["errors"][0]["path"] == member, "%s is refused: %s" % (wrong, problem))
    status, after = admin.call("PUT", "/api/wecom", {**keep, "secret": "another-secret"})
    check(status == 200 and after["has_secret"] and SECRET not in json.dumps(after) and AES_KEY not in json.dumps(after),
          "secrets are not shown: %s" % after)

    def test(kind):
        return admin.call("POST", "/api/wecom/test", {"kind": kind})[1]
    first = test("access")
    check((first["code"], first["name"]) == (40001, "secret"), "a wrong secret is named: %s" % first)
    admin.call("PUT", "/api/wecom", {"secret": SECRET})
    cloud.trusted = False
    refused = test("access")
    check((refused["name"], refused["address"]) == ("address", "203.0.113.7") and "可信 IP" in refused["text"],
          "the address to trust is named: %s" % refused)
    cloud.trusted = True
    check(test("group")["ok"] and "测试消息" in cloud.said[-1], "the group hears it")
    for account, user in ((1, "zhang.s"), (2, "Li.Dean"), (4, "chen")):
        status, answer = admin.call("PUT", "/api/accounts/%d" % account, {"wecom_user": user, "email": user + "@example.edu.cn"})
        check(status == 200 and answer["wecom_user"] == user, "a UserID is stored: %s" % answer)
    status, problem = admin.call("PUT", "/api/accounts/3", {"wecom_user": "li.dean"})
    check(status == 422 and problem["errors"][0]["code"] == "taken", "one account has a UserID")
    stored = rows("SELECT secret_sealed FROM wecom")[0]
    check(SECRET not in stored and SECRET.encode().hex() not in stored, "the secret is sealed")


def callback_address(port):
    encrypted = cloud.seal("echo-0123456789")
    query = cloud.query(encrypted)
    path = "/hooks/wecom?" + urllib.parse.urlencode({**query, "echostr": encrypted})
    check(call_back(port, (path, None)) == (200, "echo-0123456789"), "the address is confirmed")
    check(call_back(port, (path.replace("nonce=", "nonce=1"), None))[0] == 403, "another nonce is refused")
    for what, how in (("an old recording", {"at": time.time() - 3600}), ("another receiver", {"receiver": "ww1"}),
                      ("another token", {"token": "x" + TOKEN})):
        check(call_back(port, cloud.pressed("t", "Li.Dean", **how))[0] == 403, "%s is refused" % what)
    check(call_back(port, ("/hooks/wecom", "<xml><Encrypt>" + "A" * 9000 + "</Encrypt></xml>"))[0] >= 400, "too long")


def submit(people):
    user = people["zhang"]
    return user.act(user.call("POST", "/api/applications", visit())[1], "submit")[1]


def state_of(people, application):
    return people["zhang"].call("GET", "/api/applications/" + application["id"])[1]


def cards(user):
    return [one["template_card"] for one in cloud.sent if one["touser"] == user and one["msgtype"] == "template_card"]


def decide_by_card(port, people):
    one = submit(people)
    wait_for("the card", lambda: cards("Li.Dean"))
    card = cards("Li.Dean")[-1]
    check([b["text"] for b in card["button_list"]] == ["通过", "打开"] and one["id"] in card["button_list"][1]["url"],
          "the card passes or opens: %s" % card)
    wait_for("its code", lambda: rows("SELECT 1 FROM wecom_card WHERE code_sealed IS NOT NULL"))
    check(call_back(port, cloud.pressed(card["task_id"], "zhang.s"))[0] == 200 and
          state_of(people, one)["state"] == "unit-review", "somebody else's press does nothing")
    check(call_back(port, cloud.pressed(card["task_id"], "stranger"))[0] == 200, "nor a stranger's")
    press = cloud.pressed(card["task_id"], "LI.DEAN")
    check(call_back(port, press) == (200, ""), "the press is taken")
    after = state_of(people, one)
    check(after["state"] == "security-review", "the unit has passed it: %s" % after["state"])
    wait_for("the update", lambda: cloud.updates)
    check(cloud.updates == [(card["task_id"], ["Li.Dean"], "已通过（李院长）")], "the card says whose decision: %s" % cloud.updates)
    check(call_back(port, press) == (200, ""), "the same callback again")
    check(call_back(port, cloud.pressed(card["task_id"], "Li.Dean"))[0] == 200, "pressed again")
    again = state_of(people, one)
    check(again["version"] == after["version"], "it counts once")
    wait_for("the card's words", lambda: len(cloud.updates) == 2)
    check(cloud.updates[-1][2] == "申请已有变化，请打开查看", "a late press is told: %s" % cloud.updates[-1:])
    history = people["li"].call("GET", "/api/applications/" + one["id"])[1]["history"]
    passed = [entry for entry in history if entry["action"] == "unit-pass"]
    check(len(passed) == 1 and passed[0]["who"] == "李院长", "the history names the person: %s" % passed)
    check(not rows("SELECT 1 FROM session WHERE agent = 'WeCom'"), "no session is left")
    # The office needs one-time codes, so that its message has no such button.
    wait_for("the office's message", lambda: [m for m in cloud.sent if m["touser"] == "chen"])
    check(cloud.sent[-1]["msgtype"] == "textcard" and not cards("chen"), "no decision by card where a code is needed")
    check(people["guard"].act(again, "security-pass")[0] == 200, "the office passes it")
    wait_for("the result", lambda: [m for m in cloud.sent if m["touser"] == "zhang.s" and "通过" in m["textcard"]["title"] + m["textcard"]["description"]])


def withdrawn(port, people):
    one, before = submit(people), len(cloud.updates)
    wait_for("the card", lambda: one["id"] in json.dumps(cards("Li.Dean")))
    card = cards("Li.Dean")[-1]
    wait_for("its code", lambda: rows("SELECT 1 FROM wecom_card WHERE code_sealed IS NOT NULL AND closed_at IS NULL"))
    check(people["zhang"].act(one, "withdraw")[0] == 200, "withdrawn")
    wait_for("the update", lambda: len(cloud.updates) > before)
    check(cloud.updates[-1][2] == "申请人已撤回", "the card says so: %s" % cloud.updates[-1:])
    call_back(port, cloud.pressed(card["task_id"], "Li.Dean"))
    check(state_of(people, one)["state"] == "withdrawn", "a press comes too late")


def message_of(application, channel):
    found = rows("SELECT m.state, m.error, m.tries, CASE WHEN m.due_at <= m.created_at + 60000 THEN 1 ELSE 0 END FROM message m "
                 "JOIN application a ON a.id = m.application WHERE a.number = '%s' AND m.purpose = 'to-approve' AND "
                 "m.channel = '%s'" % (application["number"], channel))
    return found[0].split("|") if found else None


def what_waits_behind(people):
    one = submit(people)
    wait_for("the message", lambda: message_of(one, "wecom")[0] == "sent")
    check(message_of(one, "email")[0] == "skipped", "the mail is not needed: %s" % message_of(one, "email"))
    cloud.members.discard("Li.Dean")
    two = submit(people)
    wait_for("the refusal", lambda: message_of(two, "wecom")[0] == "failed")
    check(message_of(two, "wecom")[1].startswith("81013"), "with its code: %s" % message_of(two, "wecom"))
    check(message_of(two, "email")[0] == "waiting" and message_of(two, "email")[3] == "1", "the mail goes out now")
    cloud.members.add("Li.Dean")
    check(people["li"].call("PUT", "/api/session/preferences", {"notify_by": "email"})[1]["account"]["notify_by"] == "email", "chosen")
    three = submit(people)
    check(message_of(three, "wecom") is None and message_of(three, "email")[0] == "waiting", "an e-mail as chosen")
    check(people["li"].call("PUT", "/api/session/preferences", {"notify_by": "fax"})[0] == 422, "no fourth way")
    people["li"].call("PUT", "/api/session/preferences", {"notify_by": ""})


def errors(people):
    tokens = cloud.tokens
    cloud.expire()
    one = submit(people)
    wait_for("the message", lambda: message_of(one, "wecom")[0] == "sent")
    check(cloud.tokens == tokens + 1, "an expired token is fetched once more")
    for code in (40014, 42001):
        asked = cloud.asked
        cloud.faults[SEND] = [code, code]
        one = submit(people)
        wait_for("the try", lambda: message_of(one, "wecom")[2] == "1" and message_of(one, "wecom")[0] == "waiting")
        check(cloud.asked == asked + 1 and message_of(one, "wecom")[1].startswith("%d token" % code),
              "%d renews the token once, and no third time: %s" % (code, message_of(one, "wecom")))
    for code, words in ((45009, "45009 too-often"), (-1, "-1 busy"), (None, "")):
        cloud.line.append(code)
        one = submit(people)
        wait_for("the try", lambda: message_of(one, "wecom")[2] == "1" and message_of(one, "wecom")[0] == "waiting")
        check(words in message_of(one, "wecom")[1], "%s is tried again later: %s" % (code, message_of(one, "wecom")))


def run(port):
    people = people_of(port)
    settings(people)
    sign_in_again(people)
    callback_address(port)
    decide_by_card(port, people)
    withdrawn(port, people)
    what_waits_behind(people)
    errors(people)


serve(SERVER, GATEHOUSE, run, sys.argv[3] if len(sys.argv) > 3 else None, "--public-url", "https://visit.example.edu.cn")
