/* The link to the first-run set-up page of a server whose database has no accounts. */
#ifndef GH_SERVER_FIRST_RUN_H
#define GH_SERVER_FIRST_RUN_H

#include <stdbool.h>

#include "db/db.h"
#include "os/log.h"

/* Prints the link on standard output. The token stands behind the #, which browsers send to nobody. */
void first_run_print(const char *url, const char *token);

/* Makes and prints a link when the database has no accounts, and logs that it did. While another link is valid, it only
 * says how to get a new one. has_pages: the server serves the pages. Returns false when the database failed. */
bool first_run_offer(struct db_pool *pool, const struct os_log *log, const char *url, bool has_pages);

#endif
