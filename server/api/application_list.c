/* The endpoint with the list of applications, the most used page. */
#include <sodium.h>
#include <string.h>

#include "act/application_list.h"
#include "act/party.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/json_text.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/places.h"
#include "records/record.h"
#include "records/watch.h"

#define STATES_MAX 160 /* bytes; limit of the state parameter */
#define TIME_MAX (INT64_C(253402300799) * TICK_SECOND)
#define PAGE_MAX 100

/* ---- Filter ---- */

static const char *view_word(int value)
{
    return list_view_name((enum list_view)value);
}

static const char *sort_word(int value)
{
    return list_sort_name((enum list_sort)value);
}

static const char *state_word(int value)
{
    return flow_state_name((enum flow_state)value);
}

static enum gh_status read_words(struct request *rq, struct list_filter *f)
{
    static const struct query_words views = {view_word, LIST_MINE, LIST_VIEW_COUNT},
                                    sorts = {sort_word, LIST_SORT_DEADLINE, LIST_SORT_COUNT},
                                    mine = {sort_word, LIST_SORT_NEWEST, LIST_SORT_COUNT},
                                    states = {state_word, FLOW_DRAFT, FLOW_STATE_COUNT};
    int view = LIST_MINE, sort = LIST_SORT_USUAL;
    enum gh_status status = request_query_word(rq, "view", &views, LIST_MINE, &view);
    if (!status)
        status = request_query_word(rq, "sort", view == LIST_MINE ? &mine : &sorts, LIST_SORT_USUAL, &sort);
    f->view = (enum list_view)view;
    f->sort = (enum list_sort)sort;
    return status ? status : request_query_words(rq, "state", &states);
}

enum gh_status application_filter_read(struct request *rq, struct list_filter *f)
{
    const char *q = request_query(rq, "q"), *cursor = request_query(rq, "cursor");
    f->states = request_query(rq, "state");
    f->q = q ? q : "";
    f->cursor = cursor ? cursor : "";
    enum gh_status status = read_words(rq, f);
    if (!status && f->states && strlen(f->states) > STATES_MAX)
        status = request_query_refuse(rq, "state");
    if (!status)
        status = request_query_number(rq, "limit", 1, PAGE_MAX, 30, &f->limit);
    if (!status)
        status = request_query_number(rq, "campus", 0, INT32_MAX, 0, &f->campus);
    if (!status)
        status = request_query_number(rq, "unit", 0, INT32_MAX, 0, &f->unit);
    if (!status)
        status = request_query_number(rq, "from", 0, TIME_MAX, 0, &f->from);
    return status ? status : request_query_number(rq, "to", 0, TIME_MAX, 0, &f->to);
}

/* ---- Row ---- */

/* Values of a row that need the whole page first. They are written after the row's own text. */
struct item {
    struct watch_row watch;
    size_t end; /* end of the row's text in page.rows */
    bool open;  /* a decision or the submission is outstanding */
    /* What decides which actions the row offers. */
    enum flow_state state;
    bool walk_up, party;
    struct uuid amends;
    unsigned roles;
    int64_t acting_for;
    bool unsubmitted, has_first;
    tick first_at, submit_by; /* submit_by 0: no deadline */
    int64_t campus;
};

struct page {
    enum list_view view;
    struct json_text rows; /* rows without their closing part */
    struct item items[PAGE_MAX];
    size_t count;
    /* The reader of the list, and those for whom the reader decides; wiped after use. */
    struct act_person people[1 + SESSION_GRANTS_MAX];
    size_t people_count;
};

/* Reads the fields that decide which actions an application offers. */
static enum gh_status read_roles(struct db_rows *rows, const struct vault *vault, struct application *a)
{
    char state[24];
    enum gh_status status = db_copy_text(rows, 2, state, sizeof state);
    if (!status && flow_state_from_name(state, &a->state))
        status = GH_CORRUPT;
    a->unit = db_int(rows, 4);
    a->campus = db_int(rows, 7);
    a->applicant = db_int(rows, 10);
    a->walk_up = db_int(rows, 22) != 0;
    a->decide_by = db_int(rows, 23);
    if (!status)
        status = db_copy_blob(rows, 24, a->amends.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, 14, a->host_name, sizeof a->host_name);
    if (!status)
        status = record_open(vault, "application.host_mobile", &a->id, rows, 25, a->host_mobile, sizeof a->host_mobile);
    return status;
}

static void put_text(struct json_text *t, const char *key, struct db_rows *rows, int column)
{
    json_text_key(t, key);
    json_text_string(t, db_bytes(rows, column));
}

static void put_number(struct json_text *t, const char *key, struct db_rows *rows, int column)
{
    json_text_key(t, key);
    if (db_is_null(rows, column))
        json_text_null(t);
    else
        json_text_integer(t, db_int(rows, column));
}

static void put_named(struct json_text *t, const char *key, struct db_rows *rows, int column)
{
    json_text_key(t, key);
    if (db_is_null(rows, column)) {
        json_text_null(t);
        return;
    }
    json_text_begin(t, '{');
    put_number(t, "id", rows, column);
    put_text(t, "name", rows, column + 1);
    put_text(t, "name_en", rows, column + 2);
    json_text_end_of(t, '}');
}

static void put_actions(struct json_text *t, uint32_t actions)
{
    json_text_key(t, "actions");
    json_text_begin(t, '[');
    for (int i = 0; i < FLOW_ACTION_COUNT; i++)
        if (actions >> i & 1)
            json_text_string(t, bytes_of_string(flow_action_name((enum flow_action)i)));
    json_text_end_of(t, ']');
}

/* Applicants read who has it in the application itself, where a setting may hide the name. */
static void put_assignee(struct json_text *t, struct db_rows *rows, enum list_view view)
{
    json_text_key(t, "assignee");
    if (view == LIST_MINE || db_is_null(rows, 26)) {
        json_text_null(t);
        return;
    }
    json_text_begin(t, '{');
    put_number(t, "id", rows, 26);
    put_text(t, "display_name", rows, 27);
    json_text_end_of(t, '}');
}

static void put_row(struct json_text *t, struct db_rows *rows, const struct application *a, const char *id)
{
    static const struct {
        const char *key;
        int column;
    } texts[] = {{"kind", 12}, {"purpose", 13}, {"host_name", 14}, {"first_name_masked", 20}},
      numbers[] = {{"version", 3},  {"first_at", 15}, {"last_at", 16},     {"entrants", 17},
                   {"persons", 18}, {"vehicles", 19}, {"submitted_at", 21}};
    json_text_key(t, "id");
    json_text_string(t, bytes_of_string(id));
    put_text(t, "number", rows, 1);
    put_text(t, "state", rows, 2);
    put_named(t, "unit", rows, 4);
    put_named(t, "campus", rows, 7);
    json_text_key(t, "applicant");
    json_text_begin(t, '{');
    put_number(t, "id", rows, 10);
    put_text(t, "display_name", rows, 11);
    json_text_end_of(t, '}');
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        put_text(t, texts[i].key, rows, texts[i].column);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        put_number(t, numbers[i].key, rows, numbers[i].column);
    json_text_key(t, "walk_up");
    json_text_bool(t, a->walk_up);
    json_text_key(t, "amendment");
    json_text_bool(t, !uuid_is_nil(&a->amends));
    json_text_key(t, "decide_by");
    if (application_decide_by(a))
        json_text_integer(t, a->decide_by);
    else
        json_text_null(t);
}

static bool is_open(enum flow_state state)
{
    return state == FLOW_DRAFT || state == FLOW_SENT_BACK || state == FLOW_UNIT_REVIEW ||
           state == FLOW_SECURITY_REVIEW || state == FLOW_CONFIRMING;
}

static bool may_decide(const struct item *item)
{
    const struct application a = {.state = item->state, .walk_up = item->walk_up, .amends = item->amends};
    return application_actions_of(&a, item->roles & ACT_DECIDING) != 0;
}

/* Finds a person among those already loaded, or loads the person. */
static enum gh_status find_person(struct request *rq, struct page *page, int64_t account, struct act_person **out)
{
    for (size_t i = 0; i < page->people_count; i++) {
        *out = &page->people[i];
        if ((*out)->account == account)
            return GH_OK;
    }
    *out = &page->people[page->people_count];
    enum gh_status status = act_person_load(rq->db, rq->server->vault, account, *out);
    if (!status)
        page->people_count++;
    return status;
}

/* Finds the reader's roles on a row, and whether the reader or who delegated the role is applicant or host. Entrants
 * are compared for the whole page (add_entrants). */
static enum gh_status take_roles(struct request *rq, struct page *page, const struct application *a, struct item *item)
{
    struct act_person *self, *other;
    item->state = a->state;
    item->walk_up = a->walk_up;
    item->amends = a->amends;
    item->roles = act_granted_roles(rq->session, a, &item->acting_for);
    if (!may_decide(item))
        return GH_OK;
    enum gh_status status = find_person(rq, page, rq->session->account, &self);
    if (!status)
        status = act_person_is_concerned(rq->db, rq->server->vault, self, a, &item->party);
    if (status || item->party || !item->acting_for)
        return status;
    status = find_person(rq, page, item->acting_for, &other);
    return status ? status : act_person_is_concerned(rq->db, rq->server->vault, other, a, &item->party);
}

static enum gh_status take_row(struct request *rq, struct page *page, struct db_rows *rows)
{
    struct application a = {0};
    struct item *item = &page->items[page->count];
    char id[UUID_TEXT_SIZE];
    enum gh_status status = db_copy_blob(rows, 0, item->watch.id.b, UUID_LEN);
    a.id = item->watch.id;
    if (!status)
        status = read_roles(rows, rq->server->vault, &a);
    if (!status)
        status = take_roles(rq, page, &a, item);
    sodium_memzero(a.host_mobile, sizeof a.host_mobile);
    if (status)
        return status;
    uuid_format(&item->watch.id, id);
    item->watch.persons = db_int(rows, 18);
    item->watch.vehicles = db_int(rows, 19);
    item->watch.office = watch_by_office(rq, a.unit, a.campus);
    item->open = is_open(a.state);
    item->unsubmitted = a.state == FLOW_DRAFT || a.state == FLOW_SENT_BACK;
    item->has_first = !db_is_null(rows, 15);
    item->first_at = db_int(rows, 15);
    item->campus = a.campus;
    page->rows.comma = false;
    put_row(&page->rows, rows, &a, id);
    put_assignee(&page->rows, rows, page->view);
    item->end = page->rows.len;
    page->count++;
    return json_text_status(&page->rows);
}

/* ---- Values of the whole page ---- */

static enum gh_status count_hints(struct request *rq, struct item *const *some, size_t count)
{
    struct watch_row rows[WATCH_ROWS];
    const struct watch_reader reader = watch_reader_of(rq);
    for (size_t i = 0; i < count; i++)
        rows[i] = some[i]->watch;
    enum gh_status status = watch_count_hints(rq->db, &reader, rows, count);
    for (size_t i = 0; i < count && !status; i++)
        some[i]->watch.hints = rows[i].hints;
    return status;
}

/* Counts the hints of undecided applications. */
static enum gh_status add_hints(struct request *rq, struct page *page)
{
    struct item *some[WATCH_ROWS];
    size_t count = 0;
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < page->count && !status; i++) {
        if (page->items[i].open)
            some[count++] = &page->items[i];
        if (count == WATCH_ROWS) {
            status = count_hints(rq, some, count);
            count = 0;
        }
    }
    return status || count == 0 ? status : count_hints(rq, some, count);
}

/* Marks the rows of one person's decisions that the person enters. */
static enum gh_status add_entrants_of(struct request *rq, struct page *page, const struct act_person *person)
{
    struct uuid ids[ACT_PARTY_ROWS];
    struct item *some[ACT_PARTY_ROWS];
    size_t count = 0;
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < page->count && !status; i++) {
        struct item *item = &page->items[i];
        bool party[ACT_PARTY_ROWS] = {false};
        bool concerns = person->account == rq->session->account || person->account == item->acting_for;
        if (concerns && !item->party && may_decide(item)) {
            ids[count] = item->watch.id;
            some[count++] = item;
        }
        if (count < ACT_PARTY_ROWS && (i + 1 < page->count || count == 0))
            continue;
        status = act_person_enters(rq->db, rq->server->vault, person, ids, count, party);
        for (size_t k = 0; k < count; k++)
            some[k]->party |= party[k];
        count = 0;
    }
    return status;
}

static enum gh_status add_entrants(struct request *rq, struct page *page)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < page->people_count && !status; i++)
        status = add_entrants_of(rq, page, &page->people[i]);
    return status;
}

/* Sets the submission deadline of applications that are not submitted. */
static enum gh_status add_submit_by(struct request *rq, struct page *page)
{
    struct campus *campus = NULL;
    for (size_t i = 0; i < page->count; i++) {
        struct item *item = &page->items[i];
        if (!item->unsubmitted || !item->has_first || !item->campus)
            continue;
        if (!campus)
            campus = request_alloc(rq, sizeof *campus);
        enum gh_status status = campus->id == item->campus ? GH_OK : campus_load(rq->db, item->campus, rq->now, campus);
        if (status == GH_NOT_FOUND)
            continue;
        if (status)
            return status;
        item->submit_by = calendar_submit_by(&campus->calendar, calendar_day_of(&campus->calendar, item->first_at));
    }
    return GH_OK;
}

/* ---- Reply ---- */

static uint32_t actions_of(const struct item *item)
{
    const struct application a = {.state = item->state, .walk_up = item->walk_up, .amends = item->amends};
    return application_actions_of(&a, item->party ? item->roles & ~(unsigned)ACT_DECIDING : item->roles);
}

static void put_page(struct json_text *t, const struct page *page, const char *next)
{
    size_t from = 0;
    json_text_begin(t, '{');
    json_text_key(t, "items");
    json_text_begin(t, '[');
    for (size_t i = 0; i < page->count; i++) {
        const struct item *item = &page->items[i];
        json_text_begin(t, '{');
        json_text_copy(t, BYTES((const uint8_t *)page->rows.data + from, item->end - from));
        put_actions(t, actions_of(item));
        json_text_key(t, "submit_by");
        if (item->submit_by)
            json_text_integer(t, item->submit_by);
        else
            json_text_null(t);
        json_text_key(t, "hints");
        json_text_integer(t, item->watch.hints);
        json_text_end_of(t, '}');
        from = item->end;
    }
    json_text_end_of(t, ']');
    json_text_key(t, "next");
    if (next)
        json_text_string(t, bytes_of_string(next));
    else
        json_text_null(t);
    json_text_end_of(t, '}');
}

static enum gh_status reply_page(struct request *rq, struct reply *reply, const struct page *page, const char *next)
{
    struct json_text text = {0};
    put_page(&text, page, next);
    enum gh_status status = json_text_status(&text);
    if (!status)
        status =
            reply_bytes(rq, reply, 200, "application/json; charset=utf-8", BYTES((const uint8_t *)text.data, text.len));
    json_text_free(&text);
    return status;
}

/* Reads up to `limit` rows. *next: the cursor of the next page, or NULL. */
static enum gh_status read_page(struct request *rq, struct list_filter *filter, struct page *page, char **next)
{
    struct db_rows rows = {0};
    size_t limit = (size_t)filter->limit;
    filter->limit++;
    enum gh_status status = list_query(rq->db, rq->server->vault, &rows, rq->session, filter);
    if (status == GH_MALFORMED) /* read_filter() has checked the words */
        status = request_query_refuse(rq, "cursor");
    while (!status && page->count < limit && !(status = db_next(&rows))) {
        status = take_row(rq, page, &rows);
        if (!status && page->count == limit) {
            *next = request_alloc(rq, LIST_CURSOR_SIZE);
            status = list_cursor(&rows, filter, *next);
        }
    }
    if (!status && db_next(&rows) == GH_NOT_FOUND)
        *next = NULL;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status applications_get(struct request *rq, struct reply *reply)
{
    struct list_filter filter = {0};
    struct page *page = request_alloc(rq, sizeof *page);
    char *next = NULL;
    enum gh_status status = application_filter_read(rq, &filter);
    page->view = filter.view;
    if (!status)
        status = read_page(rq, &filter, page, &next);
    if (!status)
        status = add_entrants(rq, page);
    if (!status)
        status = add_hints(rq, page);
    if (!status)
        status = add_submit_by(rq, page);
    if (!status)
        status = reply_page(rq, reply, page, next);
    json_text_free(&page->rows);
    sodium_memzero(page->people, sizeof page->people);
    return status;
}
