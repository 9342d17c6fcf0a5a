/* The audit trail: every access to personal data and every act of administration. Append-only. */
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
    const char *subject; /* the object of the action: "account:7", "person:UUID" */
    const char *detail;  /* names of fields, counts; never personal values; truncated at AUDIT_DETAIL_MAX */
    const char *address; /* of the client; "" for the system */
};

/* Links entries of an older server to the chain: at most once in a trail. */
#define AUDIT_ADOPTED "audit-adopted"

/* Writes an entry and links it to the chain (records/audit_chain.h). Call it in the transaction of the audited change,
 * so that both commit or roll back together; outside of one it has its own. */
enum gh_status GH_MUST_USE audit_write(struct db *db, const struct audit_entry *entry);

/* Sets *known when the account has an entry with this action and subject at or after `since`. */
enum gh_status GH_MUST_USE audit_has(struct db *db, const struct audit_entry *entry, tick since, bool *known);

/* Counts the account's entries with this action at or after `since`. */
enum gh_status GH_MUST_USE audit_count(struct db *db, int64_t account, const char *action, tick since, int64_t *count);

/* Who acts, when and from where: the context of functions that change and audit in one transaction. */
struct audit_act {
    struct db *db; /* connection that can write and has no open transaction */
    tick now;
    int64_t by;
    const char *address;
};
/* Writes an entry about "KIND:ID" in the name of `act`. */
enum gh_status GH_MUST_USE audit_note(const struct audit_act *act, const char *action, const char *kind, int64_t id,
                                      const char *detail);

/* Formats a subject with a number: "account:7". */
void audit_subject_number(const char *kind, int64_t id, char out[static AUDIT_SUBJECT_SIZE]);
/* Formats a subject with a UUID: "person:UUID". */
void audit_subject_id(const char *kind, const struct uuid *id, char out[static AUDIT_SUBJECT_SIZE]);

struct audit_filter {
    const char *subject; /* prefix; "" for all */
    const char *account; /* sign-in name; "" for all */
    tick from, to;       /* [from, to) */
    int64_t hidden;      /* account whose own acts are left out; 0: none */
    struct uuid before;  /* selects older entries; the largest UUID for the first page */
    int64_t limit;
};
/* Selects entries, newest first: id, at, display name of the account (NULL: the system), action, subject, detail. The
 * caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE audit_query(struct db *db, struct db_rows *rows, const struct audit_filter *filter);

/* The account that a subject such as "account:7" stands for. */
struct audit_account {
    char display_name[128], name[64]; /* "": another subject, or the account is gone */
};
enum gh_status GH_MUST_USE audit_subject_account(struct db *db, const char *subject, struct audit_account *out);

#endif
