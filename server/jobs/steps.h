/* The steps of a round. Each works on a writing connection, outside a transaction. */
#ifndef GH_SERVER_JOBS_STEPS_H
#define GH_SERVER_JOBS_STEPS_H

#include "act/act.h"

#define STEP_MAX 50 /* things a step does at most in a round; the next round goes on */

/* Finishes what somebody came to, and lets the rest lapse, once the last period is over. */
enum gh_status GH_MUST_USE lapse_over(const struct act_context *context, int64_t *ended);
/* Reminds those whose decision is due: approvers, their deputies, then the office (calendar_reminders_due). */
enum gh_status GH_MUST_USE remind_deciders(const struct act_context *context, int64_t *reminded);

#endif
