"""What one account stores costs nobody else. test_availability.py SERVER GATEHOUSE CATALOGUE"""
import sys
import time

import server_support
from server_support import Client, check, tomorrow, visit

ENTRANTS = 500
DRAFTS = 12
LIST_SECONDS = 2  # a hundredth of it is usual; entrants without a number once took minutes


def crowd(document=lambda i: "", plate=None):
    """An application with as many entrants as one may have."""
    return visit(vehicles=[{"plate": plate} for _ in range(2 if plate is not None else 0)],
                 persons=[{"name": "访客%d" % i, "mobile": "", "document_kind": "passport" if document(i) else "",
                           "document_number": document(i), "vehicle": None} for i in range(ENTRANTS)])


def signed_in(port, name):
    client = Client(port)
    check(client.sign_in(name)[0] == 200, "%s signs in" % name)
    return client


def make(client, wish):
    status, made = client.call("POST", "/api/applications", wish)
    check(status == 201, "a draft is made: %s %s" % (status, made if status != 201 else ""))
    return made


def timed(client, path):
    began = time.monotonic()
    status, answer = client.call("GET", path)
    check(status == 200, "%s: %s" % (path, status))
    took = time.monotonic() - began
    check(took < LIST_SECONDS, "%s took %.2f s" % (path, took))
    return answer


def empty_hashes_match_nobody(user):
    """Entrants without a document are not all the same person."""
    made = [make(user, crowd(plate="")) for _ in range(DRAFTS)]
    shown = timed(user, "/api/applications?view=mine")["items"]
    check(len(shown) >= DRAFTS and all(one["hints"] == 0 for one in shown), "no hint: %s" % [one["hints"] for one in shown])
    timed(user, "/api/applications/" + made[0]["id"])
    return made


def drafts_match_nobody(user, other):
    """The drafts of others name the same people, and cost a list nothing."""
    for _ in range(DRAFTS):
        make(other, crowd(lambda i: "E%08d" % i))
    made = make(user, crowd(lambda i: "E%08d" % i))
    shown = timed(user, "/api/applications?view=mine")["items"]
    check(all(one["hints"] == 0 for one in shown), "drafts are no overlap")
    timed(user, "/api/applications/" + made["id"])


def what_stands_is_found(user, other):
    """The hint stays what it was: somebody who is expected elsewhere at the same time."""
    wish = visit(vehicles=[{"plate": "京B·77777"}], persons=[
        {"name": "王小明", "mobile": "13900139000", "document_kind": "resident-id", "document_number": "440308199901100034",
         "vehicle": 0}])

    def hints(application):
        return next(one["hints"] for one in user.call("GET", "/api/applications?view=mine")[1]["items"]
                    if one["id"] == application["id"])
    first, second = make(other, wish), make(user, wish)
    check(hints(second) == 0, "a draft is no overlap")
    status, first = other.act(first, "submit")
    check(status == 200, "submitted: %s" % first)
    check(hints(second) == 2, "a person and a plate: %s" % hints(second))
    status, first = other.act(first, "withdraw")
    check(status == 200 and hints(second) == 0, "what was withdrawn is none: %s" % hints(second))
    late = dict(wish, periods=[{"from": tomorrow() + 40 * 86400000, "to": tomorrow() + 40 * 86400000 + 3600000}])
    check(other.act(make(other, late), "submit")[0] == 200 and hints(second) == 0, "another day is none")
    check(user.call("DELETE", "/api/applications/%s?version=%d" % (second["id"], second["version"]))[0] == 204, "done")


def what_others_expect_is_the_offices(user, other, office):
    """The office that decides learns who is expected elsewhere, and when; an applicant does not by asking."""
    wish = visit(vehicles=[{"plate": "京B·66666"}], persons=[
        {"name": "王小明", "mobile": "13900139000", "document_kind": "resident-id", "document_number": "440308199901100034",
         "vehicle": 0}])
    check(other.act(make(other, dict(wish, unit=2)), "submit")[0] == 200, "the library expects somebody")

    def hints(client, view):
        return next(one["hints"] for one in client.call("GET", "/api/applications?view=" + view)[1]["items"]
                    if one["id"] == asked["id"])
    asked = make(user, wish)
    check(asked["hints"] == [] and hints(user, "mine") == 0, "nobody else learns it by asking: %s" % asked["hints"])
    for client, action in ((user, "submit"), (other, "unit-pass")):
        status, asked = client.act(asked, action)
        check(status == 200, "%s: %s" % (action, asked))
    check(user.call("GET", "/api/applications/" + asked["id"])[1]["hints"] == [], "nor by submitting")
    told = office.call("GET", "/api/applications/" + asked["id"])[1]["hints"]
    check([one["code"] for one in told] == ["overlap"] * 2 and hints(office, "security") == 2, "the office does: %s" % told)


def an_account_has_limits(user, admin, made):
    """Drafts and people are counted, and the refusal says what to do."""
    count = len(user.call("GET", "/api/applications?view=mine&state=draft")[1]["items"])
    check(admin.call("PUT", "/api/settings", {"limit.drafts": count + 1})[0] == 200, "a limit is set")
    last = make(user, visit())
    status, problem = user.call("POST", "/api/applications", visit())
    check((status, problem["code"]) == (409, "too-many-drafts"), "refused: %s %s" % (status, problem))
    status, problem = user.call("POST", "/api/applications/%s/copy" % last["id"])
    check((status, problem["code"]) == (409, "too-many-drafts"), "a copy too: %s %s" % (status, problem))
    one = made.pop()
    check(user.call("DELETE", "/api/applications/%s?version=%d" % (one["id"], one["version"]))[0] == 204, "one is deleted")
    last = make(user, visit())
    persons = 500 * (count - 1) + 100
    check(admin.call("PUT", "/api/settings", {"limit.drafts": 1000, "limit.persons": min(persons, 100000)})[0] == 200, "set")
    named = sum(one["persons"] for one in user.call("GET", "/api/applications?view=mine&state=draft")[1]["items"])
    check(admin.call("PUT", "/api/settings", {"limit.persons": named})[0] == 200, "as many as there are")
    status, problem = user.call("POST", "/api/applications", visit())
    check((status, problem["code"]) == (409, "too-many-persons"), "refused: %s %s" % (status, problem))
    more = dict(visit(), version=last["version"])
    more["persons"] = more["persons"] + [dict(more["persons"][0], name="张三", document_number="", vehicle=None)]
    status, problem = user.call("PUT", "/api/applications/" + last["id"], more)
    check((status, problem["code"]) == (409, "too-many-persons"), "growing too: %s %s" % (status, problem))
    status, last = user.call("PUT", "/api/applications/" + last["id"], dict(visit(purpose="会议"), version=last["version"]))
    check(status == 200 and last["purpose"] == "会议", "what does not grow may change")
    check(make(signed_in(user.port, "li"), visit()) is not None, "nobody else is limited")


def run(port):
    user, other, admin = signed_in(port, "zhang"), signed_in(port, "li"), signed_in(port, "admin")
    check(admin.call("PUT", "/api/settings", {"limit.persons": 100000})[0] == 200, "room for the test")
    what_stands_is_found(user, other)
    what_others_expect_is_the_offices(user, other, signed_in(port, "guard"))
    made = empty_hashes_match_nobody(user)
    drafts_match_nobody(user, other)
    an_account_has_limits(user, admin, made)


if __name__ == "__main__":
    server_support.serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
