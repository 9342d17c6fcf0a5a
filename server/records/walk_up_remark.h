/* Why people refused a walk-up application. */
#ifndef GH_SERVER_RECORDS_WALK_UP_REMARK_H
#define GH_SERVER_RECORDS_WALK_UP_REMARK_H

/* Column of a query over walk_up: the remark of the decision that closed the application, NULL when nobody wrote one.
 * It lies in the history alone, so that it is erased with it. */
#define WALK_UP_REMARK                                                                                                 \
    "(SELECT h.remark FROM history h WHERE h.application = walk_up.id AND h.to_state IN ('vetoed', 'cancelled') "      \
    "ORDER BY h.version DESC LIMIT 1)"

#endif
