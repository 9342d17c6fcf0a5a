/* Checks the whole audit trail: every entry, every link, every signature. */
#ifndef GH_SERVER_RECORDS_AUDIT_VERIFY_H
#define GH_SERVER_RECORDS_AUDIT_VERIFY_H

#include "records/audit_seal.h"

#define AUDIT_FAULT_SIZE 320

struct audit_report {
    int64_t first, last; /* sequences of the oldest and newest entry; first is above last in an empty trail */
    int64_t signed_to;   /* sequence of the newest head; 0: none yet */
    tick signed_at;
    int64_t removed_to;           /* sequence of the newest entry that retention has removed; 0: none */
    char fault[AUDIT_FAULT_SIZE]; /* English: the first entry that is not as it was written; "": all are */
};

/* Checks the trail in the order in which it was written, and stops at the first fault. A head from elsewhere, as from
 * the log, must be part of it too: `elsewhere` may be NULL, and only its sequence and hash count. */
enum gh_status GH_MUST_USE audit_verify(struct db *db, const struct vault *vault, const struct audit_seal *elsewhere,
                                        struct audit_report *out);

#endif
