/* Closes to-do cards, and says who may have one. */
#include "act/tell_card.h"

#include <string.h>

#include "flow/staff_text.h"
#include "notify/card.h"
#include "records/record.h"
#include "records/setting.h"

#define CARD_LIFE (60 * TICK_DAY)
#define EVENT_LIFE (2 * TICK_DAY)

enum gh_status tell_card_follow(const struct act_context *context, const struct application *after,
                                enum flow_action action, const char *actor)
{
    struct card cards[CARDS_MAX];
    char text[STAFF_CARD_SIZE];
    size_t count = 0;
    enum gh_status status = card_list_older(context->db, &after->id, after->version, cards, &count);
    for (size_t i = 0; !status && i < count; i++) {
        staff_text_card(cards[i].english ? WORDS_ENGLISH : WORDS_CHINESE, action, actor, text);
        status = card_close(context->db, context->vault, &cards[i], text, context->now);
    }
    return status;
}

enum gh_status tell_card_allowed(struct db *db, int64_t account, bool *allowed)
{
    struct db_rows rows = {0};
    unsigned needing = 0, held = 0;
    enum gh_status status = setting_second_factor_roles(db, &needing);
    if (!status)
        status = db_query(db, &rows, "SELECT role FROM account_role WHERE account = $1", DB_INT(account));
    while (!status && !(status = db_next(&rows)))
        held |= account_role_from_name(db_bytes(&rows, 0));
    db_rows_end(&rows);
    *allowed = !(held & needing);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status tell_card_sweep(struct db *db, tick now)
{
    enum gh_status status = db_query(db, NULL, "DELETE FROM wecom_card WHERE created_at < $1", DB_INT(now - CARD_LIFE));
    return status ? status : db_query(db, NULL, "DELETE FROM wecom_event WHERE at < $1", DB_INT(now - EVENT_LIFE));
}
