/* An entry of the log as people see it, with names masked. */
#ifndef GH_SERVER_API_ENTRY_JSON_H
#define GH_SERVER_API_ENTRY_JSON_H

#include <jansson.h>

#include "db/db.h"
#include "vault/vault.h"

/* Makes the JSON of a row with the columns of enum entry_column. *out: a new reference. Errors as record_open(), and
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE entry_json_make(const struct vault *vault, struct db_rows *rows, json_t **out);

#endif
