/* Demo data for an empty database: two campuses, gates, units and an account for each role. All people are made up. */
#ifndef GH_SERVER_DEMO_DATA_H
#define GH_SERVER_DEMO_DATA_H

#include "auth/password.h"
#include "base/tick.h"
#include "db/db.h"

#define DEMO_PASSWORD "gatehouse-demo"

/* Fills the database, unless it has accounts already. */
enum gh_status GH_MUST_USE demo_data_fill(struct db *db, struct password_gate *gate, tick now);

#endif
