/* Endpoints for the entry log, for reviewers. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/entry_filter.h"
#include "api/entry_json.h"
#include "api/rows_json.h"
#include "devices/aside.h"
#include "devices/entries.h"
#include "http/server.h"
#include "records/aside_content.h"
#include "token/short_number.h"
#include "wire/entry.h"

#define PAGE_MAX 200
#define CURSOR_SIZE 64

/* ---- A page ---- */

static json_t *pass_number_json(struct db_rows *rows)
{
    char number[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE];
    if (db_bytes(rows, ENTRY_COLUMN_PASS_NUMBER).len != SHORT_NUMBER_LEN ||
        db_copy_text(rows, ENTRY_COLUMN_PASS_NUMBER, number, sizeof number))
        return json_null();
    short_number_format(number, shown);
    return json_string(shown);
}

enum gh_status entry_json_make(const struct vault *vault, struct db_rows *rows, json_t **out)
{
    static const char *const evidences[] = {"code", "number", "plate"}, *const directions[] = {"in", "out"};
    char note[ENTRY_NOTE_MAX], plate[ENTRY_PLATE_MAX];
    int64_t evidence = db_int(rows, ENTRY_COLUMN_PRESENTED_AS), direction = db_int(rows, ENTRY_COLUMN_DIRECTION);
    enum gh_status status = entry_note_open(vault, rows, note);
    if (!status)
        status = entry_plate_read(vault, rows, plate);
    if (status)
        return status;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:s, s:o, s:s, s:o, "
        "s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "id", rows_id(rows, ENTRY_COLUMN_ID), "number", rows_number(rows, ENTRY_COLUMN_NUMBER), "at",
        rows_number(rows, ENTRY_COLUMN_AT), "arrived_at", rows_number(rows, ENTRY_COLUMN_ARRIVED_AT), "clock_trusted",
        rows_bool(rows, ENTRY_COLUMN_CLOCK_TRUSTED), "kind",
        entry_kind_name((enum entry_kind)db_int(rows, ENTRY_COLUMN_KIND)), "evidence",
        evidence >= 0 && evidence < 3 ? evidences[evidence] : "code", "direction",
        direction == 1 ? directions[1] : directions[0], "gate", rows_number(rows, ENTRY_COLUMN_GATE), "gate_name",
        rows_text(rows, ENTRY_COLUMN_GATE_NAME), "gate_name_en", rows_text(rows, ENTRY_COLUMN_GATE_NAME_EN), "device",
        rows_id(rows, ENTRY_COLUMN_DEVICE), "device_name", rows_text(rows, ENTRY_COLUMN_DEVICE_NAME), "colour",
        verdict_colour_name((enum verdict_colour)db_int(rows, ENTRY_COLUMN_COLOUR)), "reason",
        verdict_reason_name((enum verdict_reason)db_int(rows, ENTRY_COLUMN_REASON)), "guard",
        rows_text_or_null(rows, ENTRY_COLUMN_GUARD), "second_guard", rows_text_or_null(rows, ENTRY_COLUMN_SECOND_GUARD),
        "override", override_reason_name((enum override_reason)db_int(rows, ENTRY_COLUMN_OVERRIDE)), "mark",
        rows_text(rows, ENTRY_COLUMN_MARK), "note", note, "refers_to", rows_id(rows, ENTRY_COLUMN_REFERS_TO), "pass",
        rows_id(rows, ENTRY_COLUMN_PASS), "person", rows_text_or_null(rows, ENTRY_COLUMN_PERSON), "plate",
        plate[0] ? json_string(plate) : json_null(), "application", rows_text_or_null(rows, ENTRY_COLUMN_APPLICATION),
        "unit", rows_text_or_null(rows, ENTRY_COLUMN_UNIT), "picture", rows_bool(rows, ENTRY_COLUMN_PICTURE),
        "application_id", rows_id(rows, ENTRY_COLUMN_APPLICATION_ID), "person_id",
        rows_id(rows, ENTRY_COLUMN_PERSON_ID), "pass_number", pass_number_json(rows), "category",
        rows_text_or_null(rows, ENTRY_COLUMN_CATEGORY));
    sodium_memzero(note, sizeof note);
    sodium_memzero(plate, sizeof plate);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status entry_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    return entry_json_make(rq->server->vault, rows, out);
}

static json_t *cursor_json(const struct entry_cursor *cursor)
{
    char text[CURSOR_SIZE], id[UUID_TEXT_SIZE];
    uuid_format(&cursor->id, id);
    (void)snprintf(text, sizeof text, "%lld_%s", (long long)cursor->at, id);
    return cursor->at ? json_string(text) : json_null();
}

/* The next page begins after the last item of this one; after a short page where the query says. */
static enum gh_status find_next(const json_t *last, struct entry_cursor *next)
{
    if (!last)
        return GH_OK;
    next->at = json_integer_value(json_object_get(last, "at"));
    return uuid_parse(bytes_of_string(json_string_value(json_object_get(last, "id"))), &next->id);
}

enum gh_status entries_get(struct request *rq, struct reply *reply)
{
    struct entry_filter filter;
    struct entry_cursor next = {0};
    struct db_rows rows = {0};
    struct scope scope;
    bool more = false;
    enum gh_status status = entry_filter_read(rq, &filter, &scope);
    if (!status)
        status = audit_list(rq, "entries");
    if (status)
        return status;
    size_t page = (size_t)filter.limit++;
    json_t *items = json_array();
    status =
        rows_collect(rq, &rows, entry_query(rq->db, &rows, &scope, &filter, &next), entry_json, page, items, &more);
    if (!status)
        status = find_next(more ? json_array_get(items, page - 1) : NULL, &next);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:o}", "items", items, "next", cursor_json(&next)));
}

/* ---- Quarantined entries ---- */

static enum gh_status aside_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char content[ASIDE_CONTENT_MAX + 1];
    size_t len = 0;
    enum gh_status status = db_copy_blob(rows, ASIDE_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status = aside_open(rq->server->vault, &id, db_bytes(rows, ASIDE_COLUMN_LINE), content, &len);
    if (status)
        return status;
    char *masked = aside_masked(BYTES(content, len));
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s?}", "id", rows_id(rows, ASIDE_COLUMN_ID), "device_name",
                     rows_text(rows, ASIDE_COLUMN_DEVICE_NAME), "number", rows_number(rows, ASIDE_COLUMN_NUMBER),
                     "arrived_at", rows_number(rows, ASIDE_COLUMN_ARRIVED_AT), "code",
                     rows_text(rows, ASIDE_COLUMN_CODE), "line", masked);
    free(masked);
    sodium_memzero(content, sizeof content);
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status entries_aside_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum gh_status status = audit_list(rq, "entries-aside");
    if (!status)
        status = aside_query(rq->db, &rows, rq->scope, PAGE_MAX);
    return rows_reply(rq, reply, &rows, status, aside_json);
}

/* Shows a content whole. The audit trail says who looked. */
enum gh_status entries_aside_reveal_post(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    struct uuid id;
    char content[ASIDE_CONTENT_MAX + 1] = "", subject[AUDIT_SUBJECT_SIZE];
    size_t len = 0;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = aside_load(rq->db, rq->scope, &id, &rows);
    if (!status)
        status = aside_open(rq->server->vault, &id, db_bytes(&rows, 0), content, &len);
    db_rows_end(&rows);
    if (!status) {
        audit_subject_id("entry-aside", &id, subject);
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "entry-aside-revealed",
                                                           subject, "", rq->address});
    }
    if (!status) {
        json_t *text = json_stringn(content, len);
        status = reply_json(rq, reply, 200, json_pack("{s:o}", "line", text ? text : json_null()));
    }
    sodium_memzero(content, sizeof content);
    return status;
}

typedef enum gh_status settle_function(const struct audit_act *act, const struct scope *scope, const struct uuid *id);

static enum gh_status settle(struct request *rq, struct reply *reply, settle_function *run)
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = run(&act, rq->scope, &id);
    return status ? status : reply_empty(reply);
}

enum gh_status entries_aside_settle_post(struct request *rq, struct reply *reply)
{
    return settle(rq, reply, aside_settle);
}

enum gh_status entry_settle_post(struct request *rq, struct reply *reply)
{
    return settle(rq, reply, entry_settle);
}
