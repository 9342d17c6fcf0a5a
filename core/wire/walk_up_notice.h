/* The notice on personal data under which a visitor begins a walk-up application. The booth shows a version and names
 * it in the box; the server keeps its text with the consent. Another wording is a new version: old ones stay here,
 * because boxes from booths of earlier versions name them. */
#ifndef GH_WIRE_WALK_UP_NOTICE_H
#define GH_WIRE_WALK_UP_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#define WALK_UP_NOTICE 2         /* the newest version */
#define WALK_UP_NOTICE_SIZE 1024 /* bytes of a text with NUL */
#define WALK_UP_NOTICE_DAYS_MAX 3650

/* Returns the version that a booth shows. days: for how long personal data are kept after a visit; 0: not known, so the
 * text names no number. */
int64_t walk_up_notice_version(int64_t days);
/* Writes the text of a version. false: there is no such version, or it needs a number of days from 1 to
 * WALK_UP_NOTICE_DAYS_MAX; then out is empty. */
bool walk_up_notice(int64_t version, int64_t days, bool english, char out[static WALK_UP_NOTICE_SIZE]);

#endif
