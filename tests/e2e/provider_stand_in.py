"""A stand-in for a provider of OpenID Connect: discovery, code with PKCE, tokens that it signs itself, JWKS, userinfo,
logout. It follows OpenID Connect Core 1.0 and RFC 6749 and 7636, asks nobody for a password, and lies where a test tells it to.
The real provider of the tests is glewlwyd (test_sso_oidc.py).
"""
import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class Key:
    """A key that signs with one algorithm of RFC 7518 or RFC 8037."""

    def __init__(self, algorithm, kid):
        self.algorithm, self.kid = algorithm, kid
        self.key = (rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else
                    ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else ed25519.Ed25519PrivateKey.generate())

    def public(self):
        one = {"kid": self.kid, "use": "sig", "alg": self.algorithm}
        public = self.key.public_key()
        if self.algorithm == "RS256":
            numbers = public.public_numbers()
            return dict(one, kty="RSA", n=number(numbers.n), e=number(numbers.e))
        if self.algorithm == "ES256":
            numbers = public.public_numbers()
            return dict(one, kty="EC", crv="P-256", x=number(numbers.x, 32), y=number(numbers.y, 32))
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        return dict(one, kty="OKP", crv="Ed25519", x=b64(public.public_bytes(Encoding.Raw, PublicFormat.Raw)))

    def sign(self, data):
        if self.algorithm == "RS256":
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if self.algorithm == "ES256":
            r, s = utils.decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.key.sign(data)

    def token(self, claims, **header):
        head = dict({"alg": self.algorithm, "kid": self.kid, "typ": "JWT"}, **header)
        text = b64(json.dumps(head).encode()) + "." + b64(json.dumps(claims).encode())
        return text + "." + b64(self.sign(text.encode()))


class Provider:
    def __init__(self, client="gatehouse", secret="stand-in secret", context=None, port=0):
        self.client, self.secret = client, secret
        self.keys = [Key("RS256", "first")]
        self.person = {"sub": "s1"}  # claims of who signs in next
        self.lie = None              # a function that changes the claims of the next ID token
        self.sign = None             # a function that makes the next token from claims
        self.error = None            # an error instead of a code
        self.more = {}               # parameters beside the code
        self.issuer_says = None      # what the discovery document claims
        self.down = False
        self.numbered, self.number = False, 0  # each who comes is another person
        self.codes, self.asked, self.fetched, self.ended = {}, [], 0, 0
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def reply(self, status, body, headers=()):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                outer.get(self, url.path, dict(urllib.parse.parse_qsl(url.query)))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                outer.redeem(self, dict(urllib.parse.parse_qsl(body)))

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 512
            daemon_threads = True
        self.server = Server(("127.0.0.1", port), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.server.handle_error = lambda *_: None  # who does not know the CA hangs up
        self.url = "%s://127.0.0.1:%d" % ("https" if context else "http", self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def get(self, handler, path, query):
        if self.down:
            return handler.reply(503, {"error": "down"})
        if path == "/.well-known/openid-configuration":
            return handler.reply(200, {
                "issuer": self.issuer_says or self.url, "authorization_endpoint": self.url + "/authorize",
                "token_endpoint": self.url + "/token", "jwks_uri": self.url + "/jwks", "userinfo_endpoint": self.url + "/userinfo",
                "end_session_endpoint": self.url + "/logout"})
        if path == "/jwks":
            self.fetched += 1
            return handler.reply(200, {"keys": [key.public() for key in self.keys]})
        if path == "/authorize":
            return self.authorize(handler, query)
        if path == "/logout":
            self.ended += 1
            return handler.reply(302, b"", [("Location", query["post_logout_redirect_uri"])])
        return handler.reply(404, {})

    def authorize(self, handler, query):
        assert query["response_type"] == "code" and query["code_challenge_method"] == "S256", query
        with self.lock:
            self.asked.append(query)
            code = secrets.token_urlsafe(16)
            self.number += 1
            self.codes[code] = (query, {"sub": "n%d" % self.number} if self.numbered else dict(self.person))
        answer = {"state": query["state"], **({"error": self.error} if self.error else {"code": code}), **self.more}
        handler.reply(302, b"", [("Location", query["redirect_uri"] + "?" + urllib.parse.urlencode(answer))])

    def redeem(self, handler, form):
        if self.down:
            return handler.reply(503, {"error": "down"})
        basic = base64.b64decode(handler.headers.get("Authorization", "Basic ").split()[1]).decode()
        if [urllib.parse.unquote(part) for part in basic.split(":")] != [self.client, self.secret]:
            return handler.reply(401, {"error": "invalid_client"})
        with self.lock:
            query, person = self.codes.pop(form["code"], (None, None))
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if not query or query["redirect_uri"] != form["redirect_uri"] or challenge != query["code_challenge"]:
            return handler.reply(400, {"error": "invalid_grant"})
        now = int(time.time())
        claims = dict({"iss": self.url, "aud": self.client, "iat": now, "exp": now + 300, "nonce": query["nonce"]}, **person)
        if self.lie:
            self.lie(claims)
        token = self.sign(claims) if self.sign else self.keys[0].token(claims)
        return handler.reply(200, {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def logout_token(self, **more):
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.client, "iat": now, "exp": now + 120, "jti": secrets.token_urlsafe(8),
                  "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
        claims.update(more)
        return self.keys[0].token({name: value for name, value in claims.items() if value is not None}, typ="logout+jwt")
