/* The text of --help, and what values of options look like. */
#ifndef GH_SERVER_USAGE_H
#define GH_SERVER_USAGE_H

#include <stdbool.h>
#include <stdio.h>

/* Writes the text that --help prints. */
void usage(FILE *out);

/* Reads the number that an option takes, and complains about any other text. Returns whether it is one from min to max.
 */
bool usage_number(const char *option, const char *text, long min, long max, int *out);

enum usage_form {
    USAGE_WEB_URL = 0, /* http:// or https://, and a host */
    USAGE_MAIL_URL,    /* smtp:// or smtps://, and a host */
    USAGE_ADDRESS,     /* of e-mail */
    USAGE_DATABASE,
    USAGE_MILLISECONDS
};

/* An option and its value; NULL: not given. */
struct usage_value {
    const char *option, *value;
    enum usage_form form;
};

/* Returns false, and writes to standard error what the option takes, where a value does not have its form. The password
 * of a database's URL is not written. */
bool usage_values_good(const struct usage_value *values, size_t count);

#endif
