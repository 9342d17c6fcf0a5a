"""What a thief gets from a copy of a booth's storage: an independent reader of its files, with libsodium alone.

docs/sync-protocol.md describes the guards' records and the sealed display that it reads.
"""
import ctypes
import ctypes.util
import os
import sqlite3
import time

sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
sodium.sodium_init()
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
ARGON2ID13 = 2


def files_of(folder):
    """The bytes of every file of a copied storage, by its name."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = file.read()
    return found


def _hash(data, key):
    out = ctypes.create_string_buffer(32)
    if sodium.crypto_generichash(out, ctypes.c_size_t(32), data, ctypes.c_ulonglong(len(data)), key, ctypes.c_size_t(len(key))):
        raise ValueError("a key of the hash")
    return out.raw


def _open(sealed, more, key):
    """Opens 24 bytes of nonce and XChaCha20-Poly1305, or returns None."""
    out = ctypes.create_string_buffer(len(sealed))
    length = ctypes.c_ulonglong()
    failed = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        out, ctypes.byref(length), None, sealed[24:], ctypes.c_ulonglong(len(sealed) - 24), more, ctypes.c_ulonglong(len(more)),
        sealed[:24], key)
    return None if failed else out.raw[:length.value]


def wrap(number, key, wrapping):
    """A guard's record of an older server: the data key alone, under a wrapping key."""
    nonce, out = os.urandom(24), ctypes.create_string_buffer(len(key) + 16)
    more = number.to_bytes(4, "big")
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(out, None, key, ctypes.c_ulonglong(len(key)), more,
                                                      ctypes.c_ulonglong(len(more)), None, nonce, wrapping)
    return nonce + out.raw


def open_display(pass_id, version, sealed, key):
    """The texts of a pass's display field: masked name, end of the document's number, plate, units, purpose, host. None:
    the key does not open it."""
    inner = _open(sealed, pass_id + version.to_bytes(8, "big"), key)
    if inner is None:
        return None
    at, texts = 2, []
    for _ in range(7):
        texts.append(inner[at + 1:at + 1 + inner[at]].decode())
        at += 1 + inner[at]
    return texts


class Guard:
    def __init__(self, row):
        (self.number, self.active, self.salt, self.verifier, self.ops, self.mem_kib, self.wrapped, self.badge,
         self.bound) = row

    def derive(self, pin, badge=None, hardware=None):
        """One try: the costly step. Returns the verifier and the wrapping key that belong to this PIN."""
        typed = _hash(pin.encode(), badge) if badge else pin.encode()
        master = ctypes.create_string_buffer(32)
        if sodium.crypto_pwhash(master, ctypes.c_ulonglong(32), typed, ctypes.c_ulonglong(len(typed)), self.salt,
                                ctypes.c_ulonglong(self.ops), ctypes.c_size_t(self.mem_kib * 1024), ARGON2ID13):
            raise MemoryError
        keys = [ctypes.create_string_buffer(32) for _ in range(2)]
        for n, out in enumerate(keys):
            sodium.crypto_kdf_derive_from_key(out, ctypes.c_size_t(32), ctypes.c_uint64(n + 1), b"GHguard1", master)
        return tuple(_hash(one.raw, hardware) if hardware else one.raw for one in keys)

    def keys(self, wrapping):
        """The data key and the campus keys, or None."""
        opened = _open(self.wrapped, self.number.to_bytes(4, "big"), wrapping)
        return opened and [opened[at:at + 32] for at in range(0, len(opened), 32)]


class Thief:
    """folder: the copy. Counts the tries and their processor time."""

    def __init__(self, folder):
        self.files, self.tries, self.spent = files_of(folder), 0, 0.0
        self.db = sqlite3.connect(os.path.join(folder, "replica.db"))
        self.guards = [Guard(row) for row in self.db.execute(
            "SELECT guard, active, salt, verifier, ops, mem_kib, wrapped, badge, bound FROM guard WHERE active = 1 ORDER BY guard")]

    def in_clear(self, text):
        """The files in which a text stands, in any encoding that programs here use."""
        forms = {text.encode(one) for one in ENCODINGS}
        forms |= {one.hex().encode() for one in forms} | {one.hex().upper().encode() for one in forms}
        return [name for name, data in self.files.items() if any(form in data for form in forms)]

    def holds(self, secret):
        """The files in which bytes stand, as they are or in hexadecimal."""
        forms = (secret, secret.hex().encode(), secret.hex().upper().encode())
        return [name for name, data in self.files.items() if any(form in data for form in forms)]

    def guess(self, guard, pins, badges=(None,), hardware=None):
        """Tries PINs against a guard's record. Returns the first that fits with its wrapping key, or None."""
        for pin in pins:
            for badge in badges:
                began = time.process_time()
                verifier, wrapping = guard.derive(pin, badge, hardware)
                self.spent += time.process_time() - began
                self.tries += 1
                if verifier == guard.verifier:
                    return pin, wrapping
        return None

    def displays(self, key):
        """What a data key opens of the passes."""
        rows = self.db.execute("SELECT p.id, p.version, d.sealed FROM pass p JOIN display d ON d.row = p.display")
        return [texts for texts in (open_display(*row, key) for row in rows) if texts]
