/* The address book: visitors from an account's earlier applications. */
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
    ADDRESS_BOOK_LAST_AT,
    ADDRESS_BOOK_LANGUAGE
};
/* Selects each visitor once, with the values typed last, from the account's submitted applications. Orders by latest
 * visit first. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE address_book_query(struct db *db, struct db_rows *rows, int64_t account, int64_t limit);

/* Finds the application that contains the person. GH_NOT_FOUND: no such person. */
enum gh_status GH_MUST_USE application_of_person(struct db *db, const struct uuid *person, struct uuid *application);

#endif
