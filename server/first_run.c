/* Offers the first-run set-up page. */
#include "first_run.h"

#include <sodium.h>
#include <stdio.h>

#include "accounts/setup.h"

#define DB_WAIT_MS 5000

void first_run_print(const char *url, const char *token)
{
    (void)printf("\nThis server has no accounts yet. Set it up within an hour, once, at:\n\n  %s/app/setup#%s\n\n"
                 "A new link: gatehouse-server --setup-link, with the same --database and --public-url.\n\n",
                 url, token);
    (void)fflush(stdout);
}

static enum gh_status offer(struct db *db, const struct os_log *log, const char *url)
{
    char token[SETUP_TOKEN_SIZE];
    enum gh_status status = setup_link_make(db, false, token);
    if (!status) {
        first_run_print(url, token);
        OS_LOG(log, OS_LOG_NOTICE, "setup-link-printed", os_log_integer("minutes", SETUP_LIFE / TICK_MINUTE));
    }
    sodium_memzero(token, sizeof token);
    if (status != GH_CONFLICT)
        return status == GH_NOT_FOUND ? GH_OK : status;
    (void)puts("This server has no accounts yet, and a link to its set-up page is still valid. gatehouse-server "
               "--setup-link prints a new one.");
    (void)fflush(stdout);
    OS_LOG(log, OS_LOG_NOTICE, "setup-link-valid", os_log_bool("printed", false));
    return GH_OK;
}

bool first_run_offer(struct db_pool *pool, const struct os_log *log, const char *url, bool has_pages)
{
    struct db *db;
    bool open = false;
    enum gh_status status = db_pool_take(pool, DB_WRITE, DB_WAIT_MS, &db);
    if (!status) {
        status = setup_is_open(db, &open);
        if (!status && open && has_pages)
            status = offer(db, log, url);
        db_pool_give(pool, db);
    }
    if (!status && open && !has_pages)
        OS_LOG(log, OS_LOG_NOTICE, "no-accounts", os_log_word("next", "create-administrator"));
    if (status)
        (void)fprintf(stderr, "gatehouse-server: set-up link: %s\n", gh_status_name(status));
    return !status;
}
