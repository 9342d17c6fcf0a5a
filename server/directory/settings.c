#include "directory/settings.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "records/fields.h"
#include "records/record.h"
#include "json/json_read.h"

#define CONFIG_MAX ((size_t)16 * 1024)
#define SECRET_COLUMN "directory.secret"

static const char *const kinds[DIRECTORY_KINDS] = {"off", "ldap", "csv", "rest"};

static const struct {
    const char *name, *fallback;
} texts[DIRECTORY_TEXTS] = {
    [DIRECTORY_URL] = {"url", ""},
    [DIRECTORY_BIND_DN] = {"bind_dn", ""},
    [DIRECTORY_UNITS_BASE] = {"units_base", ""},
    [DIRECTORY_UNITS_FILTER] = {"units_filter", "(objectClass=organizationalUnit)"},
    [DIRECTORY_UNIT_CODE] = {"unit_code", "ou"},
    [DIRECTORY_UNIT_NAME] = {"unit_name", "description"},
    [DIRECTORY_UNIT_NAME_EN] = {"unit_name_en", ""},
    [DIRECTORY_UNIT_PARENT] = {"unit_parent", ""},
    [DIRECTORY_UNIT_HEAD] = {"unit_head", "manager"},
    [DIRECTORY_UNIT_DEPUTIES] = {"unit_deputies", "secretary"},
    [DIRECTORY_PEOPLE_BASE] = {"people_base", ""},
    [DIRECTORY_PEOPLE_FILTER] = {"people_filter", "(objectClass=inetOrgPerson)"},
    [DIRECTORY_PERSON_NUMBER] = {"person_number", "employeeNumber"},
    [DIRECTORY_PERSON_NAME] = {"person_name", "cn"},
    [DIRECTORY_PERSON_EMAIL] = {"person_email", "mail"},
    [DIRECTORY_PERSON_MOBILE] = {"person_mobile", "mobile"},
    [DIRECTORY_PERSON_UNIT] = {"person_unit", "departmentNumber"},
    [DIRECTORY_PERSON_STATE] = {"person_state", ""},
    [DIRECTORY_STATE_ACTIVE] = {"state_active", ""},
    [DIRECTORY_UNITS_FILE] = {"units_file", "units.csv"},
    [DIRECTORY_PEOPLE_FILE] = {"people_file", "people.csv"},
};

const char *directory_kind_name(int kind)
{
    return kind >= 0 && kind < DIRECTORY_KINDS ? kinds[kind] : NULL;
}

const char *directory_text_name(int text)
{
    return text >= 0 && text < DIRECTORY_TEXTS ? texts[text].name : NULL;
}

static void set_defaults(struct directory_settings *s)
{
    *s = (struct directory_settings){.start_tls = true, .apply_daily = true, .at_minute = 180, .brake_percent = 10};
    for (int i = 0; i < DIRECTORY_TEXTS; i++)
        memcpy(s->text[i], texts[i].fallback, strlen(texts[i].fallback) + 1);
}

/* Attributes, codes of them, and names of files. */
static bool is_attribute(const char *text)
{
    return !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.;")];
}

static bool is_file(const char *text)
{
    return *text && *text != '.' && !strchr(text, '/');
}

static void take_kind(const json_t *json, struct directory_settings *s, struct field_errors *errors)
{
    const json_t *value = json_object_get(json, "kind");
    const char *word = json_string_value(value);
    bool known = !value;
    for (int i = 0; word && i < DIRECTORY_KINDS; i++)
        if (strcmp(word, kinds[i]) == 0) {
            s->kind = (enum directory_kind)i;
            known = true;
        }
    if (!known)
        field_errors_add_values(errors, kinds, DIRECTORY_KINDS, "kind");
}

static bool fits(int i, const char *text)
{
    switch (i) {
    case DIRECTORY_URL:
    case DIRECTORY_BIND_DN:
    case DIRECTORY_UNITS_BASE:
    case DIRECTORY_UNITS_FILTER:
    case DIRECTORY_PEOPLE_BASE:
    case DIRECTORY_PEOPLE_FILTER:
    case DIRECTORY_STATE_ACTIVE:
        return !strpbrk(text, "\r\n");
    case DIRECTORY_UNITS_FILE:
    case DIRECTORY_PEOPLE_FILE:
        return is_file(text);
    default:
        return is_attribute(text);
    }
}

static void take(const json_t *json, struct directory_settings *s, struct field_errors *errors)
{
    take_kind(json, s, errors);
    fields_flag(json, "start_tls", "start_tls", &s->start_tls, errors);
    fields_flag(json, "daily", "daily", &s->daily, errors);
    fields_flag(json, "apply_daily", "apply_daily", &s->apply_daily, errors);
    fields_integer(json, "at_minute", "at_minute", 0, 1439, &s->at_minute, errors);
    fields_integer(json, "brake_percent", "brake_percent", 0, 100, &s->brake_percent, errors);
    for (int i = 0; i < DIRECTORY_TEXTS; i++) {
        fields_text(json, texts[i].name, texts[i].name, s->text[i], sizeof s->text[i], errors);
        if (!fits(i, s->text[i]))
            field_errors_add(errors, "form", N_("This has signs that can't stand here."), "%s", texts[i].name);
    }
}

json_t *directory_settings_json(const struct directory_settings *s)
{
    json_t *json =
        json_pack("{s:s, s:b, s:b, s:b, s:I, s:I, s:b}", "kind", kinds[s->kind], "start_tls", (int)s->start_tls,
                  "daily", (int)s->daily, "apply_daily", (int)s->apply_daily, "at_minute", (json_int_t)s->at_minute,
                  "brake_percent", (json_int_t)s->brake_percent, "has_secret", (int)s->has_secret);
    for (int i = 0; json && i < DIRECTORY_TEXTS; i++)
        if (json_object_set_new(json, texts[i].name, json_string(s->text[i])) != 0) {
            json_decref(json);
            return NULL;
        }
    return json;
}

void directory_settings_wipe(struct directory_settings *settings)
{
    sodium_memzero(settings, sizeof *settings);
}

enum gh_status directory_settings_load(struct db *db, const struct vault *vault, struct directory_settings *out)
{
    struct db_rows rows = {0};
    struct field_errors ignored = {.count = 0};
    const struct uuid row = record_row(1);
    json_t *json = NULL;
    set_defaults(out);
    enum gh_status opened = GH_OK,
                   status = db_query(db, &rows, "SELECT config, secret_sealed FROM directory_setting WHERE one = 1");
    if (!status && !(status = db_next(&rows))) {
        if (!json_read(db_bytes(&rows, 0), CONFIG_MAX, &json, NULL))
            take(json, out, &ignored);
        out->has_secret = db_bytes(&rows, 1).len > 0;
        opened = record_open(vault, SECRET_COLUMN, &row, &rows, 1, out->secret, sizeof out->secret);
    }
    db_rows_end(&rows);
    json_decref(json);
    return status && status != GH_NOT_FOUND ? status : opened;
}

static enum gh_status write(const struct audit_act *act, const struct vault *vault, const struct directory_settings *s,
                            bool secret)
{
    const struct uuid row = record_row(1);
    struct record_box box;
    json_t *json = directory_settings_json(s);
    char *config = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(json);
    if (!config)
        return GH_NO_MEMORY;
    enum gh_status status = db_query(act->db, NULL,
                                     "INSERT INTO directory_setting (one, config) VALUES (1, $1) ON CONFLICT (one) DO "
                                     "UPDATE SET config = $1",
                                     DB_TEXT(config));
    free(config);
    if (!status && secret)
        status = db_query(act->db, NULL, "UPDATE directory_setting SET secret_sealed = $1 WHERE one = 1",
                          s->secret[0] ? record_seal(vault, SECRET_COLUMN, &row, s->secret, &box) : DB_NULL);
    return status ? status
                  : audit_note(act, "directory-settings-changed", "directory", 1, secret ? "with its secret" : "");
}

enum gh_status directory_settings_store(const struct audit_act *act, const struct vault *vault, const json_t *json,
                                        struct field_errors *errors)
{
    struct directory_settings s;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = directory_settings_load(act->db, vault, &s);
    char address[DIRECTORY_TEXT_SIZE];
    memcpy(address, s.text[DIRECTORY_URL], sizeof address);
    if (!status || status == GH_CORRUPT) {
        take(json, &s, errors);
        const bool secret =
            fields_secret(json, "secret", "secret", address, s.text[DIRECTORY_URL], s.secret, sizeof s.secret, errors);
        status = errors->count ? GH_MALFORMED : write(act, vault, &s, secret);
    }
    directory_settings_wipe(&s);
    return record_finish(act->db, status);
}
