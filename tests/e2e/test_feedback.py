#!/usr/bin/env python3
"""Feedback: people send remarks with a picture, administrators answer and close them, the writer reads the answers.

usage: test_feedback.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import base64
import json
import sys
from urllib.parse import urlencode

import server_support
from server_support import Client, check, serve, sql, visit, wait_for

PATH = "/api/feedback"
SECRET = "我叫欧阳查无，按钮点不动"
PERSON = {"name": "王小明", "mobile": "13900139000", "document_kind": "passport", "sex": "M", "vehicle": None,
          "document_number": "G12345678"}
people = {}


def segment(marker, body):
    return bytes([0xff, marker]) + (len(body) + 2).to_bytes(2, "big") + body


FRAME = segment(0xc0, bytes([8, 0, 16, 0, 16, 1, 1, 17, 0]))
SCAN = segment(0xda, bytes([1, 1, 0, 0, 63, 0])) + b"\x12\xff\x00\x34"
JFIF = segment(0xe0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
PICTURE = b"\xff\xd8" + JFIF + segment(0xe1, b"Exif\0\0GPS 31.2") + FRAME + SCAN + b"\xff\xd9"
PLAIN = b"\xff\xd8" + JFIF + FRAME + SCAN + b"\xff\xd9"


def send(who, text=SECRET, page="/applications", picture=None):
    wish = {"page": page, "text": text}
    if picture is not None:
        wish["picture"] = base64.b64encode(picture).decode()
    return people[who].call("POST", PATH, wish)


def listed(query="", who="admin"):
    return people[who].call("GET", PATH + "?limit=100" + query)[1]["items"]


def own(who):
    return people[who].call("GET", PATH + "/own")[1]["items"]


def contents():
    """What a remark may hold."""
    for text in ("", "  \n", "字" * 2001):
        check(send("zhang", text)[0] == 400, "refused: %r" % text[:10])
    check(send("zhang", page="https://elsewhere")[0] == 400, "a page is an address of this server")
    for picture, code in ((b"\x89PNG\r\n\x1a\n", 415), (PICTURE[:-2], 415), (b"", 201), (b"\xff\xd8" + bytes(1024 * 1024), 413)):
        status, told = send("li", picture=picture)
        check(status == code, "%s: %s %s" % (picture[:4], status, told))
    status, told = people["li"].call("POST", PATH, {"page": "/x", "text": "x", "picture": "no base64"})
    check(status == 415, "no picture: %s" % told)
    status, made = send("zhang", page="/applications?q=王小明#x", picture=PICTURE)
    check(status == 201, "sent: %s" % made)
    one = next(one for one in listed() if one["id"] == made["id"])
    check(one["text"] == SECRET and one["page"] == "/applications" and one["origin"] == "page" and one["state"] == "open" and
          one["picture"] and one["from"] and one["application_number"] is None, "as sent, without the query: %s" % one)
    check(SECRET.encode().hex().upper() not in "".join(sql(server_support.place.database, (
        "SELECT hex(text_sealed) FROM feedback" if server_support.place.database.startswith("sqlite:") else
        "SELECT upper(encode(text_sealed, 'hex')) FROM feedback"))), "the text is sealed")
    return made["id"]


def looked_at(id):
    status, picture = people["admin"].call("GET", PATH + "/%s/picture" % id)
    check(status == 200 and (picture if isinstance(picture, bytes) else picture.encode("latin-1")) == PLAIN, "without place and maker: %s" % status)
    seen = [one["action"] for one in people["admin"].call("GET", "/api/audit")[1]["items"]]
    check("feedback-picture" in seen and "list-viewed" in seen, "the look at it is on record: %s" % seen)
    bare = next(one["id"] for one in listed() if not one["picture"])
    check(people["admin"].call("GET", PATH + "/%s/picture" % bare)[0] == 404, "that one has none")


def acting(id):
    """The administrator answers, closes and reopens; the writer sees the answer here and gets a mail that says so."""
    admin, path = people["admin"], PATH + "/%s/actions" % id

    def act(action, text=None, **more):
        return admin.call("POST", path, dict({"action": action}, **({} if text is None else {"text": text})))[0]
    count = admin.call("GET", PATH + "/count")[1]["open"]
    check(act("answer") == 400 and act("answer", " ") == 400 and act("close", "x") == 400 and act("strange") == 400, "refused")
    check(act("answer", "已修复，请刷新页面") == 204, "answered")
    check(admin.call("GET", PATH + "/count")[1]["open"] == count - 1, "one less is open")
    mine = next(one for one in own("zhang") if one["id"] == id)
    check(mine["state"] == "answered" and [one["text"] for one in mine["answers"]] == ["已修复，请刷新页面"], "its writer: %s" % mine)
    check(not [one for one in own("li") if one["id"] == id], "nobody else")
    told = [m for m in admin.call("GET", "/api/messages")[1]["items"] if m["purpose"] == "feedback-answered"]
    mailed = bool(sql(server_support.place.database, "SELECT email FROM account WHERE name = 'zhang' AND email <> ''"))
    check(len(told) == int(mailed) and "已修复" not in json.dumps(told, ensure_ascii=False), "a mail without the answer: %s" % told)
    check(act("close") == 204 and act("close") == 409, "closed once")
    check([one["id"] for one in listed("&state=closed")] == [id], "in its list")
    check(act("reopen") == 204 and act("reopen") == 409, "reopened once")
    whole = admin.call("GET", PATH + "/" + id)[1]
    check([one["action"] for one in whole["history"]] == ["answered", "closed", "reopened"] and
          whole["history"][0]["text"] == "已修复，请刷新页面" and whole["history"][0]["by"], "in order: %s" % whole)
    seen = [one["action"] for one in admin.call("GET", "/api/audit")[1]["items"]]
    check({"feedback-answered", "feedback-closed", "feedback-reopened"} <= set(seen), "on record: %s" % seen)


def rights(id):
    for who in ("zhang", "guard"):
        for method, path in (("GET", ""), ("GET", "/count"), ("GET", "/" + id), ("GET", "/%s/picture" % id), ("POST", "/%s/actions" % id)):
            check(people[who].call(method, PATH + path, {"action": "close"} if method == "POST" else None)[0] == 403, "%s: not for %s" % (path, who))
    check(Client(people["admin"].port).call("POST", PATH, {"page": "/", "text": "x"})[0] == 401, "nobody")


def often():
    """Ten a day from one account."""
    for _ in range(10):
        check(send("guard")[0] == 201, "sent")
    status, told = send("guard")
    check((status, told["code"]) == (429, "feedback-often"), "the eleventh waits: %s" % told)
    sql(server_support.place.database, "UPDATE feedback SET at = at - 90000000 WHERE account = (SELECT id FROM account WHERE name = 'guard')")
    check(send("guard")[0] == 201, "a day later")


def pages():
    whole, walked, cursor = listed(), [], None
    while True:
        answer = people["admin"].call("GET", PATH + "?limit=4" + ("&cursor=" + cursor if cursor else ""))[1]
        walked += answer["items"]
        cursor = answer["next"]
        if not cursor:
            break
    check(walked == whole, "pages hold each once")
    check(all(one["state"] == "open" for one in listed("&state=open")) and listed("&campus=2") == [], "only those")
    check(people["admin"].call("GET", PATH + "?state=strange")[0] == 400 and people["admin"].call("GET", PATH + "?cursor=x")[0] == 400, "unknown")


def pass_link():
    made = people["zhang"].call("POST", "/api/applications", visit(vehicles=[], persons=[PERSON]))[1]
    for who, action in (("zhang", "submit"), ("li", "unit-pass"), ("guard", "security-pass")):
        status, made = people[who].act(made, action)
        check(status == 200, "%s: %s" % (action, made))
    return people["zhang"].call("GET", "/api/applications/" + made["id"])[1]["passes"][0]["link"], made["number"]


def on_the_pass_page():
    """A visitor writes three a day at most, and reads the answer there. Nobody else does."""
    (link, number), (other, _) = pass_link(), pass_link()
    visitor = Client(people["admin"].port)

    def write(**fields):
        return visitor.call("POST", link + "/feedback?lang=en", raw=urlencode(fields).encode(),
                            headers={"Content-Type": "application/x-www-form-urlencoded"})
    check(link + "/feedback" in visitor.call("GET", link)[1], "the pass page leads there")
    status, page = visitor.call("GET", link + "/feedback?lang=zh")
    check(status == 200 and "意见反馈" in page and "<textarea" in page and "我的反馈" not in page, "the form: %s" % page)
    check("toBlob" in visitor.call("GET", "/p/feedback.js")[1], "the script")
    for fields in ({}, {"text": " "}, {"text": "字" * 2001}, {"text": "x", "picture": "no"}, {"text": "x\0"},
                   {"text": "x", "picture": base64.b64encode(b"\xff\xd8" + bytes(600000)).decode()}):
        check(write(**fields)[0] == 400, "refused: %s" % str(fields)[:60])
    check(write(text="地图不对 <b>&+%", picture=base64.b64encode(PICTURE).decode())[0] == 200, "sent")
    check(write(text="x")[0] == 200 and write(text="x", picture="")[0] == 200 and write(text="x")[0] == 429, "three a day")
    one = next(one for one in listed() if one["origin"] == "pass" and one["picture"])
    check(one["text"] == "地图不对 <b>&+%" and one["application_number"] == number and one["campus"] == 1 and one["from"] is None, "as sent: %s" % one)
    check(people["admin"].call("POST", PATH + "/%s/actions" % one["id"], {"action": "answer", "text": "已更正 <i>"})[0] == 204, "answered")
    page = visitor.call("GET", link + "/feedback")[1]
    check("地图不对 &lt;b&gt;&amp;+%" in page and "已更正 &lt;i&gt;" in page, "the visitor reads the answer: %s" % page)
    check("已更正" not in visitor.call("GET", other + "/feedback")[1], "another visitor does not")
    check(visitor.call("GET", "/p/%s/feedback" % ("A" * 22))[0] == 404, "no such link")
    return one["id"]


def kept(id):
    database = server_support.place.database
    sql(database, "UPDATE feedback SET last_at = 1000 WHERE state = 'open'")
    wait_for("old ones to go", lambda: not listed("&state=open"))
    check(sql(database, "SELECT count(*) FROM feedback_step WHERE feedback NOT IN (SELECT id FROM feedback)") == ["0"], "with their answers")
    check(people["admin"].call("GET", PATH + "/" + id)[0] == 404, "that one, too")


def run(port):
    for name in ("zhang", "li", "guard", "admin"):
        people[name] = Client(port)
        check(people[name].sign_in(name)[0] == 200, "%s signs in" % name)
    id = contents()
    looked_at(id)
    acting(id)
    rights(id)
    often()
    on_the_pass_page()
    pages()
    kept(id)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
