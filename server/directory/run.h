/* Runs of the directory: asked for by an administrator or by the day, made by one server of several, shown before they
 * are applied. */
#ifndef GH_SERVER_DIRECTORY_RUN_H
#define GH_SERVER_DIRECTORY_RUN_H

#include "db/db.h"
#include "directory/plan.h"
#include "directory/settings.h"
#include "directory/source.h"
#include "records/audit.h"

#define DIRECTORY_RUN_LEASE (20 * TICK_MINUTE) /* longer than a source may take */
#define DIRECTORY_RUNS_KEPT (400 * TICK_DAY)
#define DIRECTORY_PREVIEW_LIFE (30 * TICK_DAY) /* what nobody applied is discarded then */

/* What a run is for. */
enum directory_purpose { DIRECTORY_DAILY = 0, DIRECTORY_PREVIEW, DIRECTORY_TEST, DIRECTORY_PURPOSES };
/* Returns the stable word: "preview"; NULL outside the enum. */
const char *directory_purpose_name(int purpose);

/* A run that is to be made now. */
struct directory_order {
    int64_t id, by; /* by 0: the daily run */
    enum directory_purpose purpose;
};

/* Asks for a run, audited, in a transaction of its own. GH_CONFLICT: one is asked for or runs already. */
enum gh_status GH_MUST_USE directory_run_ask(const struct audit_act *act, enum directory_purpose purpose, int64_t *id);
/* Looks whether a run is due or asked for. Reads only. */
enum gh_status GH_MUST_USE directory_run_due(struct db *db, const struct vault *vault, tick now, bool *due);
/* Takes the lease and the order. GH_BUSY: another process has the lease. GH_NOT_FOUND: nothing is to be done. */
enum gh_status GH_MUST_USE directory_run_take(struct db *db, const struct vault *vault, tick now,
                                              struct directory_order *out);
/* What came of the reading. */
struct directory_reading {
    const struct directory_settings *settings;
    struct directory_snapshot *snapshot; /* NULL: it failed */
    struct directory_fault fault;
};
/* Stores what a run found, applies a daily one that may be applied, and gives the lease back. *state gets the word of
 * the run's state. */
enum gh_status GH_MUST_USE directory_run_end(struct db *db, const struct vault *vault,
                                             const struct directory_order *order, struct directory_reading *reading,
                                             tick now, const char **state);

/* Loads the changes that a waiting run would make now. same: they are those that were shown. The caller frees both.
 * GH_NOT_FOUND: no such run, or it is settled. */
struct directory_preview {
    struct directory_snapshot snapshot;
    struct directory_plan plan;
    bool same, held;
};
enum gh_status GH_MUST_USE directory_preview_load(struct db *db, const struct vault *vault, int64_t run,
                                                  struct directory_preview *out);
void directory_preview_free(struct directory_preview *preview);
/* Applies a waiting run in a transaction of its own. held: also one that the brake holds. GH_NOT_FOUND: as above.
 * GH_DENIED: the brake holds it. GH_ROLLBACK: the changes are no longer those that were shown. */
enum gh_status GH_MUST_USE directory_run_apply(const struct audit_act *act, const struct vault *vault, int64_t run,
                                               bool held);
/* Discards a waiting run. GH_NOT_FOUND: as above. */
enum gh_status GH_MUST_USE directory_run_discard(const struct audit_act *act, int64_t run);

/* Columns of directory_runs_query(). */
enum {
    DIRECTORY_RUN_ID = 0,
    DIRECTORY_RUN_PURPOSE,
    DIRECTORY_RUN_STATE,
    DIRECTORY_RUN_SOURCE,
    DIRECTORY_RUN_BY,
    DIRECTORY_RUN_ASKED_AT,
    DIRECTORY_RUN_ENDED_AT,
    DIRECTORY_RUN_UNITS,
    DIRECTORY_RUN_PEOPLE,
    DIRECTORY_RUN_SKIPPED,
    DIRECTORY_RUN_COUNTS,
    DIRECTORY_RUN_FAULT,
    DIRECTORY_RUN_DETAIL,
    DIRECTORY_RUN_SETTLED_AT,
    DIRECTORY_RUN_SETTLED_BY
};
/* Selects runs, newest first, with ids below `before` (0: all), or the one with the id `only` (0: all). */
enum gh_status GH_MUST_USE directory_runs_query(struct db *db, struct db_rows *rows, int64_t before, int64_t only,
                                                int64_t limit);

#endif
