/* gatehouse-server --export: what a booth replicates, as a file for `gatehouse replica import`. */
#ifndef GH_SERVER_EXPORT_H
#define GH_SERVER_EXPORT_H

#include <stdbool.h>

#include "base/tick.h"

/* Writes every change after since to path, which appears whole or not at all; another process may serve the same
 * database meanwhile. What went wrong is said on stderr. */
bool export_changes(const char *database, const char *keys, const char *path, int64_t since, tick now);

#endif
