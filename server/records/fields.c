/* Reads typed fields from a client's JSON object. */
#include "records/fields.h"

#include <sodium.h>
#include <string.h>

#include "base/catalog.h"

#define RANGE_MAX 10000000 /* longer ranges are those of ids and moments, which nobody types */

void fields_wrong_type(struct field_errors *errors, const char *path, enum field_form expected)
{
    static const char *const messages[FIELD_FORM_COUNT] = {
        [FIELD_TEXT] = N_("Text is expected here, without control characters."),
        [FIELD_FLAG] = N_("Only true or false is expected here."),
        [FIELD_NUMBER] = N_("A whole number is expected here."),
        [FIELD_LIST] = N_("A list is expected here."),
        [FIELD_OBJECT] = N_("An object with fields is expected here."),
    };
    field_errors_add(errors, "type", messages[expected], "%s", path);
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && *text != '\n')
            return true;
    return false;
}

void fields_text(const json_t *object, const char *name, const char *path, char *out, size_t size,
                 struct field_errors *errors)
{
    const json_t *value = json_object_get(object, name);
    if (!value)
        return;
    if (json_is_null(value)) {
        memset(out, 0, size);
        return;
    }
    const char *text = json_string_value(value);
    if (!text || strlen(text) != json_string_length(value) || has_control(text)) {
        fields_wrong_type(errors, path, FIELD_TEXT);
    } else if (strlen(text) >= size) {
        field_errors_add_limit(errors, "too-long", N_("At most {max} letters. A Chinese character counts as three."),
                               (int64_t)size - 1, path);
    } else {
        memset(out, 0, size);
        memcpy(out, text, strlen(text) + 1);
    }
}

bool fields_secret(const json_t *object, const char *name, const char *path, const char *before, const char *after,
                   char *secret, size_t size, struct field_errors *errors)
{
    if (json_object_get(object, name)) {
        fields_text(object, name, path, secret, size, errors);
        return true;
    }
    if (strcmp(before, after) == 0)
        return false;
    sodium_memzero(secret, size);
    return true;
}

void fields_integer(const json_t *object, const char *name, const char *path, int64_t min, int64_t max, int64_t *out,
                    struct field_errors *errors)
{
    const json_t *value = json_object_get(object, name);
    if (!value)
        return;
    if (json_is_null(value))
        *out = min;
    else if (max < RANGE_MAX &&
             (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max))
        field_errors_add_range(errors, min, max, path);
    else if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max)
        fields_wrong_type(errors, path, FIELD_NUMBER);
    else
        *out = json_integer_value(value);
}

void fields_flag(const json_t *object, const char *name, const char *path, bool *out, struct field_errors *errors)
{
    const json_t *value = json_object_get(object, name);
    if (!value)
        return;
    if (json_is_boolean(value))
        *out = json_is_true(value);
    else
        fields_wrong_type(errors, path, FIELD_FLAG);
}

void fields_missing(struct field_errors *errors, const char *path)
{
    field_errors_add(errors, "missing", N_("This field is needed."), "%s", path);
}

void fields_wrong_document_kind(struct field_errors *errors, const char *path)
{
    const char *names[DOCUMENT_KIND_COUNT];
    for (int i = 0; i < DOCUMENT_KIND_COUNT; i++)
        names[i] = document_kind_name((enum document_kind)i);
    field_errors_add_values(errors, names, DOCUMENT_KIND_COUNT, path);
}
