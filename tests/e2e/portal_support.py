"""The portal of a university, as docs/service-hall.md tells its developers: a stand-in of a few lines that signs tokens."""
import base64
import hashlib
import hmac
import json
import time
import uuid

from cryptography.hazmat.primitives.serialization import load_pem_private_key

PORTAL = "https://portal.example.edu.cn"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(key, person, **more):
    """Signs a token as the portal does. more: other members, None: left out."""
    now = int(time.time())
    claims = {"sub": person, "aud": key["audience"], "iat": now, "exp": now + 60, "jti": str(uuid.uuid4())}
    header = {"alg": key["algorithm"], "kid": key["id"]}
    header.update(more.pop("header", {}))
    claims.update(more)
    claims = {name: value for name, value in claims.items() if value is not None}
    body = b64(json.dumps(header).encode()) + "." + b64(json.dumps(claims).encode())
    if key["algorithm"] == "HS256":
        mac = hmac.new(base64.urlsafe_b64decode(key["key"] + "="), body.encode(), hashlib.sha256).digest()
    else:
        mac = load_pem_private_key(key["key"].encode(), None).sign(body.encode())
    return body + "." + b64(mac)
