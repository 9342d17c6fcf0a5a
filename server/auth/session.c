/* Stores sessions under the hash of their token, and finds a session with its grants in one query. */
#include "auth/session.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"

#define TOKEN_BYTES 32
#define HASH_LEN 32
#define ID_LEN 8 /* bytes of the hash in session_seen.id */

static void hash_token(struct bytes token, uint8_t hash[static HASH_LEN])
{
    crypto_generichash(hash, HASH_LEN, token.data, token.len, NULL, 0);
}

enum gh_status session_open(struct db *db, int64_t account, bool strong, const char *agent, const char *address,
                            tick now, char token[static SESSION_TOKEN_SIZE])
{
    uint8_t random[TOKEN_BYTES], csrf_random[(SESSION_CSRF_SIZE - 1) / 2], hash[HASH_LEN];
    char text[SESSION_TOKEN_SIZE], csrf[SESSION_CSRF_SIZE];
    SECRET_UNTIL_END(random);
    SECRET_UNTIL_END(csrf_random);
    SECRET_UNTIL_END(text);
    SECRET_UNTIL_END(csrf);
    randombytes_buf(random, sizeof random);
    randombytes_buf(csrf_random, sizeof csrf_random);
    sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    hex_encode(BYTES(csrf_random, sizeof csrf_random), csrf);
    hash_token(bytes_of_string(text), hash);
    enum gh_status status =
        db_query(db, NULL,
                 "INSERT INTO session (token_hash, account, csrf, created_at, seen_at, confirmed_at, strong, agent, "
                 "address) VALUES ($1, $2, $3, $4, $4, $4, $5, $6, $7)",
                 DB_BLOB(hash, sizeof hash), DB_INT(account), DB_TEXT(csrf), DB_INT(now), DB_INT(strong),
                 DB_TEXT(agent), DB_TEXT(address));
    if (!status)
        memcpy(token, text, sizeof text);
    return status;
}

/* The first row is the session, with role NULL. Then comes a row for each grant: own grants first, then delegated
 * ones. One query, because every request needs it. */
#define IS_OPEN "WHERE s.token_hash = $1 AND s.seen_at > $2 AND s.created_at > $3 AND a.active = 1"

static const char find_sql[] =
    "SELECT a.id, a.unit, a.name, a.display_name, s.csrf, s.strong, a.must_change, s.seen_at, NULL, 0, 0, 0, "
    "s.confirmed_at, CASE WHEN s.provider IS NULL THEN 0 ELSE 1 END, CASE WHEN a.password IS NULL THEN 1 ELSE 0 END "
    "FROM session s JOIN account a ON a.id = s.account " IS_OPEN " UNION ALL "
    "SELECT a.id, 0, '', '', '', 0, 0, 0, r.role, r.unit, r.campus, 0, 0, 0, 0 FROM session s JOIN account a ON a.id = "
    "s.account "
    "JOIN account_role r ON r.account = a.id " IS_OPEN " UNION ALL "
    "SELECT a.id, 0, '', '', '', 0, 0, 0, r.role, r.unit, r.campus, r.account, 0, 0, 0 FROM session s "
    "JOIN account a ON a.id = s.account JOIN delegation d ON d.deputy = a.id JOIN account_role r ON r.account = "
    "d.account "
    "JOIN account l ON l.id = d.account " IS_OPEN " AND d.from_at <= $4 AND d.to_at > $4 AND d.ended_at IS NULL AND "
    "l.active = 1 AND r.role = '" ROLE_NAME_UNIT_APPROVER "' ORDER BY 12, 9 NULLS FIRST, 10, 11";

static enum gh_status read_session(struct db_rows *rows, struct session *s)
{
    s->account = db_int(rows, 0);
    s->unit = db_int(rows, 1);
    s->strong = db_int(rows, 5) != 0;
    s->must_change_password = db_int(rows, 6) != 0;
    s->seen_at = db_int(rows, 7);
    s->confirmed_at = db_int(rows, 12);
    s->by_provider = db_int(rows, 13) != 0;
    enum gh_status status = db_copy_text(rows, 2, s->name, sizeof s->name);
    if (!status)
        status = db_copy_text(rows, 3, s->display_name, sizeof s->display_name);
    return status ? status : db_copy_text(rows, 4, s->csrf, sizeof s->csrf);
}

static void add_grant(struct db_rows *rows, struct session *s)
{
    enum account_role role = account_role_from_name(db_bytes(rows, 8));
    if (role && s->grant_count < SESSION_GRANTS_MAX)
        s->grants[s->grant_count++] = (struct role_grant){role, db_int(rows, 9), db_int(rows, 10), db_int(rows, 11)};
}

enum gh_status session_find(struct db *db, struct bytes token, tick now, struct session *out)
{
    uint8_t hash[HASH_LEN];
    struct db_rows rows = {0};
    struct session s = {0};
    if (token.len != SESSION_TOKEN_SIZE - 1)
        return GH_NOT_FOUND;
    hash_token(token, hash);
    enum gh_status status = db_query(db, &rows, find_sql, DB_BLOB(hash, sizeof hash), DB_INT(now - SESSION_IDLE),
                                     DB_INT(now - SESSION_LIFE), DB_INT(now));
    if (!status && !(status = db_next(&rows)))
        status = read_session(&rows, &s);
    s.no_password = !status && db_int(&rows, 14) != 0;
    bool found = status == GH_OK;
    while (!status && !(status = db_next(&rows)))
        add_grant(&rows, &s);
    db_rows_end(&rows);
    if (found && status == GH_NOT_FOUND)
        status = GH_OK;
    if (!status)
        *out = s;
    return status;
}

enum gh_status session_of_account(struct db *db, int64_t account, tick now, struct session *out)
{
    static const char sql[] =
        "SELECT a.id, a.unit, a.name, a.display_name, '', 0, a.must_change, 0, NULL, 0, 0, 0, 0 FROM account a WHERE "
        "a.id = $1 AND a.active = 1 UNION ALL SELECT a.id, 0, '', '', '', 0, 0, 0, r.role, r.unit, r.campus, 0, 0 FROM "
        "account a JOIN account_role r ON r.account = a.id WHERE a.id = $1 AND a.active = 1 UNION ALL "
        "SELECT a.id, 0, '', '', '', 0, 0, 0, r.role, r.unit, r.campus, r.account, 0 FROM account a "
        "JOIN delegation d ON d.deputy = a.id JOIN account_role r ON r.account = d.account JOIN account l ON l.id = "
        "d.account WHERE a.id = $1 AND a.active = 1 AND d.from_at <= $2 AND d.to_at > $2 AND d.ended_at IS NULL AND "
        "l.active = 1 AND r.role = '" ROLE_NAME_UNIT_APPROVER "' ORDER BY 12, 9 NULLS FIRST, 10, 11";
    struct db_rows rows = {0};
    struct session s = {0};
    enum gh_status status = db_query(db, &rows, sql, DB_INT(account), DB_INT(now));
    if (!status && !(status = db_next(&rows)))
        status = read_session(&rows, &s);
    const bool found = status == GH_OK;
    while (!status && !(status = db_next(&rows)))
        add_grant(&rows, &s);
    db_rows_end(&rows);
    if (found && status == GH_NOT_FOUND)
        status = GH_OK;
    if (!status)
        *out = s;
    return status;
}

enum gh_status session_touch(struct db *db, struct bytes token, tick now)
{
    uint8_t hash[HASH_LEN];
    hash_token(token, hash);
    return db_query(db, NULL, "UPDATE session SET seen_at = $1 WHERE token_hash = $2 AND seen_at < $1", DB_INT(now),
                    DB_BLOB(hash, sizeof hash));
}

enum gh_status session_close(struct db *db, struct bytes token)
{
    uint8_t hash[HASH_LEN];
    hash_token(token, hash);
    return db_query(db, NULL, "DELETE FROM session WHERE token_hash = $1", DB_BLOB(hash, sizeof hash));
}

enum gh_status session_close_others(struct db *db, int64_t account, struct bytes token)
{
    uint8_t hash[HASH_LEN];
    hash_token(token, hash);
    return db_query(db, NULL, "DELETE FROM session WHERE account = $1 AND token_hash <> $2", DB_INT(account),
                    DB_BLOB(hash, sizeof hash));
}

enum gh_status session_strengthen(struct db *db, struct bytes token)
{
    uint8_t hash[HASH_LEN];
    hash_token(token, hash);
    return db_query(db, NULL, "UPDATE session SET strong = 1 WHERE token_hash = $1", DB_BLOB(hash, sizeof hash));
}

enum gh_status session_confirm(struct db *db, struct bytes token, tick now)
{
    uint8_t hash[HASH_LEN];
    hash_token(token, hash);
    return db_query(db, NULL, "UPDATE session SET confirmed_at = $1 WHERE token_hash = $2", DB_INT(now),
                    DB_BLOB(hash, sizeof hash));
}

bool session_confirmed(const struct session *session, tick now)
{
    return now - session->confirmed_at <= SESSION_CONFIRM_LIFE;
}

enum gh_status session_set_origin(struct db *db, struct bytes token, const struct session_origin *o)
{
    uint8_t hash[HASH_LEN];
    hash_token(token, hash);
    return db_query(
        db, NULL,
        "UPDATE session SET provider = $1, subject_hash = $2, sid_hash = $3, hint_sealed = $4, confirmed_at = "
        "CASE WHEN (SELECT a.password FROM account a WHERE a.id = session.account) IS NULL THEN confirmed_at ELSE 0 "
        "END WHERE token_hash = $5",
        DB_UUID(&o->provider), DB_BLOB(o->subject_hash, SESSION_ORIGIN_HASH),
        o->has_sid ? DB_BLOB(o->sid_hash, SESSION_ORIGIN_HASH) : DB_NULL,
        o->hint_len ? DB_BLOB(o->hint, o->hint_len) : DB_NULL, DB_BLOB(hash, sizeof hash));
}

enum gh_status session_origin(struct db *db, struct bytes token, struct session_origin *out)
{
    uint8_t hash[HASH_LEN];
    struct db_rows rows = {0};
    hash_token(token, hash);
    enum gh_status status = db_query(db, &rows,
                                     "SELECT provider, subject_hash, sid_hash, hint_sealed FROM session WHERE "
                                     "token_hash = $1 AND provider IS NOT NULL",
                                     DB_BLOB(hash, sizeof hash));
    if (!status && !(status = db_next(&rows))) {
        const struct bytes hint = db_bytes(&rows, 3);
        out->hint_len = hint.len;
        out->has_sid = !db_is_null(&rows, 2);
        if (hint.len > sizeof out->hint)
            status = GH_CORRUPT;
        else if (hint.len > 0)
            memcpy(out->hint, hint.data, hint.len);
    }
    if (!status)
        status = db_copy_blob(&rows, 0, out->provider.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(&rows, 1, out->subject_hash, SESSION_ORIGIN_HASH);
    if (!status)
        status = db_copy_blob(&rows, 2, out->sid_hash, SESSION_ORIGIN_HASH);
    db_rows_end(&rows);
    return status;
}

enum gh_status session_end_origin(struct db *db, const struct uuid *provider, const uint8_t *subject_hash,
                                  const uint8_t *sid_hash, int64_t *account, int64_t *closed)
{
    struct db_rows rows = {0};
    int64_t count = 0, last = 0;
    if (!subject_hash && !sid_hash)
        return GH_MALFORMED;
    enum gh_status status = db_query(
        db, &rows,
        sid_hash
            ? "DELETE FROM session WHERE provider = $1 AND sid_hash = $2 AND ($3 = 0 OR subject_hash = $4) RETURNING "
              "account"
            : "DELETE FROM session WHERE provider = $1 AND subject_hash = $2 AND ($3 = 0 OR subject_hash = $4) "
              "RETURNING account",
        DB_UUID(provider), DB_BLOB(sid_hash ? sid_hash : subject_hash, HASH_LEN), DB_INT(subject_hash != NULL),
        subject_hash ? DB_BLOB(subject_hash, HASH_LEN) : DB_NULL);
    while (!status && !(status = db_next(&rows))) {
        last = db_int(&rows, 0);
        count++;
    }
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    *account = last;
    *closed = count;
    return GH_OK;
}

static enum gh_status read_seen(struct db_rows *rows, const uint8_t own[static HASH_LEN], struct session_seen *out)
{
    uint8_t hash[HASH_LEN];
    enum gh_status status = db_copy_blob(rows, 0, hash, sizeof hash);
    if (status)
        return status;
    *out = (struct session_seen){
        .created_at = db_int(rows, 1), .seen_at = db_int(rows, 2), .current = memcmp(hash, own, HASH_LEN) == 0};
    hex_encode(BYTES(hash, ID_LEN), out->id);
    status = db_copy_text(rows, 3, out->agent, sizeof out->agent);
    return status ? status : db_copy_text(rows, 4, out->address, sizeof out->address);
}

enum gh_status session_list(struct db *db, int64_t account, struct bytes token, tick now,
                            struct session_seen out[static SESSION_LISTED_MAX], size_t *count)
{
    uint8_t own[HASH_LEN];
    struct db_rows rows = {0};
    size_t n = 0;
    hash_token(token, own);
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT token_hash, created_at, seen_at, agent, address FROM session WHERE "
                 "account = $1 AND seen_at > $2 AND created_at > $3 ORDER BY seen_at DESC, "
                 "token_hash LIMIT $4",
                 DB_INT(account), DB_INT(now - SESSION_IDLE), DB_INT(now - SESSION_LIFE), DB_INT(SESSION_LISTED_MAX));
    while (!status && n < SESSION_LISTED_MAX && !(status = db_next(&rows)))
        if (!(status = read_seen(&rows, own, &out[n])))
            n++;
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    *count = n;
    return GH_OK;
}

enum gh_status session_end(struct db *db, int64_t account, const char *id)
{
    uint8_t start[ID_LEN];
    if (strlen(id) != SESSION_ID_SIZE - 1 || hex_decode(bytes_of_string(id), start, sizeof start))
        return GH_NOT_FOUND;
    enum gh_status status =
        db_query(db, NULL, "DELETE FROM session WHERE account = $1 AND substr(token_hash, 1, 8) = $2", DB_INT(account),
                 DB_BLOB(start, sizeof start));
    return status ? status : db_changed(db) > 0 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status session_sweep(struct db *db, tick now, int64_t *deleted)
{
    enum gh_status status = db_query(db, NULL, "DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2",
                                     DB_INT(now - SESSION_IDLE), DB_INT(now - SESSION_LIFE));
    if (!status)
        *deleted = db_changed(db);
    return status;
}

const struct role_grant *session_grant(const struct session *session, unsigned roles, int64_t unit, int64_t campus)
{
    const struct role_grant *lent = NULL;
    for (size_t i = 0; i < session->grant_count; i++) {
        const struct role_grant *g = &session->grants[i];
        if (!(g->role & roles) || (unit && g->unit && g->unit != unit) || (campus && g->campus && g->campus != campus))
            continue;
        if (!g->on_behalf)
            return g;
        if (!lent)
            lent = g;
    }
    return lent;
}

struct scope session_scope(const struct session *session, unsigned roles)
{
    struct scope scope = scope_none;
    for (size_t i = 0; i < session->grant_count; i++) {
        const struct role_grant *g = &session->grants[i];
        if (g->role & roles & ~(unsigned)ROLE_APPLICANT)
            scope_add(&scope, g->unit, g->campus);
    }
    return scope;
}

unsigned session_roles(const struct session *session)
{
    unsigned roles = 0;
    for (size_t i = 0; i < session->grant_count; i++)
        roles |= session->grants[i].role;
    return roles;
}

void session_join_duties(struct session *session)
{
    static const enum account_role joined[] = {ROLE_SECURITY_ADMINISTRATOR, ROLE_AUDITOR};
    const unsigned roles = session_roles(session);
    for (size_t i = 0; (roles & ROLE_ADMINISTRATOR) && i < 2 && session->grant_count < SESSION_GRANTS_MAX; i++)
        if (!(roles & joined[i]))
            session->grants[session->grant_count++] = (struct role_grant){.role = joined[i]};
}
