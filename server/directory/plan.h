/* What a reading of the directory would change here, worked out without changing anything.
 *
 * Units are matched by their code and people by their staff number, never by name. What the directory has never named
 * stays as it is, and so do accounts that administer. Nothing is deleted. */
#ifndef GH_SERVER_DIRECTORY_PLAN_H
#define GH_SERVER_DIRECTORY_PLAN_H

#include "db/db.h"
#include "directory/snapshot.h"
#include "vault/vault.h"

enum directory_change {
    DIRECTORY_UNIT_NEW = 0,
    DIRECTORY_UNIT_ADOPTED, /* a unit of here that has this code follows the directory from now on */
    DIRECTORY_UNIT_RENAMED,
    DIRECTORY_UNIT_MOVED,
    DIRECTORY_UNIT_REOPENED,
    DIRECTORY_UNIT_CLOSED,
    DIRECTORY_ACCOUNT_ADOPTED, /* an account with this number follows the directory from now on */
    DIRECTORY_ACCOUNT_CHANGED,
    DIRECTORY_ACCOUNT_REOPENED,
    DIRECTORY_ACCOUNT_CLOSED,
    DIRECTORY_ACCOUNT_KEPT, /* has left, but administers: somebody has to close it by hand; changes nothing */
    DIRECTORY_HEADS,
    DIRECTORY_CHANGES
};
/* Returns the stable word of a change: "unit-new"; NULL outside the enum. */
const char *directory_change_name(int change);

#define DIRECTORY_SHOWN_SIZE 256

/* Bits: what of an account differs. */
enum { DIRECTORY_NAME = 1, DIRECTORY_EMAIL = 2, DIRECTORY_MOBILE = 4, DIRECTORY_UNIT = 8 };

struct directory_head {
    char number[STAFF_NUMBER_SIZE];
    int64_t account; /* 0: none here */
    bool head;       /* false: a deputy */
    bool granted;    /* the directory gave the role */
};

/* A unit and an account as they are here. */
struct local_unit {
    int64_t id;
    char code[UNIT_CODE_SIZE], parent[UNIT_CODE_SIZE];
    char name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE];
    bool active, follows, heads_follow, parent_follows;
    size_t head_count;
    struct directory_head heads[DIRECTORY_HEADS_MAX];
};
struct local_account {
    int64_t id;
    char number[STAFF_NUMBER_SIZE], name[DIRECTORY_NAME_SIZE], email[DIRECTORY_EMAIL_SIZE];
    char mobile[MOBILE_SIZE], unit[UNIT_CODE_SIZE];
    bool active, follows, closed, administers; /* closed: by the directory */
    bool will_be_active;                       /* after the plan */
};

struct directory_step {
    enum directory_change change;
    const struct directory_unit *unit;     /* of the snapshot, or NULL */
    const struct directory_person *person; /* of the snapshot, or NULL */
    const struct local_unit *local_unit;   /* NULL: new, or a step about an account */
    const struct local_account *account;
    unsigned fields;   /* DIRECTORY_ACCOUNT_CHANGED and _ADOPTED */
    size_t head_count; /* DIRECTORY_HEADS: who it will be */
    struct directory_head heads[DIRECTORY_HEADS_MAX];
    char before[DIRECTORY_SHOWN_SIZE], after[DIRECTORY_SHOWN_SIZE]; /* for people */
};

/* Zeroed at first. directory_plan_free() wipes it; the snapshot must outlive it. */
struct directory_plan {
    const struct directory_snapshot *snapshot;
    struct local_unit *units;
    struct local_account *accounts;
    struct directory_step *steps; /* in the order in which they are applied */
    size_t unit_count, account_count, step_count, step_room;
    size_t counts[DIRECTORY_CHANGES];
    size_t following_units, following_accounts; /* active ones, before the plan */
};

/* Works out a plan. */
enum gh_status GH_MUST_USE directory_plan_make(struct db *db, const struct vault *vault,
                                               const struct directory_snapshot *snapshot, struct directory_plan *out);
void directory_plan_free(struct directory_plan *plan);
/* Returns whether the plan changes anything. */
bool directory_plan_changes(const struct directory_plan *plan);
/* Returns whether it would close more than `percent` of the accounts or of the units that follow the directory. */
bool directory_plan_brakes(const struct directory_plan *plan, int64_t percent);
/* Returns [{"change", "code", "name", "before", "after"}, …], or NULL without memory. limit: at most so many of each
 * change. */
json_t *directory_plan_json(const struct directory_plan *plan, size_t limit);
/* Returns {"unit-new": 3, …} with the changes that there are. */
json_t *directory_plan_counts(const struct directory_plan *plan);
/* Hashes all steps, to tell whether what was shown is what would be done. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE directory_plan_digest(const struct directory_plan *plan, const struct vault *vault,
                                                 uint8_t out[static VAULT_HASH_LEN]);
/* Finds an account by its staff number. NULL: none. */
const struct local_account *directory_plan_account(const struct directory_plan *plan, const char *number);
/* Returns whether a person matters here: has an account, or is named as a head. */
bool directory_plan_keeps(const void *plan, const struct directory_person *person);

#endif
