/* Counts of entries by time, kept beside them, for the figures of the security office. A month of figures then adds up
 * some thousand counts, whatever the number of entries.
 *
 * Four tables count entries of one campus in slots of time: by gate, by verdict, by host unit, and by kind of pass. An
 * entry never changes what is counted of it, so an entry is counted once, in the transaction that stores it, however
 * late it arrives. The counts name nobody, and stay when entries are deleted. */
#ifndef GH_SERVER_RECORDS_ENTRY_TALLY_H
#define GH_SERVER_RECORDS_ENTRY_TALLY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"

/* Lengths of the slots, which begin at multiples since 1970. Clocks of all zones are whole quarters of an hour apart.
 * Days of Beijing begin with a slot of 8 hours. */
#define GATE_TALLY_SLOT (15 * TICK_MINUTE)
#define TALLY_SLOT (8 * TICK_HOUR)

/* What one entry e adds to the counts, in SQL. */
#define TALLY_ADMITTED "e.kind IN (1, 3, 5)"
#define TALLY_ENTERED "CASE WHEN " TALLY_ADMITTED " AND e.direction = 0 THEN 1 WHEN e.kind = 6 THEN -1 ELSE 0 END"
#define TALLY_DEPARTED "CASE WHEN e.kind = 7 OR (" TALLY_ADMITTED " AND e.direction = 1) THEN 1 ELSE 0 END"
/* The kind of the pass of entry e; '' without one. The joins go with it. */
#define TALLY_KIND "COALESCE(a.kind, '')"
#define TALLY_KIND_JOINS "LEFT JOIN pass p ON p.id = e.pass LEFT JOIN application a ON a.id = p.application "
/* Which entries show a verdict: each look of a gate at somebody writes one of these two kinds. */
#define TALLY_SHOWN "e.kind IN (1, 2)"

/* Counts the entries of a booth that are not counted yet; last: the highest entry.number that it has. The caller's
 * transaction has stored them, and holds the booth's row. Call it late in the transaction: booths of one campus wait
 * for each other's counts. */
enum gh_status GH_MUST_USE entry_tally_add(struct db *db, const struct uuid *device, int64_t last);

#endif
