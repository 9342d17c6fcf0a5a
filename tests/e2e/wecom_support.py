"""A stand-in for WeCom's servers, since no test can reach them: it speaks the published interface with its limits and
error codes (developer.work.weixin.qq.com, documents 91039, 90236, 94888, 91770, 91023, 95833, 90238, 90968), on the loopback
alone. What a member does on the phone, a test does by press()."""
import base64
import collections
import hashlib
import http.client
import http.server
import json
import os
import secrets
import struct
import threading
import time
import urllib.parse
import xml.sax.saxutils

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CORP, AGENT, SECRET = "ww0123456789abcdef", 1000002, "secret-of-the-application-0123456789abcdefg"
TOKEN, AES_KEY, ROBOT = "CallbackToken01", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
EAST_ROBOT = "0b7c41de-2e5f-4a0e-9d3b-8a44aeast002"  # of another group
PER_MINUTE, ROBOT_PER_MINUTE = 30, 20
CODE_LIFE_S = 72 * 3600
WORDS = {0: "ok", -1: "system error", 40001: "invalid credential", 40013: "invalid corpid", 40014: "invalid access_token",
         42001: "access_token expired", 40056: "invalid agentid", 40029: "invalid code", 45009: "api freq out of limit",
         81013: "user & party & tag all invalid", 93000: "invalid webhook url", 45002: "content size out of limit",
         40058: "invalid Request Parameter", 48002: "api forbidden",
         60011: "no privilege to access/modify contact/party/agent", 42045: "invalid response_code",
         60020: "not allow to access from your ip, hint: [1700000000], from ip: 203.0.113.7, more info at https://example.com"}


def fault(code):
    return {"errcode": code, "errmsg": WORDS[code]}


class WeCom:
    def __init__(self, members):
        self.members, self.silent = set(members), set()
        # line: answers of the next calls instead of their own; None: hang up, 0: as it is. faults: the same of one path.
        self.trusted, self.line, self.faults = True, [], {}
        self.token, self.tokens, self.asked, self.expired = None, 0, 0, set()
        self.groups = {ROBOT: [], EAST_ROBOT: []}  # what each robot has said
        self.sent, self.updates, self.said, self.codes = [], [], self.groups[ROBOT], {}
        self.logins, self.tickets, self.times = {}, {}, collections.defaultdict(list)
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.serve(self, b"")

            def do_POST(self):
                outer.serve(self, self.rfile.read(int(self.headers["Content-Length"])))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self, **more):
        return {"enabled": True, "base_url": self.url, "corp_id": CORP, "agent_id": AGENT, "secret": SECRET,
                "callback_token": TOKEN, "callback_key": AES_KEY, "robot_key": ROBOT, **more}

    # ---- The server interface ----

    def serve(self, handler, body):
        url = urllib.parse.urlsplit(handler.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        with self.lock:
            if url.path in ("/connect/oauth2/authorize", "/wwlogin/sso/login"):
                return self.authorize(handler, url.path, query)
            line = self.faults.get(url.path) or self.line
            planned = line.pop(0) if line else 0
            if planned is None:
                return handler.connection.close()
            answer = fault(planned) if planned else self.answer(url.path, query, json.loads(body) if body else None)
        text = json.dumps(answer).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json; charset=UTF-8")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def answer(self, path, query, body):
        if path == "/cgi-bin/webhook/send":
            return self.robot(query, body)
        if not self.trusted:
            return fault(60020)
        if path == "/cgi-bin/gettoken":
            return self.get_token(query)
        if query.get("access_token") in self.expired:
            return fault(42001)
        if not self.token or query.get("access_token") != self.token:
            return fault(40014)
        return {"/cgi-bin/message/send": self.send, "/cgi-bin/message/update_template_card": self.update,
                "/cgi-bin/agent/get": self.agent, "/cgi-bin/auth/getuserinfo": self.user_info, "/cgi-bin/auth/getuserdetail": self.user_detail}[path](query, body)

    def get_token(self, query):
        self.asked += 1
        if query.get("corpid") != CORP:
            return fault(40013)
        if query.get("corpsecret") != SECRET:
            return fault(40001)
        if not self.token:  # the same one for all who ask while it lives
            self.token = secrets.token_urlsafe(160)
            self.tokens += 1
        return {**fault(0), "access_token": self.token, "expires_in": 7200}

    def agent(self, query, _):
        return {**fault(0), "agentid": AGENT, "name": "入校预约"} if query.get("agentid") == str(AGENT) else fault(40056)

    def expire(self):
        with self.lock:
            self.expired.add(self.token)
            self.token = None

    def often(self, who, most):
        """Notes a call, and says whether it was one too many in a minute."""
        now = time.monotonic()
        self.times[who] = [at for at in self.times[who] if at > now - 60] + [now]
        return len(self.times[who]) > most

    def send(self, _, body):
        users = body["touser"].split("|")
        known = [user for user in users if user.lower() in {one.lower() for one in self.members}]
        if body.get("agentid") != AGENT:
            return fault(40056)
        if not known:
            return fault(81013)
        if any(self.often(user, PER_MINUTE) for user in known):
            return fault(45009)
        kind = body["msgtype"]
        content = body[kind]
        limits = {"textcard": (("title", 128), ("description", 512), ("url", 2048)), "text": (("content", 2048),)}
        if any(not 0 < len(content[name].encode()) <= most for name, most in limits.get(kind, ())):
            return fault(45002)
        answer = {**fault(0), "invaliduser": "|".join(set(users) - set(known)), "msgid": secrets.token_urlsafe(24)}
        if kind == "template_card":
            task, buttons = content["task_id"], content["button_list"]
            if content["card_type"] != "button_interaction" or not 1 <= len(buttons) <= 6 or len(task) > 128 or \
                    any(one["template_card"]["task_id"] == task for one in self.sent if "template_card" in one):
                return fault(40058)
            answer["response_code"] = self.make_code(task)
        self.sent.append(body)
        return answer

    def make_code(self, task):
        code = secrets.token_urlsafe(48)
        self.codes[code] = (task, time.monotonic())
        return code

    def update(self, _, body):
        task, made = self.codes.pop(body["response_code"], (None, 0))  # good for one update
        if not task or time.monotonic() - made > CODE_LIFE_S:
            return fault(42045)
        self.updates.append((task, body["userids"], body["button"]["replace_name"]))
        return {**fault(0), "invaliduser": []}

    def robot(self, query, body):
        key = query.get("key")
        if key not in self.groups:
            return fault(93000)
        if self.often(key, ROBOT_PER_MINUTE):
            return fault(45009)
        self.groups[key].append(body["text"]["content"])
        return fault(0)

    # ---- Signing in ----

    def authorize(self, handler, path, query):
        """The page where a member agrees; here the member of the cookie "wecom" does at once."""
        inside = path.endswith("authorize")
        member = self.member_of(handler, query)
        if (query.get("appid"), query.get("agentid")) != (CORP, str(AGENT)) or (inside and query.get("response_type") != "code"):
            handler.send_error(400)
            return
        code = secrets.token_urlsafe(32)
        self.logins[code] = (member, time.monotonic())
        target = query["redirect_uri"]
        handler.send_response(302)
        handler.send_header("Location", "%s%s%s" % (target, "&" if "?" in target else "?", urllib.parse.urlencode(
            {"code": code, "state": query.get("state", "")})))
        handler.end_headers()

    def member_of(self, handler, _):
        return dict(one.split("=", 1) for one in (handler.headers.get("Cookie") or "").split("; ") if "=" in one).get("wecom")

    def code_for(self, member):
        """A code as WeCom's page gives it to the browser: once, for five minutes."""
        code = secrets.token_urlsafe(32)
        self.logins[code] = (member, time.monotonic())
        return code

    def user_info(self, query, _):
        member, made = self.logins.pop(query.get("code"), (None, 0))
        if not made or time.monotonic() - made > 300:
            return fault(40029)
        if member not in self.members:
            return {**fault(0), "openid": "o" + secrets.token_hex(13)}
        if member in self.silent:  # who has not agreed has no ticket
            return {**fault(0), "userid": member}
        ticket = secrets.token_urlsafe(32)
        self.tickets[ticket] = member
        return {**fault(0), "userid": member, "user_ticket": ticket}

    def user_detail(self, _, body):
        member = self.tickets.get(body.get("user_ticket"))
        if not member:
            return fault(40058)
        return {**fault(0), "userid": member, "gender": "1", "mobile": "13800000000", "email": "own.choice@example.com",
                "biz_mail": member.lower() + "@example.edu.cn"}

    # ---- Callbacks ----

    def seal(self, text, receiver=CORP, key=AES_KEY):
        key = base64.b64decode(key + "=")
        plain = os.urandom(16) + struct.pack(">I", len(text.encode())) + text.encode() + receiver.encode()
        plain += bytes([32 - len(plain) % 32]) * (32 - len(plain) % 32)
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(cipher.update(plain) + cipher.finalize()).decode()

    def query(self, encrypted, at=None, token=TOKEN):
        stamp, nonce = str(int(at or time.time())), str(secrets.randbelow(10**9))
        signature = hashlib.sha1("".join(sorted((token, stamp, nonce, encrypted))).encode()).hexdigest()
        return {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}

    def card_of(self, user):
        """The newest card that a member got."""
        return [one for one in self.sent if one["touser"] == user and one["msgtype"] == "template_card"][-1]["template_card"]

    def pressed(self, task, user, key="pass", at=None, **how):
        """The request that WeCom makes when a member has pressed a button: path and body."""
        with self.lock:
            code = self.make_code(task)
        members = {"ToUserName": CORP, "FromUserName": user, "CreateTime": str(int(time.time())), "MsgType": "event",
                   "Event": "template_card_event", "EventKey": key, "TaskId": task, "CardType": "button_interaction",
                   "ResponseCode": code, "AgentID": str(AGENT)}
        inner = "<xml>%s</xml>" % "".join("<%s><![CDATA[%s]]></%s>" % (n, v, n) for n, v in members.items())
        encrypted = self.seal(inner, **{k: v for k, v in how.items() if k in ("receiver", "key")})
        body = "<xml><ToUserName>%s</ToUserName><Encrypt><![CDATA[%s]]></Encrypt><AgentID>%d</AgentID></xml>" % (
            xml.sax.saxutils.escape(CORP), encrypted, AGENT)
        query = self.query(encrypted, at, **{k: v for k, v in how.items() if k == "token"})
        return "/hooks/wecom?" + urllib.parse.urlencode(query), body


def call_back(port, request):
    """Sends a callback to the server, as WeCom does. Returns the status and the answer."""
    path, body = request
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST" if body is not None else "GET", path, body, {"Content-Type": "text/xml"} if body is not None else {})
    answer = connection.getresponse()
    result = answer.status, answer.read().decode()
    connection.close()
    return result
