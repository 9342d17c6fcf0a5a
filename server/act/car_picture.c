/* Opens a vehicle's picture from its box and stores it beside its entry. */
#include "act/car_picture.h"

#include <sodium.h>
#include <stdlib.h>

#include "act/box_key.h"
#include "records/boxes.h"
#include "records/setting.h"
#include "wire/car_picture.h"

/* Finds the entry that the picture shows. A booth may add pictures only to its own entries. */
static enum gh_status find_entry(struct db *db, const struct box_arrival *arrival, tick *at)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT at FROM entry WHERE id = $1 AND device = $2",
                                     DB_UUID(&arrival->box.id), DB_UUID(&arrival->device->id));
    if (!status && !(status = db_next(&rows)))
        *at = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status insert(const struct act_context *c, const struct uuid *entry, tick at, struct bytes photo)
{
    uint8_t *box = NULL;
    size_t len = 0;
    enum gh_status status = boxes_seal_photo(c->vault, BOX_CAR_PICTURE, entry, photo, &box, &len);
    if (!status)
        status = db_query(c->db, NULL, "INSERT INTO car_picture (entry, at, photo_sealed) VALUES ($1, $2, $3)",
                          DB_UUID(entry), DB_INT(at), DB_BLOB(box, len));
    free(box);
    return status;
}

static enum gh_status open_and_insert(const struct act_context *c, const struct box_arrival *arrival, tick at)
{
    struct uuid entry;
    uint8_t *plain = NULL;
    struct bytes photo;
    struct sealing_key key;
    enum gh_status status = box_key_of(c, arrival->sealed, &key);
    if (status)
        return status;
    status = car_picture_open(arrival->sealed, key.public_key, key.secret_key, &entry, &plain, &photo);
    sodium_memzero(&key, sizeof key);
    if (status)
        return status == GH_NO_MEMORY ? status : GH_DENIED;
    status = uuid_equal(&entry, &arrival->box.id) ? insert(c, &entry, at, photo) : GH_DENIED;
    seal_wipe(plain, arrival->sealed.len - SEAL_BYTES);
    return status;
}

enum gh_status car_picture_take(const struct act_context *context, const struct box_arrival *arrival,
                                struct box_answer *answer)
{
    int64_t days = 0;
    tick at = 0;
    enum gh_status status = setting_load(context->db, SETTING_GATE_CAR_PICTURE_DAYS, &days);
    if (status || days == 0)
        return status;
    status = find_entry(context->db, arrival, &at);
    if (status)
        return status == GH_NOT_FOUND ? GH_DENIED : status;
    status = open_and_insert(context, arrival, at);
    answer->taken = status == GH_OK;
    return status;
}
