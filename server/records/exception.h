/* Exceptions: what somebody should look into. They arise in the transaction of what brought them: an entry, an
 * emergency admission, or a booth that has been silent.
 *
 * The same kind for the same subject on one day of the campus is one exception, which counts. One that was closed opens
 * again with the next sighting. */
#ifndef GH_SERVER_RECORDS_EXCEPTION_H
#define GH_SERVER_RECORDS_EXCEPTION_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"

enum exception_kind {
    EXCEPTION_OVERRIDE = 0,    /* a guard admitted against the verdict; subject: the pass, or the booth */
    EXCEPTION_DOUBLE_USE,      /* a single-use pass was used at two booths; subject: the pass */
    EXCEPTION_BROKEN,          /* an entry does not follow the one before; subject: the booth, as for those below */
    EXCEPTION_GAP,             /* entries are missing or out of order */
    EXCEPTION_ALTERED,         /* an entry's content does not match its hash */
    EXCEPTION_UNUSABLE,        /* a line that can't be used for another reason */
    EXCEPTION_ANOTHER_JOURNAL, /* a second journal appeared under the booth's identity */
    EXCEPTION_REVOKED_BOOTH,   /* a revoked booth handed up entries */
    EXCEPTION_EMERGENCY,       /* an emergency admission awaits the office; subject: the admission */
    EXCEPTION_FORGED,          /* a code that was not issued here; subject: its digest, or the booth */
    EXCEPTION_REVOKED_PASS,    /* a revoked pass was shown; subject: the pass, or the booth */
    EXCEPTION_UNKNOWN_VEHICLE, /* a plate that nobody expected; subject: the booth */
    EXCEPTION_SILENT,          /* nothing was heard from the booth; subject: the booth, as for those below */
    EXCEPTION_CAMERA,          /* its camera is gone */
    EXCEPTION_DISK,            /* its disk is full */
    EXCEPTION_CLOCK,           /* its clock is off */
    EXCEPTION_TEMPERATURE,     /* it is too hot */
    EXCEPTION_UNWELL,          /* another of its own checks found a fault */
    EXCEPTION_KINDS
};
/* Returns the stable name of a kind: "double-use"; NULL outside the enum. */
const char *exception_kind_name(int kind);

/* Why an exception was closed. The first ones are for people, the last ones for the system. */
enum exception_reason {
    EXCEPTION_CHECKED = 0, /* looked into, nothing is wrong */
    EXCEPTION_DEALT_WITH,  /* something was wrong, and was dealt with */
    EXCEPTION_FALSE_ALARM,
    EXCEPTION_OTHER,                             /* the remark says it */
    EXCEPTION_PEOPLES_COUNT,                     /* reasons that people may give */
    EXCEPTION_DECIDED = EXCEPTION_PEOPLES_COUNT, /* the office decided on the emergency admission */
    EXCEPTION_HEARD_AGAIN,                       /* the booth reports again */
    EXCEPTION_WELL_AGAIN,                        /* the booth reports that it is well again */
    EXCEPTION_SETTLED,                           /* an administrator settled the booth's journals */
    EXCEPTION_REASONS
};
/* Returns the stable name of a reason: "false-alarm"; NULL outside the enum. */
const char *exception_reason_name(int reason);

struct exception_sighting {
    enum exception_kind kind;
    int64_t campus, gate;
    const struct uuid *device, *subject;
    const struct uuid *entry, *other_entry, *pass; /* NULL or nil: none */
    tick at;                                       /* when it happened */
};

/* Raises an exception, or counts it up. A sighting of the entry that the exception has already changes nothing. Call it
 * in the transaction of what was seen. */
enum gh_status GH_MUST_USE exception_raise(struct db *db, const struct exception_sighting *sighting, tick now);
/* Closes the open exceptions of this kind about a subject. by: the account whose act settled them, or 0. Call it inside
 * a transaction. */
enum gh_status GH_MUST_USE exception_close_all(struct db *db, enum exception_kind kind, const struct uuid *subject,
                                               int64_t by, enum exception_reason reason, tick now);

/* Appends to an exception's history. assignee 0: nobody; reason NULL: none; remark: sealed as "exception.remark" under
 * `id`, or DB_NULL. Call it inside a transaction. */
struct exception_step {
    const struct uuid *id, *exception;
    tick at;
    int64_t by, assignee;
    const char *action, *reason;
    struct db_value remark;
};
enum gh_status GH_MUST_USE exception_step_add(struct db *db, const struct exception_step *step);

/* Erases remarks on exceptions about an application's passes. */
enum gh_status GH_MUST_USE exception_erase(struct db *db, const struct uuid *application);
/* Deletes exceptions that were last seen before a time. */
enum gh_status GH_MUST_USE exception_sweep(struct db *db, tick before);

#endif
