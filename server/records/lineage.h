/* The lineage of the database: which of several possible histories its change sequence tells. A restored backup, a
 * promoted standby and a copy go on with other changes under the same numbers, so a new lineage begins there, and
 * booths sync from the beginning (docs/sync-protocol.md#history). The stamps of records/change.h find what is not
 * noticed here. */
#ifndef GH_SERVER_RECORDS_LINEAGE_H
#define GH_SERVER_RECORDS_LINEAGE_H

#include "records/change.h"

#define LINEAGE_PATH_SIZE 1024

/* What one server process knows of the database's history. Zero it, then set `beside`. One thread at a time. */
struct lineage_watch {
    char beside[LINEAGE_PATH_SIZE]; /* file beside a SQLite database that keeps `seen` across restarts; "": none */
    struct wire_history seen;       /* newest point; lineage zero: none yet */
    tick tended_at;                 /* by the database's clock, in this run; 0: never */
};

/* Names the file beside the database: PATH-lineage for "sqlite:PATH", none for others or too long a path. */
void lineage_watch_open(struct lineage_watch *watch, const char *url);

/* Begins the first lineage of a database, or a new one where the database is another one than before: the file or
 * cluster, its timeline, or a history that does not reach a point that was seen. *began: the cause, or NULL when the
 * lineage goes on. Call it outside a transaction, at the start and then every minute. */
enum gh_status GH_MUST_USE lineage_tend(struct db *db, struct lineage_watch *watch, const char **began);
/* Begins a new lineage by hand. *out: its first point. */
enum gh_status GH_MUST_USE lineage_begin_by_hand(struct db *db, struct wire_history *out);

/* Begins a new lineage in the caller's transaction. cause: a short literal. */
enum gh_status GH_MUST_USE lineage_begin(struct db *db, const char *cause);

/* Lets `to`, a copy of the whole database `from` that takes its place, go on in its lineage, in the caller's
 * transaction on `to`: booths go on from their positions. *goes_on false: `from` was put back since its server ran
 * last, and a new lineage begins. url: of `from`, to which nothing writes. */
enum gh_status GH_MUST_USE lineage_carry(struct db *from, const char *url, struct db *to, bool *goes_on);

/* The newest lineage for a page. */
struct lineage_view {
    char id[2 * WIRE_LINEAGE_LEN + 1]; /* hexadecimal */
    int64_t number;                    /* 1: the first; 0: none yet */
    tick begun_at;                     /* by the database's clock */
    char cause[24];
};
enum gh_status GH_MUST_USE lineage_newest(struct db *db, struct lineage_view *out);

#endif
