/* An application as JSON: its content with personal values in clear text or masked. */
#ifndef GH_SERVER_RECORDS_APPLICATION_VIEW_H
#define GH_SERVER_RECORDS_APPLICATION_VIEW_H

#include <jansson.h>

#include "flow/calendar.h"
#include "records/application.h"

/* How much of the personal values a reader gets: none, full names, or names, mobiles and numbers in full. */
enum view_detail { VIEW_MASKED, VIEW_NAMES, VIEW_CLEAR };

/* Returns the content as a new reference, in the form that application_input() takes, with ids and refusals. The masked
 * forms ("name_masked", "mobile_masked", "document_masked") are always present. Returns NULL without memory. */
json_t *application_content(const struct application *a, enum view_detail detail);

/* Returns the stretches of open days that the periods fall apart into, each of which gets passes: [{"period": index,
 * "from", "to"}]. NULL without memory. */
json_t *view_stretches(const struct application *a, const struct calendar *calendar);

#define MASKED_SIZE PERSON_NAME_SIZE
/* Masks a value as people/mask.h does. An empty text stays empty; a text that can't be masked becomes "****". */
void view_mask_name(const char *name, char out[static MASKED_SIZE]);
void view_mask_mobile(const char *mobile, char out[static MASKED_SIZE]);
void view_mask_number(const char *number, char out[static MASKED_SIZE]);

#endif
