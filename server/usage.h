/* The text of --help, and numbers in options. */
#ifndef GH_SERVER_USAGE_H
#define GH_SERVER_USAGE_H

#include <stdbool.h>
#include <stdio.h>

/* Writes the text that --help prints. */
void usage(FILE *out);

/* Reads the number that an option takes, and complains about any other text. Returns whether it is one from min to max.
 */
bool usage_number(const char *option, const char *text, long min, long max, int *out);

#endif
