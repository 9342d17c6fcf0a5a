/* The campus that a request asks about. */
#ifndef GH_SERVER_API_ASKED_CAMPUS_H
#define GH_SERVER_API_ASKED_CAMPUS_H

#include "http/request.h"
#include "records/places.h"

/* Loads the campus of ?campus=N. GH_MALFORMED: it is missing, or not a campus's number. GH_DENIED: the caller's scope
 * does not have the whole campus. GH_NOT_FOUND: no such campus. */
enum gh_status GH_MUST_USE asked_campus_load(struct request *rq, struct campus *out);

#endif
