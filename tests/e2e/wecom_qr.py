"""WeCom's page with a QR code for PCs, as documents 98152 and 91019 describe it, for the stand-in of wecom_support.py: the page shows
a code and asks until the phone has answered; allowed, it goes to redirect_uri with code and state; refused, with state alone. A
member outside of the application's visible range is told on the phone, and the page stays. What a phone does, a test does by scan(),
allow() and refuse()."""
import json
import os
import secrets
import subprocess
import tempfile
import threading
import urllib.parse

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>企业微信扫码登录</title><style>body{font:18px sans-serif;text-align:center;padding:3rem 1rem}svg{width:240px}</style>
<h1>企业微信登录</h1><p>替身页面 stand-in</p><div data-key="%s">%s</div><p id="said">请使用企业微信扫描二维码登录</p>
<script>
const WORDS = { scanned: '扫描成功，请在手机上确认登录', outside: '你没有权限登录该应用' }
async function ask() {
  const { status, to } = await (await fetch('/wwlogin/poll?key=%s')).json()
  if (to) return location.assign(to)
  if (WORDS[status]) document.getElementById('said').textContent = WORDS[status]
  setTimeout(ask, 200)
}
ask()
</script>"""


class QrPages:
    """gatehouse draws the code: `gatehouse pass qr`."""

    def __init__(self, gatehouse, base):
        self.gatehouse, self.base = gatehouse, base
        self.shown = {}       # key -> {"target", "state", "status", "who"} of a code on a screen
        self.outside = set()  # members outside of its visible range
        self.lock = threading.Lock()

    def draw(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "code.svg")
            subprocess.run([self.gatehouse, "pass", "qr", text, "--out", path], check=True, stdout=subprocess.DEVNULL)
            with open(path, encoding="utf-8") as file:
                return file.read()

    def page(self, query):
        key = secrets.token_urlsafe(16)
        with self.lock:
            self.shown[key] = {"target": query["redirect_uri"], "state": query["state"], "status": "waiting", "who": None, "to": None}
        return PAGE % (key, self.draw("%s/wwlogin/scan?key=%s" % (self.base, key)), key)

    def poll(self, key):
        with self.lock:
            return json.dumps({name: self.shown[key][name] for name in ("status", "to")})

    # ---- The phone ----

    def scan(self, key, who):
        with self.lock:
            self.shown[key].update(who=who, status="outside" if who in self.outside else "scanned")

    def allow(self, key, code):
        self.leave(key, {"code": code})

    def refuse(self, key):
        self.leave(key, {})

    def leave(self, key, answer):
        with self.lock:
            one = self.shown[key]
            query = urllib.parse.urlencode({**answer, "state": one["state"]})
            one.update(status="done", to=one["target"] + ("&" if "?" in one["target"] else "?") + query)
