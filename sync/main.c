/* gatehouse-syncd: keeps a booth's replica up to date and hands up its entries. */
#include <curl/curl.h>
#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/daemon.h"

static const char usage[] =
    "gatehouse-syncd: brings passes and revocations to a booth, takes its entries to the server\n"
    "\n"
    "  --config FILE   the booth's configuration (default " CONFIG_DEFAULT_PATH ")\n"
    "  --version\n"
    "\n"
    "A booth is enrolled with a one-time code on the kiosk's settings page, or with `gatehouse sync enrol`.\n"
    "Exit code: 0 ended by SIGTERM or SIGINT, 2 wrong usage or configuration, 3 could not start.\n";

#define KEPT_BYTES (8 * 1024 * 1024)

/* Every line of a first sync is read into small pieces of memory that are freed at once: giving the top of the heap
 * back to the system each time costs more than the reading. */
static void keep_memory(void)
{
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    (void)mallopt(M_TOP_PAD, KEPT_BYTES / 8);
}

static int run(const char *path)
{
    static struct daemon daemon;
    struct booth_config config;
    struct config_fault fault;
    if (config_load(path, &config, &fault)) {
        if (fault.line)
            (void)fprintf(stderr, "gatehouse-syncd: %s:%u: %s\n", path, fault.line, fault.message);
        else
            (void)fprintf(stderr, "gatehouse-syncd: %s: %s\n", path, fault.message);
        return 2;
    }
    if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return 3;
    enum gh_status status = daemon_open(&daemon, &config);
    if (status == GH_BUSY)
        (void)fprintf(stderr, "gatehouse-syncd: %s: another one runs already\n", config.socket);
    else if (status)
        (void)fprintf(stderr, "gatehouse-syncd: %s: %s\n", config.socket, gh_status_name(status));
    if (!status)
        status = daemon_run(&daemon);
    daemon_close(&daemon);
    curl_global_cleanup();
    return status ? 3 : 0;
}

int main(int argc, char **argv)
{
    const char *path = CONFIG_DEFAULT_PATH;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            (void)fputs(usage, stdout);
            return 0;
        }
        if (strcmp(argv[i], "--version") == 0) {
            (void)puts("gatehouse-syncd " GATEHOUSE_VERSION);
            return 0;
        }
        if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
            path = argv[++i];
            continue;
        }
        const bool lacks = strcmp(argv[i], "--config") == 0;
        (void)fprintf(stderr, "gatehouse-syncd: %s: %s\n%s", argv[i],
                      lacks ? "needs a value: FILE" : "unknown option or argument", usage);
        return 2;
    }
    keep_memory();
    return run(path);
}
