/* links: gh_json gh_base PkgConfig::JANSSON */
/* Whatever json_read() takes keeps its promises (depth, no NUL) and reads back as the same value; whatever it refuses
 * has a fault that lies within the text. */
#include <stdlib.h>
#include <string.h>

#include "json/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
    if (!good)
        abort();
}

static void check_value(const json_t *value, unsigned depth)
{
    const char *name;
    json_t *child;
    size_t i;
    must(depth <= JSON_DEPTH_MAX);
    if (json_is_string(value))
        must(strlen(json_string_value(value)) == json_string_length(value));
    json_array_foreach(value, i, child) check_value(child, depth + (json_is_array(child) || json_is_object(child)));
    json_object_foreach((json_t *)value, name, child)
        check_value(child, depth + (json_is_array(child) || json_is_object(child)));
}

static void check_fault(const struct json_fault *fault, enum gh_status status, size_t size)
{
    char text[JSON_FAULT_SIZE];
    json_fault_text(fault, text);
    must(fault->kind > JSON_FAULT_NONE && fault->kind < JSON_FAULT_COUNT && fault->kind != JSON_FAULT_NO_MEMORY);
    must((status == GH_TOO_LONG) == (fault->kind == JSON_FAULT_TOO_LONG || fault->kind == JSON_FAULT_TOO_DEEP));
    must(fault->offset <= size && fault->line >= 1 && fault->line <= size + 1);
}

static void check_again(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    json_t *again = NULL;
    must(text && json_read(bytes_of_string(text), JSON_BYTES_MAX, &again, NULL) == GH_OK && json_equal(value, again));
    json_decref(again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = NULL;
    struct json_fault fault = {0};
    enum gh_status status = json_read(BYTES(data, size), size, &value, &fault);
    if (status) {
        must(!value);
        check_fault(&fault, status, size);
        return 0;
    }
    must(size > 0 && json_read(BYTES(data, size), size - 1, &value, &fault) == GH_TOO_LONG);
    check_value(value, 1);
    check_again(value);
    json_decref(value);
    return 0;
}
