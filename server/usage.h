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
    USAGE_IMAP_URL,    /* imap:// or imaps://, and a host */
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

/* Return false, and write to standard error what to do, where a call would leave this machine without TLS, and to a
 * host that is not in allowed (base/plain_call.h). what: the option or file that names the URL. url: NULL for none. */
bool usage_encrypted(const char *what, const char *url, const char *allowed);
bool usage_database_encrypted(const char *url, const char *allowed);

#define USAGE_DATABASE_SIZE 1024
/* Takes a database password out of the options, which every account of the machine can read: *url then is copy, and
 * argv has asterisks. Returns whether there was one. */
bool usage_hide_password(const char **url, char copy[static USAGE_DATABASE_SIZE], int argc, char **argv);

/* Reads the first line of a file into `out`. No path gives "". Returns false, and says so on stderr: it can't be read.
 */
bool usage_password(const char *path, char *out, size_t size);

/* Says on stderr what is wrong with what. Returns false. */
bool usage_complain(const char *what, const char *why);

#endif
