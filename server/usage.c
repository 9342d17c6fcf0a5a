/* The text of --help, and what values of options look like. */
#include "usage.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain_call.h"
#include "db/db.h"
#include "os/file.h"

void usage(FILE *out)
{
    (void)fputs(
        "gatehouse-server: applications, approval, passes and their messages\n"
        "\n"
        "  --database URL          sqlite:PATH (default sqlite:gatehouse-server.db) or postgresql://...\n"
        "  --database-file FILE    reads the URL from a file: its password then stands in no list of processes\n"
        "  --keys DIR              keyset.cose, signing keys, root.public, campus.key, data.key, vault.key "
        "(default keys)\n"
        "  --listen ADDRESS        default 127.0.0.1\n"
        "  --port N                default 8080; 0: any free one\n"
        "  --public-url URL        beginning of the links in messages (default http://ADDRESS:PORT)\n"
        "  --also-called NAMES     HOST or HOST:PORT beside that of the public URL, separated by blanks\n"
        "  --web DIR               the built pages (server/web/dist)\n"
        "  --help-pages DIR        the built help, served under /help/ (build/help)\n"
        "  --catalogue FILE        Chinese texts (.mo)\n"
        "  --trusted-proxies LIST  proxies whose X-Forwarded-For the server trusts: addresses and networks\n"
        "                          (10.0.0.0/8), separated by blanks\n"
        "  --proxy-hops N          how many of them a request passes, one after another (default 1, at most 8)\n"
        "  --drain-seconds N       on SIGTERM serves on for so long while /readyz says that it stops (default 0, at "
        "most "
        "60)\n"
        "  --tls-certificate FILE --tls-key FILE   PEM; without them plain HTTP, for a reverse proxy\n"
        "  --sms-url URL --sms-user NAME --sms-password-file FILE   Kannel's sendsms interface\n"
        "  --sms-report-url URL    where Kannel reaches /hooks/kannel (default: the public URL)\n"
        "  --sms-provider FILE     a web SMS provider instead of Kannel (share/gatehouse/sms has templates)\n"
        "  --sms-ca-file FILE      certificate authorities for the provider, instead of the system's\n"
        "  --without-tls HOSTS     names and addresses beyond this machine that the server may call without TLS\n"
        "                          (database, SMS, mail), separated by blanks\n"
        "  --check-sms FILE        explains a provider's settings, sends one test message, and exits\n"
        "  --sms-to NUMBER         with --check-sms: the mobile number to send it to (default: the command asks)\n"
        "  --smtp-url URL --smtp-from ADDRESS   smtp://HOST:587 or smtps://HOST:465: messages to hosts and approvers\n"
        "  --smtp-user NAME --smtp-password-file FILE\n"
        "  --smtp-ca-file FILE     certificate authorities for the mail server, instead of the system's\n"
        "  --imap-url URL --imap-user NAME --imap-password-file FILE   imaps://HOST:993: a mailbox for filings by "
        "mail\n"
        "  --imap-ca-file FILE     certificate authorities for it, instead of the system's\n"
        "  --imap-trust NAME       the name under which the mailbox's server writes Authentication-Results: mails "
        "that\n"
        "                          it does not vouch for are put aside, and only senders that it vouches for get "
        "answers\n"
        "  --imap-campus N         number of the campus whose officers see the mails (default: those of every campus)\n"
        "  --imap-every SECONDS    how often the mailbox is read (default 60)\n"
        "  --directory-files DIR   folder of the campus directory's CSV files\n"
        "  --directory-ca-file FILE   certificate authorities for the campus directory, instead of the system's\n"
        "  --sign-on-ca-files DIR     files of certificate authorities that providers of single sign-on name\n"
        "  --create-administrator NAME   makes an administrator, prints a first password, and exits\n"
        "  --setup-link            on a database without accounts: prints a new link to the first-run set-up page, "
        "valid\n"
        "                          for an hour, and exits\n"
        "  --unlock NAME           lets the account, or the address, try again after wrong passwords, and exits\n"
        "  --breached-passwords FILE   new passwords in it are refused: SHA-1 hashes ordered by hash, lines "
        "HASH:COUNT, as\n"
        "                          Have I Been Pwned offers them for download\n"
        "  --metrics-token FILE    answers GET /metrics to who sends this file's first line as a bearer token (32 "
        "characters\n"
        "                          or more); without the option nobody gets metrics\n"
        "  --access-log FILE       appends a JSON line for each request, without personal data; \"-\": standard "
        "output;\n"
        "                          opened anew on SIGHUP\n"
        "  --demo                  fills an empty database with demo accounts; the outbox page shows texts;\n"
        "                          listens on loopback addresses only, since the password is published\n"
        "  --demo-clock MS         with --demo: time at the start (milliseconds since 1970, UTC)\n"
        "  --remove-demo-accounts  closes the accounts that have the demo's password, and exits\n"
        "  --export FILE           writes the booths' data for `gatehouse replica import`, and exits\n"
        "  --move-to FILE          copies the SQLite database into an empty PostgreSQL database, whose URL is the "
        "file's "
        "first\n"
        "                          line (as for --database-file; a URL without a password may stand here itself), "
        "compares\n"
        "                          all rows, and exits; the server must be stopped (docs/database.md)\n"
        "  --new-lineage           after a restore that the server could not notice: every booth syncs from the\n"
        "                          beginning; exits\n"
        "  --verify-audit          checks every entry of the audit trail, and exits: 0 all are as they were written,\n"
        "                          1 names the first one that is not; servers may run meanwhile\n"
        "  --check[=json]          checks database, keys, audit trail, mail, SMS, certificate, backup and disks, says "
        "how "
        "to\n"
        "                          mend what is wrong, and exits: 0 no fault (warnings may remain), 1 a fault. Give it "
        "the\n"
        "                          options of the running server. It changes nothing and sends no message\n"
        "  --audit-head ENTRY:HASH with --verify-audit: a head from the log (event=audit-signed) to find in the trail\n"
        "  --audit-syslog HOST:PORT --audit-syslog-ca FILE   sends the audit trail to a collector (RFC 5424 over TLS, "
        "with\n"
        "                          these certificate authorities); tcp:ADDRESS:PORT: without TLS, this machine only\n"
        "  --routes                prints every route with the roles that may call it, and exits\n"
        "\n"
        "Exit code: 0 ended by SIGTERM or SIGINT, 2 wrong usage, 3 could not start. --check-sms: 3 the settings have "
        "a\n"
        "fault or the provider did not take the message.\n",
        out);
}

bool usage_number(const char *option, const char *text, long min, long max, int *out)
{
    char *end = NULL;
    errno = 0;
    const long number = strtol(text, &end, 10);
    if (errno || end == text || *end || number < min || number > max) {
        (void)fprintf(stderr, "gatehouse-server: %s takes a number from %ld to %ld, not \"%s\"\n", option, min, max,
                      text);
        return false;
    }
    *out = (int)number;
    return true;
}

static const struct {
    const char *takes;
    const char *begins[2]; /* one of them; NULL: anything */
} forms[] = {
    [USAGE_WEB_URL] = {"an address that begins with http:// or https://", {"http://", "https://"}},
    [USAGE_MAIL_URL] = {"smtp://HOST:PORT or smtps://HOST:PORT", {"smtp://", "smtps://"}},
    [USAGE_IMAP_URL] = {"imaps://HOST:993 or imap://HOST:143", {"imap://", "imaps://"}},
    [USAGE_ADDRESS] = {"an e-mail address", {NULL, NULL}},
    [USAGE_DATABASE] = {"sqlite:PATH or postgresql://...", {"sqlite:", "postgres"}},
    [USAGE_MILLISECONDS] = {"milliseconds since 1970", {NULL, NULL}},
};

static bool fits(const struct usage_value *v)
{
    const size_t len = strlen(v->value);
    if (v->form == USAGE_ADDRESS)
        return strcspn(v->value, "@") > 0 && strcspn(v->value, "@") + 1 < len && !strpbrk(v->value, " \t\r\n<>");
    if (v->form == USAGE_MILLISECONDS)
        return len > 0 && len <= 15 && strspn(v->value, "0123456789") == len;
    for (size_t i = 0; i < 2; i++) {
        const char *begin = forms[v->form].begins[i];
        if (strncmp(v->value, begin, strlen(begin)) == 0)
            return len > strlen(begin) && !strpbrk(v->value, v->form == USAGE_DATABASE ? "\r\n" : " \t\r\n");
    }
    return false;
}

bool usage_values_good(const struct usage_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!values[i].value || fits(&values[i]))
            continue;
        const bool shown = values[i].form != USAGE_DATABASE; /* it may hold a password */
        (void)fprintf(stderr, "gatehouse-server: %s takes %s%s%s%s\n", values[i].option, forms[values[i].form].takes,
                      shown ? ", not \"" : "", shown ? values[i].value : "", shown ? "\"" : "");
        return false;
    }
    return true;
}

static bool refuse(const char *what, const char *host, size_t len, const char *instead)
{
    (void)fprintf(
        stderr, "gatehouse-server: %s: would call %.*s without TLS. Use %s, or allow it with --without-tls \"%.*s\"\n",
        what, (int)len, host, instead, (int)len, host);
    return false;
}

bool usage_encrypted(const char *what, const char *url, const char *allowed)
{
    if (!url || strncmp(url, "http://", 7) != 0)
        return true;
    const struct bytes host = url_host(url);
    return plain_call_allowed(host, allowed) || refuse(what, (const char *)host.data, host.len, "https://");
}

bool usage_database_encrypted(const char *url, const char *allowed)
{
    char host[256];
    enum gh_status status = db_encrypted(url, allowed, host, sizeof host);
    if (status == GH_DENIED)
        return refuse("the database", host, strlen(host), "sslmode=verify-full");
    if (status == GH_UNSUPPORTED)
        (void)fputs("gatehouse-server: the database: write host and sslmode into the URL, not service\n", stderr);
    return status != GH_UNSUPPORTED;
}

bool usage_hide_password(const char **url, char copy[static USAGE_DATABASE_SIZE], int argc, char **argv)
{
    const char *text = *url, *host = strchr(text, '@'), *scheme = strstr(text, "://");
    const char *colon =
        scheme && host && host > scheme + 3 ? memchr(scheme + 3, ':', (size_t)(host - scheme - 3)) : NULL;
    if (!colon || strlen(text) >= USAGE_DATABASE_SIZE)
        return false;
    const size_t before = (size_t)(colon + 1 - text), len = (size_t)(host - colon - 1);
    memcpy(copy, text, strlen(text) + 1);
    for (int i = 1; i < argc; i++) {
        char *there = strstr(argv[i], copy);
        if (there)
            memset(there + before, '*', len);
    }
    *url = copy;
    return true;
}

bool usage_complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "gatehouse-server: %s: %s\n", what, why);
    return false;
}

bool usage_password(const char *path, char *out, size_t size)
{
    size_t len = 0;
    if (path && os_file_read(path, (uint8_t *)out, size - 1, &len))
        return usage_complain(path, "can't be read");
    out[len] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}
