#!/usr/bin/env python3
"""People on an application: pasted from a spreadsheet, taken from the address book, filled in by themselves, and shown
in full to those who must see them.

usage: test_visitors.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import http.client
import sys

from server_support import Client, check, serve, visit

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def resident_id(n):
    """Makes a well-formed number that nobody has: GB 11643-1999 with its check character (ISO 7064 MOD 11-2)."""
    body = "11010519500101%03d" % n
    total = sum(int(d) * w for d, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return body + "10X98765432"[total % 11]


def pasted(count):
    lines = ["九月来访名单", "姓名\t手机\t证件号码\t车牌"]
    for n in range(count):
        lines.append("访客%s\t139%08d\t%s\t%s" % ("甲乙丙丁"[n % 4], n, resident_id(n), "京A12345" if n == 3 else ""))
    return "\n".join(lines)


def imported(user):
    status, read = user.call("POST", "/api/import", {"text": pasted(200)})
    rows = read["rows"]
    check(status == 200 and len(rows) == 200 and not read["truncated"], "two hundred visitors are read")
    check(all(not row["errors"] for row in rows), "all of them good: %s" % [r for r in rows if r["errors"]][:1])
    check(rows[0]["line"] == 3 and rows[0]["person"]["document_number"] == resident_id(0), "as pasted: %s" % rows[0])
    check(rows[3]["plate"] == "京A12345" and rows[0]["plate"] == "", "with their cars")
    check(rows[1]["person"]["sex"] == "M" and rows[2]["person"]["sex"] == "F", "the sex is in the number")

    made = user.call("POST", "/api/applications", visit(persons=[dict(r["person"], vehicle=None) for r in rows], vehicles=[]))[1]
    status, sent = user.act(made, "submit")
    check(status == 200 and sent["state"] == "unit-review" and len(sent["persons"]) == 200, "and go through the flow")

    bad = "姓名,手机,证件号码\n张三,1381234,%s\n,13800138000,110105195001010013\n李四,13800138001,%s" % (resident_id(7), resident_id(7))
    rows = user.call("POST", "/api/import", {"text": bad})[1]["rows"]
    faults = [{e["column"]: e["code"] for e in row["errors"]} for row in rows]
    check(set(faults[0]) == {"mobile"} and {"name", "document_number"} <= set(faults[1]), "an error for each cell: %s" % faults)
    check(faults[2] == {"document_number": "twice"}, "the same person twice: %s" % faults[2])
    check(rows[0]["person"]["mobile"] == "1381234", "what was typed is kept, to be mended: %s" % rows[0])
    check("手机" in rows[0]["errors"][0]["message"] or "mobile" in rows[0]["errors"][0]["message"], "in words: %s" % rows[0])

    check(user.call("POST", "/api/import", {"text": pasted(501)})[1]["truncated"], "five hundred at a time")
    check(user.call("POST", "/api/import", {"text": ""})[1]["rows"] == [], "nothing is nothing")
    check(user.call("POST", "/api/import", {"text": 5})[1]["errors"][0]["path"] == "text", "not a text")
    check(user.call("POST", "/api/import", {"text": "x" * 300000})[1]["code"] == "too-large", "too much at once")
    check(Client(user.port).call("POST", "/api/import", {"text": "x"})[0] in (401, 403), "nobody else's tool")


def revealed(user, unit, other_unit, office, admin):
    made = user.call("POST", "/api/applications", visit())[1]
    person = made["persons"][1]
    path = "/api/persons/%s/reveal" % person["id"]
    check(unit.call("POST", path)[0] == 404, "a draft is nobody else's")
    made = user.act(made, "submit")[1]
    status, full = unit.call("POST", path)
    check(status == 200 and full == {"name": "王小明", "mobile": "13900139000", "document_number": "440308199901100034"},
          "its unit may look: %s" % full)
    check(other_unit.call("POST", path)[0] == 404, "another unit may not")
    check(office.call("POST", path)[0] == 404, "nor the office, before it is its turn")
    unit.act(made, "unit-pass")
    check(office.call("POST", path)[1]["document_number"] == "440308199901100034", "then it may")
    check(admin.call("POST", path)[0] == 200 and user.call("POST", path)[0] == 200, "and the owner, and administrators")
    check(user.call("POST", "/api/persons/%s/reveal" % UNKNOWN)[0] == 404, "nobody")
    trail = admin.call("GET", "/api/audit?subject=person:" + person["id"])[1]["items"]
    check([e["action"] for e in trail] == ["person-revealed"] * 4, "each look is audited: %s" % trail)
    check("440308" not in str(trail) and "王小明" not in str(trail), "without what was seen")


def address_book(user, unit):
    status, book = user.call("GET", "/api/visitors")
    check(status == 200 and len(book["items"]) == 30, "so many at once: %d" % len(book["items"]))
    found = user.call("GET", "/api/visitors?q=%E7%8E%8B%E5%B0%8F%E6%98%8E")[1]["items"]
    check(len(found) == 1 and found[0]["mobile"] == "13900139000", "each person once, by name: %s" % found)
    check(user.call("GET", "/api/visitors?q=13900139000")[1]["items"] == found, "or by mobile")
    check(unit.call("GET", "/api/visitors?q=13900139000")[1]["items"] == [], "nobody else's visitors")
    kept = {key: found[0][key] for key in ("name", "sex", "mobile", "document_kind", "document_number")}
    again = user.call("POST", "/api/applications", visit(persons=[kept], vehicles=[]))[1]
    check(user.act(again, "submit")[1]["state"] == "unit-review", "and taken over as they are")


def child_is_invited(user, guest, admin):
    """For a child a guardian consents, whose name is recorded."""
    draft = user.call("POST", "/api/applications", visit(persons=[], vehicles=[]))[1]
    path = "/api/applications/%s/invitations" % draft["id"]
    link = "/api/invited/" + user.call("POST", path, {"label": "小王"})[1]["link"][3:]
    version = guest.call("GET", link)[1]["notice"]["version"]
    child = {"name": "王小宝", "sex": "", "mobile": "139 0013 9000", "document_kind": "resident-id",
             "document_number": identity("440308202001100")}
    status, problem = guest.call("PUT", link, {"person": child, "consent": {"notice": version, "declared": True}})
    check(status == 422 and [e["path"] for e in problem["errors"]] == ["consent.guardian"], "a guardian is asked for: %s" % problem)
    status, done = guest.call("PUT", link, {"person": child, "consent": {"notice": version, "declared": True, "guardian": "王建国"}})
    check(status == 200 and done["filled"], "with a guardian: %s" % done)
    held = admin.call("POST", "/api/subjects/export", {name: child[name] for name in ("document_kind", "document_number")})[1]
    found = [(c["by"], c["channel"], c["ticked"], c["minor"], c["guardian"]) for a in held["applications"] for c in a["consents"]]
    check(found == [("guardian", "invitation", True, True, "王建国")], "the guardian's consent: %s" % found)


def identity(first):
    """Eleven to seventeen digits, filled up, with the check character."""
    digits = (first + "0" * 17)[:17]
    total = sum(int(one) * (2 ** (17 - at) % 11) for at, one in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def invitations(user, unit, admin, port):
    draft = user.call("POST", "/api/applications", visit(persons=[], vehicles=[]))[1]
    path = "/api/applications/%s/invitations" % draft["id"]
    check(unit.call("POST", path, {"label": "x"})[0] == 404 and unit.call("GET", path)[0] == 404, "the host's alone")
    check(user.call("POST", path, {"label": "x" * 200})[0] == 422, "a label has its limits")
    status, one = user.call("POST", path, {"label": "王先生"})
    check(status == 201 and one["link"].startswith("/i/") and one["filled_at"] is None, "a link: %s" % one)
    token = one["link"][3:]

    guest = Client(port)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", one["link"])
    check(connection.getresponse().getheader("Location") == "/app/invited/" + token, "leads to the page")
    for wrong in ("x", token[:-1] + "%0d", token[:-2] + "%0d%0aSet-Cookie"):
        check(guest.call("GET", "/i/" + wrong)[0] == 404, "a link that is none")
    other = token[:-1] + ("A" if token[-1] != "A" else "Q")
    check(guest.call("GET", "/api/invited/" + other)[0] == 404, "nor is a guess")
    status, shown = guest.call("GET", "/api/invited/" + token)
    check(status == 200 and shown["purpose"] == "学术讲座" and not shown["filled"] and len(shown["periods"]) == 1, "%s" % shown)
    check(shown["retention_days"] == 180 and shown["university"] == "", "how long the data is kept, and by whom: %s" % shown)
    me = {"name": "王 先生", "sex": "", "mobile": "139 0013 9000", "document_kind": "resident-id",
          "document_number": "440308199901100034"}
    for wrong, where in ((dict(mobile="12"), "person.mobile"), (dict(name=""), "person.name"),
                         (dict(document_number="440308199901100035"), "person.document_number"), (dict(name=5), "person.name")):
        status, problem = guest.call("PUT", "/api/invited/" + token, {"person": dict(me, **wrong), "plate": ""})
        check(status == 422 and where in [e["path"] for e in problem["errors"]], "%s is told: %s" % (wrong, problem))
    check(guest.call("PUT", "/api/invited/" + token, {"person": me, "plate": "XX"})[1]["errors"][0]["path"] == "plate", "and the plate")
    check(guest.call("PUT", "/api/invited/" + token, {"person": None})[0] == 422, "nobody")
    consent = {"notice": shown["notice"]["version"], "declared": True}
    for wrong, where in ((dict(consent, declared=False), "consent.declared"), (dict(consent, notice="00" * 8), "consent.notice"),
                         (dict(consent, guardian=5), "consent.guardian"), ("yes", "consent")):
        status, problem = guest.call("PUT", "/api/invited/" + token, {"person": me, "plate": "", "consent": wrong})
        check(status == 422 and where in [e["path"] for e in problem["errors"]], "%s: %s" % (where, problem))
    status, done = guest.call("PUT", "/api/invited/" + token, {"person": me, "plate": "京A12345", "consent": consent})
    check(status == 200 and done["filled"] and done["person"]["mobile_masked"] == "139****9000", "filled in: %s" % done)
    check("440308" not in str(done) and "先生" not in str(done["person"]), "masked even to the holder of the link")
    check(guest.call("PUT", "/api/invited/" + token, {"person": me})[1]["code"] == "not-possible", "once")
    now = user.call("GET", "/api/applications/" + draft["id"])[1]
    check(now["persons"][0]["mobile"] == "13900139000" and now["persons"][0]["sex"] == "M", "in the draft: %s" % now["persons"])
    check(now["vehicles"][0]["plate"] == "京A12345" and now["persons"][0]["vehicle"] == 0, "with the car")
    check(user.call("GET", path)[1]["items"][0]["filled_at"], "the host sees that it is done")
    held = admin.call("POST", "/api/subjects/export", {"document_kind": "resident-id", "document_number": me["document_number"]})[1]
    found = [one for a in held["applications"] for one in a["invitations"]]
    check([one["label"] for one in found] == ["王先生"] and found[0]["filled_at"], "handed out to whom it is about: %s" % found)
    consents = [one for a in held["applications"] if a["invitations"] for one in a["consents"]]
    check([(c["by"], c["channel"], c["purpose"], c["ticked"], c["minor"], c["text"]) for c in consents] ==
          [("self", "invitation", "entry", False, False, shown["notice"]["text"])], "the guest's own consent: %s" % consents)
    child_is_invited(user, guest, admin)

    second = user.call("POST", path, {"label": ""})[1]
    third = user.call("POST", path, {"label": ""})[1]
    check(unit.call("DELETE", "/api/invitations/" + second["id"])[0] == 404, "not theirs to take back")
    check(user.call("DELETE", "/api/invitations/" + second["id"])[0] == 204, "taken back")
    check(guest.call("GET", "/api/invited/" + second["link"][3:])[0] == 404, "and dead")
    sent = user.act(now, "submit")[1]
    check(sent.get("state") == "unit-review", "submitted as it is: %s" % sent)
    check(guest.call("PUT", "/api/invited/" + third["link"][3:], {"person": me})[1]["code"] == "not-possible", "too late for more")
    check(user.call("POST", path, {"label": ""})[1]["code"] == "not-possible", "or for another link")


def run(port):
    clients = []
    for name in ("zhang", "li", "wang", "guard", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, other_unit, office, admin = clients
    imported(user)
    revealed(user, unit, other_unit, office, admin)
    address_book(user, unit)
    invitations(user, unit, admin, port)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
