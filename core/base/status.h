/* Status codes of every function that can fail.
 *
 * A function returns GH_OK (0) or the kind of failure; the caller decides what a person reads. Names are stable: they
 * appear in logs and in --json output. */
#ifndef GH_BASE_STATUS_H
#define GH_BASE_STATUS_H

enum gh_status {
    GH_OK = 0,
    GH_TRUNCATED,     /* the input ends too early */
    GH_TOO_LONG,      /* over a documented limit, or output buffer too small */
    GH_MALFORMED,     /* not in the expected form */
    GH_NOT_CANONICAL, /* well-formed, but another encoding than the profile allows */
    GH_UNSUPPORTED,   /* known form, but a version or algorithm that we do not support */
    GH_BAD_SIGNATURE, /* a signature or authentication tag does not verify */
    GH_UNKNOWN_KEY,   /* no key has that kid */
    GH_NOT_FOUND,
    GH_CONFLICT,  /* the same identity with other content */
    GH_ROLLBACK,  /* older than what is held: lower epoch, version or position */
    GH_DENIED,    /* not allowed: wrong PIN, missing right, throttled */
    GH_FULL,      /* disk or quota is full */
    GH_READ_ONLY, /* the medium or the file can't be written */
    GH_BUSY,      /* somebody else holds it; try again */
    GH_CORRUPT,   /* a store fails its own checks */
    GH_GONE,      /* an open file no longer stands under its name, or was cut */
    GH_IO,        /* any other failure of the system */
    GH_NO_MEMORY,
    GH_UNAVAILABLE, /* a server is not reached or does not answer; nothing was changed, a later try may succeed */
    GH_UNCERTAIN,   /* the answer to a commit was lost: it may have happened; look before trying again */
    GH_STATUS_COUNT
};

/* Returns a stable identifier such as "bad-signature", or "unknown-status" outside the enum. Never NULL. */
const char *gh_status_name(enum gh_status status);

/* The caller must not drop the result: verification, commits, look-ups that decide. */
#define GH_MUST_USE __attribute__((warn_unused_result))

#endif
