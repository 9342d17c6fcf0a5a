/* The query behind the reviewers' list of entries. */
#include "review/entry_query.h"

#include "wire/entry.h"

static const char sql[] =
    "SELECT e.id, COALESCE(e.written, e.number), e.at, e.arrived_at, e.clock_trusted, e.kind, e.evidence, e.direction, "
    "e.gate, t.name, "
    "t.name_en, d.id, d.name, e.colour, e.reason, g.name, s.name, e.override_reason, e.mark, e.note_sealed, "
    "e.refers_to, e.pass, h.name_masked, v.plate, a.number, u.name, "
    "EXISTS (SELECT 1 FROM car_picture w WHERE w.entry = e.id) FROM entry e JOIN device d ON d.id = e.device "
    "LEFT JOIN gate t ON t.bit = e.gate LEFT JOIN guard g ON g.id = e.guard LEFT JOIN guard s ON s.id = e.second_guard "
    "LEFT JOIN pass p ON p.id = e.pass LEFT JOIN person h ON h.id = p.person LEFT JOIN vehicle v ON v.id = p.vehicle "
    "LEFT JOIN application a ON a.id = p.application LEFT JOIN unit u ON u.id = a.unit "
    "WHERE {e.campus} AND e.at >= $1 AND e.at <= $2 AND (e.at < $2 OR e.id < $3) AND ($4 = 0 OR e.campus = $4) AND "
    "($5 = -1 OR e.gate = $5) AND ($6 = -1 OR e.colour = $6) AND ($7 = -1 OR e.reason = $7) AND "
    "($8 = -1 OR e.kind = $8) AND ($9 = '' OR e.mark = $9 OR ($9 = 'any' AND e.mark <> '')) AND "
    "($10 = 0 OR e.kind = $11) AND ($12 = 0 OR e.device = $13) AND ($14 = 0 OR e.pass = $15) "
    "ORDER BY e.at DESC, e.id DESC LIMIT $16";

enum gh_status entry_query(struct db *db, struct db_rows *rows, const struct scope *scope, const struct entry_filter *f)
{
    static const struct uuid none;
    bool goes_on = f->after.at != 0;
    return scope_query(db, rows, scope, sql, DB_INT(f->from), DB_INT(goes_on ? f->after.at : f->to),
                       DB_BLOB(goes_on ? f->after.id.b : none.b, UUID_LEN), DB_INT(f->campus), DB_INT(f->gate),
                       DB_INT(f->colour), DB_INT(f->reason), DB_INT(f->kind), DB_TEXT(f->mark), DB_INT(f->overrides),
                       DB_INT(ENTRY_OVERRIDE), DB_INT(!uuid_is_nil(&f->device)), DB_BLOB(f->device.b, UUID_LEN),
                       DB_INT(!uuid_is_nil(&f->pass)), DB_BLOB(f->pass.b, UUID_LEN), DB_INT(f->limit));
}
