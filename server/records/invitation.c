/* Makes and finds invitation links, and adds a visitor's answer to the draft. */
#include "records/invitation.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "records/application_input.h"
#include "records/record.h"

#define TOKEN_BYTES 16
#define COLUMNS "SELECT id, application, person, label, token_sealed, expires_at, filled_at FROM invitation "

static void hash_token(const struct vault *vault, struct bytes token, uint8_t out[static VAULT_HASH_LEN])
{
    vault_hash(vault, "invitation", token, out);
}

enum gh_status invitation_add(struct db *db, const struct vault *vault, const struct uuid *application,
                              const char *label, tick now, tick expires_at, struct invitation *out)
{
    uint8_t random[TOKEN_BYTES], hash[VAULT_HASH_LEN];
    struct record_box box;
    struct invitation made = {.id = record_id(now), .application = *application, .expires_at = expires_at};
    (void)snprintf(made.label, sizeof made.label, "%s", label);
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(made.token, sizeof made.token, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    hash_token(vault, BYTES(made.token, INVITATION_TOKEN_LEN), hash);
    enum gh_status status = db_query(db, NULL,
                                     "INSERT INTO invitation (id, application, token_hash, token_sealed, label, "
                                     "created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                                     DB_UUID(&made.id), DB_UUID(application), DB_BLOB(hash, sizeof hash),
                                     record_seal(vault, "invitation.token", &made.id, made.token, &box),
                                     DB_TEXT(made.label), DB_INT(now), DB_INT(expires_at));
    if (!status)
        *out = made;
    return status;
}

enum gh_status invitation_query(struct db *db, struct db_rows *rows, const struct uuid *application)
{
    return db_query(db, rows, COLUMNS "WHERE application = $1 AND cancelled_at IS NULL ORDER BY id",
                    DB_UUID(application));
}

enum gh_status invitation_next(struct db_rows *rows, const struct vault *vault, struct invitation *out)
{
    struct invitation one = {0};
    enum gh_status status = db_next(rows);
    if (!status)
        status = db_copy_blob(rows, 0, one.id.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 1, one.application.b, UUID_LEN);
    if (!status && !db_is_null(rows, 2))
        status = db_copy_blob(rows, 2, one.person.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, 3, one.label, sizeof one.label);
    if (!status)
        status = record_open(vault, "invitation.token", &one.id, rows, 4, one.token, sizeof one.token);
    if (status)
        return status;
    one.expires_at = db_int(rows, 5);
    one.filled_at = db_int(rows, 6);
    *out = one;
    return GH_OK;
}

enum gh_status invitation_cancel(struct db *db, const struct uuid *id, int64_t applicant, tick now)
{
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE invitation SET cancelled_at = $1 WHERE id = $2 AND cancelled_at IS NULL AND EXISTS "
                 "(SELECT 1 FROM application a WHERE a.id = invitation.application AND a.applicant = $3)",
                 DB_INT(now), DB_UUID(id), DB_INT(applicant));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status invitation_find(struct db *db, const struct vault *vault, struct bytes token, tick now,
                               struct invitation *out)
{
    struct db_rows rows = {0};
    uint8_t hash[VAULT_HASH_LEN];
    if (token.len != INVITATION_TOKEN_LEN)
        return GH_NOT_FOUND;
    hash_token(vault, token, hash);
    enum gh_status status = db_query(db, &rows,
                                     COLUMNS "WHERE token_hash = $1 AND cancelled_at IS NULL AND "
                                             "(expires_at > $2 OR filled_at IS NOT NULL)",
                                     DB_BLOB(hash, sizeof hash), DB_INT(now));
    if (!status)
        status = invitation_next(&rows, vault, out);
    db_rows_end(&rows);
    return status;
}

/* ---- filling in ---- */

/* Reads the visitor into an application with this one person, so that the usual checks apply. */
static enum gh_status read_guest(const json_t *input, struct application *guest, struct field_errors *errors)
{
    const json_t *person = json_object_get(input, "person");
    const char *plate = json_string_value(json_object_get(input, "plate"));
    json_t *own = json_is_object(person) ? json_deep_copy(person) : json_object();
    bool by_car = plate && *plate;
    bool failed = json_object_set_new(own, "vehicle", by_car ? json_integer(0) : json_null()) != 0;
    failed |= json_object_del(own, "id") != 0 && json_object_get(own, "id") != NULL;
    json_t *whole = json_pack("{s:[o]}", "persons", own);
    if (whole && by_car)
        failed |= json_object_set_new(whole, "vehicles", json_pack("[{s:s}]", "plate", plate)) != 0;
    enum gh_status status = !whole || failed ? GH_NO_MEMORY : application_input(whole, guest, errors);
    json_decref(whole);
    return status;
}

/* Copies the errors of the person and the car, with the paths of the visitor's form. */
static void keep_own_errors(const struct field_errors *all, struct field_errors *out)
{
    static const char person[] = "persons[0].", plate[] = "vehicles[0].plate";
    for (size_t i = 0; i < all->count && i < FIELD_ERRORS_MAX; i++) {
        const struct field_error *e = &all->items[i];
        if (strncmp(e->path, person, sizeof person - 1) == 0)
            field_errors_add(out, e->code, e->message, "person.%s", e->path + sizeof person - 1);
        else if (strcmp(e->path, plate) == 0)
            field_errors_add(out, e->code, e->message, "plate");
    }
}

/* Returns the index of the car with that plate and adds it if needed. Returns ON_FOOT when the draft is full. */
static int car_of(struct application *a, const struct vehicle *car)
{
    for (size_t i = 0; i < a->vehicle_count; i++)
        if (strcmp(a->vehicles[i].plate, car->plate) == 0)
            return (int)i;
    if (a->vehicle_count == APPLICATION_VEHICLES_MAX || application_set_vehicles(a, a->vehicle_count + 1))
        return ON_FOOT;
    struct vehicle *added = &a->vehicles[a->vehicle_count - 1];
    memcpy(added->plate, car->plate, sizeof added->plate);
    return (int)a->vehicle_count - 1;
}

static enum gh_status append(struct application *a, const struct application *guest)
{
    int vehicle = ON_FOOT;
    if (a->person_count == APPLICATION_PERSONS_MAX)
        return GH_CONFLICT;
    if (guest->vehicle_count > 0 && (vehicle = car_of(a, &guest->vehicles[0])) == ON_FOOT)
        return GH_CONFLICT;
    enum gh_status status = application_set_persons(a, a->person_count + 1);
    if (status)
        return status;
    struct person *added = &a->persons[a->person_count - 1];
    *added = guest->persons[0];
    added->id = (struct uuid){0};
    added->vehicle = vehicle;
    return GH_OK;
}

static enum gh_status store(struct db *db, const struct vault *vault, const struct invitation *invitation,
                            const struct application *guest, const struct consent_given *consent, tick now)
{
    struct application a = {0};
    enum gh_status status = application_load(db, vault, &invitation->application, &a);
    if (!status && a.state != FLOW_DRAFT && a.state != FLOW_SENT_BACK)
        status = GH_CONFLICT;
    if (!status)
        status = append(&a, guest);
    if (!status)
        status = application_update(db, vault, &a, a.version, true);
    if (!status)
        status = consent_record_own(db, vault, &a, a.person_count - 1, consent, now);
    if (!status)
        status = db_query(db, NULL,
                          "UPDATE invitation SET filled_at = $1, person = $2 WHERE id = $3 AND filled_at IS NULL AND "
                          "cancelled_at IS NULL",
                          DB_INT(now), DB_UUID(&a.persons[a.person_count - 1].id), DB_UUID(&invitation->id));
    if (!status && db_changed(db) != 1)
        status = GH_CONFLICT;
    application_free(&a);
    return status;
}

enum gh_status invitation_fill(struct db *db, const struct vault *vault, const struct invitation *invitation,
                               const json_t *input, const struct consent_given *consent,
                               const struct check_context *context, tick now, struct field_errors *errors)
{
    struct application guest = {0};
    struct field_errors all = {0};
    if (invitation->filled_at)
        return GH_CONFLICT;
    enum gh_status status = read_guest(input, &guest, &all);
    if (!status && all.count == 0 && guest.person_count == 1)
        application_check(&guest, context, &all);
    keep_own_errors(&all, errors);
    if (!status && guest.person_count == 1 && consent_needs_guardian(&guest, 0, now) && !consent->guardian[0])
        field_errors_add(errors, "missing",
                         N_("For a visitor under 14 a parent or another guardian consents. Enter the guardian's name."),
                         "consent.guardian");
    if (!status && (errors->count || guest.person_count != 1))
        status = GH_MALFORMED;
    if (!status && !(status = db_begin(db)))
        status = record_finish(db, store(db, vault, invitation, &guest, consent, now));
    application_free(&guest);
    return status;
}
