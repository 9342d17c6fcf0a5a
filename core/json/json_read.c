#include "json/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

static const struct {
    const char *name, *text;
    enum gh_status status;
} faults[JSON_FAULT_COUNT] = {
    [JSON_FAULT_NONE] = {"none", "no fault", GH_OK},
    [JSON_FAULT_TOO_LONG] = {"too-long", "too long", GH_TOO_LONG},
    [JSON_FAULT_TOO_DEEP] = {"too-deep", "nested too deep", GH_TOO_LONG},
    [JSON_FAULT_NUL] = {"nul", "a NUL character", GH_MALFORMED},
    [JSON_FAULT_CUT_OFF] = {"cut-off", "cut off", GH_MALFORMED},
    [JSON_FAULT_SYNTAX] = {"syntax", "not JSON", GH_MALFORMED},
    [JSON_FAULT_UTF8] = {"utf-8", "not UTF-8", GH_MALFORMED},
    [JSON_FAULT_MEMBER_TWICE] = {"member-twice", "a member twice", GH_MALFORMED},
    [JSON_FAULT_NUMBER] = {"number", "a number out of range", GH_MALFORMED},
    [JSON_FAULT_NO_MEMORY] = {"no-memory", "out of memory", GH_NO_MEMORY},
};

/* Checks NUL bytes and depth before jansson recurses. Up to the first fault in the grammar, which jansson finds, both
 * agree on where strings begin and end, so no text reaches jansson's parser deeper than the limit. */
static enum json_fault_kind scan(struct bytes text, size_t *offset)
{
    unsigned depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        *offset = i;
        if (c == '\0')
            return JSON_FAULT_NUL;
        if (c == '"')
            in_string = !in_string;
        else if (in_string && c == '\\' && i + 1 < text.len && text.data[i + 1] != '\0')
            i++;
        else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
            return JSON_FAULT_TOO_DEEP;
        else if (!in_string && (c == ']' || c == '}') && depth > 0)
            depth--;
    }
    return JSON_FAULT_NONE;
}

static enum json_fault_kind kind_of(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
    case json_error_unknown: /* jansson sets no error where malloc() fails inside an object or array */
        return JSON_FAULT_NO_MEMORY;
    case json_error_stack_overflow:
        return JSON_FAULT_TOO_DEEP;
    case json_error_invalid_utf8:
        return JSON_FAULT_UTF8;
    case json_error_premature_end_of_input:
        return JSON_FAULT_CUT_OFF;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return JSON_FAULT_NUL;
    case json_error_duplicate_key:
        return JSON_FAULT_MEMBER_TWICE;
    case json_error_numeric_overflow:
        return JSON_FAULT_NUMBER;
    default:
        return JSON_FAULT_SYNTAX;
    }
}

static enum json_fault_kind parse(struct bytes text, json_t **out, size_t *offset)
{
    json_error_t error = {0};
    *offset = 0;
    if (text.len == 0)
        return JSON_FAULT_CUT_OFF;
    json_t *value = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
    if (value) {
        *out = value;
        return JSON_FAULT_NONE;
    }
    /* Not error.text: it quotes the input. */
    *offset = error.position > 0 && (size_t)error.position <= text.len ? (size_t)error.position : 0;
    return kind_of(&error);
}

static unsigned line_of(struct bytes text, size_t offset)
{
    unsigned line = 1;
    for (size_t i = 0; i < offset && i < text.len; i++)
        line += text.data[i] == '\n';
    return line;
}

enum gh_status json_read(struct bytes text, size_t max, json_t **out, struct json_fault *fault)
{
    size_t offset = max;
    if (max > JSON_BYTES_MAX)
        abort(); /* jansson counts bytes in an int */
    enum json_fault_kind kind = text.len > max ? JSON_FAULT_TOO_LONG : scan(text, &offset);
    if (kind == JSON_FAULT_NONE)
        kind = parse(text, out, &offset);
    if (kind != JSON_FAULT_NONE && fault)
        *fault = (struct json_fault){.kind = kind, .offset = offset, .line = line_of(text, offset)};
    return faults[kind].status;
}

const char *json_fault_name(enum json_fault_kind kind)
{
    return faults[(unsigned)kind < JSON_FAULT_COUNT ? kind : JSON_FAULT_NONE].name;
}

void json_fault_text(const struct json_fault *fault, char out[static JSON_FAULT_SIZE])
{
    enum json_fault_kind kind = (unsigned)fault->kind < JSON_FAULT_COUNT ? fault->kind : JSON_FAULT_NONE;
    (void)snprintf(out, JSON_FAULT_SIZE, "%s, line %u, byte %zu", faults[kind].text, fault->line, fault->offset);
}

const char *json_member_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

enum gh_status json_read_integer(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *out)
{
    const json_t *value = json_object_get(object, name);
    if (!value)
        return GH_NOT_FOUND;
    if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max)
        return GH_MALFORMED;
    *out = json_integer_value(value);
    return GH_OK;
}

void json_wipe_freed(void)
{
    json_set_alloc_funcs(malloc, secret_free);
}
