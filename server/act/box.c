/* Takes sealed boxes of every kind through one table of rules, and opens their pictures with an audit record. */
#include "act/box.h"

#include <stdlib.h>
#include <string.h>

#include "act/car_picture.h"
#include "act/emergency.h"
#include "act/roll_call_box.h"
#include "act/walk_up.h"
#include "devices/aside.h"
#include "records/audit.h"
#include "records/boxes.h"
#include "records/change.h"
#include "records/record.h"

/* The rule of one kind. */
struct box_rule {
    const char *known; /* $1 id, $2 device; selects the refusal's reason, "people" or "" if taken; no row: new */
    /* Opens and stores a new box in its own transaction. GH_DENIED: the box is unusable and nothing was stored.
     * GH_CONFLICT: its id is in use. */
    enum gh_status (*take)(const struct act_context *context, const struct box_arrival *arrival,
                           struct box_answer *answer);
    const char *unusable;       /* code under which an unusable box is quarantined */
    const char *subject, *seen; /* for the audit record of opening its picture */
};

static const struct box_rule rules[BOX_KIND_END] = {
    [BOX_WALK_UP] = {"SELECT reason FROM walk_up WHERE id = $1 AND device = $2", walk_up_take, "application-unreadable",
                     NULL, NULL},
    [BOX_EMERGENCY] = {"SELECT '' FROM emergency WHERE id = $1 AND device = $2", emergency_take, "emergency-unreadable",
                       "emergency", "emergency-photo"},
    [BOX_CAR_PICTURE] = {"SELECT '' FROM car_picture c JOIN entry e ON e.id = c.entry WHERE c.entry = $1 AND "
                         "e.device = $2",
                         car_picture_take, "car-picture-unreadable", "entry", "entry-picture"},
    [BOX_ROLL_CALL] =
        {"SELECT '' FROM (SELECT id, device FROM roll_call_part UNION ALL SELECT id, device FROM "
         "roll_call_tick UNION ALL SELECT id, device FROM roll_call_end) k WHERE k.id = $1 AND k.device = $2",
         roll_call_box_take, "roll-call-unreadable", NULL, NULL},
};

/* ---- Taking ---- */

static enum gh_status find_known(struct db *db, const struct box_arrival *arrival, struct box_answer *answer)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, rules[arrival->box.kind].known, DB_UUID(&arrival->box.id), DB_UUID(&arrival->device->id));
    if (!status && !(status = db_next(&rows)))
        answer->reason = walk_up_reason_from_name(db_bytes(&rows, 0));
    db_rows_end(&rows);
    answer->taken = !status && answer->reason == WALK_UP_BY_PEOPLE;
    return status;
}

static enum gh_status keep_aside(const struct act_context *c, const struct device *device, struct bytes content,
                                 const char *code)
{
    return aside_keep(c->db, c->vault, device, content, 0, code, c->now);
}

enum gh_status box_take(const struct act_context *c, const struct box_arrival *arrival, struct box_answer *answer)
{
    struct box_answer settled = {.reason = WALK_UP_BY_PEOPLE};
    const struct box_rule *rule = &rules[arrival->box.kind];
    enum gh_status status = find_known(c->db, arrival, &settled);
    bool is_new = status == GH_NOT_FOUND;
    if (is_new && !arrival->device->active)
        status = GH_DENIED;
    else if (is_new)
        status = rule->take(c, arrival, &settled);
    /* The same box arrived at the same moment on another connection. */
    if (status == GH_CONFLICT && !find_known(c->db, arrival, &settled))
        status = GH_OK;
    /* Quarantine settles the box. Otherwise the booth would send it for ever and hold up the boxes behind it. */
    if (status == GH_DENIED || status == GH_CONFLICT) {
        settled = (struct box_answer){false, WALK_UP_UNREADABLE};
        status = keep_aside(c, arrival->device, arrival->sealed,
                            status == GH_CONFLICT                ? "taken-id"
                            : is_new && !arrival->device->active ? "booth-revoked"
                                                                 : rule->unusable);
    }
    if (!status)
        *answer = settled;
    return status;
}

/* ---- From lines ---- */

static enum gh_status insert_carried(const struct act_context *c, const struct device *device, const struct box *box)
{
    int64_t position;
    enum gh_status status = change_reserve(c->db, 1, &position);
    return status ? status
                  : db_query(c->db, NULL,
                             "INSERT INTO carried_box (device, kind, id, at, position) VALUES ($1, $2, $3, $4, $5) "
                             "ON CONFLICT DO NOTHING",
                             DB_UUID(&device->id), DB_TEXT(box_kind_name(box->kind)), DB_UUID(&box->id), DB_INT(c->now),
                             DB_INT(position));
}

/* Records the settled box for the booth's next changes, since a stick carries no reply. */
static enum gh_status note_carried(const struct act_context *c, const struct device *device, const struct box *box)
{
    enum gh_status status = db_begin(c->db);
    return status ? status : record_finish(c->db, insert_carried(c, device, box));
}

/* Takes one line. *read false: the line was unreadable and has no id. */
static enum gh_status take_line(const struct act_context *c, const struct device *device, struct bytes line,
                                bool carried, struct box_settled *out, bool *read)
{
    struct box_arrival arrival = {.device = device};
    char why[WIRE_ERROR_SIZE];
    uint8_t *sealed = NULL;
    size_t len = 0;
    enum gh_status status = box_decode(line, &arrival.box, &sealed, &len, why);
    *read = status == GH_OK;
    if (status)
        return status == GH_NO_MEMORY ? status : keep_aside(c, device, line, "unreadable");
    arrival.sealed = BYTES(sealed, len);
    out->box = arrival.box;
    status = box_take(c, &arrival, &out->answer);
    free(sealed);
    return status || !carried ? status : note_carried(c, device, &arrival.box);
}

enum gh_status box_take_lines(const struct act_context *context, const struct device *device, struct bytes lines,
                              bool carried, struct box_settled *out, size_t *count)
{
    size_t seen = 0;
    *count = 0;
    while (lines.len > 0) {
        bool read = false;
        const uint8_t *end = memchr(lines.data, '\n', lines.len);
        if (!end)
            return GH_MALFORMED; /* the last line is cut off */
        if (++seen > BOX_LINES_MAX)
            return GH_TOO_LONG;
        struct bytes line = BYTES(lines.data, (size_t)(end - lines.data));
        lines = BYTES(end + 1, lines.len - line.len - 1);
        enum gh_status status = take_line(context, device, line, carried, &out[*count], &read);
        if (status)
            return status;
        *count += read;
    }
    return GH_OK;
}

/* ---- Opening ---- */

enum gh_status box_open_photo(const struct act_context *context, const struct session *session,
                              const struct scope *scope, enum box_kind kind, const struct uuid *id, uint8_t **out,
                              size_t *out_len)
{
    uint8_t *photo = NULL;
    size_t len = 0;
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = boxes_open_photo(context->db, context->vault, scope, kind, id, &photo, &len);
    if (!status)
        status = db_begin(context->db);
    if (!status) {
        audit_subject_id(rules[kind].subject, id, subject);
        const struct audit_entry seen = {context->now, session->account, rules[kind].seen, subject,
                                         "",           context->address};
        status = record_finish(context->db, audit_write(context->db, &seen));
    }
    if (status) {
        seal_wipe(photo, len);
        return status;
    }
    *out = photo;
    *out_len = len;
    return GH_OK;
}
