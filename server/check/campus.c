/* Checks of what the university has: its directory, WeCom, and providers of single sign-on. They send no message and
 * sign nobody in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/groups.h"
#include "directory/run.h"
#include "directory/vacancy.h"
#include "identity/host.h"
#include "identity/provider.h"
#include "wecom/client.h"

#define RUN_OLD (3 * TICK_DAY) /* a daily run failed twice, or nobody looked */

struct check_campus {
    struct wecom_config wecom;
    struct identity_provider providers[IDENTITY_PROVIDERS_MAX]; /* those that are enabled */
    size_t provider_count;
};

static enum gh_status load_providers(struct db *db, const struct vault *vault, struct check_campus *campus)
{
    struct uuid ids[IDENTITY_PROVIDERS_MAX];
    size_t count = 0;
    enum gh_status status = identity_provider_list(db, true, ids, &count);
    for (size_t i = 0; !status && i < count; i++) {
        status = identity_provider_load(db, vault, &ids[i], &campus->providers[campus->provider_count]);
        campus->provider_count += !status;
        status = status == GH_NOT_FOUND ? GH_OK : status;
    }
    return status;
}

struct check_campus *check_campus_load(const struct check_case *c)
{
    struct check_campus *campus = calloc(1, sizeof *campus);
    struct vault vault;
    if (!campus || vault_open(c->target->keys, false, &vault)) {
        free(campus);
        return NULL;
    }
    enum gh_status status = wecom_config_load(c->db, &vault, &campus->wecom);
    if (!status)
        status = load_providers(c->db, &vault, campus);
    vault_close(&vault);
    if (!status)
        return campus;
    check_campus_free(campus);
    return NULL;
}

void check_campus_free(struct check_campus *campus)
{
    if (!campus)
        return;
    wecom_config_wipe(&campus->wecom);
    for (size_t i = 0; i < campus->provider_count; i++)
        identity_provider_end(&campus->providers[i]);
    free(campus);
}

/* Returns false where there is nothing to look at. */
static bool has_settings(const struct check_case *c, struct check_finding *out)
{
    if (!c->campus)
        check_say(out, CHECK_SKIPPED, N_("Not checked: the settings can't be read."), NULL);
    return c->campus != NULL;
}

/* ---- The directory ---- */

struct last_run {
    char state[16], fault[32];
    tick at;
};

static enum gh_status load_run(struct db *db, struct last_run *run)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT state, fault, COALESCE(ended_at, asked_at) FROM directory_run WHERE purpose <> "
                 "'test' AND state NOT IN ('asked', 'running') ORDER BY id DESC LIMIT 1");
    if (!status && !(status = db_next(&rows))) {
        run->at = db_int(&rows, 2);
        status = db_copy_text(&rows, 0, run->state, sizeof run->state);
        if (!status)
            status = db_copy_text(&rows, 1, run->fault, sizeof run->fault);
    }
    db_rows_end(&rows);
    return status;
}

static void say_run(const struct check_case *c, const struct last_run *run, struct check_finding *out)
{
    char day[CHECK_DAY_SIZE];
    check_day(run->at, day);
    check_value(out, "%s", day);
    check_other(out, "%s", run->fault);
    if (strcmp(run->state, "failed") == 0)
        check_say(out, CHECK_WARNING, N_("The run of {value} failed: {other}."),
                  N_("The page Directory says what is wrong, and tests the settings."));
    else if (strcmp(run->state, "held") == 0)
        check_say(out, CHECK_WARNING, N_("The run of {value} is held, since it would close much."),
                  N_("Look on the page Directory whether the directory is right, and apply or discard the run."));
    else if (c->now - run->at > RUN_OLD)
        check_say(out, CHECK_WARNING, N_("The directory was last read on {value}."),
                  N_("Switch the daily run on, or see the server's log."));
    else
        check_say(out, CHECK_OK, N_("The directory was read on {value}."), NULL);
}

void check_directory(const struct check_case *c, struct check_finding *out)
{
    struct last_run run = {.at = 0};
    const enum gh_status status = load_run(c->db, &run);
    if (status == GH_NOT_FOUND)
        check_say(out, CHECK_OK, N_("No directory of the university has been read."), NULL);
    else if (status)
        check_say(out, CHECK_WARNING, N_("The runs of the directory can't be read."),
                  N_("See the log of the database."));
    else
        say_run(c, &run, out);
}

void check_vacancies(const struct check_case *c, struct check_finding *out)
{
    int64_t vacant = 0;
    if (vacancies_count(c->db, &vacant)) {
        check_say(out, CHECK_WARNING, N_("The units can't be read."), N_("See the log of the database."));
    } else if (vacant > 0) {
        check_value(out, "%lld", (long long)vacant);
        check_say(out, CHECK_WARNING, N_("Units without anybody who approves: {value}."),
                  N_("The page Directory lists them under \"Needs you\"."));
    } else {
        check_say(out, CHECK_OK, N_("Each unit has somebody who approves."), NULL);
    }
}

/* ---- WeCom ---- */

static void say_answer(const struct wecom_answer *answer, struct check_finding *out)
{
    char address[WECOM_ADDRESS_SIZE] = "";
    const struct wecom_failure *failure = wecom_failure_of(answer->code);
    if (answer->sent != HTTP_ANSWERED) {
        check_other(out, "%s", answer->words);
        check_say(
            out, CHECK_FAULT, N_("WeCom can't be reached: {other}."),
            N_("Check the network and the firewall of this server, which calls qyapi.weixin.qq.com on port 443."));
    } else if (failure->kind == WECOM_FINE) {
        check_say(out, CHECK_OK, N_("WeCom accepts secret, AgentId and this server's address."), NULL);
    } else if (wecom_failure_address(answer->words, address)) {
        check_value(out, "%s", address);
        check_say(out, CHECK_FAULT, N_("WeCom does not trust this server's address {value}."),
                  N_("Add it to the trusted IPs of the application in WeCom's administration."));
    } else {
        check_value(out, "%d %s", answer->code, failure->name);
        check_say(out, failure->kind == WECOM_LATER ? CHECK_WARNING : CHECK_FAULT, N_("WeCom refuses: {value}."),
                  failure->text);
    }
}

void check_wecom(const struct check_case *c, struct check_finding *out)
{
    struct http_curl curl = {.ca_file = NULL};
    const struct wecom_client client = {.http = http_client_curl(&curl), .clock = c->target->clock};
    struct wecom_answer answer = {.json = NULL};
    if (!has_settings(c, out))
        return;
    if (!wecom_config_ready(&c->campus->wecom)) {
        check_say(out, CHECK_OK, N_("WeCom is not switched on."), NULL);
        return;
    }
    if (wecom_try(&client, &c->campus->wecom, &answer))
        check_say(out, CHECK_FAULT, N_("The settings of WeCom can't be used."),
                  N_("Enter them anew on the page WeCom."));
    else
        say_answer(&answer, out);
    json_decref(answer.json);
}

/* ---- Providers of single sign-on ---- */

static enum identity_fault try_provider(const struct check_case *c, const struct identity_host *host,
                                        const struct identity_provider *provider)
{
    struct identity_trust *trust = calloc(1, sizeof *trust);
    const char *home = c->target->public_url ? c->target->public_url : "https://localhost";
    struct identity_call call = {
        .provider = provider, .cache = host->cache, .now = c->now, .callback = home, .home = home, .agent = ""};
    enum identity_fault fault = trust ? identity_host_trust(host, trust, &call) : IDENTITY_INTERNAL;
    if (!fault)
        fault = provider->kind->check(&call);
    free(trust);
    return fault;
}

void check_sign_on(const struct check_case *c, struct check_finding *out)
{
    struct identity_host host = {.cache = NULL};
    char wrong[CHECK_VALUE_SIZE] = "";
    if (!has_settings(c, out))
        return;
    if (identity_host_open(&host, c->target->directory_ca_file, c->target->sign_on_ca_files)) {
        check_say(out, CHECK_SKIPPED, N_("Not checked: no memory."), NULL);
        return;
    }
    for (size_t i = 0; i < c->campus->provider_count; i++) {
        const struct identity_provider *p = &c->campus->providers[i];
        const enum identity_fault fault = try_provider(c, &host, p);
        const size_t used = strlen(wrong);
        if (fault)
            (void)snprintf(wrong + used, sizeof wrong - used, "%s%s (%s)", used ? ", " : "", p->name,
                           identity_fault_text(fault)->code);
    }
    identity_host_close(&host);
    check_value(out, "%zu", c->campus->provider_count);
    check_other(out, "%s", wrong);
    if (wrong[0])
        check_say(out, CHECK_FAULT, N_("Nobody can sign in with: {other}."),
                  N_("Look up the code in docs/sign-on.md. Passwords of this system work meanwhile."));
    else
        check_say(out, CHECK_OK,
                  c->campus->provider_count ? N_("Providers of single sign-on that answer: {value}.")
                                            : N_("No provider of single sign-on is switched on."),
                  NULL);
}
