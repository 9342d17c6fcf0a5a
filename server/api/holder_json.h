/* Who has an application now, as JSON for the pages. */
#ifndef GH_SERVER_API_HOLDER_JSON_H
#define GH_SERVER_API_HOLDER_JSON_H

#include <jansson.h>

#include "http/route.h"
#include "records/application.h"

/* Makes the member "holder" of an application: role, since when, names as the setting permits, whether a message can
 * reach anybody, and the applicant's last reminder with what was sent. *out: a new reference, null when nobody has to
 * decide. */
enum gh_status GH_MUST_USE holder_json(struct request *rq, const struct application *a, json_t **out);

#endif
