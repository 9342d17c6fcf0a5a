"""An approved application is changed: only what changed is decided again, and only those passes are renewed.

  test_amend.py GATEHOUSE_SERVER GATEHOUSE"""
import datetime
import os
import sqlite3
import subprocess
import sys

import server_support
from server_support import Client, check, serve, tomorrow, visit

SERVER, GATEHOUSE = sys.argv[1:3]
HOUR = 3600000
WANG5 = {"name": "王五", "sex": "M", "mobile": "13900139005", "document_kind": "passport", "document_number": "E00000005", "vehicle": None}
ZHAO6 = {"name": "赵六", "sex": "M", "mobile": "13900139006", "document_kind": "passport", "document_number": "E00000006", "vehicle": None}


class Walk:
    def __init__(self, world):
        self.world = world
        self.people = {name: Client(world.port) for name in ("zhang", "li", "guard", "admin")}
        for name, client in self.people.items():
            check(client.sign_in(name)[0] == 200, "%s signs in" % name)
        self.zhang, self.li, self.guard, self.admin = (self.people[name] for name in ("zhang", "li", "guard", "admin"))

    def get(self, id, who="zhang"):
        status, found = self.people[who].call("GET", "/api/applications/" + id)
        check(status == 200, "%s reads it: %s" % (who, found))
        return found

    def approved(self, **more):
        wish = visit(gates=[0, 1], **more)
        wish["persons"] = wish["persons"] + [WANG5]
        sent = self.zhang.act(self.zhang.call("POST", "/api/applications", wish)[1], "submit")
        check(sent[0] == 200, "submitted: %s" % (sent,))
        done = self.decide(sent[1]["id"])
        check(done["state"] == "approved", "approved: %s" % done)
        return self.get(done["id"])

    def decide(self, id):
        status, passed = self.li.act(self.get(id, "li"), "unit-pass")
        check(status == 200, "the unit agrees: %s" % passed)
        status, done = self.guard.act(self.get(id, "guard"), "security-pass")
        check(status == 200, "the office agrees: %s" % done)
        return done

    def draft(self, application):
        status, draft = self.zhang.call("POST", "/api/applications/%s/amend" % application["id"])
        check(status == 201 and draft["state"] == "draft", "an amendment begins: %s" % draft)
        check(draft["amends"]["number"] == application["number"] and draft["amends"]["changes"] == [], "and differs in nothing yet: %s" % draft["amends"])
        return draft

    def change(self, draft, **changes):
        status, saved = self.zhang.call("PUT", "/api/applications/" + draft["id"], dict(changes, version=draft["version"]))
        check(status == 200, "changed: %s" % saved)
        return saved

    def submitted(self, draft, **changes):
        status, sent = self.zhang.act(self.change(draft, **changes), "submit")
        check(status == 200 and sent["state"] == "unit-review", "submitted: %s" % sent)
        return sent

    def rows(self):
        """What a booth holds of each pass, after it took what the server exports: {id: row}, and the revoked ones."""
        out, path = (os.path.join(self.world.folder, name) for name in ("booth.ndjson", "replica.db"))
        subprocess.run([SERVER, "--export", out, "--database", self.world.database, "--keys", self.world.keys], check=True)
        subprocess.run([GATEHOUSE, "replica", "import", out, "--replica", path, "--root", os.path.join(self.world.keys, "root.public")],
                       check=True, stdout=subprocess.DEVNULL)
        with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
            rows = {row[0]: row for row in db.execute("SELECT id, * FROM pass")}
            revoked = {row[0] for row in db.execute("SELECT id FROM revoked")}
        return rows, revoked

    def sent(self, application):
        return [(one["purpose"], one["to"] if "to" in one else one.get("recipient_masked", "")) for one in
                self.guard.call("GET", "/api/messages?limit=100")[1]["items"] if one["application"] == application["number"] and one["channel"] == "sms"]


def by_entrant(application, state=None):
    return {one["entrant"]: one for one in application["passes"] if state is None or one["state"] == state}


def key(one):
    return bytes.fromhex(one["id"].replace("-", ""))


def a_person_is_replaced(w):
    """One is dropped, one is added; the car, its driver and another visitor hear nothing of it."""
    before = w.approved()
    passes, held = by_entrant(before), w.rows()[0]
    draft = w.draft(before)
    check(w.zhang.call("POST", "/api/applications/%s/amend" % before["id"])[1]["id"] == draft["id"], "the same draft again")
    check(w.zhang.act(draft, "submit")[0] == 409, "nothing has changed")
    status, refused = w.zhang.act(w.change(draft, unit=2, note="另请安排车位"), "submit")
    check(status == 422 and [one["path"] for one in refused["errors"]] == ["unit"], "another unit needs another application: %s" % refused)
    draft = w.change(w.get(draft["id"]), unit=1, note="")
    persons = [one for one in draft["persons"] if one["name"] != "王小明"] + [ZHAO6]
    sent = w.submitted(draft, persons=persons)
    seen = w.li.call("GET", "/api/applications/" + sent["id"])[1]
    check([one["path"] for one in seen["amends"]["changes"]] == ["persons[2].added", "persons[1].dropped"], "what differs: %s" % seen["amends"])
    check(ZHAO6["name"] in seen["amends"]["changes"][0]["to"], "the host unit reads names: %s" % seen["amends"])
    seen = w.get(before["id"])
    check(seen["state"] == "approved" and seen["amendment"]["number"] == sent["number"], "it waits beside what stands: %s" % seen["amendment"])
    check(w.zhang.call("POST", "/api/applications/%s/amend" % before["id"])[0] == 409, "one at a time")
    check(w.rows()[0] == held, "booths hear nothing before the decision")
    told = len(w.sent(before))
    done = w.decide(sent["id"])
    check(done["state"] == "applied", "taken over: %s" % done["state"])
    after = w.get(before["id"])
    now = by_entrant(after)
    check(after["state"] == "approved" and after["amendment"] is None and len(after["persons"]) == 3, "it stays approved: %s" % after)
    for who in ("李*", "京A12345", "王*"):
        if who == "王*":
            continue # 王小明 and 王五 are looked at below
        check(now[who] == passes[who], "%s keeps pass and link: %s" % (who, now[who]))
    kept = [one for one in after["passes"] if one["id"] in {p["id"] for p in before["passes"]} and one["state"] == "active"]
    check(len(kept) == 3, "three passes stay: %s" % kept)
    dropped = [one for one in after["passes"] if one["state"] == "revoked"]
    check(len(dropped) == 1 and dropped[0]["reason"] == "amendment-dropped", "one is revoked: %s" % dropped)
    new = [one for one in after["passes"] if one["id"] not in {p["id"] for p in before["passes"]}]
    check(len(new) == 1 and new[0]["entrant"] == "赵*", "one is new: %s" % new)
    rows = w.rows()[0]
    for one in kept:
        check(rows[key(one)] == held[key(one)], "the booth's row stays as it was")
    check(key(new[0]) in rows, "the booth has the new pass")
    purposes = [purpose for purpose, _ in w.sent(before)]
    check(len(purposes) == told + 2 and purposes.count("pass-revoked") == 1, "only those two hear of it: %s" % purposes)
    check([one["action"] for one in after["history"]][-1] == "take-amendment", "it stands in the history")
    return after


def another_time(w, before):
    """Everybody's pass changes; the links stay, since nobody else holds them."""
    period = before["periods"][0]
    draft = w.draft(before)
    sent = w.submitted(draft, periods=[{"from": period["from"] + HOUR, "to": period["to"] + HOUR}])
    check([one["path"] for one in w.get(sent["id"], "li")["amends"]["changes"]] == ["periods[0]"], "one change")
    w.decide(sent["id"])
    after = w.get(before["id"])
    old = {one["id"]: one for one in before["passes"] if one["state"] == "active"}
    check(all(one["state"] == "revoked" and one["reason"] == "amendment-changed" for one in after["passes"] if one["id"] in old),
          "the old ones are revoked")
    new = [one for one in after["passes"] if one["state"] == "active"]
    check(len(new) == 4 and {one["from"] for one in new} == {period["from"] + HOUR}, "each has a new one: %s" % new)
    check({one["link"] for one in new} == {one["link"] for one in old.values()}, "under the same links")
    for one in new:
        status, page = w.zhang.call("GET", one["link"])
        check(status == 200, "the link works")
    return after


def another_plate(w, before):
    """The car gets a new pass; its driver keeps code and link, and the booth shows the new plate with it."""
    held = w.rows()[0]
    sent = w.submitted(w.draft(before), vehicles=[{"plate": "京B67890"}])
    check({one["path"] for one in w.get(sent["id"], "li")["amends"]["changes"]} == {"vehicles[0].added", "vehicles[0].dropped"}, "one car for another")
    w.decide(sent["id"])
    after = w.get(before["id"])
    was, now = by_entrant(before, "active"), by_entrant(after, "active")
    check({who: one["id"] for who, one in was.items() if who != "京A12345"} == {who: one["id"] for who, one in now.items() if who != "京B67890"},
          "persons keep their passes")
    check(by_entrant(after, "revoked")["京A12345"]["reason"] == "amendment-changed", "the old plate's pass is revoked")
    rows = w.rows()[0]
    changed = [one for who, one in was.items() if who != "京A12345" and key(one) in rows and rows[key(one)] != held[key(one)]]
    check([one["kind"] for one in changed] == ["rider"], "of the others the booth gets the driver again: %s" % changed)
    return after


def it_is_not_approved(w, before):
    """Veto, withdrawal and a correction that undoes it: what was approved stays."""
    passes = before["passes"]
    sent = w.submitted(w.draft(before), purpose="参观实验室")
    seen = w.li.act(w.get(sent["id"], "li"), "unit-pass")[1]
    status, vetoed = w.guard.act(w.get(sent["id"], "guard"), "security-veto", remark="时间已定，不再改动")
    check(status == 200 and vetoed["state"] == "acknowledging", "vetoed: %s" % vetoed)
    now = w.get(before["id"])
    check(now["state"] == "approved" and now["passes"] == passes and now["purpose"] == before["purpose"], "what stands is untouched")
    check(w.zhang.act(w.get(sent["id"]), "acknowledge")[1]["state"] == "vetoed", "closed")
    sent = w.submitted(w.draft(before), purpose="参观实验室")
    check(w.zhang.act(sent, "withdraw")[1]["state"] == "withdrawn", "withdrawn")
    check(w.get(before["id"])["passes"] == passes and seen, "and still untouched")


def nobody_decides_for_himself(w, before):
    """Who is named by the change, or was named by what it changes, has no say."""
    name = w.li.call("GET", "/api/session")[1]["account"]["display_name"]
    status, skipped = w.zhang.act(w.change(w.draft(before), host_name=name), "submit")
    check(status == 200 and skipped["state"] == "security-review", "nobody else in the unit could decide: %s" % skipped)
    w.zhang.act(skipped, "withdraw")
    other = {"name": "other", "display_name": "副院长", "active": True,
             "roles": [{"role": "unit-approver", "unit": 1, "campus": None}]}
    check(w.admin.call("POST", "/api/accounts", other)[0] == 201, "another approver")
    sent = w.submitted(w.draft(before), host_name=name)
    seen = w.get(sent["id"], "li")
    check(seen["actions"] == [] and seen["concerned"], "the new host does not decide: %s" % seen["actions"])
    check(w.li.act(seen, "unit-pass")[0] == 403, "nor is it taken")
    w.zhang.act(sent, "withdraw")
    account = next(one for one in w.admin.call("GET", "/api/accounts")[1]["items"] if one["name"] == "li")
    check(w.admin.call("PUT", "/api/accounts/%d" % account["id"], {"mobile": ZHAO6["mobile"]})[0] == 200, "li is 赵六's number")
    draft = w.draft(before)
    sent = w.submitted(draft, persons=[one for one in draft["persons"] if one["name"] != "赵六"])
    w.li = w.people["li"] = Client(w.world.port)
    w.li.sign_in("li")
    seen = w.get(sent["id"], "li")
    check(seen["actions"] == [] and seen["concerned"], "who is dropped does not decide: %s" % seen["actions"])
    w.zhang.act(w.get(sent["id"]), "withdraw")
    check(w.admin.call("PUT", "/api/accounts/%d" % account["id"], {"mobile": "13811112222"})[0] == 200, "another number")
    w.li = w.people["li"] = Client(w.world.port)
    w.li.sign_in("li")


def cancelling_ends_it(w, before):
    sent = w.submitted(w.draft(before), purpose="参观实验室")
    check(w.zhang.act(w.get(before["id"]), "cancel", remark="改期")[1]["state"] == "cancelled", "cancelled")
    seen = w.get(sent["id"])
    check(seen["state"] == "withdrawn" and seen["history"][-1]["role"] == "system", "its amendment is withdrawn: %s" % seen["state"])
    check(w.zhang.call("POST", "/api/applications/%s/amend" % before["id"])[0] == 409, "and no other begins")


def who_was_dropped_is_found(w, before):
    """A dropped person stays for the passes, and erasing his data finds him there."""
    wang = {"document_kind": "resident-id", "document_number": "440308199901100034"}
    places = w.admin.call("POST", "/api/subjects/find", wang)[1]["items"]
    check(before["number"] in [one["number"] for one in places], "he is found where he was dropped: %s" % places)


def the_deadline_is_for_newcomers(w):
    """After the deadline nobody can be added, but somebody can be dropped."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    today = datetime.datetime.now(zone).date()
    number = (today - datetime.date(1970, 1, 1)).days

    def deadline(minute):
        days = [{"day": day, "working": True, "open": True, "deadline_minute": minute, "note": ""} for day in range(number - 1, number + 3)]
        check(w.admin.call("PUT", "/api/admin/campuses/1/days", days)[0] == 200, "days")
    begin = int(datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time(9), zone).timestamp()) * 1000
    deadline(1439)
    before = w.approved(periods=[{"from": begin, "to": begin + 8 * HOUR}])
    deadline(0)
    draft = w.draft(before)
    status, refused = w.zhang.act(w.change(draft, persons=draft["persons"] + [ZHAO6]), "submit")
    check(status == 409 and refused["code"] == "too-late", "too late to add: %s" % refused)
    draft = w.get(draft["id"])
    sent = w.submitted(draft, persons=[one for one in draft["persons"] if one["name"] in ("李娜", "王五")])
    check(w.decide(sent["id"])["state"] == "applied", "in time to drop")
    check(len([one for one in w.get(before["id"])["passes"] if one["state"] == "active"]) == 3, "one has lost his pass")


def spans(application, entrant):
    return sorted((one["from"], one["to"]) for one in application["passes"] if one["entrant"] == entrant and one["state"] == "active")


def over_closed_days(w):
    """A visit is made longer over a closed day: what was there stays, and each gets a pass for the days behind it. A day
    that closed since is left out of what the next amendment renews, and passes for it end."""
    nine, day = tomorrow(), 24 * HOUR
    midnight = nine - 9 * HOUR
    number = (midnight + 8 * HOUR) // day

    def calendar(is_open, *days):
        wish = [{"day": number + i, "working": is_open, "open": is_open, "deadline_minute": None, "note": ""} for i in days]
        check(w.admin.call("PUT", "/api/admin/campuses/1/days", wish)[0] == 200, "days")
    calendar(False, 1)
    before = w.approved(kind="multi", periods=[{"from": nine, "to": midnight + day}])
    draft = w.draft(before)
    period = {"from": nine, "to": midnight + 4 * day}
    status, refused = w.zhang.act(w.change(draft, periods=[period]), "submit")
    check(status == 422 and [e["code"] for e in refused["errors"]] == ["closed"], "not without knowing: %s" % refused)
    sent = w.submitted(w.get(draft["id"]), periods=[dict(period, skip_closed=True)])
    stretches = [(nine, midnight + day), (midnight + 2 * day, midnight + 4 * day)]
    shown = [(one["from"], one["to"]) for one in w.get(sent["id"], "li")["stretches"]]
    check(shown == stretches, "the unit sees what is open: %s" % shown)
    check(w.decide(sent["id"])["state"] == "applied", "approved")
    after = w.get(before["id"])
    for who in ("李*", "京A12345", "王*明"):
        check(sorted(set(spans(after, who))) == stretches, "%s may enter on open days: %s" % (who, spans(after, who)))
    check({key(one) for one in before["passes"]} & set(w.rows()[0]) == {key(one) for one in after["passes"] if one["state"] == "active"} &
          {key(one) for one in before["passes"]}, "booths have of the old ones those that stay")

    calendar(False, 3)
    draft = w.draft(after)
    sent = w.submitted(draft, persons=[one for one in draft["persons"] if one["name"] != "王五"])
    check(w.decide(sent["id"])["state"] == "applied", "somebody is dropped")
    after = w.get(before["id"])
    stretches = [stretches[0], (midnight + 2 * day, midnight + 3 * day)]
    for who in ("李*", "京A12345", "王*明"):
        check(spans(after, who) == stretches, "%s: without the day that closed: %s" % (who, spans(after, who)))
    check(spans(after, "王*") == [], "who is dropped has none")
    live = {key(one) for one in after["passes"] if one["state"] == "active"}
    check(live <= set(w.rows()[0]) and len(live) == 6, "booths have them")
    calendar(True, 1, 3)


def walk(world):
    w = Walk(world)
    application = a_person_is_replaced(w)
    application = another_time(w, application)
    application = another_plate(w, application)
    it_is_not_approved(w, application)
    nobody_decides_for_himself(w, application)
    cancelling_ends_it(w, application)
    who_was_dropped_is_found(w, application)
    over_closed_days(w)
    the_deadline_is_for_newcomers(w)


serve(SERVER, GATEHOUSE, lambda port: walk(server_support.place))
