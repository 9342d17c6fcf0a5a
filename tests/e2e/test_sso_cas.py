#!/usr/bin/env python3
"""Single sign-on with CAS, against a stand-in that follows the CAS Protocol 3.0 specification (cas_stand_in.py).

usage: test_sso_cas.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]   (GATEHOUSE_TEST_POSTGRES: on that database instead)
"""
import datetime
import os
import ssl
import sys
import urllib.parse

import server_support
from cas_stand_in import LOGOUT, Cas, post
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from server_support import Client, check, serve
from sso_support import Browser, expire_sign_ins, refused, twins


def add(admin, cas, name="campus", **settings):
    wish = {"kind": "cas", "name": name, "label": "统一身份认证", "label_en": "University account", "enabled": True, "provision": True,
            "link_to": "staff-number", "link_attribute": "employeeNumber",
            "settings": dict({"server": cas.url, "verified": "employeeNumber memberOf", "mfa_values": ""}, **settings)}
    status, made = admin.call("POST", "/api/admin/providers", wish)
    check(status == 201, "a provider: %s" % made)
    return made


def self_signed(folder):
    """A certificate that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1)).sign(key, hashes.SHA256()))
    path = os.path.join(folder, "self-signed.pem")
    with open(path, "wb") as out:
        out.write(made.public_bytes(serialization.Encoding.PEM))
        out.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def people(port, admin, cas, made):
    """Attributes link and give roles where the university vouches for them; the first sign-in gives an applicant and no more."""
    cas.user, cas.attributes = "new", [("cn", "钱小新"), ("memberOf", "gate"), ("memberOf", "library & more"), ("role", "administrator")]
    rules = [{"attribute": "memberOf", "value": "library & more", "home_unit": 2, "role": "unit-approver", "unit": 2, "campus": None},
             {"attribute": "role", "value": "administrator", "home_unit": None, "role": "reviewer", "unit": None, "campus": None}]
    browser = Browser(port)
    status, location, _ = browser.sso(to="?to=/app/hall/vehicle")
    check((status, location) == (303, "/app/hall/vehicle"), "signed in, at the flow: %s %s" % (status, location))
    mine = browser.who()
    check([one["role"] for one in mine["roles"]] == ["applicant"] and mine["account"]["display_name"] == "钱小新", "%s" % mine)
    check(admin.call("PUT", "/api/admin/providers/%s/rules" % made["id"], {"rules": rules})[0] == 200, "rules")
    browser = Browser(port)
    browser.sso()
    roles = sorted(one["role"] for one in browser.who()["roles"])
    check(roles == ["applicant", "unit-approver"], "the second value counts, what nobody vouches for does not: %s" % roles)
    status, one = admin.call("POST", "/api/accounts", {"name": "lin", "display_name": "林", "staff_number": "20001", "active": True,
                                                       "roles": [{"role": "applicant", "unit": None, "campus": None}]})
    check(status == 201, "an account: %s" % one)
    cas.user, cas.attributes = "someone", [("employeeNumber", "20001")]
    browser = Browser(port)
    browser.sso()
    check(browser.who()["account"]["id"] == one["id"], "linked by the number")


def failures(port, cas, other):
    browser = Browser(port)
    url = browser.back(browser.away())
    ticket = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["ticket"][0]
    check(browser.go(url)[0] == 303, "a ticket")
    second = Browser(port)
    fresh = second.back(second.away())
    mine = urllib.parse.parse_qs(urllib.parse.urlsplit(fresh).query)["ticket"][0]
    refused(second, second.go(fresh.replace(mine, ticket)), "code-used", "a ticket that was used, in another sign-in")
    cas.tickets.clear()
    late = Browser(port)
    url = late.back(late.away())
    cas.tickets.clear()
    refused(late, late.go(url), "code-used", "a ticket that has expired")
    thief = Browser(port)
    stolen = Browser(port).back(Browser(port).away())
    own = thief.back(thief.away())
    swap = lambda link: urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["ticket"][0]
    refused(thief, thief.go(own.replace(swap(own), swap(stolen))), "wrong-audience", "INVALID_SERVICE: a ticket of another sign-in")
    mixed = Browser(port)
    url = mixed.back(mixed.away())
    refused(mixed, mixed.go(url.replace("/sso/campus/", "/sso/second/")), "state", "mixed-up providers")
    none = Browser(port)
    url = none.back(none.away())
    refused(none, none.go(url.split("&ticket=")[0]), "denied", "the person gave up")
    alone = Browser(port)
    refused(alone, alone.go(Browser(port).back(Browser(port).away())), "other-browser", "a link that somebody else began")
    other_state = Browser(port)
    other_state.away()
    refused(other_state, other_state.go(Browser(port).back(Browser(port).away())), "state", "a state of another browser")
    slow = Browser(port)
    url = slow.back(slow.away())
    expire_sign_ins()
    refused(slow, slow.go(url), "state", "a sign-in that took too long")
    cas.user, cas.attributes = "either", [("employeeNumber", "20002")]
    both = Browser(port)
    refused(both, both.sso(), "two-accounts", "two accounts with one number")
    cas.user, cas.attributes = "someone", []
    proxy = Browser(port)
    url = proxy.back(proxy.away())
    refused(proxy, proxy.go(url.replace("ticket=ST-", "ticket=PT-")), "malformed", "a proxy's ticket")
    for raw, code in ((Cas.failure("UNAUTHORIZED_SERVICE"), "client-refused"), (Cas.failure("INTERNAL_ERROR"), "not-reached"),
                      (Cas.failure("INVALID_TICKET_SPEC"), "setup"), ("yes\nsomebody\n", "malformed"), ("<x/>", "malformed"),
                      ("<!DOCTYPE x [<!ENTITY u \"root\">]>" + Cas().validate({}, True), "malformed"),
                      ("<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">" + "<a>" * 9000, "malformed"), ("x" * 70000, "malformed")):
        cas.raw = raw
        browser = Browser(port)
        refused(browser, browser.sso(), code, raw[:60])
    cas.raw = None
    down = Browser(port)
    url = down.back(down.away())
    cas.down = True
    refused(down, down.go(url), "not-reached", "the CAS server is down")
    cas.down = False
    url = down.back(down.away("second"))
    check(down.go(url)[0] == 303 and other.asked[-1] == "/cas/serviceValidate", "CAS 2.0")


def logout(port, cas, tls):
    cas.signed_in = []
    one, two = Browser(port), Browser(port)
    one.sso()
    cas_of_one, cas.signed_in = cas.signed_in, []
    two.sso()
    service = cas_of_one[0][1]
    check([post(port, service, xml) for xml in (LOGOUT % ("1", ""), "x", "<x/>", "<!DOCTYPE x>" + LOGOUT % ("1", "ST-1"))] == [400] * 4, "refused")
    check(post(port, service, LOGOUT % ("1", "ST-1-guessed")) == 200 and one.who() and two.who(), "an unknown ticket ends nothing")
    cas.signed_in = cas_of_one
    check(cas.log_out(port) == [200] and one.who() is None and two.who(), "the session of the ticket ends, no other")
    two.csrf = two.who()["csrf"]
    status, answer = two.call("DELETE", "/api/session/everywhere")
    check(status == 200 and answer["to"].startswith(cas.url + "/logout?service=http") and two.who() is None, "everywhere: %s" % answer)
    stranger = Browser(port)
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(stranger.away("tls")).query)["service"][0].split("state=")[1]
    refused(stranger, stranger.go("/sso/tls/callback?state=%s&ticket=ST-1-x" % state), "certificate", "a certificate that nobody vouches for")
    check(tls.asked == [], "nothing was sent there")


def run(port):
    cas, other, tls = Cas(), Cas(), Cas(self_signed(server_support.place.folder))
    admin = Client(port)
    check(admin.sign_in("admin")[0] == 200, "an administrator")
    try:
        made = add(admin, cas)
        add(admin, other, "second", protocol2="1")
        add(admin, tls, "tls")
        people(port, admin, cas, made)
        twins(admin, "20002")
        failures(port, cas, other)
        logout(port, cas, tls)
    finally:
        for one in (cas, other, tls):
            one.stop()


serve(sys.argv[1], sys.argv[2], run, sys.argv[3] if len(sys.argv) > 3 else None)
