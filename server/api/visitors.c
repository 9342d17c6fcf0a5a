/* The address book: whom one has applied for before, as one typed them. */
#include <sodium.h>
#include <string.h>

#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/application.h"
#include "records/audit.h"
#include "records/record.h"

#define SHOWN_MAX 30
/* People looked through for a name; sealed names can't be searched in the database. */
#define SEARCHED_MAX 1000

struct visitor {
    char name[PERSON_NAME_SIZE], mobile[APPLICATION_FIELD_SIZE], number[APPLICATION_FIELD_SIZE];
};

static enum gh_status open_visitor(struct request *rq, struct db_rows *rows, struct visitor *out)
{
    const struct vault *vault = rq->server->vault;
    struct uuid id;
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status)
        status = record_open(vault, "person.name", &id, rows, 1, out->name, sizeof out->name);
    if (!status)
        status = record_open(vault, "person.mobile", &id, rows, 2, out->mobile, sizeof out->mobile);
    if (!status)
        status = record_open(vault, "person.document", &id, rows, 3, out->number, sizeof out->number);
    return status;
}

static json_t *visitor_json(const struct visitor *v, struct db_rows *rows)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o}", "name", v->name, "name_masked",
                     rows_text(rows, 4), "sex", rows_text(rows, 5), "mobile", v->mobile, "mobile_masked",
                     rows_text(rows, 6), "document_kind", rows_text(rows, 7), "document_number", v->number,
                     "document_masked", rows_text(rows, 8), "last_at", rows_number(rows, 9));
}

static enum gh_status collect(struct request *rq, struct db_rows *rows, const char *q, json_t *items)
{
    struct visitor v = {0};
    enum gh_status status = GH_OK;
    while (!status && json_array_size(items) < SHOWN_MAX && !(status = db_next(rows))) {
        status = open_visitor(rq, rows, &v);
        bool fits = !status && (!*q || strstr(v.name, q) || strstr(v.mobile, q) || strstr(v.number, q));
        if (fits && json_array_append_new(items, visitor_json(&v, rows)) != 0)
            status = GH_NO_MEMORY;
    }
    sodium_memzero(&v, sizeof v);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status audit(struct request *rq, size_t shown)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_number("account", rq->session->account, subject);
    return audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "address-book-read", subject,
                                                     request_text(rq, "%zu", shown), rq->address});
}

enum gh_status visitors_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    const char *q = request_query(rq, "q");
    json_t *items = json_array();
    enum gh_status status = db_query(
        rq->db, &rows,
        "SELECT id, name_sealed, mobile_sealed, document_sealed, name_masked, sex, mobile_masked, document_kind, "
        "document_masked, last FROM (SELECT p.*, COALESCE(a.last_at, a.created_at) AS last, "
        "ROW_NUMBER() OVER (PARTITION BY p.document_hash ORDER BY p.id DESC) AS newest FROM person p "
        "JOIN application a ON a.id = p.application WHERE a.applicant = $1 AND a.submitted_at IS NOT NULL AND "
        "length(p.document_hash) > 0) book WHERE newest = 1 ORDER BY last DESC, id DESC LIMIT $2",
        DB_INT(rq->session->account), DB_INT(SEARCHED_MAX));
    if (!status)
        status = collect(rq, &rows, q ? q : "", items);
    db_rows_end(&rows);
    if (!status)
        status = audit(rq, json_array_size(items));
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}
