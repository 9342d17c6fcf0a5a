#!/usr/bin/env python3
"""Texts of messages that administrators write: what is refused, versions, the preview, and what visitors and staff get.

usage: test_message_texts.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys

from server_support import Client, check, serve, visit

PASS = "/api/message-texts/pass-issued/sms/zh"


def save(admin, path, text, version):
    return admin.call("PUT", path, {"text": text, "version": version})


def refusals(admin):
    for text, code in (("{name}，请进。", "no-link"), ("{name}[：{link}]", "no-link"), ("{link}{nickname}", "placeholder"),
                       ("{link}{task}", "placeholder"), ("{link}}", "brace"), ("【大学】{link}", "signs"), ("{link}\n", "signs"),
                       ("{link}" + "长" * 150, "too-long")):
        status, answer = save(admin, PASS, text, 0)
        check(status == 422 and answer["errors"][0]["code"] == code, "%r is refused as %s: %s" % (text, code, answer))
        check(admin.call("POST", PASS + "/preview", {"text": text})[0] == 422, "and has no preview")
    check("nickname" in save(admin, PASS, "{link}{nickname}", 0)[1]["errors"][0]["message"], "the message names it")
    for path in ("nothing/sms/zh", "pass-issued/mail/zh", "pass-issued/sms/fr", "pass-issued/fax/zh"):
        check(admin.call("GET", "/api/message-texts/" + path)[0] == 404, "no such text: " + path)
    user = Client(admin.port)
    check(user.sign_in("guard")[0] == 200 and save(user, PASS, "{link}", 0)[0] == 403, "officers don't write texts")


def previews(admin):
    """3GPP TS 23.038 and 23.040: 160 and 153 septets, 70 and 67 units of UCS-2."""
    usual = admin.call("POST", PASS + "/preview", {"text": ""})[1]
    check("王小明" in usual["text"] and "/p/" in usual["text"] and usual["alphabet"] == "ucs-2" and usual["parts"] <= 2, "%s" % usual)
    english = admin.call("POST", PASS[:-2] + "en/preview", {"text": "Pass: {link}"})[1]
    check(english["alphabet"] == "gsm-7" and (english["parts"], english["per_part"]) == (1, 160), "%s" % english)
    link = len(english["text"]) - len("Pass: ")
    for more, parts, each in ((70 - 12 - link, 1, 70), (71 - 12 - link, 2, 67), (134 - 12 - link, 2, 67), (135 - 12 - link, 3, 67)):
        got = admin.call("POST", PASS + "/preview", {"text": "字" * more + "{link}"})[1]
        check((got["parts"], got["per_part"]) == (parts, each), "%d characters: %s" % (more, got))
    got = admin.call("POST", PASS[:-2] + "en/preview", {"text": "x" * (161 - 12 - link) + "{link}"})[1]
    check((got["parts"], got["per_part"]) == (2, 153), "one more than a part: %s" % got)


def versions(admin):
    check(save(admin, PASS, "{name}，凭此链接入校：{link}", 0)[0] == 200, "written")
    check(save(admin, PASS, "另一人 {link}", 0)[0] == 409, "somebody else was faster")
    check(save(admin, PASS, "", 1)[0] == 200, "back to the built-in text")
    items = admin.call("GET", "/api/message-texts")[1]["items"]
    one = next(i for i in items if (i["kind"], i["form"], i["language"]) == ("pass-issued", "sms", "zh"))
    check(one["text"] == "" and one["version"] == 2 and one["usual"].count("{link}") == 1, "%s" % one)
    check(save(admin, PASS, "{name}，凭此链接入校：{link}", 2)[0] == 200, "and again")
    kept = admin.call("GET", PASS)[1]["items"]
    check([k["version"] for k in kept] == [3, 2, 1] and kept[0]["by"] and kept[1]["text"] == "", "all stay: %s" % kept)
    trail = admin.call("GET", "/api/audit?limit=100")[1]["items"]
    check(any("message.pass-issued.sms.zh" in str(entry) for entry in trail), "audited: %s" % trail)


def sent(admin):
    """An application on its way: the approver, the applicant and the visitor get what was written, with their data."""
    for path, text in (("/api/message-texts/to-approve/mail/zh", "请审批{purpose}，{day}，{entrants}\n{link}"),
                       ("/api/message-texts/to-approve/subject/zh", "审批 {number}"),
                       ("/api/message-texts/to-approve/sms/zh", "审批：{purpose}{link}"),
                       ("/api/message-texts/approved/mail/zh", "{what}通过了：{link}")):
        check(save(admin, path, text, 0)[0] == 200, path)
    for account in admin.call("GET", "/api/accounts")[1]["items"]:
        if account["name"] in ("zhang", "li"):
            told = admin.call("PUT", "/api/accounts/%d" % account["id"], {"email": account["name"] + "@example.edu.cn"})
            check(told[0] == 200, "an address: %s" % (told,))
    people = {name: Client(admin.port) for name in ("zhang", "li", "guard")}
    for name, client in people.items():
        check(client.sign_in(name)[0] == 200, name + " signs in")
    made = people["zhang"].call("POST", "/api/applications", visit(purpose="{link}[讲座]"))[1]
    made = people["zhang"].act(made, "submit")[1]
    made = people["li"].act(made, "unit-pass")[1]
    status, made = people["guard"].act(made, "security-pass")
    check(status == 200 and made["state"] == "approved", "approved: %s" % made)
    bodies = {}
    for one in admin.call("GET", "/api/messages")[1]["items"]:
        bodies.setdefault(one["purpose"], []).append(one["body"])
    check(any(b.startswith("王小明，凭此链接入校：http") for b in bodies["pass-issued"]), "the visitor's: %s" % bodies)
    check(any(b.startswith(("请审批{link}[讲座]，", "审批：{link}[讲座]http")) for b in bodies["to-approve"]),
          "braces of people stay words: %s" % bodies["to-approve"])


def tests(admin):
    status, told = admin.call("POST", PASS + "/test", {"text": "{link}", "to": "13800138000"})
    check(status == 200 and told["accepted"] is False and told["error"] == "not set up", "no provider here: %s" % told)
    for path, to in ((PASS, "12"), ("/api/message-texts/arrived/mail/zh", "nobody"),
                     ("/api/message-texts/arrived/mail/zh", "a@b\r\nBcc: c@d")):
        check(admin.call("POST", path + "/test", {"text": "", "to": to})[0] == 422, "no recipient: %r" % to)
    status = 200
    for _ in range(8):
        status = admin.call("POST", PASS + "/test", {"text": "", "to": "13800138000"})[0]
    check(status == 429, "tests are braked: %d" % status)


def run(port):
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "admin signs in")
    refusals(admin)
    previews(admin)
    versions(admin)
    sent(admin)
    tests(admin)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
