#include "desk/log.h"

#include "desk/log_rows.h"
#include "desk/say.h"

void desk_log(struct desk *desk, const struct desk_command *command)
{
    if (!desk->stores.journal) {
        desk_fail(desk, COMMAND_LOG, desk->stores.journal_fault);
        return;
    }
    struct log_page *page = &desk_new_event(desk, DESK_LOG)->log;
    page->query = command->query;
    page->query.search[DESK_SEARCH_MAX - 1] = 0;
    desk_read_log(desk, page);
    desk_send(desk);
}
