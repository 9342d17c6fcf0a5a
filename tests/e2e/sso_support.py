"""What the tests of single sign-on share: a browser that goes where it is sent, and how a refusal looks."""
import urllib.error
import urllib.parse
import urllib.request

import server_support
from server_support import Client, check, connect, sql


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirections are looked at, not followed."""

    def redirect_request(self, *_):
        return None


class Browser(Client):
    """A browser that goes where it is sent, and keeps its cookies."""

    def go(self, path, method="GET", raw=None):
        connection = connect(self.port)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if raw is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, raw, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.take_cookies(answer)
        connection.close()
        return answer.status, answer.getheader("Location"), text

    def away(self, provider="campus", to=""):
        """To the provider. Returns its address."""
        status, url, text = self.go("/sso/%s/start%s" % (provider, to))
        check(status == 303, "sent to the provider: %s %s" % (status, text[:300]))
        return url

    def back(self, url):
        """Returns the path of the callback to which the provider sends the browser."""
        try:
            urllib.request.build_opener(Stay).open(url)
        except urllib.error.HTTPError as answer:
            parts = urllib.parse.urlsplit(answer.headers["Location"])
            return parts.path + "?" + parts.query
        raise SystemExit("FAILED: the provider does not send the browser back")

    def sso(self, provider="campus", to=""):
        return self.go(self.back(self.away(provider, to)))

    def who(self):
        status, session = self.call("GET", "/api/session")
        return session if status == 200 else None


def twins(admin, number):
    """Two accounts with one staff number."""
    for name in ("twin-1", "twin-2"):
        status, one = admin.call("POST", "/api/accounts", {"name": name, "display_name": name, "staff_number": number, "active": True,
                                                           "roles": [{"role": "applicant", "unit": None, "campus": None}]})
        check(status == 201, "an account: %s" % one)


def expire_sign_ins():
    """All sign-ins that are on their way have taken too long."""
    sql(server_support.place.database, "UPDATE identity_flow SET until = 1")


def log_tail():
    """What the server says last: the reason stands there, not on the page."""
    with open(server_support.place.process.log, encoding="utf-8") as log:
        return "\n" + "".join(log.readlines()[-5:])


def refused(browser, answer, code, what):
    status, location, text = answer
    check(status >= 400 and location is None, "%s: a page, not %s %s" % (what, status, location))
    named = "<p class=\"code\">%s ·" % code in text
    check(named, "%s: %s is named: %s%s" % (what, code, text[-600:], "" if named else log_tail()))
    check(browser.who() is None, "%s: nobody is signed in" % what)
