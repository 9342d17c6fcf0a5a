"""Somebody between booth and server who speaks HTTPS as the server does: a proxy that ends TLS, or an attacker."""
import base64
import glob
import hashlib
import http.client
import http.server
import os
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
import pass_format as pf  # noqa: E402 (the folder above)

LINES = "application/x-ndjson"
PIECE_MAX = 200000


def raw(fault):
    """Marks a fault of somebody who can't sign: it sees the answer as it is on the wire, and nobody signs anew."""
    fault.raw = True
    return fault


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def pieces_of(body):
    """The claims and bytes of each piece of a stream."""
    at, pieces = 0, []
    while at < len(body):
        end = body.index(b"\n", at)
        line, at = body[at:end].decode(), end + 1
        if line.startswith("GHP1:"):
            claims = pf.decode_cbor(pf.open_sign1(unb64(line[5:]))[1])
            pieces.append((claims, body[at:at + claims[6]]))
            at += claims[6]
    return pieces


class Signer:
    """Signs as a server with these keys does."""

    def __init__(self, folder):
        self.folder = folder

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def sign(self, claims):
        root = bytes.fromhex(self.read("root.public").decode().split()[1])
        keys = pf.open_keyset(self.read("keyset.cose"), root)[0]
        for path in sorted(glob.glob(os.path.join(self.folder, "signing-*.secret"))):
            key = pf.private_key(bytes.fromhex(self.read(os.path.basename(path)).decode().split()[1]))
            if pf.kid_of(pf.public_bytes(key)) in keys:
                return b64(pf.sign1(pf.encode(claims), pf.kid_of(pf.public_bytes(key)), key))
        raise LookupError("no key of the set")

    def stream(self, body, claims, piece_max=PIECE_MAX):
        out = b"GHK1:%s\n" % b64(self.read("keyset.cose")).encode()
        number = 0
        while body:
            end = body.rfind(b"\n", 0, piece_max) + 1 or body.find(b"\n", 0, PIECE_MAX) + 1 or PIECE_MAX
            piece, body = body[:end], body[end:]
            told = {**claims, 5: number, 6: len(piece), 7: hashlib.sha256(piece).digest()}
            out += b"GHP1:%s\n" % self.sign(told).encode() + piece
            number += 1
        return out

    def seal(self, answer, claims):
        """The two fields of an answer other than a stream. claims: of any answer to the same request."""
        told = {1: "answer", 2: claims[2], 3: 1, 4: claims[4], 5: answer.status, 6: len(answer.body),
                7: hashlib.sha256(answer.body).digest()}
        answer.fields = {**answer.fields, "Gatehouse-Seal": self.sign(told),
                         "Gatehouse-Keys": b64(self.read("keyset.cose"))}


class Answer:
    def __init__(self, status, kind, body, **fields):
        self.status, self.kind, self.body, self.fields = status, kind, body, fields
        self.length = None  # the length to claim; None: that of the body


class Middle:
    """Speaks HTTPS as the server does, asks the server, and applies a fault to the answer."""

    def __init__(self, world, folder, client_authority=None):
        self.world, self.where, self.fault, self.asked = world, None, None, []
        self.targets = []  # as they were asked for, with their queries
        self.spoilt = 0  # answers that a fault has changed
        self.last = {}  # path: the last good answer with something in it, as the server meant it
        self.last_raw = {}  # the same on the wire
        self.signer = Signer(world.keys)
        middle = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                middle.answer(self)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(world.certificate, os.path.join(folder, "server.key"))
        if client_authority:
            context.load_verify_locations(client_authority)
            context.verify_mode = ssl.CERT_REQUIRED
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = "https://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def forward(self, handler, body):
        connection = http.client.HTTPSConnection("127.0.0.1", self.world.port, timeout=40,
                                                 context=ssl.create_default_context(cafile=self.world.certificate))
        fields = {name: value for name, value in handler.headers.items() if name.lower() != "accept-encoding"}
        connection.request(handler.command, handler.path, body, fields)
        told = connection.getresponse()
        answer = Answer(told.status, told.getheader("Content-Type") or "", told.read())
        for name in ("Gatehouse-Time", "Gatehouse-Seal", "Gatehouse-Keys"):
            if told.getheader(name):
                answer.fields[name] = told.getheader(name)
        connection.close()
        return answer

    def meant(self, answer):
        """The answer without its signatures, and what they said; None for what is not signed."""
        if answer.kind.startswith(LINES):
            pieces = pieces_of(answer.body)
            if pieces:
                plain = Answer(answer.status, answer.kind, b"".join(body for _, body in pieces), **answer.fields)
                return plain, pieces[0][0]
        elif "Gatehouse-Seal" in answer.fields:
            return answer, pf.decode_cbor(pf.open_sign1(unb64(answer.fields["Gatehouse-Seal"]))[1])
        return answer, None

    def spoil(self, fault, answer):
        """Applies a fault as if the server had made it, and signs for it. A fault that is raw is left as it is."""
        if getattr(fault, "raw", False):
            return fault(answer)
        plain, claims = self.meant(answer)
        answer = fault(plain)
        if answer is None or claims is None or "Content_Encoding" in answer.fields:
            return answer
        if answer.kind.startswith(LINES):
            answer.body = self.signer.stream(answer.body, claims)
        elif "json" in answer.kind:
            self.signer.seal(answer, claims)
        return answer

    def answer(self, handler):
        path = handler.path.split("?")[0]
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)) or None
        self.asked.append((time.time(), path))
        self.targets.append(handler.path)
        answer = self.forward(handler, body)
        # Look at the fault only now: an answer may have waited for long.
        fault = self.fault if path == self.where else None
        if not fault and answer.status == 200:
            self.last.setdefault(path, []).append(self.meant(answer)[0])
            self.last_raw.setdefault(path, []).append(answer)
        if fault:
            self.spoilt += 1
            answer = self.spoil(fault, answer)
        if answer is None:
            handler.close_connection = True
            handler.connection.close()
            return
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.kind)
        handler.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        for name, value in answer.fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        try:
            handler.wfile.write(answer.body)
        except OSError:
            pass
        handler.close_connection = answer.length is not None
