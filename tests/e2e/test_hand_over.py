#!/usr/bin/env python3
"""A decider hands an application to a colleague: who can be chosen, who is told from then on, what lists and history say.

usage: test_hand_over.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys

from server_support import Client, check, serve, visit


class World:
    def __init__(self, port):
        self.port = port
        for name in ("zhang", "li", "wang", "guard", "admin"):
            setattr(self, name, Client(port))
            check(getattr(self, name).sign_in(name)[0] == 200, "%s signs in" % name)
        self.unit = self.li.call("GET", "/api/session")[1]["account"]["unit"]

    def colleague(self, name, shown, role, unit=None, campus=None):
        """Makes an account that can be written to, and signs it in. Returns its client and id."""
        wish = {"name": name, "display_name": shown, "active": True, "email": name + "@example.edu.cn",
                "roles": [{"role": role, "unit": unit, "campus": campus}]}
        status, made = self.admin.call("POST", "/api/accounts", wish)
        check(status == 201, "%s is made: %s" % (name, made))
        client = Client(self.port)
        check(client.sign_in(name, made["password"])[0] == 200, "%s signs in" % name)
        new = {"old": made["password"], "new": "lamp river cloud"}
        check(client.call("PUT", "/api/session/password", new)[0] == 204, "with a password of %s's own" % name)
        return client, made["id"]

    def told(self, number, purpose="to-approve"):
        """Returns the masked addresses of the messages about an application, the newest first."""
        items = self.admin.call("GET", "/api/messages")[1]["items"]
        return [(m["recipient_masked"], m["body"]) for m in items if m["purpose"] == purpose and number in m["body"]]

    def submitted(self):
        return self.zhang.act(self.zhang.call("POST", "/api/applications", visit())[1], "submit")[1]


def names(client, one):
    status, found = client.call("GET", "/api/applications/%s/colleagues" % one["id"])
    check(status == 200, "colleagues: %s" % found)
    return {c["display_name"]: c["id"] for c in found["items"]}


def only_colleagues(w, one, wang_id):
    path = "/api/applications/%s/colleagues" % one["id"]
    check(w.zhang.call("GET", path)[0] == 403 and w.wang.call("GET", path)[0] == 404, "only for who decides")
    for wrong in (wang_id, w.li.call("GET", "/api/session")[1]["account"]["id"], 9999, None, "sun"):
        status, problem = w.li.act(one, "hand-over", to=wrong)
        check(status == 422 and [e["path"] for e in problem["errors"]] == ["to"], "not to %s: %s" % (wrong, problem))
    check(w.zhang.act(one, "hand-over", to=wang_id)[0] in (403, 409), "nor by the applicant")
    check(w.li.act(one, "hand-over", to=wang_id, changes={"purpose": "别的"})[0] in (409, 422), "nor with a change")


def the_unit_hands_over(w, one):
    before = w.told(one["number"])
    status, after = w.li.act(one, "hand-over", to=names(w.li, one)["孙老师"], remark="我出差，请代审")
    check(status == 200 and after["state"] == "unit-review" and after["version"] == one["version"] + 1, "handed over: %s" % after)
    check(after["submitted_at"] == one["submitted_at"] and after["decide_by"] == one["decide_by"], "no date moves: %s" % after)
    line = after["history"][-1]
    check((line["action"], line["colleague"], line["remark"], line["who"]) ==
          ("hand-over", "孙老师", "我出差，请代审", w.li.call("GET", "/api/session")[1]["account"]["display_name"]), "a line: %s" % line)
    check(after["holder"]["names"] == ["孙老师"] and after["holder"]["handed_to"]["display_name"] == "孙老师" and
          after["holder"]["since"] == line["at"], "who has it now: %s" % after["holder"])
    told = w.told(one["number"])
    new = told[:len(told) - len(before)]
    check(len(new) == 1 and new[0][0].endswith("cn") and "转交给您" in new[0][1] and "/app/approve/" + one["id"] in new[0][1],
          "the colleague alone is told: %s" % new)
    return after


def lists_and_reminders(w, sun, one):
    row = lambda client, view: next(r for r in client.call("GET", "/api/applications?view=" + view)[1]["items"] if r["id"] == one["id"])
    check(row(sun, "unit")["assignee"]["display_name"] == row(w.li, "unit")["assignee"]["display_name"] == "孙老师", "the list says so")
    check(row(w.zhang, "mine")["assignee"] is None, "not to the applicant, whose page has it")
    check(w.zhang.call("GET", "/api/applications/" + one["id"])[1]["holder"]["names"] == ["孙老师"], "it does")
    check(w.zhang.call("POST", "/api/applications/%s/remind" % one["id"])[0] == 200, "reminded")
    told = w.told(one["number"], "reminder")
    check(len(told) == 1 and told[0][0].endswith("cn"), "reminders go to the colleague alone: %s" % told)
    check(w.admin.call("PUT", "/api/settings", {"decide.show_names": False})[0] in (200, 204), "names are hidden")
    hidden = w.zhang.call("GET", "/api/applications/" + one["id"])[1]
    check("孙老师" not in str(hidden), "from the applicant: %s" % hidden["holder"])
    check(w.admin.call("PUT", "/api/settings", {"decide.show_names": True})[0] in (200, 204), "and shown")


def the_office_hands_over(w, sun, one):
    qian = w.colleague("qian", "钱老师", "security-officer", campus=1)[0]
    status, passed = sun.act(one, "unit-pass")
    check(status == 200 and passed["holder"]["handed_to"] is None and len(passed["holder"]["names"]) > 1,
          "the next step is everybody's: %s" % passed["holder"])
    status, after = w.guard.act(passed, "hand-over", to=names(w.guard, passed)["钱老师"])
    check(status == 200 and after["holder"]["names"] == ["钱老师"], "the office, too: %s" % after)
    check("/app/security?open=" + one["id"] in w.told(one["number"])[0][1], "the link is the office's")
    status, done = w.guard.act(after, "security-pass")
    check(status == 200 and done["state"] == "approved", "the others still can decide: %s" % done)
    check(qian.act(done, "hand-over", to=1)[0] == 409, "nothing is handed over after the decision")


def who_left_is_passed_over(w, sun_id):
    one = w.submitted()
    one = w.li.act(one, "hand-over", to=sun_id)[1]
    check(w.admin.call("PUT", "/api/accounts/%d" % sun_id, {"active": False})[0] == 200, "the colleague leaves")
    seen = w.li.call("GET", "/api/applications/" + one["id"])[1]["holder"]
    check(seen["handed_to"] is None and "孙老师" not in seen["names"] and seen["names"], "it is everybody's again: %s" % seen)


def nobody_left_in_the_unit(w):
    """An approver applies to a unit where nobody else can decide: the office gets it, and sees why."""
    draft = w.wang.call("POST", "/api/applications", visit(unit=2, host_name="别人"))[1]
    status, passed_on = w.wang.act(draft, "submit")
    check(status == 200 and passed_on["state"] == "security-review", "passed on: %s" % passed_on)
    check(w.wang.act(passed_on, "unit-pass")[0] in (403, 409), "its applicant passes nothing")
    seen = w.guard.call("GET", "/api/applications/" + draft["id"])[1]
    check([(h["action"], h["role"]) for h in seen["history"]][-2:] == [("submit", "applicant"), ("unit-skip", "system")],
          "the office sees that nobody else could decide: %s" % seen["history"])
    rows = w.guard.call("GET", "/api/applications?view=security")[1]["items"]
    check(draft["id"] in [row["id"] for row in rows], "in the office's queue")
    check(w.guard.act(seen, "security-pass")[1]["state"] == "approved", "the office decides")
    w.colleague("second", "副馆长", "unit-approver", unit=2)
    status, waiting = w.wang.act(w.wang.call("POST", "/api/applications", visit(unit=2, host_name="别人"))[1], "submit")
    check(status == 200 and waiting["state"] == "unit-review", "another approver decides: %s" % waiting)
    check(w.wang.act(waiting, "unit-pass")[0] == 403, "not its applicant")
    check(w.wang.act(waiting, "withdraw")[0] == 200, "withdrawn")


def run(port):
    w = World(port)
    nobody_left_in_the_unit(w)
    sun, sun_id = w.colleague("sun", "孙老师", "unit-approver", unit=w.unit)
    one = w.submitted()
    only_colleagues(w, one, w.wang.call("GET", "/api/session")[1]["account"]["id"])
    one = the_unit_hands_over(w, one)
    lists_and_reminders(w, sun, one)
    the_office_hands_over(w, sun, w.li.call("GET", "/api/applications/" + one["id"])[1])
    who_left_is_passed_over(w, sun_id)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
