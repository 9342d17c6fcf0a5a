/* The steps of a round. Each step gets a connection that can write and has no open transaction. */
#ifndef GH_SERVER_JOBS_STEPS_H
#define GH_SERVER_JOBS_STEPS_H

#include "act/act.h"

#define STEP_MAX 50 /* most items per step and round; the next round continues */

/* Finishes applications with entries and lapses the others, once the last period is over. */
enum gh_status GH_MUST_USE lapse_over(const struct act_context *context, int64_t *ended);
/* Reminds those whose decision is due: approvers, their deputies, then the office (calendar_reminders_due). */
enum gh_status GH_MUST_USE remind_deciders(const struct act_context *context, int64_t *reminded);

/* Raises an exception about each booth that has been silent for longer than the settings allow, and closes those about
 * booths that report again. */
enum gh_status GH_MUST_USE watch_booths(struct db *db, tick now);

#endif
