/* LDAP: a name and a password that were typed here are tried at the university's directory. The entry is searched for
 * with an account of ours, and a bind as this entry tells whether the password is right (RFC 4513, 5.1.3). */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "client/ldap_client.h"
#include "identity/document.h"
#include "identity/kinds.h"

#define NAME_SIZE 65                 /* of what people type, with NUL */
#define ESCAPED_SIZE (3 * NAME_SIZE) /* RFC 4515, 3: "\28" for one character */
#define FILTER_SIZE (2 * IDENTITY_SETTING_SIZE + ESCAPED_SIZE + 8)
#define NAMES_MAX 24 /* attributes that are asked for */
#define NOBODY_SIZE (IDENTITY_SETTING_SIZE + 64)

static const struct identity_field fields[] = {
    {"url", N_("Address of the LDAP server"), N_("ldaps://HOST, or ldap://HOST with StartTLS"), IDENTITY_LDAP_URL, true,
     ""},
    {"start_tls", N_("Use StartTLS with ldap://"), "", IDENTITY_FLAG, false, "1"},
    {"bind_dn", N_("Account that searches (DN)"), N_("Empty: the search is anonymous"), IDENTITY_TEXT, false, ""},
    {"secret", N_("Password of this account"), N_("Stays sealed and is never shown again"), IDENTITY_SECRET, false, ""},
    {"base", N_("Search below (DN)"), "", IDENTITY_TEXT, true, ""},
    {"filter", N_("Only entries that fit this filter"), "", IDENTITY_TEXT, true, "(objectClass=person)"},
    {"name_attribute", N_("Attribute that people type as their name"), "", IDENTITY_TEXT, true, "uid"},
    {"subject", N_("Attribute that stays with a person for good"),
     N_("entryUUID, or the staff number. Never a name: it may go to somebody else."), IDENTITY_TEXT, true, "entryUUID"},
    {"attributes", N_("Attributes that the university vouches for"),
     N_("Names, separated by blanks. Only these link accounts and give roles."), IDENTITY_TEXT, false,
     "employeeNumber"},
    IDENTITY_CA_FIELD,
};

/* Shown to people, and of no weight. */
static const char *const unverified[] = {"displayName", "cn"};

struct finding {
    const char *names[NAMES_MAX + 1]; /* of attributes, ends with NULL; those vouched for are first */
    size_t verified;                  /* how many of them */
    char list[IDENTITY_SETTING_SIZE]; /* where the first are */
    const char *subject_name;
    struct identity *out;
    size_t entries;
    char *dn;       /* of the entry; owned */
    bool malformed; /* it has no good subject */
};

/* RFC 4512, 2.5: names and numbers of attributes. */
static bool is_attribute(const char *text)
{
    return *text && !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.;")];
}

/* A directory compares names without regard to case, blanks and forms of a character (RFC 4518), so that many texts are
 * one name. Only visible ASCII is taken: then the brake's name is the directory's. */
static bool is_name(const char *name)
{
    size_t len = 0;
    for (; name[len]; len++)
        if (name[len] <= ' ' || name[len] > '~' || len + 1 == NAME_SIZE)
            return false;
    return len > 0;
}

static enum identity_fault judge(struct identity_call *call, const struct ldap_client *client)
{
    static const enum identity_fault faults[LDAP_CLIENT_FAULTS] = {
        [LDAP_CLIENT_WELL] = IDENTITY_INTERNAL,
        [LDAP_CLIENT_ADDRESS] = IDENTITY_SETUP,
        [LDAP_CLIENT_PLAIN] = IDENTITY_SETUP,
        [LDAP_CLIENT_CONNECT] = IDENTITY_NOT_REACHED,
        [LDAP_CLIENT_CERTIFICATE] = IDENTITY_CERTIFICATE,
        [LDAP_CLIENT_SIGN_IN] = IDENTITY_CLIENT_REFUSED,
        [LDAP_CLIENT_BASE] = IDENTITY_SETUP,
        [LDAP_CLIENT_FILTER] = IDENTITY_SETUP,
        [LDAP_CLIENT_SLOW] = IDENTITY_NOT_REACHED,
        [LDAP_CLIENT_TOO_MUCH] = IDENTITY_SETUP,
        [LDAP_CLIENT_REFUSED] = IDENTITY_SETUP,
    };
    const enum ldap_client_fault fault = ldap_client_fault(client);
    const char *what = fault == LDAP_CLIENT_ADDRESS ? "the address is not ldaps://HOST or ldap://HOST"
                       : fault == LDAP_CLIENT_PLAIN ? "TLS is required: ldaps://, or StartTLS"
                                                    : ldap_client_detail(client);
    return identity_because(call, faults[fault], what);
}

/* ---- The search ---- */

/* Lists the attributes to ask for. */
static enum identity_fault set_names(struct identity_call *call, struct finding *f)
{
    size_t count = 0;
    char *rest = NULL;
    (void)snprintf(f->list, sizeof f->list, "%s", identity_setting(call->provider, "attributes"));
    for (char *one = strtok_r(f->list, " ", &rest); one; one = strtok_r(NULL, " ", &rest)) {
        if (!is_attribute(one) || count + 1 + sizeof unverified / sizeof unverified[0] >= NAMES_MAX)
            return identity_because(call, IDENTITY_SETUP, "the attributes are too many, or one is not a name");
        f->names[count++] = one;
    }
    f->verified = count;
    for (size_t i = 0; i < sizeof unverified / sizeof unverified[0]; i++)
        f->names[count++] = unverified[i];
    f->subject_name = identity_setting(call->provider, "subject");
    f->names[count] = f->subject_name;
    return is_attribute(f->subject_name) && is_attribute(identity_setting(call->provider, "name_attribute"))
               ? IDENTITY_GOOD
               : identity_because(call, IDENTITY_SETUP, "the name of an attribute is wrong");
}

static enum gh_status take_entry(void *context, const struct ldap_client_entry *entry)
{
    struct finding *f = context;
    char value[IDENTITY_VALUE_SIZE];
    if (++f->entries > 1)
        return GH_OK;
    f->dn = ldap_client_entry_dn(entry);
    f->malformed = ldap_client_value(entry, f->subject_name, 0, f->out->subject, sizeof f->out->subject) != GH_OK ||
                   ldap_client_value(entry, f->subject_name, 1, value, sizeof value) != GH_NOT_FOUND;
    for (size_t i = 0; f->names[i] && f->names[i] != f->subject_name; i++) {
        enum gh_status status = GH_OK;
        for (size_t at = 0; status != GH_NOT_FOUND && at < IDENTITY_ATTRIBUTES_MAX; at++) {
            status = ldap_client_value(entry, f->names[i], at, value, sizeof value);
            if (!status)
                identity_put(f->out, f->names[i], value, i < f->verified);
        }
    }
    return f->dn ? GH_OK : GH_NO_MEMORY;
}

/* Searches for the one entry. f->entries is 0 where nobody has the name. */
static enum identity_fault search(struct identity_call *call, struct ldap_client *client, const char *name,
                                  struct finding *f)
{
    char escaped[ESCAPED_SIZE], filter[FILTER_SIZE];
    if (ldap_client_escape(bytes_of_string(name), escaped, sizeof escaped))
        return identity_because(call, IDENTITY_INTERNAL, "the name does not fit");
    (void)snprintf(filter, sizeof filter, "(&%s(%s=%s))", identity_setting(call->provider, "filter"),
                   identity_setting(call->provider, "name_attribute"), escaped);
    const struct ldap_search search = {.base = identity_setting(call->provider, "base"),
                                       .filter = filter,
                                       .attributes = f->names,
                                       .limit = 2,
                                       .take = take_entry,
                                       .context = f};
    const enum gh_status status = ldap_client_search(client, &search);
    if (f->entries > 1)
        return identity_because(call, IDENTITY_SETUP, "more than one entry has the name: narrow base or filter");
    if (status)
        return status == GH_NO_MEMORY ? identity_because(call, IDENTITY_INTERNAL, "no memory") : judge(call, client);
    if (f->malformed)
        return identity_because(call, IDENTITY_SETUP, "the entry has not one text as the lasting attribute");
    return IDENTITY_GOOD;
}

/* ---- The bind ---- */

/* A name that nobody has: the server is asked as often as for a name that somebody has. */
static void write_nobody(const struct identity_call *call, char out[static NOBODY_SIZE])
{
    uint8_t random[16];
    char hex[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(hex, sizeof hex, random, sizeof random);
    (void)snprintf(out, NOBODY_SIZE, "cn=%s,%s", hex, identity_setting(call->provider, "base"));
}

static enum identity_fault find_and_bind(struct identity_call *call, struct ldap_client *client, const char *name,
                                         const char *password, struct finding *f)
{
    char nobody[NOBODY_SIZE];
    enum identity_fault fault = search(call, client, name, f);
    if (fault)
        return fault;
    write_nobody(call, nobody);
    const enum gh_status status = ldap_client_bind(client, f->entries == 1 ? f->dn : nobody, password);
    if (f->entries != 1 || status == GH_DENIED)
        return identity_because(call, IDENTITY_DENIED, "wrong name or password");
    return status ? judge(call, client) : IDENTITY_GOOD;
}

static struct ldap_place place_of(const struct identity_call *call)
{
    return (struct ldap_place){.url = identity_setting(call->provider, "url"),
                               .start_tls = *identity_setting(call->provider, "start_tls") != '\0',
                               .bind_dn = identity_setting(call->provider, "bind_dn"),
                               .password = call->provider->secret,
                               .ca_file = call->ca_file};
}

/* Whether the directory lets us search. */
static enum identity_fault check(struct identity_call *call)
{
    const struct ldap_place place = place_of(call);
    struct ldap_client *client = NULL;
    if (!identity_may_call(call, place.url))
        return IDENTITY_NOT_REACHED;
    const enum gh_status status = ldap_client_open(&place, &client);
    const enum identity_fault fault = !status                  ? IDENTITY_GOOD
                                      : status == GH_NO_MEMORY ? IDENTITY_INTERNAL
                                                               : judge(call, client);
    identity_note_call(call, place.url, fault != IDENTITY_NOT_REACHED);
    ldap_client_close(client);
    return fault;
}

static enum identity_fault check_password(struct identity_call *call, const char *name, const char *password,
                                          struct identity *out)
{
    const struct ldap_place place = place_of(call);
    struct ldap_client *client = NULL;
    struct finding f = {.out = out};
    enum identity_fault fault = set_names(call, &f);
    if (fault)
        return fault;
    if (!is_name(name) || !*password)
        return identity_because(call, IDENTITY_DENIED, "wrong name or password");
    if (!identity_may_call(call, place.url))
        return IDENTITY_NOT_REACHED;
    const enum gh_status status = ldap_client_open(&place, &client);
    if (status)
        fault = status == GH_NO_MEMORY ? identity_because(call, IDENTITY_INTERNAL, "no memory") : judge(call, client);
    else
        fault = find_and_bind(call, client, name, password, &f);
    identity_note_call(call, place.url, fault != IDENTITY_NOT_REACHED);
    ldap_client_close(client);
    free(f.dn);
    return fault;
}

const struct identity_kind identity_ldap = {.name = "ldap",
                                            .label = N_("LDAP (name and password)"),
                                            .fields = fields,
                                            .field_count = sizeof fields / sizeof fields[0],
                                            .password = check_password,
                                            .check = check};
