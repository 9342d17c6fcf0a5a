"""A booth made of a script and the openssl command: an independent peer that enrols, signs by RFC 9421, uploads."""
import base64
import hashlib
import http.client
import json
import os
import subprocess
import time

LABEL = "device"


class Booth:
    def __init__(self, port, folder, name="script"):
        self.port, self.name, self.id = port, name, None
        self.key = os.path.join(folder, name + ".pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key], check=True)
        der = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True,
                             capture_output=True).stdout
        self.public = der[-32:]

    def sign(self, data):
        path = self.key + ".base"
        with open(path, "wb") as out:
            out.write(data)
        return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.key, "-in", path], check=True,
                              capture_output=True).stdout

    def proof_after(self, before):
        """The body that asks the server for this booth's key in the place of another one of the same booth."""
        text = b"gatehouse device key 1" + bytes.fromhex(self.id.replace("-", "")) + before + self.public
        return {"public_key": self.public.hex(), "proof": self.sign(text).hex()}

    def headers(self, method, target, body=None, kind=None, created=None, nonce=None, keyid=None):
        path, _, query = target.partition("?")
        parts = [("@method", method), ("@authority", "127.0.0.1:%d" % self.port), ("@path", path), ("@query", "?" + query)]
        send = {}
        if body is not None:
            digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(body).digest()).decode()
            parts += [("content-digest", digest), ("content-type", kind)]
            send = {"Content-Digest": digest, "Content-Type": kind}
        params = "(%s);created=%d;nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\"" % (
            " ".join('"%s"' % name for name, _ in parts), created or int(time.time()),
            nonce or base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("="), keyid or self.id or self.public.hex())
        base = "".join('"%s": %s\n' % part for part in parts) + '"@signature-params": ' + params
        send["Signature-Input"] = "%s=%s" % (LABEL, params)
        send["Signature"] = "%s=:%s:" % (LABEL, base64.b64encode(self.sign(base.encode())).decode())
        return send

    def call(self, method, target, body=None, kind="application/json", headers=None, **how):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        send = headers or self.headers(method, target, body, kind, **how)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=70)
        connection.request(method, target, body, send)
        answer = connection.getresponse()
        data = answer.read()
        self.time = answer.getheader("Gatehouse-Time")
        self.signed = (answer.getheader("Gatehouse-Seal"), answer.getheader("Gatehouse-Keys"), data)
        connection.close()
        if data.startswith(b"GHK1:"):
            return answer.status, data
        if (answer.getheader("Content-Type") or "").startswith("application/x-ndjson"):
            return answer.status, [json.loads(line) for line in data.decode().splitlines()]
        return answer.status, json.loads(data) if data else None

    def enrol(self, code):
        status, told = self.call("POST", "/device/enrol", {
            "code": code, "journal": self.name, "program": "script", "public_key": self.public.hex()})
        if status == 201:
            self.id = told["device"]
        return status, told
