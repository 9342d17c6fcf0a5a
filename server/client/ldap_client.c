#include "client/ldap_client.h"

#include <ldap.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/plain_call.h"
#include "base/utf8.h"

#define CONNECT_SECONDS 5
#define ANSWER_SECONDS 20

struct ldap_client {
    LDAP *ld;
    enum ldap_client_fault fault;
    char detail[LDAP_CLIENT_DETAIL_SIZE];
};

struct ldap_client_entry {
    LDAP *ld;
    LDAPMessage *message;
};

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

bool ldap_client_may_be_plain(const struct ldap_place *place)
{
    return starts(place->url, "ldap://") && plain_call_allowed(url_host(place->url), place->without_tls);
}

enum ldap_client_fault ldap_client_fault(const struct ldap_client *client)
{
    return client ? client->fault : LDAP_CLIENT_REFUSED;
}

const char *ldap_client_detail(const struct ldap_client *client)
{
    return client ? client->detail : "";
}

static enum gh_status fail(struct ldap_client *c, enum ldap_client_fault fault, const char *detail)
{
    c->fault = fault;
    (void)snprintf(c->detail, sizeof c->detail, "%s", detail);
    return GH_UNAVAILABLE;
}

static enum ldap_client_fault fault_of(int code)
{
    switch (code) {
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
    case LDAP_UNAVAILABLE:
    case LDAP_BUSY:
        return LDAP_CLIENT_CONNECT;
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_UNWILLING_TO_PERFORM:
    case LDAP_STRONG_AUTH_REQUIRED:
    case LDAP_CONFIDENTIALITY_REQUIRED:
        return LDAP_CLIENT_SIGN_IN;
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INVALID_DN_SYNTAX:
    case LDAP_REFERRAL:
        return LDAP_CLIENT_BASE;
    case LDAP_FILTER_ERROR:
        return LDAP_CLIENT_FILTER;
    case LDAP_TIMEOUT:
    case LDAP_TIMELIMIT_EXCEEDED:
        return LDAP_CLIENT_SLOW;
    case LDAP_SIZELIMIT_EXCEEDED:
    case LDAP_ADMINLIMIT_EXCEEDED:
        return LDAP_CLIENT_TOO_MUCH;
    default:
        return LDAP_CLIENT_REFUSED;
    }
}

static enum gh_status fail_by(struct ldap_client *c, int code)
{
    return fail(c, fault_of(code), ldap_err2string(code));
}

/* The certificate must verify, whatever the environment or a configuration file says. */
static bool set_tls(LDAP *ld, const char *ca_file)
{
    const int demand = LDAP_OPT_X_TLS_DEMAND, minimum = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2, client = 0;
    return (!ca_file || ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, ca_file) == LDAP_OPT_SUCCESS) &&
           ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) == LDAP_OPT_SUCCESS &&
           ldap_set_option(ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, &minimum) == LDAP_OPT_SUCCESS &&
           ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client) == LDAP_OPT_SUCCESS;
}

static bool set_up(LDAP *ld)
{
    const int version = LDAP_VERSION3, never = LDAP_DEREF_NEVER;
    const struct timeval connect = {.tv_sec = CONNECT_SECONDS}, answer = {.tv_sec = ANSWER_SECONDS};
    ber_len_t largest = LDAP_CLIENT_MESSAGE_MAX;
    Sockbuf *socket = NULL;
    return ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version) == LDAP_OPT_SUCCESS &&
           ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == LDAP_OPT_SUCCESS &&
           ldap_set_option(ld, LDAP_OPT_DEREF, &never) == LDAP_OPT_SUCCESS &&
           ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &connect) == LDAP_OPT_SUCCESS &&
           ldap_set_option(ld, LDAP_OPT_TIMEOUT, &answer) == LDAP_OPT_SUCCESS &&
           ldap_get_option(ld, LDAP_OPT_SOCKBUF, &socket) == LDAP_OPT_SUCCESS &&
           ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &largest) >= 0;
}

static bool is_lost(int code)
{
    return code == LDAP_SERVER_DOWN || code == LDAP_CONNECT_ERROR;
}

static enum gh_status bind_as(struct ldap_client *c, const char *dn, const char *password)
{
    struct berval secret = {.bv_len = strlen(password), .bv_val = (char *)password};
    const int code = ldap_sasl_bind_s(c->ld, dn, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);
    char *words = NULL;
    if (code == LDAP_SUCCESS)
        return GH_OK;
    /* With "ldaps://" the handshake is part of the first request. libldap has words for its failure, be they "(unknown
     * error code)" for a wrong CA, and none where nobody answers. */
    if (is_lost(code) && ldap_get_option(c->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &words) == LDAP_OPT_SUCCESS && words) {
        ldap_memfree(words);
        return fail(c, LDAP_CLIENT_CERTIFICATE, "the certificate does not verify");
    }
    return fail_by(c, code);
}

static enum gh_status connect_to(struct ldap_client *c, const struct ldap_place *p)
{
    const bool at_once = starts(p->url, "ldaps://");
    const bool plain = !at_once && !p->start_tls;
    LDAPURLDesc *parts = NULL;
    if ((!at_once && !starts(p->url, "ldap://")) || ldap_url_parse(p->url, &parts) != LDAP_URL_SUCCESS)
        return fail(c, LDAP_CLIENT_ADDRESS, "");
    const bool has_more = (parts->lud_dn && *parts->lud_dn) || !parts->lud_host || !*parts->lud_host;
    ldap_free_urldesc(parts);
    if (has_more || strchr(p->url, ' '))
        return fail(c, LDAP_CLIENT_ADDRESS, "");
    if (plain && !ldap_client_may_be_plain(p))
        return fail(c, LDAP_CLIENT_PLAIN, "");
    if (*p->bind_dn && !*p->password)
        return fail(c, LDAP_CLIENT_SIGN_IN, "a name without a password");
    if (ldap_initialize(&c->ld, p->url) != LDAP_SUCCESS || !set_up(c->ld))
        return GH_NO_MEMORY;
    if (!plain && !set_tls(c->ld, p->ca_file))
        return fail(c, LDAP_CLIENT_CERTIFICATE, "the file of certificate authorities can't be used");
    const int code = plain || at_once ? LDAP_SUCCESS : ldap_start_tls_s(c->ld, NULL, NULL);
    if (code == LDAP_CONNECT_ERROR)
        return fail(c, LDAP_CLIENT_CERTIFICATE, ldap_err2string(code));
    if (code != LDAP_SUCCESS)
        return fail(c, is_lost(code) ? LDAP_CLIENT_CONNECT : LDAP_CLIENT_CERTIFICATE, ldap_err2string(code));
    return bind_as(c, p->bind_dn, p->password);
}

enum gh_status ldap_client_open(const struct ldap_place *place, struct ldap_client **out)
{
    struct ldap_client *c = calloc(1, sizeof *c);
    *out = c;
    return c ? connect_to(c, place) : GH_NO_MEMORY;
}

void ldap_client_close(struct ldap_client *client)
{
    if (client && client->ld)
        (void)ldap_unbind_ext_s(client->ld, NULL, NULL);
    free(client);
}

enum gh_status ldap_client_bind(struct ldap_client *client, const char *dn, const char *password)
{
    if (!*dn || !*password)
        return GH_DENIED;
    const enum gh_status status = bind_as(client, dn, password);
    return status && client->fault == LDAP_CLIENT_SIGN_IN ? GH_DENIED : status;
}

/* ---- Searching ---- */

struct searching {
    struct ldap_client *client;
    const struct ldap_search *search;
    struct berval cookie; /* of the next page; owned */
    size_t entries, bytes;
    bool unpaged; /* the server gave no cookie: that was all */
};

static size_t size_of(LDAP *ld, LDAPMessage *message)
{
    size_t size = 0;
    BerElement *at = NULL;
    for (char *name = ldap_first_attribute(ld, message, &at); name; name = ldap_next_attribute(ld, message, at)) {
        struct berval **values = ldap_get_values_len(ld, message, name);
        for (size_t i = 0; values && values[i]; i++)
            size += values[i]->bv_len;
        ldap_value_free_len(values);
        ldap_memfree(name);
    }
    ber_free(at, 0);
    return size;
}

static enum gh_status take_entry(struct searching *s, LDAPMessage *message)
{
    const struct ldap_client_entry entry = {s->client->ld, message};
    if (s->search->limit && s->entries == s->search->limit)
        return fail(s->client, LDAP_CLIENT_TOO_MUCH, "entries");
    s->entries++;
    s->bytes += size_of(s->client->ld, message);
    if (s->bytes > LDAP_CLIENT_BYTES_MAX)
        return fail(s->client, LDAP_CLIENT_TOO_MUCH, "bytes");
    return s->search->take(s->search->context, &entry);
}

/* Takes the cookie from the last message of a page. */
static enum gh_status end_page(struct searching *s, LDAPMessage *message)
{
    LDAPControl **controls = NULL;
    ber_int_t total = 0;
    int code = LDAP_SUCCESS;
    const int parsed = ldap_parse_result(s->client->ld, message, &code, NULL, NULL, NULL, &controls, 0);
    ber_memfree(s->cookie.bv_val);
    s->cookie = (struct berval){0};
    LDAPControl *page = controls ? ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL) : NULL;
    if (page && ldap_parse_pageresponse_control(s->client->ld, page, &total, &s->cookie) != LDAP_SUCCESS)
        s->cookie = (struct berval){0};
    ldap_controls_free(controls);
    if (parsed != LDAP_SUCCESS || code != LDAP_SUCCESS)
        return fail_by(s->client, parsed != LDAP_SUCCESS ? parsed : code);
    return GH_OK;
}

static enum gh_status read_page(struct searching *s, int id)
{
    struct timeval wait = {.tv_sec = ANSWER_SECONDS};
    enum gh_status status = GH_OK;
    for (bool more = true; !status && more;) {
        LDAPMessage *message = NULL;
        const int kind = ldap_result(s->client->ld, id, LDAP_MSG_ONE, &wait, &message);
        if (kind == 0)
            status = fail(s->client, LDAP_CLIENT_SLOW, "");
        else if (kind < 0)
            status = fail(s->client, LDAP_CLIENT_CONNECT, "");
        else if (kind == LDAP_RES_SEARCH_ENTRY)
            status = take_entry(s, message);
        else if (kind == LDAP_RES_SEARCH_RESULT) {
            status = end_page(s, message);
            more = false;
        }
        (void)ldap_msgfree(message);
    }
    if (status)
        (void)ldap_abandon_ext(s->client->ld, id, NULL, NULL);
    return status;
}

static enum gh_status ask_page(struct searching *s)
{
    LDAPControl *page = NULL;
    struct timeval limit = {.tv_sec = LDAP_CLIENT_SEARCH_SECONDS};
    char *names[32] = {NULL};
    int id = 0;
    for (size_t i = 0; i + 1 < sizeof names / sizeof names[0] && s->search->attributes[i]; i++)
        names[i] = (char *)s->search->attributes[i];
    int code =
        ldap_create_page_control(s->client->ld, LDAP_CLIENT_PAGE, s->cookie.bv_val ? &s->cookie : NULL, 0, &page);
    if (code != LDAP_SUCCESS)
        return fail_by(s->client, code);
    LDAPControl *controls[] = {page, NULL};
    code = ldap_search_ext(s->client->ld, s->search->base, LDAP_SCOPE_SUBTREE, s->search->filter, names, 0, controls,
                           NULL, &limit, LDAP_NO_LIMIT, &id);
    ldap_control_free(page);
    return code == LDAP_SUCCESS ? read_page(s, id) : fail_by(s->client, code);
}

enum gh_status ldap_client_search(struct ldap_client *client, const struct ldap_search *search)
{
    struct searching s = {.client = client, .search = search};
    enum gh_status status;
    do
        status = ask_page(&s);
    while (!status && s.cookie.bv_len > 0);
    ber_memfree(s.cookie.bv_val);
    return status;
}

/* ---- Entries ---- */

static char *write_dn(LDAPDN dn)
{
    char *text = NULL, *copy = NULL;
    if (ldap_dn2str(dn, &text, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS && text)
        copy = strdup(text);
    ldap_memfree(text);
    for (char *c = copy; c && *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    return copy;
}

char *ldap_client_dn(const char *text, bool parent)
{
    LDAPDN dn = NULL;
    char *written = NULL;
    if (ldap_str2dn(text, &dn, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS && dn)
        written = write_dn(parent ? dn + 1 : dn);
    ldap_dnfree(dn);
    return written;
}

char *ldap_client_entry_dn(const struct ldap_client_entry *entry)
{
    char *text = ldap_get_dn(entry->ld, entry->message);
    char *written = text ? ldap_client_dn(text, false) : NULL;
    ldap_memfree(text);
    return written;
}

enum gh_status ldap_client_value(const struct ldap_client_entry *entry, const char *attribute, size_t at, char *out,
                                 size_t size)
{
    struct berval **values = ldap_get_values_len(entry->ld, entry->message, attribute);
    enum gh_status status = GH_NOT_FOUND;
    size_t characters;
    if (values && (size_t)ldap_count_values_len(values) > at) {
        const struct bytes value = BYTES(values[at]->bv_val, values[at]->bv_len);
        status = value.len >= size ? GH_TOO_LONG : GH_OK;
        if (!status && (memchr(value.data, '\0', value.len) || utf8_count(value, &characters)))
            status = GH_MALFORMED;
        if (!status) {
            memcpy(out, value.data, value.len);
            out[value.len] = '\0';
        }
    }
    ldap_value_free_len(values);
    return status;
}

enum gh_status ldap_client_escape(struct bytes text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t c = text.data[i];
        const bool as_is = c >= 0x20 && c < 0x7f && c != '*' && c != '(' && c != ')' && c != '\\';
        if (size - used <= (as_is ? 1u : 3u))
            return GH_TOO_LONG;
        used += (size_t)snprintf(out + used, size - used, as_is ? "%c" : "\\%02x", c);
    }
    if (used >= size)
        return GH_TOO_LONG;
    out[used] = '\0';
    return GH_OK;
}
