"""A stand-in for a CAS server, after the CAS Protocol 3.0 specification of Apereo: /login (2.1, 2.2), /serviceValidate (2.5),
/p3/serviceValidate (2.8), /logout with single logout (2.3). It asks nobody for a password."""
import http.server
import secrets
import threading
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

NS = 'xmlns:cas="http://www.yale.edu/tp/cas"'
LOGOUT = ('<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-%s" Version="2.0" '
          'IssueInstant="2026-12-01T00:00:00Z"><saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>'
          '<samlp:SessionIndex>%s</samlp:SessionIndex></samlp:LogoutRequest>')


class Cas:
    def __init__(self, context=None):
        self.user, self.attributes = "20230001", []
        self.tickets = {}     # ticket -> service, until it is validated
        self.signed_in = []   # (ticket, service) of this single sign-on session
        self.seen = []        # (user, ticket, service) of all sign-ins
        self.ended = 0        # how many asked for the end of their session here
        self.raw, self.down = None, False
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.answer(self)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = "%s://127.0.0.1:%d/cas" % ("https" if context else "http", self.server.server_port)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request):
        parts = urllib.parse.urlsplit(request.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        self.asked.append(parts.path)
        if self.down:
            return self.send(request, 503, "")
        if parts.path == "/cas/login":
            ticket = "ST-%d-%s" % (len(self.asked), secrets.token_urlsafe(24))
            self.tickets[ticket] = query["service"], *self.user_of(query)
            between = "&" if "?" in query["service"] else "?"
            return self.send(request, 302, "", ("Location", query["service"] + between + "ticket=" + ticket))
        if parts.path in ("/cas/serviceValidate", "/cas/p3/serviceValidate"):
            return self.send(request, 200, self.raw or self.validate(query, "/p3/" in parts.path))
        if parts.path == "/cas/logout":
            self.ended += 1
            return self.send(request, 302, "", ("Location", query["service"]))
        return self.send(request, 404, "")

    def user_of(self, query):
        """Who signs in, with attributes."""
        return self.user, self.attributes

    @staticmethod
    def send(request, status, body, *headers):
        data = body.encode()
        request.send_response(status)
        for one in (*headers, ("Content-Type", "application/xml; charset=utf-8"), ("Content-Length", str(len(data)))):
            request.send_header(*one)
        request.end_headers()
        request.wfile.write(data)

    @staticmethod
    def failure(code):
        return "<cas:serviceResponse %s>\n<cas:authenticationFailure code=\"%s\">told</cas:authenticationFailure></cas:serviceResponse>" % (NS, code)

    def validate(self, query, third):
        if not query.get("service") or not query.get("ticket"):
            return self.failure("INVALID_REQUEST")
        service, user, attributes = self.tickets.pop(query["ticket"], (None, None, None))  # 2.5: it works once, whatever comes of it
        if service is None:
            return self.failure("INVALID_TICKET")
        if service != query["service"]:
            return self.failure("INVALID_SERVICE")
        self.signed_in.append((query["ticket"], service))
        self.seen.append((user, query["ticket"], service))
        more = "".join("<cas:%s>%s</cas:%s>" % (name, escape(value), name) for name, value in attributes)
        return ("<cas:serviceResponse %s>\n <cas:authenticationSuccess>\n  <cas:user>%s</cas:user>\n%s </cas:authenticationSuccess>\n"
                "</cas:serviceResponse>" % (NS, escape(user), "  <cas:attributes>%s</cas:attributes>\n" % more if third else ""))

    def log_out(self, port):
        """2.3.3: tells every service. Returns the statuses."""
        told, self.signed_in = self.signed_in, []
        return [post(port, service, LOGOUT % (secrets.token_hex(8), ticket)) for ticket, service in told]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def post(port, service, xml):
    path = urllib.parse.urlsplit(service).path
    request = urllib.request.Request("http://127.0.0.1:%d%s" % (port, path), urllib.parse.urlencode({"logoutRequest": xml}).encode())
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as answer:
        return answer.code
