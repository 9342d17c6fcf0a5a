/* Queries for the lists of passes. */
#include "issue/pass_list.h"

#define CARDS                                                                                                          \
    "SELECT s.id, s.kind, COALESCE(p.name_masked, v.plate), r.ordinal, s.state, s.state_reason, s.from_at, s.to_at, "  \
    "s.used_at FROM pass s JOIN period r ON r.id = s.period LEFT JOIN person p ON p.id = s.person "                    \
    "LEFT JOIN vehicle v ON v.id = s.vehicle "

enum gh_status passes_query(struct db *db, struct db_rows *rows, const struct uuid *application)
{
    return db_query(db, rows, CARDS "WHERE s.application = $1 ORDER BY s.position", DB_UUID(application));
}

enum gh_status pass_card_query(struct db *db, struct db_rows *rows, const struct uuid *pass)
{
    return db_query(db, rows, CARDS "WHERE s.id = $1", DB_UUID(pass));
}

enum gh_status visit_holder_query(struct db *db, struct db_rows *rows, const struct visit *visit)
{
    return db_query(db, rows,
                    "SELECT a.campus, COALESCE(n.name_masked, ''), COALESCE(v.plate, ''), a.host_name, "
                    "a.host_mobile_sealed, a.number, a.applicant, COALESCE(n.document_kind, ''), "
                    "COALESCE(n.language, '') FROM application a "
                    "LEFT JOIN person n ON n.id = $2 LEFT JOIN vehicle v ON v.application = a.id AND "
                    "(v.id = $2 OR v.ordinal = n.vehicle) WHERE a.id = $1",
                    DB_UUID(&visit->application), DB_UUID(&visit->holder));
}
