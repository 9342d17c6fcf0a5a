#include "base/status.h"

static const char *const names[GH_STATUS_COUNT] = {
    [GH_OK] = "ok",
    [GH_TRUNCATED] = "truncated",
    [GH_TOO_LONG] = "too-long",
    [GH_MALFORMED] = "malformed",
    [GH_NOT_CANONICAL] = "not-canonical",
    [GH_UNSUPPORTED] = "unsupported",
    [GH_BAD_SIGNATURE] = "bad-signature",
    [GH_UNKNOWN_KEY] = "unknown-key",
    [GH_NOT_FOUND] = "not-found",
    [GH_CONFLICT] = "conflict",
    [GH_ROLLBACK] = "rollback",
    [GH_DENIED] = "denied",
    [GH_FULL] = "full",
    [GH_READ_ONLY] = "read-only",
    [GH_BUSY] = "busy",
    [GH_CORRUPT] = "corrupt",
    [GH_GONE] = "gone",
    [GH_IO] = "io-error",
    [GH_NO_MEMORY] = "no-memory",
    [GH_UNAVAILABLE] = "unavailable",
    [GH_UNCERTAIN] = "uncertain",
};

const char *gh_status_name(enum gh_status status)
{
    return (unsigned)status < GH_STATUS_COUNT ? names[status] : "unknown-status";
}
