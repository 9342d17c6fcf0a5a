#!/usr/bin/env python3
"""Single sign-on with OpenID Connect, against a stand-in that lies in every way that matters, and against Debian's glewlwyd.

usage: test_sso_oidc.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import sys
import time
import urllib.parse

import server_support
from provider_stand_in import Key, Provider
from server_support import Client, check, code_of, serve, sql
from sso_support import Browser, expire_sign_ins, refused

CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
LABEL = {"kind": "oidc", "label": "统一身份认证", "label_en": "University account", "enabled": True}


def add(admin, provider, name="campus", **more):
    wish = dict(LABEL, name=name, secret=provider.secret, provision=True, link_to="staff-number", link_attribute="staff_number",
                settings={"issuer": provider.url, "client_id": provider.client, "mfa_values": "mfa otp"})
    wish.update(more)
    status, made = admin.call("POST", "/api/admin/providers", wish)
    check(status == 201 and "secret" not in made and made["has_secret"], "a provider: %s" % made)
    return made


def first_time(port, provider):
    """Somebody new becomes an applicant and nothing more; the second time it is the same account."""
    provider.person = {"sub": "new", "name": "钱小新", "email": "root@example.edu.cn", "roles": ["administrator"]}
    browser = Browser(port)
    status, location, _ = browser.sso(to="?to=/app/applications/new")
    check((status, location) == (303, "/app/applications/new"), "to where it was to go: %s %s" % (status, location))
    mine = browser.who()
    check([one["role"] for one in mine["roles"]] == ["applicant"] and mine["account"]["display_name"] == "钱小新", "%s" % mine)
    check(mine["by_provider"] and mine["account"]["email"] is None, "what is not verified is not taken over")
    again = Browser(port)
    again.sso()
    check(again.who()["account"]["id"] == mine["account"]["id"], "the same account")
    for away in ("//evil.example", "https://evil.example/", "/app/%5cevil", "/app//evil.example", "/p/x", "/app/../x"):
        check(Browser(port).sso(to="?to=" + away)[1] == "/app/", "%s is no way out" % away)
    return mine["account"]


def one_use(port, provider):
    """State and code work once, in the browser that began, with the provider that was asked."""
    browser, other = Browser(port), Browser(port)
    url = browser.back(browser.away())
    refused(other, other.go(url), "other-browser", "a link that somebody else began")
    other.away()
    refused(other, other.go(url), "state", "a state of another browser")
    check(browser.go(url)[0] == 303, "the browser itself")
    thief = Browser(port)
    thief.cookie = "; ".join(one for one in browser.cookie.split("; ") if one.startswith("gatehouse-sso="))
    refused(thief, thief.go(url), "state", "the same once more")
    third = Browser(port)
    mixed = third.back(third.away()).replace("/sso/campus/", "/sso/second/")
    refused(third, third.go(mixed), "state", "mixed-up providers")
    used = Browser(port)
    url = used.back(used.away())
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["code"][0]
    del provider.codes[code]
    refused(used, used.go(url), "code-used", "a code that was redeemed before")
    late = Browser(port)
    url = late.back(late.away())
    expire_sign_ins()
    refused(late, late.go(url), "state", "a sign-in that took too long")


def changed(**more):
    return lambda claims: claims.update(more)


def lies(port, provider):
    now, rogue = int(time.time()), Key("RS256", "first")
    hs = Key("RS256", "first")
    hs.sign = lambda data: b"x" * 32
    cases = [
        ("wrong-issuer", changed(iss="https://evil.example"), None), ("wrong-audience", changed(aud="another"), None),
        ("wrong-audience", changed(aud=["gatehouse", "another"]), None), ("wrong-audience", changed(azp="another"), None),
        ("wrong-nonce", changed(nonce="x"), None), ("wrong-nonce", lambda claims: claims.pop("nonce"), None),
        ("expired", changed(exp=now - 200, iat=now - 400), None), ("clock", changed(iat=now + 300, exp=now + 600), None),
        ("malformed", lambda claims: claims.pop("sub"), None), ("malformed", lambda claims: claims.pop("exp"), None),
        ("signature", None, rogue.token), ("signature", None, lambda claims: rogue.token(claims, alg="none").rsplit(".", 1)[0] + "."),
        ("signature", None, lambda claims: hs.token(claims, alg="HS256")),
        ("signature", None, lambda claims: rogue.token(claims, jwk=rogue.public())), ("malformed", None, lambda claims: "x"),
    ]
    for code, lie, sign in cases:
        provider.lie, provider.sign = lie, sign
        browser = Browser(port)
        refused(browser, browser.sso(), code, "case %s" % code)
    provider.lie = changed(iat=now - 90, exp=now + 30)
    provider.sign = None
    check(Browser(port).sso()[0] == 303, "clocks may differ by two minutes")
    provider.lie, provider.error = None, "access_denied"
    browser = Browser(port)
    refused(browser, browser.sso(), "denied", "the person gave up")
    provider.error, provider.more = None, {"iss": "https://evil.example"}
    refused(browser, browser.sso(), "wrong-issuer", "RFC 9207")
    provider.more = {}
    secret, provider.secret = provider.secret, "changed there"
    refused(browser, browser.sso(), "client-refused", "our secret is wrong")
    provider.secret = secret
    for algorithm in ("ES256", "EdDSA"):
        provider.keys.append(Key(algorithm, algorithm))
    time.sleep(5.1)  # IDENTITY_DOCUMENT_AGAIN: keys are not fetched again sooner
    before = provider.fetched
    for key in provider.keys[1:]:
        provider.sign = key.token
        check(Browser(port).sso()[0] == 303, "a new key of %s is fetched" % key.algorithm)
    check(provider.fetched == before + 1, "once")
    provider.sign = None


def down(port, provider):
    browser = Browser(port)
    url = browser.back(browser.away())
    provider.down = True
    refused(browser, browser.go(url), "not-reached", "the provider is down")
    provider.down = False


def linking(port, admin, provider, made):
    ids = {}
    for name, number in (("lin", "20001"), ("twin-1", "20002"), ("twin-2", "20002"), ("gone", "20003"), ("boss", "20004")):
        status, one = admin.call("POST", "/api/accounts", {
            "name": name, "display_name": name, "staff_number": number, "active": name != "gone",
            "roles": [{"role": "reviewer" if name == "boss" else "applicant", "unit": None, "campus": None}]})
        check(status == 201 and one["staff_number"] == number, "an account: %s" % one)
        ids[name] = one["id"]
    for sub, number, code in (("t", "20002", "two-accounts"), ("g", "20003", "account-closed"), ("b", "20004", "privileged")):
        provider.person = {"sub": sub, "staff_number": number}
        browser = Browser(port)
        refused(browser, browser.sso(), code, number)
    provider.person = {"sub": "l", "staff_number": "20001", "groups": ["gate", "lab"]}
    rules = [{"attribute": "groups", "value": "gate", "home_unit": 2, "role": "unit-approver", "unit": 2, "campus": None},
             {"attribute": "name", "value": "lin", "home_unit": None, "role": "reviewer", "unit": None, "campus": None}]
    path = "/api/admin/providers/%s" % made["id"]
    check(admin.call("PUT", path + "/rules", {"rules": rules})[0] == 200, "rules")
    check(admin.call("PUT", path + "/rules", {"rules": [dict(rules[0], role="administrator")]})[0] == 422, "no rule administers")
    tried = admin.call("POST", path + "/try", {"subject": "l", "attributes": [
        {"name": "staff_number", "value": "20001"}, {"name": "groups", "value": "gate"}, {"name": "name", "value": "lin", "verified": False}]})
    check(tried[0] == 200 and tried[1]["way"] == "attribute" and tried[1]["account"]["id"] == ids["lin"] and tried[1]["rules"] == [1] and
          tried[1]["unit"] == 2, "what would this person get: %s" % (tried,))
    browser = Browser(port)
    check(browser.sso()[0] == 303, "linked by the number")
    mine = browser.who()
    check(mine["account"]["id"] == ids["lin"] and mine["account"]["unit"] == 2 and
          sorted(one["role"] for one in mine["roles"]) == ["applicant", "unit-approver"], "unit and role by rule 1 alone: %s" % mine)
    provider.person = {"sub": "l", "staff_number": "20001", "name": "lin"}
    check(browser.sso()[0] == 303 and [one["role"] for one in browser.who()["roles"]] == ["applicant"], "taken back; a name gives nothing")
    audit = admin.call("GET", "/api/audit?subject=account:%d" % ids["lin"])[1]["items"]
    check({"identity-linked", "identity-role-given", "identity-role-taken"} <= {one["action"] for one in audit}, "on record: %s" % audit)
    check(admin.call("PUT", path, {"provision": False})[1]["has_secret"], "the secret stays")
    elsewhere = dict(made["settings"], issuer="https://127.0.0.1:1")
    check(not admin.call("PUT", path, {"settings": elsewhere})[1]["has_secret"], "another issuer does not get the secret")
    check(admin.call("PUT", path, {"settings": made["settings"], "secret": provider.secret})[1]["has_secret"], "typed again")
    provider.person = {"sub": "stranger"}
    browser = Browser(port)
    refused(browser, browser.sso(), "no-account", "nobody is made")
    admin.call("PUT", path, {"provision": True})


def by_mobile(port, admin, provider, made):
    """An account is found by its number, also where an older server has written it; two accounts with it are one too many."""
    path = "/api/admin/providers/" + made["id"]
    check(admin.call("PUT", path, {"link_to": "mobile", "link_attribute": "phone_number"})[0] == 200, "by mobile number")
    ids = {}
    for name, mobile in (("mo", "13700137000"), ("old", "13700137001"), ("moved", "13700137002"), ("twin", "13700137003"), ("twin2", "13700137003")):
        status, one = admin.call("POST", "/api/accounts", {"name": name, "display_name": name, "mobile": mobile, "active": True,
                                                           "roles": [{"role": "applicant", "unit": None, "campus": None}]})
        check(status == 201, "an account: %s" % one)
        ids[name] = one["id"]
    database = server_support.place.database
    hashes = dict(one.split("|") for one in sql(database, "SELECT id, hex(mobile_hash) FROM account WHERE mobile_hash IS NOT NULL" if
                                                "postgres" not in database else "SELECT id, encode(mobile_hash, 'hex') FROM account WHERE mobile_hash IS NOT NULL"))
    check(set(hashes) >= {str(one) for one in ids.values()} and hashes[str(ids["twin"])] == hashes[str(ids["twin2"])], "by a hash")
    sql(database, "UPDATE account SET mobile_hash = NULL WHERE id = %d" % ids["old"])  # as an older server writes it
    sql(database, "UPDATE account SET mobile_sealed = NULL WHERE id = %d" % ids["moved"])

    def signs_in(number, **more):
        provider.person = dict({"sub": "phone " + number, "phone_number": "+86 " + number, "phone_number_verified": True}, **more)
        browser = Browser(port)
        return browser, browser.sso()
    for name, number in (("mo", "13700137000"), ("old", "13700137001")):
        browser, answer = signs_in(number)
        check(answer[0] == 303 and browser.who()["account"]["id"] == ids[name], "%s: %s" % (name, browser.who()))
    browser, answer = signs_in("13700137002")
    check(answer[0] == 303 and browser.who()["account"]["id"] != ids["moved"], "a hash without the number finds nobody")
    browser, answer = signs_in("13700137003")
    refused(browser, answer, "two-accounts", "two accounts")
    browser, answer = signs_in("13700137000", sub="another", phone_number_verified=False)
    check(answer[0] == 303 and browser.who()["account"]["id"] != ids["mo"], "a number that is not verified links nobody")


def fresh_sign_in(browser):
    """Who has no password here has signed in just now instead, before what asks for it. Returns the secret of an authenticator."""
    asks = (("POST", "/api/session/totp", {"password": ""}), ("DELETE", "/api/session/others", None))
    mine = browser.who()
    check(not mine["has_password"], "no password here: %s" % mine)
    database, account = server_support.place.database, mine["account"]["id"]
    sql(database, "UPDATE session SET confirmed_at = confirmed_at - 301000 WHERE account = %d" % account)
    for ask in asks:
        status, told = browser.call(*ask)
        check(status == 403 and told["code"] == "confirm-password", "%s after five minutes: %s" % (ask, told))
    check(browser.call("POST", "/api/session/confirm", {"password": ""})[0] == 403, "nothing confirms without a password")
    sql(database, "UPDATE session SET confirmed_at = confirmed_at + 301000 WHERE account = %d" % account)
    check(browser.call(*asks[1])[0] == 204, "just after the sign-in")
    return browser.call(*asks[0])[1]["secret"]


def second_factor(port, provider):
    """The account's own code is asked for, unless the provider says that it did."""
    provider.person = {"sub": "strong"}
    browser = Browser(port)
    browser.sso()
    browser.csrf = browser.who()["csrf"]
    secret = fresh_sign_in(browser)
    check(browser.call("PUT", "/api/session/totp", {"code": code_of(secret, time.time())})[0] in (200, 204), "an authenticator")
    browser = Browser(port)
    status, _, text = browser.sso()
    check(status == 200 and "one-time-code" in text and browser.who() is None, "a code is asked for: %s" % text)
    state = text.split('name="state" value="')[1].split('"')[0]
    form = lambda code: urllib.parse.urlencode({"state": state, "code": code})
    check(browser.go("/sso/code", "POST", form("000000"))[0] == 403 and browser.who() is None, "a wrong code")
    other = Browser(port)
    check(other.go("/sso/code", "POST", form(code_of(secret, time.time() + 30)))[0] == 400, "in another browser")
    check(browser.go("/sso/code", "POST", form(code_of(secret, time.time() + 30)))[0] == 303 and browser.who(), "the right one")
    check(browser.go("/sso/code", "POST", form(code_of(secret, time.time() + 60)))[0] == 400, "once")
    provider.person = {"sub": "strong", "amr": ["pwd", "otp"]}
    browser = Browser(port)
    check(browser.sso()[0] == 303 and browser.who(), "the provider asked for a second factor")


def logout(port, provider):
    provider.person = {"sub": "out", "sid": "session-1"}
    one, two, other = Browser(port), Browser(port), Browser(port)
    one.sso()
    provider.person = {"sub": "out", "sid": "session-2"}
    two.sso()
    provider.person = {"sub": "stays"}
    other.sso()
    post = lambda token: other.go("/sso/campus/back-channel", "POST", "logout_token=" + token)[0]
    bad = [provider.logout_token(sub="out", aud="another"), provider.logout_token(sub="out", iss="https://evil.example"),
           provider.logout_token(sub="out", nonce="x"), provider.logout_token(sub="out", events={}), provider.logout_token(),
           provider.logout_token(sub="out", exp=int(time.time()) - 300), provider.logout_token(sub="out", jti=None),
           Key("RS256", "first").token({"sub": "out"}), "x"]
    check([post(token) for token in bad] == [400] * len(bad) and one.who(), "refused")
    token = provider.logout_token(sub="out", sid="session-1")
    check(post(token) == 200 and one.who() is None and two.who(), "one session ends")
    check(post(token) == 400, "a logout token works once")
    check(post(provider.logout_token(sub="out")) == 200 and two.who() is None and other.who(), "all of the subject end")
    other.csrf = other.who()["csrf"]
    status, answer = other.call("DELETE", "/api/session/everywhere")
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["to"]).query)
    check(status == 200 and answer["to"].startswith(provider.url + "/logout?") and query["client_id"] == ["gatehouse"] and
          len(query["id_token_hint"][0].split(".")) == 3 and other.who() is None, "signed out everywhere: %s" % answer)


def run(port):
    provider, second = Provider(), Provider()
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "an administrator")
    try:
        made = add(admin, provider)
        add(admin, second, "second", enabled=True)
        check([one["name"] for one in Client(port).call("GET", "/api/sign-in-ways")[1]["items"]] == ["campus", "second"], "two ways")
        check(admin.call("POST", "/api/admin/providers", dict(LABEL, name="campus", settings={"issuer": "http://sso.example.edu.cn"}))[0]
              == 422, "https alone")
        first_time(port, provider)
        one_use(port, provider)
        down(port, provider)
        linking(port, admin, provider, made)
        by_mobile(port, admin, provider, made)
        second_factor(port, provider)
        logout(port, provider)
        lies(port, provider)
        nobody = Browser(port)
        refused(nobody, nobody.go("/sso/nothing/start"), "unknown-provider", "no such provider")
        admin.call("PUT", "/api/admin/providers/" + made["id"], {"enabled": False})
        refused(nobody, nobody.go("/sso/campus/start"), "unknown-provider", "switched off")
        check(admin.call("DELETE", "/api/admin/providers/" + made["id"])[0] == 204, "removed")
        check("stand-in secret" not in "".join(sql(server_support.place.database, "SELECT settings FROM identity_provider")), "sealed")
    finally:
        provider.stop()
        second.stop()


serve(sys.argv[1], sys.argv[2], run, CATALOGUE)
