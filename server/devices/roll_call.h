/* Roll calls: an evacuation of a campus. A roll call begins as a copy of who is inside (devices/presence.h). Officers
 * tick off each person on pages. A person who turns out to be inside later, because a booth hands up its entries late,
 * joins the list: nobody is left out. Cars whose riders are unknown stand for "an unknown person in this car".
 *
 * Booths hear of the running roll call and its rows by the change sequence. Their guards tick, too, and can start one
 * while the server is away.
 *
 * At most one roll call of a campus runs at a time. Starting, ticking and ending write to the audit trail. */
#ifndef GH_SERVER_DEVICES_ROLL_CALL_H
#define GH_SERVER_DEVICES_ROLL_CALL_H

#include "db/scope.h"
#include "devices/device.h"
#include "records/audit.h"
#include "records/roll_call_rule.h"

/* Starts the roll call of a campus, or finds the one that runs: then *started is false. */
enum gh_status GH_MUST_USE roll_call_start(const struct audit_act *act, int64_t campus, struct uuid *id, bool *started);

/* Ticks a person. ROLL_AWAY also ends the stay. GH_NOT_FOUND: no such roll call within scope, or no such person in it.
 * GH_GONE: it has ended. */
enum gh_status GH_MUST_USE roll_call_tick(const struct audit_act *act, const struct scope *scope, const struct uuid *id,
                                          const struct uuid *subject, enum roll_mark mark);

/* Ends a roll call. Ending it twice is no error. GH_NOT_FOUND: no such roll call within scope. */
enum gh_status GH_MUST_USE roll_call_end(const struct audit_act *act, const struct scope *scope, const struct uuid *id);

/* Columns of roll_call_query(). A person counts once: as ticked, or as having left, or as open. */
enum roll_call_column {
    ROLL_CALL_COLUMN_ID,
    ROLL_CALL_COLUMN_CAMPUS,
    ROLL_CALL_COLUMN_STARTED_AT,
    ROLL_CALL_COLUMN_STARTED_BY, /* display name, or the name of the booth */
    ROLL_CALL_COLUMN_ENDED_AT,   /* NULL: it runs */
    ROLL_CALL_COLUMN_ENDED_BY,   /* display name, or the guard's name */
    ROLL_CALL_COLUMN_TOTAL,
    ROLL_CALL_COLUMN_OPEN,
    ROLL_CALL_COLUMN_SAFE,
    ROLL_CALL_COLUMN_MISSING,
    ROLL_CALL_COLUMN_AWAY,
    ROLL_CALL_COLUMN_LEFT,          /* no tick, and gone out by a gate since */
    ROLL_CALL_COLUMN_ENDED_AT_BOOTH /* its name; NULL: on a page */
};
/* Selects roll calls within scope, the newest first, at most limit: that with the id, or those of a campus (0: all)
 * where id is nil. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE roll_call_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                           const struct uuid *id, int64_t campus, int64_t limit);

/* Columns of roll_call_rows(). */
enum roll_row_column {
    ROLL_ROW_SUBJECT,
    ROLL_ROW_PASS, /* NULL: without a pass */
    ROLL_ROW_VEHICLE,
    ROLL_ROW_SINCE,
    ROLL_ROW_GATE,
    ROLL_ROW_GATE_NAME,
    ROLL_ROW_GATE_NAME_EN,
    ROLL_ROW_PERSON, /* id; NULL when not known */
    ROLL_ROW_NAME,   /* sealed: "person.name"; empty after erasure */
    ROLL_ROW_PLATE,
    ROLL_ROW_IN_CAR,
    ROLL_ROW_UNIT,
    ROLL_ROW_APPLICATION,
    ROLL_ROW_EMERGENCY,
    ROLL_ROW_LATE, /* 1: joined after the start */
    ROLL_ROW_MARK,
    ROLL_ROW_CONFLICT,
    ROLL_ROW_MARKED_AT,
    ROLL_ROW_MARKED_BY,   /* display name, or the name of the booth */
    ROLL_ROW_LEFT_AT,     /* when an exit was recorded since; NULL: none */
    ROLL_ROW_PLATE_ENTRY, /* of a car without a pass: the entry that has its plate; of a person, of their car */
    ROLL_ROW_PLATE_SEALED /* "entry.plate" */
};
/* Selects the persons of a roll call within scope by gate, unit and time. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE roll_call_rows(struct db *db, struct db_rows *rows, const struct scope *scope,
                                          const struct uuid *id);

/* Columns of roll_call_ticks(). */
enum roll_tick_column {
    ROLL_TICK_SUBJECT,
    ROLL_TICK_MARK,
    ROLL_TICK_AT,
    ROLL_TICK_BY,    /* display name, or the guard's name */
    ROLL_TICK_DEVICE /* name of the booth; NULL: on a page */
};
/* Selects all ticks of a roll call within scope in the order of their arrival. The caller ends rows after any
 * outcome. */
enum gh_status GH_MUST_USE roll_call_ticks(struct db *db, struct db_rows *rows, const struct scope *scope,
                                           const struct uuid *id);

/* Copies everybody who is inside the campus into its running roll call, under a position of the change sequence. In the
 * caller's transaction. */
enum gh_status GH_MUST_USE roll_call_copy(struct db *db, int64_t campus, tick now, int64_t position);

/* Adds a subject that is inside to the running roll call of the campus, if there is one, under a position of the change
 * sequence. In the caller's transaction. */
enum gh_status GH_MUST_USE roll_call_join(struct db *db, int64_t campus, const struct uuid *subject, tick now,
                                          int64_t position);

/* Writes what all ticks about a person say together, under a position of the change sequence. In the caller's
 * transaction. */
enum gh_status GH_MUST_USE roll_call_settle(struct db *db, const struct uuid *id, const struct uuid *subject,
                                            int64_t position);

/* Takes what a booth handed up (wire/roll_call.h), in the caller's transaction. box: id of the box; subjects:
 * event->count of them. A roll call that a guard started without a network becomes that of the campus, or part of the
 * one that runs. Its people are listed unless the server knows that they have left since. A tick counts also after the
 * end. An end ends the roll call, unless others went on with it and the booth could not know, or it is about one that
 * has become part of another. GH_DENIED: the booth serves no single campus. GH_CONFLICT: the id is another campus's. */
enum gh_status GH_MUST_USE roll_call_take(struct db *db, const struct device *device, const struct uuid *box,
                                          const struct roll_box *event, const struct roll_subject *subjects, tick now);

#endif
