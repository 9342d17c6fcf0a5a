/* Decisions by to-do cards of WeCom. */
#ifndef GH_SERVER_ACT_CARD_PASS_H
#define GH_SERVER_ACT_CARD_PASS_H

#include "act/act.h"

enum card_outcome {
    CARD_DONE = 0,
    CARD_UNKNOWN,  /* no such card, or not this account's */
    CARD_STALE,    /* decided or changed meanwhile: nothing was done */
    CARD_NOT_HERE, /* this account can't decide by a card: the page says why */
    CARD_OUTCOMES
};

/* Passes the application of a card in the name of the session, as act_perform() does, with the version that the card
 * shows. code: replaces the card's response_code; "" keeps it. The card then shows the outcome. */
enum gh_status GH_MUST_USE card_pass(const struct act_context *context, const struct session *session,
                                     const struct uuid *card, const char *code, enum card_outcome *outcome);

#endif
