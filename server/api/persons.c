/* The endpoint that reveals personal data to those who must compare them. Every call is audited. */
#include <string.h>

#include "act/act.h"
#include "api/endpoints.h"
#include "http/server.h"
#include "records/address_book.h"
#include "records/audit.h"

/* Approvers, the office, the applicant and administrators may reveal the data. Reviewers of entries may not. */
static bool may_reveal(const struct session *session, const struct application *a)
{
    return act_may_see(session, a) &&
           (session->account == a->applicant || session_grant(session, ROLE_UNIT_APPROVER, a->unit, a->campus) ||
            session_grant(session, ROLE_SECURITY_OFFICER, a->unit, a->campus) ||
            session_grant(session, ROLE_ADMINISTRATOR, 0, 0));
}

static enum gh_status audit(struct request *rq, const struct uuid *person, const char *number)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("person", person, subject);
    return audit_write(
        rq->db, &(struct audit_entry){rq->now, rq->session->account, "person-revealed", subject, number, rq->address});
}

static enum gh_status reply_person(struct request *rq, struct reply *reply, const struct uuid *id,
                                   const struct application *a)
{
    for (size_t i = 0; i < a->person_count; i++) {
        const struct person *p = &a->persons[i];
        if (memcmp(&p->id, id, sizeof *id) != 0)
            continue;
        enum gh_status status = audit(rq, id, a->number);
        return status ? status
                      : reply_json(rq, reply, 200,
                                   json_pack("{s:s, s:s, s:s}", "name", p->name, "mobile", p->mobile, "document_number",
                                             p->document_number));
    }
    return GH_NOT_FOUND;
}

enum gh_status person_reveal_post(struct request *rq, struct reply *reply)
{
    struct application a = {0};
    struct uuid id, application;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = application_of_person(rq->db, &id, &application);
    if (!status)
        status = application_load(rq->db, rq->server->vault, &application, &a);
    if (!status)
        status = may_reveal(rq->session, &a) ? reply_person(rq, reply, &id, &a) : GH_NOT_FOUND;
    application_free(&a);
    return status;
}
