/* Loads what a plan compares the directory with. */
#ifndef GH_SERVER_DIRECTORY_PLAN_LOAD_H
#define GH_SERVER_DIRECTORY_PLAN_LOAD_H

#include "directory/plan.h"

/* Fills plan->units, sorted by code, and plan->accounts, sorted by number. */
enum gh_status GH_MUST_USE directory_plan_load(struct db *db, const struct vault *vault, struct directory_plan *plan);

#endif
