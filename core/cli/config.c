/* gatehouse config: prints the sample file and checks a configuration. */
#include "config/config.h"

#include "cli/cli.h"

static void put(void *context, const char *text)
{
    (void)fputs(text, context);
}

static enum cli_exit run_sample(const struct cli *cli)
{
    (void)cli;
    (void)printf("# Configuration of a Gatehouse booth. Lines that start with # are comments or defaults.\n\n");
    config_sample(put, stdout);
    return fflush(stdout) == 0 ? CLI_OK : cli_file_failed("standard output", GH_IO);
}

static enum cli_exit run_check(const struct cli *cli)
{
    const char *path = cli->operand_count ? cli->operands[0] : CONFIG_DEFAULT_PATH;
    struct booth_config config;
    struct config_fault fault;
    enum gh_status status = config_load(path, &config, &fault);
    if (!status) {
        (void)printf("%s is valid: booth %s at gate %d\n", path, config.device, config.gate);
        return CLI_OK;
    }
    if (fault.line)
        (void)printf("%s:%u: %s\n", path, fault.line, fault.message);
    else
        (void)printf("%s: %s\n", path, fault.message);
    return status == GH_MALFORMED || status == GH_TOO_LONG ? CLI_NO : CLI_SYSTEM;
}

const struct cli_verb config_verbs[] = {
    {"config", "sample", "", "Print a configuration file with every key explained", 0, 0, NULL, run_sample},
    {"config", "check", "[FILE]", "Check a configuration file (exit 1: wrong, with its line)", 0, 1, NULL, run_check},
    {0},
};
