"""Which routes write an entry of the audit trail, and why others don't. test_scope.py calls each of the first kind, and
fails where a route that changes something is in neither table."""
import time

import server_support
from server_support import Client, check, code_of, sql, tomorrow

DRAFT = "the applicant's own draft; its history begins when it is handed in"
HISTORY = "the history of the application has it, with who decided"
DEVICE = "signed by the booth; its journal is a chain of its own"
UNRECORDED = {
    "POST /w/{link}/withdraw": "consent-withdrawn, of an application from a booth: test_walk_up.py",
    "POST /device/claims": "a booth asks for a pass; the entry that follows is the record",
    "POST /api/setup": "reads", "PUT /api/setup": "a plan, before there is an account",
    "POST /api/setup/totp": "a plan, before there is an account", "POST /api/setup/test": "sends a test message, before there is an account",
    "POST /api/setup/finish": "set-up, account-created and more: e2e.first_start",
    "POST /api/session/totp": "nothing is in force before the code is confirmed; wrong passwords are counted",
    "POST /api/applications": DRAFT,
    "PUT /api/applications/{id}": DRAFT,
    "DELETE /api/applications/{id}": DRAFT,
    "POST /api/applications/{id}/copy": DRAFT,
    "POST /api/applications/{id}/amend": DRAFT,
    "POST /api/settings/preview": "changes nothing, and names nobody",
    "POST /api/message-texts/{kind}/{form}/{language}/preview": "changes nothing, and names nobody",
    "POST /api/applications/check": "changes nothing; who names a barred person is recorded (test_oracles.py)",
    "POST /api/applications/actions": HISTORY,
    "POST /api/applications/{id}/actions": HISTORY,
    "POST /api/applications/{id}/remind": HISTORY,
    "POST /api/applications/{id}/invitations": DRAFT,
    "DELETE /api/invitations/{id}": DRAFT,
    "PUT /api/invited/{token}": DRAFT,
    "POST /api/import": "reads a pasted list; changes nothing",
    "POST /card": "shows what waits for one person; the portal's token is used up",
    "POST /p/{link}/feedback": "the list of remarks has it",
    "POST /api/feedback": "the list of remarks has it, with who wrote it",
    "POST /api/admin/directory/runs/{id}/actions": "directory-applied, directory-discarded: test_directory.py, which has a directory",
    "POST /api/mail-filings/{id}/take": "mail-taken: test_mail_in.py, which has a mailbox",
    "DELETE /api/mail-filings/{id}": "mail-deleted: test_mail_in.py",
    "POST /hooks/wecom": "what a card decides is in the history of the application: test_wecom.py",
    "POST /api/wecom/test": "sends a test message",
    "POST /device/entries": DEVICE,
    "POST /device/boxes/{kind}/{id}": DEVICE,
    "POST /device/applications": DEVICE,
    "POST /device/emergencies/{id}": DEVICE,
    "POST /device/evidence/{id}": DEVICE,
    "POST /device/status": DEVICE,
    "POST /device/key": "device-key-replaced, which a booth that was asked brings: test_devices.py",
}
for one in ("POST /api/setup", "PUT /api/setup", "POST /api/setup/totp", "POST /api/setup/test", "POST /api/setup/finish"):
    UNRECORDED[one] = "before the first account; what finishing it makes is recorded"
UNRECORDED["POST /api/admin/providers/{id}/try"] = "changes nothing"
for one in ("DELETE /api/session/everywhere", "POST /sso/{provider}/callback", "POST /sso/{provider}/back-channel", "POST /sso/{provider}/password",
            "POST /sso/code"):
    UNRECORDED[one] = "signed-in, signed-out and sign-in-failed: test_sso_oidc.py, which has a provider"
PASSWORD = "lamp river cloud x"  # of the account "spare"


def own_account(w):
    """What somebody does with the own account."""
    user, second = Client(w.port), Client(w.port)
    yield "POST /api/session", "signed-in", lambda: user.sign_in("spare", PASSWORD)
    second.sign_in("spare", PASSWORD)
    yield "PUT /api/session/preferences", "preferences-changed", lambda: user.call("PUT", "/api/session/preferences",
                                                                                  {"tell_arrival": True})
    sessions = user.call("GET", "/api/session/security")[1]["sessions"]
    other = next(one["id"] for one in sessions if not one["current"])
    yield "POST /api/session/confirm", "password-confirmed", lambda: user.call("POST", "/api/session/confirm",
                                                                              {"password": PASSWORD})
    yield "DELETE /api/session/others/{id}", "session-ended", lambda: user.call("DELETE", "/api/session/others/" + other)
    yield "DELETE /api/session/others", "session-ended", lambda: user.call("DELETE", "/api/session/others")
    secret = user.call("POST", "/api/session/totp", {"password": PASSWORD})[1]["secret"]
    yield "PUT /api/session/totp", "second-factor-on", lambda: user.call("PUT", "/api/session/totp",
                                                                        {"code": code_of(secret, time.time())})
    yield "POST /api/session/recovery-codes", "recovery-codes-made", lambda: user.call(
        "POST", "/api/session/recovery-codes", {"password": PASSWORD})
    yield "PUT /api/session/password", "password-changed", lambda: user.call(
        "PUT", "/api/session/password", {"old": PASSWORD, "new": "other quiet words 5"})
    yield "DELETE /api/session", "signed-out", lambda: user.call("DELETE", "/api/session")


def office(w):
    office, approver = w.people["office"], w.people["approver"]

    def post(path, body=None):
        return lambda: office.call("POST", path, body or {})
    begin = tomorrow()
    yield "POST /api/delegations", "delegation-added", lambda: approver.call("POST", "/api/delegations", {
        "deputy": approver.call("GET", "/api/delegations/deputies")[1]["items"][0]["id"], "from": begin, "to": begin + 86400000})
    made = approver.call("GET", "/api/delegations")[1]["items"][0]["id"]
    yield "DELETE /api/delegations/{id}", "delegation-ended", lambda: approver.call("DELETE", "/api/delegations/%s" % made)
    yield "POST /api/persons/{id}/reveal", "person-revealed", post("/api/persons/%s/reveal" % w.application["persons"][0]["id"])
    yield "POST /api/passes/{id}/actions", "pass-blocked", post("/api/passes/%s/actions" % w.pass_id(),
                                                               {"action": "block", "reason": "x"})
    yield "GET /api/passes/{id}/verdict", "pass-verdict-asked", lambda: office.call("GET", "/api/passes/%s/verdict?gate=0" % w.pass_id())
    yield "POST /api/barred", "barred-added", lambda: (201, w.bar())
    yield "POST /api/barred/import", "barred-added", post("/api/barred/import", {"text": "plate,reason\n京E00001,x\n", "apply": True})
    yield "DELETE /api/barred/{id}", "barred-lifted", lambda: office.call("DELETE", "/api/barred/%s" % w.bar())
    sql(server_support.place.database, "UPDATE message SET state = 'sent' WHERE state = 'waiting'")
    yield "POST /api/messages/{id}/resend", "message-resent", post("/api/messages/%s/resend" % w.told["id"])
    sql(server_support.place.database, "DELETE FROM message WHERE created_at = (SELECT MAX(created_at) FROM message)")
    yield "POST /api/entries/{id}/settle", "entry-settled", post("/api/entries/%s/settle" % w.broken())
    yield "POST /api/entries/aside/{id}/reveal", "entry-aside-revealed", post("/api/entries/aside/%s/reveal" % w.aside())
    yield "POST /api/entries/aside/{id}/settle", "entry-aside-settled", post("/api/entries/aside/%s/settle" % w.aside())
    yield "POST /api/exceptions/{id}/actions", "exception-closed", post("/api/exceptions/%s/actions" % w.exception(),
                                                                       {"action": "close", "reason": "checked"})
    wish = {"list": "entries", "name": "recorded", "query": {}}
    yield "PUT /api/page-texts/{name}/{language}", "setting-changed", lambda: w.admin.call(
        "PUT", "/api/page-texts/hall/zh", {"text": "x", "version": 0})
    written = "/api/message-texts/arrived/mail/zh"
    yield "PUT /api/message-texts/{kind}/{form}/{language}", "setting-changed", lambda: w.admin.call(
        "PUT", written, {"text": "{name}", "version": 0})
    yield "POST /api/message-texts/{kind}/{form}/{language}/test", "message-tested", lambda: w.admin.call(
        "POST", written + "/test", {"text": "{name}", "to": "a@example.edu.cn"})
    key = {"name": "portal", "algorithm": "HS256"}
    yield "POST /api/portal-keys", "portal-key-made", lambda: w.admin.call("POST", "/api/portal-keys", key)
    yield "DELETE /api/portal-keys/{id}", "portal-key-removed", lambda: w.admin.call(
        "DELETE", "/api/portal-keys/" + w.admin.call("GET", "/api/portal-keys")[1]["items"][0]["id"])
    yield "POST /api/filters", "preferences-changed", post("/api/filters", wish)
    kept = office.call("GET", "/api/filters?list=entries")[1]["items"][0]["id"]
    yield "PUT /api/filters/{id}", "preferences-changed", lambda: office.call("PUT", "/api/filters/%s" % kept, {"initial": True})
    yield "DELETE /api/filters/{id}", "preferences-changed", lambda: office.call("DELETE", "/api/filters/%s" % kept)
    yield "POST /api/emergencies/{id}/actions", "emergency-confirmed", post("/api/emergencies/%s/actions" % w.emergency(),
                                                                           {"action": "confirm", "remark": "x"})
    yield "POST /api/presence/{id}/end", "stay-ended", post("/api/presence/%s/end" % w.admitted(),
                                                            {"campus": 1, "reason": "left-unseen"})
    sql(server_support.place.database, "UPDATE roll_call SET ended_at = 1 WHERE ended_at IS NULL")
    yield "POST /api/roll-calls", "roll-call-started", post("/api/roll-calls", {"campus": 1})
    path, tick, _ = w.tick()
    yield "POST /api/roll-calls/{id}/ticks", "roll-call-ticked", post(path, tick)
    yield "GET /api/roll-calls/{id}", "roll-call-viewed", lambda: office.call("GET", path[:-len("/ticks")])
    yield "POST /api/roll-calls/{id}/end", "roll-call-ended", post(path[:-len("ticks")] + "end")
    yield "POST /api/devices/{id}/snapshot", "device-snapshot-taken", post("/api/devices/%s/snapshot" % w.booth.id)
    yield "POST /api/devices/{id}/entries", "device-stick-taken", lambda: office.call(
        "POST", "/api/devices/%s/entries" % w.booth.id, raw=w.carried(), headers={"Content-Type": "application/x-ndjson"})
    yield "POST /api/guards", "guard-added", post("/api/guards", {"name": "y", "campus": 1, "pin": "27182818"})
    yield "PUT /api/guards/{id}", "guard-changed", lambda: office.call("PUT", "/api/guards/%d" % w.new_guard(), {"pin": "31415926"})
    own = w.people["owner"].call("GET", "/api/applications/" + w.approved()["id"])[1]["passes"][0]["link"]
    yield "POST /p/{link}/withdraw", "consent-withdrawn", lambda: Client(w.port).call("POST", own + "/withdraw")
    picture, photo = w.pictured(), w.emergency()
    yield "GET /api/entries/{id}/picture", "entry-picture", lambda: office.call("GET", "/api/entries/%s/picture" % picture)
    yield "GET /api/emergencies/{id}/photo", "emergency-photo", lambda: office.call("GET", "/api/emergencies/%s/photo" % photo)


def reading(w):
    """Lists of people, read by somebody who has not read them before."""
    reader = w.people["officer"]
    for name, query in (("entries", ""), ("entries/aside", ""), ("presence", "?campus=1"), ("barred", ""), ("messages", ""),
                        ("emergencies", "")):
        yield "GET /api/" + name, "list-viewed", lambda: reader.call("GET", "/api/" + name + query)
    for name in ("entries", "applications", "exceptions", "barred"):
        for form in ("csv", "xlsx"):
            yield "GET /api/%s/%s" % (name, form), name + "-exported", lambda: reader.call("GET", "/api/%s/%s" % (name, form))
    for form in ("csv", "xlsx"):
        yield "GET /api/presence/" + form, "presence-exported", lambda: reader.call("GET", "/api/presence/%s?campus=1" % form)
    yield "GET /api/visitors", "address-book-read", lambda: w.people["owner"].call("GET", "/api/visitors")


def administration(w):
    admin = w.people["administrator"]

    def call(method, path, body=None):
        return lambda: admin.call(method, path, body if body is not None or method in ("DELETE", "GET") else {})
    remark = "/api/feedback/%s" % w.feedback()
    yield "POST /api/feedback/{id}/actions", "feedback-answered", call("POST", remark + "/actions", {"action": "answer", "text": "x"})
    yield "GET /api/feedback/{id}/picture", "feedback-picture", call("GET", remark + "/picture")
    place = {"name": "recorded", "campus": 1, "gate": 0}
    yield "POST /api/devices/codes", "device-code-made", call("POST", "/api/devices/codes", place)
    yield "POST /device/enrol", "device-enrolled", lambda: (201, w.new_booth())
    yield "PUT /api/devices/{id}", "device-changed", call("PUT", "/api/devices/" + w.booth.id,
                                                          {"name": w.booth.name, "campus": 1, "gate": 0})
    forked = w.new_booth()
    sql(server_support.place.database, "UPDATE device SET forked_at = 1 WHERE name = '%s'" % forked.name)
    yield "POST /api/devices/{id}/journal-settled", "device-journal-settled", call(
        "POST", "/api/devices/%s/journal-settled" % forked.id)
    yield "POST /api/devices/{id}/rotate-key", "device-key-asked", call("POST", "/api/devices/%s/rotate-key" % forked.id)
    yield "POST /api/devices/{id}/revoke", "device-revoked", call("POST", "/api/devices/%s/revoke" % forked.id)
    account = {"name": "recorded", "display_name": "x", "unit": 1, "active": True, "roles": []}
    yield "POST /api/accounts", "account-created", call("POST", "/api/accounts", account)
    for name in ("accounts", "admin/units"):
        for form in ("csv", "xlsx"):
            yield "GET /api/%s/%s" % (name, form), name.split("/")[-1] + "-exported", call("GET", "/api/%s/%s" % (name, form))
    yield "POST /api/accounts/import", "account-created", call("POST", "/api/accounts/import", {
        "text": "account,name\nlisted,Listed\n", "apply": True})
    yield "POST /api/admin/units/import", "unit-created", call("POST", "/api/admin/units/import", {
        "text": "code,name,english name\nX1,x,x\n", "apply": True})
    yield "POST /api/admin/providers", "provider-created", call("POST", "/api/admin/providers", {
        "kind": "oidc", "name": "recorded", "label": "x", "settings": {"issuer": "https://sso.example.edu.cn", "client_id": "x"}})
    provider = "/api/admin/providers/" + w.provider()
    yield "PUT /api/admin/providers/{id}", "provider-changed", call("PUT", provider, {"label": "y"})
    yield "PUT /api/admin/providers/{id}/rules", "identity-rules-changed", call("PUT", provider + "/rules", {"rules": []})
    yield "DELETE /api/admin/providers/{id}", "provider-removed", call("DELETE", provider)
    path = "/api/accounts/%d" % w.ids["spare"]
    yield "PUT /api/accounts/{id}", "account-changed", call("PUT", path, {"roles": [
        {"role": "reviewer", "unit": None, "campus": 1}]})
    yield "POST /api/accounts/{id}/unlock", "account-unlocked", call("POST", path + "/unlock")
    yield "POST /api/accounts/{id}/reset", "account-reset", call("POST", path + "/reset")
    for pattern, action, path, body in (
            ("units/{id}", "unit-changed", "units/1", {"name_en": "Recorded unit"}), ("campuses/{id}", "campus-changed", "campuses/1", {"deadline_minute": 900}),
            ("gates/{bit}", "gate-changed", "gates/0", {}), ("kinds/{id}", "kind-changed", "kinds/4", {})):
        yield "PUT /api/admin/" + pattern, action, call("PUT", "/api/admin/" + path, body)
    names = {"name": "新地方", "name_en": "New place"}
    yield "POST /api/admin/campuses", "campus-created", call("POST", "/api/admin/campuses", names)
    yield "POST /api/admin/kinds", "kind-created", call("POST", "/api/admin/kinds", dict(names, code="recorded"))
    yield "POST /api/admin/gates", "gate-created", call("POST", "/api/admin/gates", dict(names, campus=1))
    yield "PUT /api/admin/directory", "directory-settings-changed", call("PUT", "/api/admin/directory", {"daily": False})
    yield "POST /api/admin/directory/runs", "directory-run-asked", call("POST", "/api/admin/directory/runs", {"purpose": "test"})
    yield "POST /api/admin/units", "unit-created", call("POST", "/api/admin/units", {"name": "新单位", "name_en": "New unit"})
    days = admin.call("GET", "/api/admin/campuses/1/days")[1]["items"]
    day, work = days[-1]["day"], next(one["day"] for one in reversed(days[:-1]) if one["working"])  # a weekend is off already
    yield "PUT /api/admin/campuses/{id}/days", "days-changed", call("PUT", "/api/admin/campuses/1/days", [
        {"day": day, "working": True, "open": True, "deadline_minute": 600, "note": "x"}])
    yield "POST /api/admin/campuses/{id}/days/import", "days-changed", call("POST", "/api/admin/campuses/1/days/import", {
        "text": "date,kind\n%s,off\n" % time.strftime("%Y-%m-%d", time.gmtime(work * 86400)), "apply": True})
    yield "PUT /api/wecom", "wecom-changed", call("PUT", "/api/wecom", {"corp_id": "ww0123456789abcdef"})
    yield "PUT /api/settings", "setting-changed", call("PUT", "/api/settings", {"retention.days": 180})
    person = {"document_kind": "passport", "document_number": "G00000001"}
    yield "POST /api/subjects/find", "subject-found", call("POST", "/api/subjects/find", person)
    yield "POST /api/subjects/export", "subject-exported", call("POST", "/api/subjects/export", person)
    yield "POST /api/subjects/erase", "subject-erased", call("POST", "/api/subjects/erase", person)


def failures(w):
    """Failed sign-ins are counted by the minute, and no name that was typed is kept."""
    database = server_support.place.database
    for name in ("spare", "spare", "my-secret-password"):
        check(Client(w.port).sign_in(name, "wrong wrong wrong")[0] == 401, "refused")
    rows = sql(database, "SELECT s.reason, s.count, coalesce(a.name, '-') FROM sign_in_failure s LEFT JOIN account a "
                         "ON a.id = s.account")
    rows += [row.replace(": ", "|") for row in sql(database, "SELECT u.detail, coalesce(a.name, '-') FROM audit u LEFT JOIN account a ON "
                                                   "u.subject = 'account:' || a.id WHERE u.action = 'sign-in-failed'")]
    for name, count in (("spare", 2), ("-", 1)):
        found = sum(int(row.split("|")[1]) for row in rows if row.startswith("wrong-password|") and row.endswith("|" + name))
        check(found >= count, "%d failures of %s: %s" % (count, name, rows))


def check_recorded(w, routes):
    database, done = server_support.place.database, set()
    failures(w)
    for part in (own_account, office, reading, administration):
        for route, action, call in part(w):
            before = sql(database, "SELECT sequence FROM audit_head")[0]
            status, told = call()
            check(200 <= status < 300, "%s: %s %s" % (route, status, told))
            written = sql(database, "SELECT u.action FROM audit_link l JOIN audit u ON u.id = l.entry WHERE l.sequence > " + before)
            check(action in written, "%s writes %s, not %s" % (route, action, written))
            done.add(route)
    names = {"%s %s" % route for route in routes}
    changing = {name for name in names if not name.startswith("GET ")}
    check(not changing - done - set(UNRECORDED), "routes that change something, without an entry or a reason: %s" %
          sorted(changing - done - set(UNRECORDED)))
    check(not (done | set(UNRECORDED)) - names, "no such routes: %s" % sorted((done | set(UNRECORDED)) - names))
    print("%d routes write what they do into the audit trail, %d have a reason not to" % (len(done), len(UNRECORDED)))
