/* Replies with an application as one person may see it, with the actions open to that person. */
#ifndef GH_SERVER_HTTP_APPLICATION_REPLY_H
#define GH_SERVER_HTTP_APPLICATION_REPLY_H

#include "act/act.h"
#include "act/application_list.h"
#include "act/arrival.h"
#include "http/reply.h"
#include "records/audit.h"
#include "records/watch.h"

enum gh_status application_reply(struct request *rq, struct reply *reply, int status, const struct application *a);
/* Reads the filters of a list; its texts are the request's. GH_MALFORMED: a value that no filter takes. */
enum gh_status GH_MUST_USE application_filter_read(struct request *rq, struct list_filter *f);
/* Replies with a pass of the application, as the office sees it. GH_NOT_FOUND: no such pass. */
enum gh_status pass_reply(struct request *rq, struct reply *reply, const struct uuid *pass);
/* Replies with a refused action and its errors field by field. */
enum gh_status application_refusal(struct request *rq, struct reply *reply, enum problem problem,
                                   const struct field_errors *errors);
/* Returns the actions that these roles may take, as a bit set over enum flow_action. */
uint32_t application_actions_of(const struct application *a, unsigned roles);
/* Returns [{path, code, message}] as a new reference, with messages in the request's language. */
json_t *field_errors_json(struct request *rq, const struct field_errors *errors);
/* Returns the context of act_perform() for this request. */
struct act_context act_context_of(const struct request *rq);
/* Tells the host of an arrival; the `arrived` of struct entries_listener, with the request as its context. */
enum gh_status request_arrived(void *request, const struct entry *entry);
/* Returns who reads the hints of this request, and whether that is the office for an application of unit and campus. */
struct watch_reader watch_reader_of(const struct request *rq);
bool watch_by_office(const struct request *rq, int64_t unit, int64_t campus);
/* Returns the context of audited changes for this request. */
struct audit_act audit_act_of(const struct request *rq);

#endif
