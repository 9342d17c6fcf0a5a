"""The ways to sign in that test_sso_web.py walks: stand-ins for providers, each with a page on which one picks who signs in.

One more provider is one more class here: what the walk needs to know stands in Way.
"""
import re
import secrets
import threading
import urllib.parse

from cas_stand_in import LOGOUT, Cas, post
from provider_stand_in import Key, Provider
from slapd_support import BASE, READER, SECRET, Slapd
from sso_support import Browser
from wecom_qr import QrPages
from wecom_support import AGENT, CORP, WeCom
from wecom_support import SECRET as WECOM_SECRET
from wecom_support import fault as wecom_fault

NAME = "钱小新"
WORD = "a word of the university"
PAGE = ("<!doctype html><html lang=\"zh\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>Provider</title><h1>%s</h1><p>替身页面 stand-in</p>%s")


def in_browser(handler):
    return "Mozilla" in handler.headers.get("User-Agent", "")


def reply(handler, kind, text):
    data = text.encode()
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def pick(handler, title, people):
    """Replies with a page on which one picks who one is: the same address with &sub=."""
    links = "".join("<p><a href=\"%s&amp;sub=%s\">%s</a></p>" % (handler.path.replace("&", "&amp;"), one, one) for one in people)
    reply(handler, "text/html; charset=utf-8", PAGE % (title, links))


class Way:
    kind = name = label = label_en = ""
    phone = desk = "pick"  # how one says who one is: "pick" on the provider's page, "password" on ours, "cookie": nothing to do,
    # "scan": with a phone
    shown = NAME           # what the name of the new account begins with; None: it is the person's identifier
    there = ""             # with what the address begins at which the provider ends its own session; "": it has none
    ends = False           # the provider tells when it ends a session
    failures = {}            # what can go wrong: the code that the page shows

    def __init__(self, port, people):
        self.port, self.people = port, people
        self.wrong = None  # the fault that is on

    def typed(self):
        """What the administrator types."""
        return {}

    def wish(self):
        return {"kind": self.kind, "name": self.name, "label": self.label, "label_en": self.label_en, "enabled": True, "provision": True,
                **self.typed()}

    def plan(self):
        """What the walk in the browser is told."""
        names = ("name", "label", "label_en", "phone", "desk", "shown", "there", "ends", "failures")
        return {"people": self.people, "origin": getattr(self, "url", ""), **{name: getattr(self, name) for name in names}}

    def fault(self, name):
        """Switches a fault on, or with None off."""
        self.wrong = name

    def enter(self, browser, who):
        """Signs one of the people in without a page to click on. Returns the server's answer."""
        return browser.go(browser.back(browser.away(self.name) + "&sub=" + who))


class Oidc(Provider, Way):
    kind, name, label, label_en, ends = "oidc", "campus", "统一身份认证", "University account", True
    failures = {"refused": "denied", "away": "not-reached", "issuer": "wrong-issuer", "audience": "wrong-audience", "nonce": "wrong-nonce",
                "late": "expired", "ahead": "clock", "key": "signature"}
    LIES = {"issuer": {"iss": "https://evil.example"}, "audience": {"aud": "another"}, "nonce": {"nonce": "x"}, "late": {"exp": 1000, "iat": 900},
            "ahead": {"iat": 2 ** 33, "exp": 2 ** 33 + 60}}

    def __init__(self, port, people):
        Way.__init__(self, port, people)
        Provider.__init__(self)
        self.there = self.url + "/logout?"
        self.one = threading.Lock()  # the walks run side by side

    def typed(self):
        return {"secret": self.secret, "settings": {"issuer": self.url, "client_id": self.client}}

    def get(self, handler, path, query):
        if path == "/authorize" and in_browser(handler) and not query.get("sub"):
            return pick(handler, self.label, self.people)
        if path == "/authorize" and query.get("sub"):
            with self.one:
                self.person = {"sub": query["sub"], "name": NAME}
                self.error = "access_denied" if self.wrong == "refused" else None
                return super().get(handler, path, query)
        return super().get(handler, path, query)

    def fault(self, name):
        super().fault(name)
        rogue = Key("RS256", "first") if name == "key" else None  # it names a key that the provider has, and is not that one
        self.sign = rogue.token if rogue else None
        self.lie = (lambda claims: claims.update(self.LIES[name])) if name in self.LIES else None

    def redeem(self, handler, form):
        return handler.reply(503, {"error": "down"}) if self.wrong == "away" else super().redeem(handler, form)

    def end(self, who):
        form = urllib.parse.urlencode({"logout_token": self.logout_token(sub=who)})
        return Browser(self.port).go("/sso/%s/back-channel" % self.name, "POST", form)[0]


class CasServer(Cas, Way):
    kind, name, label, label_en, ends = "cas", "cas", "校园 CAS 登录", "CAS of the campus", True
    failures = {"spent": "code-used", "other-service": "wrong-audience", "unknown-service": "client-refused", "away": "not-reached"}

    def __init__(self, port, people):
        Way.__init__(self, port, people)
        Cas.__init__(self)
        self.there = self.url + "/logout?"
        self.chosen = {}  # ticket: who

    def typed(self):
        return {"settings": {"server": self.url, "verified": "employeeNumber", "mfa_values": ""}}

    def answer(self, request):
        parts = urllib.parse.urlsplit(request.path)
        if parts.path == "/cas/login" and in_browser(request) and "sub" not in urllib.parse.parse_qs(parts.query):
            return pick(request, self.label, self.people)
        return super().answer(request)

    def user_of(self, query):
        return query.get("sub", "nobody"), [("cn", NAME)]

    def validate(self, query, third):
        failure = {"spent": "INVALID_TICKET", "other-service": "INVALID_SERVICE", "unknown-service": "UNAUTHORIZED_SERVICE", "away": "INTERNAL_ERROR"}.get(self.wrong)
        return self.failure(failure) if failure else super().validate(query, third)

    def end(self, who):
        mine = [(ticket, service) for user, ticket, service in self.seen if user == who]
        return post(self.port, mine[-1][1], LOGOUT % (secrets.token_hex(8), mine[-1][0]))


class WeComApp(WeCom, Way):
    kind, name, label, label_en, phone, shown = "wecom", "wecom", "企业微信", "WeCom", "cookie", None  # WeCom tells no name
    desk = "scan"
    failures = {"guest": "denied", "spent": "code-used", "late": "code-used", "address": "setup", "secret": "client-refused",
                "range": "not-visible", "busy": "not-reached"}
    CODES = {"secret": 40001, "range": 60011, "busy": -1}  # of getuserinfo

    def __init__(self, port, people, gatehouse):
        Way.__init__(self, port, people)
        WeCom.__init__(self, people)
        self.qr = QrPages(gatehouse, self.url)
        self.qr.outside.add("outside")

    def typed(self):
        return {"secret": WECOM_SECRET, "settings": {
            "corp_id": CORP, "agent_id": str(AGENT), "api_url": self.url, "app_url": self.url + "/connect/oauth2/authorize",
            "qr_url": self.url + "/wwlogin/sso/login"}}

    def serve(self, handler, body):
        url = urllib.parse.urlsplit(handler.path)
        if url.path == "/wwlogin/poll":
            return reply(handler, "application/json", self.qr.poll(dict(urllib.parse.parse_qsl(url.query))["key"]))
        return super().serve(handler, body)

    def authorize(self, handler, path, query):
        if not path.endswith("authorize") and in_browser(handler):
            return reply(handler, "text/html; charset=utf-8", self.qr.page(query))
        return super().authorize(handler, path, query)

    def answer(self, path, query, body):
        self.trusted = self.wrong != "address"
        if path.endswith("getuserinfo") and self.wrong in self.CODES:
            return wecom_fault(self.CODES[self.wrong])
        return super().answer(path, query, body)

    def user_info(self, query, body):
        member, made = self.logins.get(query.get("code"), (None, 0))
        if self.wrong == "spent":
            self.logins.clear()
        elif self.wrong == "late":
            self.logins[query["code"]] = member, made - 301  # 91023: a code is good for five minutes
        return super().user_info(query, body)

    def member_of(self, handler, query):
        return self.member(query.get("sub") or super().member_of(handler, query))

    def member(self, who):
        return "someone-else" if self.wrong == "guest" else who

    def does(self, what, key, who=None):
        """What a phone does with the code on the screen."""
        if what == "scan":
            self.qr.scan(key, who)
        elif what == "allow":
            self.qr.allow(key, self.code_for(self.member(self.qr.shown[key]["who"])))
        else:
            self.qr.refuse(key)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Ldap(Way):
    kind, name, label, label_en, phone, desk = "ldap", "ldap", "校园账号", "Name and password of the campus", "password", "password"
    failures = {"away": "not-reached"}

    def __init__(self, port, people, folder):
        super().__init__(port, people)
        self.slapd = Slapd(folder)
        self.fault(None)

    def typed(self):
        return {"secret": SECRET, "settings": {
            "url": "ldap://127.0.0.1:%d" % self.slapd.port, "start_tls": "", "bind_dn": READER, "base": "ou=people," + BASE,
            "filter": "(objectClass=inetOrgPerson)", "name_attribute": "uid", "subject": "entryUUID", "attributes": "employeeNumber"}}

    def fault(self, name):
        entries = {"3000%d" % n: {"name": NAME, "unit": "10", "uid": one, "userPassword": WORD} for n, one in enumerate(self.people)}
        if name:
            self.slapd.stop()
        else:
            self.slapd.fill({"10": {"name": "信息学院"}}, entries)

    def enter(self, browser, who):
        state = re.search('name="state" value="([^"]+)"', browser.go("/sso/%s/start" % self.name)[2]).group(1)
        form = urllib.parse.urlencode({"state": state, "name": who, "password": WORD})
        return browser.go("/sso/%s/password" % self.name, "POST", form)

    def stop(self):
        self.slapd.stop()
