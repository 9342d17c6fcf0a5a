/* The part of a visitor's page that tells what was declared about the visitor's personal data. */
#ifndef GH_SERVER_API_PASS_CONSENT_H
#define GH_SERVER_API_PASS_CONSENT_H

#include "api/pass_view.h"

/* Returns the HTML: who consented when, the notice, and the way to withdraw. "" for a vehicle's page. */
const char *pass_consent_html(struct request *rq, const struct pass_view *view);

#endif
