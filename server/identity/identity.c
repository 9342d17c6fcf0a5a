/* Attributes, parameters and settings that all kinds of providers share. */
#include "identity/identity.h"

#include <stdio.h>
#include <string.h>

#include "base/plain_call.h"
#include "base/secret.h"

void identity_put(struct identity *identity, const char *name, const char *value, bool verified)
{
    if (identity->attribute_count == IDENTITY_ATTRIBUTES_MAX || !name[0] || !value[0] ||
        strlen(name) >= IDENTITY_ATTRIBUTE_SIZE || strlen(value) >= IDENTITY_VALUE_SIZE)
        return;
    struct identity_attribute *a = &identity->attributes[identity->attribute_count++];
    (void)snprintf(a->name, sizeof a->name, "%s", name);
    (void)snprintf(a->value, sizeof a->value, "%s", value);
    a->verified = verified;
}

const char *identity_value(const struct identity *identity, const char *name, bool verified)
{
    for (size_t i = 0; i < identity->attribute_count; i++)
        if (strcmp(identity->attributes[i].name, name) == 0 && (identity->attributes[i].verified || !verified))
            return identity->attributes[i].value;
    return NULL;
}

const char *identity_setting(const struct identity_provider *provider, const char *name)
{
    const char *value = json_string_value(json_object_get(provider->settings, name));
    return value ? value : "";
}

bool identity_url_add(char *url, size_t size, const char *between, const char *name, const char *value)
{
    char encoded[3 * IDENTITY_SETTING_SIZE];
    const size_t used = strlen(url);
    if (url_encode(bytes_of_string(value), encoded, sizeof encoded))
        return false;
    const int len = snprintf(url + used, size - used, "%s%s=%s", between, name, encoded);
    secret_wipe(encoded, sizeof encoded);
    return len > 0 && (size_t)len < size - used;
}

bool identity_url_safe(const char *url)
{
    if (strpbrk(url, " \t\r\n\"<>\\^`{|}"))
        return false;
    return strncmp(url, "https://", 8) == 0 ||
           (strncmp(url, "http://", 7) == 0 && plain_call_allowed(url_host(url), NULL)) ||
           strncmp(url, "ldaps://", 8) == 0 ||
           (strncmp(url, "ldap", 4) == 0 && strstr(url, "://") && plain_call_allowed(url_host(url), NULL));
}

bool identity_file_name(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return text[0] != '.' && text[strspn(text, letters)] == '\0';
}

const char *identity_parameter(const struct identity_parameters *parameters, const char *name)
{
    const char *found = NULL;
    for (size_t i = 0; i < parameters->count; i++) {
        if (strcmp(parameters->items[i].name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = parameters->items[i].value;
    }
    return found;
}

enum identity_fault identity_because(struct identity_call *call, enum identity_fault fault, const char *what)
{
    (void)snprintf(call->why, sizeof call->why, "%s", what);
    return fault;
}
