/* Stores flows under hashes of their state. */
#include "identity/flow.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "auth/address.h"
#include "base/bytes.h"
#include "base/secret.h"

#define STATE_BYTES 32
#define TO_START "/app/"

static void write_key(const uint8_t bytes[static STATE_BYTES], char out[static IDENTITY_KEY_SIZE])
{
    _Static_assert(IDENTITY_KEY_SIZE == 2 * STATE_BYTES + 1, "hex");
    hex_encode(BYTES(bytes, STATE_BYTES), out);
}

void identity_flow_path(const char *asked, char out[static IDENTITY_TO_SIZE])
{
    bool good = asked && strncmp(asked, TO_START, strlen(TO_START)) == 0 && strlen(asked) < IDENTITY_TO_SIZE &&
                !strstr(asked, "//") && !strstr(asked, "..");
    for (const char *c = good ? asked : ""; *c; c++)
        good = good && *c > ' ' && *c < 0x7f && !strchr("\\\"<>^`{|}", *c);
    (void)snprintf(out, IDENTITY_TO_SIZE, "%s", good ? asked : IDENTITY_TO_USUAL);
}

void identity_flow_browser(char out[static IDENTITY_KEY_SIZE])
{
    uint8_t random[STATE_BYTES];
    SECRET_UNTIL_END(random);
    randombytes_buf(random, sizeof random);
    write_key(random, out);
}

static void derive(const struct vault *vault, const char *purpose, struct bytes state,
                   char out[static IDENTITY_KEY_SIZE])
{
    uint8_t hash[VAULT_HASH_LEN];
    SECRET_UNTIL_END(hash);
    vault_hash(vault, purpose, state, hash);
    write_key(hash, out);
}

static void make_keys(const struct vault *vault, struct bytes state, struct identity_keys *keys)
{
    (void)snprintf(keys->state, sizeof keys->state, "%.*s", (int)state.len, (const char *)state.data);
    derive(vault, "identity.nonce", state, keys->nonce);
    derive(vault, "identity.verifier", state, keys->verifier);
}

/* Makes room: what has expired goes. GH_FULL: what is left is too much. */
static enum gh_status make_room(struct db *db, const char *network, tick now)
{
    struct db_rows rows = {0};
    int64_t all = 0, here = 0;
    enum gh_status status = db_query(db, NULL, "DELETE FROM identity_flow WHERE until <= $1", DB_INT(now));
    if (!status)
        status = db_query(db, &rows,
                          "SELECT (SELECT count(*) FROM identity_flow), (SELECT count(*) FROM identity_flow WHERE "
                          "network = $1 AND until > $2)",
                          DB_TEXT(network), DB_INT(now));
    if (!status && !(status = db_next(&rows))) {
        all = db_int(&rows, 0);
        here = db_int(&rows, 1);
    }
    db_rows_end(&rows);
    return status ? status : all >= IDENTITY_FLOWS_MAX || here >= IDENTITY_FLOWS_OF_NETWORK ? GH_FULL : GH_OK;
}

static struct db_value hash_or_null(const uint8_t *hash, bool there)
{
    return there ? DB_BLOB(hash, SESSION_ORIGIN_HASH) : DB_NULL;
}

enum gh_status identity_flow_begin(struct db *db, const struct vault *vault, const struct identity_flow *flow,
                                   const char *browser, const char *address, tick now, struct identity_keys *keys)
{
    char network[ADDRESS_SIZE], state[IDENTITY_KEY_SIZE];
    uint8_t state_hash[VAULT_HASH_LEN], browser_hash[VAULT_HASH_LEN];
    const struct session_origin *o = &flow->origin;
    address_network(address, network);
    identity_flow_browser(state);
    vault_hash(vault, "identity.state", bytes_of_string(state), state_hash);
    vault_hash(vault, "identity.browser", bytes_of_string(browser), browser_hash);
    enum gh_status status = make_room(db, network, now);
    if (!status)
        status =
            db_query(db, NULL,
                     "INSERT INTO identity_flow (state_hash, browser_hash, provider, network, to_path, account, "
                     "subject_hash, sid_hash, hint_sealed, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                     DB_BLOB(state_hash, sizeof state_hash), DB_BLOB(browser_hash, sizeof browser_hash),
                     DB_UUID(&flow->provider), DB_TEXT(network), DB_TEXT(flow->to), DB_INT(flow->account),
                     hash_or_null(o->subject_hash, flow->account != 0), hash_or_null(o->sid_hash, o->has_sid),
                     o->hint_len ? DB_BLOB(o->hint, o->hint_len) : DB_NULL, DB_INT(now + IDENTITY_FLOW_LIFE));
    if (!status)
        make_keys(vault, bytes_of_string(state), keys);
    sodium_memzero(state, sizeof state);
    return status;
}

static enum gh_status read_origin(struct db_rows *rows, struct session_origin *o)
{
    const struct bytes hint = db_bytes(rows, 5);
    o->has_sid = !db_is_null(rows, 4);
    if (hint.len > sizeof o->hint)
        return GH_CORRUPT;
    if (hint.len > 0)
        memcpy(o->hint, hint.data, hint.len);
    o->hint_len = hint.len;
    enum gh_status status = db_copy_blob(rows, 3, o->subject_hash, SESSION_ORIGIN_HASH);
    return status ? status : db_copy_blob(rows, 4, o->sid_hash, SESSION_ORIGIN_HASH);
}

static enum gh_status read_flow(struct db_rows *rows, struct identity_flow *flow)
{
    struct identity_flow f = {.account = db_int(rows, 2)};
    enum gh_status status = db_copy_blob(rows, 0, f.provider.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, 1, f.to, sizeof f.to);
    if (!status && f.account)
        status = read_origin(rows, &f.origin);
    f.origin.provider = f.provider;
    if (!status)
        *flow = f;
    return status;
}

static enum gh_status find(struct db *db, const struct vault *vault, const char *sql, struct bytes state,
                           struct bytes browser, tick now, struct identity_flow *flow)
{
    uint8_t state_hash[VAULT_HASH_LEN], browser_hash[VAULT_HASH_LEN];
    struct db_rows rows = {0};
    if (state.len != IDENTITY_KEY_SIZE - 1 || browser.len != IDENTITY_KEY_SIZE - 1)
        return GH_NOT_FOUND;
    vault_hash(vault, "identity.state", state, state_hash);
    vault_hash(vault, "identity.browser", browser, browser_hash);
    enum gh_status status = db_query(db, &rows, sql, DB_BLOB(state_hash, sizeof state_hash),
                                     DB_BLOB(browser_hash, sizeof browser_hash), DB_INT(now));
    if (!status && !(status = db_next(&rows)))
        status = read_flow(&rows, flow);
    db_rows_end(&rows);
    return status;
}

#define FLOW_COLUMNS "provider, to_path, account, subject_hash, sid_hash, hint_sealed"
#define FLOW_IS "WHERE state_hash = $1 AND browser_hash = $2 AND until > $3"

enum gh_status identity_flow_take(struct db *db, const struct vault *vault, struct bytes state, struct bytes browser,
                                  tick now, struct identity_flow *flow, struct identity_keys *keys)
{
    enum gh_status status =
        find(db, vault, "DELETE FROM identity_flow " FLOW_IS " RETURNING " FLOW_COLUMNS, state, browser, now, flow);
    if (!status)
        make_keys(vault, state, keys);
    return status;
}

enum gh_status identity_flow_look(struct db *db, const struct vault *vault, struct bytes state, struct bytes browser,
                                  tick now, struct identity_flow *flow)
{
    return find(db, vault, "SELECT " FLOW_COLUMNS " FROM identity_flow " FLOW_IS " AND account <> 0", state, browser,
                now, flow);
}

enum gh_status identity_mark(struct db *db, const struct vault *vault, const struct uuid *provider, const char *mark,
                             tick until)
{
    uint8_t hash[VAULT_HASH_LEN];
    vault_hash(vault, "identity.mark", bytes_of_string(mark), hash);
    enum gh_status status = db_query(
        db, NULL, "INSERT INTO identity_seen (provider, mark_hash, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        DB_UUID(provider), DB_BLOB(hash, sizeof hash), DB_INT(until));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_CONFLICT;
}

enum gh_status identity_flow_sweep(struct db *db, tick now)
{
    enum gh_status status = db_query(db, NULL, "DELETE FROM identity_flow WHERE until <= $1", DB_INT(now));
    return status ? status : db_query(db, NULL, "DELETE FROM identity_seen WHERE until <= $1", DB_INT(now));
}
