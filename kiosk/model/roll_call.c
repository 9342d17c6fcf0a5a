#include "model/roll_call.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/sync.h"

static void ask(struct model *m, size_t first, struct model_effects *fx)
{
    model_command(fx, COMMAND_ROLL_CALL)->query.before_number = first;
    m->roll_call.waiting = true;
}

void model_open_roll_call(struct model *m, struct model_effects *fx)
{
    struct model_roll_call *r = &m->roll_call;
    model_show(m, PAGE_ROLL_CALL);
    sodium_memzero(r->items, sizeof r->items);
    r->count = 0;
    r->known = r->again = false;
    r->tab = ROLL_TO_FIND;
    r->status = m->booth.roll_call;
    memset(r->touched, 0, sizeof r->touched);
    ask(m, 0, fx);
}

void model_read_roll_call(struct model *m, struct model_effects *fx)
{
    if (m->roll_call.waiting)
        m->roll_call.again = true;
    else
        ask(m, 0, fx);
}

/* ---- Taking a list ---- */

static size_t place_of(const struct model_roll_call *r, const struct roll_item *item)
{
    size_t i = 0;
    while (i < r->count && !uuid_equal(&r->items[i].id, &item->id))
        i++;
    return i;
}

static void take_item(struct model_roll_call *r, const struct roll_item *item)
{
    size_t i = place_of(r, item);
    if (i == MODEL_ROLL_MAX)
        return;
    if (i == r->count) {
        r->touched[i] = false;
        r->count++;
    }
    r->items[i] = *item;
    r->kept[i] = true;
}

/* Drops the rows that the new list does not have. */
static void drop_others(struct model_roll_call *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (!r->kept[i])
            continue;
        r->items[kept] = r->items[i];
        r->touched[kept] = r->touched[i];
        kept++;
    }
    sodium_memzero(&r->items[kept], (r->count - kept) * sizeof r->items[0]);
    r->count = kept;
}

void model_take_roll_call(struct model *m, const struct roll_page *page, struct model_effects *fx)
{
    struct model_roll_call *r = &m->roll_call;
    r->waiting = false;
    if (m->private_.hidden || m->page != PAGE_ROLL_CALL)
        return;
    if (page->first == 0)
        memset(r->kept, 0, sizeof r->kept);
    for (size_t i = 0; i < page->count; i++)
        take_item(r, &page->items[i]);
    r->status = page->status;
    if (page->more && page->first + page->count < MODEL_ROLL_MAX) {
        ask(m, page->first + page->count, fx);
    } else {
        drop_others(r);
        r->known = true;
        if (r->again)
            ask(m, 0, fx);
        r->again = false;
    }
    model_changed(m);
}

void model_roll_call_failed(struct model *m, struct model_effects *fx)
{
    m->roll_call.waiting = m->roll_call.again = false;
    if (m->roll_call.known)
        ask(m, 0, fx);
}

/* ---- Touches ---- */

static void tick_item(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    struct model_roll_call *r = &m->roll_call;
    for (size_t i = 0; i < r->count; i++)
        if (uuid_equal(&r->items[i].id, &a->id))
            r->touched[i] = true;
    struct desk_command *command = model_command(fx, COMMAND_ROLL_TICK);
    command->id = a->id;
    command->on = a->number != 0;
}

static enum model_dialog end_question(const struct model *m)
{
    const struct roll_status *s = &m->roll_call.status;
    if (!model_server_answers(m))
        return DIALOG_ROLL_END_OFFLINE;
    return s->people + s->cars > 0 ? DIALOG_ROLL_END_OPEN : DIALOG_ROLL_END;
}

void model_on_roll_call(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    if (m->page != PAGE_ROLL_CALL)
        return;
    if (a->kind == ACTION_ROLL_START && !m->roll_call.status.running)
        m->over.dialog = model_server_answers(m) ? DIALOG_ROLL_START : DIALOG_ROLL_START_OFFLINE;
    if (a->kind == ACTION_ROLL_END && m->roll_call.status.running)
        m->over.dialog = end_question(m);
    if (a->kind == ACTION_ROLL_TICK)
        tick_item(m, a, fx);
    if (a->kind == ACTION_ROLL_TAB && a->number >= ROLL_TO_FIND && a->number <= ROLL_CARS) {
        m->roll_call.tab = (enum model_roll_tab)a->number;
        memset(m->roll_call.touched, 0, sizeof m->roll_call.touched);
    }
}

bool model_roll_shows(const struct model *m, size_t index)
{
    const struct model_roll_call *r = &m->roll_call;
    const struct roll_item *item = &r->items[index];
    switch (r->tab) {
    case ROLL_TO_FIND:
        return !item->vehicle && (!roll_item_found(item) || r->touched[index]);
    case ROLL_EVERYBODY:
        return !item->vehicle;
    case ROLL_CARS:
    default:
        return item->vehicle;
    }
}
