#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/sync.h"
#include "app/update.h"

static void take_new_keys(struct app *app)
{
    char why[SETUP_WHY_MAX];
    struct desk_command command = {.kind = COMMAND_KEYS};
    enum gh_status status = app_setup_keys(&app->options, &command.keys, why);
    if (!status)
        status = desk_thread_submit(app->desk, &command);
    if (status)
        OS_LOG(&app->log, OS_LOG_ERROR, "keys-not-taken", os_log_status("status", status));
    else
        OS_LOG(&app->log, OS_LOG_NOTICE, "keys-taken", os_log_word("device", app->setup.desk.device));
    sodium_memzero(&command, sizeof command);
}

void app_take_sync(struct app *app, int64_t now_ms)
{
    struct sync_status status;
    bool gone = false;
    if (sync_client_poll(&app->sync.client, now_ms, &status, &gone)) {
        bool enrolled = strcmp(status.enrolment, "done") == 0 && strcmp(app->sync.enrolment, "done") != 0;
        memcpy(app->sync.enrolment, status.enrolment, sizeof app->sync.enrolment);
        struct model_event event = {.kind = EVENT_SYNC, .sync = &status};
        app_update(app, &event);
        if (enrolled)
            take_new_keys(app);
    }
    if (gone) {
        struct model_event event = {.kind = EVENT_SYNC};
        app_update(app, &event);
    }
}
