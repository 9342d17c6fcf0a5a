/* The JSON form of an application: what clients send into one, and what changed between two. */
#ifndef GH_SERVER_RECORDS_APPLICATION_INPUT_H
#define GH_SERVER_RECORDS_APPLICATION_INPUT_H

#include <jansson.h>

#include "records/application.h"

/* Members that are there replace those of *a; others stay. Elements of "persons", "vehicles" and "periods" may name an
 * existing one by "id": then their absent members stay too. Only the shape is checked here: wrong types and texts over
 * their limit are errors, and then *a is untouched. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_input(const json_t *input, struct application *a, struct field_errors *errors);

/* Compares two states field by field. Returns a new reference: [{"path", "from", "to"}] with values as texts; a period
 * is "from-to" in milliseconds. full: personal values in the clear; otherwise masked. NULL without memory. */
json_t *application_changes(const struct application *from, const struct application *to, bool full);
/* Masks the personal values of such a list in place. GH_NO_MEMORY: some may still be in the clear. */
enum gh_status GH_MUST_USE application_mask_changes(json_t *changes);

#endif
