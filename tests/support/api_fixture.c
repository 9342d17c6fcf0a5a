#include "support/api_fixture.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/endpoints.h"
#include "demo_data.h"

static struct api_fixture *to_remove; /* atexit() passes nothing */

void api_fixture_must(const struct api_fixture *f, bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "%s: %s\n", f->program, what);
    abort();
}

static void remove_folder(void)
{
    char command[128];
    db_pool_close(to_remove->server.pool);
    password_gate_destroy(&to_remove->passwords);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", to_remove->folder);
    if (system(command) != 0)
        (void)fprintf(stderr, "%s: %s is left\n", to_remove->program, to_remove->folder);
}

struct db *api_fixture_take(struct api_fixture *f)
{
    struct db *db;
    api_fixture_must(f, db_pool_take(f->server.pool, DB_WRITE, 1000, &db) == GH_OK, "a connection");
    return db;
}

void api_fixture_open(struct api_fixture *f)
{
    char error[256] = "";
    f->server.routes = route_table();
    api_fixture_must(f, db_pool_open(f->url, 2, &f->server.pool, error, sizeof error) == GH_OK, error);
}

void api_fixture_close(struct api_fixture *f)
{
    db_pool_close(f->server.pool);
}

void api_fixture_set_up(struct api_fixture *f, const char *program)
{
    const uint8_t key[VAULT_KEY_LEN] = {1};
    *f = (struct api_fixture){.program = program};
    (void)snprintf(f->folder, sizeof f->folder, "%s/gatehouse-fuzz-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    api_fixture_must(f, sodium_init() >= 0 && mkdtemp(f->folder), "a folder");
    (void)snprintf(f->url, sizeof f->url, "sqlite:%s/server.db", f->folder);
    api_fixture_must(f, password_gate_init(&f->passwords) == GH_OK, "memory");
    f->reading = (struct os_reading){.wall = API_FIXTURE_NOW, .boot_ns = 1};
    vault_from_keys(key, key, key, &f->vault);
    f->server.vault = &f->vault;
    f->server.passwords = &f->passwords;
    f->server.clock = os_clock_fake(&f->reading);
    f->server.log = os_log_to_stderr(OS_LOG_ERROR);
    f->server.trusted_proxies = "";
    api_fixture_open(f);
    struct db *db = api_fixture_take(f);
    api_fixture_must(f, demo_data_fill(db, API_FIXTURE_NOW) == GH_OK, "demo data");
    db_pool_give(f->server.pool, db);
    to_remove = f;
    (void)atexit(remove_folder);
    f->ready = true;
}

void api_fixture_split_query(struct request *rq, char *query)
{
    for (char *pair = query; pair && *pair && rq->query_count < REQUEST_PAIRS_MAX;) {
        char *next = strchr(pair, '&'), *value;
        if (next)
            *next++ = '\0';
        value = strchr(pair, '=');
        if (value)
            *value++ = '\0';
        rq->query[rq->query_count++] = (struct request_pair){pair, value ? value : ""};
        pair = next;
    }
}
