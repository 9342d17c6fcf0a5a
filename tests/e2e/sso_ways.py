"""The ways to sign in that test_sso_web.py walks: stand-ins for providers, each with a page on which one picks who signs in.

One more provider is one more class here: what the walk needs to know stands in Way.
"""
import secrets
import threading
import urllib.parse

from cas_stand_in import LOGOUT, Cas, post
from provider_stand_in import Provider
from slapd_support import BASE, READER, SECRET, Slapd
from sso_support import Browser
from wecom_support import AGENT, CORP, WeCom
from wecom_support import SECRET as WECOM_SECRET

NAME = "钱小新"
WORD = "a word of the university"
PAGE = ("<!doctype html><html lang=\"zh\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>Provider</title><h1>%s</h1><p>替身页面 stand-in</p>%s")


def in_browser(handler):
    return "Mozilla" in handler.headers.get("User-Agent", "")


def pick(handler, title, people):
    """Replies with a page on which one picks who one is: the same address with &sub=."""
    links = "".join("<p><a href=\"%s&amp;sub=%s\">%s</a></p>" % (handler.path.replace("&", "&amp;"), one, one) for one in people)
    data = (PAGE % (title, links)).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


class Way:
    kind = name = label = label_en = ""
    phone = desk = "pick"  # how one says who one is: "pick" on the provider's page, "password" on ours, "cookie": nothing to do
    shown = NAME           # what the name of the new account begins with
    second = False         # one of its people has set up an authenticator here
    there = ""             # with what the address begins at which the provider ends its own session; "": it has none
    ends = False           # the provider tells when it ends a session
    faults = {}            # what can go wrong: the code that the page shows

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
        names = ("name", "label", "label_en", "phone", "desk", "shown", "second", "there", "ends", "faults")
        return {"people": self.people, "origin": getattr(self, "url", ""), **{name: getattr(self, name) for name in names}}

    def fault(self, name):
        """Switches a fault on, or with None off."""
        self.wrong = name


class Oidc(Provider, Way):
    kind, name, label, label_en, second, ends = "oidc", "campus", "统一身份认证", "University account", True, True
    faults = {"refused": "denied", "away": "not-reached"}

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

    def redeem(self, handler, form):
        return handler.reply(503, {"error": "down"}) if self.wrong == "away" else super().redeem(handler, form)

    def end(self, who):
        form = urllib.parse.urlencode({"logout_token": self.logout_token(sub=who)})
        return Browser(self.port).go("/sso/%s/back-channel" % self.name, "POST", form)[0]


class CasServer(Cas, Way):
    kind, name, label, label_en, ends = "cas", "cas", "校园 CAS 登录", "CAS of the campus", True
    faults = {"spent": "code-used", "unknown-service": "client-refused", "away": "not-reached"}

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
        return query["sub"], [("cn", NAME)]

    def validate(self, query, third):
        failure = {"spent": "INVALID_TICKET", "unknown-service": "UNAUTHORIZED_SERVICE", "away": "INTERNAL_ERROR"}.get(self.wrong)
        return self.failure(failure) if failure else super().validate(query, third)

    def end(self, who):
        mine = [(ticket, service) for user, ticket, service in self.seen if user == who]
        return post(self.port, mine[-1][1], LOGOUT % (secrets.token_hex(8), mine[-1][0]))


class WeComApp(WeCom, Way):
    kind, name, label, label_en, phone, shown = "wecom", "wecom", "企业微信", "WeCom", "cookie", "wecom."  # WeCom tells no name
    faults = {"guest": "denied", "spent": "code-used", "address": "setup"}

    def __init__(self, port, people):
        Way.__init__(self, port, people)
        WeCom.__init__(self, people)

    def typed(self):
        return {"secret": WECOM_SECRET, "settings": {
            "corp_id": CORP, "agent_id": str(AGENT), "api_url": self.url, "app_url": self.url + "/connect/oauth2/authorize",
            "qr_url": self.url + "/wwlogin/sso/login"}}

    def authorize(self, handler, path, query):
        self.trusted = self.wrong != "address"
        if not path.endswith("authorize") and in_browser(handler) and "sub" not in query:
            return pick(handler, "企业微信扫码登录", self.people)
        super().authorize(handler, path, query)
        if self.wrong == "spent":
            self.logins.clear()
        return None

    def member_of(self, handler, query):
        return "someone-else" if self.wrong == "guest" else query.get("sub") or super().member_of(handler, query)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Ldap(Way):
    kind, name, label, label_en, phone, desk = "ldap", "ldap", "校园账号", "Name and password of the campus", "password", "password"
    faults = {"away": "not-reached"}

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

    def stop(self):
        self.slapd.stop()
