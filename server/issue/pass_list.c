/* Queries for the lists of passes. */
#include "issue/pass_list.h"

#define CARDS                                                                                                          \
    "SELECT s.id, s.kind, COALESCE(p.name_masked, v.plate), r.ordinal, s.state, s.state_reason, s.from_at, s.to_at "   \
    "FROM pass s JOIN period r ON r.id = s.period LEFT JOIN person p ON p.id = s.person "                              \
    "LEFT JOIN vehicle v ON v.id = s.vehicle "

enum gh_status passes_query(struct db *db, struct db_rows *rows, const struct uuid *application)
{
    return db_query(db, rows, CARDS "WHERE s.application = $1 ORDER BY s.position", DB_BLOB(application->b, UUID_LEN));
}

enum gh_status pass_card_query(struct db *db, struct db_rows *rows, const struct uuid *pass)
{
    return db_query(db, rows, CARDS "WHERE s.id = $1", DB_BLOB(pass->b, UUID_LEN));
}

enum gh_status pass_holder_query(struct db *db, struct db_rows *rows, const struct uuid *pass)
{
    return db_query(db, rows,
                    "SELECT a.campus, COALESCE(n.name_masked, ''), COALESCE(v.plate, '') FROM pass s "
                    "JOIN application a ON a.id = s.application LEFT JOIN person n ON n.id = s.person "
                    "LEFT JOIN vehicle v ON v.id = s.vehicle WHERE s.id = $1",
                    DB_BLOB(pass->b, UUID_LEN));
}
