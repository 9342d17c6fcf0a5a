/* The endpoint of the address book: the account's earlier visitors, as typed. */
#include <sodium.h>
#include <string.h>

#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/address_book.h"
#include "records/application.h"
#include "records/audit.h"
#include "records/record.h"

#define SHOWN_MAX 30
/* limit of people searched by name: sealed names can't be searched in the database */
#define SEARCHED_MAX 1000

struct visitor {
    char name[PERSON_NAME_SIZE], mobile[APPLICATION_FIELD_SIZE], number[APPLICATION_FIELD_SIZE];
};

static enum gh_status open_visitor(struct request *rq, struct db_rows *rows, struct visitor *out)
{
    const struct vault *vault = rq->server->vault;
    struct uuid id;
    enum gh_status status = db_copy_blob(rows, ADDRESS_BOOK_PERSON, id.b, UUID_LEN);
    if (!status)
        status = record_open(vault, "person.name", &id, rows, ADDRESS_BOOK_NAME, out->name, sizeof out->name);
    if (!status)
        status = record_open(vault, "person.mobile", &id, rows, ADDRESS_BOOK_MOBILE, out->mobile, sizeof out->mobile);
    if (!status)
        status =
            record_open(vault, "person.document", &id, rows, ADDRESS_BOOK_DOCUMENT, out->number, sizeof out->number);
    return status;
}

static json_t *visitor_json(const struct visitor *v, struct db_rows *rows)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o}", "name", v->name, "name_masked",
                     rows_text(rows, ADDRESS_BOOK_NAME_MASKED), "sex", rows_text(rows, ADDRESS_BOOK_SEX), "mobile",
                     v->mobile, "mobile_masked", rows_text(rows, ADDRESS_BOOK_MOBILE_MASKED), "document_kind",
                     rows_text(rows, ADDRESS_BOOK_DOCUMENT_KIND), "document_number", v->number, "document_masked",
                     rows_text(rows, ADDRESS_BOOK_DOCUMENT_MASKED), "last_at", rows_number(rows, ADDRESS_BOOK_LAST_AT),
                     "language", rows_text(rows, ADDRESS_BOOK_LANGUAGE));
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
    enum gh_status status = address_book_query(rq->db, &rows, rq->session->account, SEARCHED_MAX);
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
