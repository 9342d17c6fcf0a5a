#!/usr/bin/env python3
"""The whole way over the JSON interface: apply, unit approval, security approval, SMS in the outbox, pass page, code.

usage: test_server.py GATEHOUSE_SERVER GATEHOUSE CATALOGUE   (GATEHOUSE_TEST_POSTGRES: runs on that database instead of SQLite)
"""
import sys
import threading
import time

from server_support import Client, check, serve, visit


def sign_in_rules(port):
    stranger = Client(port)
    check(stranger.call("GET", "/api/session")[0] == 401, "nobody is signed in at first")
    check(stranger.call("GET", "/api/session")[1]["title"] == "请登录", "Chinese unless asked otherwise")
    check(stranger.call("GET", "/api/session?lang=en")[1]["title"] == "Please sign in", "English when asked for")
    check(stranger.sign_in("zhang", "wrong-password")[1]["code"] == "bad-credentials", "wrong password")
    check(stranger.sign_in("nobody-here")[1]["code"] == "bad-credentials", "unknown names get the same answer")
    for _ in range(8):
        status, problem = stranger.sign_in("admin", "guess-guess-guess")
    check(status == 429 and problem["code"] == "too-many-tries", "guessing is slowed down")


def bad_requests(port, user):
    check(user.call("GET", "/api/nothing")[0] == 404, "unknown path")
    check(user.call("PATCH", "/api/session")[0] == 405, "unknown method")
    check(user.call("POST", "/api/applications", raw="{not json")[1]["code"] == "bad-json", "bad JSON")
    twice = user.call("POST", "/api/applications", raw='{"a":1,"a":2}')[1]
    check(twice["code"] == "bad-json" and twice["errors"] == [
        {"path": "", "code": "member-twice", "message": "a member twice, line 1, byte 10"}], "a member twice: %s" % twice)
    deep = user.call("POST", "/api/applications", raw='{"a":' + "[" * 16 + "]" * 16 + "}")[1]
    check(deep["code"] == "bad-json" and deep["errors"][0]["code"] == "too-deep", "too deep: %s" % deep)
    for wrong, path, said in (({"purpose": 7}, "purpose", "Text"), ({"gates": 3}, "gates", "list"), ({"gates": [16]}, "gates", "0 to 15"),
                              ({"persons": [{"sex": "X"}]}, "persons[0].sex", "M, F"), ({"persons": [{"vehicle": "1"}]}, "persons[0].vehicle", "0 to 99"),
                              ({"persons": [{"language": "fr"}]}, "persons[0].language", "zh, en"), ({"persons": [1]}, "persons", "object"),
                              ({"persons": [{"document_kind": "stamp"}]}, "persons[0].document_kind", "passport"),
                              ({"periods": [{"from": "now"}]}, "periods[0].from", "whole number"),
                              ({"periods": [{"skip_closed": 1}]}, "periods[0].skip_closed", "true or false")):
        problem = user.call("POST", "/api/applications", wrong, headers={"Accept-Language": "en"})[1]
        check(problem["code"] == "invalid" and problem["errors"][0]["path"] == path and said in problem["errors"][0]["message"],
              "%s: what is allowed: %s" % (wrong, problem))
    check(user.call("POST", "/api/applications", {"purpose": "x" * 5000})[1]["code"] == "invalid", "too long")
    status, problem = user.call("POST", "/api/applications", raw="x" * 3000000)
    check(status == 413 and problem["code"] == "too-large", "a body of 3 MB")
    check(user.call("POST", "/api/applications", raw="a=b", headers={"Content-Type": "text/plain"})[0] == 415,
          "another content type")
    check(user.call("POST", "/api/applications", {}, headers={"X-CSRF-Token": "0" * 32})[1]["code"] == "csrf",
          "another site's request")
    check(user.call("GET", "/api/applications/not-an-id")[0] == 404, "an id that is none")
    status, problem = user.call("GET", "/api/applications?limit=999999", headers={"Accept-Language": "en"})
    check(status == 400 and problem["errors"][0]["path"] == "limit" and "1 to 100" in problem["errors"][0]["message"],
          "a limit out of range names the range: %s" % problem)
    check(user.call("GET", "/app/../../etc/passwd")[0] in (302, 404), "path tricks")
    forged = Client(port)
    forged.cookie = "gatehouse=" + "A" * 43
    check(forged.call("GET", "/api/session")[0] == 401, "a forged session")


def the_whole_way(port, user, approver, other_unit, officer):
    status, draft = user.call("POST", "/api/applications", {"purpose": "学术讲座"})
    check(status == 201 and draft["state"] == "draft", "an incomplete draft is kept")
    status, problem = user.act(draft, "submit")
    check(status == 422 and problem["code"] == "incomplete" and len(problem["errors"]) > 3, "what is missing is named")
    status, saved = user.call("PUT", "/api/applications/" + draft["id"], dict(visit(), version=draft["version"]))
    check(status == 200 and saved["version"] == draft["version"] + 1, "saved")
    check(user.call("PUT", "/api/applications/" + draft["id"], dict(visit(), version=1))[1]["code"] == "stale-version",
          "an old version is refused")
    check(approver.call("GET", "/api/applications/" + draft["id"])[0] == 404, "nobody sees another's draft")
    status, submitted = user.act(saved, "submit")
    check(status == 200 and submitted["state"] == "unit-review", "submitted: %s" % submitted)
    check(submitted["vehicles"][0]["plate"] == "京A12345", "the plate in its normal form")
    check(submitted["persons"][0]["sex"] == "F", "sex from the ID number")
    check("document_number" not in submitted["persons"][0], "masked from now on")
    check(other_unit.call("GET", "/api/applications/" + draft["id"])[0] == 404, "another unit sees nothing")
    check(officer.call("GET", "/api/applications/" + draft["id"])[0] == 404, "security sees it after the unit")
    check(user.act(submitted, "unit-pass")[1]["code"] == "forbidden", "an applicant does not approve")
    queue = approver.call("GET", "/api/applications?view=unit")[1]["items"]
    check([row["id"] for row in queue] == [draft["id"]], "the approver's queue")
    rider = dict(submitted["persons"][0], mobile="13700137000")
    changes = {"persons": [{"id": rider["id"], "mobile": "13700137000"}, {"id": submitted["persons"][1]["id"]}]}
    check(approver.act(submitted, "unit-pass", changes=changes)[1]["code"] == "changes-not-allowed",
          "passing as it is takes no changes")
    status, passed = approver.act(submitted, "unit-change-pass", changes=changes)
    check(status == 200 and passed["state"] == "security-review", "corrected and passed: %s" % passed)
    shown = passed["history"][-1]["changes"]
    check(shown == [{"path": "persons[0].mobile", "from": "138****8000", "to": "137****7000"}], "the difference")
    check(approver.act(submitted, "unit-pass")[0] in (403, 409), "no second decision")
    status, returned = officer.act(passed, "security-change-return", changes={"purpose": "学术报告"}, remark="用词")
    check(returned["state"] == "confirming" and returned["proposal"][0]["to"] == "学术报告", "change and return")
    status, contested = user.act(returned, "contest", remark="原来是对的")
    contested = confirm_what_can_be_read(user, approver, officer, contested)
    check(contested["state"] == "security-review" and contested["purpose"] == "学术讲座", "contested: as it was")
    refuse = [{"id": contested["persons"][1]["id"], "reason": "证件照片不符"}]
    status, approved = officer.act(contested, "security-pass", refuse=refuse)
    check(status == 200 and approved["state"] == "approved", "approved: %s" % approved)
    check(len(approved["passes"]) == 2, "a pass for the car and one for its rider, none for who was refused")
    return user.call("GET", "/api/applications/" + draft["id"])[1]


def confirm_what_can_be_read(user, approver, officer, contested):
    """Applicant and office see the proposed changes in full, the host unit the names. A moved time is one line."""
    path = "/api/applications/" + contested["id"]
    period, person = contested["periods"][0], contested["persons"][1]
    later = dict(period, **{"from": period["from"] + 3600000, "to": period["to"] - 3600000})
    changes = {"periods": [{"from": later["from"], "to": later["to"]}],
               "persons": [{"id": contested["persons"][0]["id"]}, {"id": person["id"], "name": "王大明", "mobile": "13900139001"}]}
    status, returned = officer.act(contested, "security-change-return", changes=changes, remark="与证件不符")
    check(status == 200, "returned: %s" % returned)
    full = [{"path": "periods[0]", "from": "%(from)d-%(to)d" % period, "to": "%(from)d-%(to)d" % later},
            {"path": "persons[1].name", "from": "王小明", "to": "王大明"},
            {"path": "persons[1].mobile", "from": "13900139000", "to": "13900139001"}]
    for client, who in ((user, "applicant"), (officer, "office")):
        seen = client.call("GET", path)[1]["proposal"]
        check(seen == full, "the %s reads: %s" % (who, seen))
    masked = approver.call("GET", path)[1]["proposal"]
    check([c["to"] for c in masked[1:]] == ["王大明", "139****9001"], "the host unit reads: %s" % masked)
    history = user.call("GET", path)[1]["history"][-1]["changes"]
    check("13900139001" not in str(history) and "王大明" not in str(history), "what stays is masked: %s" % history)
    status, answer = user.act(returned, "contest", remark="原来是对的")
    check(status == 200 and answer["periods"][0]["from"] == period["from"], "as it was: %s" % answer)
    return answer


def pass_page(port, officer, approved):
    visitor = Client(port)
    link = [p["link"] for p in approved["passes"] if p["kind"] == "rider"][0]
    status, page = visitor.call("GET", link)
    check(status == 200 and "李*" in page and "<svg" in page and "起可用" in page, "not yet valid, but a code to keep")
    early = visitor.call("GET", link + "/code")[1]
    check(early["state"] == "too-early" and early["live"], "and a live one: %s" % early)
    check(visitor.call("GET", link[:-1] + ("A" if link[-1] != "A" else "B"))[0] == 404, "a guessed link")
    messages = officer.call("GET", "/api/messages")[1]["items"]
    texts = [m for m in messages if m["purpose"] == "pass-issued"]
    check(len(texts) == 1 and link in texts[0]["body"], "one SMS with the link")
    check(texts[0]["recipient_masked"] == "137****7000", "to the corrected number, masked")


def veto_and_cancel(user, approver, officer, approved):
    check(user.act(approved, "cancel")[1]["state"] == "cancelled", "cancelled")
    revoked = user.call("GET", "/api/applications/" + approved["id"])[1]["passes"]
    check({p["state"] for p in revoked} == {"revoked"}, "its passes are revoked")
    again = user.call("POST", "/api/applications/%s/copy" % approved["id"])[1]
    check(again["periods"] == [] and len(again["persons"]) == 2, "a copy without dates")
    again = user.call("PUT", "/api/applications/" + again["id"],
                      {"version": again["version"], "periods": visit()["periods"]})[1]
    again = user.act(again, "submit")[1]
    sent_back = approver.act(again, "unit-send-back", remark="请写明事由")[1]
    check(sent_back["state"] == "sent-back", "sent back: %s" % sent_back)
    again = user.act(sent_back, "resubmit")[1]
    again = approver.act(again, "unit-pass")[1]
    check(officer.act(again, "security-veto")[1]["code"] == "remark-missing", "a veto says why")
    again = officer.act(again, "security-veto", remark="当日有重要活动")[1]
    check(again["state"] == "acknowledging", "vetoed")
    check(user.act(again, "acknowledge")[1]["state"] == "vetoed", "acknowledged")
    late = user.call("POST", "/api/applications", visit(periods=[{
        "from": int(time.time() * 1000) + 60000, "to": int(time.time() * 1000) + 3600000}]))[1]
    check(user.act(late, "submit")[1]["code"] in ("too-late", "incomplete"), "today is too late")


def told_of_a_pass(user, approver, officer, host_mobile):
    """Approves a visitor with a number of Hong Kong: the SMS with the link, [(channel, recipient, text)]."""
    wanted = visit(host_mobile=host_mobile, vehicles=[])
    wanted["persons"] = [dict(wanted["persons"][0], mobile="+852 9123 4567", vehicle=None)]
    draft = user.call("POST", "/api/applications", wanted)[1]
    submitted = user.act(draft, "submit")[1]
    check(submitted["persons"][0]["mobile_masked"] == "+852****4567", "masked with its country: %s" % submitted)
    approved = officer.act(approver.act(submitted, "unit-pass")[1], "security-pass")[1]
    told = [(m["channel"], m["recipient_masked"], m["body"]) for m in officer.call("GET", "/api/messages")[1]["items"]
            if m["purpose"] == "pass-issued" and m["application"] == approved["number"]]
    user.act(approved, "cancel")
    return told


def a_visitor_from_abroad(port, user, approver, officer):
    """Without a contract for SMS abroad the host gets the link, else the applicant; with one the visitor."""
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "the administrator signs in")
    check(user.call("GET", "/api/session")[1]["sms_abroad"] is False, "pages know that no SMS goes abroad")
    host = told_of_a_pass(user, approver, officer, "13600136000")
    check([one[:2] for one in host] == [("sms", "136****6000")] and host[0][2].startswith("请把通行码转给访客"), "the host: %s" % host)
    account = "/api/accounts/%d" % user.call("GET", "/api/session")[1]["account"]["id"]
    check(admin.call("PUT", account, {"mobile": "+86 135 0013 5000"})[0] == 200, "the applicant has a mobile")
    check(user.sign_in("zhang")[0] == 200, "a changed account signs in again")
    applicant = told_of_a_pass(user, approver, officer, "")
    check([one[:2] for one in applicant] == [("sms", "135****5000")], "the applicant: %s" % applicant)
    check(admin.call("PUT", "/api/settings", {"sms.abroad": True})[0] == 200, "the contract is there")
    visitor = told_of_a_pass(user, approver, officer, "13600136000")
    check([one[:2] for one in visitor] == [("sms", "+852****4567")], "the visitor: %s" % visitor)


def sent_twice(user):
    """A request with a key has its effect once, and its repetition gets the first answer."""
    def count():
        return len(user.call("GET", "/api/applications?limit=100")[1]["items"])
    before, wish, key = count(), visit(), {"Idempotency-Key": "0123456789abcdef"}
    status, first = user.call("POST", "/api/applications", wish, key)
    check(status == 201, "made: %s" % first)
    status, second = user.call("POST", "/api/applications", wish, key)
    check((status, second) == (201, first), "the first answer again: %s" % second)
    check(count() == before + 1, "made once")
    status, problem = user.call("POST", "/api/applications", visit(purpose="别的"), key)
    check(status == 422 and problem["code"] == "key-reused", "a key is for one request: %s" % problem)
    check(user.call("POST", "/api/applications", wish, {"Idempotency-Key": "short"})[0] == 400, "a short key")
    check(user.call("POST", "/api/applications", visit(purpose=7), {"Idempotency-Key": "fedcba9876543210"})[0] == 422, "a refusal")
    status, made = user.call("POST", "/api/applications", wish, {"Idempotency-Key": "fedcba9876543210"})
    check(status == 201, "a refused request leaves its key free: %s" % made)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(user.call(
        "POST", "/api/applications", wish, {"Idempotency-Key": "at-the-same-moment"})[0])) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(201 in answers and set(answers) <= {201, 409, 503}, "at the same moment: %s" % answers)
    check(count() == before + 3, "made once again")


def run(port):
    user, approver, other_unit, officer = (Client(port) for _ in range(4))
    for client, name in ((user, "zhang"), (approver, "li"), (other_unit, "wang"), (officer, "guard")):
        check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    check(user.call("GET", "/healthz")[1]["issuing"], "passes can be signed")
    check(len(user.call("GET", "/api/campuses")[1]["items"]) == 2, "two campuses")
    check(user.call("GET", "/api/units?q=jsj")[1]["items"][0]["id"] == 1, "units by pinyin initials")
    bad_requests(port, user)
    approved = the_whole_way(port, user, approver, other_unit, officer)
    pass_page(port, officer, approved)
    veto_and_cancel(user, approver, officer, approved)
    a_visitor_from_abroad(port, user, approver, officer)
    sent_twice(user)
    sign_in_rules(port)
    check(user.call("DELETE", "/api/session")[0] == 204, "signs out")
    check(user.call("GET", "/api/session")[0] == 401, "and is out")


serve(sys.argv[1], sys.argv[2], run, sys.argv[3])
