/* The newest results of the checks in this process. A thread of its own runs them every hour and when somebody asks, so
 * that neither requests nor metrics wait for another machine. */
#ifndef GH_SERVER_CHECK_BOARD_H
#define GH_SERVER_CHECK_BOARD_H

#include "check/check.h"

#define CHECK_EVERY TICK_HOUR
#define CHECK_FRESH TICK_MINUTE /* younger results are not made anew */

struct check_result {
    tick at; /* end of the run, by the system's clock; 0: there was none yet */
    struct check_finding findings[CHECKS_MAX];
};

struct check_board;
/* Starts the thread; the first run comes a minute later. Everything that target names lives until check_board_close().
 */
enum gh_status GH_MUST_USE check_board_open(const struct check_target *target, struct check_board **out);
/* Waits for the end of a run, some 30 s at most. Takes NULL. */
void check_board_close(struct check_board *board);
/* Starts a run, unless one runs or the last one is fresh. Returns whether one runs now. */
bool check_board_ask(struct check_board *board);
/* Copies the newest results. Never waits. */
void check_board_read(struct check_board *board, struct check_result *out);

#endif
