/* Passes as pages list them. The caller ends the rows after any outcome. */
#ifndef GH_SERVER_ISSUE_PASS_LIST_H
#define GH_SERVER_ISSUE_PASS_LIST_H

#include "issue/pass.h"

enum pass_card_column {
    PASS_CARD_ID,
    PASS_CARD_KIND,    /* enum pass_kind */
    PASS_CARD_ENTRANT, /* masked name, or plate */
    PASS_CARD_PERIOD,  /* its place among the periods of the application */
    PASS_CARD_STATE,
    PASS_CARD_REASON,
    PASS_CARD_FROM,
    PASS_CARD_TO
};
/* Selects the passes of an application, in the order in which they were minted. */
enum gh_status GH_MUST_USE passes_query(struct db *db, struct db_rows *rows, const struct uuid *application);
enum gh_status GH_MUST_USE pass_card_query(struct db *db, struct db_rows *rows, const struct uuid *pass);

/* What a pass page shows besides the code. */
enum pass_holder_column {
    PASS_HOLDER_CAMPUS,
    PASS_HOLDER_NAME, /* masked; "" for a vehicle's own pass */
    PASS_HOLDER_PLATE /* "" for a pedestrian */
};
enum gh_status GH_MUST_USE pass_holder_query(struct db *db, struct db_rows *rows, const struct uuid *pass);

#endif
