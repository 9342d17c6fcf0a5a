/* Chooses the driver by the URL. */
#include "db/db.h"

#include <string.h>

#include "db/driver.h"

#define SQLITE_SCHEME "sqlite:"

enum gh_status db_open(const char *url, enum db_access access, struct db **out)
{
    size_t scheme = strlen(SQLITE_SCHEME);
    if (strncmp(url, SQLITE_SCHEME, scheme) == 0)
        return db_sqlite_open(url + scheme, access, out);
    if (strncmp(url, "postgresql:", 11) == 0 || strncmp(url, "postgres:", 9) == 0)
        return db_postgres_open(url, out);
    return GH_MALFORMED;
}
