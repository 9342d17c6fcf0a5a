/* Copies who is inside into a roll call. */
#include "devices/roll_call.h"

#define COPY_PRESENCE                                                                                                  \
    "INSERT INTO roll_call_row (roll_call, subject, pass, application, car, vehicle, since, gate, added_at, "          \
    "position) "                                                                                                       \
    "SELECT c.id, s.subject, s.pass, s.application, s.car, s.vehicle, s.at, s.gate, $1, $3 FROM presence s "           \
    "JOIN roll_call c ON c.campus = s.campus AND c.ended_at IS NULL WHERE s.campus = $2 AND s.inside = 1 AND "         \
    "s.until_at > $1"

enum gh_status roll_call_copy(struct db *db, int64_t campus, tick now, int64_t position)
{
    return db_query(db, NULL, COPY_PRESENCE, DB_INT(now), DB_INT(campus), DB_INT(position));
}

enum gh_status roll_call_join(struct db *db, int64_t campus, const struct uuid *subject, tick now, int64_t position)
{
    /* Who comes in after a tick "not here" is to be found again. */
    return db_query(db, NULL,
                    COPY_PRESENCE
                    " AND s.subject = $4 ON CONFLICT (roll_call, subject) DO UPDATE SET mark = 0, "
                    "since = excluded.since, gate = excluded.gate, car = excluded.car, position = excluded.position "
                    "WHERE roll_call_row.mark = 3 AND excluded.since > roll_call_row.marked_at",
                    DB_INT(now), DB_INT(campus), DB_INT(position), DB_UUID(subject));
}
