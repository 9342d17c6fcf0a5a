/* The words of exceptions for people: English source texts, translated by the caller. */
#ifndef GH_SERVER_REVIEW_EXCEPTION_WORDS_H
#define GH_SERVER_REVIEW_EXCEPTION_WORDS_H

#include "base/bytes.h"

/* Return the words for a stored name; "" for an unknown one. */
const char *exception_kind_words(struct bytes kind);
const char *exception_state_words(struct bytes state);
const char *exception_reason_words(struct bytes reason);

#endif
