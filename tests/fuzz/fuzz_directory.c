/* links: gh_directory gh_json gh_people gh_base */
/* What a register exports, as CSV and as JSON. Whatever comes, texts are UTF-8 and end, heads are few and differ, and a
 * snapshot that is taken is sorted, has no number twice, and no unit above itself. The first byte chooses the form. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "directory/csv.h"
#include "json/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
    size_t characters;
    const size_t len = strnlen(text, size);
    if (len == size || utf8_count(BYTES(text, len), &characters))
        abort();
}

static void check_unit(const struct directory_snapshot *s, const struct directory_unit *u)
{
    check_text(u->code, sizeof u->code);
    check_text(u->name, sizeof u->name);
    check_text(u->name_en, sizeof u->name_en);
    check_text(u->parent, sizeof u->parent);
    if (u->head_count > DIRECTORY_HEADS_MAX || (u->has_head && u->head_count == 0) || u->depth > UNIT_DEPTH_MAX)
        abort();
    for (size_t i = 0; i < u->head_count; i++) {
        check_text(u->heads[i], sizeof u->heads[i]);
        for (size_t other = 0; other < i; other++)
            if (strcmp(u->heads[i], u->heads[other]) == 0)
                abort();
    }
    const struct directory_unit *above = u->parent[0] ? directory_unit_find(s, u->parent) : NULL;
    if (u->parent[0] && (!above || above->depth != u->depth - 1))
        abort();
}

static void check_whole(const struct directory_snapshot *s)
{
    for (size_t i = 0; i < s->unit_count; i++) {
        check_unit(s, &s->units[i]);
        if (i > 0 && strcmp(s->units[i - 1].code, s->units[i].code) >= 0)
            abort();
    }
    for (size_t i = 0; i < s->people_count; i++) {
        check_text(s->people[i].number, sizeof s->people[i].number);
        check_text(s->people[i].name, sizeof s->people[i].name);
        check_text(s->people[i].email, sizeof s->people[i].email);
        check_text(s->people[i].mobile, sizeof s->people[i].mobile);
        if (i > 0 && strcmp(s->people[i - 1].number, s->people[i].number) >= 0)
            abort();
    }
}

/* Both lists in one text, apart by a zero byte. */
static enum gh_status take_csv(struct bytes text, struct directory_snapshot *s, struct directory_fault *fault)
{
    const uint8_t *end = text.len ? memchr(text.data, '\0', text.len) : NULL;
    const size_t units = end ? (size_t)(end - text.data) : text.len;
    enum gh_status status = directory_csv_take(BYTES(text.data, units), false, s, fault);
    if (!status && end)
        status = directory_csv_take(BYTES(end + 1, text.len - units - 1), true, s, fault);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct directory_snapshot s = {.unit_count = 0};
    struct directory_fault fault = {.kind = DIRECTORY_WELL};
    enum gh_status status = GH_MALFORMED;
    json_t *json = NULL;
    if (size > 0 && data[0] == 'j') {
        status = json_read(BYTES(data + 1, size - 1), JSON_BYTES_MAX, &json, NULL);
        if (!status)
            status = directory_json_take(json, &s, &fault);
        json_decref(json);
    } else if (size > 0)
        status = take_csv(BYTES(data + 1, size - 1), &s, &fault);
    if (!status)
        status = directory_snapshot_end(&s, &fault);
    if (!status)
        check_whole(&s);
    directory_snapshot_free(&s);
    return 0;
}
