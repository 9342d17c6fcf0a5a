/* Audit entries about what somebody has seen. */
#ifndef GH_SERVER_API_AUDIT_VIEW_H
#define GH_SERVER_API_AUDIT_VIEW_H

#include "http/request.h"
#include "records/audit.h"

/* Writes an entry also where the request's connection only reads. */
enum gh_status GH_MUST_USE audit_view(const struct request *rq, const struct audit_entry *entry);
/* As audit_view(), unless the account has the same entry of the last `within`: that was the same view. */
enum gh_status GH_MUST_USE audit_view_once(const struct request *rq, const struct audit_entry *entry, tick within);
/* Says that a list of people was read: one entry for an account, list and hour, since pages read again by themselves.
 * name: a stable word, "entries". Without the entry the caller must not show the list. */
enum gh_status GH_MUST_USE audit_list(const struct request *rq, const char *name);

#endif
