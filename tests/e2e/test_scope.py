#!/usr/bin/env python3
"""Who sees what: calls every route of the server as every kind of caller, about things of campus 1 and unit 1, and
compares with the matrix of scope.matrix, which explains itself. A route without a line there fails.

usage: test_scope.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]     (GATEHOUSE_TEST_POSTGRES: on that database instead)
       test_scope.py --print GATEHOUSE_SERVER GATEHOUSE         prints the lines as they are
"""
import base64
import json
import os
import re
import subprocess
import sys
import time
import uuid

import recorded
import server_support
from interop_support import bindings, id_now, sp
from server_support import Client, check, serve, visit, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))

NOBODYS = "01900000-0000-7000-8000-000000000000"  # an id that nothing has
OCTETS = "application/octet-stream"
HEAD_LEN = 1024  # of an emergency admission's box
JPEG = b"\xff\xd8\xff\xe0" + b"car" * 1000
# The smallest picture that a remark may have: one frame and one scan.
FRAME = bytes.fromhex("ffd8" "ffc0000b080010001001011100" "ffda0008010100003f00" "12" "ffd9")
# Sign-in name -> roles that the account is given: (role, unit, campus).
ACTORS = {
    "owner": [("applicant", None, None)],
    "other": [("applicant", None, None)],
    "approver": [("unit-approver", 1, None)],
    "approver-unit-2": [("unit-approver", 2, None)],
    "approver-campus-2": [("unit-approver", 1, 2)],
    "officer": [("security-officer", None, 1)],
    "officer-campus-2": [("security-officer", None, 2)],
    "reviewer": [("reviewer", None, 1)],
    "reviewer-campus-2": [("reviewer", None, 2)],
    "security-administrator": [("security-administrator", None, None)],
    "auditor": [("auditor", None, None)],
}
CALLERS = ["nobody", *ACTORS, "administrator"]


class World:
    """Makes the things that the routes are asked about, all of campus 1 and unit 1."""

    def __init__(self, port):
        self.port, self.people = port, {"nobody": Client(port), "administrator": Client(port), "office": Client(port)}
        self.admin, self.count = self.people["administrator"], 0
        for client, name in ((self.admin, "admin"), (self.people["office"], "guard")):
            check(client.sign_in(name)[0] == 200, "%s signs in" % name)
        self.ids, self.made = {}, {}
        for number, (name, roles) in enumerate(ACTORS.items()):
            self.people[name] = self.account(name, roles, "lamp river cloud %d" % number)
        self.account("spare", [], "lamp river cloud x")
        # A slow machine takes more than the five minutes for which the passwords just given count.
        server_support.sql(server_support.place.database, "UPDATE session SET confirmed_at = confirmed_at + 86400000")
        check(self.admin.call("PUT", "/api/settings", {"gate.evidence_days": 7, "link.rate_per_minute": 6000})[0] == 200,
              "pictures are kept, and links may be guessed")
        self.booth = self.new_booth()
        self.booth.pull()
        self.application = self.approved()
        self.known = self.entry()
        self.kept = self.draft()
        self.guard = self.new_guard()
        self.told = wait_for("the message with the link", self.link_message)

    def account(self, name, roles, password):
        wish = {"name": name, "display_name": name, "unit": 1, "active": True,
                "roles": [{"role": role, "unit": unit, "campus": campus} for role, unit, campus in roles]}
        status, made = self.admin.call("POST", "/api/accounts", wish)
        check(status == 201, "%s is made: %s" % (name, made))
        client, self.ids[name] = Client(self.port), made["id"]
        check(client.sign_in(name, made["password"])[0] == 200, "%s signs in" % name)
        check(client.call("PUT", "/api/session/password", {"old": made["password"], "new": password})[0] == 204,
              "%s chooses a password" % name)
        return client

    def number(self):
        self.count += 1
        return self.count

    def new_booth(self, campus=1, gate=0):
        place = {"name": "south %d" % self.number(), "campus": campus, "gate": gate}
        booth = sp.Booth(self.port, server_support.place.folder, place["name"])
        status, told = booth.enrol(self.admin.call("POST", "/api/devices/codes", place)[1]["code"])
        check(status == 201, "a booth: %s" % told)
        return booth

    def new_guard(self):
        status, made = self.people["office"].call("POST", "/api/guards", {"name": "guard %d" % self.number(), "campus": 1,
                                                                          "pin": "27182818"})
        check(status == 201, "a guard: %s" % made)
        return made["id"]

    def draft(self):
        status, made = self.people["owner"].call("POST", "/api/applications", visit(vehicles=[], persons=[
            {"name": "王小明", "mobile": "13900139000", "document_kind": "passport", "sex": "M", "vehicle": None,
             "document_number": "G%08d" % self.number()}]))
        check(status == 201, "a draft: %s" % made)
        return made

    def approved(self):
        made = self.draft()
        for who, action in (("owner", "submit"), ("approver", "unit-pass"), ("officer", "security-pass")):
            status, made = self.people[who].act(made, action)
            check(status == 200, "%s: %s" % (action, made))
        return made

    def once(self, name, make):
        """Makes a thing for the first who asks: only one caller can use it up."""
        if name not in self.made:
            self.made[name] = make(self)
        return self.made[name]

    def pass_id(self):
        return self.approved()["passes"][0]["id"]

    def link_message(self):
        found = [m for m in self.admin.call("GET", "/api/messages")[1]["items"] if m["purpose"] == "pass-issued" and m["body"]]
        return found[0] if found else None

    def link(self):
        return re.search(r"/p/([A-Za-z0-9_-]+)", self.told["body"]).group(1)

    def invitation(self):
        path = "/api/applications/%s/invitations" % self.kept["id"]
        status, made = self.people["owner"].call("POST", path, {"label": "王"})
        check(status == 201, "an invitation: %s" % made)
        return made

    def push(self, entry):
        status, told = self.booth.push([entry])
        check(status == 200 and told["acknowledged"] == entry["number"], "taken: %s" % told)
        return entry["id"]

    def entry(self, **more):
        return self.push(self.booth.entry(id=id_now(), at=int(time.time() * 1000), **more))

    def just_entered(self):
        """The newest entry, once the live view has it."""
        entry = self.entry()
        time.sleep(1.2)  # it shows what arrived a second ago
        return entry

    def broken(self):
        """An entry that does not follow the one before, so somebody must look at it."""
        self.booth.previous = os.urandom(32).hex()
        return self.entry()

    def exception(self):
        self.broken()
        return self.people["office"].call("GET", "/api/exceptions?kind=broken")[1]["items"][0]["id"]

    def feedback(self):
        """A remark of the applicant; ten a day are too few for every caller."""
        server_support.sql(server_support.place.database, "UPDATE feedback SET at = at - 90000000")
        picture = base64.b64encode(FRAME).decode()
        status, made = self.people["owner"].call("POST", "/api/feedback", {"page": "/", "text": "x", "picture": picture})
        check(status == 201, "a remark: %s" % made)
        return made["id"]

    def portal_key(self):
        """One that is there, or a new one."""
        kept = self.admin.call("GET", "/api/portal-keys")[1]["items"]
        wish = {"name": "k%d" % self.number(), "algorithm": "HS256"}
        return (kept[0] if kept else self.admin.call("POST", "/api/portal-keys", wish)[1])["id"]

    def saved_filter(self):
        """Of the officer alone."""
        wish = {"list": "entries", "name": "filter %d" % self.number(), "query": {"colour": "red"}}
        status, made = self.people["officer"].call("POST", "/api/filters", wish)
        check(status == 201, "a filter: %s" % made)
        return made["id"]

    def aside(self):
        line = "not json %d" % self.number()
        check(self.booth.call("POST", "/device/entries", line.encode() + b"\n", sp.NDJSON)[0] == 200, "kept for review")
        self.booth.number += 1
        items = self.people["office"].call("GET", "/api/entries/aside")[1]["items"]
        return max(items, key=lambda one: one["id"])["id"]

    def hand_up(self, kind, id, plain):
        path = "/device/boxes/%s/%s?number=%d&at=%d" % (kind, id, self.number(), time.time() * 1000)
        return self.booth.call("POST", path, bindings.crypto_box_seal(plain, self.booth.sealing), OCTETS)[1]

    def pictured(self):
        entry = self.entry()
        check(self.hand_up("car-picture", entry, uuid.UUID(entry).bytes + JPEG)["taken"], "a picture")
        return entry

    def walk_up(self):
        id, link = id_now(), ("w%021d" % self.number())
        box = json.dumps({"form": 1, "link": link, "language": "zh", "application": {}}).encode()
        self.hand_up("walk-up", id, box.ljust(512))
        return id, link

    def emergency(self):
        id = id_now()
        head = {"id": id, "application": self.walk_up()[0], "at": int(time.time() * 1000), "clock_trusted": True,
                "guard": 1, "reason": "host-present", "approver": "Chen"}
        check(self.hand_up("emergency", id, json.dumps(head).encode().ljust(HEAD_LEN) + JPEG)["taken"], "an emergency")
        return id

    def admitted(self):
        return self.entry(kind="override", colour="amber", override="phone-confirmed")

    def roll_call(self):
        """The one that runs, or a new one."""
        return self.people["office"].call("POST", "/api/roll-calls", {"campus": 1})[1]["id"]

    def tick(self):
        roll, admitted = self.roll_call(), self.admitted()
        return "/api/roll-calls/%s/ticks" % roll, {"subject": admitted, "mark": "safe"}, None

    def provider(self):
        """One of single sign-on, which is switched off."""
        admin = self.people["administrator"]
        for one in admin.call("GET", "/api/admin/providers")[1]["items"]:
            return one["id"]
        wish = {"kind": "oidc", "name": "p%d" % self.number(), "label": "x",
                "settings": {"issuer": "https://sso.example.edu.cn", "client_id": "x"}}
        status, made = admin.call("POST", "/api/admin/providers", wish)
        check(status == 201, "a provider: %s" % made)
        return made["id"]

    def bar(self):
        wish = {"kind": "plate", "plate": "京A%05d" % self.number(), "reason": "x", "campus": 1}
        status, made = self.people["office"].call("POST", "/api/barred", wish)
        check(status == 201, "barred: %s" % made)
        self.last_barred = made
        return made["id"]

    def barred_plate(self):
        self.bar()
        return self.last_barred["plate"]

    def carried(self):
        entry = self.booth.entry(id=id_now(), at=int(time.time() * 1000))
        return self.booth.carried("entries", [entry], int(time.time()))


# How a route is asked about a thing: World -> (path, body, sign of the thing in the answer or None).
# Routes that are not listed are asked with an id that nothing has and an empty body.
def listed(path, thing):
    return lambda w: (path, None, thing(w))


def about(pattern, thing, body=None):
    return lambda w: (pattern % thing(w), body, None)


APPLICATION = "/api/applications/%s"
NOT_FOUND = "without not-found"  # a sign that must be absent
STALE = {"version": 999999}
ASKED = {
    "GET /p/{link}": about("/p/%s", World.link),
    "GET /p/{link}/": about("/p/%s/", World.link),
    "GET /p/{link}/code": about("/p/%s/code", World.link),
    "GET /p/{link}/code.png": about("/p/%s/code.png", World.link),
    "GET /p/{link}/calendar.ics": about("/p/%s/calendar.ics", World.link),
    "GET /p/{link}/withdraw": about("/p/%s/withdraw", World.link),
    "GET /p/{link}/feedback": about("/p/%s/feedback", World.link),
    "GET /w/{link}": lambda w: ("/w/" + w.walk_up()[1], None, None),
    "GET /w/{link}/withdraw": lambda w: ("/w/%s/withdraw" % w.walk_up()[1], None, None),
    "POST /w/{link}/withdraw": lambda w: ("/w/%s/withdraw" % w.walk_up()[1], None, None),
    "GET /api/applications": lambda w: ("/api/applications?view=all", None, w.application["id"]),
    "GET /api/applications/csv": lambda w: ("/api/applications/csv?view=all", None, w.application["number"]),
    "GET /api/applications/xlsx": lambda w: ("/api/applications/xlsx?view=all", None, w.application["number"]),
    "POST /api/applications": lambda w: ("/api/applications", visit(), None),
    "POST /api/applications/check": lambda w: ("/api/applications/check", visit(), None),
    "POST /api/applications/actions": lambda w: ("/api/applications/actions", {"action": "unit-pass", "remark": "", "items": [
        {"id": w.application["id"], "version": 999999}]}, NOT_FOUND),
    "GET /api/applications/{id}": lambda w: (APPLICATION % w.application["id"], None, None),
    "PUT /api/applications/{id}": lambda w: (APPLICATION % w.kept["id"], dict(STALE, purpose="x"), None),
    "DELETE /api/applications/{id}": lambda w: (APPLICATION % w.once("draft", World.draft)["id"] + "?version=1", None, None),
    "POST /api/applications/{id}/copy": lambda w: (APPLICATION % w.application["id"] + "/copy", {}, None),
    "POST /api/applications/{id}/amend": lambda w: (APPLICATION % w.application["id"] + "/amend", {}, None),
    "POST /api/applications/{id}/actions": lambda w: (APPLICATION % w.application["id"] + "/actions",
                                                      {"action": "cancel", "version": 999999, "remark": "x"}, None),
    "GET /api/applications/{id}/colleagues": lambda w: (APPLICATION % w.application["id"] + "/colleagues", None, None),
    "POST /api/applications/{id}/remind": lambda w: (APPLICATION % w.application["id"] + "/remind", {}, None),
    "POST /api/applications/{id}/invitations": lambda w: (APPLICATION % w.kept["id"] + "/invitations", {"label": "王"}, None),
    "GET /api/applications/{id}/invitations": lambda w: (APPLICATION % w.kept["id"] + "/invitations", None, None),
    "DELETE /api/invitations/{id}": lambda w: ("/api/invitations/" + w.invitation()["id"], None, None),
    "GET /i/{link}": lambda w: ("/i/" + w.invitation()["link"].rsplit("/", 1)[1], None, None),
    "GET /api/invited/{token}": lambda w: ("/api/invited/" + w.invitation()["link"].rsplit("/", 1)[1], None, None),
    "PUT /api/invited/{token}": lambda w: ("/api/invited/" + w.invitation()["link"].rsplit("/", 1)[1], {}, None),
    **{"%s /api/setup%s" % (method, end): lambda w, end=end: ("/api/setup" + end, {"token": "A" * 43}, None)
       for method, end in (("POST", ""), ("PUT", ""), ("POST", "/totp"), ("POST", "/test"), ("POST", "/finish"))},
    "GET /api/visitors": listed("/api/visitors", lambda w: "王小明"),
    "POST /api/persons/{id}/reveal": lambda w: ("/api/persons/%s/reveal" % w.application["persons"][0]["id"], {}, None),
    "POST /api/passes/{id}/actions": about("/api/passes/%s/actions", World.pass_id, {"action": "block", "reason": "x"}),
    "GET /api/entries/{id}/why": about("/api/entries/%s/why", World.entry),
    "GET /api/passes/{id}/verdict": about("/api/passes/%s/verdict?gate=0", World.pass_id),
    "GET /api/barred": listed("/api/barred", World.bar),
    "POST /api/barred": lambda w: ("/api/barred", {"kind": "plate", "plate": "京B%05d" % w.number(), "reason": "x",
                                                   "campus": 1}, None),
    "POST /api/barred/import": lambda w: ("/api/barred/import", {"text": "plate,reason\n京D00001,x\n"}, None),
    "GET /api/barred/csv": listed("/api/barred/csv", World.barred_plate),
    "GET /api/barred/xlsx": listed("/api/barred/xlsx", World.barred_plate),
    "DELETE /api/barred/{id}": about("/api/barred/%s", World.bar),
    "GET /api/messages": listed("/api/messages", lambda w: w.told["id"]),
    "POST /api/messages/{id}/resend": lambda w: ("/api/messages/%s/resend" % w.told["id"], {}, None),
    "GET /api/entries": listed("/api/entries?limit=200", lambda w: w.known),
    "GET /api/entries/csv": listed("/api/entries/csv", lambda w: w.booth.name),
    "GET /api/entries/xlsx": listed("/api/entries/xlsx", lambda w: w.booth.name),
    "GET /api/entries/aside": listed("/api/entries/aside", World.aside),
    "POST /api/entries/aside/{id}/reveal": about("/api/entries/aside/%s/reveal", World.aside, {}),
    "POST /api/entries/aside/{id}/settle": about("/api/entries/aside/%s/settle", World.aside, {}),
    "POST /api/entries/{id}/settle": about("/api/entries/%s/settle", World.broken, {}),
    "GET /api/entries/{id}/picture": about("/api/entries/%s/picture", World.pictured),
    "GET /api/presence": lambda w: ("/api/presence?campus=1", None, None),
    "GET /api/presence/csv": lambda w: ("/api/presence/csv?campus=1", None, None),
    "GET /api/presence/xlsx": lambda w: ("/api/presence/xlsx?campus=1", None, None),
    "POST /api/presence/{id}/end": about("/api/presence/%s/end", World.admitted, {"campus": 1, "reason": "left-unseen"}),
    "GET /api/roll-calls": listed("/api/roll-calls", World.roll_call),
    "POST /api/roll-calls": lambda w: ("/api/roll-calls", {"campus": 1}, None),
    "GET /api/roll-calls/{id}": about("/api/roll-calls/%s", World.roll_call),
    "POST /api/roll-calls/{id}/ticks": World.tick,
    "POST /api/roll-calls/{id}/end": about("/api/roll-calls/%s/end", World.roll_call, {}),
    "GET /api/wall": lambda w: ("/api/wall?campus=1", None, None),
    "GET /api/emergencies": listed("/api/emergencies", World.emergency),
    "GET /api/emergencies/{id}/photo": about("/api/emergencies/%s/photo", World.emergency),
    "POST /api/emergencies/{id}/actions": about("/api/emergencies/%s/actions", World.emergency,
                                                {"action": "confirm", "remark": "x"}),
    # Without a mailbox there is no mail: test_mail_in.py has one, and asks as an officer of another campus.
    "GET /api/mail-filings": listed("/api/mail-filings", lambda w: id_now()),
    "GET /api/mail-filings/{id}": about("/api/mail-filings/%s", lambda w: id_now()),
    "POST /api/mail-filings/{id}/take": about("/api/mail-filings/%s/take", lambda w: id_now(), {}),
    "DELETE /api/mail-filings/{id}": about("/api/mail-filings/%s", lambda w: id_now()),
    "GET /api/exceptions": listed("/api/exceptions?limit=200", World.exception),
    "GET /api/exceptions/csv": listed("/api/exceptions/csv", lambda w: w.exception() and w.booth.name),
    "GET /api/exceptions/xlsx": listed("/api/exceptions/xlsx", lambda w: w.exception() and w.booth.name),
    "GET /api/exceptions/{id}": about("/api/exceptions/%s", World.exception),
    "POST /api/exceptions/{id}/actions": about("/api/exceptions/%s/actions", World.exception, {"action": "remark", "remark": "x"}),
    "POST /api/feedback": lambda w: ("/api/feedback", {"page": "/applications", "text": "x"}, None),
    "GET /api/feedback": listed("/api/feedback", World.feedback),
    "GET /api/feedback/own": listed("/api/feedback/own", World.feedback),
    "GET /api/feedback/{id}": about("/api/feedback/%s", World.feedback),
    "GET /api/feedback/{id}/picture": about("/api/feedback/%s/picture", World.feedback),
    "POST /api/feedback/{id}/actions": about("/api/feedback/%s/actions", World.feedback, {"action": "answer", "text": "x"}),
    "GET /api/live": listed("/api/live?seconds=0", World.just_entered),
    "GET /api/figures": lambda w: ("/api/figures?campus=1", None, None),
    "GET /api/page-texts/{name}/{language}": lambda w: ("/api/page-texts/times/zh", None, None),
    "PUT /api/page-texts/{name}/{language}": lambda w: ("/api/page-texts/times/zh", {"text": "x", "version": 0}, None),
    "GET /api/message-texts/{kind}/{form}/{language}": lambda w: ("/api/message-texts/arrived/sms/zh", None, None),
    "PUT /api/message-texts/{kind}/{form}/{language}": lambda w: ("/api/message-texts/arrived/sms/zh", {"text": "", "version": 0}, None),
    "POST /api/message-texts/{kind}/{form}/{language}/preview": lambda w: ("/api/message-texts/arrived/sms/zh/preview", {"text": ""}, None),
    "POST /api/message-texts/{kind}/{form}/{language}/test": lambda w: ("/api/message-texts/arrived/sms/zh/test", {"text": "", "to": "13800138000"}, None),
    "POST /api/portal-keys": lambda w: ("/api/portal-keys", {"name": "k%d" % w.number(), "algorithm": "EdDSA"}, None),
    "DELETE /api/portal-keys/{id}": lambda w: ("/api/portal-keys/%s" % w.portal_key(), None, None),
    "GET /api/filters": listed("/api/filters?list=entries", World.saved_filter),
    "POST /api/filters": lambda w: ("/api/filters", {"list": "entries", "name": "f%d" % w.number(), "query": {}}, None),
    "PUT /api/filters/{id}": about("/api/filters/%s", World.saved_filter, {"initial": True}),
    "DELETE /api/filters/{id}": about("/api/filters/%s", World.saved_filter),
    "GET /api/devices": listed("/api/devices", lambda w: w.booth.id),
    "POST /api/devices/codes": lambda w: ("/api/devices/codes", {"name": "x", "campus": 1, "gate": 0}, None),
    "PUT /api/devices/{id}": lambda w: ("/api/devices/" + w.booth.id, {"name": w.booth.name, "campus": 1, "gate": 0}, None),
    "POST /api/devices/{id}/rotate-key": lambda w: ("/api/devices/%s/rotate-key" % w.booth.id, {}, None),
    "POST /api/devices/{id}/revoke": lambda w: ("/api/devices/%s/revoke" % w.new_booth().id, {}, None),
    "POST /api/devices/{id}/journal-settled": lambda w: ("/api/devices/%s/journal-settled" % w.booth.id, {}, None),
    "POST /api/devices/{id}/snapshot": lambda w: ("/api/devices/%s/snapshot" % w.booth.id, {}, None),
    "POST /api/devices/{id}/entries": lambda w: ("/api/devices/%s/entries" % w.booth.id, w.carried(), None),
    "GET /api/guards": listed("/api/guards", lambda w: '"id": %d,' % w.guard),
    "POST /api/guards": lambda w: ("/api/guards", {"name": "x", "campus": 1, "pin": "27182818"}, None),
    "PUT /api/guards/{id}": lambda w: ("/api/guards/%d" % w.guard, {"pin": "31415926"}, None),
    "GET /api/accounts/{id}": lambda w: ("/api/accounts/%d" % w.ids["owner"], None, None),
    "PUT /api/accounts/{id}": lambda w: ("/api/accounts/%d" % w.ids["other"], {"display_name": ""}, None),
    "POST /api/accounts/{id}/reset": lambda w: ("/api/accounts/%d/reset" % w.ids["spare"], {}, None),
    "POST /api/accounts/{id}/unlock": lambda w: ("/api/accounts/%d/unlock" % w.ids["spare"], {}, None),
    "PUT /api/admin/providers/{id}": about("/api/admin/providers/%s", World.provider, {"label": "y"}),
    "PUT /api/admin/providers/{id}/rules": about("/api/admin/providers/%s/rules", World.provider, {"rules": []}),
    "POST /api/admin/providers/{id}/try": about("/api/admin/providers/%s/try", World.provider, {"attributes": []}),
    "DELETE /api/admin/providers/{id}": about("/api/admin/providers/%s", World.provider),
    "PUT /api/admin/units/{id}": lambda w: ("/api/admin/units/1", {"name": ""}, None),
    "PUT /api/admin/kinds/{id}": lambda w: ("/api/admin/kinds/1", {"name": ""}, None),
    "PUT /api/admin/campuses/{id}": lambda w: ("/api/admin/campuses/1", {"name": ""}, None),
    "GET /api/admin/campuses/{id}/days": lambda w: ("/api/admin/campuses/1/days", None, None),
    "PUT /api/admin/campuses/{id}/days": lambda w: ("/api/admin/campuses/1/days", {"days": 7}, None),
    "POST /api/admin/campuses/{id}/days/import": lambda w: ("/api/admin/campuses/1/days/import", {}, None),
    "GET /api/admin/gates/{bit}": lambda w: ("/api/admin/gates/0", None, None),
    "PUT /api/admin/gates/{bit}": lambda w: ("/api/admin/gates/0", {"name": ""}, None),
    "POST /api/settings/preview": lambda w: ("/api/settings/preview", {}, None),
    "PUT /api/settings": lambda w: ("/api/settings", {}, None),
    "PUT /api/wecom": lambda w: ("/api/wecom", {}, None),
    "POST /api/wecom/test": lambda w: ("/api/wecom/test", {"kind": ""}, None),
}
LAST = ["POST /api/accounts/{id}/reset", "DELETE /api/session", "DELETE /api/session/everywhere"]  # they end sessions, so they come last


def answer_of(world, who, method, pattern):
    """Returns the letter of the answer, as scope.matrix explains."""
    path, body, sign = ASKED.get("%s %s" % (method, pattern),
                                 lambda w: (re.sub(r"\{[a-z]+\}", NOBODYS, pattern), None if method == "GET" else {}, None))(world)
    if isinstance(body, bytes):
        status, answer = world.people[who].call(method, path, raw=body, headers={"Content-Type": sp.NDJSON})
    else:
        status, answer = world.people[who].call(method, path, body)
    if status == 401 and isinstance(answer, dict) and answer.get("code") == "bad-credentials":
        return "?"  # let in, and asked for the password again
    if status in (401, 403, 404):
        return {401: "!", 403: "x", 404: "-"}[status]
    if status >= 400:
        check(status in (400, 409, 422), "%s %s for %s: %s %s" % (method, pattern, who, status, answer))
        return "?"
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False) if isinstance(answer, dict) else ""
    shown = sign is None or ('"not-found"' not in text if sign == NOT_FOUND else sign in text)
    return "+" if shown else "."


def fits(wanted, got, nobodys):
    return {"~": got in "+.?", "=": got == nobodys}.get(wanted, got == wanted)


def read_matrix():
    """Returns {"GET /path": letters}, and the callers of the head line."""
    matrix, head = {}, None
    with open(os.path.join(HERE, "scope.matrix"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            cells = line.split()
            if head is None:
                head = cells[2:]
                continue
            matrix[" ".join(cells[:2])] = cells[2:]
    return matrix, head


def routes_of(server):
    out = subprocess.run([server, "--routes"], check=True, capture_output=True, text=True).stdout
    routes = [tuple(line.split("\t")[:2]) for line in out.splitlines()]
    return sorted(routes, key=lambda route: (LAST.index("%s %s" % route) if "%s %s" % route in LAST else -1, routes.index(route)))


def compare(world, routes):
    matrix, callers = read_matrix()
    check(callers == CALLERS, "the callers of the matrix: %s" % callers)
    names = ["%s %s" % route for route in routes]
    check(not set(names) - set(matrix), "routes without a line in scope.matrix: %s" % sorted(set(names) - set(matrix)))
    check(not set(matrix) - set(names), "lines without a route: %s" % sorted(set(matrix) - set(names)))
    wrong = []
    for (method, pattern), name in zip(routes, names):
        got = [answer_of(world, who, method, pattern) for who in CALLERS]
        for who, wanted, letter in zip(CALLERS, matrix[name], got):
            if not fits(wanted, letter, got[0]):
                wrong.append("%s as %s: %s, not %s" % (name, who, letter, wanted))
    check(not wrong, "%d cells differ from the matrix:\n%s" % (len(wrong), "\n".join(wrong)))
    print("%d routes as %d callers are as declared" % (len(routes), len(CALLERS)))


def show(world, routes):
    for method, pattern in routes:
        letters = [answer_of(world, who, method, pattern) for who in CALLERS]
        print("%-6s %-40s  %s" % (method, pattern, "  ".join(letters)), flush=True)


def run(port):
    world = World(port)
    routes = routes_of(arguments[0])
    if not printing:
        more(world)
        recorded.check_recorded(world, routes)
        world.guard = world.new_guard()
    (show if printing else compare)(world, routes)
    if not printing:
        duties(world)


def more(world):
    """What a table can't say: things of all campuses, and things that change their campus."""
    office, officer, foreign = (world.people[who] for who in ("office", "officer", "officer-campus-2"))
    pin = {"pin": "27182818"}
    for name, path, body in (("a guard", "/api/guards", dict(pin, name="x", rights=["settings"])),
                             ("a bar", "/api/barred", {"kind": "plate", "plate": "京C00001", "reason": "x"})):
        for campus in (0, 1):
            status, told = foreign.call("POST", path, dict(body, campus=campus))
            check(status == 422 and told["errors"][0]["path"] == "campus", "%s for campus %d: %s" % (name, campus, told))
        status, told = foreign.call("POST", path, body)
        check(status == 201 and told["campus"] == 2, "without a word %s is of the officer's campus: %s" % (name, told))
        status, told = office.call("POST", path, dict(body, plate="京C00002", campus=0) if "plate" in body else body)
        check(status == 201 and told["campus"] == 0, "the office of all campuses makes %s of all: %s" % (name, told))
        seen = [one for one in foreign.call("GET", path)[1]["items"] if one["id"] == told["id"]]
        check(len(seen) == 1 and not seen[0]["may_change"], "%s of all campuses is seen, not changed: %s" % (name, seen))
        change = ("PUT", {"rights": ["admit"]}) if path == "/api/guards" else ("DELETE", None)
        check(foreign.call(change[0], "%s/%s" % (path, told["id"]), change[1])[0] == 404, "%s of all stays" % name)
    check(foreign.call("PUT", "/api/guards/%d" % world.guard, {"campus": 2})[0] == 404, "no guard is drawn over")
    check(officer.call("PUT", "/api/guards/%d" % world.guard, {"campus": 2})[0] == 422, "nor pushed away")
    booths(world)


def duties(world):
    """System, security and audit administrator as three people: each has one part, and nobody reads the own trail."""
    system = world.admin = Client(world.port)
    check(system.sign_in("admin")[0] == 200, "signs in")
    auditor, people = world.account("auditor-2", [("auditor", None, None)], "lamp river cloud y"), {}
    for name, role in (("security", "security-administrator"), ("auditor", "auditor")):
        people[name] = world.account(name + "-3", [(role, None, None)], "lamp river cloud z")
    security = people["security"]
    both = "/api/accounts/%d" % world.ids["security-administrator"]
    for roles, separable in ((("security-administrator", "auditor"), False), (("security-administrator",), True)):
        check(system.call("PUT", both, {"roles": [role_of(one) for one in roles]})[0] == 200, "roles")
        if not separable:
            refused(system.call("PUT", "/api/settings", {"duties.separate": True}), "duties.separate", "somebody holds two")
    check(system.call("PUT", "/api/settings", {"duties.separate": True})[0] == 200, "separate")
    for client, allowed in ((system, ()), (security, ("accounts", "settings")), (auditor, ("audit",))):
        for name in ("accounts", "audit"):
            status = client.call("GET", "/api/" + name)[0]
            check(status == (200 if name in allowed else 403), "%s: %d" % (name, status))
    refused(system.call("PUT", "/api/settings", {"duties.separate": False}), "duties.separate", "the security administrator's")
    refused(security.call("PUT", "/api/settings", {"limit.drafts": 60}), "limit.drafts", "the system administrator's")
    check(system.call("PUT", "/api/settings", {"limit.drafts": 60})[0] == 200, "each the own ones")
    own = "/api/accounts/%d" % world.ids["security-3"]
    refused(security.call("PUT", own, {"roles": [role_of("auditor")]}), "roles", "the own duty")
    refused(security.call("PUT", "/api/accounts/%d" % world.ids["auditor-3"], {"roles": [role_of("auditor"), role_of("administrator")]}),
            "roles", "two duties")
    trails = [{one["who"] for one in who.call("GET", "/api/audit?limit=100")[1]["items"]} for who in (auditor, people["auditor"])]
    check("auditor-2" not in trails[0] and "auditor-2" in trails[1], "the own acts are shown to another auditor: %s" % trails)
    check(security.call("PUT", "/api/settings", {"duties.separate": False})[0] == 200, "as before")
    check(system.call("GET", "/api/audit")[0] == 200, "an administrator has all again")


def role_of(name):
    return {"role": name, "unit": None, "campus": None}


def refused(answer, path, what):
    status, told = answer
    check(status == 422 and path in [one["path"] for one in told["errors"]], "%s: %s" % (what, told))


def booths(world):
    """A booth gets guards and bars of its campus only, and learns when a guard has left it."""
    def guards():
        return {one["guard"]: one for one in world.booth.pull() if one["t"] == "guard"}
    office = world.people["office"]
    check(world.guard in guards(), "a booth has its guard")
    check(office.call("PUT", "/api/guards/%d" % world.guard, {"campus": 2})[0] == 200, "who moves")
    left = guards()[world.guard]
    check(not left.get("active") and "wrapped" not in left and left["verifier"].strip("0") == "", "and is gone here: %s" % left)
    never = office.call("POST", "/api/guards", {"name": "x", "campus": 2, "pin": "27182818"})[1]["id"]
    check(never not in guards(), "a guard of another campus never comes")
    bars = [{"kind": "plate", "plate": "京D%05d" % campus, "reason": "x", "campus": campus} for campus in (0, 1, 2)]
    for one in bars:
        check(office.call("POST", "/api/barred", one)[0] == 201, "barred")
    came = [one for one in world.booth.pull() if one["t"] == "bar"]
    check(len(came) == 2, "a bar of another campus does not come: %s" % came)
    for campus, barred in ((1, False), (2, True)):
        wish = visit(campus=campus, gates=[2] if campus == 2 else [0], vehicles=[{"plate": "京D00002"}])
        codes = [one["code"] for one in world.people["owner"].call("POST", "/api/applications/check", wish)[1]["errors"]]
        check(("barred" in codes) == barred, "a bar of campus 2 for campus %d: %s" % (campus, codes))


printing = "--print" in sys.argv
if __name__ == "__main__":
    arguments = [one for one in sys.argv[1:] if one != "--print"]
    serve(arguments[0], arguments[1], run, arguments[2] if len(arguments) > 2 else None)
