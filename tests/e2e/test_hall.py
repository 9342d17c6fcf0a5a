#!/usr/bin/env python3
"""The service hall: the portal's tokens and to-do list, and the card in frames, with what may go wrong with each.

The portal here is a stand-in of a few lines: it signs tokens as docs/service-hall.md tells its developers.

usage: test_hall.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import json
import sys
import time
import uuid

import server_support
from portal_support import PORTAL, token
from server_support import Client, check, serve, sql, visit

ITEMS = "/api/portal/todo"


def ask(port, text, query=""):
    return Client(port).call("GET", ITEMS + query, headers={"Authorization": "Bearer " + text})


def refused(port, text, status, code):
    got, problem = ask(port, text)
    check((got, problem["code"]) == (status, code), "%s %s, not %s %s" % (status, code, got, problem))


def tokens(port, key, other):
    refused(port, "", 401, "token-invalid")
    refused(port, "a.b.c", 401, "token-invalid")
    refused(port, token(key, "20230001")[:-2] + "AA", 401, "token-invalid")
    refused(port, token(dict(key, key=other["key"]), "20230001"), 401, "token-invalid")
    refused(port, token(key, "20230001", header={"alg": "none"}), 401, "token-invalid")
    refused(port, token(dict(key, id=str(uuid.uuid4())), "20230001"), 401, "token-invalid")
    refused(port, token(key, "20230001", jti=None), 401, "token-invalid")
    refused(port, token(key, "20230001", aud="https://other.example.edu.cn"), 401, "token-audience")
    now = int(time.time())
    refused(port, token(key, "20230001", iat=now - 400, exp=now - 100), 401, "token-expired")
    refused(port, token(key, "20230001", exp=now + 3600), 401, "token-expired")
    refused(port, token(key, "20230001", nbf=now + 200), 401, "token-expired")
    once = token(key, "20230001")
    check(ask(port, once)[0] == 200, "a token counts")
    refused(port, once, 401, "token-replayed")
    refused(port, token(key, "20239999"), 404, "token-person")


def items(port, admin, key):
    """One sees one's own, and what one has to decide on; nobody sees another's."""
    user, unit = Client(port), Client(port)
    check(user.sign_in("zhang")[0] == 200 and unit.sign_in("li")[0] == 200, "applicant and approver")
    status, mine = user.call("POST", "/api/applications", visit(purpose="待退回"))
    check(status == 201 and user.act(mine, "submit", consent={"notice": user.call("GET", "/api/notice")[1]["version"],
                                                             "declared": True})[0] == 200, "submitted")
    status, list_of = ask(port, token(key, "20230002"), "?size=50")
    decisions = [one for one in list_of["items"] if one["id"] == mine["id"]]
    check(status == 200 and len(decisions) == 1 and decisions[0]["kind"] == "decision" and
          decisions[0]["link"].endswith("/app/approve/" + mine["id"]), "the approver's: %s" % list_of)
    check("待退回" not in json.dumps(list_of, ensure_ascii=False), "a decision's title names no purpose")
    check(list_of["count"] == len(list_of["items"]), "counted: %s" % list_of)
    before = ask(port, token(key, "20230001"))[1]
    check(mine["id"] not in [one["id"] for one in before["items"]], "nothing waits for the applicant")
    fresh = unit.call("GET", "/api/applications/" + mine["id"])[1]
    check(unit.act(fresh, "unit-send-back", remark="改一下")[0] == 200, "sent back")
    status, now = ask(port, token(key, "20230001"))
    check(now["count"] == before["count"] + 1 and now["items"][0]["state"] == "sent-back" and
          "待退回" in now["items"][0]["title"] and now["items"][0]["kind"] == "own", "the applicant's: %s" % now)
    check(ask(port, token(key, "20230001"), "?page=2&size=1")[1]["items"] == now["items"][1:2], "the second page")
    check(ask(port, token(key, "20230001"), "?size=51")[0] == 400, "too large a page")
    check(mine["id"] not in json.dumps(ask(port, token(key, "20230002"))[1]), "no longer the approver's")
    return user, mine


def head(port, method, path, body=None, cookie=None):
    connection = server_support.connect(port)
    sent = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    if cookie:
        sent["Cookie"] = cookie
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.getheader("X-Frame-Options"), answer.getheader("Content-Security-Policy"), text


def card(port, admin, key, user, mine):
    status, frame, policy, text = head(port, "GET", "/card")
    check((status, frame) == (200, "DENY") and "frame-ancestors 'none'" in policy, "nobody may frame it at first")
    for wrong in ("*", "https://*.example.edu.cn", "http://portal.example.edu.cn", "https://a/b", "'self'", "https://a; script-src *",
                  "http://localhost.example.edu.cn"):
        check(admin.call("PUT", "/api/settings", {"hall.frame_origins": wrong})[0] == 422, "no origin: " + wrong)
    origins = PORTAL + " http://127.0.0.1:8090"
    check(admin.call("PUT", "/api/settings", {"hall.frame_origins": origins})[0] == 200, "two portals")
    status, frame, policy, text = head(port, "GET", "/card")
    check(frame is None and policy.endswith("frame-ancestors " + origins), "they may: %s" % policy)
    check(status == 200 and mine["id"] not in text and "/app/hall" in text, "without a session it has no items")
    status, frame, policy, text = head(port, "GET", "/app/")
    check(frame in ("DENY", None) and (status == 404 or frame == "DENY"), "other pages stay closed")
    check(head(port, "GET", "/p/")[1] == "DENY", "the pass page too")
    for text in (head(port, "GET", "/card", cookie=user.cookie)[3], head(port, "POST", "/card", "token=" + token(key, "20230001"))[3]):
        check(mine["id"] in text and text.count("<a ") == text.count('target="_blank" rel="noopener noreferrer"'), "items, in new tabs")
        check("<form" not in text and "<button" not in text and "<script" not in text, "nothing to click but links")
    once = "token=" + token(key, "20230001")
    check(head(port, "POST", "/card", once)[0] == 200, "a token counts")
    status, frame, policy, text = head(port, "POST", "/card", once)
    check(status == 401 and frame is None and "Set-Cookie" not in text, "once")


def texts(port, admin):
    """The rules of the notice: versions, both languages, escaped on the pass page, and the banner between its days."""
    stranger = Client(port)
    guide = lambda language="zh": stranger.call("GET", "/api/guide", headers={"Accept-Language": language})[1]
    check(guide()["texts"]["check"] == "请核对无误后再提交。" and guide("en")["texts"]["check"].startswith("Check") and guide()["trial"] == "",
          "what they say at first: %s" % guide())
    path = "/api/page-texts/times/zh"
    check(admin.call("PUT", path, {"text": "工作日 **8:00** 至 18:00\n- 不含节假日", "version": 0})[0] == 200, "written")
    check(admin.call("PUT", path, {"text": "另一人", "version": 0})[0] == 409, "somebody else was faster")
    check(admin.call("PUT", path, {"text": "第二版", "version": 1})[0] == 200, "the next version")
    for wrong in ({"text": "x" * 2001, "version": 2}, {"text": "a\u0007b", "version": 2}, {"text": 1, "version": 2}):
        check(admin.call("PUT", path, wrong)[0] == 422, "refused: %s" % wrong)
    check(admin.call("PUT", "/api/page-texts/nothing/zh", {"text": "x", "version": 0})[0] in (400, 404), "no such text")
    versions = admin.call("GET", path)[1]["items"]
    check([one["version"] for one in versions] == [2, 1] and versions[0]["by"] and "**8:00**" in versions[1]["text"], "%s" % versions)
    check(guide()["texts"]["times"] == "第二版" and guide("en")["texts"]["times"] == "", "each language has its own")
    day = lambda ahead: time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600 + ahead * 86400))
    for name, good, wrong in (("hall.trial_from", day(0), "tomorrow"), ("hall.trial_until", day(0), "2026-13-01"),
                              ("hall.mailbox", "gate@example.edu.cn", "a@b?cc=x"), ("hall.feedback_url", "https://example.edu.cn/f", "javascript:x")):
        check(admin.call("PUT", "/api/settings", {name: wrong})[0] == 422, "%s is not %s" % (name, wrong))
        check(admin.call("PUT", "/api/settings", {name: good})[0] == 200, name)
    check(guide()["trial"] == "", "off")
    check(admin.call("PUT", "/api/settings", {"hall.trial": True})[0] == 200 and guide()["trial"] == "系统试运行", "on, today")
    check(admin.call("PUT", "/api/settings", {"hall.trial_from": day(1)})[0] == 200 and guide()["trial"] == "", "not before")
    check(guide()["mailbox"] == "gate@example.edu.cn" and guide()["feedback"] == "https://example.edu.cn/f", "where to write")


def closed(port, admin):
    """The service hall says without a session which kinds take no new applications."""
    listed = lambda: Client(port).call("GET", "/api/guide")[1]["closed"]
    staff = [one for one in admin.call("GET", "/api/admin/kinds")[1]["items"] if one["kind"] == "staff"][0]
    path = "/api/admin/kinds/%d" % staff["id"]
    check(listed() == [], "all are open: %s" % listed())
    status, told = admin.call("PUT", path, {"active": False})
    check(status == 200 and listed() == ["staff"], "one is closed: %s" % told)
    check(admin.call("PUT", path, {"active": True})[0] == 200 and listed() == [], "open again")


def run(port):
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "admin signs in")
    made = [admin.call("POST", "/api/portal-keys", {"name": "门户", "algorithm": one}) for one in ("HS256", "EdDSA")]
    check([status for status, _ in made] == [201, 201], "two keys: %s" % made)
    key, pair = made[0][1], made[1][1]
    kept = admin.call("GET", "/api/portal-keys")[1]["items"]
    check(len(kept) == 2 and "key" not in kept[0], "shown once")
    check(admin.call("POST", "/api/portal-keys", {"name": "", "algorithm": "RS256"})[0] == 422, "no such algorithm")
    for name, number in (("zhang", "20230001"), ("li", "20230002")):
        sql(server_support.place.database, "UPDATE account SET staff_number = '%s' WHERE name = '%s'" % (number, name))
    tokens(port, key, pair)
    texts(port, admin)
    closed(port, admin)
    user, mine = items(port, admin, key)
    check(ask(port, token(pair, "20230001"))[1]["items"][0]["id"] == mine["id"], "EdDSA counts as much")
    card(port, admin, key, user, mine)
    sql(server_support.place.database, "UPDATE account SET staff_number = '20230001' WHERE name = 'li'")
    refused(port, token(key, "20230001"), 404, "token-person")
    for _ in range(70):
        status, problem = ask(port, token(key, "20230001"))
    check((status, problem["code"]) == (429, "too-many-tries"), "braked: %s" % problem)
    check(admin.call("DELETE", "/api/portal-keys/" + key["id"])[0] == 204, "removed")
    refused(port, token(key, "20230003"), 401, "token-invalid")
    check(admin.call("DELETE", "/api/portal-keys/" + key["id"])[0] == 404, "gone")


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
