/* The member "consent" of a submission. */
#ifndef GH_SERVER_API_CONSENT_JSON_H
#define GH_SERVER_API_CONSENT_JSON_H

#include <jansson.h>

#include "http/reply.h"
#include "http/request.h"
#include "records/consent.h"

/* Reads {"notice": "0a1b…", "declared": true, "minors": [1]}: what the applicant ticked. *out lives as long as the
 * request. Without the member (json NULL) the submission itself is the declaration, as the interface's description
 * says, unless the setting consent.declared asks for the member. Adds the errors "not-declared", "notice-changed" and
 * "type". */
enum gh_status GH_MUST_USE consent_read(struct request *rq, const json_t *json, struct consent_given *out,
                                        struct field_errors *errors);

/* Reads what a visitor with an invitation link sends: {"notice": "0a1b…", "declared": true, "guardian": "name"}, the
 * last for one under 14. Otherwise as consent_read(). */
enum gh_status GH_MUST_USE consent_read_own(struct request *rq, const json_t *json, struct consent_given *out,
                                            struct field_errors *errors);

#endif
