/* Puts approved amendments into their applications. */
#include "act/amend.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act/tell_visitor.h"
#include "issue/pass_amend.h"
#include "issue/visit_link.h"
#include "records/amendment.h"
#include "records/application_check.h"
#include "records/application_input.h"
#include "records/consent.h"

enum gh_status amended_load(struct db *db, const struct vault *vault, const struct application *a, struct amended *out)
{
    *out = (struct amended){0};
    if (uuid_is_nil(&a->amends))
        return GH_OK;
    enum gh_status status = application_load(db, vault, &a->amends, &out->approved);
    out->known = status == GH_OK;
    return status;
}

enum gh_status amended_submit_by(const struct application *a, const struct amended *amended,
                                 const struct calendar *calendar, tick now, tick *submit_by)
{
    struct application merged = {0};
    *submit_by = a->walk_up ? 0 : application_submit_by(a, calendar);
    if (!amended->known)
        return GH_OK;
    enum gh_status status = amendment_merge(&amended->approved, a, &merged);
    if (!status)
        *submit_by = amendment_submit_by(&amended->approved, &merged, calendar, now);
    application_free(&merged);
    return status;
}

enum gh_status amendment_find(struct db *db, const struct uuid *application, struct amendment_standing *out)
{
    struct db_rows rows = {0};
    struct amendment_standing found = {0};
    char state[24];
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, number, state FROM application WHERE amends = $1 AND state IN "
                                     "('draft', 'unit-review', 'sent-back', 'security-review', 'confirming')",
                                     DB_UUID(application));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, found.id.b, UUID_LEN)) &&
        !(status = db_copy_text(&rows, 1, found.number, sizeof found.number)) &&
        !(status = db_copy_text(&rows, 2, state, sizeof state)) && flow_state_from_name(state, &found.state))
        status = GH_CORRUPT;
    db_rows_end(&rows);
    if (!status)
        *out = found;
    return status;
}

/* ---- Taking over ---- */

/* Context of the calls from pass_amend(). */
struct renewing {
    const struct act_context *context;
    const struct application *before, *after;
    const struct campus *campus;
    struct uuid *first; /* of each person, the first new pass, or nil; owned */
};

/* Finds the holder's link: the one of before while the holder and the mobile are the same, else a new one. */
static enum gh_status find_link(const struct renewing *r, const struct uuid *pass, const struct uuid *holder,
                                const struct person *person, char link[static VISIT_LINK_SIZE], bool *replaced)
{
    const struct act_context *c = r->context;
    const struct person *was = amendment_person(r->before, holder);
    enum gh_status status = GH_NOT_FOUND;
    if (!person || (was && strcmp(was->mobile, person->mobile) == 0))
        status = visit_link_of_pass(c->db, c->vault, pass, link);
    *replaced = was && status == GH_NOT_FOUND;
    return status == GH_NOT_FOUND ? visit_link_make(c->db, c->vault, &r->after->id, holder, c->now, link) : status;
}

/* Notes a person's first new pass. A vehicle gets a link and no message. */
static enum gh_status note_made(void *context, const struct pass *pass, const struct person *person)
{
    struct renewing *r = context;
    char link[VISIT_LINK_SIZE];
    bool replaced;
    enum gh_status status = GH_OK;
    if (!person)
        status = find_link(r, &pass->id, &pass->vehicle, NULL, link, &replaced);
    else if (uuid_is_nil(&r->first[person - r->after->persons]))
        r->first[person - r->after->persons] = pass->id;
    sodium_memzero(link, sizeof link);
    return status;
}

/* Sends one message to each person with a new pass, naming all periods. */
static enum gh_status tell_made(const struct renewing *r)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < r->after->person_count; i++) {
        const struct person *person = &r->after->persons[i];
        char link[VISIT_LINK_SIZE];
        bool replaced = false;
        if (uuid_is_nil(&r->first[i]))
            continue;
        status = find_link(r, &r->first[i], &person->id, person, link, &replaced);
        if (!status)
            status = tell_link(r->context, r->after, r->campus, &r->first[i], person, link, replaced);
        sodium_memzero(link, sizeof link);
    }
    return status;
}

/* Tells who keeps other passes of each pass, and who is left out once. */
static enum gh_status tell_lost(void *context, const struct pass *pass, const struct person *person, bool rest)
{
    const struct renewing *r = context;
    return rest ? tell_revoked(r->context, r->before, r->campus, pass, person)
                : tell_dropped(r->context, r->before, r->campus, person);
}

static enum gh_status write_history(const struct act_context *context, const struct application *before,
                                    const struct application *after, const char *remark)
{
    json_t *changes = application_amended(before, after, false);
    if (!changes)
        return GH_NO_MEMORY;
    const struct history_entry entry = {.application = &after->id,
                                        .version = after->version,
                                        .at = context->now,
                                        .role = flow_role_name(FLOW_ROLE_SYSTEM),
                                        .action = flow_action_name(FLOW_TAKE_AMENDMENT),
                                        .from_state = flow_state_name(FLOW_APPROVED),
                                        .to_state = flow_state_name(FLOW_APPROVED),
                                        .remark = remark,
                                        .address = context->address,
                                        .changes = changes};
    enum gh_status status = history_append(context->db, context->vault, &entry);
    json_decref(changes);
    return status;
}

static enum gh_status take_over(const struct act_context *context, const struct uuid *amendment,
                                const struct application *approved, const struct campus *campus, const char *remark,
                                struct application *merged)
{
    struct renewing r = {.context = context,
                         .before = approved,
                         .after = merged,
                         .campus = campus,
                         .first = calloc(merged->person_count + 1, sizeof *r.first)};
    const struct pass_amend_tell tell = {note_made, tell_lost, &r};
    enum gh_status status =
        r.first ? application_amend(context->db, context->vault, merged, context->now) : GH_NO_MEMORY;
    if (!status)
        status = consent_take_over(context->db, amendment, merged, context->now);
    if (!status)
        status = write_history(context, approved, merged, remark);
    if (!status)
        status =
            pass_amend(context->db, context->vault, context->issuer, approved, merged, campus, context->now, &tell);
    if (!status)
        status = tell_made(&r);
    free(r.first);
    return status;
}

enum gh_status amend_take_over(const struct act_context *context, const struct application *amendment,
                               const struct campus *campus, const char *remark)
{
    struct amended amended;
    struct application merged = {0};
    if (!context->issuer)
        return GH_UNKNOWN_KEY;
    enum gh_status status = amended_load(context->db, context->vault, amendment, &amended);
    if (!status)
        status = amendment_merge(&amended.approved, amendment, &merged);
    if (!status)
        status = take_over(context, &amendment->id, &amended.approved, campus, remark, &merged);
    application_free(&merged);
    application_free(&amended.approved);
    return status;
}

/* ---- Ending ---- */

static enum gh_status withdraw(const struct act_context *context, const struct amendment_standing *open)
{
    const struct flow_transition *t;
    struct application a = {0};
    if (flow_decide(FLOW_AMENDMENT, open->state, FLOW_WITHDRAW, FLOW_ROLE_SYSTEM, 0, &t) != FLOW_ALLOWED)
        return GH_OK;
    enum gh_status status = application_load(context->db, context->vault, &open->id, &a);
    a.state = t->to;
    if (!status)
        status = application_update(context->db, context->vault, &a, a.version, false);
    if (!status)
        status = proposal_drop(context->db, &a.id);
    const struct history_entry entry = {.application = &a.id,
                                        .version = a.version,
                                        .at = context->now,
                                        .role = flow_role_name(FLOW_ROLE_SYSTEM),
                                        .action = flow_action_name(FLOW_WITHDRAW),
                                        .from_state = flow_state_name(open->state),
                                        .to_state = flow_state_name(t->to),
                                        .remark = "",
                                        .address = context->address};
    if (!status)
        status = history_append(context->db, context->vault, &entry);
    application_free(&a);
    return status;
}

enum gh_status amend_end(const struct act_context *context, const struct uuid *application)
{
    struct amendment_standing open;
    enum gh_status status = amendment_find(context->db, application, &open);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    return open.state == FLOW_DRAFT ? application_delete(context->db, &open.id) : withdraw(context, &open);
}
