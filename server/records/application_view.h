/* An application as JSON: the content that clients send and get, personal values clear or masked. */
#ifndef GH_SERVER_RECORDS_APPLICATION_VIEW_H
#define GH_SERVER_RECORDS_APPLICATION_VIEW_H

#include <jansson.h>

#include "records/application.h"

/* A new reference: unit, campus, gates, kind, texts, periods, vehicles and persons with their ids and refusals, in the
 * form that application_input() takes. clear: with full names, numbers and mobiles; otherwise only their masked forms
 * ("name_masked", "mobile_masked", "document_masked"), which are there always. NULL without memory. */
json_t *application_content(const struct application *a, bool clear);

#define MASKED_SIZE PERSON_NAME_SIZE
/* Masked forms of people/mask.h; "" for "", "****" for what can't be masked. */
void view_mask_name(const char *name, char out[static MASKED_SIZE]);
void view_mask_mobile(const char *mobile, char out[static MASKED_SIZE]);
void view_mask_number(const char *number, char out[static MASKED_SIZE]);

#endif
