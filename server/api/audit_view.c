/* Writes audit entries for requests that read. */
#include "api/audit_view.h"

#include <stdio.h>
#include <string.h>

#include "http/server.h"

#define DB_WAIT_MS 5000

enum gh_status audit_view(const struct request *rq, const struct audit_entry *entry)
{
    struct db *db;
    if (strcmp(rq->method, "GET") != 0)
        return audit_write(rq->db, entry);
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = audit_write(db, entry);
    db_pool_give(rq->server->pool, db);
    return status;
}

enum gh_status audit_view_once(const struct request *rq, const struct audit_entry *entry, tick within)
{
    bool known = false;
    enum gh_status status = audit_has(rq->db, entry, rq->now - within, &known);
    return status || known ? status : audit_view(rq, entry);
}

enum gh_status audit_list(const struct request *rq, const char *name)
{
    char subject[AUDIT_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "list:%s", name);
    return audit_view_once(
        rq, &(struct audit_entry){rq->now, rq->session->account, "list-viewed", subject, "", rq->address}, TICK_HOUR);
}
