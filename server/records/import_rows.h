/* The rows of a list of visitors (flow/import.h) as JSON, for the interface and for filings by mail. */
#ifndef GH_SERVER_RECORDS_IMPORT_ROWS_H
#define GH_SERVER_RECORDS_IMPORT_ROWS_H

#include <jansson.h>

#include "flow/import.h"

/* UTC+14 sees each day first, so no zone's birth date of today is rejected. */
#define IMPORT_EASTERNMOST_MINUTES (14 * 60)

/* Returns [{"line", "person", "plate", "errors": [{"column", "code", "message"}], "repaired"}] as a new reference, with
 * messages as English source texts. A value without a normal form stays as typed. NULL without memory. */
json_t *import_rows_json(const struct import *read);

#endif
