/* The audit trail: who looked at whose personal data, and every act of administration. Append-only. */
#ifndef GH_SERVER_RECORDS_AUDIT_H
#define GH_SERVER_RECORDS_AUDIT_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"

#define AUDIT_SUBJECT_SIZE 64 /* with NUL: "application:" and a UUID fit */
#define AUDIT_DETAIL_MAX 400  /* bytes */

struct audit_entry {
    tick at;
    int64_t account;     /* 0: the system */
    const char *action;  /* stable identifier: "account-changed" */
    const char *subject; /* what it was done to: "account:7", "person:UUID" */
    const char *detail;  /* names of fields, counts; never a personal value. Cut at AUDIT_DETAIL_MAX */
    const char *address; /* of the client; "" for the system */
};

/* In the caller's transaction: what is audited and its entry stand or fall together. */
enum gh_status GH_MUST_USE audit_write(struct db *db, const struct audit_entry *entry);

/* Who does something, when and from where: what a function needs that changes and audits in one transaction. */
struct audit_act {
    struct db *db; /* writing, outside a transaction */
    tick now;
    int64_t by;
    const char *address;
};
/* An entry about the thing "KIND:ID". */
enum gh_status GH_MUST_USE audit_note(const struct audit_act *act, const char *action, const char *kind, int64_t id,
                                      const char *detail);

/* "account:7" and "person:UUID". */
void audit_subject_number(const char *kind, int64_t id, char out[static AUDIT_SUBJECT_SIZE]);
void audit_subject_id(const char *kind, const struct uuid *id, char out[static AUDIT_SUBJECT_SIZE]);

struct audit_filter {
    const char *subject; /* how it begins; "" for all */
    const char *account; /* sign-in name; "" for all */
    tick from, to;       /* [from, to) */
    struct uuid before;  /* entries older than this one, or of the largest id: from the newest on */
    int64_t limit;
};
/* Newest first: id, at, display name of the account (NULL: the system), action, subject, detail. The caller ends rows
 * after any outcome. */
enum gh_status GH_MUST_USE audit_query(struct db *db, struct db_rows *rows, const struct audit_filter *filter);

#endif
