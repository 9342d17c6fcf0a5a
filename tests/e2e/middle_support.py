"""Somebody between booth and server who speaks HTTPS as the server does: a proxy that ends TLS, or an attacker."""
import http.client
import http.server
import os
import ssl
import threading
import time


class Answer:
    def __init__(self, status, kind, body, **fields):
        self.status, self.kind, self.body, self.fields = status, kind, body, fields
        self.length = None  # the length to claim; None: that of the body


class Middle:
    """Speaks HTTPS as the server does, asks the server, and applies a fault to the answer."""

    def __init__(self, world, folder, client_authority=None):
        self.world, self.where, self.fault, self.asked = world, None, None, []
        self.spoilt = 0  # answers that a fault has changed
        self.last = {}  # path: the last good answer with something in it
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
        if told.getheader("Gatehouse-Time"):
            answer.fields["Gatehouse-Time"] = told.getheader("Gatehouse-Time")
        connection.close()
        return answer

    def answer(self, handler):
        path = handler.path.split("?")[0]
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)) or None
        self.asked.append((time.time(), path))
        answer = self.forward(handler, body)
        # Look at the fault only now: an answer may have waited for long.
        fault = self.fault if path == self.where else None
        if not fault and answer.status == 200:
            self.last.setdefault(path, []).append(answer)
        if fault:
            self.spoilt += 1
            answer = fault(answer)
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
