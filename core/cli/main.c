/* `gatehouse`: keys, passes, stores and health of a gate, on the command line. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const struct cli_verb *const groups[] = {
    keys_verbs,   pass_verbs, check_verbs, replica_verbs, journal_verbs,
    config_verbs, sync_verbs, enrol_verbs, demo_verbs,    doctor_verbs,
};

#define COMMAND_WIDTH 46

static void print_command(FILE *out, const struct cli_verb *verb)
{
    char command[80] = "";
    int n = snprintf(command, sizeof command, "%s%s%s %s", verb->group, verb->name ? " " : "",
                     verb->name ? verb->name : "", verb->usage);
    if (n > COMMAND_WIDTH) /* what it does begins in the column of the others */
        (void)fprintf(out, "  %s\n  %-*s %s\n", command, COMMAND_WIDTH, "", verb->about);
    else
        (void)fprintf(out, "  %-*s %s\n", COMMAND_WIDTH, command, verb->about);
}

/* Returns the verbs of the group with this name, or NULL. */
static const struct cli_verb *find_group(const char *word)
{
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        if (strcmp(groups[g]->group, word) == 0)
            return groups[g];
    }
    return NULL;
}

/* only: one group, or NULL for all. */
static void print_help(FILE *out, const struct cli_verb *only)
{
    (void)fprintf(out, "gatehouse %s: keys, passes, stores and health of a gate\n\nusage: gatehouse VERB ...\n\n",
                  GATEHOUSE_VERSION);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        for (const struct cli_verb *verb = groups[g]; verb->group && (!only || only == groups[g]); verb++)
            print_command(out, verb);
    }
    (void)fprintf(
        out, "\n`gatehouse VERB --help` lists the options of a verb.\n"
             "Exit codes: 0 yes or done, 1 the answer is no, 2 wrong arguments, 3 a file or the machine failed.\n");
}

static void print_verb_help(FILE *out, const struct cli_verb *verb)
{
    (void)fprintf(out, "usage: gatehouse %s%s%s%s%s%s\n\n%s\n", verb->group, verb->name ? " " : "",
                  verb->name ? verb->name : "", verb->options ? " [options]" : "", *verb->usage ? " " : "", verb->usage,
                  verb->about);
    for (const struct cli_option *o = verb->options; o && o->name; o++) {
        char left[48];
        int n = snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        (void)fprintf(out, "  %-26s %s\n", n > 0 ? left : "", o->help);
    }
    (void)fprintf(
        out, "\nExit codes: 0 yes or done, 1 the answer is no, 2 wrong arguments, 3 a file or the machine failed.\n");
}

static const struct cli_verb *find_verb(const struct cli_verb *group, int argc, char **argv, int *used)
{
    for (const struct cli_verb *verb = group; verb && verb->group; verb++) {
        *used = verb->name ? 3 : 2;
        if (!verb->name || (argc > 2 && strcmp(verb->name, argv[2]) == 0))
            return verb;
    }
    return NULL;
}

static bool take_option(struct cli *cli, const char *text, const char *next, int *i)
{
    const struct cli_option *options = cli->verb->options;
    for (int k = 0; options && options[k].name; k++) {
        size_t len = strlen(options[k].name);
        if (strncmp(text, options[k].name, len) != 0 || (text[len] != '\0' && text[len] != '='))
            continue;
        if (!options[k].value) {
            cli->values[k] = text[len] ? NULL : "";
            return cli->values[k] != NULL;
        }
        cli->values[k] = text[len] ? text + len + 1 : next;
        if (text[len] == '\0')
            ++*i;
        if (!cli->values[k])
            cli_complain("--%s needs a value: %s", options[k].name, options[k].value);
        return cli->values[k] != NULL;
    }
    cli_complain("no such option: --%s", text);
    return false;
}

static bool parse(struct cli *cli, int argc, char **argv, int first)
{
    bool only_operands = false;
    for (int i = first; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (!only_operands && strcmp(argv[i], "--") == 0) {
            only_operands = true;
        } else if (!only_operands && strncmp(argv[i], "--", 2) == 0) {
            if (!take_option(cli, argv[i] + 2, next, &i))
                return false;
        } else if (cli->operand_count == cli->verb->operands_max) {
            cli_complain("unexpected argument: %s", argv[i]);
            return false;
        } else {
            cli->operands[cli->operand_count++] = argv[i];
        }
    }
    if (cli->operand_count < cli->verb->operands_min) {
        cli_complain("an argument is missing: %s", cli->verb->usage);
        return false;
    }
    return true;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return argc > 1 && strcmp(argv[1], "help") == 0;
}

int main(int argc, char **argv)
{
    int used = 0;
    const struct cli_verb *group = argc > 1 ? find_group(argv[1]) : NULL;
    const struct cli_verb *verb = find_verb(group, argc, argv, &used);
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        (void)printf("gatehouse %s\n", GATEHOUSE_VERSION);
        return CLI_OK;
    }
    if (wants_help(argc, argv)) {
        if (verb)
            print_verb_help(stdout, verb);
        else
            print_help(stdout, group);
        return CLI_OK;
    }
    if (!verb) {
        if (group && argc == 2)
            cli_complain("%s needs a command", argv[1]);
        else if (argc > 1)
            cli_complain("no such verb: %s%s%s", argv[1], argc > 2 ? " " : "", argc > 2 ? argv[2] : "");
        print_help(stderr, group);
        return CLI_USAGE;
    }
    if (sodium_init() < 0) {
        cli_complain("the system gives no random numbers");
        return CLI_SYSTEM;
    }
    struct cli cli = {.verb = verb};
    if (!parse(&cli, argc, argv, used)) {
        (void)fprintf(stderr, "Try: gatehouse %s%s%s --help\n", verb->group, verb->name ? " " : "",
                      verb->name ? verb->name : "");
        return CLI_USAGE;
    }
    return (int)verb->run(&cli);
}
