/* Reads a provider's members from JSON and checks them. */
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "identity/provider.h"
#include "records/fields.h"

#define POSITION_MAX 1000

static bool is_name(const char *name)
{
    return name[0] && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static void check_form(const struct identity_field *field, const char *value, const char *path,
                       struct field_errors *errors)
{
    if (field->required && !value[0])
        fields_missing(errors, path);
    else if (field->form == IDENTITY_URL && value[0] && !identity_url_safe(value))
        field_errors_add(errors, "url", N_("An address that begins with https://"), "%s", path);
    else if (field->form == IDENTITY_FILE && !identity_file_name(value))
        field_errors_add(errors, "form", N_("The name of a file, without a folder"), "%s", path);
}

static const char *setting_or_usual(const json_t *settings, const struct identity_field *field)
{
    const char *value = json_string_value(json_object_get(settings, field->name));
    return value ? value : field->usual;
}

static void take_setting(const json_t *from, const struct identity_field *field, struct identity_provider *provider,
                         struct field_errors *errors)
{
    char path[IDENTITY_ATTRIBUTE_SIZE + 16], value[IDENTITY_SETTING_SIZE] = "";
    (void)snprintf(path, sizeof path, "settings.%s", field->name);
    (void)snprintf(value, sizeof value, "%s", setting_or_usual(provider->settings, field));
    const size_t before = errors->count;
    if (from)
        fields_text(from, field->name, path, value, sizeof value, errors);
    if (errors->count != before)
        return;
    check_form(field, value, path, errors);
    if (json_object_set_new(provider->settings, field->name, json_string(value)) != 0)
        field_errors_add(errors, "memory", N_("Try again."), "%s", path);
}

/* Takes the secret, which follows the addresses of the provider: all of them, since a kind may send it to any. */
static void take_secret(const json_t *json, const struct identity_field *field, const json_t *before,
                        struct identity_provider *provider, struct field_errors *errors)
{
    const char *old = "", *now = "";
    for (size_t i = 0; i < provider->kind->field_count && strcmp(old, now) == 0; i++) {
        const struct identity_field *address = &provider->kind->fields[i];
        if (address->form == IDENTITY_URL || address->form == IDENTITY_LDAP_URL) {
            old = setting_or_usual(before, address);
            now = setting_or_usual(provider->settings, address);
        }
    }
    fields_secret(json, "secret", "secret", old, now, provider->secret, sizeof provider->secret, errors);
    check_form(field, provider->secret, "secret", errors);
}

static void take_kind(const json_t *json, struct identity_provider *provider, struct field_errors *errors)
{
    json_t *before = json_copy(provider->settings);
    const char *kind = json_string_value(json_object_get(json, "kind"));
    if (!provider->kind && kind)
        provider->kind = identity_kind_find(kind);
    if (!provider->kind)
        field_errors_add(errors, "unknown", N_("Not found. Reload the list and choose again."), "kind");
    for (size_t i = 0; provider->kind && i < provider->kind->field_count; i++) {
        const struct identity_field *field = &provider->kind->fields[i];
        if (field->form != IDENTITY_SECRET)
            take_setting(json_object_get(json, "settings"), field, provider, errors);
    }
    for (size_t i = 0; provider->kind && i < provider->kind->field_count; i++)
        if (provider->kind->fields[i].form == IDENTITY_SECRET)
            take_secret(json, &provider->kind->fields[i], before, provider, errors);
    json_decref(before);
}

static void take_linking(const json_t *json, struct identity_provider *provider, struct field_errors *errors)
{
    static const char *const targets[] = {"", "staff-number", "email", "mobile"};
    bool known = false;
    fields_text(json, "link_to", "link_to", provider->link_to, sizeof provider->link_to, errors);
    fields_text(json, "link_attribute", "link_attribute", provider->link_attribute, sizeof provider->link_attribute,
                errors);
    fields_flag(json, "link_privileged", "link_privileged", &provider->link_privileged, errors);
    fields_flag(json, "provision", "provision", &provider->provision, errors);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        known = known || strcmp(targets[i], provider->link_to) == 0;
    if (!known)
        field_errors_add_values(errors, targets + 1, 3, "link_to");
    else if (provider->link_to[0] && !provider->link_attribute[0])
        fields_missing(errors, "link_attribute");
}

void identity_provider_input(const json_t *json, struct identity_provider *provider, struct field_errors *errors)
{
    if (!json_is_object(json)) {
        fields_wrong_type(errors, "", FIELD_OBJECT);
        return;
    }
    if (!provider->settings)
        provider->settings = json_object();
    fields_text(json, "name", "name", provider->name, sizeof provider->name, errors);
    if (!is_name(provider->name))
        field_errors_add(errors, "form", N_("Small letters, digits and the sign -"), "name");
    fields_text(json, "label", "label", provider->label, sizeof provider->label, errors);
    fields_text(json, "label_en", "label_en", provider->label_en, sizeof provider->label_en, errors);
    if (!provider->label[0])
        fields_missing(errors, "label");
    fields_flag(json, "enabled", "enabled", &provider->enabled, errors);
    fields_integer(json, "position", "position", 0, POSITION_MAX, &provider->position, errors);
    take_kind(json, provider, errors);
    take_linking(json, provider, errors);
}
