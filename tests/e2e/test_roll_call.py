#!/usr/bin/env python3
"""Who is inside, and an evacuation: a server, two booths of a campus of which one hands up late, and three officers.

usage: test_roll_call.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]
"""
import sys
import time
import uuid

import test_scope as scope
from test_scope import bindings
from interop_support import id_now
from server_support import check, serve
from walk_up_support import roll_box

NAME = "王小明"


class Evacuation(scope.World):
    def admitted(self, booth, minutes_ago, **more):
        """An admission that the booth has made and not handed up."""
        return booth.entry(id=id_now(), at=int(time.time() * 1000) - minutes_ago * 60000, kind="override",
                           colour="amber", override="phone-confirmed", **more)

    def hand(self, booth, *entries):
        status, told = booth.push(list(entries))
        check(status == 200 and told["acknowledged"] == entries[-1]["number"], "taken: %s" % told)

    def inside(self, campus=1):
        answer = self.people["officer"].call("GET", "/api/presence?campus=%d" % campus)[1]
        return {one["subject"] for one in answer["items"]}

    def roll(self, id, who="officer"):
        status, answer = self.people[who].call("GET", "/api/roll-calls/" + id)
        check(status == 200, "the roll call: %s" % answer)
        check(sum(answer["counts"][one] for one in ("open", "safe", "missing", "not_here", "left")) ==
              answer["counts"]["total"] == len(answer["items"]), "each counts once: %s" % answer["counts"])
        return answer

    def row(self, id, subject):
        return next(one for one in self.roll(id)["items"] if one["subject"] == subject)

    def tick(self, id, subject, mark, who="officer"):
        return self.people[who].call("POST", "/api/roll-calls/%s/ticks" % id, {"subject": subject, "mark": mark})[0]

    def audited(self, action):
        items = self.people["administrator"].call("GET", "/api/audit?limit=100")[1]["items"]
        return [one for one in items if one["action"] == action]


def booking_out(w):
    entry = w.admitted(w.booth, 5)
    w.hand(w.booth, entry)
    path, office = "/api/presence/%s/end" % entry["id"], w.people["officer"]
    check(entry["id"] in w.inside(), "inside")
    check(w.people["officer-campus-2"].call("POST", path, {"campus": 1, "reason": "left-unseen"})[0] == 403, "not theirs")
    check(w.people["officer-campus-2"].call("POST", path, {"campus": 2, "reason": "left-unseen"})[0] == 404, "not there")
    check(w.people["reviewer"].call("POST", path, {"campus": 1, "reason": "left-unseen"})[0] == 403, "reviewers look")
    check(office.call("POST", path, {"campus": 1, "reason": "roll-call"})[0] == 400, "a reason of the list")
    check(office.call("POST", path, {"campus": 1, "reason": "left-unseen"})[0] == 204, "booked out")
    check(entry["id"] not in w.inside(), "and gone")
    check(office.call("POST", path, {"campus": 1, "reason": "left-unseen"})[0] == 404, "once")
    w.booth.pull()
    check(entry["id"] not in w.booth.inside(), "the booths hear of it")
    # What the other booth hands up late about another does not bring this one back.
    again = w.admitted(w.booth, 0, refers_to=entry["id"])
    w.hand(w.booth, again)
    check(entry["id"] not in w.inside() and again["id"] in w.inside(), "only who came in is inside")


def lists(w):
    """The list as a file, and who went out by another gate."""
    north = {"gate": 1}
    came = w.admitted(w.booth, 30)
    gone = w.booth.entry(id=id_now(), at=int(time.time() * 1000), kind="exit", direction="out", colour="green",
                         refers_to=came["id"], **north)
    w.hand(w.booth, came, gone)
    answer = w.people["reviewer"].call("GET", "/api/presence?campus=1")[1]
    left = [one for one in answer["left_elsewhere"] if one["subject"] == came["id"]]
    check(len(left) == 1 and left[0]["in_gate_name"] == "南门" and left[0]["out_gate_name"] == "北门", "left: %s" % left)
    for form in ("csv", "xlsx"):
        status, table = w.people["reviewer"].call("GET", "/api/presence/%s?campus=1&lang=en" % form)
        rows = table.splitlines()
        check(status == 200 and len(rows) == answer["persons"] + answer["vehicles"] + 1, "everybody: %s" % table)
        check("Inside since" in rows[0] and "Without a pass" in rows[1], "in English: %s" % rows[:2])
        check(w.people["reviewer-campus-2"].call("GET", "/api/presence/%s?campus=1" % form)[0] == 403, "not theirs")
    check(len(w.audited("presence-exported")) == 2, "recorded")


def evacuation(w):
    officer, other = w.people["officer"], w.people["administrator"]
    late_booth = w.new_booth()
    late_booth.pull()
    document = "G%08d" % (w.count + 1)
    visit = w.approved()
    named = next(one for one in visit["passes"])["id"]
    walker = w.booth.entry(id=id_now(), at=int(time.time() * 1000), kind="admit", colour="green", **{"pass": named})
    stranger = w.admitted(w.booth, 7)
    w.hand(w.booth, walker, stranger)
    unseen = [w.admitted(late_booth, 30), w.admitted(late_booth, 20)]  # this booth has no network
    gone = w.admitted(w.booth, 9)
    w.hand(w.booth, gone)

    check(w.people["officer-campus-2"].call("POST", "/api/roll-calls", {"campus": 1})[0] == 403, "of the own campus")
    status, begun = officer.call("POST", "/api/roll-calls", {"campus": 1})
    check(status == 201 and begun["started"], "started: %s" % begun)
    id = begun["id"]
    status, same = other.call("POST", "/api/roll-calls", {"campus": 1})
    check(status == 200 and same == {"id": id, "started": False}, "both officers have the same one: %s" % same)
    first = w.roll(id)
    check({one["subject"] for one in first["items"]} == w.inside(), "everybody who is inside is listed")
    check(w.row(id, named)["person"] == NAME, "with the full name")
    check(w.row(id, stranger["id"])["person"] is None, "and strangers without one")
    for who in ("officer-campus-2", "reviewer", "owner"):
        check(w.people[who].call("GET", "/api/roll-calls/" + id)[0] in (403, 404), "not for %s" % who)

    # Two officers tick. The last tick wins, and both stay on record.
    check(w.tick(id, named, "missing") == 204 and w.tick(id, named, "safe", "administrator") == 204, "ticked")
    seen = w.row(id, named)
    check(seen["mark"] == "safe" and not seen["conflict"], "the last tick wins: %s" % seen)
    check([one["mark"] for one in w.roll(id)["ticks"]] == ["missing", "safe"], "with both on record")
    check(w.tick(id, scope.NOBODYS, "safe") == 404 and w.tick(id, named, "lost") == 400, "only who is on the list")
    check(w.tick(id, named, "safe", "officer-campus-2") == 404, "not another campus's")

    # The booth that was offline hands up: the people that it let in join.
    w.hand(late_booth, *unseen)
    for one in unseen:
        row = w.row(id, one["id"])
        check(row["late"] and row["mark"] == "open", "nobody is lost: %s" % row)
    # Somebody walks out by a gate. Somebody else was never here.
    w.hand(w.booth, w.booth.entry(id=id_now(), at=int(time.time() * 1000), kind="exit", direction="out", colour="green",
                                  refers_to=gone["id"]))
    check(w.row(id, gone["id"])["left_at"], "left by a gate: %s" % w.row(id, gone["id"]))
    check(w.tick(id, unseen[0]["id"], "not-here") == 204 and unseen[0]["id"] not in w.inside(), "booked out with the tick")
    check(w.row(id, unseen[0]["id"])["mark"] == "not-here", "and stays on the list")
    check(w.tick(id, stranger["id"], "missing") == 204, "missing")

    check(officer.call("POST", "/api/roll-calls/%s/end" % id)[0] == 204, "ended")
    check(officer.call("POST", "/api/roll-calls/%s/end" % id)[0] == 204, "twice is no fault")
    check(w.tick(id, named, "missing") == 409, "nothing changes after the end")
    done = w.roll(id)
    check(done["ended_at"] and done["counts"]["safe"] == 1 and done["counts"]["missing"] == 1 and
          done["counts"]["not_here"] == 1 and done["counts"]["left"] == 1, "the result: %s" % done["counts"])
    listed = officer.call("GET", "/api/roll-calls?campus=1")[1]["items"]
    check(listed[0]["id"] == id and listed[0]["counts"] == done["counts"], "and the list of them: %s" % listed)
    check(w.people["officer-campus-2"].call("GET", "/api/roll-calls")[1]["items"] == [], "none of the other campus")
    w.hand(late_booth, w.admitted(late_booth, 0))
    check(len(w.roll(id)["items"]) == len(done["items"]), "nobody joins after the end")
    return id, document


def records(w, id, document):
    for action, count in (("roll-call-started", 1), ("roll-call-ticked", 4), ("roll-call-ended", 1), ("stay-ended", 2)):
        check(len(w.audited(action)) == count, "%s is recorded: %s" % (action, w.audited(action)))
    check(len([one for one in w.audited("roll-call-viewed") if one["subject"] == "roll-call:" + id]) == 1,
          "one reveal for an officer, however often the page asks")
    check("1 safe" in w.audited("roll-call-ended")[0]["detail"], "with the result")
    person = {"document_kind": "passport", "document_number": document}
    status, held = w.admin.call("POST", "/api/subjects/export", person)
    check(status == 200, "a person's data: %s" % held)
    marks = [one["mark"] for a in held["applications"] for one in a["roll_calls"]]
    check(marks == ["safe"], "the roll call is in the person's data: %s" % marks)


def told(booth):
    """What the server says of roll calls, of those that run the rows."""
    records = [one for one in booth.pull() if one["t"] in ("roll_call", "roll_row")]
    return [(one["t"], one.get("state", one.get("mark")), one["id"]) for one in records]


def tick_box(booth, roll_call, subject, mark, number):
    now = int(time.time() * 1000)
    plain = roll_box(roll_call, 2, [subject], now, number, mark)
    path = "/device/boxes/roll-call/%s?number=%d&at=%d" % (uuid.uuid4(), number, now)
    status, answer = booth.call("POST", path, bindings.crypto_box_seal(plain, booth.sealing), "application/octet-stream")
    check(status == 200, "settled: %s" % answer)
    return answer["taken"]


def booths(w):
    """Booths of the campus hear of a roll call and tick; those of another campus do neither."""
    officer, here, elsewhere = w.people["officer"], w.new_booth(), w.new_booth(campus=2, gate=2)
    elsewhere.pull()
    inside = w.admitted(w.booth, 3)
    w.hand(w.booth, inside)
    id = officer.call("POST", "/api/roll-calls", {"campus": 1})[1]["id"]
    listed = {one["subject"] for one in w.roll(id)["items"]}
    heard = told(here)
    check(("roll_call", "running", id) in heard and {one[2] for one in heard if one[0] == "roll_row"} == listed,
          "with everybody: %s" % heard)
    check(told(elsewhere) == [], "nothing at another campus")
    check(tick_box(here, id, inside["id"], 1, 5), "ticked")
    row = w.row(id, inside["id"])
    check(row["mark"] == "safe" and row["marked_by"] == here.name, "by the booth: %s" % row)
    check(("roll_row", "safe", inside["id"]) in told(w.booth), "others hear of it")
    check(tick_box(here, id, inside["id"], 0, 6) and w.row(id, inside["id"])["mark"] == "open", "taken back")
    check(tick_box(here, id, inside["id"], 1, 4) and w.row(id, inside["id"])["mark"] == "open", "an older tick comes late")
    check(not tick_box(elsewhere, id, inside["id"], 1, 7), "not by another campus")
    check(len(w.roll(id)["ticks"]) == 3, "each is on record, theirs is not")
    check(officer.call("POST", "/api/roll-calls/%s/end" % id)[0] == 204, "ended")
    check(("roll_call", "ended", id) in told(here), "the booths hear of it")
    check(told(w.new_booth()).count(("roll_row", "open", inside["id"])) == 0, "and a new one gets no row")


def main(port):
    w = Evacuation(port)
    booking_out(w)
    lists(w)
    records(w, *evacuation(w))
    booths(w)


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], main, *sys.argv[3:])
    from server_support import checks
    print("%d checks hold" % checks)
