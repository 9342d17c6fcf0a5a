/* One table of SQL for each kind of box: how its picture is read, erased and expired. */
#include "records/boxes.h"

#include <stdlib.h>
#include <string.h>

#include "records/record.h"
#include "records/setting.h"

/* Time for an offline booth to read the note. Later it hands up its boxes again. */
#define CARRIED_KEPT (90 * TICK_DAY)

#define WIPE_EMERGENCY "UPDATE emergency SET approver_sealed = $2, photo_sealed = NULL, decision = '' "

/* NULL: the kind has no such step. */
struct box_record {
    const char *column;     /* the column that the vault binds the sealed picture to; never rename it */
    const char *photo;      /* $1 id: selects the sealed picture, within a scope */
    const char *erase;      /* $1 application; $2, if used, an empty blob */
    const char *erase_lone; /* $1 before; $2, if used, an empty blob */
    const char *expire;     /* $1 before */
    enum setting expires;   /* days to keep a picture */
};

static const struct box_record records[BOX_KIND_END] = {
    [BOX_EMERGENCY] =
        {
            .column = "emergency.photo",
            .photo = "SELECT photo_sealed FROM emergency WHERE id = $1 AND photo_sealed IS NOT NULL AND {campus}",
            .erase = WIPE_EMERGENCY "WHERE application = $1",
            /* Covers emergencies without an application, for example one that was refused at once. */
            .erase_lone = WIPE_EMERGENCY "WHERE at < $1 AND length(approver_sealed) > 0 AND application NOT IN "
                                         "(SELECT id FROM application)",
        },
    [BOX_CAR_PICTURE] =
        {
            .column = "evidence.photo",
            .photo = "SELECT c.photo_sealed FROM car_picture c JOIN entry e ON e.id = c.entry WHERE c.entry = $1 AND "
                     "{e.campus}",
            .erase = "DELETE FROM car_picture WHERE entry IN "
                     "(SELECT e.id FROM entry e JOIN pass p ON p.id = e.pass WHERE p.application = $1)",
            .expire = "DELETE FROM car_picture WHERE at < $1",
            .expires = SETTING_GATE_CAR_PICTURE_DAYS,
        },
};

static const uint8_t nothing[1];

enum gh_status boxes_seal_photo(const struct vault *vault, enum box_kind kind, const struct uuid *id,
                                struct bytes photo, uint8_t **out, size_t *out_len)
{
    uint8_t *sealed = malloc(photo.len + VAULT_OVERHEAD);
    if (!sealed)
        return GH_NO_MEMORY;
    vault_seal(vault, records[kind].column, id, photo, sealed);
    *out = sealed;
    *out_len = photo.len + VAULT_OVERHEAD;
    return GH_OK;
}

enum gh_status boxes_open_photo(struct db *db, const struct vault *vault, const struct scope *scope, enum box_kind kind,
                                const struct uuid *id, uint8_t **out, size_t *out_len)
{
    struct db_rows rows = {0};
    if (!records[kind].photo)
        return GH_NOT_FOUND;
    enum gh_status status = scope_query(db, &rows, scope, records[kind].photo, DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        status = record_open_photo(vault, records[kind].column, id, db_bytes(&rows, 0), out, out_len);
    db_rows_end(&rows);
    return status;
}

static enum gh_status run(struct db *db, const char *sql, struct db_value first)
{
    return strstr(sql, "$2") ? db_query(db, NULL, sql, first, DB_BLOB(nothing, 0)) : db_query(db, NULL, sql, first);
}

enum gh_status boxes_erase(struct db *db, const struct uuid *application)
{
    enum gh_status status = GH_OK;
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END && !status; kind++)
        if (records[kind].erase)
            status = run(db, records[kind].erase, DB_UUID(application));
    return status;
}

enum gh_status boxes_erase_lone(struct db *db, tick before)
{
    enum gh_status status = GH_OK;
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END && !status; kind++)
        if (records[kind].erase_lone)
            status = run(db, records[kind].erase_lone, DB_INT(before));
    return status;
}

static enum gh_status expire(struct db *db, const struct box_record *record, tick now)
{
    int64_t days = 0;
    enum gh_status status = setting_load(db, record->expires, &days);
    return status ? status : db_query(db, NULL, record->expire, DB_INT(now - days * TICK_DAY));
}

enum gh_status boxes_sweep(struct db *db, tick now)
{
    enum gh_status status = db_query(db, NULL, "DELETE FROM carried_box WHERE at < $1", DB_INT(now - CARRIED_KEPT));
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END && !status; kind++)
        if (records[kind].expire)
            status = expire(db, &records[kind], now);
    return status;
}
