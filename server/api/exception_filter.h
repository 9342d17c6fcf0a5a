/* The filters of the inbox of exceptions, as a request names them. */
#ifndef GH_SERVER_API_EXCEPTION_FILTER_H
#define GH_SERVER_API_EXCEPTION_FILTER_H

#include "http/request.h"
#include "review/exception_query.h"

#define EXCEPTION_PAGE_MAX 200

/* Reads the query of a request. GH_MALFORMED: an unknown word, or a number out of range. */
enum gh_status GH_MUST_USE exception_filter_read(const struct request *rq, struct exception_filter *out);

#endif
