/* Passes as pages list them. The caller of a query ends rows after any outcome. */
#ifndef GH_SERVER_ISSUE_PASS_LIST_H
#define GH_SERVER_ISSUE_PASS_LIST_H

#include "issue/visit_link.h"

/* Columns of passes_query() and pass_card_query(). */
enum pass_card_column {
    PASS_CARD_ID,
    PASS_CARD_KIND,    /* enum pass_kind */
    PASS_CARD_ENTRANT, /* masked name, or plate */
    PASS_CARD_PERIOD,  /* ordinal of its period in the application */
    PASS_CARD_STATE,
    PASS_CARD_REASON,
    PASS_CARD_FROM,
    PASS_CARD_TO,
    PASS_CARD_USED_AT /* first admission; NULL: none yet */
};
/* Selects the passes of an application in the order of their last change. */
enum gh_status GH_MUST_USE passes_query(struct db *db, struct db_rows *rows, const struct uuid *application);
/* Selects one pass. */
enum gh_status GH_MUST_USE pass_card_query(struct db *db, struct db_rows *rows, const struct uuid *pass);

/* Columns of visit_holder_query(). */
enum visit_holder_column {
    VISIT_HOLDER_CAMPUS,
    VISIT_HOLDER_NAME,  /* masked; "" for a vehicle */
    VISIT_HOLDER_PLATE, /* "" for a pedestrian */
    VISIT_HOLDER_HOST,
    VISIT_HOLDER_HOST_MOBILE, /* sealed: "application.host_mobile" */
    VISIT_HOLDER_NUMBER,
    VISIT_HOLDER_APPLICANT,
    VISIT_HOLDER_DOCUMENT, /* enum document_kind by name; "" for a vehicle */
    VISIT_HOLDER_LANGUAGE  /* that was chosen for the person; "" for none */
};
/* Selects what an entrant's page shows beside the passes. */
enum gh_status GH_MUST_USE visit_holder_query(struct db *db, struct db_rows *rows, const struct visit *visit);

#endif
