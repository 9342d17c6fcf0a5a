#include "directory/snapshot.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[DIRECTORY_FAULTS] = {
    [DIRECTORY_OFF] = "off",
    [DIRECTORY_ADDRESS] = "address",
    [DIRECTORY_PLAIN] = "plain",
    [DIRECTORY_CONNECT] = "connect",
    [DIRECTORY_CERTIFICATE] = "certificate",
    [DIRECTORY_SIGN_IN] = "sign-in",
    [DIRECTORY_BASE] = "base",
    [DIRECTORY_FILTER] = "filter",
    [DIRECTORY_SLOW] = "slow",
    [DIRECTORY_TOO_MUCH] = "too-much",
    [DIRECTORY_REFUSED] = "refused",
    [DIRECTORY_FILE] = "file",
    [DIRECTORY_COLUMNS] = "columns",
    [DIRECTORY_TEXT] = "text",
    [DIRECTORY_JSON] = "json",
    [DIRECTORY_NOBODY] = "nobody",
    [DIRECTORY_TWICE] = "twice",
    [DIRECTORY_PARENT] = "parent",
    [DIRECTORY_SECRET] = "secret",
    [DIRECTORY_INTERNAL] = "internal",
};

const char *directory_fault_name(int kind)
{
    return kind > 0 && kind < DIRECTORY_FAULTS ? words[kind] : "";
}

enum gh_status directory_fail(struct directory_fault *fault, enum directory_fault_kind kind, const char *detail)
{
    const size_t len = strnlen(detail, sizeof fault->detail - 1);
    fault->kind = kind;
    memcpy(fault->detail, detail, len);
    fault->detail[len] = '\0';
    return GH_UNAVAILABLE;
}

/* The old block is wiped: it has names and numbers. */
static void *grow(void *old, size_t count, size_t *room, size_t max, size_t size, struct directory_fault *fault)
{
    if (count < *room)
        return old;
    const size_t more = *room ? 2 * *room : 256;
    void *fresh = count < max ? calloc(more, size) : NULL;
    if (!fresh) {
        (void)directory_fail(fault, count < max ? DIRECTORY_INTERNAL : DIRECTORY_TOO_MUCH, "");
        return NULL;
    }
    if (old) {
        memcpy(fresh, old, count * size);
        sodium_memzero(old, count * size);
        free(old);
    }
    *room = more;
    return fresh;
}

struct directory_unit *directory_add_unit(struct directory_snapshot *s, struct directory_fault *fault)
{
    void *units = grow(s->units, s->unit_count, &s->unit_room, DIRECTORY_UNITS_MAX, sizeof *s->units, fault);
    if (!units)
        return NULL;
    s->units = units;
    return &s->units[s->unit_count++];
}

struct directory_person *directory_add_person(struct directory_snapshot *s, struct directory_fault *fault)
{
    void *people = grow(s->people, s->people_count, &s->people_room, DIRECTORY_PEOPLE_MAX, sizeof *s->people, fault);
    if (!people)
        return NULL;
    s->people = people;
    return &s->people[s->people_count++];
}

void directory_add_head(struct directory_unit *unit, const char *number, bool head)
{
    const size_t len = strlen(number);
    if (len == 0 || len >= STAFF_NUMBER_SIZE || unit->head_count == DIRECTORY_HEADS_MAX || (head && unit->has_head))
        return;
    for (size_t i = 0; i < unit->head_count; i++)
        if (strcmp(unit->heads[i], number) == 0)
            return;
    const size_t at = head ? 0 : unit->head_count;
    if (head)
        memmove(unit->heads[1], unit->heads[0], unit->head_count * sizeof unit->heads[0]);
    memcpy(unit->heads[at], number, len + 1);
    unit->head_count++;
    unit->has_head |= head;
}

void directory_set_mobile(struct directory_person *person, const char *written)
{
    char number[MOBILE_SIZE];
    if (*written && mobile_check(bytes_of_string(written), number) == MOBILE_OK)
        memcpy(person->mobile, number, sizeof number);
}

static int by_number(const void *a, const void *b)
{
    return strcmp(((const struct directory_person *)a)->number, ((const struct directory_person *)b)->number);
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct directory_unit *)a)->code, ((const struct directory_unit *)b)->code);
}

const struct directory_person *directory_person_find(const struct directory_snapshot *s, const char *number)
{
    struct directory_person key = {.active = false};
    const size_t len = strlen(number);
    if (len == 0 || len >= sizeof key.number || s->people_count == 0)
        return NULL;
    memcpy(key.number, number, len + 1);
    return bsearch(&key, s->people, s->people_count, sizeof key, by_number);
}

const struct directory_unit *directory_unit_find(const struct directory_snapshot *s, const char *code)
{
    struct directory_unit key = {.depth = 0};
    const size_t len = strlen(code);
    if (len == 0 || len >= sizeof key.code || s->unit_count == 0)
        return NULL;
    memcpy(key.code, code, len + 1);
    return bsearch(&key, s->units, s->unit_count, sizeof key, by_code);
}

static void drop_unusable(struct directory_snapshot *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->unit_count; i++)
        if (s->units[i].code[0] && s->units[i].name[0])
            s->units[kept++] = s->units[i];
    s->skipped += s->unit_count - kept;
    s->unit_count = kept;
    kept = 0;
    for (size_t i = 0; i < s->people_count; i++)
        if (s->people[i].number[0])
            s->people[kept++] = s->people[i];
    s->skipped += s->people_count - kept;
    s->people_count = kept;
}

static enum gh_status find_twice(const struct directory_snapshot *s, struct directory_fault *fault)
{
    for (size_t i = 1; i < s->unit_count; i++)
        if (strcmp(s->units[i - 1].code, s->units[i].code) == 0)
            return directory_fail(fault, DIRECTORY_TWICE, s->units[i].code);
    for (size_t i = 1; i < s->people_count; i++)
        if (strcmp(s->people[i - 1].number, s->people[i].number) == 0)
            return directory_fail(fault, DIRECTORY_TWICE, s->people[i].number);
    return GH_OK;
}

/* Counts the units above each one. */
static enum gh_status find_depths(struct directory_snapshot *s, struct directory_fault *fault)
{
    for (size_t i = 0; i < s->unit_count; i++) {
        const struct directory_unit *above = &s->units[i];
        int depth = 0;
        while (above && above->parent[0] && depth <= UNIT_DEPTH_MAX) {
            above = directory_unit_find(s, above->parent);
            depth++;
        }
        if (!above || depth > UNIT_DEPTH_MAX)
            return directory_fail(fault, DIRECTORY_PARENT, s->units[i].code);
        s->units[i].depth = depth;
    }
    return GH_OK;
}

static void mark_heads(struct directory_snapshot *s, const struct directory_unit *unit)
{
    for (size_t i = 0; i < unit->head_count; i++) {
        const struct directory_person *p = directory_person_find(s, unit->heads[i]);
        if (p)
            s->people[p - s->people].named = true;
    }
}

enum gh_status directory_snapshot_end(struct directory_snapshot *s, struct directory_fault *fault)
{
    drop_unusable(s);
    if (s->unit_count == 0 || s->people_count == 0)
        return directory_fail(fault, DIRECTORY_NOBODY, s->unit_count == 0 ? "units" : "people");
    qsort(s->units, s->unit_count, sizeof *s->units, by_code);
    qsort(s->people, s->people_count, sizeof *s->people, by_number);
    enum gh_status status = find_twice(s, fault);
    if (!status)
        status = find_depths(s, fault);
    for (size_t i = 0; !status && i < s->unit_count; i++)
        mark_heads(s, &s->units[i]);
    for (size_t i = 0; !status && i < s->people_count; i++)
        if (!directory_unit_find(s, s->people[i].unit))
            s->people[i].unit[0] = '\0';
    return status;
}

void directory_snapshot_free(struct directory_snapshot *s)
{
    if (s->people)
        sodium_memzero(s->people, s->people_count * sizeof *s->people);
    free(s->people);
    free(s->units);
    *s = (struct directory_snapshot){.unit_count = 0};
}
