/* Patterns for LIKE … ESCAPE '\' from typed text. */
#ifndef GH_SERVER_DB_LIKE_H
#define GH_SERVER_DB_LIKE_H

#include "db/db.h"

#define DB_LIKE_TEXT_MAX 512 /* bytes of text to search for; longer text is cut at a complete code point */

/* Storage for a pattern. Keep it until the statement has run. */
struct db_like {
    char text[2 * DB_LIKE_TEXT_MAX + 3];
};

/* Returns the parameter for "%text%" with LIKE's special characters escaped. It borrows *room. */
struct db_value db_like_containing(struct db_like *room, const char *text);

#endif
