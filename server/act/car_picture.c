#include "act/car_picture.h"

#include <sodium.h>
#include <stdlib.h>

#include "devices/aside.h"
#include "records/audit.h"
#include "records/record.h"
#include "records/setting.h"

static enum gh_status is_known(struct db *db, const struct uuid *entry)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM evidence WHERE entry = $1", DB_BLOB(entry->b, UUID_LEN));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status;
}

/* Only of what this booth has told of. */
static enum gh_status find_entry(struct db *db, const struct device *device, const struct uuid *entry, tick *at)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT at FROM entry WHERE id = $1 AND device = $2",
                                     DB_BLOB(entry->b, UUID_LEN), DB_BLOB(device->id.b, UUID_LEN));
    if (!status && !(status = db_next(&rows)))
        *at = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status insert(const struct act_context *c, const struct uuid *entry, tick at, struct bytes photo)
{
    uint8_t *box = malloc(photo.len + VAULT_OVERHEAD);
    if (!box)
        return GH_NO_MEMORY;
    vault_seal(c->vault, "evidence.photo", entry, photo, box);
    enum gh_status status = db_query(c->db, NULL, "INSERT INTO evidence (entry, at, photo_sealed) VALUES ($1, $2, $3)",
                                     DB_BLOB(entry->b, UUID_LEN), DB_INT(at), DB_BLOB(box, photo.len + VAULT_OVERHEAD));
    free(box);
    return status;
}

/* *usable false: no box of ours, or about another entry. */
static enum gh_status take_new(const struct act_context *c, const struct uuid *entry, tick at, struct bytes sealed,
                               bool *usable)
{
    struct uuid id;
    uint8_t *plain = NULL;
    struct bytes photo;
    enum gh_status status =
        car_picture_open(sealed, c->vault->sealing_public, c->vault->sealing_secret, &id, &plain, &photo);
    *usable = status == GH_OK && uuid_equal(&id, entry);
    if (status)
        return status == GH_NO_MEMORY ? status : GH_OK;
    if (*usable)
        status = insert(c, entry, at, photo);
    sodium_memzero(plain, sealed.len - WALK_UP_SEAL_BYTES);
    free(plain);
    return status;
}

enum gh_status car_picture_take(const struct act_context *context, const struct device *device,
                                const struct uuid *entry, struct bytes sealed, bool *taken)
{
    int64_t days = 0;
    tick at = 0;
    enum gh_status status = is_known(context->db, entry);
    *taken = status == GH_OK;
    if (status != GH_NOT_FOUND)
        return status;
    status = setting_load(context->db, SETTING_GATE_CAR_PICTURE_DAYS, &days);
    if (status || days == 0)
        return status; /* switched off since: nobody is to keep it */
    status = find_entry(context->db, device, entry, &at);
    if (!status)
        status = take_new(context, entry, at, sealed, taken);
    else if (status == GH_NOT_FOUND)
        status = GH_OK;
    if (status || *taken)
        return status;
    return aside_keep(context->db, context->vault, device, sealed, 0, "evidence-unreadable", context->now);
}

enum gh_status car_picture_view(const struct act_context *context, const struct session *session,
                                const struct uuid *entry, uint8_t **out, size_t *out_len)
{
    struct db_rows rows = {0};
    uint8_t *photo = NULL;
    size_t len = 0;
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("entry", entry, subject);
    enum gh_status status =
        db_query(context->db, &rows, "SELECT photo_sealed FROM evidence WHERE entry = $1", DB_BLOB(entry->b, UUID_LEN));
    if (!status && !(status = db_next(&rows)))
        status = record_open_photo(context->vault, "evidence.photo", entry, db_bytes(&rows, 0), &photo, &len);
    db_rows_end(&rows);
    const struct audit_entry seen = {context->now, session->account, "entry-picture", subject, "", context->address};
    if (!status && (status = db_begin(context->db)) == GH_OK)
        status = record_finish(context->db, audit_write(context->db, &seen));
    if (status) {
        if (photo)
            sodium_memzero(photo, len);
        free(photo);
        return status;
    }
    *out = photo;
    *out_len = len;
    return GH_OK;
}

enum gh_status car_picture_sweep(struct db *db, tick now)
{
    int64_t days = 0;
    enum gh_status status = setting_load(db, SETTING_GATE_CAR_PICTURE_DAYS, &days);
    return status ? status : db_query(db, NULL, "DELETE FROM evidence WHERE at < $1", DB_INT(now - days * TICK_DAY));
}
