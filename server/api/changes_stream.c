/* Streams the changes for a booth, signed in pieces, or as a whole when they travel as a file. */
#include "api/changes_stream.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "devices/journals.h"
#include "records/place_list.h"
#include "token/carried.h"

#define LOOK_BACK TICK_DAY
#define LOOK_AHEAD (8 * TICK_DAY)
#define PIECE_BYTES ((size_t)64 * 1024) /* of lines that are signed together, about so many */

_Static_assert(PIECE_BYTES > WIRE_LINE_MAX + 1 && PIECE_BYTES <= ATTEST_PIECE_MAX, "every line fits into a piece");

struct changes_stream {
    struct reply_stream base; /* must be first: the listener sees only this part */
    const struct server *server;
    struct changes_reading reading;
    struct device device; /* its binding is unsealed */
    enum changes_signed how;
    crypto_hash_sha256_state hash; /* of a carried file */
    bool has_label;                /* its count of entries is of the booth's newest journal: */
    uint8_t label[JOURNAL_IDENTITY_LEN];
    uint8_t nonce[ATTEST_NONCE_LEN];
    uint64_t pieces; /* that are sent */
    bool keys_sent;
};

/* A booth that moves to another campus must start over with other passes. The scope's name tells it so. */
enum gh_status changes_scope_of(struct db *db, const struct device *d, tick now, struct changes_scope *out)
{
    int64_t day = now / TICK_DAY;
    *out = (struct changes_scope){
        .from = day * TICK_DAY - LOOK_BACK, .to = day * TICK_DAY + LOOK_AHEAD, .device = d->id, .campus = d->campus};
    out->acknowledged = d->acknowledged;
    (void)snprintf(out->name, sizeof out->name, "campus-%lld", (long long)d->campus);
    out->binding = BYTES(d->binding, d->binding_len);
    return campus_gates(db, d->campus, &out->gates);
}

static enum gh_status put_line(void *context, const struct wire_record *record)
{
    struct reply_buffer *out = context;
    char line[WIRE_LINE_MAX + 2];
    enum gh_status status = wire_record_encode(record, line, sizeof line - 1);
    if (status)
        return status;
    size_t len = strlen(line);
    line[len] = '\n';
    return reply_buffer_put(out, BYTES(line, len + 1));
}

/* Hashes the new part of `out`, from `from` on. After the last part it appends the seal. */
static enum gh_status seal(struct changes_stream *s, struct reply_buffer *out, size_t from)
{
    struct carried_claims claims = {.what = CARRIED_SNAPSHOT,
                                    .device = s->device.id,
                                    .at = server_now(s->server),
                                    .number = s->device.acknowledged,
                                    .has_journal = s->has_label};
    char text[CARRIED_TEXT_MAX];
    memcpy(claims.journal, s->label, sizeof claims.journal);
    (void)crypto_hash_sha256_update(&s->hash, (const unsigned char *)out->data + from, out->len - from);
    if (!s->reading.done)
        return GH_OK;
    (void)crypto_hash_sha256_final(&s->hash, claims.digest);
    enum gh_status status = issuer_seal(s->server->issuer, &claims, text);
    if (!status)
        status = reply_buffer_put(out, bytes_of_string(text));
    return status ? status : reply_buffer_put(out, bytes_of_string("\n"));
}

static enum gh_status put_texts(struct reply_buffer *out, const char *mark, const char *text)
{
    enum gh_status status = reply_buffer_put(out, bytes_of_string(mark));
    if (!status)
        status = reply_buffer_put(out, bytes_of_string(text));
    return status ? status : reply_buffer_put(out, bytes_of_string("\n"));
}

static enum gh_status put_piece(struct changes_stream *s, struct bytes body, struct reply_buffer *out)
{
    const struct changes_reading *r = &s->reading;
    struct attest_claims claims = {.what = ATTEST_PIECE,
                                   .device = s->device.id,
                                   .number = s->pieces++,
                                   .len = body.len,
                                   .from = (uint64_t)r->held.position,
                                   .to = (uint64_t)r->position};
    char text[ATTEST_TEXT_MAX];
    memcpy(claims.nonce, s->nonce, sizeof claims.nonce);
    memcpy(claims.lineage, r->history.lineage, sizeof claims.lineage);
    attest_digest(body, claims.digest);
    enum gh_status status = issuer_attest(s->server->issuer, server_now(s->server), &claims, text);
    if (!status)
        status = put_texts(out, ATTEST_PIECE_MARK, text);
    return status ? status : reply_buffer_put(out, body);
}

/* Returns how many bytes of whole lines make the next piece: up to PIECE_BYTES, at least one line. */
static size_t piece_of(struct bytes lines)
{
    size_t len = lines.len < PIECE_BYTES ? lines.len : PIECE_BYTES;
    while (len > 0 && lines.data[len - 1] != '\n')
        len--;
    return len;
}

/* Signs lines in pieces, after the key set that verifies them. */
static enum gh_status put_pieces(struct changes_stream *s, struct bytes lines, struct reply_buffer *out)
{
    char keys[ATTEST_KEYS_TEXT_MAX];
    enum gh_status status = GH_OK;
    if (!s->keys_sent) {
        status = issuer_keys_text(s->server->issuer, keys);
        if (!status)
            status = put_texts(out, ATTEST_KEYS_MARK, keys);
        s->keys_sent = true;
    }
    while (!status && lines.len > 0) {
        size_t len = piece_of(lines);
        status = len ? put_piece(s, BYTES(lines.data, len), out) : GH_TOO_LONG;
        lines = BYTES(lines.data + len, lines.len - len);
    }
    return status;
}

/* The last piece of a file says how many entries of which journal the server has. */
static enum gh_status find_label(struct changes_stream *s, struct db *db)
{
    enum gh_status status = journals_newest_label(db, &s->device.id, s->label, &s->device.acknowledged);
    s->has_label = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status next_piece(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct changes_stream *s = (struct changes_stream *)base;
    size_t from = out->len;
    struct reply_buffer lines = {0}, *into = s->how == CHANGES_PIECES ? &lines : out;
    struct db *db;
    enum gh_status status = db_pool_take(s->server->pool, DB_READ, 5000, &db);
    if (status)
        return status;
    status = changes_next(&s->reading, db, s->server->vault, s->server->issuer, server_now(s->server), put_line, into);
    if (!status && s->how == CHANGES_CARRIED && s->reading.done)
        status = find_label(s, db);
    db_pool_give(s->server->pool, db);
    *done = s->reading.done;
    if (!status && s->how == CHANGES_PIECES)
        status = put_pieces(s, BYTES(lines.data, lines.len), out);
    free(lines.data);
    return status || s->how != CHANGES_CARRIED ? status : seal(s, out, from);
}

static void end_stream(struct reply_stream *base)
{
    struct changes_stream *s = (struct changes_stream *)base;
    device_wipe(&s->device);
    free(s);
}

struct reply_stream *changes_stream_new(const struct server *server, const struct changes_reading *reading,
                                        const struct device *device, enum changes_signed how,
                                        const uint8_t nonce[static ATTEST_NONCE_LEN])
{
    struct changes_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->base = (struct reply_stream){.next = next_piece, .end = end_stream};
    s->server = server;
    s->reading = *reading;
    s->device = *device;
    s->reading.scope.binding = BYTES(s->device.binding, s->device.binding_len);
    s->how = how;
    memcpy(s->nonce, nonce, sizeof s->nonce);
    (void)crypto_hash_sha256_init(&s->hash);
    return &s->base;
}
