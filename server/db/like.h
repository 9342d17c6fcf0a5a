/* Patterns for LIKE … ESCAPE '\', made of what a person typed. */
#ifndef GH_SERVER_DB_LIKE_H
#define GH_SERVER_DB_LIKE_H

#include "db/db.h"

#define DB_LIKE_TEXT_MAX 512 /* bytes that are searched for; more are cut off at a whole character */

/* Room for a pattern until its statement has run. */
struct db_like {
    char text[2 * DB_LIKE_TEXT_MAX + 3];
};

/* Returns the parameter for "%text%", with the characters that LIKE reads escaped. It borrows *room. */
struct db_value db_like_containing(struct db_like *room, const char *text);

#endif
