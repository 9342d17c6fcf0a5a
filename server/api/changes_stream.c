/* Streams the changes for a booth, sealed when they travel as a file. */
#include "api/changes_stream.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "records/place_list.h"
#include "token/carried.h"

#define LOOK_BACK TICK_DAY
#define LOOK_AHEAD (8 * TICK_DAY)

struct changes_stream {
    struct reply_stream base; /* must be first: the listener sees only this part */
    const struct server *server;
    struct changes_reading reading;
    struct device device; /* its binding is unsealed */
    bool sealed;
    crypto_hash_sha256_state hash;
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
                                    .number = s->device.acknowledged};
    char text[CARRIED_TEXT_MAX];
    (void)crypto_hash_sha256_update(&s->hash, (const unsigned char *)out->data + from, out->len - from);
    if (!s->reading.done)
        return GH_OK;
    (void)crypto_hash_sha256_final(&s->hash, claims.digest);
    enum gh_status status = issuer_seal(s->server->issuer, &claims, text);
    if (!status)
        status = reply_buffer_put(out, bytes_of_string(text));
    return status ? status : reply_buffer_put(out, bytes_of_string("\n"));
}

static enum gh_status next_piece(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct changes_stream *s = (struct changes_stream *)base;
    size_t from = out->len;
    struct db *db;
    enum gh_status status = db_pool_take(s->server->pool, DB_READ, 5000, &db);
    if (status)
        return status;
    status = changes_next(&s->reading, db, s->server->vault, s->server->issuer, server_now(s->server), put_line, out);
    db_pool_give(s->server->pool, db);
    *done = s->reading.done;
    return status || !s->sealed ? status : seal(s, out, from);
}

static void end_stream(struct reply_stream *base)
{
    struct changes_stream *s = (struct changes_stream *)base;
    device_wipe(&s->device);
    free(s);
}

struct reply_stream *changes_stream_new(const struct server *server, const struct changes_reading *reading,
                                        const struct device *device, bool sealed)
{
    struct changes_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->base = (struct reply_stream){.next = next_piece, .end = end_stream};
    s->server = server;
    s->reading = *reading;
    s->device = *device;
    s->reading.scope.binding = BYTES(s->device.binding, s->device.binding_len);
    s->sealed = sealed;
    (void)crypto_hash_sha256_init(&s->hash);
    return &s->base;
}
