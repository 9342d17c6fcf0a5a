#!/usr/bin/env python3
"""Signing in with WeCom, inside its app and with the QR code on a PC, against the stand-in of wecom_support.py: the link to an
account, what each failure shows, and that nobody is signed in by it.

usage: test_wecom_login.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import http.client
import re
import sys
import urllib.parse

from server_support import Client, check, connect, serve, wait_for
from sso_support import expire_sign_ins, refused, twins
from wecom_support import AGENT, CORP, SECRET, WeCom

CATALOGUE = sys.argv[3] if len(sys.argv) > 3 else None
PHONE = "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 wxwork/4.1.20 MicroMessenger/7.0.1"
DESK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
USER_INFO, USER_DETAIL = "/cgi-bin/auth/getuserinfo", "/cgi-bin/auth/getuserdetail"
cloud = WeCom({"Zhang.S", "new.one", "new.two", "Li.Dean", "Twin.T"})


class Browser(Client):
    """A browser that goes where it is sent, with the member whose WeCom it belongs to."""

    def __init__(self, port, agent, member):
        super().__init__(port)
        self.agent, self.member = agent, member

    def go(self, path):
        connection = connect(self.port)
        connection.request("GET", path, headers={"User-Agent": self.agent, **({"Cookie": self.cookie} if self.cookie else {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        self.take_cookies(answer)
        connection.close()
        return answer.status, answer.getheader("Location"), text

    def away(self):
        status, url, text = self.go("/sso/wecom/start?to=/app/applications/new")
        check(status == 303, "sent to WeCom: %s %s" % (status, text[:300]))
        return url

    def back(self, url):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc)
        connection.request("GET", parts.path + "?" + parts.query, headers={"Cookie": "wecom=" + self.member} if self.member else {})
        answer = connection.getresponse()
        answer.read()
        check(answer.status == 302, "WeCom sends the browser back: %s" % answer.status)
        target = urllib.parse.urlsplit(answer.getheader("Location"))
        return target.path + "?" + target.query

    def sign_on(self):
        return self.go(self.back(self.away()))

    def who(self):
        status, session = self.call("GET", "/api/session")
        return session if status == 200 else None


def run(port):
    admin = Client(port)
    admin.sign_in("admin")
    settings = {"corp_id": CORP, "agent_id": str(AGENT), "api_url": cloud.url, "app_url": cloud.url + "/connect/oauth2/authorize",
                "qr_url": cloud.url + "/wwlogin/sso/login"}
    wish = {"kind": "wecom", "name": "wecom", "label": "企业微信", "label_en": "WeCom", "enabled": True, "secret": SECRET,
            "provision": True, "link_to": "staff-number", "link_attribute": "userid", "settings": settings}
    status, made = admin.call("POST", "/api/admin/providers", wish)
    check(status == 201 and made["has_secret"] and SECRET not in str(made), "a provider: %s" % made)
    check(admin.call("PUT", "/api/accounts/1", {"staff_number": "Zhang.S"})[0] == 200, "the number of an account")

    phone = Browser(port, PHONE, "Zhang.S")
    url = phone.away()
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    check("/connect/oauth2/authorize?" in url and url.endswith("#wechat_redirect") and query["scope"] == "snsapi_base" and
          query["appid"] == CORP, "inside WeCom: %s" % url)
    status, location, text = phone.go(phone.back(url))
    check((status, location) == (303, "/app/applications/new"), "to the flow: %s %s %s" % (status, location, text[-300:]))
    check(phone.who()["account"]["id"] == 1 and cloud.tokens == 1, "the account with the number: %s" % phone.who())

    desk = Browser(port, DESK, "Zhang.S")
    url = desk.away()
    check("/wwlogin/sso/login?login_type=CorpApp" in url, "the QR code on a PC: %s" % url)
    back = desk.back(url)
    check(desk.go(back)[0] == 303 and desk.who()["account"]["id"] == 1, "the same account")
    check(cloud.tokens == 1, "the access token is kept")
    replayed = Browser(port, DESK, "Zhang.S")
    refused(replayed, replayed.go(back), "other-browser", "a link of another browser")

    fresh = Browser(port, PHONE, "new.one")
    fresh.sign_on()
    check([one["role"] for one in fresh.who()["roles"]] == ["applicant"], "somebody new is an applicant and nothing more")
    named = {one["name"]: one["display_name"] for one in admin.call("GET", "/api/accounts?q=new.")[1]["items"]}
    check(named == {"new.one": "new.one"}, "the account is named by the UserID: %s" % named)
    guest = Browser(port, PHONE, "someone-else")
    refused(guest, guest.sign_on(), "denied", "only an openid")
    used = Browser(port, PHONE, "Zhang.S")
    url = used.back(used.away())
    cloud.logins.clear()
    refused(used, used.go(url), "code-used", "a code that was redeemed before")
    cloud.trusted = False
    away = Browser(port, PHONE, "Zhang.S")
    refused(away, away.sign_on(), "setup", "an address that WeCom does not trust")
    cloud.trusted = True
    mixed_up(admin, port, wish)
    down(port)
    expired_token(port)
    detail(admin, port, made["id"], settings)


def mixed_up(admin, port, wish):
    """A state of another browser, of another provider, and one that is too old; a number that two accounts have."""
    status, made = admin.call("POST", "/api/admin/providers", {**wish, "name": "second"})
    check(status == 201, "another provider: %s" % made)
    for agent in (PHONE, DESK):
        mine, other = Browser(port, agent, "Zhang.S"), Browser(port, agent, "Zhang.S")
        theirs = other.back(other.away())
        mine.away()
        refused(mine, mine.go(theirs), "state", "a state of another browser")
        refused(other, other.go(theirs.replace("/sso/wecom/", "/sso/second/")), "state", "mixed-up providers")
        url = mine.back(mine.away())
        expire_sign_ins()
        refused(mine, mine.go(url), "state", "a sign-in that took too long")
    declined = Browser(port, DESK, "Zhang.S")
    url = declined.back(declined.away())
    refused(declined, declined.go(re.sub("code=[^&]+&", "", url)), "denied", "refused on the phone: a state alone comes back")
    twins(admin, "Twin.T")
    both = Browser(port, PHONE, "Twin.T")
    refused(both, both.sign_on(), "two-accounts", "two accounts with one number")


def down(port):
    cloud.faults[USER_INFO] = [None]
    browser = Browser(port, PHONE, "Zhang.S")
    refused(browser, browser.sign_on(), "not-reached", "a WeCom that hangs up")
    wait_for("WeCom to be asked again", lambda: browser.sign_on()[0] == 303)  # it is left alone for five seconds
    cloud.faults[USER_INFO] = [40001]
    browser = Browser(port, PHONE, "Zhang.S")
    refused(browser, browser.sign_on(), "client-refused", "a secret that was made anew in WeCom")


def expired_token(port):
    """A token that ended early, or that WeCom does not know, is fetched once more, and no third time."""
    for code in (42001, 40014):
        asked = cloud.asked
        cloud.faults[USER_INFO] = [code]
        late = Browser(port, PHONE, "Zhang.S")
        check(late.sign_on()[0] == 303 and late.who()["account"]["id"] == 1 and cloud.asked == asked + 1, "%d renews the token once" % code)
    cloud.expire()
    tokens = cloud.tokens
    check(Browser(port, PHONE, "Zhang.S").sign_on()[0] == 303 and cloud.tokens == tokens + 1, "another token is used")
    asked = cloud.asked
    cloud.faults[USER_INFO] = [42001, 42001]
    late = Browser(port, PHONE, "Zhang.S")
    refused(late, late.sign_on(), "not-reached", "a token that is refused twice")
    check(cloud.asked == asked + 1, "it is renewed once")


def detail(admin, port, provider, settings):
    """getuserdetail gives the address that the enterprise has assigned, and each of its errors has a page."""
    wish = {"settings": {**settings, "detail": "1"}, "link_to": "email", "link_attribute": "email", "link_privileged": True}
    status, told = admin.call("PUT", "/api/admin/providers/" + provider, wish)
    check(status == 200 and told["settings"]["detail"] == "1", "also asks for the address: %s" % told)
    check(admin.call("PUT", "/api/accounts/2", {"email": "li.dean@example.edu.cn"})[0] == 200, "the address of an account")
    dean = Browser(port, PHONE, "Li.Dean")
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(dean.away()).query))
    check(query["scope"] == "snsapi_privateinfo", "members are asked to agree: %s" % query)
    for code, page, what in ((40058, "setup", "a ticket that is not known"), (48002, "setup", "an interface that is not allowed"),
                             (60011, "not-visible", "a member outside of the visible range"), (60020, "setup", "an address that is not trusted"),
                             (40029, "code-used", "a ticket that was used"), (45009, "not-reached", "a limit that is reached"),
                             (-1, "not-reached", "a busy WeCom"), (None, "not-reached", "a WeCom that hangs up")):
        cloud.faults[USER_DETAIL] = [code]
        refused(dean, dean.sign_on(), page, what)
    wait_for("WeCom to be asked again", lambda: dean.sign_on()[0] == 303)  # one that hangs up is left alone for five seconds
    dean = Browser(port, PHONE, "Li.Dean")
    cloud.faults[USER_DETAIL] = [42001]
    check(dean.sign_on()[0] == 303 and dean.who()["account"]["id"] == 2, "a token that ends between both calls is renewed: %s" % dean.who())
    cloud.silent.add("new.two")
    other = Browser(port, PHONE, "new.two")
    check(other.sign_on()[0] == 303 and other.who()["account"]["id"] > 2, "who does not agree signs in without an address")


serve(sys.argv[1], sys.argv[2], run, CATALOGUE)
