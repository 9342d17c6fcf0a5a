/* Loads, checks and stores the settings of WeCom. */
#include "wecom/config.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "base/plain_call.h"
#include "records/fields.h"
#include "records/record.h"
#include "wecom/robot.h"

#define ROW 1 /* the only one */

void wecom_config_wipe(struct wecom_config *config)
{
    sodium_memzero(config, sizeof *config);
}

static enum gh_status open_secrets(const struct vault *vault, struct db_rows *rows, struct wecom_config *c)
{
    const struct uuid row = record_row(ROW);
    const struct {
        const char *column;
        char *out;
        size_t size;
    } secrets[] = {{"wecom.secret", c->secret, sizeof c->secret},
                   {"wecom.callback_token", c->callback_token, sizeof c->callback_token},
                   {"wecom.callback_key", c->callback_key, sizeof c->callback_key},
                   {"wecom.robot_key", c->robot_key, sizeof c->robot_key},
                   {"wecom.access", c->access, sizeof c->access}};
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < (int)(sizeof secrets / sizeof secrets[0]); i++)
        status = record_open(vault, secrets[i].column, &row, rows, 6 + i, secrets[i].out, secrets[i].size);
    return status;
}

enum gh_status wecom_config_load(struct db *db, const struct vault *vault, struct wecom_config *out)
{
    struct db_rows rows = {0};
    struct wecom_config c = {.base_url = WECOM_BASE_URL};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT enabled, match_names, base_url, corp_id, agent_id, access_until, secret_sealed, "
                 "callback_token_sealed, callback_key_sealed, robot_key_sealed, access_sealed FROM wecom WHERE id = $1",
                 DB_INT(ROW));
    if (!status && !(status = db_next(&rows))) {
        c.enabled = db_int(&rows, 0) != 0;
        c.match_names = db_int(&rows, 1) != 0;
        c.agent_id = db_int(&rows, 4);
        c.access_until = db_int(&rows, 5);
        status = db_copy_text(&rows, 2, c.base_url, sizeof c.base_url);
        if (!status)
            status = db_copy_text(&rows, 3, c.corp_id, sizeof c.corp_id);
        if (!status)
            status = open_secrets(vault, &rows, &c);
    }
    db_rows_end(&rows);
    if (!status || status == GH_NOT_FOUND)
        *out = c;
    wecom_config_wipe(&c);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static bool has_only(const char *text, const char *extra)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (; *text; text++)
        if (!strchr(plain, *text) && !strchr(extra, *text))
            return false;
    return true;
}

/* A URL that secrets may go to: https, or http to this machine; a host, perhaps a port, no path. */
static bool is_base_url(const char *url)
{
    const bool encrypted = strncmp(url, "https://", 8) == 0;
    if (!encrypted && (strncmp(url, "http://", 7) != 0 || !plain_call_allowed(url_host(url), "")))
        return false;
    const char *rest = url + (encrypted ? 8 : 7);
    return *rest && has_only(rest, ".-:[]");
}

void wecom_config_input(const json_t *json, struct wecom_config *c, struct field_errors *errors)
{
    char before[sizeof c->base_url];
    uint8_t key[WECOM_AES_LEN];
    memcpy(before, c->base_url, sizeof before);
    fields_flag(json, "enabled", "enabled", &c->enabled, errors);
    fields_flag(json, "match_names", "match_names", &c->match_names, errors);
    fields_text(json, "base_url", "base_url", c->base_url, sizeof c->base_url, errors);
    fields_text(json, "corp_id", "corp_id", c->corp_id, sizeof c->corp_id, errors);
    fields_integer(json, "agent_id", "agent_id", 0, INT32_MAX, &c->agent_id, errors);
    fields_text(json, "callback_token", "callback_token", c->callback_token, sizeof c->callback_token, errors);
    fields_text(json, "callback_key", "callback_key", c->callback_key, sizeof c->callback_key, errors);
    if (!c->base_url[0])
        (void)snprintf(c->base_url, sizeof c->base_url, "%s", WECOM_BASE_URL);
    fields_secret(json, "secret", "secret", before, c->base_url, c->secret, sizeof c->secret, errors);
    fields_secret(json, "robot_key", "robot_key", before, c->base_url, c->robot_key, sizeof c->robot_key, errors);
    if (!is_base_url(c->base_url))
        field_errors_add(errors, "form", N_("Write https:// and the host, without a path."), "base_url");
    if (!has_only(c->corp_id, "_-"))
        field_errors_add(errors, "form", N_("Copy it from WeCom's administration: letters and digits only."),
                         "corp_id");
    if (!has_only(c->secret, "_-"))
        field_errors_add(errors, "form", N_("Copy it from WeCom's administration: letters and digits only."), "secret");
    if (!wecom_robot_key_valid(c->robot_key))
        field_errors_add(errors, "form", N_("Copy what follows key= in the webhook's address."), "robot_key");
    if (!has_only(c->callback_token, ""))
        field_errors_add(errors, "form", N_("Copy it from WeCom's administration: letters and digits only."),
                         "callback_token");
    if (c->callback_key[0] && wecom_key_read(c->callback_key, key))
        field_errors_add(errors, "form", N_("An EncodingAESKey has 43 letters and digits."), "callback_key");
    sodium_memzero(key, sizeof key);
    if (c->enabled && !wecom_config_ready(c))
        field_errors_add(errors, "missing", N_("WeCom needs CorpID, AgentId and secret before it is switched on."),
                         "enabled");
}

bool wecom_config_ready(const struct wecom_config *c)
{
    return c->enabled && c->corp_id[0] && c->agent_id && c->secret[0];
}

/* Names the members that were set: never their values. */
static void name_members(const json_t *json, char *out, size_t size)
{
    const char *name;
    json_t *value;
    size_t used = 0;
    out[0] = '\0';
    json_object_foreach((json_t *)json, name, value)
    {
        const int n = snprintf(out + used, size - used, "%s%.20s", used ? ", " : "", name);
        if (n > 0 && (size_t)n < size - used)
            used += (size_t)n;
    }
    out[used] = '\0';
}

static struct db_value seal_or_null(const struct vault *vault, const char *column, const char *text,
                                    struct record_box *box)
{
    const struct uuid row = record_row(ROW);
    return text[0] ? record_seal(vault, column, &row, text, box) : DB_NULL;
}

/* Forgets the robots of campuses where their keys would go to another address. The row stays locked until the end. */
static enum gh_status move(struct db *db, const char *base_url)
{
    enum gh_status status = db_query(db, NULL, "UPDATE wecom SET base_url = $1 WHERE id = $2 AND base_url <> $1",
                                     DB_TEXT(base_url), DB_INT(ROW));
    return !status && db_changed(db) ? db_query(db, NULL, "DELETE FROM wecom_robot") : status;
}

static enum gh_status store_row(struct db *db, const struct vault *vault, const struct wecom_config *c)
{
    struct record_box secret, token, key, robot;
    return db_query(
        db, NULL,
        "INSERT INTO wecom (id, enabled, match_names, base_url, corp_id, agent_id, secret_sealed, "
        "callback_token_sealed, callback_key_sealed, robot_key_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10) ON CONFLICT (id) DO UPDATE SET enabled = $2, match_names = $3, base_url = $4, corp_id = $5, agent_id = "
        "$6, secret_sealed = $7, callback_token_sealed = $8, callback_key_sealed = $9, robot_key_sealed = $10, "
        "access_sealed = NULL, access_until = 0",
        DB_INT(ROW), DB_INT(c->enabled), DB_INT(c->match_names), DB_TEXT(c->base_url), DB_TEXT(c->corp_id),
        DB_INT(c->agent_id), seal_or_null(vault, "wecom.secret", c->secret, &secret),
        seal_or_null(vault, "wecom.callback_token", c->callback_token, &token),
        seal_or_null(vault, "wecom.callback_key", c->callback_key, &key),
        seal_or_null(vault, "wecom.robot_key", c->robot_key, &robot));
}

enum gh_status wecom_config_store(const struct audit_act *act, const struct vault *vault, const struct wecom_config *c,
                                  const struct wecom_robots *robots, const json_t *json, struct field_errors *errors)
{
    char members[AUDIT_DETAIL_MAX + 1];
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = move(act->db, c->base_url);
    if (!status)
        status = store_row(act->db, vault, c);
    if (!status)
        status = wecom_robots_store(act->db, vault, robots, errors);
    name_members(json, members, sizeof members);
    if (!status)
        status = audit_write(act->db,
                             &(struct audit_entry){act->now, act->by, "wecom-changed", "wecom", members, act->address});
    return record_finish(act->db, status);
}

enum gh_status wecom_access_store(struct db *db, const struct vault *vault, const char *access, tick until)
{
    struct record_box box;
    return db_query(db, NULL, "UPDATE wecom SET access_sealed = $1, access_until = $2 WHERE id = $3",
                    seal_or_null(vault, "wecom.access", access, &box), DB_INT(until), DB_INT(ROW));
}

enum gh_status wecom_config_envelope(const struct wecom_config *c, struct wecom_envelope *out)
{
    struct wecom_envelope e = {0};
    if (!c->enabled || !c->callback_token[0] || !c->corp_id[0] || wecom_key_read(c->callback_key, e.key))
        return GH_NOT_FOUND;
    memcpy(e.token, c->callback_token, sizeof e.token);
    memcpy(e.receiver, c->corp_id, sizeof e.receiver);
    *out = e;
    sodium_memzero(&e, sizeof e);
    return GH_OK;
}
