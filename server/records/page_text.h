/* Texts that administrators write for the pages: the rules of the university's notice. Both languages, in versions.
 *
 * A text is plain, with three marks: an empty line begins a paragraph, a line that begins with "- " is one of a list,
 * and
 * **words** are strong. Everything else stands as it is; pages escape it. */
#ifndef GH_SERVER_RECORDS_PAGE_TEXT_H
#define GH_SERVER_RECORDS_PAGE_TEXT_H

#include "records/text_version.h"

#define PAGE_TEXT_SIZE 2001 /* bytes with NUL */

enum page_text {
    PAGE_TEXT_HALL = 0,   /* on the sign-in page and in the service hall: what this is and for whom it is */
    PAGE_TEXT_TIMES,      /* when one may enter, and until when to apply: at the choice of periods */
    PAGE_TEXT_CATEGORIES, /* who needs which kind: at the choice of the kind */
    PAGE_TEXT_CHECK,      /* before submitting */
    PAGE_TEXT_PASS,       /* on the visitor's page */
    PAGE_TEXT_TRIAL,      /* the banner of the trial period */
    PAGE_TEXT_COUNT
};

/* Returns the stable name: "times"; NULL outside the enum. */
const char *page_text_name(int text);
/* Finds a text by its name. Returns PAGE_TEXT_COUNT when there is none. */
enum page_text page_text_find(const char *name);
/* Returns whether a text may be stored: it fits, and has no control characters but line feeds. */
bool page_text_fits(const char *text);

/* Loads the newest version; the usual text, as version 0, until an administrator has written one. */
enum gh_status GH_MUST_USE page_text_load(struct db *db, enum page_text text, bool english,
                                          char out[static PAGE_TEXT_SIZE], int64_t *version);
/* Stores the version after `version`, with an audit record, in one transaction. GH_ROLLBACK: somebody else has stored
 * it. */
enum gh_status GH_MUST_USE page_text_store(const struct audit_act *act, enum page_text text, bool english,
                                           int64_t version, const char *written);
/* Selects the versions of a text as text_version_history() does. */
enum gh_status GH_MUST_USE page_text_history(struct db *db, struct db_rows *rows, enum page_text text, bool english);

#endif
