/* Copies what the figures count passes by from their applications. */
#include "issue/pass_place.h"

enum gh_status pass_place_fill(struct db *db, int64_t limit, int64_t *filled)
{
    enum gh_status status = db_query(
        db, NULL,
        "UPDATE pass SET campus = COALESCE(a.campus, 0), walk_up = a.walk_up FROM application a "
        "WHERE a.id = pass.application AND pass.id IN (SELECT p.id FROM pass p WHERE p.campus IS NULL LIMIT $1)",
        DB_INT(limit));
    *filled += status ? 0 : db_changed(db);
    return status;
}
