/* The checks of the server as metrics. */
#ifndef GH_SERVER_API_CHECKS_H
#define GH_SERVER_API_CHECKS_H

#include "http/server.h"
#include "meters/exposition.h"

/* Appends the state of each check of the last run. Never waits. */
void checks_metrics(const struct server *server, struct exposition *e);

#endif
