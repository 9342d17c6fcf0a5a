/* gatehouse-server --export: writes what booths replicate, as a file for `gatehouse replica import`. */
#ifndef GH_SERVER_EXPORT_H
#define GH_SERVER_EXPORT_H

#include <stdbool.h>

#include "base/tick.h"

/* Writes every change after `since` to `path`. The file appears complete or not at all. Another process may serve the
 * same database meanwhile. Reports errors on stderr and returns false. */
bool export_changes(const char *database, const char *keys, const char *path, int64_t since, tick now);

#endif
