/* The notice about the handling of personal data that consent refers to, in Chinese and English, and the sentences that
 * declare the consent. Personal Information Protection Law (PIPL): articles 17 and 30 say what it tells, 14, 29 and 31
 * whose consent is needed. Pure. */
#ifndef GH_SERVER_FLOW_NOTICE_TEXT_H
#define GH_SERVER_FLOW_NOTICE_TEXT_H

#include <stdint.h>

#include "flow/period_words.h"

#define NOTICE_TEXT_SIZE 6144    /* bytes with NUL */
#define NOTICE_SENTENCE_SIZE 512 /* bytes with NUL */

/* What the text names. "" where a setting is empty. */
struct notice_facts {
    const char *university, *contact, *processors;
    int64_t keep_days, picture_days; /* picture_days 0: no pictures are taken */
};

/* Writes the notice, one paragraph a line, ending with the sentences of the declaration. Any change of the words or of
 * a fact makes a new version. */
void notice_text(const struct notice_facts *facts, enum words_language language, char out[static NOTICE_TEXT_SIZE]);

/* Return what an applicant declares: for everybody, and for those under 14. */
const char *notice_declaration(enum words_language language);
const char *notice_guardian_declaration(enum words_language language);

#endif
