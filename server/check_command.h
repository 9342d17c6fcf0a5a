/* gatehouse-server --check: prints what the checks of server/check found. */
#ifndef GH_SERVER_CHECK_COMMAND_H
#define GH_SERVER_CHECK_COMMAND_H

#include "check/check.h"

/* Runs all checks and prints them to standard output: Chinese, or English where LC_ALL, LC_MESSAGES or LANG begins with
 * "en" or is "C" or "POSIX", or without a catalogue. json: an object a line, with the same texts. Returns the exit
 * code: 0 without a fault (warnings may remain), 1 with one. */
int check_command(const struct check_target *target, const struct catalog *catalog, bool json);

#endif
