#include "api/asked_campus.h"

#include "db/scope.h"

#define CAMPUS_MAX 255

enum gh_status asked_campus_load(struct request *rq, struct campus *out)
{
    int64_t id = 0;
    if (request_query_number(rq, "campus", 1, CAMPUS_MAX, 0, &id) || id == 0)
        return GH_MALFORMED;
    return scope_covers(rq->scope, id) ? campus_load(rq->db, id, rq->now, out) : GH_DENIED;
}
