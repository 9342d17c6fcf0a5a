/* Builds the SQL of application lists: what the session may see, then filters, search and cursor. */
#include "act/application_list.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/list_search.h"
#include "base/uuid.h"
#include "flow/flow.h"
#include "records/application.h"

#define SQL_SIZE 16384
#define STATE_SIZE 24

#define SUBMITTED "a.submitted_at IS NOT NULL"
#define PASSED_ON SUBMITTED " AND a.state NOT IN ('unit-review', 'sent-back')"

static const struct view {
    const char *name;
    const char *waiting; /* the state that a queue shows by default; NULL: this view is no queue */
} views[LIST_VIEW_COUNT] = {
    [LIST_MINE] = {"mine", NULL},
    [LIST_UNIT] = {"unit", "unit-review"},
    [LIST_SECURITY] = {"security", "security-review"},
    [LIST_ALL] = {"all", NULL},
};

/* key: the column that orders the list before the id; NULL: the id alone, newest first. */
static const struct sort {
    const char *name, *key;
    int column; /* of LIST_COLUMNS */
} sorts[LIST_SORT_COUNT] = {
    [LIST_SORT_USUAL] = {"", NULL, 0},
    [LIST_SORT_DEADLINE] = {"deadline", "a.decide_by", 23},
    [LIST_SORT_VISIT] = {"visit", "a.first_at", 15},
    [LIST_SORT_NEWEST] = {"newest", NULL, 0},
};

const char *list_view_name(enum list_view view)
{
    return views[view].name;
}

const char *list_sort_name(enum list_sort sort)
{
    return sorts[sort].name;
}

/* A query under construction. Only constants and numbers enter the text; typed words are bound as parameters. */
struct sql {
    char text[SQL_SIZE];
    size_t len;
};

static void put(struct sql *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct sql *sql, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(sql->text + sql->len, SQL_SIZE - sql->len, format, arguments);
    va_end(arguments);
    /* The longest query, with every grant of a session and every state, fills a third of the buffer. */
    if (n > 0 && sql->len + (size_t)n < SQL_SIZE)
        sql->len += (size_t)n;
}

/* Appends the word between two conditions; nothing before the first: SQLite uses no index for "1 = 0 OR (...)". */
static void put_or(struct sql *sql)
{
    put(sql, "%s", sql->len && sql->text[sql->len - 1] == '(' ? "" : " OR ");
}

/* Closes a list of alternatives. Without any, nothing matches. */
static void put_end(struct sql *sql)
{
    put(sql, "%s)", sql->text[sql->len - 1] == '(' ? "1 = 0" : "");
}

/* Appends one OR condition for each grant of the given roles. */
static void put_grants(struct sql *sql, const struct session *session, unsigned roles, const char *condition)
{
    for (size_t i = 0; i < session->grant_count; i++) {
        const struct role_grant *g = &session->grants[i];
        if (!((unsigned)g->role & roles))
            continue;
        put_or(sql);
        put(sql, "(%s", condition);
        if (g->unit)
            put(sql, " AND a.unit = %lld", (long long)g->unit);
        if (g->campus)
            put(sql, " AND a.campus = %lld", (long long)g->campus);
        put(sql, ")");
    }
}

/* Appends what the session may see. any_state false: the requested state implies that the application was submitted
 * and passed on, so the index over states answers alone. */
static void put_scope(struct sql *sql, const struct session *session, enum list_view view, bool any_state)
{
    const char *submitted = any_state ? SUBMITTED : "1 = 1", *passed_on = any_state ? PASSED_ON : "1 = 1";
    if (view == LIST_MINE) {
        put(sql, "a.applicant = %lld", (long long)session->account);
        return;
    }
    put(sql, "(");
    if (view != LIST_SECURITY)
        put_grants(sql, session, ROLE_UNIT_APPROVER, submitted);
    if (view != LIST_UNIT)
        put_grants(sql, session, ROLE_SECURITY_OFFICER | (view == LIST_ALL ? ROLE_REVIEWER : 0U), passed_on);
    if (view == LIST_ALL)
        put_grants(sql, session, ROLE_ADMINISTRATOR, submitted);
    put_end(sql);
}

static enum gh_status put_states(struct sql *sql, const char *states)
{
    const char *separator = "";
    put(sql, " AND a.state IN (");
    while (*states) {
        char word[STATE_SIZE];
        enum flow_state state;
        size_t len = strcspn(states, ",");
        if (len >= sizeof word)
            return GH_MALFORMED;
        memcpy(word, states, len);
        word[len] = '\0';
        if (flow_state_from_name(word, &state))
            return GH_MALFORMED;
        put(sql, "%s'%s'", separator, flow_state_name(state));
        separator = ", ";
        states += len + (states[len] == ',');
    }
    put(sql, ")");
    return GH_OK;
}

static bool is_queue(const struct list_filter *f)
{
    const char *waiting = views[f->view].waiting;
    return waiting && (!f->states || strcmp(f->states, waiting) == 0);
}

static const struct sort *sort_of(const struct list_filter *f)
{
    return &sorts[f->sort == LIST_SORT_USUAL && is_queue(f) ? LIST_SORT_DEADLINE : f->sort];
}

/* Reads a cursor: "KEY.ID". */
static enum gh_status put_cursor(struct sql *sql, const struct list_filter *f, struct uuid *id)
{
    char *end = NULL;
    const char *key = sort_of(f)->key;
    errno = 0;
    long long first = strtoll(f->cursor, &end, 10);
    if (errno || end == f->cursor || *end != '.' || uuid_parse(bytes_of_string(end + 1), id))
        return GH_MALFORMED;
    if (key)
        put(sql, " AND (%s > %lld OR (%s = %lld AND a.id > $3))", key, first, key, first);
    else
        put(sql, " AND a.id < $3");
    return GH_OK;
}

/* Appends whether the session may see the names and numbers of an application's visitors. Reviewers may not. */
static void put_personal(struct sql *sql, const struct session *session, enum list_view view)
{
    if (view != LIST_ALL) {
        put(sql, "1 = 1"); /* the view's own scope is narrow enough */
        return;
    }
    put(sql, "(");
    put_grants(sql, session, ROLE_UNIT_APPROVER | ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR, "1 = 1");
    put_end(sql);
}

/* Appends the search for a person by a condition on `p`. */
static void put_person(struct sql *sql, const struct session *session, enum list_view view, const char *condition)
{
    put(sql, " OR (");
    put_personal(sql, session, view);
    put(sql, " AND EXISTS (SELECT 1 FROM person p WHERE p.application = a.id AND p.dropped_at IS NULL AND %s))",
        condition);
}

/* An index finds a number or a hash without a scan. */
static void put_hash(struct sql *sql, const struct session *session, enum list_view view, const char *condition)
{
    put(sql, " OR (");
    put_personal(sql, session, view);
    put(sql, " AND a.id IN (SELECT p.application FROM person p WHERE p.dropped_at IS NULL AND %s))", condition);
}

static void put_search(struct sql *sql, const struct session *session, enum list_view view, const struct list_search *s)
{
    bool document = false;
    for (int kind = 0; kind < DOCUMENT_KIND_COUNT; kind++)
        document |= s->is_document[kind];
    put(sql, " AND (1 = 0");
    if (s->is_number)
        put(sql, " OR (a.number >= $2 AND a.number < $2 || ':')"); /* ':' follows '9' in ASCII */
    else if (!s->is_mobile)
        put(sql, " OR a.number LIKE $1 ESCAPE '\\' OR a.purpose LIKE $1 ESCAPE '\\' OR a.host_name LIKE $1 ESCAPE '\\' "
                 "OR EXISTS (SELECT 1 FROM vehicle v WHERE v.application = a.id AND v.plate LIKE $1 ESCAPE '\\')");
    if (s->is_tail)
        put(sql, " OR EXISTS (SELECT 1 FROM person p WHERE p.application = a.id AND (p.document_masked LIKE '%%' || $2 "
                 "OR p.mobile_masked LIKE '%%' || $2))");
    if (s->is_mobile)
        put_hash(sql, session, view, "p.mobile_hash = $5");
    if (document)
        put_hash(sql, session, view, "p.document_hash IN ($6, $7, $8, $9, $10, $11)");
    if (s->is_name)
        put_person(sql, session, view, "p.name_index LIKE $4");
    if (s->is_character)
        put_person(sql, session, view, "p.name_masked LIKE $1 ESCAPE '\\'");
    put(sql, ")");
}

static void put_where_and_when(struct sql *sql, const struct list_filter *f)
{
    if (f->campus)
        put(sql, " AND a.campus = %lld", (long long)f->campus);
    if (f->unit)
        put(sql, " AND a.unit = %lld", (long long)f->unit);
    if (f->from)
        put(sql, " AND a.last_at > %lld", (long long)f->from);
    if (f->to)
        put(sql, " AND a.first_at < %lld", (long long)f->to);
}

enum gh_status list_query(struct db *db, const struct vault *vault, struct db_rows *rows, const struct session *session,
                          const struct list_filter *filter)
{
    struct sql sql = {.len = 0};
    struct list_search search;
    struct db_value values[LIST_SEARCH_PARAMETERS];
    struct uuid after = {0};
    const char *states = filter->states ? filter->states : views[filter->view].waiting;
    const char *key = sort_of(filter)->key;
    enum gh_status status = key && filter->view == LIST_MINE ? GH_MALFORMED : GH_OK;
    put(&sql, "SELECT " LIST_COLUMNS " FROM application a JOIN account o ON o.id = a.applicant "
              "LEFT JOIN unit u ON u.id = a.unit LEFT JOIN campus c ON c.id = a.campus WHERE ");
    put_scope(&sql, session, filter->view, !is_queue(filter));
    if (!status && states && *states)
        status = put_states(&sql, states);
    put_where_and_when(&sql, filter);
    list_search_read(vault, filter->q, &search);
    if (*filter->q)
        put_search(&sql, session, filter->view, &search);
    if (!status && *filter->cursor)
        status = put_cursor(&sql, filter, &after);
    /* Mention every parameter, since each bound parameter must occur in the query. */
    for (int i = 1; i <= LIST_SEARCH_PARAMETERS; i++)
        put(&sql, " AND length($%d) >= 0", i);
    put(&sql, " ORDER BY %s%s LIMIT %lld", key ? key : "a.id DESC", key ? ", a.id" : "", (long long)filter->limit);
    list_search_bind(&search, &after, values);
    return status ? status : db_query_values(db, rows, sql.text, values, LIST_SEARCH_PARAMETERS);
}

enum gh_status list_cursor(struct db_rows *rows, const struct list_filter *filter, char out[static LIST_CURSOR_SIZE])
{
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    const struct sort *sort = sort_of(filter);
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (status)
        return status;
    uuid_format(&id, text);
    (void)snprintf(out, LIST_CURSOR_SIZE, "%lld.%s", sort->key ? (long long)db_int(rows, sort->column) : 0LL, text);
    return GH_OK;
}

enum gh_status list_counts(struct db *db, struct db_rows *rows, const struct session *session, enum list_view view)
{
    struct sql sql = {.len = 0};
    put(&sql, "SELECT a.state, count(*) FROM application a WHERE ");
    put_scope(&sql, session, view, !views[view].waiting);
    if (views[view].waiting)
        put(&sql, " AND a.state = '%s'", views[view].waiting);
    put(&sql, " GROUP BY a.state");
    return db_query_values(db, rows, sql.text, NULL, 0);
}
