/* Stores emergency admissions and the security office's decision on them. */
#include "act/emergency.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act/box_key.h"
#include "act/tell.h"
#include "records/audit.h"
#include "records/boxes.h"
#include "records/change.h"
#include "records/exception.h"
#include "records/record.h"

/* ---- What follows for others ---- */

/* Updates the walk-up row, which brings the new state to the booth. */
static enum gh_status tell_booth(struct db *db, const struct uuid *application, enum emergency_state state)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    return status ? status
                  : db_query(db, NULL,
                             "UPDATE walk_up SET emergency = $1, row_version = row_version + 1, position = $2 "
                             "WHERE id = $3",
                             DB_TEXT(emergency_state_name(state)), DB_INT(position), DB_UUID(application));
}

/* Appends to the application's history and raises its version. An approver who is deciding now must look again,
 * because people are already inside. GH_ROLLBACK: the approver was faster. */
static enum gh_status note(const struct act_context *c, struct application *a, const struct session *session,
                           const char *action, const char *remark)
{
    const char *state = flow_state_name(a->state);
    enum gh_status status =
        db_query(c->db, NULL, "UPDATE application SET version = version + 1 WHERE id = $1 AND version = $2",
                 DB_UUID(&a->id), DB_INT(a->version));
    if (status || db_changed(c->db) != 1)
        return status ? status : GH_ROLLBACK;
    a->version++;
    return history_append(c->db, c->vault,
                          &(struct history_entry){.application = &a->id,
                                                  .version = a->version,
                                                  .at = c->now,
                                                  .account = session ? session->account : 0,
                                                  .role = session ? "security" : "system",
                                                  .action = action,
                                                  .from_state = state,
                                                  .to_state = state,
                                                  .remark = remark,
                                                  .address = c->address});
}

/* Loads the application. *there false: the walk-up was refused on arrival, so no application exists. */
static enum gh_status load(const struct act_context *c, const struct uuid *id, struct application *out, bool *there)
{
    enum gh_status status = application_load(c->db, c->vault, id, out);
    *there = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- Taking one ---- */

static enum gh_status insert(const struct act_context *c, const struct device *device, const struct emergency *e,
                             struct bytes photo)
{
    struct record_box approver;
    uint8_t *box = NULL;
    size_t len = 0;
    enum gh_status status =
        photo.len > 0 ? boxes_seal_photo(c->vault, BOX_EMERGENCY, &e->id, photo, &box, &len) : GH_OK;
    if (status)
        return status;
    status =
        db_query(c->db, NULL,
                 "INSERT INTO emergency (id, application, device, campus, at, arrived_at, guard, second_guard, reason, "
                 "approver_sealed, photo_sealed, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                 DB_UUID(&e->id), DB_UUID(&e->application), DB_UUID(&device->id), DB_INT(device->campus), DB_INT(e->at),
                 DB_INT(c->now), DB_INT(e->guard), DB_INT(e->second_guard), DB_TEXT(override_reason_name(e->reason)),
                 record_seal(c->vault, "emergency.approver", &e->id, e->approver, &approver),
                 box ? DB_BLOB(box, len) : DB_NULL, DB_TEXT(emergency_state_name(EMERGENCY_OPEN)));
    free(box);
    return status;
}

static enum gh_status raise_exception(const struct act_context *c, const struct device *device,
                                      const struct emergency *e)
{
    return exception_raise(c->db,
                           &(struct exception_sighting){.kind = EXCEPTION_EMERGENCY,
                                                        .campus = device->campus,
                                                        .gate = device->gate,
                                                        .device = &device->id,
                                                        .subject = &e->id,
                                                        .entry = NULL,
                                                        .other_entry = NULL,
                                                        .pass = NULL,
                                                        .at = e->at},
                           c->now);
}

static enum gh_status store(const struct act_context *c, const struct device *device, const struct emergency *e,
                            struct bytes photo)
{
    struct application a = {0};
    bool there = false;
    enum gh_status status = insert(c, device, e, photo);
    if (!status)
        status = raise_exception(c, device, e);
    if (!status)
        status = tell_booth(c->db, &e->application, EMERGENCY_OPEN);
    if (!status)
        status = load(c, &e->application, &a, &there);
    if (!status && there)
        status = note(c, &a, NULL, "emergency-admitted", "");
    if (!status && there)
        status = tell_emergency(c, &a);
    application_free(&a);
    return status;
}

/* Checks that the application was made at this booth. GH_NOT_FOUND: it was not. */
static enum gh_status is_of_device(struct db *db, const struct device *device, const struct uuid *application)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM walk_up WHERE id = $1 AND device = $2",
                                     DB_UUID(application), DB_UUID(&device->id));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status;
}

static enum gh_status take_opened(const struct act_context *c, const struct device *device, const struct emergency *e,
                                  struct bytes photo)
{
    enum gh_status status = is_of_device(c->db, device, &e->application);
    if (status)
        return status == GH_NOT_FOUND ? GH_DENIED : status;
    status = db_begin(c->db);
    return status ? status : record_finish(c->db, store(c, device, e, photo));
}

enum gh_status emergency_take(const struct act_context *c, const struct box_arrival *arrival, struct box_answer *answer)
{
    struct emergency e;
    uint8_t *plain = NULL;
    struct bytes photo;
    struct sealing_key key;
    enum gh_status status = box_key_of(c, arrival->sealed, &key);
    if (status)
        return status;
    status = emergency_open(arrival->sealed, key.public_key, key.secret_key, &e, &plain, &photo);
    sodium_memzero(&key, sizeof key);
    if (status)
        return status == GH_NO_MEMORY ? status : GH_DENIED;
    status = uuid_equal(&e.id, &arrival->box.id) ? take_opened(c, arrival->device, &e, photo) : GH_DENIED;
    seal_wipe(plain, arrival->sealed.len - SEAL_BYTES);
    answer->taken = status == GH_OK;
    return status;
}

/* ---- Deciding ---- */

static enum gh_status find(struct db *db, const struct scope *scope, const struct uuid *id, struct uuid *application)
{
    struct db_rows rows = {0};
    enum gh_status status =
        scope_query(db, &rows, scope, "SELECT application FROM emergency WHERE id = $1 AND {campus}", DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, application->b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

static enum gh_status audit(const struct act_context *c, const struct session *session, const struct uuid *id,
                            const char *action)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("emergency", id, subject);
    return audit_write(c->db, &(struct audit_entry){c->now, session->account, action, subject, "", c->address});
}

static enum gh_status decide(const struct act_context *c, const struct session *session, const struct uuid *id,
                             const struct uuid *application, enum emergency_state state, const char *remark)
{
    static const char *const actions[EMERGENCY_STATE_COUNT] = {
        [EMERGENCY_CONFIRMED] = "emergency-confirmed", [EMERGENCY_OBJECTED] = "emergency-objected"};
    struct application a = {0};
    bool there = false;
    enum gh_status status = db_query(c->db, NULL,
                                     "UPDATE emergency SET state = $1, decided_at = $2, decided_by = $3, decision = $4 "
                                     "WHERE id = $5 AND state = 'open'",
                                     DB_TEXT(emergency_state_name(state)), DB_INT(c->now), DB_INT(session->account),
                                     DB_TEXT(remark), DB_UUID(id));
    if (!status && db_changed(c->db) == 0)
        status = GH_ROLLBACK;
    if (!status)
        status = exception_close_all(c->db, EXCEPTION_EMERGENCY, id, session->account, EXCEPTION_DECIDED, c->now);
    if (!status)
        status = tell_booth(c->db, application, state);
    if (!status)
        status = audit(c, session, id, actions[state]);
    if (!status)
        status = load(c, application, &a, &there);
    if (!status && there)
        status = note(c, &a, session, actions[state], remark);
    application_free(&a);
    return status;
}

enum gh_status emergency_decide(const struct act_context *context, const struct session *session,
                                const struct scope *scope, const struct uuid *id, bool confirm, const char *remark)
{
    struct uuid application;
    enum gh_status status = find(context->db, scope, id, &application);
    if (!status)
        status = db_begin(context->db);
    if (status)
        return status;
    status = decide(context, session, id, &application, confirm ? EMERGENCY_CONFIRMED : EMERGENCY_OBJECTED, remark);
    return record_finish(context->db, status);
}

/* ---- Looking ---- */

enum gh_status emergency_query(struct db *db, struct db_rows *rows, const struct scope *scope, const char *state,
                               int64_t max)
{
    return scope_query(
        db, rows, scope,
        "SELECT e.id, e.at, e.arrived_at, d.name, e.campus, g.name, s.name, e.reason, e.approver_sealed, "
        "e.photo_sealed IS NOT NULL, e.state, e.decided_at, c.display_name, e.decision, w.number, "
        "a.id, a.number, a.state, u.name FROM emergency e JOIN device d ON d.id = e.device "
        "LEFT JOIN guard g ON g.id = e.guard LEFT JOIN guard s ON s.id = e.second_guard "
        "LEFT JOIN account c ON c.id = e.decided_by LEFT JOIN walk_up w ON w.id = e.application "
        "LEFT JOIN application a ON a.id = e.application LEFT JOIN unit u ON u.id = a.unit "
        "WHERE {e.campus} AND ($1 = '' OR e.state = $1) ORDER BY CASE WHEN e.state = 'open' THEN 0 ELSE 1 END, e.at "
        "DESC, e.id LIMIT $2",
        DB_TEXT(state), DB_INT(max));
}
