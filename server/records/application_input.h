/* An application as JSON: the input from clients, and the changes between two states. */
#ifndef GH_SERVER_RECORDS_APPLICATION_INPUT_H
#define GH_SERVER_RECORDS_APPLICATION_INPUT_H

#include <jansson.h>

#include "records/application.h"

/* Replaces the fields of *a that `input` contains and keeps the others. Elements of "persons", "vehicles" and "periods"
 * may name an existing element by "id"; it keeps the fields that the input omits. Checks only types and text sizes. Any
 * such error goes to `errors` and leaves *a unchanged. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_input(const json_t *input, struct application *a, struct field_errors *errors);

/* Compares two states field by field. Returns a new reference: [{"path", "from", "to"}] with values as texts. A period
 * is "from-to" in ms. `full`: personal values in clear text, otherwise masked. Returns NULL without memory. */
json_t *application_changes(const struct application *from, const struct application *to, bool full);
/* Masks the personal values of such a list in place; names stay with keep_names. GH_NO_MEMORY: some values may still be
 * in clear text. */
enum gh_status GH_MUST_USE application_mask_changes(json_t *changes, bool keep_names);

/* Compares an approved application with what an amendment makes of it (records/amendment.h), as application_changes()
 * does, but with one change for each person or vehicle that is added or dropped: "persons[2].added",
 * "persons[1].dropped". Returns a new reference, or NULL without memory. */
json_t *application_amended(const struct application *from, const struct application *to, bool full);

#endif
