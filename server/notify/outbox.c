/* Stores, claims, settles and resends the messages of the outbox. */
#include "notify/outbox.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "records/application_view.h"
#include "records/record.h"

static struct db_value id_or_null(const struct uuid *id)
{
    return id ? DB_UUID(id) : DB_NULL;
}

static enum gh_status insert(struct db *db, const struct vault *vault, const struct uuid *id,
                             const struct message_new *m, tick now)
{
    struct record_box recipient, text, words;
    char masked[MASKED_SIZE], json[MESSAGE_WORDS_JSON_SIZE] = "";
    enum gh_status status = m->words ? message_words_write(m->words, json) : GH_OK;
    if (status)
        return status;
    view_mask_mobile(m->recipient, masked);
    status = db_query(
        db, NULL,
        "INSERT INTO message (id, channel, purpose, dedupe, application, pass, recipient_sealed, recipient_masked, "
        "body_sealed, words_sealed, state, due_at, created_at, campus, person_hash, behind) VALUES ($1, $2, $3, $4, "
        "$5, "
        "$6, $7, $8, $9, $10, 'waiting', $14, $11, $12, $13, $15) ON CONFLICT (dedupe) DO NOTHING",
        DB_UUID(id), DB_TEXT(m->channel), DB_TEXT(m->purpose), DB_TEXT(m->dedupe), id_or_null(m->application),
        id_or_null(m->pass), record_seal(vault, "message.recipient", id, m->recipient, &recipient), DB_TEXT(masked),
        record_seal(vault, "message.body", id, m->text, &text),
        m->words ? record_seal(vault, "message.words", id, json, &words) : DB_NULL, DB_INT(now),
        m->campus ? DB_INT(m->campus) : DB_NULL,
        m->person_hash.len ? DB_BLOB(m->person_hash.data, m->person_hash.len) : DB_NULL,
        DB_INT(m->behind ? now + OUTBOX_FALLBACK_AFTER : now), id_or_null(m->behind));
    sodium_memzero(json, sizeof json);
    return status;
}

enum gh_status outbox_put(struct db *db, const struct vault *vault, const struct message_new *message, tick now)
{
    struct uuid id = message->id ? *message->id : record_id(now);
    if (strlen(message->recipient) >= OUTBOX_RECIPIENT_SIZE || strlen(message->text) >= OUTBOX_TEXT_SIZE)
        return GH_TOO_LONG;
    return insert(db, vault, &id, message, now);
}

/* Releases claims that have expired: their process died while sending. shared: the database's clock. */
static enum gh_status release_dead(struct db *db, tick shared, tick now)
{
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE message SET state = 'failed', error = 'answer lost twice', settled_at = $1, "
                 "claimed_until = NULL WHERE state = 'sending' AND claimed_until <= $2 AND maybe_twice = 1",
                 DB_INT(now), DB_INT(shared));
    if (status)
        return status;
    return db_query(db, NULL,
                    "UPDATE message SET state = 'waiting', maybe_twice = 1, error = 'answer lost', due_at = $1, "
                    "claimed_until = NULL WHERE state = 'sending' AND claimed_until <= $2",
                    DB_INT(now), DB_INT(shared));
}

#define OUTGOING                                                                                                       \
    "id, channel, recipient_sealed, body_sealed, tries, maybe_twice, purpose, words_sealed, COALESCE(campus, 0)"
#define OUTGOING_COUNT 9
#define DEDUPE_SIZE 64
_Static_assert(OUTBOX_RESENDS_MAX == 3, "the query of next_resend()");

/* Reads a row that begins with OUTGOING. */
static enum gh_status read_outgoing(struct db_rows *rows, const struct vault *vault, struct outgoing *m)
{
    char json[MESSAGE_WORDS_JSON_SIZE];
    enum gh_status status = db_copy_blob(rows, 0, m->id.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, 1, m->channel, sizeof m->channel);
    if (!status)
        status = record_open(vault, "message.recipient", &m->id, rows, 2, m->recipient, sizeof m->recipient);
    if (!status)
        status = record_open(vault, "message.body", &m->id, rows, 3, m->text, sizeof m->text);
    if (!status)
        status = db_copy_text(rows, 6, m->purpose, sizeof m->purpose);
    if (!status && !(status = record_open(vault, "message.words", &m->id, rows, 7, json, sizeof json)))
        status = message_words_read(json, &m->words);
    sodium_memzero(json, sizeof json);
    m->tries = db_int(rows, 4);
    m->maybe_twice = db_int(rows, 5) != 0;
    m->campus = db_int(rows, 8);
    return status;
}

static enum gh_status pick(struct db *db, const struct vault *vault, const char *only, tick shared, tick now,
                           struct outgoing *out)
{
    char sql[320];
    struct db_rows rows = {0};
    (void)snprintf(
        sql, sizeof sql,
        "SELECT " OUTGOING " FROM message "
        "WHERE state = 'waiting' AND due_at <= $1 AND ($2 = '' OR $2 LIKE '%%,' || channel || ',%%') ORDER BY "
        "due_at LIMIT 1%s",
        db_row_lock(db));
    enum gh_status status = db_query(db, &rows, sql, DB_INT(now), DB_TEXT(only));
    if (!status && !(status = db_next(&rows)))
        status = read_outgoing(&rows, vault, out);
    db_rows_end(&rows);
    if (status)
        return status;
    out->tries++;
    return db_query(db, NULL,
                    "UPDATE message SET state = 'sending', tries = tries + 1, claimed_until = $1 WHERE id = $2",
                    DB_INT(shared + OUTBOX_CLAIM), DB_UUID(&out->id));
}

enum gh_status outbox_claim(struct db *db, const struct vault *vault, const char *only, tick now, struct outgoing *out)
{
    struct outgoing m = {0};
    tick shared = 0;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = db_now(db, &shared);
    if (!status)
        status = release_dead(db, shared, now);
    if (!status)
        status = pick(db, vault, only, shared, now, &m);
    if (!status || status == GH_NOT_FOUND) {
        enum gh_status committed = db_commit(db);
        status = committed ? committed : status;
    } else {
        db_rollback(db);
    }
    if (!status)
        *out = m;
    else
        sodium_memzero(&m, sizeof m);
    return status;
}

static enum gh_status store_outcome(struct db *db, const struct outgoing *m, enum channel_outcome outcome,
                                    const struct channel_result *result, tick now, const char **stored)
{
    const char *state = "waiting";
    bool twice = m->maybe_twice || outcome == CHANNEL_UNKNOWN;
    if (outcome == CHANNEL_ACCEPTED)
        state = "sent";
    else if (outcome == CHANNEL_REFUSED || m->tries >= OUTBOX_TRIES_MAX ||
             (outcome == CHANNEL_UNKNOWN && m->maybe_twice))
        state = "failed";
    bool settled = strcmp(state, "waiting") != 0;
    const tick due = now + tick_doubled(OUTBOX_RETRY_FIRST, m->tries - 1, OUTBOX_RETRY_CAP);
    *stored = state;
    return db_query(db, NULL,
                    "UPDATE message SET state = $1, maybe_twice = $2, due_at = $3, claimed_until = NULL, "
                    "provider_ref = $4, error = $5, settled_at = $6 WHERE id = $7 AND state IN ('sending', 'waiting') "
                    "AND tries = $8",
                    DB_TEXT(state), DB_INT(twice), DB_INT(due), DB_TEXT(result->reference), DB_TEXT(result->error),
                    settled ? DB_INT(now) : DB_NULL, DB_UUID(&m->id), DB_INT(m->tries));
}

#define SKIP "UPDATE message SET state = 'skipped', settled_at = $1 WHERE state = 'waiting' AND "

/* One of a message and those behind it goes out, as far as answers came in time. */
static enum gh_status follow(struct db *db, const struct uuid *id, const char *state, tick now)
{
    if (strcmp(state, "failed") == 0)
        return db_query(db, NULL, "UPDATE message SET due_at = $1 WHERE behind = $2 AND state = 'waiting'", DB_INT(now),
                        DB_UUID(id));
    if (strcmp(state, "sent") != 0)
        return GH_OK;
    enum gh_status status = db_query(db, NULL, SKIP "behind = $2", DB_INT(now), DB_UUID(id));
    return status ? status
                  : db_query(db, NULL, SKIP "id = (SELECT m.behind FROM message m WHERE m.id = $2)", DB_INT(now),
                             DB_UUID(id));
}

enum gh_status outbox_settle(struct db *db, const struct outgoing *m, enum channel_outcome outcome,
                             const struct channel_result *result, tick now)
{
    const char *state;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = store_outcome(db, m, outcome, result, now, &state);
    if (!status && db_changed(db) == 1)
        status = follow(db, &m->id, state, now);
    return record_finish(db, status);
}

enum gh_status outbox_skip(struct db *db, const struct uuid *id, tick now, bool *unsent)
{
    enum gh_status status = db_query(db, NULL, SKIP "id = $2", DB_INT(now), DB_UUID(id));
    if (status)
        return status;
    *unsent = db_changed(db) == 1;
    return db_query(db, NULL, SKIP "behind = $2", DB_INT(now), DB_UUID(id));
}

#define TO_GROUP                                                                                                       \
    "SELECT count(*) FROM message WHERE channel = '" CHANNEL_NAME_WECOM_GROUP "' AND COALESCE(campus, 0) = $1 "

enum gh_status outbox_sent_to_group(struct db *db, int64_t campus, tick since, int64_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT (" TO_GROUP "AND state = 'sent' AND settled_at > $2) + (" TO_GROUP "AND state = 'sending')",
        DB_INT(campus), DB_INT(since));
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status outbox_report(struct db *db, const struct uuid *id, bool delivered, tick now)
{
    enum gh_status status = db_query(
        db, NULL,
        "UPDATE message SET state = $1, settled_at = $2, error = $3 WHERE id = $4 AND state IN ('sending', 'sent')",
        DB_TEXT(delivered ? "delivered" : "failed"), DB_INT(now),
        DB_TEXT(delivered ? "" : "not delivered to the phone"), DB_UUID(id));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

/* Makes the keys under which a message is sent again: recipient and day, hashed, and a number. They can be counted, and
 * tell nobody who it is. */
static void resend_keys(const struct vault *vault, const char *recipient, tick now,
                        char out[static OUTBOX_RESENDS_MAX][DEDUPE_SIZE])
{
    char text[OUTBOX_RECIPIENT_SIZE + 24], hex[2 * VAULT_HASH_LEN + 1];
    uint8_t hash[VAULT_HASH_LEN];
    (void)snprintf(text, sizeof text, "%s %lld", recipient, (long long)(now / TICK_DAY));
    vault_hash(vault, "resend", bytes_of_string(text), hash);
    hex_encode(BYTES(hash, sizeof hash), hex);
    for (int i = 0; i < OUTBOX_RESENDS_MAX; i++)
        (void)snprintf(out[i], DEDUPE_SIZE, "resend:%.32s:%d", hex, i);
    sodium_memzero(text, sizeof text);
}

/* Finds the key of the day's next repetition. GH_DENIED: there is none left. */
static enum gh_status next_resend(struct db *db, const struct vault *vault, const char *recipient, tick now,
                                  char out[static DEDUPE_SIZE])
{
    char keys[OUTBOX_RESENDS_MAX][DEDUPE_SIZE];
    struct db_rows rows = {0};
    int64_t sent = 0;
    resend_keys(vault, recipient, now, keys);
    enum gh_status status = db_query(db, &rows, "SELECT count(*) FROM message WHERE dedupe IN ($1, $2, $3)",
                                     DB_TEXT(keys[0]), DB_TEXT(keys[1]), DB_TEXT(keys[2]));
    if (!status && !(status = db_next(&rows)))
        sent = db_int(&rows, 0);
    db_rows_end(&rows);
    if (!status && sent >= OUTBOX_RESENDS_MAX)
        return GH_DENIED;
    if (!status)
        memcpy(out, keys[sent], DEDUPE_SIZE);
    return status;
}

enum gh_status outbox_resend(struct db *db, const struct uuid *id, const struct vault *vault, tick now,
                             struct uuid *made)
{
    struct db_rows rows = {0};
    struct outgoing m = {0};
    struct uuid application = {0}, pass = {0}, fresh = record_id(now);
    char state[16], dedupe[DEDUPE_SIZE];
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT " OUTGOING ", state, application, pass FROM message WHERE id = $1 AND recipient_masked <> ''",
                 DB_UUID(id));
    if (!status && !(status = db_next(&rows)) && !(status = read_outgoing(&rows, vault, &m)) &&
        !(status = db_copy_text(&rows, OUTGOING_COUNT, state, sizeof state)) &&
        !(status = db_copy_blob(&rows, OUTGOING_COUNT + 1, application.b, UUID_LEN)))
        status = db_copy_blob(&rows, OUTGOING_COUNT + 2, pass.b, UUID_LEN);
    db_rows_end(&rows);
    if (!status && (strcmp(state, "waiting") == 0 || strcmp(state, "sending") == 0))
        status = GH_CONFLICT;
    if (!status)
        status = next_resend(db, vault, m.recipient, now, dedupe);
    if (!status) {
        struct message_new again = {.channel = m.channel,
                                    .purpose = m.purpose,
                                    .dedupe = dedupe,
                                    .application = uuid_is_nil(&application) ? NULL : &application,
                                    .pass = uuid_is_nil(&pass) ? NULL : &pass,
                                    .recipient = m.recipient,
                                    .text = m.text,
                                    .words = &m.words};
        status = insert(db, vault, &fresh, &again, now);
    }
    sodium_memzero(&m, sizeof m);
    if (!status)
        *made = fresh;
    return status;
}

void outbox_report_key(const struct vault *vault, const char *id, char out[static OUTBOX_REPORT_KEY_SIZE])
{
    uint8_t hash[VAULT_HASH_LEN];
    vault_hash(vault, "delivery-report", bytes_of_string(id), hash);
    hex_encode(BYTES(hash, (OUTBOX_REPORT_KEY_SIZE - 1) / 2), out);
    sodium_memzero(hash, sizeof hash);
}
