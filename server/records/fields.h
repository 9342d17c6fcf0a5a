/* Typed fields of a JSON object from a client. An absent field leaves the output unchanged. An invalid one adds an
 * error under `path` and leaves the output unchanged too. */
#ifndef GH_SERVER_RECORDS_FIELDS_H
#define GH_SERVER_RECORDS_FIELDS_H

#include <jansson.h>

#include "records/application.h"

/* Reads a text of at most size - 1 bytes. Rejects control characters except newlines. null empties the text. Zeroes the
 * rest of `out`. */
void fields_text(const json_t *object, const char *name, const char *path, char *out, size_t size,
                 struct field_errors *errors);
/* Reads a secret that the server sends to an address, which was `before` and is now `after`. A secret goes to no other
 * address than the one that it was typed for: where the address changes and no new secret comes, it is forgotten.
 * Returns whether *secret has changed. */
bool fields_secret(const json_t *object, const char *name, const char *path, const char *before, const char *after,
                   char *secret, size_t size, struct field_errors *errors);
/* Reads an integer in [min, max]. null gives min. */
void fields_integer(const json_t *object, const char *name, const char *path, int64_t min, int64_t max, int64_t *out,
                    struct field_errors *errors);
/* Reads a boolean. */
void fields_flag(const json_t *object, const char *name, const char *path, bool *out, struct field_errors *errors);

enum field_form { FIELD_TEXT = 0, FIELD_FLAG, FIELD_NUMBER, FIELD_LIST, FIELD_OBJECT, FIELD_FORM_COUNT };
/* Adds the error "type": the message says what is expected. Words of a closed list: field_errors_add_values(). */
void fields_wrong_type(struct field_errors *errors, const char *path, enum field_form expected);
/* Adds the error of a word that names no kind of ID document. */
void fields_wrong_document_kind(struct field_errors *errors, const char *path);
/* Adds the error "missing". */
void fields_missing(struct field_errors *errors, const char *path);

#endif
