#!/usr/bin/env python3
"""Providers with a certificate of a private CA, as campuses have one: the right CA file lets people in, without it and with another
one nobody is signed in and the page says why. OpenID Connect and CAS are stand-ins, the directory is slapd.

usage: test_sso_ca.py GATEHOUSE_SERVER GATEHOUSE [CATALOGUE]
"""
import os
import re
import shutil
import ssl
import sys
import tempfile
import urllib.parse

import server_support
import slapd_support
from cas_stand_in import Cas
from provider_stand_in import Provider
from server_support import Client, check, serve
from slapd_support import BASE, READER, SECRET, Slapd
from sso_support import Browser, refused

WORD = "a password of the directory"
FILES = {"campus.pem": "ca.pem", "other.pem": "other-ca.pem"}  # in the folder of CA files: of the test's CA, of another one


def oidc(browser, name, provider):
    """Discovery alone: the stand-in's pages are not for this browser, which does not know the CA either."""
    return browser.go("/sso/%s/start" % name)


def cas(browser, name, provider):
    status, url, text = browser.go("/sso/%s/start" % name)
    check(status == 303, "CAS is asked for the ticket only: %s" % text[-300:])
    service = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["service"][0]
    ticket = "ST-%d-of-a-test" % len(provider.tickets)
    provider.tickets[ticket] = service, *provider.user_of({})
    back = urllib.parse.urlsplit(service)
    return browser.go("%s?%s&ticket=%s" % (back.path, back.query, ticket))


def ldap(browser, name, provider):
    status, location, text = browser.go("/sso/%s/start" % name)
    if status != 200:
        return status, location, text
    state = re.search('name="state" value="([^"]+)"', text).group(1)
    return browser.go("/sso/%s/password" % name, "POST", urllib.parse.urlencode({"state": state, "name": "sun", "password": WORD}))


def each(port, admin, kind, settings, provider, sign_in):
    made = {}
    for name, file in (("right", "campus.pem"), ("wrong", "other.pem"), ("none", ""), ("absent", "absent.pem")):
        wish = {"kind": kind, "name": "%s-%s" % (kind, name), "label": "统一身份认证", "enabled": True, "provision": True, "secret": SECRET,
                "settings": dict(settings, ca_file=file)}
        status, made[name] = admin.call("POST", "/api/admin/providers", wish)
        check(status == 201, "a provider: %s" % made[name])
    for name in ("wrong", "none"):
        browser = Browser(port)
        refused(browser, sign_in(browser, "%s-%s" % (kind, name), provider), "certificate", "%s with CA file: %s" % (kind, name))
    browser = Browser(port)
    refused(browser, browser.go("/sso/%s-absent/start" % kind), "setup", "%s with a file that is not there" % kind)
    browser = Browser(port)
    status, location, text = sign_in(browser, "%s-right" % kind, provider)
    check(status == 303 and (kind == "oidc" or browser.who()), "%s with the right one: %s %s" % (kind, status, text[-300:]))
    for wrong in ("../campus.pem", "/etc/passwd", ".hidden", "a b"):
        status, problem = admin.call("PUT", "/api/admin/providers/" + made["right"]["id"], {"settings": dict(settings, ca_file=wrong)})
        check(status == 422 and problem["errors"][0]["path"] == "settings.ca_file", "%s is no name of a file: %s" % (wrong, problem))


def run(slapd):
    def steps(port):
        admin = Client(port)
        check(admin.sign_in("admin")[0] == 200, "an administrator")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(slapd.folder, "cert.pem"), os.path.join(slapd.folder, "key.pem"))
        provider, server = Provider(context=context), Cas(context)
        try:
            each(port, admin, "oidc", {"issuer": provider.url, "client_id": provider.client}, provider, oidc)
            each(port, admin, "cas", {"server": server.url}, server, cas)
            each(port, admin, "ldap", {"url": "ldaps://127.0.0.1:%d" % slapd.secure, "bind_dn": READER, "base": "ou=people," + BASE,
                                       "filter": "(objectClass=inetOrgPerson)", "name_attribute": "uid", "subject": "entryUUID"}, slapd, ldap)
        finally:
            provider.stop()
            server.stop()
        log = open(server_support.place.process.log, encoding="utf-8").read()
        check(WORD not in log and SECRET not in log, "no password in the log")
    return steps


def main():
    slapd_support.skip_without()
    with tempfile.TemporaryDirectory() as folder:
        slapd = Slapd(os.path.join(folder, "slapd"))
        slapd.fill({"10": {"name": "信息学院"}}, {"20001": {"name": "孙老师", "unit": "10", "uid": "sun", "userPassword": WORD}})
        files = os.path.join(folder, "ca-files")
        os.mkdir(files)
        for name, of_test in FILES.items():
            shutil.copy(os.path.join(slapd.folder, of_test), os.path.join(files, name))
        try:
            serve(sys.argv[1], sys.argv[2], run(slapd), sys.argv[3] if len(sys.argv) > 3 else None, "--sign-on-ca-files", files)
        finally:
            slapd.stop()


main()
