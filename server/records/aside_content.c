/* Masks contents that are kept for review, and finds those that name a person. */
#include "records/aside_content.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "records/application_view.h"
#include "records/mail_filing.h"
#include "records/record.h"
#include "json/json_read.h"

#define WORD_MAX 24 /* characters of a word in a closed list, such as "decide-admit" */
#define ID_MIN 32   /* characters of an id or a hash */
#define SMALL_MAX 999999999
#define TIME_MIN INT64_C(1000000000000) /* 2001, in milliseconds */
#define TIME_MAX INT64_C(9999999999999)

enum gh_status aside_open(const struct vault *vault, const struct uuid *id, struct bytes sealed,
                          char out[static ASIDE_CONTENT_MAX + 1], size_t *len)
{
    return vault_open_box(vault, "entry.line", id, sealed, (uint8_t *)out, ASIDE_CONTENT_MAX + 1, len);
}

/* ---- Masking ---- */

/* A booth may have written anything anywhere, so the form of a value decides, not its name alone. */
static bool is_harmless(const char *name, const char *value)
{
    static const char *const words[] = {"t",      "kind",     "evidence",      "direction",
                                        "colour", "override", "document_kind", "sex"};
    size_t len = strlen(value);
    if (len >= ID_MIN && strspn(value, "0123456789abcdef-") == len && strpbrk(value, "abcdef"))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(name, words[i]) == 0)
            return len <= WORD_MAX && strspn(value, "abcdefghijklmnopqrstuvwxyz-MF") == len;
    return false;
}

static json_t *masked_string(const char *name, const char *value)
{
    static const struct {
        const char *name;
        void (*mask)(const char *value, char out[static MASKED_SIZE]);
    } rules[] = {
        {"name", view_mask_name},          {"host_name", view_mask_name},         {"mobile", view_mask_mobile},
        {"host_mobile", view_mask_mobile}, {"document_number", view_mask_number}, {"plate", view_mask_number},
    };
    char masked[MASKED_SIZE] = "";
    if (is_harmless(name, value))
        return json_string(value);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(name, rules[i].name) == 0)
            rules[i].mask(value, masked);
    return json_string(masked[0] && strcmp(masked, value) != 0 ? masked : "…");
}

static json_t *masked(const char *name, const json_t *value);

static json_t *masked_object(const json_t *value)
{
    json_t *out = json_object(), *one;
    const char *name;
    json_object_foreach((json_t *)value, name, one)
    {
        bool plain = strlen(name) <= WORD_MAX && strspn(name, "abcdefghijklmnopqrstuvwxyz_") == strlen(name);
        if (json_object_set_new(out, plain ? name : "…", masked(name, one)) != 0) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

static json_t *masked_array(const char *name, const json_t *value)
{
    json_t *out = json_array(), *one;
    size_t i;
    json_array_foreach((json_t *)value, i, one)
    {
        if (json_array_append_new(out, masked(name, one)) != 0) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

/* Recurses as deep as json_read() allows: JSON_DEPTH_MAX. */
static json_t *masked(const char *name, const json_t *value)
{
    if (json_is_object(value))
        return masked_object(value);
    if (json_is_array(value))
        return masked_array(name, value);
    if (json_is_string(value))
        return masked_string(name, json_string_value(value));
    if (json_is_boolean(value) || json_is_null(value))
        return json_incref((json_t *)value);
    json_int_t number = json_integer_value(value);
    bool small = number >= 0 && number <= SMALL_MAX, time = number >= TIME_MIN && number <= TIME_MAX;
    return json_is_integer(value) && (small || time) ? json_integer(number) : json_string("…");
}

char *aside_masked(struct bytes content)
{
    json_t *root = NULL;
    if (json_read(content, ASIDE_CONTENT_MAX, &root, NULL))
        return NULL;
    json_t *shown = masked("", root);
    char *text = shown ? json_dumps(shown, JSON_COMPACT) : NULL;
    json_decref(shown);
    json_decref(root);
    return text;
}

/* ---- Finding ---- */

/* Returns the person of an application's content, borrowed, or NULL. */
static const json_t *find_person(const struct vault *vault, const json_t *root, const struct subject *subject)
{
    const json_t *persons = json_object_get(root, "persons"), *one;
    size_t i;
    json_array_foreach(persons, i, one) if (subject_is_person(vault, one, subject)) return one;
    return NULL;
}

/* Called with each content that names the person. */
typedef enum gh_status found(void *context, const struct uuid *id, struct db_rows *rows, const json_t *person);

static enum gh_status visit(struct db_rows *rows, const struct vault *vault, const struct subject *subject, found *run,
                            void *context)
{
    char content[ASIDE_CONTENT_MAX + 1];
    struct uuid id;
    size_t len = 0;
    json_t *root = NULL;
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status)
        status = aside_open(vault, &id, db_bytes(rows, 1), content, &len);
    if (!status && !json_read(BYTES(content, len), ASIDE_CONTENT_MAX, &root, NULL)) {
        const json_t *person = find_person(vault, root, subject);
        status = person ? run(context, &id, rows, person) : GH_OK;
    }
    json_decref(root);
    sodium_memzero(content, sizeof content);
    return status;
}

/* Only refused walk-up applications name people in a way that can be found. They are few: retention deletes them. */
static enum gh_status each(struct db *db, const struct vault *vault, const struct subject *subject, found *run,
                           void *context)
{
    static const struct uuid first;
    struct db_rows rows = {0};
    enum gh_status taken = GH_OK,
                   status =
                       db_query(db, &rows,
                                "SELECT id, line_sealed, arrived_at, code FROM entry_aside WHERE id > $1 AND code LIKE "
                                "'application-%' ORDER BY id",
                                DB_UUID(&first));
    while (!status && !taken && !(status = db_next(&rows)))
        taken = visit(&rows, vault, subject, run, context);
    db_rows_end(&rows);
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status count_one(void *context, const struct uuid *id, struct db_rows *rows, const json_t *person)
{
    (void)id;
    (void)rows;
    (void)person;
    ++*(int64_t *)context;
    return GH_OK;
}

enum gh_status aside_count(struct db *db, const struct vault *vault, const struct subject *subject, int64_t *count)
{
    *count = 0;
    enum gh_status status = each(db, vault, subject, count_one, count);
    return status ? status : mail_filing_count(db, vault, subject, count);
}

static enum gh_status export_one(void *context, const struct uuid *id, struct db_rows *rows, const json_t *person)
{
    (void)id;
    struct bytes code = db_bytes(rows, 3);
    json_t *one = json_pack("{s:I, s:s%, s:O}", "arrived_at", (json_int_t)db_int(rows, 2), "code",
                            (const char *)code.data, code.len, "person", (json_t *)person);
    return json_array_append_new(context, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status aside_export(struct db *db, const struct vault *vault, const struct subject *subject, json_t *list)
{
    enum gh_status status = each(db, vault, subject, export_one, list);
    return status ? status : mail_filing_export(db, vault, subject, list);
}

#define ERASED_MAX 64 /* in one pass over the rows */

struct erasing {
    struct uuid ids[ERASED_MAX];
    size_t count;
};

static enum gh_status note_one(void *context, const struct uuid *id, struct db_rows *rows, const json_t *person)
{
    (void)rows;
    (void)person;
    struct erasing *e = context;
    if (e->count < ERASED_MAX)
        e->ids[e->count++] = *id;
    return GH_OK;
}

enum gh_status aside_erase(struct db *db, const struct vault *vault, const struct subject *subject, int64_t *count)
{
    struct erasing e;
    enum gh_status status = GH_OK;
    *count = 0;
    do {
        e.count = 0;
        status = each(db, vault, subject, note_one, &e);
        for (size_t i = 0; !status && i < e.count; i++)
            status = db_query(db, NULL, "DELETE FROM entry_aside WHERE id = $1", DB_UUID(&e.ids[i]));
        *count += (int64_t)e.count;
    } while (!status && e.count == ERASED_MAX);
    return status ? status : mail_filing_erase(db, vault, subject, count);
}

enum gh_status aside_sweep(struct db *db, tick before)
{
    /* Ids begin with the time of arrival (aside_keep). */
    struct uuid first = record_id(before);
    memset(first.b + 6, 0, UUID_LEN - 6);
    enum gh_status status = db_query(db, NULL, "DELETE FROM entry_aside WHERE id < $1", DB_UUID(&first));
    return status ? status : mail_filing_sweep(db, before);
}
