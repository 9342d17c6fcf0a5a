/* The part of /metrics that comes from the database. */
#ifndef GH_SERVER_API_METRICS_DATA_H
#define GH_SERVER_API_METRICS_DATA_H

#include "http/request.h"
#include "meters/exposition.h"

/* Appends the figures of booths and outbox. Errors as db_query(); what is appended until then stays. */
enum gh_status GH_MUST_USE metrics_data(struct request *rq, struct db *db, struct exposition *e);

#endif
