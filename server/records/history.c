/* The history and proposals of applications: JSON, sealed because it contains personal data. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "records/application_input.h"
#include "records/application_store.h"
#include "records/application_view.h"
#include "records/history_chain.h"
#include "records/record.h"
#include "json/json_read.h"

#define JSON_MAX ((size_t)1024 * 1024)

/* Seals a JSON value. The caller frees the result. Returns NULL without memory. */
static uint8_t *seal_json(const struct vault *vault, const char *column, const struct uuid *row, const json_t *json,
                          size_t *len)
{
    char *text = json_dumps(json, JSON_COMPACT);
    size_t plain = text ? strlen(text) : 0;
    uint8_t *box = text ? malloc(plain + VAULT_OVERHEAD) : NULL;
    if (box) {
        vault_seal(vault, column, row, BYTES(text, plain), box);
        *len = plain + VAULT_OVERHEAD;
        sodium_memzero(text, plain);
    }
    free(text);
    return box;
}

static enum gh_status open_json(const struct vault *vault, const char *column, const struct uuid *row, struct bytes box,
                                json_t **out)
{
    size_t len = 0;
    if (box.len > JSON_MAX)
        return GH_CORRUPT;
    uint8_t *plain = malloc(box.len + 1);
    if (!plain)
        return GH_NO_MEMORY;
    enum gh_status status = vault_open_box(vault, column, row, box, plain, box.len + 1, &len);
    json_t *json = NULL;
    if (!status)
        status = json_read(BYTES(plain, len), JSON_MAX, &json, NULL);
    sodium_memzero(plain, len);
    free(plain);
    if (status)
        return status == GH_NO_MEMORY ? status : GH_CORRUPT;
    *out = json;
    return GH_OK;
}

/* Links the step to the one before it. changes: as sealed, in the clear. */
static enum gh_status link_step(struct db *db, const struct vault *vault, const struct history_entry *e,
                                const struct uuid *id, const char *changes, uint8_t content[static VAULT_HASH_LEN],
                                uint8_t link[static VAULT_HASH_LEN])
{
    struct history_step step = {.id = *id,
                                .application = *e->application,
                                .version = e->version,
                                .account = e->account,
                                .for_account = e->for_account,
                                .to_account = e->to_account,
                                .at = e->at,
                                .role = bytes_of_string(e->role),
                                .action = bytes_of_string(e->action),
                                .from_state = bytes_of_string(e->from_state),
                                .to_state = bytes_of_string(e->to_state),
                                .address = bytes_of_string(e->address)};
    history_content_hash(vault, bytes_of_string(e->remark), bytes_of_string(changes), step.content);
    memcpy(content, step.content, VAULT_HASH_LEN);
    enum gh_status status = history_newest_link(db, e->application, link);
    history_link_hash(vault, link, &step, link);
    return status;
}

enum gh_status history_append(struct db *db, const struct vault *vault, const struct history_entry *e)
{
    const struct uuid id = record_id(e->at);
    uint8_t *box = NULL, content[VAULT_HASH_LEN], link[VAULT_HASH_LEN];
    size_t len = 0;
    char *changes = NULL;
    if (e->changes && json_array_size(e->changes) > 0) {
        box = seal_json(vault, "history.changes", &id, e->changes, &len);
        changes = json_dumps(e->changes, JSON_COMPACT);
        if (!box || !changes) {
            free(box);
            free(changes);
            return GH_NO_MEMORY;
        }
    }
    enum gh_status status = link_step(db, vault, e, &id, changes ? changes : "", content, link);
    if (!status)
        status = db_query(
            db, NULL,
            "INSERT INTO history (id, application, version, at, account, for_account, role, action, from_state, "
            "to_state, remark, changes_sealed, address, to_account, content, link) VALUES ($1, $2, $3, $4, $5, $6, $7, "
            "$8, $9, $10, $11, $12, $13, $14, $15, $16)",
            DB_UUID(&id), DB_UUID(e->application), DB_INT(e->version), DB_INT(e->at),
            e->account ? DB_INT(e->account) : DB_NULL, e->for_account ? DB_INT(e->for_account) : DB_NULL,
            DB_TEXT(e->role), DB_TEXT(e->action), DB_TEXT(e->from_state), DB_TEXT(e->to_state), DB_TEXT(e->remark),
            box ? DB_BLOB(box, len) : DB_NULL, DB_TEXT(e->address), e->to_account ? DB_INT(e->to_account) : DB_NULL,
            DB_BLOB(content, sizeof content), DB_BLOB(link, sizeof link));
    if (changes)
        sodium_memzero(changes, strlen(changes));
    free(changes);
    free(box);
    return status;
}

enum gh_status history_since(struct db *db, const struct uuid *application, enum flow_state state, tick *since)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT COALESCE(MAX(at), 0) FROM history WHERE application = $1 AND to_state = $2",
                 DB_UUID(application), DB_TEXT(flow_state_name(state)));
    if (!status && !(status = db_next(&rows)))
        *since = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static json_t *text_or_null(struct db_rows *rows, int column)
{
    struct bytes text = db_bytes(rows, column);
    return db_is_null(rows, column) ? json_null() : json_stringn((const char *)text.data, text.len);
}

static json_t *text(struct db_rows *rows, int column)
{
    struct bytes value = db_bytes(rows, column);
    return json_stringn(value.data ? (const char *)value.data : "", value.len);
}

static enum gh_status read_entry(struct db_rows *rows, const struct vault *vault, json_t *list)
{
    struct uuid id;
    json_t *changes = NULL;
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status && !db_is_null(rows, 9))
        status = open_json(vault, "history.changes", &id, db_bytes(rows, 9), &changes);
    if (status)
        return status;
    json_t *one =
        json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "at", (json_int_t)db_int(rows, 1), "who",
                  text_or_null(rows, 2), "for", text_or_null(rows, 3), "colleague", text_or_null(rows, 11), "role",
                  text(rows, 4), "action", text(rows, 5), "from", text(rows, 6), "to", text(rows, 7), "remark",
                  text(rows, 8), "version", (json_int_t)db_int(rows, 10), "changes", changes ? changes : json_array());
    return json_array_append_new(list, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status history_load(struct db *db, const struct vault *vault, const struct uuid *application, json_t **out)
{
    struct db_rows rows = {0};
    json_t *list = json_array();
    if (!list)
        return GH_NO_MEMORY;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT h.id, h.at, a.display_name, f.display_name, h.role, h.action, h.from_state, h.to_state, "
                 "h.remark, h.changes_sealed, h.version, t.display_name FROM history h "
                 "LEFT JOIN account a ON a.id = h.account LEFT JOIN account t ON t.id = h.to_account "
                 "LEFT JOIN account f ON f.id = h.for_account WHERE h.application = $1 ORDER BY h.version",
                 DB_UUID(application));
    while (!status && !(status = db_next(&rows)))
        status = read_entry(&rows, vault, list);
    db_rows_end(&rows);
    if (status != GH_NOT_FOUND) {
        json_decref(list);
        return status;
    }
    *out = list;
    return GH_OK;
}

enum gh_status proposal_keep(struct db *db, const struct vault *vault, const struct application *before,
                             const json_t *changes)
{
    size_t changes_len = 0, before_len = 0;
    json_t *content = application_content(before, VIEW_CLEAR);
    uint8_t *changes_box = seal_json(vault, "proposal.changes", &before->id, changes, &changes_len);
    uint8_t *before_box = content ? seal_json(vault, "proposal.before", &before->id, content, &before_len) : NULL;
    enum gh_status status = GH_NO_MEMORY;
    if (changes_box && before_box)
        status = db_query(db, NULL,
                          "INSERT INTO proposal (application, changes_sealed, before_sealed) VALUES ($1, $2, $3) "
                          "ON CONFLICT (application) DO UPDATE SET changes_sealed = $2, before_sealed = $3",
                          DB_UUID(&before->id), DB_BLOB(changes_box, changes_len), DB_BLOB(before_box, before_len));
    json_decref(content);
    free(changes_box);
    free(before_box);
    return status;
}

static enum gh_status load_proposal(struct db *db, const struct vault *vault, const struct uuid *application,
                                    int column, const char *name, json_t **out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT changes_sealed, before_sealed FROM proposal WHERE application = $1", DB_UUID(application));
    if (!status && !(status = db_next(&rows)))
        status = open_json(vault, name, application, db_bytes(&rows, column), out);
    db_rows_end(&rows);
    return status;
}

enum gh_status proposal_load(struct db *db, const struct vault *vault, const struct uuid *application, json_t **changes)
{
    *changes = NULL;
    enum gh_status status = load_proposal(db, vault, application, 0, "proposal.changes", changes);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status proposal_restore(struct db *db, const struct vault *vault, struct application *a)
{
    json_t *before = NULL;
    struct field_errors errors = {0};
    enum gh_status status = load_proposal(db, vault, &a->id, 1, "proposal.before", &before);
    if (status)
        return status;
    status = application_input(before, a, &errors);
    json_decref(before);
    return status ? status : errors.count ? GH_CORRUPT : GH_OK;
}

enum gh_status proposal_drop(struct db *db, const struct uuid *application)
{
    return db_query(db, NULL, "DELETE FROM proposal WHERE application = $1", DB_UUID(application));
}
