/* Walks all sealed columns in the order of their rows' keys. */
#include "jobs/reseal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "records/record.h"

#define DONE "vault.resealed"

/* $1 the key of the last row, $2 the number of the vault's key as a byte. */
#define SEALED(table, id, column, name, numbered)                                                                      \
    {                                                                                                                  \
        "SELECT " id ", " column " FROM " table " WHERE " id " > $1 AND " column " IS NOT NULL AND length(" column     \
        ") > 0 AND substr(" column ", 1, 1) <> $2 ORDER BY " id " LIMIT 1",                                            \
            "UPDATE " table " SET " column " = $1 WHERE " id " = $2 AND " column " = $3", name, numbered               \
    }

static const struct sealed_column {
    const char *next, *store;
    const char *name; /* as vault_seal() has it */
    bool numbered;    /* the table's key is a number */
} columns[] = {
    SEALED("account", "id", "mobile_sealed", "account.mobile", true),
    SEALED("account", "id", "totp_sealed", "account.totp", true),
    SEALED("account", "id", "totp_next", "account.totp", true),
    SEALED("guard", "id", "wrapping_sealed", "guard.wrapping", true),
    SEALED("guard", "id", "badge_sealed", "guard.badge", true),
    SEALED("application", "id", "host_mobile_sealed", "application.host_mobile", false),
    SEALED("person", "id", "name_sealed", "person.name", false),
    SEALED("person", "id", "mobile_sealed", "person.mobile", false),
    SEALED("person", "id", "document_sealed", "person.document", false),
    SEALED("history", "id", "changes_sealed", "history.changes", false),
    SEALED("proposal", "application", "changes_sealed", "proposal.changes", false),
    SEALED("proposal", "application", "before_sealed", "proposal.before", false),
    SEALED("pass", "id", "link_sealed", "pass.link", false),
    SEALED("visit_link", "id", "link_sealed", "visit_link.link", false),
    SEALED("barred", "id", "label_sealed", "barred.label", false),
    SEALED("invitation", "id", "token_sealed", "invitation.token", false),
    SEALED("consent", "id", "guardian_sealed", "consent.guardian", false),
    SEALED("message", "id", "recipient_sealed", "message.recipient", false),
    SEALED("message", "id", "body_sealed", "message.body", false),
    SEALED("message", "id", "words_sealed", "message.words", false),
    SEALED("device", "id", "binding_sealed", "device.binding", false),
    SEALED("entry", "id", "note_sealed", "entry.note", false),
    SEALED("entry", "id", "plate_sealed", "entry.plate", false),
    SEALED("entry_aside", "id", "line_sealed", "entry.line", false),
    SEALED("emergency", "id", "approver_sealed", "emergency.approver", false),
    SEALED("emergency", "id", "photo_sealed", "emergency.photo", false),
    SEALED("exception_step", "id", "remark_sealed", "exception.remark", false),
    SEALED("feedback", "id", "text_sealed", "feedback.text", false),
    SEALED("feedback", "id", "picture_sealed", "feedback.picture", false),
    SEALED("feedback_step", "id", "text_sealed", "feedback.answer", false),
    SEALED("mail_filing", "id", "content_sealed", "mail_filing.content", false),
    SEALED("portal_key", "id", "secret_sealed", "portal_key.secret", false),
    SEALED("wecom", "id", "secret_sealed", "wecom.secret", true),
    SEALED("wecom", "id", "callback_token_sealed", "wecom.callback_token", true),
    SEALED("wecom", "id", "callback_key_sealed", "wecom.callback_key", true),
    SEALED("wecom", "id", "robot_key_sealed", "wecom.robot_key", true),
    SEALED("wecom", "id", "access_sealed", "wecom.access", true),
    SEALED("wecom_robot", "campus", "key_sealed", "wecom_robot.key", true),
    SEALED("wecom_card", "id", "code_sealed", "wecom_card.code", false),
    SEALED("car_picture", "entry", "photo_sealed", "evidence.photo", false),
    SEALED("identity_provider", "id", "secret_sealed", "identity_provider.secret", false),
    /* Kept for 12 hours at most: session.hint_sealed, identity_flow.hint_sealed. */
    SEALED("directory_setting", "one", "secret_sealed", "directory.secret", true),
    SEALED("directory_run", "id", "snapshot_sealed", "directory.snapshot", true),
    /* Kept for an hour at most: request_key.answer_sealed, setup.plan_sealed, setup.totp_sealed. */
};
#define COLUMN_COUNT (sizeof columns / sizeof columns[0])

/* A row that is to be sealed anew. */
struct found {
    struct uuid id; /* of the box; a number in the form of record_row() */
    int64_t number;
    uint8_t *box; /* owned */
    size_t len;
};

static enum gh_status take_row(struct db_rows *rows, bool numbered, struct found *out)
{
    const struct bytes id = db_bytes(rows, 0), box = db_bytes(rows, 1);
    *out = (struct found){.box = NULL};
    if (numbered) {
        out->number = db_int(rows, 0);
        out->id = record_row(out->number);
    } else if (id.len == UUID_LEN) {
        memcpy(out->id.b, id.data, UUID_LEN);
    } else {
        return GH_CORRUPT;
    }
    out->box = malloc(box.len);
    if (!out->box)
        return GH_NO_MEMORY;
    memcpy(out->box, box.data, box.len);
    out->len = box.len;
    return GH_OK;
}

/* Finds the next row of the column that an older key sealed. GH_NOT_FOUND: none. The caller frees out->box. */
static enum gh_status find_next(struct db *db, const struct reseal *at, struct found *out)
{
    static const uint8_t none[1];
    const struct sealed_column *c = &columns[at->column];
    const uint8_t key = (uint8_t)at->key;
    struct db_rows rows = {0};
    *out = (struct found){.box = NULL};
    const struct db_value after = c->numbered ? DB_INT(at->begun ? at->after_number : INT64_MIN)
                                              : DB_BLOB(at->begun ? at->after_id : none, at->begun ? UUID_LEN : 0);
    enum gh_status status = db_query(db, &rows, c->next, after, DB_BLOB(&key, 1));
    if (!status && !(status = db_next(&rows)))
        status = take_row(&rows, c->numbered, out);
    db_rows_end(&rows);
    return status;
}

/* Seals a box anew. GH_UNKNOWN_KEY and others of vault_open_box(): it does not open. */
static enum gh_status seal_anew(const struct vault *vault, const char *name, const struct found *f, uint8_t *sealed)
{
    uint8_t *plain = malloc(f->len + 1);
    size_t len = 0;
    if (!plain)
        return GH_NO_MEMORY;
    enum gh_status status = vault_open_box(vault, name, &f->id, BYTES(f->box, f->len), plain, f->len + 1, &len);
    if (!status)
        vault_seal(vault, name, &f->id, BYTES(plain, len), sealed);
    sodium_memzero(plain, f->len + 1);
    free(plain);
    return status;
}

static enum gh_status store(struct db *db, const struct vault *vault, const struct sealed_column *c,
                            const struct found *f, int64_t *resealed, int64_t *failed)
{
    uint8_t *sealed = malloc(f->len);
    enum gh_status status = sealed ? seal_anew(vault, c->name, f, sealed) : GH_NO_MEMORY;
    if (status && status != GH_NO_MEMORY) {
        (*failed)++;
        status = GH_OK;
    } else if (!status) {
        status = db_query(db, NULL, c->store, DB_BLOB(sealed, f->len),
                          c->numbered ? DB_INT(f->number) : DB_UUID(&f->id), DB_BLOB(f->box, f->len));
        *resealed += !status && db_changed(db) == 1;
    }
    free(sealed);
    return status;
}

static enum gh_status next_row(struct db *db, const struct vault *vault, struct reseal *state, int64_t *resealed,
                               int64_t *failed)
{
    struct found f;
    enum gh_status status = find_next(db, state, &f);
    if (!status)
        status = store(db, vault, &columns[state->column], &f, resealed, failed);
    if (!status) {
        state->begun = true;
        state->after_number = f.number;
        memcpy(state->after_id, f.id.b, UUID_LEN);
    } else if (status == GH_NOT_FOUND) {
        state->column++;
        state->begun = false;
        status = GH_OK;
    }
    free(f.box);
    return status;
}

/* Begins for another key than before, unless the database says that all is done. */
static enum gh_status begin(struct db *db, unsigned key, struct reseal *state)
{
    struct db_rows rows = {0};
    *state = (struct reseal){.key = key};
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = '" DONE "'");
    if (!status && !(status = db_next(&rows)))
        state->done = db_int(&rows, 0) >= (int64_t)key;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status note_done(struct db *db, const struct reseal *state)
{
    return db_query(db, NULL,
                    "INSERT INTO counter (name, value) VALUES ('" DONE "', $1) ON CONFLICT (name) DO UPDATE SET value "
                    "= $1",
                    DB_INT((int64_t)state->key));
}

enum gh_status reseal_some(struct db *db, const struct vault *vault, struct reseal *state, int64_t *resealed,
                           int64_t *failed)
{
    const unsigned key = vault_key_number(vault);
    int64_t count = 0, wrong = 0;
    enum gh_status status = state->key == key ? GH_OK : begin(db, key, state);
    struct reseal after = *state;
    if (status || state->done)
        return status;
    status = db_begin(db);
    if (status)
        return status;
    while (!status && after.column < COLUMN_COUNT && count + wrong < RESEAL_ROWS)
        status = next_row(db, vault, &after, &count, &wrong);
    after.done = after.column == COLUMN_COUNT;
    if (!status && after.done)
        status = note_done(db, &after);
    status = record_finish(db, status);
    if (status)
        return status;
    *state = after;
    *resealed += count;
    *failed += wrong;
    return GH_OK;
}
