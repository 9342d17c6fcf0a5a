#!/usr/bin/env python3
"""What the security office does after a visit was approved: block a pass and lift that, revoke it, replace its code.

usage: test_passes.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys

from server_support import Client, check, serve, tomorrow, visit

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def approved(user, unit, office, **more):
    made = user.call("POST", "/api/applications", visit(**more))[1]
    made = user.act(made, "submit")[1]
    made = unit.act(made, "unit-pass")[1]
    status, made = office.act(made, "security-pass")
    check(status == 200 and made["state"] == "approved", "approved: %s" % made)
    return made["id"]


def passes_of(user, id):
    return {one["kind"]: one for one in user.call("GET", "/api/applications/%s" % id)[1]["passes"] if one["state"] != "revoked"}


def act(client, one, action, reason="证件存疑"):
    return client.call("POST", "/api/passes/%s/actions" % one["id"], {"action": action, "reason": reason})


def page(client, link):
    return client.call("GET", link + "/code")[1]["state"]


def single_passes(user, unit, office, admin):
    id = approved(user, unit, office)
    mine = passes_of(user, id)
    one = mine["rider"]
    check(page(user, one["link"]) == "too-early", "a code to come")
    for client, why in ((user, "the applicant"), (unit, "the unit")):
        check(act(client, one, "block")[1]["code"] == "forbidden", "%s blocks nothing" % why)
    check(act(office, one, "melt")[1]["errors"][0]["path"] == "action", "no such action")
    check(act(office, one, "block", "")[1]["code"] == "remark-missing", "a block says why")
    check(act(office, {"id": UNKNOWN}, "block")[1]["code"] == "not-found", "no such pass")
    check(act(office, one, "unblock")[1]["code"] == "not-possible", "what is not blocked can't be lifted")

    status, blocked = act(office, one, "block")
    check(status == 200 and (blocked["state"], blocked["reason"]) == ("blocked", "证件存疑"), "blocked: %s" % blocked)
    check("link" not in blocked, "the office does not get a visitor's link")
    check(page(user, one["link"]) == "blocked", "its page says so")
    check(act(office, one, "reissue")[1]["code"] == "not-possible", "a blocked pass is not replaced")
    check(act(office, one, "unblock", "")[1]["state"] == "active", "lifted")
    check(page(user, one["link"]) == "too-early", "and good again")

    status, new = act(office, one, "reissue", "手机遗失")
    check(status == 200 and new["id"] != one["id"] and new["state"] == "active", "another pass: %s" % new)
    check(page(user, one["link"]) == "replaced", "the old link shows nothing")
    now = passes_of(user, id)["rider"]
    check(now["id"] == new["id"] and now["link"] != one["link"], "a link of its own")
    told = [m["body"] for m in office.call("GET", "/api/messages")[1]["items"] if now["link"] in m["body"]]
    check(len(told) == 1 and "旧链接作废" in told[0], "its holder is told once: %s" % told)

    status, gone = act(admin, mine["pedestrian"], "revoke")
    check(status == 200 and gone["state"] == "revoked", "an administrator may too")
    check(act(office, mine["pedestrian"], "unblock")[1]["code"] == "not-possible", "revoked is for good")
    again = act(office, mine["pedestrian"], "reissue", "误撤销")[1]
    check(again["state"] == "active", "but another code may be issued for it: %s" % again)
    check(act(office, mine["pedestrian"], "reissue")[1]["code"] == "not-possible", "once")
    check(any(m["purpose"] == "pass-revoked" for m in office.call("GET", "/api/messages")[1]["items"]), "and its holder told")
    check(act(office, mine["vehicle"], "reissue")[0] == 200, "a car's pass is replaced, and nobody needs a link")
    trail = [e["action"] for e in admin.call("GET", "/api/audit?subject=pass:")[1]["items"]]
    check(trail == ["pass-reissued", "pass-reissued", "pass-revoked", "pass-reissued", "pass-unblocked", "pass-blocked"], "audited: %s" % trail)


def one_link(user, unit, office, admin):
    """Each person gets one SMS and one link, whatever the number of periods."""
    check(admin.call("PUT", "/api/settings", {"university.name": "某某大学", "university.name_en": "Example University"})[0] == 200,
          "the university has a name")
    check(admin.call("PUT", "/api/settings", {"university.name": "x" * 300})[1]["errors"][0]["path"] == "university.name", "a short one")
    first = visit()["periods"][0]
    day = 24 * 3600 * 1000
    wanted = visit(periods=[first, {"from": first["from"] + day, "to": first["to"] + day}])
    wanted["persons"][1].update(name="Anna Schmidt", document_kind="passport", document_number="C01X00T47", sex="F")
    done = office.act(unit.act(user.act(user.call("POST", "/api/applications", wanted)[1], "submit")[1], "unit-pass")[1],
                      "security-pass")[1]
    passes = user.call("GET", "/api/applications/" + done["id"])[1]["passes"]
    links = {(one["entrant"], one["link"]) for one in passes}
    check(len(passes) == 6 and len(links) == 3, "a link for each entrant: %s" % links)
    sent = [m["body"] for m in office.call("GET", "/api/messages")[1]["items"]
            if m["application"] == done["number"] and m["purpose"] == "pass-issued"]
    check(len(sent) == 2, "an SMS for each person: %s" % sent)
    chinese, english = sorted(sent, key=lambda body: "passport" in body)
    for word in ("李娜", "某某大学", "南门", "陈教授", "身份证", "、"):
        check(word in chinese, "%s in %s" % (word, chinese))
    for word in ("Example U", "South", "passport"):
        check(word in english, "%s in %s" % (word, english))
    check(not any(c > "\u2e80" for c in english.replace("陈教授", "").replace("…", "")), "no Chinese beside names: %s" % english)
    check({one["message"]["state"] for one in passes if one["kind"] != "vehicle"} == {"waiting"}, "each pass lists it: %s" % passes)


def chosen_language(user, unit, office, admin):
    """Messages and page of each entrant are in the language that the applicant chose."""
    wanted = visit()
    wanted["persons"][0]["language"] = "fr"
    status, refused = user.call("POST", "/api/applications", wanted)
    check(status == 422 and refused["errors"][0]["path"] == "persons[0].language", "a language that is not offered: %s" % refused)
    wanted["persons"][0]["language"] = "en"
    wanted["persons"][1].update(name="Anna Schmidt", document_kind="passport", document_number="C01X00T47", sex="F", language="zh")
    made = user.call("POST", "/api/applications", wanted)[1]
    check([one["language"] for one in made["persons"]] == ["en", "zh"], "kept: %s" % made["persons"])
    id = office.act(unit.act(user.act(made, "submit")[1], "unit-pass")[1], "security-pass")[1]["id"]
    bodies = [m["body"] for m in office.call("GET", "/api/messages")[1]["items"]
              if m["application"] == made["number"] and m["purpose"] == "pass-issued"]
    links = {one["entrant"]: one["link"] for one in user.call("GET", "/api/applications/" + id)[1]["passes"] if one["kind"] != "vehicle"}
    chinese, english = sorted(bodies, key=lambda body: "接待人" not in body)
    check("ID card" in english and "入校" not in english, "the chosen language: %s" % english)
    check("接待人" in chinese and "passport" not in chinese, "also against the document's: %s" % chinese)
    for entrant, link in links.items():
        mine = "zh" if entrant.startswith("A") else "en"
        for accept in ("zh-CN", "en-GB"):
            text = office.call("GET", link, headers={"Accept-Language": accept})[1]
            check('<html lang="%s' % mine in text, "%s opens in %s, whatever the browser is: %s" % (entrant, mine, text[:60]))
        other = {"zh": "en", "en": "zh"}[mine]
        text = office.call("GET", link + "?lang=" + other)[1]
        check('<html lang="%s' % other in text and "calendar.ics?lang=%s" % other in text, "with a switch: %s" % text)
    book = user.call("GET", "/api/visitors?q=Anna")[1]
    check([one["language"] for one in book["items"]] == ["zh"], "remembered for the next visit: %s" % book)


def barred_list(user, unit, office, admin):
    person = {"kind": "person", "document_kind": "resident-id", "document_number": "440308199901100034", "label": "王某",
              "reason": "多次违规", "until": None}
    for client in (user, unit):
        check(client.call("GET", "/api/barred")[1]["code"] == "forbidden", "the list is the office's")
    for wrong, where in ((dict(kind="dog"), "kind"), (dict(document_number="440308199901100035"), "document_number"),
                         (dict(reason=""), "reason"), (dict(until=1), "until"), (dict(label="x" * 200), "label"),
                         (dict(document_kind="stamp"), "document_kind"), (dict(kind="plate", plate="京"), "plate")):
        status, problem = office.call("POST", "/api/barred", dict(person, **wrong))
        check(status == 422 and where in [e["path"] for e in problem["errors"]], "%s is told: %s" % (wrong, problem))
    before = user.call("POST", "/api/applications", visit())[1]
    status, one = office.call("POST", "/api/barred", person)
    check(status == 201 and (one["kind"], one["label"], one["plate"]) == ("person", "王某", None), "barred: %s" % one)
    check("19990110" not in str(one), "the number is masked: %s" % one)
    status, refused = user.act(before, "submit")
    check((status, refused["code"]) == (409, "barred"), "held against it on submission: %s" % refused)
    check("王" not in str(refused) and "违规" not in str(refused), "the applicant is not told why")
    check([e["path"] for e in refused["errors"]] == ["persons[1]"], "but who it is about: %s" % refused)
    check(office.call("GET", "/api/barred?q=%E8%BF%9D%E8%A7%84")[1]["items"][0]["id"] == one["id"], "found by its reason")
    check(office.call("GET", "/api/barred?q=zzz")[1]["items"] == [], "and not by anything else")
    check(office.call("DELETE", "/api/barred/" + one["id"])[0] == 204, "lifted")
    check(office.call("DELETE", "/api/barred/" + one["id"])[0] == 404, "once")
    check(office.call("GET", "/api/barred")[1]["items"] == [], "and off the list")
    sent = user.act(before, "submit")[1]
    check(sent["state"] == "unit-review", "then it goes through: %s" % sent)

    status, car = admin.call("POST", "/api/barred", {"kind": "plate", "plate": "京A·12345", "reason": "报废车", "label": ""})
    check(status == 201 and car["plate"], "a plate: %s" % car)
    status, refused = unit.act(sent, "unit-pass")
    check((status, refused["code"]) == (409, "barred"), "held against it on approval: %s" % refused)
    check(office.call("DELETE", "/api/barred/" + car["id"])[0] == 204, "lifted")
    trail = [e["action"] for e in admin.call("GET", "/api/audit?subject=barred:")[1]["items"]]
    check(trail == ["barred-lifted", "barred-added"] * 2, "audited: %s" % trail)


def closed_days(user, unit, office, admin):
    """Closed on the second and the fourth of five days: three stretches, for approvers, in the message and on passes."""
    nine, day = tomorrow(), 86400000
    midnight = nine - 9 * 3600000
    calendar = [{"day": (midnight + 8 * 3600000) // day + i, "working": False, "open": False, "deadline_minute": None, "note": ""}
                for i in (1, 3)]
    check(admin.call("PUT", "/api/admin/campuses/1/days", calendar)[0] == 200, "closed")
    period = {"from": nine, "to": nine + 4 * day + 8 * 3600000}
    wish = dict(kind="multi", periods=[period])
    made = user.call("POST", "/api/applications", visit(**wish))[1]
    status, refused = user.act(made, "submit")
    check(status == 422 and [e["code"] for e in refused["errors"]] == ["closed"], "not without knowing: %s" % refused)

    period["skip_closed"] = True
    stretches = [(nine, midnight + day), (midnight + 2 * day, midnight + 3 * day), (midnight + 4 * day, period["to"])]
    def shown(answer):
        return [(one["from"], one["to"]) for one in answer["stretches"] if one["period"] == 0]
    told = user.call("POST", "/api/applications/check", visit(**wish))[1]
    check(told["errors"] == [] and shown(told) == stretches, "the applicant sees them: %s" % told)
    made = user.act(user.call("POST", "/api/applications", visit(**wish))[1], "submit")[1]
    check(shown(unit.call("GET", "/api/applications/" + made["id"])[1]) == stretches, "so do approvers")

    # Another day is closed before the office decides: its passes leave that out, too.
    check(admin.call("PUT", "/api/admin/campuses/1/days", [dict(calendar[0], day=calendar[0]["day"] + 1)])[0] == 200, "one more")
    made = office.act(unit.act(made, "unit-pass")[1], "security-pass")[1]
    of_kind = {}
    for one in made["passes"]:
        of_kind.setdefault(one["kind"], []).append((one["from"], one["to"]))
    wanted = [stretches[0], stretches[2]]
    check({kind: sorted(spans) for kind, spans in of_kind.items()} == dict.fromkeys(("vehicle", "rider", "pedestrian"), wanted),
          "a pass a stretch for each: %s" % of_kind)
    check(admin.call("PUT", "/api/admin/campuses/1/days", [dict(one, working=True, open=True) for one in calendar] +
                     [dict(calendar[0], day=calendar[0]["day"] + 1, working=True, open=True)])[0] == 200, "open again")


def withdrawn_consent(user, unit, office, admin):
    """A visitor sees what was declared, and withdraws the consent: the passes are revoked, applicant and office are told."""
    for one in admin.call("GET", "/api/accounts")[1]["items"]:
        if one["name"] in ("zhang", "guard"):
            check(admin.call("PUT", "/api/accounts/%d" % one["id"], {"email": one["name"] + "@example.edu.cn"})[0] == 200, "has mail")
    check(user.sign_in("zhang")[0] == 200 and office.sign_in("guard")[0] == 200, "changed accounts sign in again")
    id = approved(user, unit, office)
    before, guest = passes_of(user, id), Client(user.port)
    link = before["rider"]["link"]

    def shown(path):
        return guest.call("GET", path + "?lang=en")[1]
    check("your host declared" in shown(link) and "告知书" in shown(link) and "/withdraw" in shown(link), "told: %s" % shown(link))
    check("Withdraw and revoke" in shown(link + "/withdraw") and len(passes_of(user, id)) == 3, "asking changes nothing")
    check(guest.call("POST", "/p/%s/withdraw" % ("x" * 22))[0] == 404, "an unknown link")
    for _ in range(2):
        check(guest.call("POST", link + "/withdraw")[0] == 200, "withdrawn, and again")
    check(set(passes_of(user, id)) == {"pedestrian"}, "the visitor's and the car's, nobody else's: %s" % passes_of(user, id))
    check("You withdrew the consent" in shown(link) and "/withdraw" not in shown(link), "the page says so: %s" % shown(link))
    after = user.call("GET", "/api/applications/" + id)[1]
    check([p["refused"] for p in after["persons"]] == [True, False], "and the application: %s" % after["persons"])
    told = [m for m in office.call("GET", "/api/messages")[1]["items"] if "撤回了个人信息同意" in m["body"]]
    check(len(told) >= 2, "applicant and office are told: %s" % told)
    check(any(a["action"] == "consent-withdrawn" for a in admin.call("GET", "/api/audit")[1]["items"]), "audited")
    check(admin.call("GET", "/api/privacy")[1]["notices"][0]["withdrawn"] == 1, "counted")


def run(port):
    clients = []
    for name in ("zhang", "li", "guard", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, office, admin = clients
    single_passes(user, unit, office, admin)
    one_link(user, unit, office, admin)
    chosen_language(user, unit, office, admin)
    withdrawn_consent(user, unit, office, admin)
    closed_days(user, unit, office, admin)
    barred_list(user, unit, office, admin)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
