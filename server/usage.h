/* The text of --help. */
#ifndef GH_SERVER_USAGE_H
#define GH_SERVER_USAGE_H

#include <stdio.h>

/* Writes the text that --help prints. */
void usage(FILE *out);

#endif
