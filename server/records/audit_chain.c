/* Hashes entries of the audit trail and appends them to the chain. */
#include "records/audit_chain.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(AUDIT_HASH_LEN == crypto_hash_sha256_BYTES, "the hash is SHA-256");

static void put_number(crypto_hash_sha256_state *state, size_t width, uint64_t value)
{
    uint8_t bytes[8];
    struct writer w = writer_over(bytes, sizeof bytes);
    writer_put_uint(&w, width, value);
    (void)crypto_hash_sha256_update(state, bytes, width);
}

static void put_text(crypto_hash_sha256_state *state, struct bytes text)
{
    put_number(state, 4, text.len);
    if (text.len > 0)
        (void)crypto_hash_sha256_update(state, text.data, text.len);
}

enum gh_status audit_row_read(struct db_rows *rows, int first, struct audit_row *out)
{
    out->at = db_int(rows, first + 1);
    out->account = db_int(rows, first + 2);
    out->action = db_bytes(rows, first + 3);
    out->subject = db_bytes(rows, first + 4);
    out->detail = db_bytes(rows, first + 5);
    out->address = db_bytes(rows, first + 6);
    return db_copy_blob(rows, first, out->id.b, UUID_LEN);
}

void audit_row_digest(const struct audit_row *row, uint8_t out[static AUDIT_HASH_LEN])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    put_text(&state, bytes_of_string("gatehouse audit entry 1"));
    (void)crypto_hash_sha256_update(&state, row->id.b, UUID_LEN);
    put_number(&state, 8, (uint64_t)row->at);
    put_number(&state, 8, (uint64_t)row->account);
    put_text(&state, row->action);
    put_text(&state, row->subject);
    put_text(&state, row->detail);
    put_text(&state, row->address);
    (void)crypto_hash_sha256_final(&state, out);
}

void audit_link_hash(const uint8_t before[static AUDIT_HASH_LEN], int64_t sequence,
                     const uint8_t digest[static AUDIT_HASH_LEN], uint8_t out[static AUDIT_HASH_LEN])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    put_text(&state, bytes_of_string("gatehouse audit link 1"));
    (void)crypto_hash_sha256_update(&state, before, AUDIT_HASH_LEN);
    put_number(&state, 8, (uint64_t)sequence);
    (void)crypto_hash_sha256_update(&state, digest, AUDIT_HASH_LEN);
    (void)crypto_hash_sha256_final(&state, out);
}

/* The entries of a transaction that are not linked yet. */
struct waiting {
    size_t count, room;
    struct {
        struct uuid id;
        uint8_t digest[AUDIT_HASH_LEN];
    } entries[];
};

static enum gh_status take_places(struct db *db, int64_t count, int64_t *last, uint8_t hash[static AUDIT_HASH_LEN])
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "UPDATE audit_head SET sequence = sequence + $1 WHERE one = 1 RETURNING sequence, hash",
                 DB_INT(count));
    if (!status)
        status = db_next(&rows);
    if (!status) {
        *last = db_int(&rows, 0);
        status = db_copy_blob(&rows, 1, hash, AUDIT_HASH_LEN);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_CORRUPT : status;
}

static enum gh_status link_waiting(struct db *db, void *context)
{
    const struct waiting *w = context;
    uint8_t hash[AUDIT_HASH_LEN];
    int64_t sequence = 0;
    enum gh_status status = take_places(db, (int64_t)w->count, &sequence, hash);
    sequence -= (int64_t)w->count;
    for (size_t i = 0; !status && i < w->count; i++) {
        audit_link_hash(hash, ++sequence, w->entries[i].digest, hash);
        status = db_query(db, NULL, "INSERT INTO audit_link (sequence, entry, hash) VALUES ($1, $2, $3)",
                          DB_INT(sequence), DB_UUID(&w->entries[i].id), DB_BLOB(hash, AUDIT_HASH_LEN));
    }
    if (!status)
        status = db_query(db, NULL, "UPDATE audit_head SET hash = $1 WHERE one = 1", DB_BLOB(hash, AUDIT_HASH_LEN));
    return status == GH_CONFLICT ? GH_CORRUPT : status;
}

enum gh_status audit_chain_add(struct db *db, const struct audit_row *row)
{
    struct waiting *w = db_at_end_context(db);
    const size_t count = w ? w->count : 0;
    if (!w || count == w->room) {
        const size_t room = count ? 2 * count : 4;
        w = realloc(w, sizeof *w + room * sizeof w->entries[0]);
        if (!w)
            return GH_NO_MEMORY;
        w->room = room;
    }
    w->entries[count].id = row->id;
    audit_row_digest(row, w->entries[count].digest);
    w->count = count + 1;
    db_at_end(db, link_waiting, w);
    return GH_OK;
}
