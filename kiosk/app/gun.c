#include "app/gun.h"

#include <string.h>

#include <sodium.h>

#include "app/update.h"
#include "capture/wedge.h"
#include "token/gun_text.h"

_Static_assert(WEDGE_TEXT_MAX <= DESK_CODE_MAX, "the desk looks at the whole of what a scanner gun read");

void app_type_scanned(struct app *app, struct bytes text)
{
    struct model_action action = {.kind = ACTION_TYPE};
    if (text.len >= FORM_NUMBER_SIZE)
        return;
    memcpy(action.text, text.data, text.len);
    app_act(app, &action);
    sodium_memzero(&action, sizeof action);
}

void app_scanned(struct app *app, struct bytes scanned)
{
    struct bytes text = gun_text_bare(scanned);
    if (app->model->page == PAGE_WALK_UP) {
        app_type_scanned(app, text);
        return;
    }
    enum gh_status status = desk_thread_scan(app->desk, text, 0);
    OS_LOG(&app->log, OS_LOG_INFO, "scanner-gun", os_log_unsigned("bytes", text.len));
    if (!status)
        return;
    OS_LOG(&app->log, OS_LOG_WARNING, "scan-refused", os_log_status("status", status),
           os_log_unsigned("bytes", text.len));
    app_refused(app, COMMAND_SCAN, status);
}
