"""The modules of the interop tests, an independent reading of the protocols, for tests against whole programs. A test that
imports this ends with code 77 where the packages of those modules are missing."""
import os
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
try:
    import pass_format as pf  # noqa: F401 (for those who import it from here)
    import sync_protocol as sp
    from nacl import bindings  # noqa: F401
except ImportError as lacking:
    print("needs python3-cryptography and python3-nacl: %s" % lacking)
    sys.exit(77)
import server_support  # noqa: E402 (beside this file)
from server_support import check  # noqa: E402

count = 0


def id_now():
    """Returns a new id, later than those before."""
    global count
    count += 1
    return str(uuid.UUID(bytes=bytes.fromhex("019c0000%04x" % count) + b"\x70\x00\x80" + os.urandom(7)))


def new_booth(admin, campus=1, gate=0):
    """Has an administrator enrol a booth of the interop tests, and pulls once."""
    global count
    count += 1
    place = {"name": "booth %d" % count, "campus": campus, "gate": gate}
    booth = sp.Booth(admin.port, server_support.place.folder, place["name"])
    status, told = booth.enrol(admin.call("POST", "/api/devices/codes", place)[1]["code"])
    check(status == 201, "a booth: %s" % told)
    booth.pull()
    return booth
