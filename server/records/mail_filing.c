#include "records/mail_filing.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "records/record.h"
#include "json/json_read.h"

#define COLUMN "mail_filing.content"
#define CONTENT_MAX ((size_t)1024 * 1024)
#define ROWS                                                                                                           \
    "SELECT m.id, m.campus, m.state, m.reason, m.arrived_at, m.people, m.faulty, m.content_sealed, m.application "     \
    "FROM mail_filing m "
/* Mails that are no campus's own are for every officer. */
#define VISIBLE "(m.campus = 0 OR {m.campus})"

/* ---- Arriving ---- */

static enum gh_status one_number(struct db *db, struct db_rows *rows, enum gh_status status, int64_t *out)
{
    (void)db;
    *out = 0;
    if (!status && !(status = db_next(rows)))
        *out = db_int(rows, 0);
    db_rows_end(rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status mail_filing_known(struct db *db, const struct mail_place *place, bool *known)
{
    struct db_rows rows = {0};
    int64_t one;
    enum gh_status status = one_number(
        db, &rows,
        db_query(db, &rows, "SELECT 1 FROM mail_filing WHERE mailbox = $1 AND uid_validity = $2 AND uid = $3",
                 DB_BLOB(place->mailbox, VAULT_HASH_LEN), DB_INT(place->validity), DB_INT(place->uid)),
        &one);
    *known = one != 0;
    return status;
}

enum gh_status mail_filing_repeats(struct db *db, const struct vault *vault, struct bytes message, bool *repeats)
{
    struct db_rows rows = {0};
    uint8_t hash[VAULT_HASH_LEN];
    int64_t count = 0;
    vault_hash(vault, "mail-id", message, hash);
    enum gh_status status = one_number(
        db, &rows,
        db_query(db, &rows, "SELECT count(*) FROM mail_filing WHERE id_hash = $1", DB_BLOB(hash, sizeof hash)), &count);
    *repeats = count > 0;
    return status;
}

enum gh_status mail_filing_recent(struct db *db, const struct vault *vault, struct bytes sender, tick since,
                                  int64_t *count)
{
    struct db_rows rows = {0};
    uint8_t hash[VAULT_HASH_LEN];
    vault_hash(vault, "mail-sender", sender, hash);
    return one_number(db, &rows,
                      db_query(db, &rows,
                               "SELECT count(*) FROM mail_filing WHERE sender_hash = $1 AND arrived_at >= $2",
                               DB_BLOB(hash, sizeof hash), DB_INT(since)),
                      count);
}

/* Seals a content. The caller frees *box. */
static enum gh_status seal(const struct vault *vault, const struct uuid *id, const json_t *content, uint8_t **box,
                           size_t *len)
{
    char *text = json_dumps(content, JSON_COMPACT);
    size_t text_len = text ? strlen(text) : 0;
    *len = text_len + VAULT_OVERHEAD;
    *box = text ? malloc(*len) : NULL;
    if (*box)
        vault_seal(vault, COLUMN, id, BYTES(text, text_len), *box);
    if (text)
        sodium_memzero(text, text_len);
    free(text);
    return *box ? GH_OK : GH_NO_MEMORY;
}

enum gh_status mail_filing_add(struct db *db, const struct vault *vault, const struct mail_filing_new *mail, tick now,
                               struct uuid *id)
{
    uint8_t message[VAULT_HASH_LEN], sender[VAULT_HASH_LEN], *box = NULL;
    size_t len = 0;
    *id = record_id(now);
    vault_hash(vault, "mail-id", mail->message, message);
    vault_hash(vault, "mail-sender", mail->sender, sender);
    enum gh_status status = seal(vault, id, mail->content, &box, &len);
    if (!status)
        status = db_query(
            db, NULL,
            "INSERT INTO mail_filing (id, campus, mailbox, uid_validity, uid, id_hash, sender_hash, state, reason, "
            "arrived_at, people, faulty, content_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
            "$13)",
            DB_UUID(id), DB_INT(mail->campus), DB_BLOB(mail->place.mailbox, VAULT_HASH_LEN),
            DB_INT(mail->place.validity), DB_INT(mail->place.uid),
            mail->message.len ? DB_BLOB(message, sizeof message) : DB_NULL, DB_BLOB(sender, sizeof sender),
            DB_TEXT(mail->state), DB_TEXT(mail->reason), DB_INT(now), DB_INT((int64_t)mail->people),
            DB_INT((int64_t)mail->faulty), DB_BLOB(box, len));
    free(box);
    return status;
}

/* ---- Reading ---- */

enum gh_status mail_filing_query(struct db *db, struct db_rows *rows, const struct scope *scope, const char *state,
                                 tick before, const struct uuid *before_id, int64_t limit)
{
    return scope_query(db, rows, scope,
                       ROWS "WHERE m.state = $1 AND " VISIBLE " AND m.arrived_at <= $2 AND (m.arrived_at < $2 OR "
                            "m.id < $3) ORDER BY m.arrived_at DESC, m.id DESC LIMIT $4",
                       DB_TEXT(state), DB_INT(before), DB_UUID(before_id), DB_INT(limit));
}

enum gh_status mail_filing_load(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(db, rows, scope, ROWS "WHERE m.id = $1 AND m.state IN ('open', 'aside') AND " VISIBLE,
                       DB_UUID(id));
}

enum gh_status mail_filing_content(const struct vault *vault, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    size_t len = 0;
    struct bytes box = db_bytes(rows, MAIL_FILING_CONTENT);
    if (box.len == 0)
        return GH_NOT_FOUND;
    uint8_t *text = malloc(box.len + 1);
    enum gh_status status = text ? db_copy_blob(rows, MAIL_FILING_ID, id.b, UUID_LEN) : GH_NO_MEMORY;
    if (!status)
        status = vault_open_box(vault, COLUMN, &id, box, text, box.len + 1, &len);
    if (!status)
        status = json_read(BYTES(text, len), CONTENT_MAX, out, NULL);
    if (text)
        sodium_memzero(text, box.len + 1);
    free(text);
    return status == GH_NOT_FOUND ? GH_CORRUPT : status;
}

enum gh_status mail_filing_of(struct db *db, const struct vault *vault, const struct uuid *application, json_t **out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, ROWS "WHERE m.application = $1", DB_UUID(application));
    if (!status && !(status = db_next(&rows)))
        status = mail_filing_content(vault, &rows, out);
    db_rows_end(&rows);
    return status;
}

/* ---- Settling ---- */

enum gh_status mail_filing_settle(const struct audit_act *act, const struct vault *vault, const struct uuid *id,
                                  const struct uuid *application, const json_t *content)
{
    uint8_t *box = NULL;
    size_t len = 0;
    json_t *kept = json_pack("{s:O, s:O, s:O}", "from", json_object_get(content, "from"), "subject",
                             json_object_get(content, "subject"), "id", json_object_get(content, "id"));
    enum gh_status status = kept ? seal(vault, id, kept, &box, &len) : GH_NO_MEMORY;
    json_decref(kept);
    if (!status)
        status = db_query(act->db, NULL,
                          "UPDATE mail_filing SET state = 'taken', application = $2, settled_at = $3, settled_by = $4, "
                          "content_sealed = $5 WHERE id = $1 AND state = 'open'",
                          DB_UUID(id), DB_UUID(application), DB_INT(act->now), DB_INT(act->by), DB_BLOB(box, len));
    free(box);
    return status ? status : db_changed(act->db) == 1 ? GH_OK : GH_NOT_FOUND;
}

static enum gh_status remove_one(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("mail", id, subject);
    enum gh_status status = scope_query(
        act->db, NULL, scope,
        "UPDATE mail_filing SET state = 'deleted', content_sealed = NULL, settled_at = $2, settled_by = $3 WHERE "
        "id = $1 AND state IN ('open', 'aside') AND (campus = 0 OR {campus})",
        DB_UUID(id), DB_INT(act->now), DB_INT(act->by));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    const struct audit_entry entry = {act->now, act->by, "mail-deleted", subject, "", act->address};
    return status ? status : audit_write(act->db, &entry);
}

enum gh_status mail_filing_remove(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, remove_one(act, scope, id));
}

/* ---- One person's data ---- */

/* Returns the person of a content, borrowed, or NULL. */
static const json_t *find_person(const struct vault *vault, const json_t *content, const struct subject *subject)
{
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(content, "rows"), i, row)
    {
        const json_t *person = json_object_get(row, "person");
        if (subject_is_person(vault, person, subject))
            return person;
    }
    return NULL;
}

typedef enum gh_status found(void *context, struct db_rows *rows, const json_t *person);

/* Opens all mails that wait. They are few: officers take them over, and retention erases the others. */
static enum gh_status each(struct db *db, const struct vault *vault, const struct subject *subject, found *run,
                           void *context)
{
    struct db_rows rows = {0};
    enum gh_status taken = GH_OK,
                   status =
                       db_query(db, &rows, ROWS "WHERE m.state IN ('open', 'aside') AND m.content_sealed IS NOT NULL");
    while (!status && !taken && !(status = db_next(&rows))) {
        json_t *content = NULL;
        taken = mail_filing_content(vault, &rows, &content);
        const json_t *person = taken ? NULL : find_person(vault, content, subject);
        if (person)
            taken = run(context, &rows, person);
        json_decref(content);
    }
    db_rows_end(&rows);
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status count_one(void *context, struct db_rows *rows, const json_t *person)
{
    (void)rows;
    (void)person;
    ++*(int64_t *)context;
    return GH_OK;
}

enum gh_status mail_filing_count(struct db *db, const struct vault *vault, const struct subject *subject,
                                 int64_t *count)
{
    return each(db, vault, subject, count_one, count);
}

static enum gh_status export_one(void *context, struct db_rows *rows, const json_t *person)
{
    json_t *one = json_pack("{s:I, s:s, s:O}", "arrived_at", (json_int_t)db_int(rows, MAIL_FILING_ARRIVED_AT), "code",
                            "mail", "person", (json_t *)person);
    return json_array_append_new(context, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status mail_filing_export(struct db *db, const struct vault *vault, const struct subject *subject, json_t *list)
{
    return each(db, vault, subject, export_one, list);
}

#define ERASED_MAX 64 /* in one pass over the rows */

struct erasing {
    struct uuid ids[ERASED_MAX];
    size_t count;
};

static enum gh_status note_one(void *context, struct db_rows *rows, const json_t *person)
{
    struct erasing *e = context;
    (void)person;
    if (e->count == ERASED_MAX)
        return GH_OK;
    enum gh_status status = db_copy_blob(rows, MAIL_FILING_ID, e->ids[e->count].b, UUID_LEN);
    e->count += !status;
    return status;
}

enum gh_status mail_filing_erase(struct db *db, const struct vault *vault, const struct subject *subject,
                                 int64_t *count)
{
    struct erasing e;
    enum gh_status status = GH_OK;
    do {
        e.count = 0;
        status = each(db, vault, subject, note_one, &e);
        for (size_t i = 0; !status && i < e.count; i++)
            status = db_query(db, NULL, "UPDATE mail_filing SET state = 'deleted', content_sealed = NULL WHERE id = $1",
                              DB_UUID(&e.ids[i]));
        *count += (int64_t)e.count;
    } while (!status && e.count == ERASED_MAX);
    return status;
}

enum gh_status mail_filing_sweep(struct db *db, tick before)
{
    return db_query(db, NULL,
                    "UPDATE mail_filing SET content_sealed = NULL, state = CASE WHEN state = 'taken' THEN state ELSE "
                    "'deleted' END WHERE arrived_at < $1 AND content_sealed IS NOT NULL",
                    DB_INT(before));
}
