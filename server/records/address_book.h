/* The address book: the visitors that an account has applied for before. */
#ifndef GH_SERVER_RECORDS_ADDRESS_BOOK_H
#define GH_SERVER_RECORDS_ADDRESS_BOOK_H

#include "base/uuid.h"
#include "db/db.h"

enum address_book_column {
    ADDRESS_BOOK_PERSON,
    ADDRESS_BOOK_NAME,     /* sealed as "person.name" */
    ADDRESS_BOOK_MOBILE,   /* sealed as "person.mobile" */
    ADDRESS_BOOK_DOCUMENT, /* sealed as "person.document" */
    ADDRESS_BOOK_NAME_MASKED,
    ADDRESS_BOOK_SEX,
    ADDRESS_BOOK_MOBILE_MASKED,
    ADDRESS_BOOK_DOCUMENT_KIND,
    ADDRESS_BOOK_DOCUMENT_MASKED,
    ADDRESS_BOOK_LAST_AT
};
/* Selects each visitor once, as last typed, from the account's submitted applications; the latest visit first. The
 * caller ends the rows after any outcome. */
enum gh_status GH_MUST_USE address_book_query(struct db *db, struct db_rows *rows, int64_t account, int64_t limit);

/* Finds the application that a person stands in. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE application_of_person(struct db *db, const struct uuid *person, struct uuid *application);

#endif
