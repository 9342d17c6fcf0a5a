/* The server's routes on a database of demonstration data, without a network: for fuzz targets of whole requests. What
 * goes wrong in here ends the program, since a fuzzer counts that. */
#ifndef GH_TESTS_SUPPORT_API_FIXTURE_H
#define GH_TESTS_SUPPORT_API_FIXTURE_H

#include <stdbool.h>

#include "http/route.h"
#include "http/server.h"

#define API_FIXTURE_NOW ((tick)1790000000000) /* its clock stands still */

struct api_fixture {
    const char *program; /* named where something goes wrong; static */
    bool ready;
    char folder[64], url[128];
    struct server server;
    struct vault vault;
    struct password_gate passwords;
    struct os_reading reading;
};

/* Ends the program with a line on standard error unless it is good. */
void api_fixture_must(const struct api_fixture *f, bool good, const char *what);
/* Makes the database in a new folder, which is removed when the program ends, and opens it. One fixture a program. */
void api_fixture_set_up(struct api_fixture *f, const char *program);
/* Takes a connection that writes; it is given back with db_pool_give(). */
struct db *api_fixture_take(struct api_fixture *f);
/* Closes the database, so that its file can be copied, and opens it again. */
void api_fixture_close(struct api_fixture *f);
void api_fixture_open(struct api_fixture *f);
/* Splits a query without its question mark into the request's pairs, as text that is not decoded. The request keeps
 * pointers into it. */
void api_fixture_split_query(struct request *rq, char *query);

#endif
