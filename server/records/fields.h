/* Typed members of a JSON object that a client sent. What is absent leaves its output as it is; what is wrong is told
 * in errors under path, and leaves the output too. */
#ifndef GH_SERVER_RECORDS_FIELDS_H
#define GH_SERVER_RECORDS_FIELDS_H

#include <jansson.h>

#include "records/application.h"

/* Text of at most size - 1 bytes, without control characters but new lines; null empties it. The rest of out is zeroed.
 */
void fields_text(const json_t *object, const char *name, const char *path, char *out, size_t size,
                 struct field_errors *errors);
/* Of [min, max]; null gives min. */
void fields_integer(const json_t *object, const char *name, const char *path, int64_t min, int64_t max, int64_t *out,
                    struct field_errors *errors);
void fields_flag(const json_t *object, const char *name, const char *path, bool *out, struct field_errors *errors);

/* Adds the error itself: code "type", or "missing". */
void fields_wrong_type(struct field_errors *errors, const char *path);
void fields_missing(struct field_errors *errors, const char *path);

#endif
