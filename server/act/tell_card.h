/* To-do cards of WeCom follow their application. */
#ifndef GH_SERVER_ACT_TELL_CARD_H
#define GH_SERVER_ACT_TELL_CARD_H

#include "act/act.h"

/* Closes the cards that show an older version of the application, in the caller's transaction. action: what was done;
 * actor: the name of who did it, "" for the system. */
enum gh_status GH_MUST_USE tell_card_follow(const struct act_context *context, const struct application *after,
                                            enum flow_action action, const char *actor);

/* Says whether an account may decide by a card: none of its roles needs a one-time code, which a card can't ask for. */
enum gh_status GH_MUST_USE tell_card_allowed(struct db *db, int64_t account, bool *allowed);

/* Deletes cards and callbacks that are older than any answer to them. */
enum gh_status GH_MUST_USE tell_card_sweep(struct db *db, tick now);

#endif
