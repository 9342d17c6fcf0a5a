#include "model/privacy.h"

#include <sodium.h>

#include "model/change.h"

static void hide_rows(struct log_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct log_row *row = &rows[i];
        row->personal = false;
        sodium_memzero(row->name, sizeof row->name);
        sodium_memzero(row->plate, sizeof row->plate);
        sodium_memzero(row->unit_zh, sizeof row->unit_zh);
        sodium_memzero(row->unit_en, sizeof row->unit_en);
    }
}

static void hide_card(struct pass_card *card)
{
    card->personal = false;
    sodium_memzero(&card->display, sizeof card->display);
}

void model_hide_personal(struct model *m, struct model_effects *fx)
{
    m->private_.hidden = true;
    m->over.privacy_seconds = 0;
    hide_rows(m->booth.last, DESK_LAST_MAX);
    hide_rows(m->log.rows, MODEL_LOG_ROWS_MAX);
    hide_rows(&m->entry, 1);
    hide_card(&m->shown.pass);
    sodium_memzero(m->shown.plate, sizeof m->shown.plate);
    for (size_t i = 0; i < DESK_RIDERS_MAX; i++)
        hide_card(&m->shown.riders[i].pass);
    for (size_t i = 0; i < DESK_WALK_UPS_MAX; i++)
        sodium_memzero(m->walk_ups.page.rows[i].note, sizeof m->walk_ups.page.rows[i].note);
    for (size_t i = 0; i < DESK_CANDIDATES_MAX; i++)
        hide_card(&m->shown.candidates[i]);
    sodium_memzero(m->verdict.holder, sizeof m->verdict.holder);
    sodium_memzero(m->log.search, sizeof m->log.search);
    sodium_memzero(&m->lookup.near, sizeof m->lookup.near);
    sodium_memzero(&m->roll_call.items, sizeof m->roll_call.items);
    m->roll_call.count = 0;
    m->roll_call.known = false;
    m->log.count = 0;
    m->log.known = false;
    if (m->page == PAGE_LOG || m->page == PAGE_ENTRY)
        model_show(m, model_home(m));
    else if (m->page == PAGE_VERDICT && m->shown.state != SCAN_WAITING && m->shown.state != SCAN_TO_CONFIRM)
        model_dismiss(m, fx);
    model_changed(m);
}

void model_touched(struct model *m, struct model_effects *fx)
{
    m->deadlines.privacy = m->private_.mono_ms + m->booth.policy.privacy_timeout;
    if (m->over.privacy_seconds) {
        m->over.privacy_seconds = 0;
        model_changed(m);
    }
    if (m->private_.hidden) {
        m->private_.hidden = false;
        model_command(fx, COMMAND_REFRESH);
    }
}
