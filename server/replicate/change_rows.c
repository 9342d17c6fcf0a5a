#include "replicate/change_rows.h"

#include <sodium.h>
#include <string.h>

#include "base/utf8.h"
#include "people/mask.h"
#include "token/token.h"
#include "wire/display.h"

#define ID_TAIL_LEN 4

/* A text of the office may be longer than a booth shows: whole characters, and "…" for the rest. */
static void shorten(struct bytes text, char *out, size_t size)
{
    static const char more[] = "\xe2\x80\xa6";
    struct cursor rest = cursor_over(text);
    size_t whole = 0, room = text.len < size ? size : size - sizeof more;
    uint32_t code_point;
    while (whole < room && utf8_take(&rest, &code_point) == GH_OK && text.len - rest.left <= room)
        whole = text.len - rest.left;
    for (size_t i = 0; i < whole; i++)
        out[i] = (char)text.data[i];
    memcpy(out + whole, whole < text.len ? more : "", whole < text.len ? sizeof more : 1);
}

static enum gh_status read_state(struct db_rows *rows, int column, enum row_state *out)
{
    struct bytes word = db_bytes(rows, column);
    if (bytes_equal(word, bytes_of_string("active")))
        *out = ROW_VALID;
    else if (bytes_equal(word, bytes_of_string("blocked")))
        *out = ROW_BLOCKED;
    else
        return GH_CORRUPT;
    return GH_OK;
}

/* Sixteen bytes, or none for what was erased or was never there. */
static enum gh_status read_hash(struct db_rows *rows, int column, uint8_t out[static KEYED_HASH_LEN])
{
    return db_bytes(rows, column).len == 0 ? GH_OK : db_copy_blob(rows, column, out, KEYED_HASH_LEN);
}

enum pass_column {
    PASS_TOKEN,
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
    PASS_DOCUMENT_HASH
};

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

static enum gh_status read_pass(struct db_rows *rows, const struct vault *vault, struct wire_record *out)
{
    struct wire_pass *p = &out->pass;
    struct display display = {0};
    struct token token;
    enum gh_status status = token_parse(db_bytes(rows, PASS_TOKEN), &token);
    if (status)
        return GH_CORRUPT;
    out->type = WIRE_PASS;
    p->claims = token.claims;
    p->version = (uint64_t)db_int(rows, PASS_VERSION);
    p->unit = (uint32_t)db_int(rows, PASS_UNIT);
    if (!(status = read_state(rows, PASS_STATE, &p->state)) &&
        !(status = db_copy_blob(rows, PASS_GROUP, p->group.b, UUID_LEN)) &&
        !(status = read_hash(rows, PASS_PLATE_HASH, p->plate)) &&
        !(status = p->claims.kind == PASS_VEHICLE ? GH_OK : read_hash(rows, PASS_DOCUMENT_HASH, p->person)) &&
        !(status = read_display(rows, &display)))
        status = display_seal(&display, vault->data_key, &p->claims.pass_id, p->version, p->display, &p->display_len);
    sodium_memzero(&display, sizeof display);
    return status;
}

static enum gh_status read_revocation(struct db_rows *rows, const struct vault *vault, struct wire_record *out)
{
    (void)vault;
    out->type = WIRE_REVOKE;
    out->revoke.version = (uint64_t)db_int(rows, 1);
    out->revoke.at = tick_from_seconds(tick_to_seconds(db_int(rows, 2)));
    return db_copy_blob(rows, 0, out->revoke.pass_id.b, UUID_LEN);
}

static enum gh_status read_bar(struct db_rows *rows, const struct vault *vault, struct wire_record *out)
{
    (void)vault;
    out->type = WIRE_BAR;
    out->bar.plate = db_int(rows, 1) != 0;
    out->bar.version = (uint64_t)db_int(rows, 2);
    out->bar.lifted = db_int(rows, 3) != 0;
    return db_copy_blob(rows, 0, out->bar.hash, sizeof out->bar.hash);
}

static enum gh_status read_gate(struct db_rows *rows, const struct vault *vault, struct wire_record *out)
{
    (void)vault;
    out->type = WIRE_GATE;
    out->gate.gate = (uint8_t)db_int(rows, 0);
    out->gate.campus = (uint8_t)db_int(rows, 1);
    out->gate.version = (uint64_t)db_int(rows, 2);
    shorten(db_bytes(rows, 3), out->gate.name_zh, sizeof out->gate.name_zh);
    shorten(db_bytes(rows, 4), out->gate.name_en, sizeof out->gate.name_en);
    shorten(db_bytes(rows, 5), out->gate.campus_zh, sizeof out->gate.campus_zh);
    shorten(db_bytes(rows, 6), out->gate.campus_en, sizeof out->gate.campus_en);
    return GH_OK;
}

static enum gh_status read_unit(struct db_rows *rows, const struct vault *vault, struct wire_record *out)
{
    (void)vault;
    out->type = WIRE_UNIT;
    out->unit.unit = (uint32_t)db_int(rows, 0);
    out->unit.version = (uint64_t)db_int(rows, 1);
    shorten(db_bytes(rows, 2), out->unit.name_zh, sizeof out->unit.name_zh);
    shorten(db_bytes(rows, 3), out->unit.name_en, sizeof out->unit.name_en);
    return GH_OK;
}

/* Two entries for the same person: a booth must not forget the one that stands when the other is lifted. */
#define BARS(column, plate)                                                                                            \
    "SELECT " column ", " plate ", MAX(position), MIN(CASE WHEN lifted_at IS NULL THEN 0 ELSE 1 END) FROM barred "     \
    "WHERE " column " IN (SELECT " column " FROM barred WHERE position > $1 AND position <= $2 AND " column            \
    " IS NOT NULL) GROUP BY " column

const struct change_rows change_rows[] = {
    {"SELECT id, row_version, state_at FROM pass WHERE position > $1 AND position <= $2 AND to_at > $3 AND "
     "state = 'revoked' ORDER BY position",
     3, read_revocation},
    {BARS("person_hash", "0"), 2, read_bar},
    {BARS("plate_hash", "1"), 2, read_bar},
    {"SELECT g.bit, g.campus, g.position, g.name, g.name_en, c.name, c.name_en FROM gate g "
     "JOIN campus c ON c.id = g.campus WHERE g.position > $1 AND g.position <= $2 ORDER BY g.position, g.bit",
     2, read_gate},
    {"SELECT id, position, name, name_en FROM unit WHERE position > $1 AND position <= $2 ORDER BY position, id", 2,
     read_unit},
    /* A vehicle's own pass shows the first of its riders. */
    {"SELECT p.token, p.row_version, p.state, p.group_id, a.unit, a.purpose, a.host_name, u.name, u.name_en, v.plate, "
     "v.plate_hash, h.name_masked, h.sex, h.document_masked, h.document_hash, p.position FROM pass p "
     "JOIN application a ON a.id = p.application JOIN unit u ON u.id = a.unit "
     "LEFT JOIN vehicle v ON v.id = p.vehicle "
     "LEFT JOIN person h ON h.id = COALESCE(p.person, (SELECT r.id FROM person r WHERE r.application = p.application "
     "AND r.vehicle = v.ordinal AND r.refused = 0 ORDER BY r.ordinal LIMIT 1)) "
     "WHERE (p.position > $1 OR p.from_at >= $6) AND p.position <= $2 AND p.to_at > $3 AND p.from_at < $4 AND "
     "(p.gates & $5) <> 0 AND p.state <> 'revoked' ORDER BY p.position",
     CHANGE_VALUES, read_pass},
};
const size_t change_rows_count = sizeof change_rows / sizeof change_rows[0];
