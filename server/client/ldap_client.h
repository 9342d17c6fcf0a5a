/* Reads an LDAP directory (RFC 4511) with libldap: connects with TLS, binds, and searches page by page (RFC 2696).
 *
 * "ldaps://" has TLS from the start, "ldap://" by StartTLS (RFC 4511, 4.14). The certificate is always verified.
 * Referrals are not followed and aliases not dereferenced, so that no other machine is asked. */
#ifndef GH_SERVER_CLIENT_LDAP_CLIENT_H
#define GH_SERVER_CLIENT_LDAP_CLIENT_H

#include <stdbool.h>

#include "base/bytes.h"

#define LDAP_CLIENT_DETAIL_SIZE 128
#define LDAP_CLIENT_PAGE 500                              /* entries asked for at once */
#define LDAP_CLIENT_BYTES_MAX ((size_t)96 * 1024 * 1024)  /* of one search, names and values together */
#define LDAP_CLIENT_MESSAGE_MAX ((size_t)4 * 1024 * 1024) /* of one entry */
#define LDAP_CLIENT_SEARCH_SECONDS 300                    /* for all pages of a search together */

/* A server. The caller owns the texts. */
struct ldap_place {
    const char *url;                /* "ldaps://HOST[:PORT]" or "ldap://HOST[:PORT]" */
    bool start_tls;                 /* of "ldap://"; false only where ldap_client_may_be_plain() */
    const char *bind_dn, *password; /* "": anonymous. A name without a password is refused. */
    const char *without_tls;        /* hosts that may be called without TLS (base/plain_call.h), or NULL */
    const char *ca_file;            /* PEM of the trust anchors, or NULL for the system's */
};

/* What went wrong, for people. */
enum ldap_client_fault {
    LDAP_CLIENT_WELL = 0,
    LDAP_CLIENT_ADDRESS,     /* not such a URL */
    LDAP_CLIENT_PLAIN,       /* TLS is required beyond this machine */
    LDAP_CLIENT_CONNECT,     /* nobody answers there */
    LDAP_CLIENT_CERTIFICATE, /* TLS failed: the certificate does not verify, or the server has none */
    LDAP_CLIENT_SIGN_IN,     /* name or password were refused */
    LDAP_CLIENT_BASE,        /* the base of the search does not exist, or is not a name */
    LDAP_CLIENT_FILTER,      /* the filter is not one */
    LDAP_CLIENT_SLOW,        /* no answer in time */
    LDAP_CLIENT_TOO_MUCH,    /* over a limit, ours or the server's */
    LDAP_CLIENT_REFUSED,     /* any other refusal */
    LDAP_CLIENT_FAULTS
};

struct ldap_client;
struct ldap_client_entry;

/* Returns whether a URL may be called without TLS. */
bool ldap_client_may_be_plain(const struct ldap_place *place);
/* Connects and binds. The caller closes *out, also after a failure, when it may be NULL. GH_UNAVAILABLE: as
 * ldap_client_fault() of *out says. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE ldap_client_open(const struct ldap_place *place, struct ldap_client **out);
void ldap_client_close(struct ldap_client *client); /* takes NULL */
/* Returns what the last call failed for. NULL: no memory, LDAP_CLIENT_REFUSED. */
enum ldap_client_fault ldap_client_fault(const struct ldap_client *client);
/* Returns libldap's words for it, for the log and for administrators. Never NULL. */
const char *ldap_client_detail(const struct ldap_client *client);
/* Binds again with this name and password, as somebody who signs in does. GH_DENIED: refused, or an empty password,
 * which a server would take for no sign-in at all (RFC 4513, 5.1.2). GH_UNAVAILABLE: any other failure. */
enum gh_status GH_MUST_USE ldap_client_bind(struct ldap_client *client, const char *dn, const char *password);

/* A search of the whole tree under base. */
struct ldap_search {
    const char *base, *filter;
    const char *const *attributes; /* ends with NULL */
    size_t limit;                  /* entries; more give LDAP_CLIENT_TOO_MUCH. 0: none */
    /* Gets each entry, which is valid during the call alone. A failure ends the search with that status. */
    enum gh_status (*take)(void *context, const struct ldap_client_entry *entry);
    void *context;
};
enum gh_status GH_MUST_USE ldap_client_search(struct ldap_client *client, const struct ldap_search *search);
/* Returns the entry's DN in normal form (RFC 4514), in lower case. The caller frees it. NULL: no memory, or not a DN.
 */
char *ldap_client_entry_dn(const struct ldap_client_entry *entry);
/* Brings a DN that stands in a value into the same form. parent: the name above it instead. */
char *ldap_client_dn(const char *dn, bool parent);
/* Copies value `at` of an attribute. GH_NOT_FOUND: it has no such value. GH_TOO_LONG: `out` is too small.
 * GH_MALFORMED: not UTF-8, or with a NUL. */
enum gh_status GH_MUST_USE ldap_client_value(const struct ldap_client_entry *entry, const char *attribute, size_t at,
                                             char *out, size_t size);
/* Writes a text so that a filter takes it literally (RFC 4515, 3). GH_TOO_LONG: `out`, of size bytes, is too small. */
enum gh_status GH_MUST_USE ldap_client_escape(struct bytes text, char *out, size_t size);

#endif
