/* Reads the filters of the entry log. */
#include "api/entry_filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "db/like.h"
#include "devices/entry_plate.h"
#include "flow/pass_kind.h"
#include "http/server.h"
#include "people/plate.h"
#include "people/typed.h"
#include "records/name_index.h"
#include "records/record.h"
#include "token/short_number.h"

#define TIME_MAX INT64_C(253402300800000) /* year 10000 */
#define MAY_SEE_NAMES (ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)

_Static_assert(sizeof((struct entry_filter *)0)->name >= sizeof(struct name_pattern), "a pattern fits");
_Static_assert(sizeof((struct entry_filter *)0)->pass_number > SHORT_NUMBER_LEN, "a number fits");

static const char *text_of(const struct request *rq, const char *name)
{
    const char *value = request_query(rq, name);
    return value ? value : "";
}

static const char *kind_name(int value)
{
    return entry_kind_name((enum entry_kind)value);
}

static const char *colour_name(int value)
{
    return verdict_colour_name((enum verdict_colour)value);
}

static const char *reason_name(int value)
{
    return verdict_reason_name((enum verdict_reason)value);
}

static const char *override_name(int value)
{
    return override_reason_name((enum override_reason)value);
}

static const char *direction_name(int value)
{
    return value == DIRECTION_OUT ? "out" : "in";
}

static const char *flag_name(int value)
{
    return value ? "true" : "false";
}

static const char *mark_name(int value)
{
    static const char *const marks[] = {"any", "conflict", "gap", "broken", "revoked", "settled"};
    return marks[value];
}
#define MARK_COUNT 6

static bool read_id(const struct request *rq, const char *name, struct uuid *out)
{
    const char *text = text_of(rq, name);
    return !*text || !uuid_parse(bytes_of_string(text), out) || !request_query_refuse(rq, name);
}

static bool read_cursor(const struct request *rq, struct entry_cursor *out)
{
    const char *text = text_of(rq, "cursor");
    char *end = NULL;
    if (!*text)
        return true;
    out->at = strtoll(text, &end, 10);
    return (out->at > 0 && *end == '_' && !uuid_parse(bytes_of_string(end + 1), &out->id)) ||
           !request_query_refuse(rq, "cursor");
}

/* Copies digits that fit. */
static bool read_digits(const struct request *rq, const char *name, char *out, size_t size)
{
    const char *text = text_of(rq, name);
    size_t len = strlen(text);
    if (len >= size || strspn(text, "0123456789") != len)
        return !request_query_refuse(rq, name);
    memcpy(out, text, len + 1);
    return true;
}

/* A kind may be closed since, so any code can be asked for. */
static bool read_category(const struct request *rq, struct entry_filter *f)
{
    const char *text = text_of(rq, "category");
    if (*text && !pass_kind_code_valid(text))
        return !request_query_refuse(rq, "category");
    (void)snprintf(f->category, sizeof f->category, "%s", text);
    return true;
}

static bool read_words(const struct request *rq, struct entry_filter *f)
{
    static const struct {
        const char *name;
        int none;
        struct query_words words;
    } closed[] = {
        {"kind", -1, {kind_name, ENTRY_ADMIT, ENTRY_SIGN_OUT + 1}},
        {"colour", -1, {colour_name, VERDICT_RED, VERDICT_GREEN + 1}},
        {"reason", -1, {reason_name, 0, REASON_COUNT}},
        {"direction", -1, {direction_name, DIRECTION_IN, DIRECTION_OUT + 1}},
        {"override", -1, {override_name, OVERRIDE_NONE + 1, OVERRIDE_COUNT}},
        {"overrides", 0, {flag_name, 0, 2}},
        {"mark", -1, {mark_name, 0, MARK_COUNT}},
    };
    int overrides = 0, mark;
    int *const out[] = {&f->kind, &f->colour, &f->reason, &f->direction, &f->override_reason, &overrides, &mark};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (request_query_word(rq, closed[i].name, &closed[i].words, closed[i].none, out[i]))
            return false;
    f->overrides = overrides != 0;
    (void)snprintf(f->mark, sizeof f->mark, "%s", text_of(rq, "mark")); /* of a closed list, so it fits */
    return read_category(rq, f) && read_digits(rq, "application", f->application, sizeof f->application);
}

static bool read_numbers(const struct request *rq, struct entry_filter *f)
{
    int64_t gate = -1;
    bool ok = !request_query_number(rq, "from", 0, TIME_MAX, 0, &f->from) &&
              !request_query_number(rq, "to", 0, TIME_MAX, TIME_MAX, &f->to) &&
              !request_query_number(rq, "campus", 0, INT32_MAX, 0, &f->campus) &&
              !request_query_number(rq, "gate", -1, 15, -1, &gate) &&
              !request_query_number(rq, "guard", 0, INT32_MAX, 0, &f->guard) &&
              !request_query_number(rq, "unit", 0, INT32_MAX, 0, &f->unit) &&
              !request_query_number(rq, "limit", 1, ENTRY_PAGE_MAX, 50, &f->limit);
    f->gate = (int)gate;
    return ok;
}

/* A plate in any way of writing, or a part of one. The form of Hong Kong and Macao may be the end of a longer plate. */
static void read_plate(const char *typed, struct entry_filter *f)
{
    struct plate plate;
    struct db_like like;
    uint8_t part[PLATE_TEXT_SIZE] = {0};
    struct writer writer = writer_over(part, sizeof part - 1);
    struct cursor cursor = cursor_over(bytes_of_string(typed));
    if (*typed && plate_parse(bytes_of_string(typed), &plate) == PLATE_OK && plate.kind != PLATE_HONG_KONG_OR_MACAO) {
        memcpy(f->plate, plate.text, sizeof plate.text);
        f->whole_plate = true;
        return;
    }
    for (uint32_t c; *typed && !writer.overflow && !utf8_take(&cursor, &c);) {
        c = typed_narrow(c);
        if (c >= 'a' && c <= 'z')
            c -= 'a' - 'A';
        if (c != ' ' && c != '-' && c != '.' && c != 0xb7 && c != 0x2022 && c != 0x30fb)
            utf8_put(&writer, c);
    }
    if (*typed) {
        (void)db_like_containing(&like, (const char *)part);
        (void)snprintf(f->plate, sizeof f->plate, "%.*s", (int)sizeof f->plate - 1, like.text);
    }
}

/* A booth hashes the plate of a car without a pass under the campus keys that it has. */
static void hash_plate(const struct vault *vault, const char *typed, struct entry_filter *f)
{
    struct plate plate;
    const uint8_t *key;
    if (!*typed || plate_accept(bytes_of_string(typed), &plate) != PLATE_OK)
        return;
    plate_hash(vault->campus_key, &plate, f->plate_hash[f->hash_count++]);
    while (f->hash_count < ENTRY_HASHES_MAX &&
           (key = vault_shared_key(vault, VAULT_CAMPUS, (unsigned)f->hash_count + 1)) != NULL) {
        plate_hash_again(key, f->plate_hash[f->hash_count - 1], f->plate_hash[f->hash_count]);
        f->hash_count++;
    }
}

static void read_name(const struct vault *vault, const char *typed, struct entry_filter *f)
{
    struct name_pattern pattern;
    struct db_like like;
    size_t characters = 0;
    f->has_name = *typed;
    if (name_pattern_part(vault, typed, &pattern)) {
        (void)snprintf(f->name, sizeof f->name, "%s", pattern.text);
    } else if (!utf8_count(bytes_of_string(typed), &characters) && characters == 1) {
        (void)db_like_containing(&like, typed);
        (void)snprintf(f->name_part, sizeof f->name_part, "%.*s", (int)sizeof f->name_part - 1, like.text);
    }
}

static void read_pass_number(const char *typed, struct entry_filter *f)
{
    char number[SHORT_NUMBER_LEN + 1];
    if (*typed)
        (void)snprintf(f->pass_number, sizeof f->pass_number, "%s",
                       short_number_parse(bytes_of_string(typed), number) ? "-" : number);
}

enum gh_status entry_filter_read(const struct request *rq, struct entry_filter *f, struct scope *scope)
{
    *f = (struct entry_filter){.limit = 0};
    bool ok = read_words(rq, f) && read_numbers(rq, f) && read_id(rq, "device", &f->device) &&
              read_id(rq, "pass", &f->pass) && read_id(rq, "person", &f->person) && read_cursor(rq, &f->after);
    read_plate(text_of(rq, "plate"), f);
    hash_plate(rq->server->vault, text_of(rq, "plate"), f);
    read_name(rq->server->vault, text_of(rq, "name"), f);
    read_pass_number(text_of(rq, "pass_number"), f);
    *scope = f->has_name ? session_scope(rq->session, MAY_SEE_NAMES) : *rq->scope;
    return ok ? GH_OK : GH_MALFORMED;
}

enum gh_status entry_note_open(const struct vault *vault, struct db_rows *rows, char note[static ENTRY_NOTE_MAX])
{
    struct uuid id;
    enum gh_status status = db_copy_blob(rows, ENTRY_COLUMN_ID, id.b, UUID_LEN);
    return status ? status : record_open(vault, "entry.note", &id, rows, ENTRY_COLUMN_NOTE, note, ENTRY_NOTE_MAX);
}

enum gh_status entry_plate_read(const struct vault *vault, struct db_rows *rows, char plate[static ENTRY_PLATE_MAX])
{
    return entry_plate_load(vault, rows, ENTRY_COLUMN_PLATE, ENTRY_COLUMN_ID, ENTRY_COLUMN_PLATE_SEALED, plate);
}
