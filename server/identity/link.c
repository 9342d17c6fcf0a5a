/* Finds, makes and links accounts. */
#include "identity/link.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "accounts/account_mobile.h"
#include "people/mobile_written.h"
#include "records/record.h"

#define PRIVILEGED (ROLE_DUTIES | ROLE_SECURITY_OFFICER | ROLE_UNIT_APPROVER | ROLE_REVIEWER)

static void hash_of(const struct vault *vault, const char *purpose, const struct uuid *provider, const char *text,
                    uint8_t out[static VAULT_HASH_LEN])
{
    uint8_t joined[UUID_LEN + IDENTITY_SUBJECT_SIZE];
    const size_t len = strnlen(text, IDENTITY_SUBJECT_SIZE);
    memcpy(joined, provider->b, UUID_LEN);
    memcpy(joined + UUID_LEN, text, len);
    vault_hash(vault, purpose, BYTES(joined, UUID_LEN + len), out);
}

void identity_subject_hash(const struct vault *vault, const struct uuid *provider, const char *subject,
                           uint8_t out[static VAULT_HASH_LEN])
{
    hash_of(vault, "identity.subject", provider, subject, out);
}

void identity_sid_hash(const struct vault *vault, const struct uuid *provider, const char *sid,
                       uint8_t out[static VAULT_HASH_LEN])
{
    hash_of(vault, "identity.sid", provider, sid, out);
}

static enum gh_status find_linked(struct db *db, const struct vault *vault, const struct identity_provider *provider,
                                  const struct identity *identity, int64_t *account)
{
    uint8_t hash[VAULT_HASH_LEN];
    struct db_rows rows = {0};
    identity_subject_hash(vault, &provider->id, identity->subject, hash);
    enum gh_status status =
        db_query(db, &rows, "SELECT account FROM identity_link WHERE provider = $1 AND subject_hash = $2",
                 DB_UUID(&provider->id), DB_BLOB(hash, sizeof hash));
    if (!status && !(status = db_next(&rows)))
        *account = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

/* Accounts with the number, active or not; at most two are of interest. */
struct named {
    int64_t ids[ACCOUNT_MOBILE_FOUND_MAX];
    size_t count;
};

static void add(struct named *found, int64_t id)
{
    if (found->count < ACCOUNT_MOBILE_FOUND_MAX)
        found->ids[found->count++] = id;
}

static enum gh_status find_by_column(struct db *db, const char *sql, const char *value, struct named *found)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, sql, DB_TEXT(value));
    while (!status && !(status = db_next(&rows)))
        add(found, db_int(&rows, 0));
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status find_by_mobile(struct db *db, const struct vault *vault, const char *value, struct named *found)
{
    char wanted[MOBILE_SIZE];
    bool repaired;
    if (mobile_check_written(bytes_of_string(value), wanted, &repaired))
        return GH_OK;
    enum gh_status status = account_mobile_find(db, vault, wanted, found->ids, &found->count);
    sodium_memzero(wanted, sizeof wanted);
    return status;
}

static enum gh_status find_named(struct db *db, const struct vault *vault, const struct identity_provider *provider,
                                 const struct identity *identity, struct named *found)
{
    const char *value = provider->link_to[0] ? identity_value(identity, provider->link_attribute, true) : NULL;
    if (!value)
        return GH_OK;
    if (strcmp(provider->link_to, "mobile") == 0)
        return find_by_mobile(db, vault, value, found);
    return find_by_column(db,
                          strcmp(provider->link_to, "email") == 0
                              ? "SELECT id FROM account WHERE lower(email) = lower($1) ORDER BY id LIMIT 2"
                              : "SELECT id FROM account WHERE staff_number <> '' AND staff_number = $1 ORDER BY id "
                                "LIMIT 2",
                          value, found);
}

/* Judges an account that is to be signed in. fresh: it was not linked before. */
static enum gh_status judge(struct db *db, const struct vault *vault, const struct identity_provider *provider,
                            int64_t account, bool fresh, enum identity_fault *fault)
{
    struct account a;
    unsigned roles = 0;
    enum gh_status status = account_load(db, vault, account, &a);
    if (status)
        return status;
    for (size_t i = 0; i < a.role_count; i++)
        roles |= a.roles[i].role;
    if (!a.active)
        *fault = IDENTITY_CLOSED;
    else if (fresh && (roles & PRIVILEGED) && !provider->link_privileged)
        *fault = IDENTITY_PRIVILEGED;
    account_wipe(&a);
    return GH_OK;
}

enum gh_status identity_link_find(struct db *db, const struct vault *vault, const struct identity_provider *provider,
                                  const struct identity *identity, enum identity_way *way, int64_t *account,
                                  enum identity_fault *fault)
{
    struct named found = {.count = 0};
    *fault = IDENTITY_GOOD;
    *account = 0;
    *way = IDENTITY_BY_LINK;
    enum gh_status status = find_linked(db, vault, provider, identity, account);
    if (status != GH_NOT_FOUND)
        return status ? status : judge(db, vault, provider, *account, false, fault);
    status = find_named(db, vault, provider, identity, &found);
    if (status)
        return status;
    *way = found.count ? IDENTITY_BY_ATTRIBUTE : IDENTITY_NEW;
    if (found.count > 1)
        *fault = IDENTITY_TWO_ACCOUNTS;
    else if (found.count == 0 && !provider->provision)
        *fault = IDENTITY_NO_ACCOUNT;
    if (found.count != 1)
        return GH_OK;
    *account = found.ids[0];
    return judge(db, vault, provider, *account, true, fault);
}

/* Writes a sign-in name that nobody has: stem and 64 random bits. Returns false where it is too long. */
static bool draw_name(const char *stem, char out[static LOGIN_NAME_BYTES + 1])
{
    uint8_t random[8];
    char hex[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    hex_encode(BYTES(random, sizeof random), hex);
    return snprintf(out, LOGIN_NAME_BYTES + 1, "%s.%s", stem, hex) <= LOGIN_NAME_BYTES;
}

/* Chooses the sign-in name of a new account: the provider's own name of the person, where it vouches for one. The bits
 * behind one that is taken also keep it from being the UserID of somebody else (wecom_config.match_names). */
static enum gh_status choose_name(struct db *db, const struct identity_provider *provider,
                                  const struct identity *identity, char out[static LOGIN_NAME_BYTES + 1])
{
    char name[LOGIN_NAME_BYTES + 1] = "";
    int64_t other;
    const char *handle = provider->kind->handle ? identity_value(identity, provider->kind->handle, true) : NULL;
    if (handle && strlen(handle) <= LOGIN_NAME_BYTES)
        (void)snprintf(name, sizeof name, "%s", handle);
    const bool fits = account_name_fit(name);
    const enum gh_status status = fits ? account_find(db, name, &other) : GH_OK;
    if (status == GH_NOT_FOUND)
        memcpy(out, name, sizeof name);
    else if (!status && !(fits && draw_name(name, out)))
        (void)draw_name(provider->name, out); /* has 33 bytes at most */
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static bool is_printable(const char *text)
{
    while ((unsigned char)*text >= ' ' && *text != 0x7f)
        text++;
    return !*text;
}

static void describe(const struct identity_provider *provider, const struct identity *identity, struct account *a)
{
    static const char *const names[] = {"name", "displayName", "display_name", "cn"};
    const char *number = strcmp(provider->link_to, "staff-number") == 0
                             ? identity_value(identity, provider->link_attribute, true)
                             : NULL;
    for (size_t i = 0; !a->display_name[0] && i < sizeof names / sizeof names[0]; i++) {
        const char *name = identity_value(identity, names[i], false);
        if (name && strlen(name) < sizeof a->display_name && is_printable(name))
            (void)snprintf(a->display_name, sizeof a->display_name, "%s", name);
    }
    if (!a->display_name[0])
        (void)snprintf(a->display_name, sizeof a->display_name, "%s", a->name);
    if (number && strlen(number) < sizeof a->staff_number)
        (void)snprintf(a->staff_number, sizeof a->staff_number, "%s", number);
}

static enum gh_status make_account(const struct account_act *act, const struct identity_provider *provider,
                                   const struct identity *identity, int64_t *account)
{
    struct field_errors errors = {.count = 0};
    struct account a = {.active = true, .roles = {{ROLE_APPLICANT, 0, 0, 0}}, .role_count = 1};
    enum gh_status status = choose_name(act->audit.db, provider, identity, a.name);
    if (status)
        return status;
    describe(provider, identity, &a);
    status = account_add(act, &a, NULL, &errors);
    if (!status)
        *account = a.id;
    account_wipe(&a);
    return status;
}

static enum gh_status store_link(const struct account_act *act, const struct identity_provider *provider,
                                 const struct identity *identity, int64_t account, enum identity_way way)
{
    uint8_t hash[VAULT_HASH_LEN];
    char detail[AUDIT_DETAIL_MAX + 1];
    struct db *db = act->audit.db;
    identity_subject_hash(act->vault, &provider->id, identity->subject, hash);
    if (way == IDENTITY_BY_LINK)
        return db_query(db, NULL, "UPDATE identity_link SET used_at = $1 WHERE provider = $2 AND subject_hash = $3",
                        DB_INT(act->audit.now), DB_UUID(&provider->id), DB_BLOB(hash, sizeof hash));
    enum gh_status status = db_query(
        db, NULL,
        "INSERT INTO identity_link (provider, subject_hash, account, linked_at, used_at) VALUES ($1, $2, $3, $4, $4)",
        DB_UUID(&provider->id), DB_BLOB(hash, sizeof hash), DB_INT(account), DB_INT(act->audit.now));
    (void)snprintf(detail, sizeof detail, "%s: %s", provider->name, way == IDENTITY_NEW ? "new" : provider->link_to);
    return status ? status : audit_note(&act->audit, "identity-linked", "account", account, detail);
}

enum gh_status identity_link_settle(const struct account_act *act, const struct identity_provider *provider,
                                    const struct identity *identity, const struct identity_rules *rules,
                                    int64_t *account, enum identity_fault *fault)
{
    enum identity_way way;
    struct identity_gift gift;
    enum gh_status status = identity_link_find(act->audit.db, act->vault, provider, identity, &way, account, fault);
    if (status || *fault)
        return status;
    if (way == IDENTITY_NEW)
        status = make_account(act, provider, identity, account);
    if (!status)
        status = store_link(act, provider, identity, *account, way);
    identity_rules_apply(rules, identity, &gift);
    return status ? status : identity_rules_grant(act, provider, *account, &gift);
}
