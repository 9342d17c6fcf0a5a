/* Decides by to-do cards. */
#include "act/card_pass.h"

#include "notify/card.h"
#include "records/record.h"

/* Shows the outcome on the card, in a transaction of its own. */
static enum gh_status show(const struct act_context *context, const struct card *card, enum card_outcome outcome)
{
    static const char *const texts[CARD_OUTCOMES][2] = {
        [CARD_STALE] = {"申请已有变化，请打开查看", "It has changed: please open it"},
        [CARD_NOT_HERE] = {"请打开网页办理", "Please decide on the page"},
    };
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = card_say(context->db, context->vault, card, texts[outcome][card->english], context->now);
    return record_finish(context->db, status);
}

static enum gh_status pass(const struct act_context *context, const struct session *session, const struct card *card,
                           enum card_outcome *outcome)
{
    struct application a = {0};
    struct act_result result;
    struct act_wish wish = {.version = card->version, .remark = ""};
    enum gh_status status = application_load(context->db, context->vault, &card->application, &a);
    wish.action = a.state == FLOW_SECURITY_REVIEW ? FLOW_SECURITY_PASS : FLOW_UNIT_PASS;
    const bool stale = status || card->closed || a.version != card->version;
    application_free(&a);
    if (status && status != GH_NOT_FOUND)
        return status;
    *outcome = stale                                                           ? CARD_STALE
               : session->must_change_password || session->lacks_second_factor ? CARD_NOT_HERE
                                                                               : CARD_DONE;
    if (*outcome != CARD_DONE)
        return GH_OK;
    status = act_perform(context, session, &card->application, &wish, &result, NULL);
    if (status == GH_ROLLBACK)
        *outcome = CARD_STALE;
    else if (status == GH_NOT_FOUND || (!status && result.answer != FLOW_ALLOWED))
        *outcome = CARD_NOT_HERE;
    return status == GH_ROLLBACK || status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status card_pass(const struct act_context *context, const struct session *session, const struct uuid *id,
                         const char *code, enum card_outcome *outcome)
{
    struct card card;
    enum gh_status status = card_load(context->db, id, &card);
    *outcome = CARD_UNKNOWN;
    if (status == GH_NOT_FOUND || (!status && card.account != session->account))
        return GH_OK;
    if (!status && *code)
        status = card_keep_code(context->db, context->vault, id, code, context->now);
    if (!status)
        status = pass(context, session, &card, outcome);
    return status || *outcome == CARD_DONE ? status : show(context, &card, *outcome);
}
