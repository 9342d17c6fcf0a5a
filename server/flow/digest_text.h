/* The daily digest of exceptions: an e-mail with counts and kinds only, so that it names nobody. Pure. */
#ifndef GH_SERVER_FLOW_DIGEST_TEXT_H
#define GH_SERVER_FLOW_DIGEST_TEXT_H

#include <stdint.h>

#include "flow/period_words.h"

#define DIGEST_TEXT_SIZE 512
#define DIGEST_SUBJECT_SIZE 160
#define DIGEST_KINDS_MAX 16

struct digest_kind {
    char name[24]; /* records/exception.h: "double-use" */
    int64_t count;
};

struct digest_text {
    enum words_language language;
    const char *campus, *url; /* borrowed */
    const struct digest_kind *kinds;
    size_t count;       /* of kinds, at most DIGEST_KINDS_MAX; the most frequent first */
    int64_t unassigned; /* open ones that nobody has taken */
};

/* Writes subject and text, which ends with the link. Kinds that do not fit are summed up as others. */
void digest_text_write(const struct digest_text *v, char subject[static DIGEST_SUBJECT_SIZE],
                       char text[static DIGEST_TEXT_SIZE]);

/* Returns the words for a kind of exception; an unknown name as it is. */
const char *digest_kind_words(const char *name, enum words_language language);

#endif
