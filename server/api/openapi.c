/* The endpoint with the OpenAPI description. */
#include "api/openapi.h"
#include "api/endpoints.h"

enum gh_status openapi_get(struct request *rq, struct reply *reply)
{
    reply_header(reply, "Cache-Control", "no-cache");
    return reply_bytes(rq, reply, 200, "application/json; charset=utf-8", bytes_of_string(openapi_text[0]));
}
