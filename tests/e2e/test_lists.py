#!/usr/bin/env python3
"""Lists of applications: their scope, filters and order, page after page.

usage: test_lists.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys
import urllib.parse

from server_support import Client, check, serve, tomorrow, visit

DAY = 24 * 3600000


def ids(client, **query):
    """Returns all pages of a list, with two rows each."""
    found, cursor = [], ""
    while cursor is not None:
        status, page = client.call("GET", "/api/applications?" + urllib.parse.urlencode(dict(query, limit=2, cursor=cursor)))
        check(status == 200, "%s: %s" % (query, page))
        found += [row["id"] for row in page["items"]]
        cursor = page["next"]
    check(len(found) == len(set(found)), "nothing twice: %s" % query)
    return found


def search_for_people(port, user, unit, other_unit, office, admin):
    """By name, mobile and ID number, for those who may see them; five applications, of which three wait for the office."""
    found = (("王小明", 5), ("小明", 5), ("王明", 0), ("李娜", 5), ("李 娜", 5), ("娜", 0), ("李", 5), ("王", 5), ("13900139000", 5),
             ("+86 139 0013 9000", 5), ("13900139001", 0), ("440308199901100034", 5), ("44030819990110002X", 0), ("9000", 5))
    for q, count in found:
        check(len(ids(user, view="mine", q=q)) == count, "one's own visitors: %s" % q)
        check(len(ids(admin, view="all", q=q)) == count, "administrators may look for %s" % q)
        check(len(ids(unit, view="unit", state="unit-review,security-review", q=q)) == count, "the unit may look for %s" % q)
        check(len(ids(office, view="security", q=q)) == min(count, 3), "the office, for what it has: %s" % q)
        check(ids(other_unit, view="unit", q=q) == [] and ids(other_unit, view="all", q=q) == [], "no other unit: %s" % q)
    wish = {"name": "reader", "display_name": "查阅员", "active": True, "roles": [{"role": "reviewer", "unit": None, "campus": 1}]}
    made = admin.call("POST", "/api/accounts", wish)[1]
    reviewer = Client(port)
    check(reviewer.sign_in("reader", made["password"])[0] == 200, "a reviewer signs in")
    check(reviewer.call("PUT", "/api/session/password", {"old": made["password"], "new": "lamp river cloud"})[0] == 204, "a password")
    check(len(ids(reviewer, view="all")) == 3, "who may read what the unit has passed")
    for q in ("王小明", "李", "13900139000", "440308199901100034"):
        check(ids(reviewer, view="all", q=q) == [], "and not learn what it names: %s" % q)


def names_for_the_host_unit(waiting, unit, office, admin, user):
    """The unit's approver reads names in full: one entry of the audit for all of them, not one a person."""
    path = "/api/applications/" + waiting["id"]
    views = lambda: [a for a in admin.call("GET", "/api/audit?subject=application:" + waiting["id"])[1]["items"]
                     if a["action"] == "names-viewed"]
    before = len(views())
    for _ in range(2):
        persons = unit.call("GET", path)[1]["persons"]
        check([p["name"] for p in persons] == ["李娜", "王小明"], "names in full: %s" % persons)
        check(not any("document_number" in p or "mobile" in p for p in persons), "and nothing else: %s" % persons)
    seen = views()
    check(len(seen) == before + 1 == 1 and seen[0]["who"] and "李娜" not in str(seen), "one view: %s" % seen)
    check(not any("name" in p for p in admin.call("GET", path)[1]["persons"]), "administrators read masked names")
    check(not any("name" in p for p in user.call("GET", path)[1]["persons"]), "the applicant, too, once it is submitted")
    check(len(views()) == 1, "which is no view of names")


def run(port):
    clients = []
    for name in ("zhang", "li", "wang", "guard", "admin"):
        clients.append(Client(port))
        check(clients[-1].sign_in(name)[0] == 200, "%s signs in" % name)
    user, unit, other_unit, office, admin = clients
    made = []
    for i, days in enumerate((3, 1, 4, 2, 5)):
        begin = tomorrow() + days * DAY
        wish = visit(purpose="第%d次_50%%" % i, periods=[{"from": begin, "to": begin + 3600000}])
        made.append(user.act(user.call("POST", "/api/applications", wish)[1], "submit")[1])
    newest = [one["id"] for one in reversed(made)]
    urgent = [made[i]["id"] for i in (1, 3, 0, 2, 4)]
    check(ids(user, view="mine") == newest, "one's own, newest first")
    check(ids(unit, view="unit") == urgent, "what waits, most urgent first")
    check(ids(unit, view="unit", state="unit-review,approved") == newest, "what is asked for, newest first")
    for sort, order in (("deadline", urgent), ("visit", urgent), ("newest", newest)):
        check(ids(unit, view="unit", sort=sort) == order, "in the order of %s" % sort)
    check(ids(admin, view="all", sort="deadline") == urgent, "in every list of what was submitted")
    waiting = unit.call("GET", "/api/applications?view=unit")[1]["items"]
    check(all(row["decide_by"] > row["submit_by"] if row["submit_by"] else row["decide_by"] for row in waiting), "due: %s" % waiting)
    check(ids(other_unit, view="unit") == [], "another unit's are not theirs")
    check(ids(office, view="security") == [] and ids(office, view="all") == [], "not before the unit has passed them")
    check(ids(admin, view="all") == newest, "administrators see them")
    for one in made[:3]:
        check(unit.act(one, "unit-pass")[0] == 200, "passed on")
    check(ids(office, view="security") == [made[i]["id"] for i in (1, 0, 2)], "now three wait for the office")
    check(ids(office, view="all") == [made[i]["id"] for i in (2, 1, 0)], "and it finds them among all")
    check(ids(unit, view="all") == newest and ids(user, view="all") == [], "by whatever role one has")
    check(ids(office, view="all", campus=2) == [] and len(ids(office, view="all", campus=1)) == 3, "of a campus")
    check(ids(admin, view="all", unit=2) == [] and len(ids(admin, view="all", unit=1)) == 5, "of a unit")
    when = {"from": tomorrow() + 2 * DAY - 1, "to": tomorrow() + 3 * DAY}
    check(ids(admin, view="all", **when) == [made[3]["id"]], "of a day")
    for q, count in (("第3次", 1), (made[2]["number"], 1), ("陈教授", 5), ("京A12345", 5), ("0034", 5), ("9999", 0), ("次_50%", 5),
                     ("%", 5), ("次x50", 0), ("?", 0), ("'", 0)):
        check(len(ids(admin, view="all", q=q)) == count, "search for %s" % q)
    search_for_people(port, user, unit, other_unit, office, admin)
    for wrong in ("view=everything", "state=molten", "state=" + "x" * 30, "cursor=1", "cursor=x.y", "sort=colour", "view=mine&sort=visit", "limit=0", "from=a", "campus=-1"):
        check(admin.call("GET", "/api/applications?view=all&" + wrong if "view" not in wrong else "/api/applications?" + wrong)[0] == 400,
              "%s is refused" % wrong)
    names_for_the_host_unit(made[4], unit, office, admin, user)
    plain = {row["id"]: row for row in unit.call("GET", "/api/applications?view=unit")[1]["items"]}
    whole = {id: unit.call("GET", "/api/applications/" + id)[1] for id in plain}
    check(all(row["hints"] == len(whole[id]["hints"]) for id, row in plain.items()), "as many to look at as inside: %s" % plain)
    begin = tomorrow() + 4 * DAY
    again = user.call("POST", "/api/applications", visit(
        purpose="同日", periods=[{"from": begin, "to": begin + 3600000}],
        persons=[dict(one, mobile="13800138000") for one in visit()["persons"]]))[1]
    mine = [row for row in user.call("GET", "/api/applications?view=mine")[1]["items"] if row["id"] == again["id"]][0]
    check(mine["submit_by"] == again["submit_by"] and mine["submit_by"], "a draft's deadline, as inside: %s" % mine)
    check(user.act(again, "submit")[0] == 200, "the same people and car on a day that another names")
    rows = {row["id"]: row for row in unit.call("GET", "/api/applications?view=unit")[1]["items"]}
    inside = {id: unit.call("GET", "/api/applications/" + id)[1]["hints"] for id in rows}
    check({id: row["hints"] for id, row in rows.items()} == {id: len(hints) for id, hints in inside.items()} and
          rows[again["id"]]["hints"] == 4, "overlaps of two people and a car, and a number used twice: %s" % inside[again["id"]])
    check(user.act(user.call("GET", "/api/applications/" + again["id"])[1], "withdraw")[0] == 200, "taken back")
    counts = unit.call("GET", "/api/applications/counts")[1]
    check(counts["unit"] == {"unit-review": 2} and counts["mine"] == {}, "counted: %s" % counts)


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
