#!/usr/bin/env python3
"""SMS through a provider on the web: requests as Alibaba Cloud, Tencent Cloud and a gateway of one's own want them, over
HTTPS, signed so that the other side can check it; and what becomes of each answer.

usage: test_sms_provider.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]

The provider is a stand-in, since none can be reached from a test: it speaks HTTPS, and works the signature out anew from
the providers' published algorithms.
"""
import hashlib
import hmac
import http.server
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import server_support
from server_support import PATIENCE_S, Client, check, start, visit
from sync_support import make_certificate, wait_for

SERVER, GATEHOUSE = sys.argv[1:3]
FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "assets", "sms")
SECRET = "a-secret-of-the-provider"


def sha(data):
    return hashlib.sha256(data).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256)


def canonical(fields, names, body):
    return "POST\n/\n\n" + "".join("%s:%s\n" % (n, fields[n].lower() if n == "x-tc-action" else fields[n]) for n in names) + \
        "\n" + ";".join(names) + "\n" + sha(body)


def parts(authorization):
    scheme, rest = authorization.split(" ", 1)
    return scheme, dict(part.strip().split("=", 1) for part in rest.split(","))


def aliyun(fields, body):
    scheme, said = parts(fields["authorization"])
    names = said["SignedHeaders"].split(";")
    check(scheme == "ACS3-HMAC-SHA256" and said["Credential"] in ("FILL_IN", "FILLED"), "the scheme and the key")
    check(set(names) >= {"host", "content-type"} | {n for n in fields if n.startswith("x-acs-")}, "all is signed that must be")
    check(fields["x-acs-content-sha256"] == sha(body) and fields["x-acs-action"] == "SendSms", "the body's hash")
    check(abs(time.time() - time.mktime(time.strptime(fields["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ")) + time.timezone) < 60, "now")
    want = mac(SECRET.encode(), "ACS3-HMAC-SHA256\n" + sha(canonical(fields, names, body).encode())).hexdigest()
    form = dict(urllib.parse.parse_qsl(body.decode()))
    variables = json.loads(form["TemplateParam"])
    check(all(0 < len(value) <= 35 and "://" not in value for value in variables.values()), "variables fit: %s" % variables)
    return said["Signature"] == want, form["PhoneNumbers"], variables, form["OutId"]


def tencent(fields, body):
    scheme, said = parts(fields["authorization"])
    names = said["SignedHeaders"].split(";")
    _, day, service, _ = said["Credential"].split("/")
    check(scheme == "TC3-HMAC-SHA256" and service == "sms" and fields["x-tc-region"] == "ap-guangzhou", "scheme and service")
    stamp = fields["x-tc-timestamp"]
    check(abs(time.time() - int(stamp)) < 60 and day == time.strftime("%Y-%m-%d", time.gmtime(int(stamp))), "now")
    key = mac(("TC3" + SECRET).encode(), day).digest()
    for step in (service, "tc3_request"):
        key = mac(key, step).digest()
    text = "TC3-HMAC-SHA256\n%s\n%s/%s/tc3_request\n%s" % (stamp, day, service, sha(canonical(fields, names, body).encode()))
    asked = json.loads(body)
    check(len(asked["PhoneNumberSet"]) == 1 and asked["PhoneNumberSet"][0].startswith("+86"), "one number")
    variables = asked["TemplateParamSet"]
    check(all(0 < len(value) <= 6 and "://" not in value for value in variables), "variables fit: %s" % variables)
    return (said["Signature"] == mac(key, text).hexdigest(), asked["PhoneNumberSet"][0][3:],
            dict(zip(("day", "host", "gate"), variables), **({"code": "".join(variables[3:])} if variables[3:] else {})),
            asked["SessionContext"])


def gateway(fields, body):
    text = "%s\n%s\n" % (fields["x-timestamp"], fields["x-nonce"])
    good = hmac.new(SECRET.encode(), text.encode() + body, hashlib.sha256).hexdigest() == fields["x-signature"]
    asked = json.loads(body)
    check("通行" in asked["text"] or "https" in asked["text"], "the text whole: %s" % asked)
    check("【" not in asked["text"], "the signature is the provider's")
    code = asked["text"].partition("/p/")[2]
    return good, asked["to"], dict({"code": code.split()[0]} if code else {}, text=asked["text"]), asked["id"]


KINDS = {
    "aliyun": (aliyun, '{"Message":"OK","RequestId":"F6","Code":"OK","BizId":"9006197469364984^0"}',
               '{"Code":"isv.PARAM_LENGTH_LIMIT","Message":"13812345678"}', '{"Code":"isv.BUSINESS_LIMIT_CONTROL"}',
               "9006197469364984^0"),
    "tencent": (tencent, '{"Response":{"SendStatusSet":[{"SerialNo":"5000:1045710669157053657849499619","Code":"Ok"}]}}',
                '{"Response":{"SendStatusSet":[{"SerialNo":"","Code":"FailedOperation.PhoneNumberInBlacklist"}]}}',
                '{"Response":{"Error":{"Code":"RequestLimitExceeded"}}}', "5000"),
    "gateway": (gateway, '{"accepted":true,"id":"77"}', '{"refused":true}', '{"busy":true}', "77"),
}


class Provider:
    """Gives the next prepared answer. Once there are none left, it accepts the message."""

    def __init__(self, kind, certificate, key):
        self.read, good, bad, busy, _ = KINDS[kind]
        self.answers = {"good": (200, good), "bad": (200, bad), "busy": (200, busy), "down": (503, "<html>"), "lost": None}
        self.line, self.taken, self.asked, self.faults, provider = [], [], 0, [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                provider.serve(self)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        fields = {name.lower(): value for name, value in handler.headers.items()}
        self.asked += 1
        try:
            good, mobile, variables, identity = self.read(fields, body)
            if not good:
                raise ValueError("the signature is wrong")
        except (Exception, SystemExit) as why:  # reported by the test, not by this thread
            self.faults.append("%s in %r %r" % (why, fields, body))
            handler.send_error(400)
            return
        what = self.line.pop(0) if self.line else "good"
        if what in ("good", "lost"):
            self.taken.append((mobile, variables, identity))
        if self.answers[what] is None:
            handler.connection.close()
            return
        status, text = self.answers[what]
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text.encode())


def try_for(said, condition):
    wait_for("the message, of which the server says %s" % (said(),), condition)


def approve(people):
    user, unit, office = people
    wish = visit()
    wish["persons"] = wish["persons"][:1]
    sent = user.act(user.call("POST", "/api/applications", wish)[1], "submit")[1]
    done = office.act(unit.act(sent, "unit-pass")[1], "security-pass")[1]
    check(done["state"] == "approved", "approved: %s" % done)
    return done, [p["link"] for p in user.call("GET", "/api/applications/" + done["id"])[1]["passes"] if p["kind"] == "rider"][0]


def one_kind(kind, folder, certificate, key):
    provider = Provider(kind, certificate, key)
    text = open(os.path.join(FILES, kind + ".ini"), encoding="utf-8").read()
    url = [line.split("=", 1)[1].strip() for line in text.splitlines() if line.startswith("url")][0]
    host = url.split("/")[2]
    mine = os.path.join(folder, kind + ".ini")
    with open(mine, "w", encoding="utf-8") as out:
        out.write(text.replace(url, "https://sms.localhost:%d/" % provider.port))
    with open(os.path.join(folder, kind + ".secret"), "w", encoding="utf-8") as out:
        out.write(SECRET + "\n")
    check(host.count(".") >= 2, "a real address stands in the file")
    database = "sqlite:" + os.path.join(folder, kind + ".db")
    process, port = start(SERVER, folder, database, sys.argv[3] if len(sys.argv) > 3 else None, "--sms-provider", mine,
                          "--sms-ca-file", certificate, "--public-url", "https://visit.example.edu.cn")
    try:
        people = [Client(port) for _ in range(3)]
        for client, name in zip(people, ("zhang", "li", "guard")):
            check(client.sign_in(name)[0] == 200, "%s signs in" % name)

        def message(number, purpose="pass-issued"):
            found = [m for m in people[2].call("GET", "/api/messages")[1]["items"]
                     if m["application"] == number and m["channel"] == "sms" and m["purpose"] == purpose]
            return found[0] if found else None
        application, link = approve(people)
        number = application["number"]
        try_for(lambda: (provider.asked, provider.faults, message(number)), lambda: message(number) and message(number)["state"] == "sent")
        mobile, variables, identity = provider.taken[-1]
        check((mobile, variables["code"], identity) == ("13800138000", link.split("/p/")[1], message(number)["id"]),
              "%s: number, link and id arrive: %s" % (kind, provider.taken[-1]))
        day = time.strftime("%-m月%-d日", time.gmtime(application["periods"][0]["from"] / 1000 + 8 * 3600))
        for wanted in (day, application["host_name"], "南门"):
            check(any(wanted in value for value in variables.values()), "%s: it names %s: %s" % (kind, wanted, variables))
        code = link.split("/p/")[1]
        dotted = ".".join(code[i:i + 6] for i in range(0, len(code), 6))
        check(people[0].call("GET", "/p/" + dotted)[0] == 200, "a link in parts opens the pass")
        check(people[0].call("GET", "/p/" + dotted + ".A")[0] == 404, "a longer one does not")
        check(people[0].act(application, "cancel")[0] == 200, "cancelled")
        wait_for("%s: a cancellation" % kind, lambda: message(number, "cancelled") and message(number, "cancelled")["state"] == "sent")
        check("code" not in provider.taken[-1][1] and any(day in value for value in provider.taken[-1][1].values()),
              "%s: a cancellation has a text of its own: %s" % (kind, provider.taken[-1]))
        provider.line = ["bad"]
        number = approve(people)[0]["number"]
        wait_for("%s: a refusal" % kind, lambda: message(number) and message(number)["state"] == "failed")
        check("138" not in message(number)["error"], "and nothing personal in the reason: %s" % message(number))
        for what in ("busy", "down"):
            provider.line = [what]
            number = approve(people)[0]["number"]
            wait_for("%s: %s" % (kind, what), lambda: message(number) and message(number)["state"] == "waiting" and message(number)["error"])
        before = len(provider.taken)
        provider.line = ["lost"]
        number = approve(people)[0]["number"]
        wait_for("%s: a lost answer is marked" % kind, lambda: message(number) and message(number)["maybe_twice"])
        check(len(provider.taken) == before + 1, "%s: and was sent once so far" % kind)
        check(not provider.faults, "%s: every request is good: %s" % (kind, provider.faults[:1]))
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
    log = open(process.log, encoding="utf-8").read()
    for secret in (SECRET, "13800138000", "/p/"):
        check(secret not in log, "nothing personal or secret in the log")


def by_hand(kind, folder, certificate, key):
    """--check-sms explains a file, names its faults without sending, and sends one message with a good one."""
    provider = Provider(kind, certificate, key)
    text = open(os.path.join(FILES, kind + ".ini"), encoding="utf-8").read()
    url = [line.split("=", 1)[1].strip() for line in text.splitlines() if line.startswith("url")][0]
    shipped = text.replace(url, "https://sms.localhost:%d/" % provider.port)
    filled = shipped.replace("FILL_IN", "FILLED")
    path = os.path.join(folder, kind + ".ini")

    def run(settings, *more, said=""):
        with open(path, "w", encoding="utf-8") as out:
            out.write(settings)
        done = subprocess.run([SERVER, "--check-sms", path, "--sms-ca-file", certificate, *more], input=said,
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        check(SECRET not in done.stdout + done.stderr, "%s: the secret is not printed" % kind)
        return done.returncode, done.stdout + done.stderr
    faults = []
    if kind != "gateway":
        first = "{code|1-6|json}" if kind == "tencent" else "{code|json|url}"
        faults = [(shipped, "FILL_IN is not replaced"),
                  (filled.replace(first, "{link|json}"), "holds a link"),
                  (filled.replace(first, "{code|30-31}"), "has 0 characters"),
                  (filled.replace("[message]", "[message other]"), "FAULT state: no [message]")]
    if kind == "tencent":
        faults.append((filled.replace(first, "{code|json}"), "has 22 characters, and a variable holds 1 to 12"))
    for settings, told in faults:
        code, said = run(settings, "--sms-to", "13800138000")
        check(code == 3 and told in said and provider.asked == 0, "%s: %s: %d %s" % (kind, told, code, said))
    without = "\n\n".join(part for part in filled.split("\n\n") if "[message refused en]" not in part)
    code, said = run(without)
    check(code == 0 and (kind == "gateway") != ("NOTE refused (English): there is no section [message refused en]" in said),
          "%s: an English template is missing: %d %s" % (kind, code, said))
    code, said = run(filled)
    check(code == 0 and "NOTE" not in said and "No message was sent." in said and provider.asked == 0, "%s: nobody was named: %s" % (kind, said))
    code, said = run(filled, said="+86 138 0013 8000\n")
    check(code == 0 and "accepted the test message" in said and provider.taken[-1][0] == "13800138000", "%s: taken: %s" % (kind, said))
    for answer, told in (("bad", "refused the test message for good"), ("busy", "did not accept"), ("lost", "answer was lost")):
        provider.line = [answer]
        code, said = run(filled, "--sms-to", "13800138000")
        check(code == 3 and told in said, "%s: %s: %s" % (kind, told, said))
    check(not provider.faults, "%s: every request is good: %s" % (kind, provider.faults[:1]))


def wrong_files(folder):
    """The server reports a fault in the file with its line, and does not start."""
    good = open(os.path.join(FILES, "gateway.ini"), encoding="utf-8").read().replace("gateway.secret", "aliyun.secret")
    for change, told in ((lambda s: s.replace("signing = hmac", "signing = magic"), "signing is none, hmac, acs3 or tc3"),
                         (lambda s: s.replace("key_id", "kid_id"), 'unknown name "kid_id"'),
                         (lambda s: s.replace("{text|json}", "{texts|json}"), "unknown {word}"),
                         (lambda s: s.replace("{text|json}", "{text|jsn}"), "unknown {word}"),
                         (lambda s: s.replace("https://", "ftp://"), "url must begin"),
                         (lambda s: s.replace("[message]", "[massage]"), "[massage]"),
                         (lambda s: s.replace("aliyun.secret", "no.secret"), "can't be read"),
                         (lambda s: s.split("[message]")[0], "no [message]"),
                         (lambda s: s + "nonsense\n", "line ")):
        path = os.path.join(folder, "wrong.ini")
        with open(path, "w", encoding="utf-8") as out:
            out.write(change(good))
        done = subprocess.run([SERVER, "--demo", "--port", "0", "--keys", os.path.join(folder, "keys"), "--database",
                               "sqlite:" + os.path.join(folder, "wrong.db"), "--sms-provider", path], capture_output=True,
                              text=True, timeout=PATIENCE_S, check=False)
        check(done.returncode == 3 and told in done.stderr, "%s: %s" % (told, done.stderr[-300:]))


def main():
    with tempfile.TemporaryDirectory() as folder:
        for what in ("root", "signing", "set"):
            subprocess.run([GATEHOUSE, "keys", "new", what, "--dir", os.path.join(folder, "keys")], check=True,
                           stdout=subprocess.DEVNULL)
        certificate, key = make_certificate(folder, "provider", "DNS:sms.localhost")
        for kind in KINDS:
            one_kind(kind, folder, certificate, key)
            by_hand(kind, folder, certificate, key)
        wrong_files(folder)
    print("%d checks hold" % server_support.checks)


main()
