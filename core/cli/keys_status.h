/* The verbs `gatehouse keys status` and `gatehouse keys rotate`. */
#ifndef GH_CLI_KEYS_STATUS_H
#define GH_CLI_KEYS_STATUS_H

#include "cli/cli.h"

/* Prints each key's kind, age, limit and what to do. Exit code CLI_NO when a key is due or missing. */
enum cli_exit keys_status_run(const struct cli *cli);
/* Makes the next signing or sealing key and signs the set anew, or makes the next key of the vault. */
enum cli_exit keys_rotate_run(const struct cli *cli);

#endif
