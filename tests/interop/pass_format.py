"""A second implementation of docs/pass-format.md, written from that page alone: it shares no line with core/token.

decode() takes a code's text apart, verify() checks it against a key set, mint() makes one; all three refuse what the page
refuses. Needs python3-cryptography for Ed25519.
"""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "GH1:"
TEXT_MAX = 220
BYTES_MAX = 144
KEYSET_BYTES_MAX = 2048
SECONDS_MAX = 2**32 - 1
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SHORT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

# Section "Claims": key, name, least and greatest value of the integers.
EXP, NBF, IAT, CTI, KIND, GATES, USES, HOME_GATE, HOLDER, LIVE, FORMAT = 4, 5, 6, 7, -1, -2, -3, -4, -5, -6, -7
ALWAYS = [EXP, NBF, IAT, CTI, KIND, GATES, USES, HOME_GATE]
RANGES = {EXP: (0, SECONDS_MAX), NBF: (0, SECONDS_MAX), IAT: (0, SECONDS_MAX), KIND: (1, 3), GATES: (1, 0xFFFF),
          USES: (1, 2), HOME_GATE: (0, 15)}


class NotAPass(Exception):
    """The text does not have the form of a pass."""


def require(condition, what):
    if not condition:
        raise NotAPass(what)


# Base45

def base45_encode(data):
    text = ""
    for i in range(0, len(data) - 1, 2):
        value = data[i] * 256 + data[i + 1]
        text += ALPHABET[value % 45] + ALPHABET[value // 45 % 45] + ALPHABET[value // 2025]
    if len(data) % 2:
        text += ALPHABET[data[-1] % 45] + ALPHABET[data[-1] // 45]
    return text


def base45_decode(text):
    require(len(text) % 3 != 1, "Base45 of 3n + 1 characters")
    data = b""
    for i in range(0, len(text), 3):
        group = text[i:i + 3]
        require(all(c in ALPHABET for c in group), "a character outside the alphabet")
        value = sum(ALPHABET.index(c) * 45**n for n, c in enumerate(group))
        require(value < (65536 if len(group) == 3 else 256), "a Base45 group out of range")
        data += value.to_bytes(len(group) - 1, "big")
    return data


# Deterministic CBOR

def head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 256**size:
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise ValueError("over 64 bits")


class Tag:
    def __init__(self, number, value):
        self.number, self.value = number, value


def encode(value):
    """Maps keep the order of their keys: the caller gives it."""
    if value is True:
        return head(7, 21)
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    if isinstance(value, Tag):
        return head(6, value.number) + encode(value.value)
    raise TypeError(type(value))


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        require(count <= len(self.data) - self.at, "cut off")
        self.at += count
        return self.data[self.at - count:self.at]

    def head(self):
        first = self.take(1)[0]
        info = first & 31
        if info < 24:
            return first >> 5, info
        require(info <= 27, "an indefinite length or a reserved head")
        argument = int.from_bytes(self.take(1 << info - 24), "big")
        require(head(first >> 5, argument)[0] == first, "a head that is not the shortest")
        return first >> 5, argument

    def item(self, depth=0):
        require(depth < 8, "nested too deep")
        major, argument = self.head()
        if major == 0:
            return argument
        if major == 1:
            return -1 - argument
        if major == 2:
            return self.take(argument)
        if major == 3:
            try:
                return self.take(argument).decode()
            except UnicodeDecodeError as error:
                raise NotAPass("text that is not UTF-8") from error
        if major == 4:
            return [self.item(depth + 1) for _ in range(argument)]
        if major == 5:
            pairs = [(self.item(depth + 1), self.item(depth + 1)) for _ in range(argument)]
            require(all(isinstance(k, int) and k is not True for k, _ in pairs), "a key that is not an integer")
            require(len({k for k, _ in pairs}) == len(pairs), "a key twice")
            return dict(pairs)
        if major == 6:
            return Tag(argument, self.item(depth + 1))
        require(argument == 21, "a simple value other than true")
        return True


def decode_cbor(data):
    reader = Reader(data)
    item = reader.item()
    require(reader.at == len(data), "bytes behind the end")
    return item


def is_integer(value):
    return isinstance(value, int) and value is not True


def is_bytes(value, length):
    return isinstance(value, bytes) and len(value) == length


# COSE_Sign1

def protected_header(kid):
    return encode({1: -8, 4: kid})


def to_be_signed(kid, payload):
    return encode(["Signature1", protected_header(kid), b"", payload])


def open_sign1(data):
    """kid, payload and signature of a message in the profile."""
    message = decode_cbor(data)
    require(isinstance(message, Tag) and message.number == 18 and isinstance(message.value, list) and
            len(message.value) == 4, "not a COSE_Sign1")
    protected, unprotected, payload, signature = message.value
    require(isinstance(protected, bytes) and unprotected == {} and isinstance(unprotected, dict) and
            isinstance(payload, bytes) and is_bytes(signature, 64), "a part of another type")
    header = decode_cbor(protected)
    require(isinstance(header, dict) and list(header) == [1, 4] and header[1] == -8 and is_bytes(header[4], 8),
            "another protected header")
    return header[4], payload, signature


def sign1(payload, kid, key):
    return encode(Tag(18, [protected_header(kid), {}, payload, key.sign(to_be_signed(kid, payload))]))


def signature_fits(public_key, kid, payload, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, to_be_signed(kid, payload))
        return True
    except (InvalidSignature, ValueError):
        return False


# Keys

def private_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_bytes(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def kid_of(public_key):
    return hashlib.blake2b(public_key, digest_size=32).digest()[:8]


EDDSA, SEALED_BOX = -8, -65537


def keyset_row(key, begin, end, algorithm=EDDSA):
    return {1: kid_of(key), 2: algorithm, 3: key, 4: begin, 5: end}


def make_keyset(epoch, issued_at, keys, root):
    """keys: (public key, not before, not after), and the algorithm where it does not sign."""
    rows = [keyset_row(*key) for key in keys]
    return sign1(encode({0: 2, 1: epoch, 2: issued_at, 3: rows}), kid_of(public_bytes(root)), root)


def ascending(members):
    """Whether keys of a map stand in the order of their encoded bytes."""
    places = [encode(key) for key in members]
    return all(is_integer(key) for key in members) and places == sorted(places)


def read_rows(rows, first):
    """The keys that sign, {kid: (public key, not before, not after)}, and the one that boxes are sealed to, or None.
    first: the rows are of version 1."""
    keys, sealing = {}, None
    for row in rows:
        if first:
            require(isinstance(row, list) and len(row) == 4, "a key's form")
            row = {1: row[0], 2: EDDSA, 3: row[1], 4: row[2], 5: row[3]}
        require(isinstance(row, dict) and ascending(row) and is_integer(row.get(2)), "a key's form")
        signs, seals = row[2] == EDDSA and (first or len(keys) < 16), row[2] == SEALED_BOX and sealing is None
        if not signs and not seals:
            continue  # of a later version
        require(is_bytes(row.get(1), 8) and is_bytes(row.get(3), 32) and row[1] == kid_of(row[3]), "a kid")
        times = (row.get(4), row.get(5))
        require(all(is_integer(t) and 0 <= t <= SECONDS_MAX for t in times) and times[0] <= times[1], "a key's time")
        if seals:
            sealing = row[3]
            continue
        require(row[1] not in keys, "a key that stands there twice")
        keys[row[1]] = (row[3], *times)
    return keys, sealing


def open_keyset(data, root_public, least_epoch=0):
    """The keys that sign, epoch, time of issue."""
    return open_whole_keyset(data, root_public, least_epoch)[:3]


def open_whole_keyset(data, root_public, least_epoch=0):
    """{kid: (public key, not before, not after)}, epoch, time of issue, and the key that boxes are sealed to, or None."""
    require(len(data) <= KEYSET_BYTES_MAX, "a key set that is too long")
    kid, payload, signature = open_sign1(data)
    require(kid == kid_of(root_public) and signature_fits(root_public, kid, payload, signature), "not the root's")
    body = decode_cbor(payload)
    require(isinstance(body, dict) and ascending(body), "another map")
    first = 0 not in body
    require(list(body) == [1, 2, 3] if first else is_integer(body[0]) and body[0] == 2, "another version")
    require({1, 2, 3} <= set(body), "a missing member")
    epoch, issued_at, rows = body[1], body[2], body[3]
    require(is_integer(epoch) and 1 <= epoch <= 2**63 - 1 and is_integer(issued_at) and 0 <= issued_at <= SECONDS_MAX,
            "epoch or time out of range")
    require(isinstance(rows, list), "keys")
    keys, sealing = read_rows(rows, first)
    require(1 <= len(keys) <= 16, "number of keys")
    require(epoch >= least_epoch, "an epoch that was left behind")
    return keys, epoch, issued_at, sealing


# The pass

def encode_claims(claims):
    order = ALWAYS + [key for key in (HOLDER, LIVE, FORMAT) if key in claims]
    return encode({key: claims[key] for key in order})


def read_claims(payload):
    claims = decode_cbor(payload)
    require(isinstance(claims, dict), "claims that are no map")
    require(list(claims) == ALWAYS + [key for key in (HOLDER, LIVE, FORMAT) if key in claims], "other claims, or another order")
    for key, (least, greatest) in RANGES.items():
        require(is_integer(claims[key]) and least <= claims[key] <= greatest, "claim %d out of range" % key)
    require(is_bytes(claims[CTI], 16), "a pass id that is not 16 bytes")
    require(FORMAT not in claims or (is_integer(claims[FORMAT]) and claims[FORMAT] == 2), "another format")
    if HOLDER in claims and FORMAT in claims:
        require(is_integer(claims[HOLDER]) and 0 <= claims[HOLDER] <= 4095, "a holder check of more than 12 bits")
    require(HOLDER not in claims or FORMAT in claims or is_bytes(claims[HOLDER], 6), "a holder check that is not 6 bytes")
    require(LIVE not in claims or claims[LIVE] is True, "live, and not true")
    require(claims[NBF] <= claims[EXP], "an end before the beginning")
    return claims


def decode(text):
    """kid, claims, payload and signature; raises NotAPass. text: str, one character a byte of the code."""
    require(len(text) <= TEXT_MAX, "too long")
    require(text.startswith(PREFIX), "no prefix")
    data = base45_decode(text[len(PREFIX):])
    require(len(data) <= BYTES_MAX, "too many bytes")
    kid, payload, signature = open_sign1(data)
    return kid, read_claims(payload), payload, signature


def verify(text, keys):
    """("not-a-pass" | "forged" | "unknown-key" | "verified", claims or None)."""
    try:
        kid, claims, payload, signature = decode(text)
    except NotAPass:
        return "not-a-pass", None
    if kid not in keys:
        return "unknown-key", None
    public_key, not_before, not_after = keys[kid]
    if not signature_fits(public_key, kid, payload, signature):
        return "forged", None
    if not not_before <= claims[IAT] <= not_after:
        return "unknown-key", None
    return "verified", claims


def mint(claims, key):
    return PREFIX + base45_encode(sign1(encode_claims(claims), kid_of(public_bytes(key)), key))


def holder_check(campus_key, pass_id, tail, first=False):
    """12 bits; of the first format 6 bytes."""
    digest = hashlib.blake2b(pass_id + tail.upper().encode(), key=campus_key, digest_size=32).digest()
    return digest[:6] if first else digest[0] << 4 | digest[1] >> 4


def short_number(pass_id):
    digest = hashlib.blake2b(pass_id, key=b"gatehouse short number", digest_size=16).digest()
    value, digits = int.from_bytes(digest[:8], "big"), []
    for _ in range(8):
        digits.insert(0, value % 31)
        value //= 31
    digits.append(sum((i + 1) * d for i, d in enumerate(digits)) % 31)
    text = "".join(SHORT_ALPHABET[d] for d in digits)
    return "-".join((text[:3], text[3:6], text[6:]))


def minted_at(claims):
    """Milliseconds since 1970: the time in a pass id of version 7, else that of the signature."""
    pass_id = claims[CTI]
    return int.from_bytes(pass_id[:6], "big") if pass_id[6] >> 4 == 7 else claims[IAT] * 1000
