#include "wire/roll_call.h"

#include <stdlib.h>

#include "wire/record.h"

#define FORM 1
#define FLAG_PASS 1U
#define FLAG_VEHICLE 2U
#define TIME_MAX (WIRE_SECONDS_MAX * TICK_SECOND)

const char *const roll_mark_names[ROLL_MARK_COUNT] = {"open", "safe", "missing", "not-here"};

const char *roll_mark_name(enum roll_mark mark)
{
    return (unsigned)mark < ROLL_MARK_COUNT ? roll_mark_names[mark] : "";
}

static bool is_time(tick at)
{
    return at >= 0 && at <= TIME_MAX;
}

static bool box_ok(const struct roll_box *b)
{
    if (uuid_is_nil(&b->roll_call) || !is_time(b->at) || b->count > ROLL_BOX_SUBJECTS || b->number > INT64_MAX)
        return false;
    switch (b->kind) {
    case ROLL_BOX_LIST:
        return b->number == 0 && b->mark == ROLL_OPEN;
    case ROLL_BOX_TICK:
        return b->count == 1 && b->number > 0 && (b->mark == ROLL_SAFE || b->mark == ROLL_OPEN);
    case ROLL_BOX_END:
        return b->count == 0 && b->mark == ROLL_OPEN;
    default:
        return false;
    }
}

static bool subject_ok(const struct roll_subject *s)
{
    return !uuid_is_nil(&s->id) && is_time(s->since) && s->gate < GATE_COUNT;
}

/* ---- Writing ---- */

static void put_head(struct writer *w, const struct roll_box *b)
{
    writer_put_u8(w, FORM);
    writer_put_u8(w, (uint8_t)b->kind);
    writer_put(w, BYTES(b->roll_call.b, UUID_LEN));
    writer_put_uint(w, 8, (uint64_t)b->at);
    writer_put_u8(w, b->clock_trusted);
    writer_put_uint(w, 4, b->guard);
    writer_put_uint(w, 8, b->number);
    writer_put_u8(w, (uint8_t)b->mark);
    writer_put_uint(w, 2, b->count);
}

static void put_subject(struct writer *w, const struct roll_subject *s)
{
    writer_put(w, BYTES(s->id.b, UUID_LEN));
    writer_put(w, BYTES(s->car.b, UUID_LEN));
    writer_put_u8(w, (uint8_t)((s->pass ? FLAG_PASS : 0U) | (s->vehicle ? FLAG_VEHICLE : 0U)));
    writer_put_uint(w, 8, (uint64_t)s->since);
    writer_put_u8(w, s->gate);
}

enum gh_status roll_box_seal(const struct roll_box *box, const struct roll_subject *subjects,
                             const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len)
{
    uint8_t head[ROLL_BOX_HEAD];
    struct writer h = writer_over(head, sizeof head);
    if (box->count > ROLL_BOX_SUBJECTS)
        return GH_TOO_LONG;
    if (!box_ok(box))
        return GH_MALFORMED;
    const size_t size = box->count * ROLL_BOX_SUBJECT;
    uint8_t *rest = malloc(size + 1);
    if (!rest)
        return GH_NO_MEMORY;
    struct writer w = writer_over(rest, size);
    enum gh_status status = GH_OK;
    put_head(&h, box);
    for (size_t i = 0; i < box->count && !status; i++) {
        status = subject_ok(&subjects[i]) ? GH_OK : GH_MALFORMED;
        put_subject(&w, &subjects[i]);
    }
    if (!status)
        status = seal_bytes(writer_bytes(&h), writer_bytes(&w), key, out, out_len);
    free(rest);
    return status;
}

/* ---- Reading ---- */

static enum gh_status take_id(struct cursor *c, struct uuid *out)
{
    struct bytes id;
    if (cursor_take(c, UUID_LEN, &id))
        return GH_MALFORMED;
    for (size_t i = 0; i < UUID_LEN; i++)
        out->b[i] = id.data[i];
    return GH_OK;
}

static enum gh_status take_number(struct cursor *c, size_t width, uint64_t max, uint64_t *out)
{
    return cursor_take_uint(c, width, out) || *out > max ? GH_MALFORMED : GH_OK;
}

static enum gh_status take_head(struct cursor *c, struct roll_box *out)
{
    uint64_t form, kind, at, trusted, guard, number, mark, count;
    *out = (struct roll_box){.count = 0};
    if (take_number(c, 1, UINT8_MAX, &form))
        return GH_MALFORMED;
    if (form != FORM)
        return GH_UNSUPPORTED;
    if (take_number(c, 1, UINT8_MAX, &kind) || take_id(c, &out->roll_call) || take_number(c, 8, TIME_MAX, &at) ||
        take_number(c, 1, 1, &trusted) || take_number(c, 4, UINT32_MAX, &guard) ||
        take_number(c, 8, INT64_MAX, &number) || take_number(c, 1, ROLL_MARK_COUNT - 1, &mark) ||
        take_number(c, 2, ROLL_BOX_SUBJECTS, &count))
        return GH_MALFORMED;
    out->kind = (enum roll_box_kind)kind;
    out->at = (tick)at;
    out->clock_trusted = trusted != 0;
    out->guard = (uint32_t)guard;
    out->number = number;
    out->mark = (enum roll_mark)mark;
    out->count = (size_t)count;
    return box_ok(out) ? GH_OK : GH_MALFORMED;
}

static enum gh_status take_subject(struct cursor *c, struct roll_subject *out)
{
    uint64_t flags, since, gate;
    if (take_id(c, &out->id) || take_id(c, &out->car) || take_number(c, 1, FLAG_PASS | FLAG_VEHICLE, &flags) ||
        take_number(c, 8, TIME_MAX, &since) || take_number(c, 1, GATE_COUNT - 1, &gate))
        return GH_MALFORMED;
    out->pass = (flags & FLAG_PASS) != 0;
    out->vehicle = (flags & FLAG_VEHICLE) != 0;
    out->since = (tick)since;
    out->gate = (uint8_t)gate;
    return subject_ok(out) ? GH_OK : GH_MALFORMED;
}

enum gh_status roll_box_decode(struct bytes plain, struct roll_box *out,
                               struct roll_subject subjects[static ROLL_BOX_SUBJECTS])
{
    struct cursor c = cursor_over(plain);
    enum gh_status status = take_head(&c, out);
    for (size_t i = 0; !status && i < out->count; i++)
        status = take_subject(&c, &subjects[i]);
    return status ? status : c.left == 0 ? GH_OK : GH_MALFORMED;
}

enum gh_status roll_box_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                             const uint8_t secret_key[static SEALING_KEY_LEN], struct roll_box *out,
                             struct roll_subject subjects[static ROLL_BOX_SUBJECTS])
{
    uint8_t *plain = NULL;
    size_t len = 0;
    if (sealed.len > ROLL_BOX_SEALED_MAX)
        return GH_MALFORMED;
    enum gh_status status = seal_open(sealed, public_key, secret_key, &plain, &len);
    if (status)
        return status;
    status = roll_box_decode(BYTES(plain, len), out, subjects);
    seal_wipe(plain, len);
    return status;
}
