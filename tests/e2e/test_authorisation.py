#!/usr/bin/env python3
"""Who may do what: every role against every route, and against applications in every state, of their own and of foreign
units and campuses. What is refused changes nothing, and what is foreign looks like what does not exist.

usage: test_authorisation.py GATEHOUSE_SERVER GATEHOUSE   (GATEHOUSE_TEST_POSTGRES: on that database instead of SQLite)
"""
import re
import subprocess
import sys
import time

import server_support
from server_support import Client, check, serve, visit

NOBODYS = "01900000-0000-7000-8000-000000000000"  # an id that nothing has
# Sign-in name -> roles that the account is given: (role, unit, campus).
ACTORS = {
    "owner": [("applicant", None, None)],
    "colleague": [("applicant", None, None)],
    "approver": [("unit-approver", 1, None)],
    "approver-of-another-unit": [("unit-approver", 2, None)],
    "approver-for-another-campus": [("unit-approver", 1, 2)],
    "officer": [("security-officer", None, 1)],
    "officer-of-another-campus": [("security-officer", None, 2)],
    "reviewer": [("reviewer", None, 1)],
    "reviewer-of-another-campus": [("reviewer", None, 2)],
    "second-administrator": [("administrator", None, None)],
    "without-role": [],
}
# While the three duties of administration are not separate, an administrator has the two others, too.
DUTIES = {"administrator", "security-administrator", "auditor"}
SUBMITTED = {"unit-review", "sent-back", "security-review", "confirming", "acknowledging", "approved", "vetoed",
             "withdrawn", "cancelled"}
PASSED_ON = SUBMITTED - {"unit-review", "sent-back"}
SEES = {"owner": SUBMITTED | {"draft"}, "approver": SUBMITTED, "officer": PASSED_ON, "reviewer": PASSED_ON,
        "second-administrator": SUBMITTED}
# Which role gets which actions offered, by state. A role that is not named gets none.
OFFERED = {
    ("draft", "owner"): {"edit", "discard", "submit"},
    ("unit-review", "owner"): {"withdraw"},
    ("unit-review", "approver"): {"unit-pass", "unit-change-pass", "unit-send-back", "hand-over"},
    ("sent-back", "owner"): {"edit", "resubmit", "withdraw"},
    ("security-review", "owner"): {"withdraw"},
    ("security-review", "officer"): {"security-pass", "security-change-pass", "security-change-return", "security-veto", "hand-over"},
    ("confirming", "owner"): {"confirm", "contest", "withdraw"},
    ("acknowledging", "owner"): {"acknowledge"},
    ("approved", "owner"): {"cancel", "amend"},
    ("approved", "officer"): {"cancel"},
}
ASKED_FOR = sorted(set().union(*OFFERED.values()) - {"edit", "discard", "amend"})
ROUTES = [line.split("\t") for line in subprocess.run([sys.argv[1], "--routes"], check=True, capture_output=True,
                                                      text=True).stdout.splitlines()]


def actors_of(port, admin):
    clients = {}
    for number, (name, roles) in enumerate(ACTORS.items()):
        wish = {"name": name, "display_name": name, "unit": 1, "active": True,
                "roles": [{"role": role, "unit": unit, "campus": campus} for role, unit, campus in roles]}
        status, made = admin.call("POST", "/api/accounts", wish)
        check(status == 201, "%s is made: %s" % (name, made))
        clients[name] = Client(port)
        check(clients[name].sign_in(name, made["password"])[0] == 200, "%s signs in" % name)
        password = "lamp river cloud %d" % number
        check(clients[name].call("PUT", "/api/session/password", {"old": made["password"], "new": password})[0] == 204,
              "%s chooses a password" % name)
    return clients


def application_in(state, actors):
    """Leads an application of the owner to a state, through accounts that may do so."""
    owner, approver, officer = actors["owner"], actors["approver"], actors["officer"]
    way = {
        "draft": [], "unit-review": [(owner, "submit")],
        "sent-back": [(owner, "submit"), (approver, "unit-send-back")],
        "withdrawn": [(owner, "submit"), (owner, "withdraw")],
        "security-review": [(owner, "submit"), (approver, "unit-pass")],
    }
    reviewed = way["security-review"]
    way["confirming"] = reviewed + [(officer, "security-change-return")]
    way["acknowledging"] = reviewed + [(officer, "security-veto")]
    way["vetoed"] = way["acknowledging"] + [(owner, "acknowledge")]
    way["approved"] = reviewed + [(officer, "security-pass")]
    way["cancelled"] = way["approved"] + [(owner, "cancel")]
    application = owner.call("POST", "/api/applications", visit())[1]
    for client, action in way[state]:
        changes = {"changes": {"purpose": "改过的事由"}} if action == "security-change-return" else {}
        remark = "说明" if action in ("unit-send-back", "security-veto", "security-change-return") else ""
        status, application = client.act(application, action, remark=remark, **changes)
        check(status == 200, "%s: %s" % (action, application))
    check(application["state"] == state, "an application in %s" % state)
    return application


def without_instance(answer):
    status, body = answer
    return status, {k: v for k, v in body.items() if k != "instance"} if isinstance(body, dict) else body


def visibility(actors, application):
    state, path = application["state"], "/api/applications/" + application["id"]
    for name, client in actors.items():
        status, seen = client.call("GET", path)
        if state in SEES.get(name, ()):
            check(status == 200, "%s sees it in %s, not %s" % (name, state, status))
            offered = OFFERED.get((state, name), set())
            check(set(seen["actions"]) == offered, "%s in %s: %s, not %s" % (name, state, offered, seen["actions"]))
            clear = name == "owner" and state in ("draft", "sent-back", "confirming")
            check(("document_number" in seen["persons"][0]) == clear, "%s in %s: who reads numbers" % (name, state))
        else:
            check(status == 404, "%s does not see it in %s, but got %s" % (name, state, status))


def refusals(actors, application):
    """The server refuses every action that it does not offer, even with the right version."""
    state, path = application["state"], "/api/applications/%s/actions" % application["id"]
    for name, client in actors.items():
        for action in ASKED_FOR:
            if action in OFFERED.get((state, name), set()):
                continue
            wish = {"action": action, "version": application["version"], "remark": "说明", "changes": {"purpose": "别的"}}
            status, problem = client.call("POST", path, wish)
            if state in SEES.get(name, ()):
                check(problem.get("code") in ("forbidden", "not-possible"), "%s %s in %s: %s" % (name, action, state, problem))
            else:
                check(status == 404, "%s %s in %s: %s" % (name, action, state, problem))


def edits(actors, application):
    state, path = application["state"], "/api/applications/" + application["id"]
    for name, client in actors.items():
        may = "edit" in OFFERED.get((state, name), set())
        if not may:
            status = client.call("PUT", path, {"version": application["version"], "purpose": "别的"})[0]
            check(status in ((403, 409) if state in SEES.get(name, ()) else (404,)), "%s edits in %s: %s" % (name, state, status))
            status = client.call("DELETE", path + "?version=%d" % application["version"])[0]
            check(status in ((403, 409) if state in SEES.get(name, ()) else (404,)), "%s discards in %s: %s" % (name, state, status))
        if name != "owner":
            status = client.call("POST", path + "/copy")[0]
            check(status == (403 if state in SEES.get(name, ()) else 404), "%s copies in %s: %s" % (name, state, status))


# How an application concerns somebody with every role, as fields of its form.
CONCERNED = {
    "as its applicant": None,
    "as its host, by name": {"host_name": "万能"},
    "as its host, by number": {"host_name": "别人", "host_mobile": "+86 136 0013 6000"},
    "as an entrant": {"entrant": "13600136000"},
}


def nobody_decides_for_himself(port, admin, actors):
    """Tests each relation at each step: a party gets no decision offered, in any role, and can't take one."""
    roles = [{"role": role, "unit": None, "campus": None} for role in ("applicant", "unit-approver", "security-officer")]
    made = admin.call("POST", "/api/accounts", {"name": "everything", "display_name": "万能", "mobile": "13600136000", "unit": 1,
                                                "active": True, "roles": roles})[1]
    concerned, deputy = Client(port), actors["colleague"]
    check(concerned.sign_in("everything", made["password"])[0] == 200, "signs in")
    check(concerned.call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud x"})[0] == 204,
          "a password")
    own_id = deputy.call("GET", "/api/session")[1]["account"]["id"]
    now = int(time.time() * 1000)
    wish = {"deputy": own_id, "from": now - 3600000, "to": now + 86400000}
    status, answer = concerned.call("POST", "/api/delegations", wish)
    check(status == 201, "a deputy: %s" % answer)
    for how, typed in CONCERNED.items():
        wish = visit()
        if typed and "entrant" in typed:
            wish["persons"][1]["mobile"] = typed["entrant"]
        elif typed:
            wish.update(typed)
        owner = actors["owner"] if typed else concerned
        application = owner.act(owner.call("POST", "/api/applications", wish)[1], "submit")[1]
        check(application["state"] == "unit-review", "%s: submitted: %s" % (how, application))
        decide_nothing(how, concerned, application, ("unit-pass", "unit-change-pass", "unit-send-back"))
        decide_nothing(how + ", through a deputy", deputy, application, ("unit-pass", "unit-send-back"))
        status, application = actors["approver"].act(application, "unit-pass")
        check(status == 200, "somebody else decides: %s" % application)
        decide_nothing(how, concerned, application, ("security-pass", "security-change-pass", "security-veto"))
        status, application = actors["officer"].act(application, "security-pass")
        check(status == 200 and application["state"] == "approved", "somebody else passes it: %s" % application)
        decide_no_change(how, owner, concerned, actors, application)


def decide_no_change(how, owner, concerned, actors, application):
    """Nor does a party decide on a change of what was approved."""
    status, draft = owner.call("POST", "/api/applications/%s/amend" % application["id"])
    check(status == 201, "%s: a change begins: %s" % (how, draft))
    draft = owner.call("PUT", "/api/applications/" + draft["id"], {"version": draft["version"], "purpose": "改了事由"})[1]
    change = owner.act(draft, "submit")[1]
    check(change["state"] == "unit-review", "%s: submitted: %s" % (how, change))
    decide_nothing(how + ", of a change", concerned, change, ("unit-pass", "unit-send-back"))
    status, change = actors["approver"].act(change, "unit-pass")
    check(status == 200, "somebody else decides on the change: %s" % change)
    decide_nothing(how + ", of a change", concerned, change, ("security-pass", "security-veto"))
    check(actors["officer"].act(change, "security-pass")[1]["state"] == "applied", "somebody else approves the change")


def decide_nothing(how, client, application, actions):
    seen = client.call("GET", "/api/applications/" + application["id"])[1]
    check(not set(seen["actions"]) & set(actions), "%s is offered %s" % (how, seen["actions"]))
    for view in ("all", "unit" if seen["state"] == "unit-review" else "security"):
        rows = client.call("GET", "/api/applications?view=%s" % view)[1]["items"]
        row = [one for one in rows if one["id"] == application["id"]]
        check(not row or row[0]["actions"] == seen["actions"], "%s: the list %s offers %s" % (how, view, row))
    for action in actions:
        more = {"changes": {"purpose": "别的"}} if "change" in action else {}
        status, problem = client.act(application, action, remark="说明", **more)
        check(status == 403 and problem["code"] == "forbidden", "%s: %s gave %s %s" % (how, action, status, problem))


def foreign_is_unknown(actors, application):
    """Every route answers people who may not see an application as if it did not exist."""
    bodies = ({}, {"action": "withdraw", "version": application["version"]}, {"version": application["version"]})
    for method, pattern, _ in ROUTES:
        if not pattern.startswith("/api/applications/{id}"):
            continue
        for name, client in actors.items():
            if application["state"] in SEES.get(name, ()):
                continue
            for body in bodies if method != "GET" else (None,):
                real = client.call(method, pattern.replace("{id}", application["id"]), body)
                none = client.call(method, pattern.replace("{id}", NOBODYS), body)
                check(without_instance(real) == without_instance(none) and real[0] >= 400,
                      "%s %s %s tells a foreign application from none: %s %s" % (name, method, pattern, real, none))


def lists(actors, applications):
    by_id = {a["id"]: a["state"] for a in applications}
    every = ",".join(sorted(SUBMITTED | {"draft"}))
    for name, client in actors.items():
        for view in ("mine", "unit", "security", "all"):
            status, page = client.call("GET", "/api/applications?view=%s&limit=100&state=%s" % (view, every))
            check(status == 200, "%s asks for view %s" % (name, view))
            for row in page["items"]:
                check(by_id[row["id"]] in SEES.get(name, ()), "%s finds in %s: %s" % (name, view, row["state"]))


def messages(actors):
    seen = {name: client.call("GET", "/api/messages") for name, client in actors.items()}
    for name, (status, answer) in seen.items():
        if name in ("officer", "officer-of-another-campus", "second-administrator"):
            check(status == 200, "%s reads the outbox" % name)
            check(bool(answer["items"]) == (name != "officer-of-another-campus"), "%s: messages of one's campus" % name)
        else:
            check(answer["code"] == "forbidden", "%s does not read the outbox" % name)
            log = open(server_support.place.process.log, encoding="utf-8").read()
            check('event=access-refused code=forbidden method=GET route="/api/messages"' in log, "and it is logged: " + log[-400:])
    sent = [m for m in seen["second-administrator"][1]["items"] if m["purpose"] == "pass-issued"][0]["id"]
    for name, client in actors.items():
        if name not in ("owner", "officer", "second-administrator"):
            check(client.call("POST", "/api/messages/%s/resend" % sent)[0] == 404, "%s resends nothing" % name)


def gate_of(answer):
    """Returns "in", or the reason why access was refused."""
    status, body = answer
    code = body.get("code") if isinstance(body, dict) else None
    return code if code in ("not-signed-in", "csrf", "password-change-required") or (status, code) == (403, "forbidden") else "in"


def admits(name, who):
    """Returns True if one of the account's roles opens a route for those."""
    roles = {role for role, _, _ in ACTORS[name]}
    return bool((roles | DUTIES if "administrator" in roles else roles) & set(who.split(",")))


def path_of(pattern):
    return re.sub(r"\{[a-z]+\}", NOBODYS, pattern)


def doors(port, actors, admin):
    """Every route, for nobody, for each role, and without the CSRF token; only refused requests are made with effect."""
    before = state_of(admin)
    stranger = Client(port)
    for method, pattern, who in ROUTES:
        body = None if method == "GET" else {}
        if who == "device":
            # A person's session has no effect here: only a booth's key opens this door (test_devices.py).
            for client in [stranger] + list(actors.values()):
                code = client.call(method, path_of(pattern), body)[1]["code"]
                check(code == "bad-signature", "%s %s without a booth's key: %s" % (method, pattern, code))
            continue
        answer = gate_of(stranger.call(method, path_of(pattern), body))
        check(answer == ("in" if who == "public" else "not-signed-in"), "a stranger: %s %s: %s" % (method, pattern, answer))
        if method != "GET" and who != "public":
            answer = gate_of(admin.call(method, path_of(pattern), body, headers={"X-CSRF-Token": "0" * 32}))
            check(answer == "csrf", "another site: %s %s: %s" % (method, pattern, answer))
        for name, client in actors.items():
            if who in ("public", "signed-in"):
                continue
            if not admits(name, who):
                answer = gate_of(client.call(method, path_of(pattern), body))
                check(answer == "forbidden", "%s: %s %s: %s" % (name, method, pattern, answer))
    check(state_of(admin) == before, "nothing of this changed anything")
    for method, pattern, who in ROUTES:
        if method != "GET":
            continue
        for name, client in actors.items():
            if who in ("public", "signed-in") or admits(name, who):
                check(gate_of(client.call(method, path_of(pattern))) == "in", "%s may GET %s" % (name, pattern))


def state_of(admin):
    paths = ("/api/accounts?limit=100", "/api/admin/units", "/api/admin/campuses", "/api/admin/gates", "/api/settings",
             "/api/audit?limit=100", "/api/admin/campuses/1/days", "/api/messages")
    answers = [admin.call("GET", path) for path in paths]
    trail = answers[5][1]
    trail["items"] = [one for one in trail["items"] if one["action"] != "list-viewed"]  # looking leaves entries, too
    trail["next"] = None
    return answers


def run(port):
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "the administrator signs in")
    check(len(ROUTES) > 40 and all(len(route) == 3 for route in ROUTES), "the table of routes is printed")
    actors = actors_of(port, admin)
    doors(port, actors, admin)
    applications = [application_in(state, actors) for state in sorted(SUBMITTED | {"draft"})]
    for application in applications:
        before = actors["owner"].call("GET", "/api/applications/" + application["id"])[1]
        visibility(actors, application)
        refusals(actors, before)
        edits(actors, before)
        foreign_is_unknown(actors, before)
        after = actors["owner"].call("GET", "/api/applications/" + application["id"])[1]
        check(after == before, "what was refused in %s changed nothing" % application["state"])
    lists(actors, applications)
    messages(actors)
    nobody_decides_for_himself(port, admin, actors)


serve(sys.argv[1], sys.argv[2], run)
