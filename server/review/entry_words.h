/* The words of entries for people, as the page of entries has them: English source texts, to be translated. Pure. */
#ifndef GH_SERVER_REVIEW_ENTRY_WORDS_H
#define GH_SERVER_REVIEW_ENTRY_WORDS_H

#include "verdict/verdict.h"
#include "wire/entry.h"

/* Return the words for a value of core, and "" for any other value. */
const char *entry_kind_words(int64_t kind);
const char *entry_override_words(int64_t reason); /* "" for OVERRIDE_NONE */
const char *entry_colour_words(int64_t colour);
const char *entry_reason_words(int64_t reason);
const char *entry_direction_words(int64_t direction);
/* Returns the words for a mark of the entries' table ("gap", "conflict"), and "" for none. */
const char *entry_mark_words(struct bytes mark);

#endif
