/* Adds what a booth handed up to the counts. Rows are locked in the order of their keys, so that two booths never wait
 * for each other in a circle. */
#include "records/entry_tally.h"

#include "token/claims.h"
#include "wire/entry.h"

_Static_assert(ENTRY_ADMIT == 1 && ENTRY_SHOWN == 2 && ENTRY_DECIDE_ADMIT == 3 && ENTRY_OVERRIDE == 5 &&
                   ENTRY_TAKE_BACK == 6 && ENTRY_EXIT == 7 && DIRECTION_OUT == 1,
               "the statements have these numbers");
_Static_assert(GATE_TALLY_SLOT == 900000 && TALLY_SLOT == 28800000, "the statements have these lengths");

#define GATE_SLOT "e.at / 900000 * 900000"
#define SLOT "e.at / 28800000 * 28800000"
#define ADDED "FROM entry e " IS_NEW
#define IS_NEW "WHERE e.device = $1 AND e.number > (SELECT d.tallied FROM device d WHERE d.id = $1) "

static const char gates[] =
    "INSERT INTO gate_tally (campus, slot, gate, entered, departed) SELECT e.campus, " GATE_SLOT
    ", e.gate, SUM(" TALLY_ENTERED "), SUM(" TALLY_DEPARTED ") " ADDED "GROUP BY e.campus, " GATE_SLOT ", e.gate "
    "ORDER BY 1, 2, 3 ON CONFLICT (campus, slot, gate) DO UPDATE SET entered = gate_tally.entered + excluded.entered, "
    "departed = gate_tally.departed + excluded.departed";
static const char verdicts[] =
    "INSERT INTO verdict_tally (campus, slot, colour, reason, shown) SELECT e.campus, " SLOT
    ", e.colour, e.reason, COUNT(*) " ADDED "AND " TALLY_SHOWN " GROUP BY e.campus, " SLOT ", e.colour, e.reason "
    "ORDER BY 1, 2, 3, 4 ON CONFLICT (campus, slot, colour, reason) DO UPDATE SET shown = verdict_tally.shown + "
    "excluded.shown";
static const char units[] =
    "INSERT INTO unit_tally (campus, slot, unit, entered) SELECT e.campus, " SLOT ", e.unit, SUM(" TALLY_ENTERED
    ") " ADDED "AND e.unit IS NOT NULL GROUP BY e.campus, " SLOT ", e.unit "
    "ORDER BY 1, 2, 3 ON CONFLICT (campus, slot, unit) DO UPDATE SET entered = unit_tally.entered + excluded.entered";
static const char kinds[] =
    "INSERT INTO kind_tally (campus, slot, kind, entered) SELECT e.campus, " SLOT ", " TALLY_KIND ", SUM(" TALLY_ENTERED
    ") FROM entry e " TALLY_KIND_JOINS IS_NEW "GROUP BY e.campus, " SLOT ", " TALLY_KIND
    " ORDER BY 1, 2, 3 ON CONFLICT (campus, slot, kind) DO UPDATE SET entered = kind_tally.entered + excluded.entered";

enum gh_status entry_tally_add(struct db *db, const struct uuid *device, int64_t last)
{
    const char *const statements[] = {gates, verdicts, units, kinds};
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0] && !status; i++)
        status = db_query(db, NULL, statements[i], DB_UUID(device));
    return status ? status
                  : db_query(db, NULL, "UPDATE device SET tallied = $2 WHERE id = $1", DB_UUID(device), DB_INT(last));
}
