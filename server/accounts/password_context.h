/* The context words of this server: university and campuses of its settings, and the host of its public URL. */
#ifndef GH_SERVER_ACCOUNTS_PASSWORD_CONTEXT_H
#define GH_SERVER_ACCOUNTS_PASSWORD_CONTEXT_H

#include "accounts/setup_plan.h"
#include "auth/password_words.h"

/* Adds what the database names. */
enum gh_status GH_MUST_USE password_context_load(struct db *db, struct password_words *words);
/* Adds what a set-up plan names. */
void password_context_plan(const struct setup_plan *plan, struct password_words *words);

#endif
