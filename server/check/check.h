/* Checks of a server and of what it needs: database, keys, audit trail, mail, SMS, certificate, backup, disks. Each
 * says what it found and how to mend it (docs/checks.md). They change nothing and send no message.
 *
 * Texts are English source texts with {value} and {other}; a catalogue translates them. No text or value holds a
 * secret. */
#ifndef GH_SERVER_CHECK_CHECK_H
#define GH_SERVER_CHECK_CHECK_H

#include "check/finding.h"
#include "client/smtp_client.h"
#include "db/db.h"
#include "os/clock.h"

#define CHECKS_MAX 20

/* What is checked. All pointers are borrowed. */
struct check_target {
    struct db_pool *pool;                             /* NULL: `database` is opened for the checks */
    const char *database;                             /* URL */
    const char *keys;                                 /* the folder */
    const char *public_url;                           /* NULL: none was given */
    const char *public_ca_file;                       /* NULL: the system's */
    const struct smtp_server *mail;                   /* NULL: not configured */
    const char *sms_url;                              /* NULL: not configured */
    const char *sms_ca_file;                          /* or NULL */
    const char *directory_ca_file, *sign_on_ca_files; /* or NULL */
    struct os_clock clock;
};

/* One run. */
struct check_case {
    const struct check_target *target;
    struct db *db;               /* for checks of the database; NULL: not reached */
    enum gh_status db_status;    /* why not */
    struct check_campus *campus; /* what campus_load_settings() has read; NULL: not reached */
    tick now;
};

struct check {
    const char *name;  /* stable: "mail-server" */
    const char *title; /* source text */
    bool of_database;  /* runs with a connection; skipped without one, unless it is the first */
    void (*run)(const struct check_case *c, struct check_finding *out);
};

/* Returns the table of checks. */
const struct check *check_table(size_t *count);
/* Runs all checks, in the order of the table. A check waits for the database 10 s and for another machine 8 s, twice at
 * most. */
void checks_run(const struct check_target *target, struct check_finding out[static CHECKS_MAX]);
/* Returns a stable word: "ok", "warning", "fault", "skipped". */
const char *check_state_name(enum check_state state);

#endif
