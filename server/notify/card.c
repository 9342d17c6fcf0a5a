/* Stores to-do cards and closes them. */
#include "notify/card.h"

#include <stdio.h>
#include <string.h>

#include "notify/outbox.h"
#include "records/reach.h"
#include "records/record.h"

enum gh_status card_put(struct db *db, const struct card *card, tick now)
{
    return db_query(db, NULL,
                    "INSERT INTO wecom_card (id, application, version, account, message, created_at) VALUES ($1, $2, "
                    "$3, $4, $5, $6)",
                    DB_UUID(&card->id), DB_UUID(&card->application), DB_INT(card->version), DB_INT(card->account),
                    DB_UUID(&card->message), DB_INT(now));
}

#define CARDS                                                                                                          \
    "SELECT w.id, w.application, w.message, w.version, w.account, w.closed_at, COALESCE(a.language, '') FROM "         \
    "wecom_card w JOIN account a ON a.id = w.account "

static enum gh_status read_card(struct db_rows *rows, struct card *out)
{
    enum gh_status status = db_copy_blob(rows, 0, out->id.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 1, out->application.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 2, out->message.b, UUID_LEN);
    out->version = db_int(rows, 3);
    out->account = db_int(rows, 4);
    out->closed = !db_is_null(rows, 5);
    out->english = bytes_equal(db_bytes(rows, 6), bytes_of_string("en"));
    return status;
}

enum gh_status card_load(struct db *db, const struct uuid *id, struct card *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, CARDS "WHERE w.id = $1", DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        status = read_card(&rows, out);
    db_rows_end(&rows);
    return status;
}

enum gh_status card_list_older(struct db *db, const struct uuid *application, int64_t version,
                               struct card out[static CARDS_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, CARDS "WHERE w.application = $1 AND w.version < $2 AND w.closed_at IS NULL LIMIT $3",
                 DB_UUID(application), DB_INT(version), DB_INT(CARDS_MAX));
    *count = 0;
    while (!status && *count < CARDS_MAX && !(status = db_next(&rows)))
        if (!(status = read_card(&rows, &out[*count])))
            ++*count;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Puts the update of a card that was sent. */
static enum gh_status put_update(struct db *db, const struct vault *vault, const struct card *card, const char *text,
                                 tick now)
{
    char user[REACH_WECOM_SIZE] = "", dedupe[96], id[UUID_TEXT_SIZE];
    struct message_words words = {.english = card->english};
    enum gh_status status = reach_user(db, card->account, user);
    if (status || !user[0])
        return status;
    uuid_format(&card->id, id);
    (void)snprintf(words.card, sizeof words.card, "%s", id);
    (void)snprintf(dedupe, sizeof dedupe, "card:%s:%lld", id, (long long)now);
    return outbox_put(db, vault,
                      &(struct message_new){.channel = CHANNEL_NAME_WECOM,
                                            .purpose = CARD_CLOSED,
                                            .dedupe = dedupe,
                                            .application = &card->application,
                                            .recipient = user,
                                            .text = text,
                                            .words = &words},
                      now);
}

enum gh_status card_close(struct db *db, const struct vault *vault, const struct card *card, const char *text, tick now)
{
    bool unsent = false;
    enum gh_status status =
        db_query(db, NULL, "UPDATE wecom_card SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL", DB_INT(now),
                 DB_UUID(&card->id));
    if (status || db_changed(db) == 0)
        return status;
    status = outbox_skip(db, &card->message, now, &unsent);
    return status || unsent ? status : put_update(db, vault, card, text, now);
}

enum gh_status card_say(struct db *db, const struct vault *vault, const struct card *card, const char *text, tick now)
{
    enum gh_status status =
        db_query(db, NULL, "UPDATE wecom_card SET closed_at = COALESCE(closed_at, $1) WHERE id = $2", DB_INT(now),
                 DB_UUID(&card->id));
    return status ? status : put_update(db, vault, card, text, now);
}

enum gh_status card_keep_code(struct db *db, const struct vault *vault, const struct uuid *id, const char *code,
                              tick now)
{
    struct record_box box;
    if (strlen(code) >= CARD_CODE_SIZE)
        return GH_TOO_LONG;
    return db_query(db, NULL, "UPDATE wecom_card SET code_sealed = $1, code_at = $2 WHERE id = $3",
                    record_seal(vault, "wecom_card.code", id, code, &box), DB_INT(now), DB_UUID(id));
}

enum gh_status card_take_code(struct db *db, const struct vault *vault, const struct uuid *id, tick since,
                              char out[static CARD_CODE_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT code_sealed FROM wecom_card WHERE id = $1 AND code_sealed IS NOT NULL AND code_at > $2",
        DB_UUID(id), DB_INT(since));
    if (!status && !(status = db_next(&rows)))
        status = record_open(vault, "wecom_card.code", id, &rows, 0, out, CARD_CODE_SIZE);
    db_rows_end(&rows);
    return status ? status : db_query(db, NULL, "UPDATE wecom_card SET code_sealed = NULL WHERE id = $1", DB_UUID(id));
}

enum gh_status card_event_once(struct db *db, const struct vault *vault, struct bytes content, tick now, bool *first)
{
    uint8_t hash[VAULT_HASH_LEN];
    vault_hash(vault, "wecom-event", content, hash);
    enum gh_status status =
        db_query(db, NULL, "INSERT INTO wecom_event (hash, at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
                 DB_BLOB(hash, sizeof hash), DB_INT(now));
    *first = !status && db_changed(db) == 1;
    return status;
}
