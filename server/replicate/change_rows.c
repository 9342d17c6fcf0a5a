/* The queries behind replication, and how each row becomes a wire record. */
#include "replicate/change_rows.h"

#include <sodium.h>
#include <string.h>

#include "base/utf8.h"
#include "devices/entry_plate.h"
#include "devices/guard.h"
#include "guard/pin.h"
#include "issue/pass.h"
#include "people/mask.h"
#include "records/record.h"
#include "records/walk_up_remark.h"
#include "token/holder.h"
#include "token/token.h"
#include "wire/entry_plate.h"
#include "wire/note.h"
#include "wire/text.h"

#define ID_TAIL_LEN 4

/* Truncates a text at a complete character and appends "…" when it is longer than a booth's field. */
static void shorten(struct bytes text, char *out, size_t size)
{
    static const char more[] = "\xe2\x80\xa6";
    struct cursor rest = cursor_over(text);
    size_t whole = 0, room = text.len < size ? size : size - sizeof more;
    uint32_t code_point;
    while (whole < room && !utf8_take(&rest, &code_point) && text.len - rest.left <= room)
        whole = text.len - rest.left;
    for (size_t i = 0; i < whole; i++)
        out[i] = (char)text.data[i];
    memcpy(out + whole, whole < text.len ? more : "", whole < text.len ? sizeof more : 1);
}

/* Reads the hash of a plate, which rests on the first campus key, and takes it through those that came since. Erased
 * and absent values leave `out` unchanged. */
static enum gh_status read_plate(struct db_rows *rows, int column, const struct vault *vault,
                                 const struct changes_scope *scope, uint8_t out[static KEYED_HASH_LEN])
{
    if (db_bytes(rows, column).len == 0)
        return GH_OK;
    enum gh_status status = db_copy_blob(rows, column, out, KEYED_HASH_LEN);
    for (unsigned number = 2; !status && number <= scope->keys.number[VAULT_CAMPUS]; number++)
        plate_hash_again(vault_shared_key(vault, VAULT_CAMPUS, number), out, out);
    return status;
}

enum pass_column {
    PASS_TOKEN = 2,
    PASS_VERSION,
    PASS_STATE,
    PASS_GROUP,
    PASS_UNIT,
    PASS_PURPOSE,
    PASS_HOST,
    PASS_UNIT_ZH,
    PASS_UNIT_EN,
    PASS_PLATE,
    PASS_PLATE_HASH,
    PASS_NAME,
    PASS_SEX,
    PASS_DOCUMENT,
    PASS_WALK_UP,
    PASS_BARRED,
    PASS_BARRED_UNTIL
};

/* The end of a bar in whole seconds, not before its time; 0 for none. */
static tick end_of_bar(struct db_rows *rows, int column)
{
    const tick until = db_int(rows, column);
    return tick_from_seconds(tick_to_seconds(until + TICK_SECOND - 1));
}

/* A booth learns of a barred person by a mark on the pass. It never gets a hash of an ID number. */
static enum gh_status read_state(struct db_rows *rows, const struct changes_scope *scope, struct wire_pass *out)
{
    enum pass_state state;
    const bool barred = db_int(rows, PASS_BARRED) != 0;
    enum gh_status status = pass_state_read(rows, PASS_STATE, &state);
    if (status || state == PASS_STATE_REVOKED) /* change_rows[] has a query of its own for revocations */
        return status ? status : GH_CORRUPT;
    out->barred = barred && scope->marks;
    if (out->barred && scope->bar_ends)
        out->barred_until = end_of_bar(rows, PASS_BARRED_UNTIL);
    out->state = state == PASS_STATE_BLOCKED || (barred && !scope->marks) ? ROW_BLOCKED : ROW_VALID;
    return GH_OK;
}

static enum gh_status read_display(struct db_rows *rows, struct display *out)
{
    struct bytes document = db_bytes(rows, PASS_DOCUMENT), host = db_bytes(rows, PASS_HOST);
    size_t tail = document.len < ID_TAIL_LEN ? 0 : ID_TAIL_LEN;
    struct bytes sex = db_bytes(rows, PASS_SEX);
    out->sex = sex.len == 1 ? (char)sex.data[0] : '\0';
    for (size_t i = 0; i < tail; i++)
        out->id_tail[i] = (char)document.data[document.len - tail + i];
    shorten(db_bytes(rows, PASS_NAME), out->name, sizeof out->name);
    shorten(db_bytes(rows, PASS_PLATE), out->plate, sizeof out->plate);
    shorten(db_bytes(rows, PASS_UNIT_ZH), out->unit_zh, sizeof out->unit_zh);
    shorten(db_bytes(rows, PASS_UNIT_EN), out->unit_en, sizeof out->unit_en);
    shorten(db_bytes(rows, PASS_PURPOSE), out->purpose, sizeof out->purpose);
    return host.len ? mask_name(host, out->host, sizeof out->host) : GH_OK;
}

static enum gh_status read_pass(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                struct wire_record *out)
{
    struct wire_pass *p = &out->pass;
    struct display display = {0};
    struct token token;
    enum gh_status status = token_parse(db_bytes(rows, PASS_TOKEN), &token);
    if (status)
        return GH_CORRUPT;
    out->type = WIRE_PASS;
    p->claims = token.claims;
    if (scope->marks) /* an older booth compares all of it */
        holder_check_shorten(p->claims.holder);
    p->version = (uint64_t)db_int(rows, PASS_VERSION);
    p->unit = (uint32_t)db_int(rows, PASS_UNIT);
    if (!(status = read_state(rows, scope, p)) && !(status = db_copy_blob(rows, PASS_GROUP, p->group.b, UUID_LEN)) &&
        !(status = db_copy_blob(rows, PASS_WALK_UP, p->walk_up.b, UUID_LEN)) &&
        !(status = read_plate(rows, PASS_PLATE_HASH, vault, scope, p->plate)) &&
        !(status = read_display(rows, &display)))
        status = display_seal(&display, scope->data_key, &p->claims.pass_id, p->version, p->display, &p->display_len);
    sodium_memzero(&display, sizeof display);
    return status;
}

static enum gh_status read_revocation(struct db_rows *rows, const struct vault *vault,
                                      const struct changes_scope *scope, struct wire_record *out)
{
    (void)vault;
    (void)scope;
    out->type = WIRE_REVOKE;
    out->revoke.version = (uint64_t)db_int(rows, 2);
    out->revoke.at = tick_from_seconds(tick_to_seconds(db_int(rows, 3)));
    return db_copy_blob(rows, 1, out->revoke.pass_id.b, UUID_LEN);
}

static enum gh_status read_bar(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                               struct wire_record *out)
{
    out->type = WIRE_BAR;
    out->bar.version = (uint64_t)db_int(rows, 0);
    out->bar.plate = true;
    out->bar.lifted = db_int(rows, 2) != 0;
    if (!out->bar.lifted && scope->bar_ends)
        out->bar.until = end_of_bar(rows, 3);
    return read_plate(rows, 1, vault, scope, out->bar.hash);
}

static enum gh_status read_gate(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                struct wire_record *out)
{
    (void)vault;
    (void)scope;
    out->type = WIRE_GATE;
    out->gate.gate = (uint8_t)db_int(rows, 1);
    out->gate.campus = (uint8_t)db_int(rows, 2);
    out->gate.version = (uint64_t)db_int(rows, 0);
    shorten(db_bytes(rows, 3), out->gate.name_zh, sizeof out->gate.name_zh);
    shorten(db_bytes(rows, 4), out->gate.name_en, sizeof out->gate.name_en);
    shorten(db_bytes(rows, 5), out->gate.campus_zh, sizeof out->gate.campus_zh);
    shorten(db_bytes(rows, 6), out->gate.campus_en, sizeof out->gate.campus_en);
    return GH_OK;
}

static enum gh_status read_unit(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                struct wire_record *out)
{
    (void)vault;
    (void)scope;
    out->type = WIRE_UNIT;
    out->unit.unit = (uint32_t)db_int(rows, 1);
    out->unit.version = (uint64_t)db_int(rows, 0);
    shorten(db_bytes(rows, 2), out->unit.name_zh, sizeof out->unit.name_zh);
    shorten(db_bytes(rows, 3), out->unit.name_en, sizeof out->unit.name_en);
    shorten(db_bytes(rows, 4), out->unit.pinyin, sizeof out->unit.pinyin);
    return GH_OK;
}

/* Seals the remark of the refusal for the guards. A remark that a screen can't show is left out. */
static enum gh_status read_note(struct db_rows *rows, const uint8_t *data_key, struct wire_walk_up *w)
{
    char text[WIRE_NOTE_MAX];
    shorten(db_bytes(rows, 7), text, sizeof text);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    if (!text[0] || !wire_text_ok(bytes_of_string(text)))
        return GH_OK;
    w->note_len = sizeof w->note;
    return note_seal(text, data_key, &w->id, w->version, w->note);
}

static enum gh_status read_walk_up(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                   struct wire_record *out)
{
    struct wire_walk_up *w = &out->walk_up;
    (void)vault;
    out->type = WIRE_WALK_UP;
    w->version = (uint64_t)db_int(rows, 2);
    w->at = tick_from_seconds(tick_to_seconds(db_int(rows, 5)));
    w->state = walk_up_state_from_name(db_bytes(rows, 3));
    w->reason = walk_up_reason_from_name(db_bytes(rows, 4));
    w->emergency = emergency_state_from_name(db_bytes(rows, 6));
    enum gh_status status = db_copy_blob(rows, 1, w->id.b, UUID_LEN);
    return status || !scope->notes ? status : read_note(rows, scope->data_key, w);
}

static enum gh_status read_box_settled(struct db_rows *rows, const struct vault *vault,
                                       const struct changes_scope *scope, struct wire_record *out)
{
    (void)vault;
    (void)scope;
    out->type = WIRE_BOX_SETTLED;
    out->box_settled.kind = box_kind_from_name(db_bytes(rows, 2));
    return db_copy_blob(rows, 1, out->box_settled.id.b, UUID_LEN);
}

static enum gh_status read_use(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                               struct wire_record *out)
{
    (void)vault;
    (void)scope;
    out->type = WIRE_USE;
    out->use.at = tick_from_seconds(tick_to_seconds(db_int(rows, 3)));
    out->use.gate = (uint8_t)db_int(rows, 4);
    out->use.taken_back = db_int(rows, 5) != 0;
    enum gh_status status = db_copy_blob(rows, 1, out->use.entry_id.b, UUID_LEN);
    return status ? status : db_copy_blob(rows, 2, out->use.pass_id.b, UUID_LEN);
}

/* Seals the plate of a car without a pass for booths. It is erased before the stay lapses where nobody saw it leave. */
static enum gh_status read_stranger(struct db_rows *rows, const struct vault *vault,
                                    const uint8_t data_key[static DATA_KEY_LEN], struct wire_presence *p)
{
    char plate[ENTRY_PLATE_MAX];
    if (db_is_null(rows, 10))
        return GH_OK;
    enum gh_status status = record_open(vault, "entry.plate", &p->entry, rows, 10, plate, sizeof plate);
    if (!status && plate[0])
        status = entry_plate_seal(plate, data_key, &p->entry, p->plate);
    sodium_memzero(plate, sizeof plate);
    return status;
}

static enum gh_status read_presence(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                    struct wire_record *out)
{
    struct wire_presence *p = &out->presence;
    out->type = WIRE_PRESENCE;
    p->pass = db_int(rows, 2) != 0;
    p->vehicle = db_int(rows, 5) != 0;
    p->inside = db_int(rows, 6) != 0;
    p->at = db_int(rows, 7);
    p->gate = (uint8_t)db_int(rows, 8);
    p->until = tick_from_seconds(tick_to_seconds(db_int(rows, 9)));
    enum gh_status status = db_copy_blob(rows, 1, p->subject.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 3, p->entry.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 4, p->car.b, UUID_LEN);
    return status || !scope->plates || !p->inside ? status : read_stranger(rows, vault, scope->data_key, p);
}

static enum gh_status read_roll_call(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                     struct wire_record *out)
{
    (void)vault;
    struct wire_roll_call *c = &out->roll_call;
    out->type = WIRE_ROLL_CALL;
    c->version = (uint64_t)db_int(rows, 0);
    c->state = (enum roll_call_state)db_int(rows, 2);
    c->at = db_int(rows, 3);
    shorten(db_bytes(rows, 4), c->by, sizeof c->by);
    if (scope->roll_ends && c->state == ROLL_CALL_ENDED) {
        c->ended = db_int(rows, 5);
        shorten(db_bytes(rows, 6), c->ended_by, sizeof c->ended_by);
    }
    return db_copy_blob(rows, 1, c->id.b, UUID_LEN);
}

enum roll_row_column {
    ROLL_CALL = 2,
    ROLL_PASS,
    ROLL_CAR,
    ROLL_VEHICLE,
    ROLL_SINCE,
    ROLL_GATE,
    ROLL_MARK,
    ROLL_MINE,
    ROLL_COUNTED,
    ROLL_NAME,
    ROLL_PLATE,
    ROLL_UNIT_ZH,
    ROLL_UNIT_EN,
    ROLL_PLATE_ENTRY, /* of a car without a pass */
    ROLL_PLATE_SEALED
};

/* Seals what a booth may show of somebody, as of a pass. */
static enum gh_status read_roll_display(struct db_rows *rows, const struct vault *vault, const uint8_t *data_key,
                                        struct wire_roll_row *r)
{
    struct display display = {.sex = 0};
    char plate[ENTRY_PLATE_MAX];
    enum gh_status status = entry_plate_load(vault, rows, ROLL_PLATE, ROLL_PLATE_ENTRY, ROLL_PLATE_SEALED, plate);
    if (status)
        return status;
    shorten(db_bytes(rows, ROLL_NAME), display.name, sizeof display.name);
    shorten(bytes_of_string(plate), display.plate, sizeof display.plate);
    shorten(db_bytes(rows, ROLL_UNIT_ZH), display.unit_zh, sizeof display.unit_zh);
    shorten(db_bytes(rows, ROLL_UNIT_EN), display.unit_en, sizeof display.unit_en);
    if (display.name[0] || display.plate[0])
        status = display_seal(&display, data_key, &r->subject, r->version, r->display, &r->display_len);
    sodium_memzero(&display, sizeof display);
    sodium_memzero(plate, sizeof plate);
    return status;
}

static enum gh_status read_roll_row(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                    struct wire_record *out)
{
    struct wire_roll_row *r = &out->roll_row;
    out->type = WIRE_ROLL_ROW;
    r->version = (uint64_t)db_int(rows, 0);
    r->pass = db_int(rows, ROLL_PASS) != 0;
    r->vehicle = db_int(rows, ROLL_VEHICLE) != 0;
    r->since = db_int(rows, ROLL_SINCE);
    r->gate = (uint8_t)db_int(rows, ROLL_GATE);
    r->mark = (enum roll_mark)db_int(rows, ROLL_MARK);
    r->mine = db_int(rows, ROLL_MINE) != 0;
    r->counted = (uint64_t)db_int(rows, ROLL_COUNTED);
    enum gh_status status = db_copy_blob(rows, 1, r->subject.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, ROLL_CALL, r->roll_call.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, ROLL_CAR, r->car.b, UUID_LEN);
    return status ? status : read_roll_display(rows, vault, scope->data_key, r);
}

/* What the guard's PIN opens at the booth. */
static struct bytes keys_of(const struct vault *vault, const struct changes_scope *scope,
                            uint8_t out[static DATA_KEY_LEN + GUARD_CAMPUS_KEYS_MAX * CAMPUS_KEY_LEN])
{
    const unsigned newest = scope->keys.number[VAULT_CAMPUS];
    size_t len = DATA_KEY_LEN;
    memcpy(out, scope->data_key, DATA_KEY_LEN);
    for (unsigned number = 1; scope->campus_keys && number <= newest; number++) {
        memcpy(out + len, vault_shared_key(vault, VAULT_CAMPUS, number), CAMPUS_KEY_LEN);
        len += CAMPUS_KEY_LEN;
    }
    return BYTES(out, len);
}

static enum gh_status read_guard(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                                 struct wire_record *out)
{
    struct wire_guard *g = &out->guard;
    out->type = WIRE_GUARD;
    g->version = (uint64_t)db_int(rows, 0);
    g->guard = (uint32_t)db_int(rows, 1);
    g->rights = (uint32_t)db_int(rows, 3);
    g->active = db_int(rows, 4) != 0;
    g->ops = (uint32_t)db_int(rows, 7);
    g->mem_kib = (uint32_t)db_int(rows, 8);
    g->badge = scope->marks && db_int(rows, 10) != 0; /* an older booth refuses the member, and every PIN */
    shorten(db_bytes(rows, 2), g->name, sizeof g->name);
    /* Guards who may no longer sign in here get no key, and nothing by which a PIN could be guessed. */
    if (!g->active)
        return GH_OK;
    enum gh_status status = db_copy_blob(rows, 5, g->salt, sizeof g->salt);
    if (!status)
        status = db_copy_blob(rows, 6, g->verifier, sizeof g->verifier);
    uint8_t keys[DATA_KEY_LEN + GUARD_CAMPUS_KEYS_MAX * CAMPUS_KEY_LEN];
    if (!status)
        status = guard_wrap(vault, g->guard, db_bytes(rows, 9), scope->binding, keys_of(vault, scope, keys), g);
    if (!status && scope->bound)
        status = pin_bind((struct pin_hardware){scope->binding.data, scope->binding.len}, g);
    sodium_memzero(keys, sizeof keys);
    return status;
}

/* change_rows.h explains the numbers of the parameters. */
#define UP_TO_DATE "position > $1 AND position <= $2"
static const int held_only[] = {1, 2, 0}, of_campus[] = {1, 2, 11, 0};

/* The row concerns the booth's campus. A booth of campus 0 serves all. */
#define HERE(campus) "(campus = 0 OR " campus " = 0 OR campus = " campus ")"

/* When the last of several entries in force ends; 0: one has no end, or none is in force. */
#define LAST_END                                                                                                       \
    "CASE WHEN SUM(CASE WHEN lifted_at IS NULL AND until_at IS NULL THEN 1 ELSE 0 END) > 0 THEN 0 ELSE "               \
    "COALESCE(MAX(CASE WHEN lifted_at IS NULL THEN until_at END), 0) END"

/* One plate may have several entries. It is lifted only when all of them are. */
#define BARS                                                                                                           \
    "SELECT MAX(position), plate_hash, MIN(CASE WHEN lifted_at IS NULL THEN 0 ELSE 1 END), " LAST_END                  \
    " FROM barred WHERE " HERE("$3") " AND plate_hash IN (SELECT plate_hash FROM barred WHERE " UP_TO_DATE             \
                                     " AND " HERE("$3") " AND plate_hash IS NOT NULL) GROUP BY plate_hash"

/* records/barred.c gives the passes of a person a new position whenever this changes. A vehicle goes by its plate. */
#define THEIR_BARS                                                                                                     \
    "FROM barred b WHERE b.person_hash = h.document_hash AND b.lifted_at IS NULL AND (b.campus = 0 OR b.campus = "     \
    "a.campus)"
#define IS_BARRED "CASE WHEN p.kind <> 2 AND EXISTS (SELECT 1 " THEIR_BARS ") THEN 1 ELSE 0 END"
#define BARRED_UNTIL "(SELECT " LAST_END " " THEIR_BARS ")"

/* The pass of a vehicle shows its first rider who is not refused. */
#define PASSES                                                                                                         \
    "SELECT p.position, p.id, p.token, p.row_version, p.state, p.group_id, a.unit, a.purpose, a.host_name, u.name, "   \
    "u.name_en, v.plate, v.plate_hash, h.name_masked, h.sex, h.document_masked, w.id, " IS_BARRED ", " BARRED_UNTIL    \
    " FROM pass p "                                                                                                    \
    "JOIN application a ON a.id = p.application JOIN unit u ON u.id = a.unit "                                         \
    "LEFT JOIN walk_up w ON w.id = p.application LEFT JOIN vehicle v ON v.id = p.vehicle "                             \
    "LEFT JOIN person h ON h.id = COALESCE(p.person, (SELECT r.id FROM person r WHERE r.application = p.application "  \
    "AND r.vehicle = v.ordinal AND r.refused = 0 ORDER BY r.ordinal LIMIT 1)) "

/* Of the running roll call. A person shows the plate of the vehicle they came in with. */
#define ROLL_ROWS                                                                                                      \
    "SELECT r.position, r.subject, r.roll_call, CASE WHEN r.pass IS NULL THEN 0 ELSE 1 END, r.car, r.vehicle, "        \
    "r.since, r.gate, r.mark, CASE WHEN r.marked_device = $4 THEN 1 ELSE 0 END, "                                      \
    "(SELECT COALESCE(MAX(t.number), 0) FROM roll_call_tick t WHERE t.roll_call = r.roll_call AND "                    \
    "t.subject = r.subject AND t.device = $4), CASE WHEN r.vehicle = 1 THEN NULL ELSE h.name_masked END, v.plate, "    \
    "u.name, u.name_en, x.id, x.plate_sealed FROM roll_call_row r "                                                    \
    "JOIN roll_call c ON c.id = r.roll_call AND c.ended_at IS NULL AND c.campus = $5 "                                 \
    "LEFT JOIN pass p ON p.id = r.pass LEFT JOIN pass k ON k.id = r.car "                                              \
    "LEFT JOIN application a ON a.id = COALESCE(p.application, r.application) LEFT JOIN unit u ON u.id = a.unit "      \
    "LEFT JOIN vehicle v ON v.id = CASE WHEN r.vehicle = 1 THEN p.vehicle ELSE k.vehicle END "                         \
    "LEFT JOIN person h ON h.id = COALESCE(p.person, (SELECT x.id FROM person x WHERE x.application = "                \
    "r.application ORDER BY x.ordinal LIMIT 1)) "                                                                      \
    "LEFT JOIN entry x ON x.id = (SELECT e.id FROM entry e WHERE e.campus = $5 AND e.code_digest = CASE WHEN "         \
    "r.vehicle = 1 THEN r.subject ELSE r.car END AND e.evidence = 2 AND e.plate_sealed IS NOT NULL ORDER BY e.at "     \
    "DESC, "                                                                                                           \
    "e.id DESC LIMIT 1) "                                                                                              \
    "WHERE r.position <= $1 AND r.position >= $2 AND (r.position > $2 OR r.subject > $3) "                             \
    "ORDER BY r.position, r.subject LIMIT $6"

const struct change_rows change_rows[] = {
    {"SELECT position, id, row_version, state_at FROM pass WHERE position <= $1 AND position >= $2 AND "
     "(position > $2 OR id > $3) AND to_at > $4 AND state = 'revoked' ORDER BY position, id LIMIT $5",
     (const int[]){2, 3, 4, 6, 5, 0}, CHANGES_IN_ORDER, read_revocation},
    {BARS, of_campus, CHANGES_AT_ONCE, read_bar},
    {"SELECT g.position, g.bit, g.campus, g.name, g.name_en, c.name, c.name_en FROM gate g "
     "JOIN campus c ON c.id = g.campus WHERE g.position > $1 AND g.position <= $2 ORDER BY g.position, g.bit",
     held_only, CHANGES_AT_ONCE, read_gate},
    {"SELECT position, id, name, name_en, pinyin FROM unit WHERE " UP_TO_DATE " ORDER BY position, id", held_only,
     CHANGES_AT_ONCE, read_unit},
    {"SELECT position, id, name, rights, CASE WHEN " HERE(
         "$3") " AND withheld = 0 THEN active ELSE 0 END, salt, verifier, ops, mem_kib, "
               "wrapping_sealed, CASE WHEN badge_sealed IS NULL THEN 0 ELSE 1 END FROM guard WHERE " UP_TO_DATE
               " AND (" HERE("$3") " OR moved = 1) ORDER BY position, id",
     of_campus, CHANGES_OF_GUARDS, read_guard},
    {"SELECT position, entry, pass, at, gate, taken_back FROM pass_use WHERE position <= $1 AND position >= $2 AND "
     "(position > $2 OR entry > $3) AND until_at > $4 AND device <> $5 ORDER BY position, entry LIMIT $6",
     (const int[]){2, 3, 4, 6, 12, 5, 0}, CHANGES_IN_ORDER, read_use},
    {"SELECT position, id, row_version, state, reason, state_at, emergency, " WALK_UP_REMARK " FROM walk_up "
     "WHERE position <= $1 AND position >= $2 "
     "AND (position > $2 OR id > $3) AND state_at > $4 AND device = $5 ORDER BY position, id LIMIT $6",
     (const int[]){2, 3, 4, 6, 10, 5, 0}, CHANGES_IN_ORDER, read_walk_up},
    {"SELECT position, id, kind FROM carried_box WHERE position <= $1 AND position >= $2 AND "
     "(position > $2 OR id > $3) AND device = $4 ORDER BY position, id LIMIT $5",
     (const int[]){2, 3, 4, 10, 5, 0}, CHANGES_IN_ORDER, read_box_settled},
    {"SELECT position, subject, CASE WHEN pass IS NULL THEN 0 ELSE 1 END, entry, car, vehicle, inside, at, gate, "
     "until_at, (SELECT e.plate_sealed FROM entry e WHERE e.id = presence.entry AND e.pass IS NULL) FROM presence "
     "WHERE "
     "position <= $1 AND position >= $2 AND (position > $2 OR subject > $3) AND "
     "until_at > $4 AND campus = $5 ORDER BY position, subject LIMIT $6",
     (const int[]){2, 3, 4, 6, 11, 5, 0}, CHANGES_OF_PRESENCE, read_presence},
    {"SELECT c.position, c.id, CASE WHEN c.ended_at IS NULL THEN 0 ELSE 1 END, c.started_at, "
     "COALESCE(a.display_name, d.name), c.ended_at, COALESCE(b.display_name, w.name) FROM roll_call c "
     "LEFT JOIN account a ON a.id = c.started_by LEFT JOIN device d ON d.id = c.started_device "
     "LEFT JOIN account b ON b.id = c.ended_by LEFT JOIN guard w ON w.id = c.ended_guard WHERE c.position > $1 AND "
     "c.position <= $2 AND c.campus = $3 "
     "ORDER BY c.position, c.id",
     of_campus, CHANGES_OF_ROLL_CALLS, read_roll_call},
    {"SELECT MAX(p.position), p.given, 2, MIN(p.at), '' FROM roll_call_part p WHERE p.position > $1 AND p.position <= "
     "$2 "
     "AND p.device = $3 AND p.given <> p.roll_call GROUP BY p.given",
     (const int[]){1, 2, 10, 0}, CHANGES_OF_ROLL_CALLS, read_roll_call},
    {ROLL_ROWS, (const int[]){2, 3, 4, 10, 11, 5, 0}, CHANGES_OF_ROLL_CALLS, read_roll_row},
    /* Passes of days that have newly entered the window, minted long ago. */
    {PASSES "WHERE p.position <= $1 AND p.from_at >= $2 AND p.from_at < $3 AND p.id > $4 AND p.to_at > $5 AND "
            "(p.gates & $6) <> 0 AND p.state <> 'revoked' ORDER BY p.id LIMIT $7",
     (const int[]){1, 9, 7, 4, 6, 8, 5, 0}, CHANGES_AT_ONCE, read_pass},
    {PASSES "WHERE p.position <= $1 AND p.position >= $2 AND (p.position > $2 OR p.id > $3) AND p.to_at > $4 AND "
            "p.from_at < $5 AND (p.gates & $6) <> 0 AND p.state <> 'revoked' ORDER BY p.position, p.id LIMIT $7",
     (const int[]){2, 3, 4, 6, 7, 8, 5, 0}, CHANGES_IN_ORDER, read_pass},
};
const size_t change_rows_count = sizeof change_rows / sizeof change_rows[0];
