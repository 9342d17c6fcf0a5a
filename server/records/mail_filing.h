/* Filings by mail in the database: what the mailbox brought, sealed, until an officer has taken it over.
 *
 * The content is JSON: {"from", "from_name", "subject", "id", "text", "file", "list_fault", "rows"}, with rows as
 * records/import_rows.h has them. Once the mail is taken over, the application holds the visitors, and the content
 * keeps what an answer needs: "from", "subject" and "id". */
#ifndef GH_SERVER_RECORDS_MAIL_FILING_H
#define GH_SERVER_RECORDS_MAIL_FILING_H

#include <jansson.h>

#include "db/scope.h"
#include "records/subject.h"

#define MAIL_FILING_PAGE_MAX 100

/* Where a mail lies: for good the same mail (RFC 3501, 2.3.1.1). */
struct mail_place {
    const uint8_t *mailbox; /* VAULT_HASH_LEN bytes, of its URL and user */
    int64_t validity, uid;
};

struct mail_filing_new {
    struct mail_place place;
    int64_t campus;             /* 0: every campus */
    struct bytes message;       /* the Message-ID; empty: none */
    struct bytes sender;        /* the address */
    const char *state, *reason; /* "open", ""; or "aside" and why */
    size_t people, faulty;
    const json_t *content;
};

/* Finds whether a mail was taken before. */
enum gh_status GH_MUST_USE mail_filing_known(struct db *db, const struct mail_place *place, bool *known);
/* Finds whether a mail with this Message-ID is there. */
enum gh_status GH_MUST_USE mail_filing_repeats(struct db *db, const struct vault *vault, struct bytes message,
                                               bool *repeats);
/* Counts the mails of a sender that arrived at or after `since`. */
enum gh_status GH_MUST_USE mail_filing_recent(struct db *db, const struct vault *vault, struct bytes sender, tick since,
                                              int64_t *count);
/* Stores a mail, in the caller's transaction. GH_CONFLICT: it is there. */
enum gh_status GH_MUST_USE mail_filing_add(struct db *db, const struct vault *vault, const struct mail_filing_new *mail,
                                           tick now, struct uuid *id);

/* Columns of mail_filing_query() and mail_filing_load(). */
enum mail_filing_column {
    MAIL_FILING_ID = 0,
    MAIL_FILING_CAMPUS,
    MAIL_FILING_STATE,
    MAIL_FILING_REASON,
    MAIL_FILING_ARRIVED_AT,
    MAIL_FILING_PEOPLE,
    MAIL_FILING_FAULTY,
    MAIL_FILING_CONTENT,
    MAIL_FILING_APPLICATION
};
/* Selects the newest mails of a state, older than `before` (arrival and id). The caller ends the rows. */
enum gh_status GH_MUST_USE mail_filing_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                             const char *state, tick before, const struct uuid *before_id,
                                             int64_t limit);
/* Selects one mail within the scope. Call db_next(). */
enum gh_status GH_MUST_USE mail_filing_load(struct db *db, struct db_rows *rows, const struct scope *scope,
                                            const struct uuid *id);
/* Opens the content of a row. *out: a new reference. GH_NOT_FOUND: it is erased. */
enum gh_status GH_MUST_USE mail_filing_content(const struct vault *vault, struct db_rows *rows, json_t **out);
/* Loads the content of the mail that an application was filed from. GH_NOT_FOUND: none, or it is erased. */
enum gh_status GH_MUST_USE mail_filing_of(struct db *db, const struct vault *vault, const struct uuid *application,
                                          json_t **out);

/* Marks an open mail as taken over, and keeps of its content what an answer needs. In the caller's transaction.
 * GH_NOT_FOUND: not open. */
enum gh_status GH_MUST_USE mail_filing_settle(const struct audit_act *act, const struct vault *vault,
                                              const struct uuid *id, const struct uuid *application,
                                              const json_t *content);
/* Deletes the content of a mail that is open or put aside, with an audit record. Has its own transaction.
 * GH_NOT_FOUND. */
enum gh_status GH_MUST_USE mail_filing_remove(const struct audit_act *act, const struct scope *scope,
                                              const struct uuid *id);

/* Add those that name the person to *count, to a list, or erase them; as in aside_content.h. */
enum gh_status GH_MUST_USE mail_filing_count(struct db *db, const struct vault *vault, const struct subject *subject,
                                             int64_t *count);
enum gh_status GH_MUST_USE mail_filing_export(struct db *db, const struct vault *vault, const struct subject *subject,
                                              json_t *list);
enum gh_status GH_MUST_USE mail_filing_erase(struct db *db, const struct vault *vault, const struct subject *subject,
                                             int64_t *count);
/* Erases the contents of mails that arrived before a time. Their places stay, so that no mail is read twice. */
enum gh_status GH_MUST_USE mail_filing_sweep(struct db *db, tick before);

#endif
