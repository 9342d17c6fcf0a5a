#!/usr/bin/env python3
"""Signing in with the password of a real LDAP directory: Debian's slapd.

usage: test_sso_ldap.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import os
import re
import sys
import tempfile
import urllib.parse

import server_support
import slapd_support
from server_support import Client, check, serve, sql
from slapd_support import BASE, READER, SECRET, Slapd
from sso_support import Browser, expire_sign_ins, refused, twins

WORD = "a word of the university"
PEOPLE = {
    "20001": {"name": "孙老师", "unit": "10", "uid": "sun", "userPassword": WORD},
    "20002": {"name": "钱老师", "unit": "10", "uid": "qian", "userPassword": "another " + WORD},
    "20003": {"name": "双一", "unit": "10", "uid": "twin", "userPassword": WORD},
    "20004": {"name": "双二", "unit": "10", "uid": "twin", "userPassword": WORD},
    "20005": {"name": "括号", "unit": "10", "uid": "a(b)*\\c", "userPassword": WORD},
    "20006": {"name": "李老师", "unit": "10", "uid": "li", "userPassword": WORD},
}


class Person(Browser):
    def form(self, provider="campus", to=""):
        """Opens the form. Returns its state."""
        status, _, text = self.go("/sso/%s/start%s" % (provider, to))
        check(status == 200 and 'action="/sso/%s/password"' % provider in text, "a form: %s %s" % (status, text[:300]))
        return re.search('name="state" value="([^"]+)"', text).group(1)

    def post(self, state, name, password, provider="campus"):
        return self.go("/sso/%s/password" % provider, "POST", urllib.parse.urlencode({"state": state, "name": name, "password": password}))

    def type(self, name, password, provider="campus", to=""):
        return self.post(self.form(provider, to), name, password, provider)


def wrong(port, name, password, said="wrong"):
    """Returns the page to which the browser is sent."""
    person = Person(port)
    status, location, text = person.type(name, password)
    check(status == 303 and location.startswith("/sso/campus/start?") and "said=" + said in location,
          "%s is %s: %s %s %s" % (name, said, status, location, text[-300:]))
    check(person.who() is None, "nobody is signed in")
    status, _, text = person.go(location)
    check(status == 200, "a new form")
    return re.sub('value="[^"]+"', "", text)


def add(admin, name, url, **settings):
    wish = {"kind": "ldap", "name": name, "label": "校园账号", "label_en": "University account", "enabled": True, "provision": True,
            "link_to": "staff-number", "link_attribute": "employeeNumber", "secret": settings.pop("secret", SECRET),
            "settings": dict({"url": url, "start_tls": "", "bind_dn": READER, "base": "ou=people," + BASE,
                              "filter": "(objectClass=inetOrgPerson)", "name_attribute": "uid", "subject": "entryUUID",
                              "attributes": "employeeNumber"}, **settings)}
    status, made = admin.call("POST", "/api/admin/providers", wish)
    check(status == 201 and SECRET not in str(made), "a provider: %s" % made)
    return made


def lift():
    sql(server_support.place.database, "DELETE FROM login_failure")


def right(port, admin, slapd):
    status, one = admin.call("POST", "/api/accounts", {"name": "sunls", "display_name": "孙", "staff_number": "20001", "active": True,
                                                       "roles": [{"role": "applicant", "unit": None, "campus": None}]})
    check(status == 201, "an account: %s" % one)
    ways = Client(port).call("GET", "/api/sign-in-ways")[1]["items"]
    check([(way["name"], way["way"]) for way in ways][0] == ("campus", "password"), "a button: %s" % ways)
    person = Person(port)
    status, location, text = person.type("SUN", WORD, to="?to=/app/hall/vehicle")
    check((status, location) == (303, "/app/hall/vehicle"), "signed in: %s %s %s" % (status, location, text[-300:]))
    check(person.who()["account"]["id"] == one["id"], "linked by the number that the directory vouches for")
    fresh = Person(port)
    check(fresh.type("a(b)*\\c", WORD)[:2] == (303, "/app/"), "a name with signs of filters is a name")
    check(fresh.who()["account"]["display_name"] == "括号", "an account of its own: %s" % fresh.who())
    for name in ("secure", "start-tls", "number"):
        person = Person(port)
        check(person.type("li", WORD, name)[0] == 303 and person.who(), name)
    lift()


def wrong_ones(port):
    pages = {wrong(port, name, password) for name, password in
             (("qian", WORD), ("nobody", WORD), ("qian", ""), ("*", WORD), ("q*", WORD), ("qian)(uid=*", WORD), ("\\2a", WORD),
              ("qian ", "another " + WORD), ("ｑian", "another " + WORD), ("", WORD))}
    check(len(pages) == 1 and "账号或密码不正确" in pages.pop(), "one answer for all of them")
    lift()
    twin = Person(port)
    refused(twin, twin.type("twin", WORD), "setup", "two entries have the name")
    check(sql(server_support.place.database, "SELECT count(*) FROM login_failure WHERE until_at > last_at + 600000") == ["0"], "no wrong try")


def form(port, admin):
    person, other = Person(port), Person(port)
    state = person.form()
    other.form()
    refused(other, other.post(state, "sun", WORD), "state", "a form of another browser")
    alone = Person(port)
    refused(alone, alone.post(state, "sun", WORD), "other-browser", "without the cookie")
    mine = person.form()
    check(person.post(mine, "sun", WORD)[0] == 303 and person.who(), "the own one")
    again = Person(port)
    again.cookie = person.cookie
    check(again.post(mine, "sun", WORD)[0] == 400, "once")
    slow = Person(port)
    state = slow.form()
    expire_sign_ins()
    refused(slow, slow.post(state, "sun", WORD), "state", "a form that took too long")
    mixed = Person(port)
    refused(mixed, mixed.post(mixed.form("secure"), "sun", WORD), "state", "a form of another provider")
    twins(admin, "20002")
    both = Person(port)
    refused(both, both.type("qian", "another " + WORD), "two-accounts", "two accounts with one number")
    refused(other, other.post(other.form(), "sun", "x" * 1100), "state", "a password that is too long")
    away = Person(port)
    refused(away, away.go("/sso/unknown/password", "POST", "state=x"), "unknown-provider", "no such provider")
    check(person.go("/sso/campus/callback?state=x")[0] == 404, "it has no callback")
    lift()


def faults(port, admin):
    for name, code, settings in (("wrong-secret", "client-refused", {"secret": "wrong"}), ("no-base", "setup", {"base": "ou=x," + BASE}),
                                 ("bad-filter", "setup", {"filter": "(cn="}), ("bad-name", "setup", {"name_attribute": "uid)(x"}),
                                 ("no-subject", "setup", {"subject": "mobile"}), ("plain", "setup", {"url": "ldap://ldap.example.edu.cn"}),
                                 ("down", "not-reached", {"url": "ldap://127.0.0.1:%d" % slapd_support.free_port()})):
        add(admin, name, settings.pop("url", "ldap://127.0.0.1:%d" % server_support.place.slapd.port), **settings)
        person = Person(port)
        refused(person, person.type("sun", WORD, name), code, name)


def brake(port):
    for _ in range(5):
        wrong(port, "qian", "guess")
    check("错误次数过多" in wrong(port, "QIAN", "another " + WORD, "wait"), "the sixth has to wait, also with the right password")
    check(Client(port).sign_in("qian", "guess")[0] == 429, "and so has the password here: one brake")
    person = Person(port)
    check(person.type("sun", WORD)[0] == 303 and person.who(), "others need not")
    for n in range(30):
        if "错误次数过多" in "".join(wrong_or_wait(port, "guess-%d" % n)):
            break
    check(n < 29, "an address has to wait too: %d" % n)
    lift()


def wrong_or_wait(port, name):
    person = Person(port)
    yield person.go(person.type(name, "guess")[1])[2]


def run(slapd):
    def steps(port):
        server_support.place.slapd = slapd
        admin, url = Client(port), "ldap://127.0.0.1:%d" % slapd.port
        check(admin.sign_in("admin")[0] == 200, "an administrator")
        add(admin, "campus", url)
        add(admin, "secure", "ldaps://127.0.0.1:%d" % slapd.secure)
        add(admin, "start-tls", url, start_tls="1")
        add(admin, "number", url, subject="employeeNumber")
        right(port, admin, slapd)
        wrong_ones(port)
        form(port, admin)
        brake(port)
        faults(port, admin)
        slapd.stop()
        person = Person(port)
        refused(person, person.type("sun", WORD), "not-reached", "the directory is down")
        log = open(server_support.place.process.log, encoding="utf-8").read()
        check(WORD not in log and SECRET not in log and "guess" not in log, "no password in the log")
        trail = "\n".join(sql(server_support.place.database, "SELECT action, detail FROM audit"))
        check("signed-in|campus" in trail and WORD not in trail, "audited: %s" % trail[-600:])
    return steps


def main():
    slapd_support.skip_without()
    with tempfile.TemporaryDirectory() as folder:
        slapd = Slapd(os.path.join(folder, "slapd"))
        slapd.fill({"10": {"name": "信息学院"}}, PEOPLE)
        try:
            serve(sys.argv[1], sys.argv[2], run(slapd), sys.argv[3] if len(sys.argv) > 3 else None, "--directory-ca-file",
                  os.path.join(slapd.folder, "ca.pem"))
        finally:
            slapd.stop()


main()
