/* Test vectors that others made: JSON suites in $GATEHOUSE_SHARED/vectors, or in ../shared beside the project. */
#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The suite's "cases" array (a new reference), or NULL where the suite is absent: the test then calls skip(). */
json_t *vectors_load(const char *suite);
/* A string member of a case, or fallback. */
const char *vectors_text(const json_t *item, const char *member, const char *fallback);
/* A hexadecimal member as bytes; returns their count, SIZE_MAX when absent, not hexadecimal, or over cap. */
size_t vectors_hex(const json_t *item, const char *member, uint8_t *out, size_t cap);

#endif
