/* What the verbs of `gatehouse` share: exit codes, the table of subcommands, options, messages. */
#ifndef GH_CLI_CLI_H
#define GH_CLI_CLI_H

#include <stdio.h>

#include "base/bytes.h"
#include "keys/key_directory.h"
#include "os/file.h"
#include "os/key_file.h"
#include "token/holder.h"

/* Documented in --help and in the README. */
enum cli_exit {
    CLI_OK = 0,
    CLI_NO = 1,     /* the answer is no: not valid, not verified, a fault was found */
    CLI_USAGE = 2,  /* wrong arguments */
    CLI_SYSTEM = 3, /* a file, the disk or the machine prevented an answer */
};

struct cli_option {
    const char *name;  /* without the hyphens */
    const char *value; /* the name of the value in --help, or NULL for a switch */
    const char *help;
};

#define CLI_OPTIONS_MAX 20
#define CLI_OPERANDS_MAX 8

struct cli_verb;

/* Parsed arguments of one verb. */
struct cli {
    const struct cli_verb *verb;
    const char *values[CLI_OPTIONS_MAX]; /* by index in verb->options; "" for a switch that is set */
    const char *operands[CLI_OPERANDS_MAX];
    int operand_count;
};

struct cli_verb {
    const char *group, *name; /* "keys", "new"; name NULL for a group that is itself the verb */
    const char *usage;        /* operands, as in --help */
    const char *about;        /* one line */
    int operands_min, operands_max;
    const struct cli_option *options; /* ends with a NULL name; may be NULL */
    enum cli_exit (*run)(const struct cli *cli);
};

/* Returns the option's value, or NULL when it was not given. name must be one of the verb's options. */
const char *cli_value(const struct cli *cli, const char *name);
bool cli_has(const struct cli *cli, const char *name);
/* Reads the option as a number in [min, max]; fallback when it was not given. On failure prints why and returns false.
 */
bool GH_MUST_USE cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max, int64_t fallback,
                            int64_t *out);
/* Reads the option as an instant: "now", "now+8h", "now-30m", seconds since 1970, or 2026-11-24T08:00:00Z. */
bool GH_MUST_USE cli_time(const struct cli *cli, const char *name, tick fallback, tick *out);
tick cli_now(void);

/* Prints "gatehouse: ..." to stderr. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says what is wrong with a file and what to do. Returns CLI_SYSTEM. */
enum cli_exit cli_file_failed(const char *path, enum gh_status status);
/* Prints s as a JSON string. */
void cli_json_string(FILE *out, const char *s);
/* 2026-11-24T08:00:00Z */
#define CLI_TIME_SIZE 32
void cli_format_time(tick t, char out[static CLI_TIME_SIZE]);

/* Reads FILE ("-": standard input) into the replica and makes one where there is none. Says what it did, or what is
 * wrong and where. */
enum cli_exit replica_import_file(const char *replica, const char *root, const char *file, bool sealed);

struct sync_status;
/* Asks the sync daemon at this socket for its status. GH_NOT_FOUND: no daemon answers. */
enum gh_status GH_MUST_USE cli_sync_status(const char *socket, struct sync_status *out);

/* The verbs, one table a file. */
extern const struct cli_verb keys_verbs[], pass_verbs[], check_verbs[], replica_verbs[], journal_verbs[],
    config_verbs[], sync_verbs[], enrol_verbs[], demo_verbs[], doctor_verbs[];

#endif
