/* Where a PostgreSQL URL leads, as libpq understands it. */
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain_call.h"
#include "base/secret.h"
#include "db/db.h"

/* Returns the value of the URL, else that of the environment and libpq's own; NULL for none. */
static const char *value_of(const PQconninfoOption *given, const PQconninfoOption *defaults, const char *name)
{
    for (const PQconninfoOption *o = given; o && o->keyword; o++)
        if (strcmp(o->keyword, name) == 0 && o->val && o->val[0])
            return o->val;
    for (const PQconninfoOption *o = defaults; o && o->keyword; o++)
        if (strcmp(o->keyword, name) == 0 && o->val && o->val[0])
            return o->val;
    return NULL;
}

/* verify-ca does not compare the name. That is enough where an own authority signs the database's certificate alone. */
static bool checks_certificate(const PQconninfoOption *given, const PQconninfoOption *defaults)
{
    const char *mode = value_of(given, defaults, "sslmode"), *root = value_of(given, defaults, "sslrootcert");
    return mode && (strcmp(mode, "verify-full") == 0 ||
                    (strcmp(mode, "verify-ca") == 0 && root && strcmp(root, "system") != 0));
}

/* Looks at hosts separated by commas, as libpq has them. */
static bool all_allowed(const char *hosts, const char *allowed, char *out, size_t size)
{
    for (const char *at = hosts;; at++) {
        const struct bytes host = BYTES(at, strcspn(at, ","));
        const bool socket = host.len == 0 || at[0] == '/' || at[0] == '@';
        if (!socket && !plain_call_allowed(host, allowed)) {
            const size_t len = host.len < size ? host.len : size - 1;
            memcpy(out, at, len);
            out[len] = '\0';
            return false;
        }
        at += host.len;
        if (!*at)
            return true;
    }
}

enum gh_status db_encrypted(const char *url, const char *allowed, char *host, size_t size)
{
    host[0] = '\0';
    if (strncmp(url, "postgres", 8) != 0)
        return GH_OK;
    PQconninfoOption *given = PQconninfoParse(url, NULL), *defaults = PQconndefaults();
    enum gh_status status = !given || !defaults ? GH_MALFORMED : GH_OK;
    if (!status && value_of(given, NULL, "service"))
        status = GH_UNSUPPORTED;
    if (!status && !checks_certificate(given, defaults)) {
        const char *address = value_of(given, defaults, "hostaddr"), *name = value_of(given, defaults, "host");
        status = all_allowed(address ? address : name ? name : "", allowed, host, size) ? GH_OK : GH_DENIED;
    }
    PQconninfoFree(given);
    PQconninfoFree(defaults);
    secret_wipe_freed(); /* libpq frees the password as it is */
    return status;
}
