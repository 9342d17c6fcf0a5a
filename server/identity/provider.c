/* Loads and stores providers. */
#include "identity/provider.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "records/record.h"
#include "json/json_read.h"

#define SECRET_COLUMN "identity_provider.secret"
#define COLUMNS                                                                                                        \
    "SELECT id, name, kind, label, label_en, position, enabled, settings, secret_sealed, link_to, link_attribute, "    \
    "link_privileged, provision FROM identity_provider "

void identity_provider_end(struct identity_provider *provider)
{
    json_decref(provider->settings);
    sodium_memzero(provider, sizeof *provider);
}

static enum gh_status read_texts(struct db_rows *rows, struct identity_provider *p)
{
    const struct {
        int column;
        char *out;
        size_t size;
    } texts[] = {{1, p->name, sizeof p->name},
                 {3, p->label, sizeof p->label},
                 {4, p->label_en, sizeof p->label_en},
                 {9, p->link_to, sizeof p->link_to},
                 {10, p->link_attribute, sizeof p->link_attribute}};
    enum gh_status status = db_copy_blob(rows, 0, p->id.b, UUID_LEN);
    for (size_t i = 0; !status && i < sizeof texts / sizeof texts[0]; i++)
        status = db_copy_text(rows, texts[i].column, texts[i].out, texts[i].size);
    return status;
}

static enum gh_status read_provider(const struct vault *vault, struct db_rows *rows, struct identity_provider *p)
{
    char kind[IDENTITY_NAME_SIZE];
    enum gh_status status = read_texts(rows, p);
    if (!status)
        status = db_copy_text(rows, 2, kind, sizeof kind);
    if (status)
        return status;
    p->kind = identity_kind_find(kind);
    p->position = db_int(rows, 5);
    p->enabled = db_int(rows, 6) != 0;
    p->link_privileged = db_int(rows, 11) != 0;
    p->provision = db_int(rows, 12) != 0;
    if (!p->kind)
        return GH_NOT_FOUND;
    status = record_open(vault, SECRET_COLUMN, &p->id, rows, 8, p->secret, sizeof p->secret);
    return status ? status : json_read(db_bytes(rows, 7), JSON_BYTES_MAX, &p->settings, NULL);
}

static enum gh_status load(struct db *db, const struct vault *vault, const char *sql, struct db_value key,
                           struct identity_provider *out)
{
    struct db_rows rows = {0};
    struct identity_provider p = {.settings = NULL};
    enum gh_status status = db_query(db, &rows, sql, key);
    if (!status && !(status = db_next(&rows)))
        status = read_provider(vault, &rows, &p);
    db_rows_end(&rows);
    if (status)
        identity_provider_end(&p);
    else
        *out = p;
    return status;
}

enum gh_status identity_provider_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                      struct identity_provider *out)
{
    return load(db, vault, COLUMNS "WHERE id = $1", DB_UUID(id), out);
}

enum gh_status identity_provider_find(struct db *db, const struct vault *vault, const char *name,
                                      struct identity_provider *out)
{
    return load(db, vault, COLUMNS "WHERE name = $1", DB_TEXT(name), out);
}

enum gh_status identity_provider_list(struct db *db, bool enabled, struct uuid ids[static IDENTITY_PROVIDERS_MAX],
                                      size_t *count)
{
    struct db_rows rows = {0};
    size_t n = 0;
    enum gh_status status =
        db_query(db, &rows, "SELECT id FROM identity_provider WHERE enabled >= $1 ORDER BY position, name",
                 DB_INT(enabled ? 1 : 0));
    while (!status && n < IDENTITY_PROVIDERS_MAX && !(status = db_next(&rows)))
        if (!(status = db_copy_blob(&rows, 0, ids[n].b, UUID_LEN)))
            n++;
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    *count = n;
    return GH_OK;
}

static enum gh_status write_row(struct db *db, const struct vault *vault, const struct identity_provider *p, bool fresh)
{
    struct record_box box;
    char *settings = json_dumps(p->settings, JSON_COMPACT | JSON_SORT_KEYS);
    if (!settings)
        return GH_NO_MEMORY;
    const char *sql =
        fresh ? "INSERT INTO identity_provider (id, name, kind, label, label_en, position, enabled, settings, "
                "secret_sealed, link_to, link_attribute, link_privileged, provision) VALUES ($1, $2, $3, $4, $5, $6, "
                "$7, $8, $9, $10, $11, $12, $13)"
              : "UPDATE identity_provider SET name = $2, kind = $3, label = $4, label_en = $5, position = $6, enabled "
                "= $7, settings = $8, secret_sealed = $9, link_to = $10, link_attribute = $11, link_privileged = $12, "
                "provision = $13 WHERE id = $1";
    enum gh_status status =
        db_query(db, NULL, sql, DB_UUID(&p->id), DB_TEXT(p->name), DB_TEXT(p->kind->name), DB_TEXT(p->label),
                 DB_TEXT(p->label_en), DB_INT(p->position), DB_INT(p->enabled), DB_TEXT(settings),
                 p->secret[0] ? record_seal(vault, SECRET_COLUMN, &p->id, p->secret, &box) : DB_NULL,
                 DB_TEXT(p->link_to), DB_TEXT(p->link_attribute), DB_INT(p->link_privileged), DB_INT(p->provision));
    free(settings);
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

static enum gh_status note(const struct audit_act *act, const char *action, const struct uuid *id, const char *detail)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("identity-provider", id, subject);
    return audit_write(act->db, &(struct audit_entry){act->now, act->by, action, subject, detail, act->address});
}

static enum gh_status has_room(struct db *db)
{
    struct uuid ids[IDENTITY_PROVIDERS_MAX];
    size_t count = 0;
    enum gh_status status = identity_provider_list(db, false, ids, &count);
    return status ? status : count < IDENTITY_PROVIDERS_MAX ? GH_OK : GH_CONFLICT;
}

enum gh_status identity_provider_store(const struct audit_act *act, const struct vault *vault,
                                       const struct identity_provider *provider, bool fresh)
{
    char detail[AUDIT_DETAIL_MAX + 1];
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = fresh ? has_room(act->db) : GH_OK;
    if (!status)
        status = write_row(act->db, vault, provider, fresh);
    (void)snprintf(detail, sizeof detail, "%s; %s; %s%s%s", provider->name, provider->kind->name,
                   provider->enabled ? "on" : "off", provider->link_to[0] ? "; links by " : "", provider->link_to);
    if (!status)
        status = note(act, fresh ? "provider-created" : "provider-changed", &provider->id, detail);
    return record_finish(act->db, status);
}

enum gh_status identity_provider_remove(const struct audit_act *act, const struct uuid *id)
{
    static const char *const sql[] = {
        "DELETE FROM account_role WHERE EXISTS (SELECT 1 FROM identity_grant g WHERE g.provider = $1 AND g.account = "
        "account_role.account AND g.role = account_role.role AND g.unit = account_role.unit AND g.campus = "
        "account_role.campus)",
        "DELETE FROM session WHERE provider = $1",
        "DELETE FROM identity_flow WHERE provider = $1",
        "DELETE FROM identity_seen WHERE provider = $1",
        "DELETE FROM identity_grant WHERE provider = $1",
        "DELETE FROM identity_rule WHERE provider = $1",
        "DELETE FROM identity_link WHERE provider = $1",
        "DELETE FROM identity_provider WHERE id = $1"};
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    for (size_t i = 0; !status && i < sizeof sql / sizeof sql[0]; i++)
        status = db_query(act->db, NULL, sql[i], DB_UUID(id));
    if (!status && db_changed(act->db) != 1)
        status = GH_NOT_FOUND;
    if (!status)
        status = note(act, "provider-removed", id, "");
    return record_finish(act->db, status);
}
