/* Context words that passwords must not contain: names of the university, its campuses and the site (ASVS 6.1.2 and
 * 6.2.11). */
#ifndef GH_SERVER_AUTH_PASSWORD_WORDS_H
#define GH_SERVER_AUTH_PASSWORD_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

#define PASSWORD_WORDS_MAX 160
#define PASSWORD_WORD_SIZE 96 /* bytes with NUL; longer names are cut at this length */
#define PASSWORD_WORD_MIN 4   /* bytes; shorter words occur in passwords by chance */

/* Words in lower case, of letters and digits only. */
struct password_words {
    size_t count;
    char items[PASSWORD_WORDS_MAX][PASSWORD_WORD_SIZE];
};

/* Adds a name: as a whole, its words, its initials, and for a Chinese one the part before 大学, 学院, 学校 or 校区.
 * Words that every university has, such as "university" and "east", count only as part of the whole. Beyond
 * PASSWORD_WORDS_MAX words, and for words under PASSWORD_WORD_MIN bytes, nothing is added. */
void password_words_name(struct password_words *words, const char *name);
/* Adds the host of a URL: as a whole, and its labels. */
void password_words_host(struct password_words *words, const char *url);
/* Returns whether a password contains one of the words. Case, blanks and signs make no difference. */
bool password_words_met(const struct password_words *words, struct bytes password);

#endif
