/* Makes the links of entrants, finds what they lead to, and loads the passes that their pages show. */
#include "issue/visit_link.h"

#include <sodium.h>
#include <string.h>

#include "issue/pass_row.h"
#include "records/record.h"

#define LINK_BYTES 16

static void hash_link(const struct vault *vault, const char *link, uint8_t hash[static VAULT_HASH_LEN])
{
    vault_hash(vault, "link", BYTES(link, VISIT_LINK_LEN), hash);
}

enum gh_status visit_link_make(struct db *db, const struct vault *vault, const struct uuid *application,
                               const struct uuid *holder, tick now, char link[static VISIT_LINK_SIZE])
{
    uint8_t random[LINK_BYTES], hash[VAULT_HASH_LEN];
    struct record_box box;
    const struct uuid id = record_id(now);
    enum gh_status status =
        db_query(db, NULL, "UPDATE visit_link SET replaced_at = $1 WHERE holder = $2 AND replaced_at IS NULL",
                 DB_INT(now), DB_UUID(holder));
    if (status)
        return status;
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(link, VISIT_LINK_SIZE, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    hash_link(vault, link, hash);
    return db_query(db, NULL,
                    "INSERT INTO visit_link (id, application, holder, link_hash, link_sealed, created_at) "
                    "VALUES ($1, $2, $3, $4, $5, $6)",
                    DB_UUID(&id), DB_UUID(application), DB_UUID(holder), DB_BLOB(hash, sizeof hash),
                    record_seal(vault, "visit_link.link", &id, link, &box), DB_INT(now));
}

/* Opens the link that a pass got before entrants had links. */
static enum gh_status old_link(struct db *db, const struct vault *vault, const struct uuid *pass,
                               char link[static VISIT_LINK_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT link_sealed FROM pass WHERE id = $1", DB_UUID(pass));
    if (!status && !(status = db_next(&rows)))
        status = record_open(vault, "pass.link", pass, &rows, 0, link, VISIT_LINK_SIZE);
    db_rows_end(&rows);
    return status ? status : link[0] ? GH_OK : GH_NOT_FOUND;
}

enum gh_status visit_link_of_pass(struct db *db, const struct vault *vault, const struct uuid *pass,
                                  char link[static VISIT_LINK_SIZE])
{
    struct db_rows rows = {0};
    struct uuid id;
    enum gh_status status = old_link(db, vault, pass, link);
    if (status != GH_NOT_FOUND)
        return status;
    status = db_query(db, &rows,
                      "SELECT v.id, v.link_sealed FROM pass s JOIN visit_link v ON v.holder = COALESCE(s.person, "
                      "s.vehicle) WHERE s.id = $1 AND v.replaced_at IS NULL",
                      DB_UUID(pass));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, id.b, UUID_LEN)))
        status = record_open(vault, "visit_link.link", &id, &rows, 1, link, VISIT_LINK_SIZE);
    db_rows_end(&rows);
    return status;
}

static bool is_link_character(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

enum visit_link_form visit_link_read(struct bytes text, char link[static VISIT_LINK_SIZE])
{
    size_t used = 0;
    memset(link, 0, VISIT_LINK_SIZE);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '.')
            continue;
        if (!is_link_character(text.data[i]))
            break;
        if (used == VISIT_LINK_LEN)
            return VISIT_LINK_WRONG;
        link[used++] = (char)text.data[i];
    }
    return used == VISIT_LINK_LEN ? VISIT_LINK_WHOLE : VISIT_LINK_CUT;
}

static enum gh_status find_old(struct db *db, const uint8_t hash[static VAULT_HASH_LEN], struct visit *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT id, application, COALESCE(person, vehicle) FROM pass WHERE link_hash = $1",
                 DB_BLOB(hash, VAULT_HASH_LEN));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, out->pass.b, UUID_LEN)) &&
        !(status = db_copy_blob(&rows, 1, out->application.b, UUID_LEN)))
        status = db_copy_blob(&rows, 2, out->holder.b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

enum gh_status visit_find(struct db *db, const struct vault *vault, const char link[static VISIT_LINK_SIZE],
                          struct visit *out)
{
    struct db_rows rows = {0};
    struct visit visit = {0};
    uint8_t hash[VAULT_HASH_LEN];
    hash_link(vault, link, hash);
    enum gh_status status =
        db_query(db, &rows, "SELECT application, holder, replaced_at FROM visit_link WHERE link_hash = $1",
                 DB_BLOB(hash, sizeof hash));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, visit.application.b, UUID_LEN))) {
        status = db_copy_blob(&rows, 1, visit.holder.b, UUID_LEN);
        visit.replaced = !db_is_null(&rows, 2);
    }
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        status = find_old(db, hash, &visit);
    if (!status)
        *out = visit;
    return status;
}

enum gh_status visit_first_pass(struct db *db, const struct uuid *application, const struct uuid *holder,
                                struct uuid *pass)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id FROM pass WHERE application = $1 AND COALESCE(person, vehicle) = $2 "
                                     "ORDER BY from_at, id LIMIT 1",
                                     DB_UUID(application), DB_UUID(holder));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, pass->b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

/* Reads the next row: a pass and whether it was used. */
static enum gh_status read_visit_pass(struct db_rows *rows, struct visit_pass *out)
{
    enum gh_status status = pass_read_row(rows, &out->pass);
    out->used = db_int(rows, PASS_COLUMN_COUNT) != 0;
    return status;
}

enum gh_status visit_passes_load(struct db *db, const struct visit *visit,
                                 struct visit_pass out[static VISIT_PASSES_MAX], size_t *count)
{
    struct db_rows rows = {0};
    const struct uuid *only = uuid_is_nil(&visit->pass) ? NULL : &visit->pass;
    size_t n = 0;
    /* A newer pass of the same period, or one of another time, has replaced the older ones. */
    enum gh_status status = db_query(
        db, &rows,
        "SELECT " PASS_COLUMNS ", CASE WHEN EXISTS (SELECT 1 FROM pass_use u WHERE u.pass = pass.id AND "
        "u.taken_back = 0) THEN 1 ELSE 0 END FROM pass WHERE application = $1 AND COALESCE(person, vehicle) = $2 "
        "AND state_reason <> '" PASS_REASON_AMENDED "' ORDER BY from_at, period, minted_at DESC, id DESC",
        DB_UUID(&visit->application), DB_UUID(&visit->holder));
    while (!status && n < VISIT_PASSES_MAX && !(status = db_next(&rows))) {
        struct visit_pass *next = &out[n];
        status = read_visit_pass(&rows, next);
        const bool older = n > 0 && memcmp(&out[n - 1].pass.period, &next->pass.period, sizeof next->pass.period) == 0;
        const bool wanted = only ? memcmp(only, &next->pass.id, sizeof *only) == 0 : !older;
        n += !status && wanted;
    }
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    *count = n;
    return n ? GH_OK : GH_NOT_FOUND;
}
