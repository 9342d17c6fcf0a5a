#include "desk/roll_call.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "desk/clock.h"
#include "desk/outbox.h"
#include "desk/presence.h"
#include "desk/roll_list.h"
#include "desk/say.h"
#include "store/journal_roll_call.h"

#define BOXES_MAX 16 /* parts of the longest list */

void desk_roll_call(struct desk *desk, const struct desk_command *command)
{
    struct roll_list list;
    const size_t first = (size_t)command->query.before_number;
    struct roll_page *page = &desk_new_event(desk, DESK_ROLL_CALL)->roll_call;
    enum gh_status status = desk_read_roll_call(desk, &list);
    if (status && status != GH_NOT_FOUND) {
        desk_fail(desk, COMMAND_ROLL_CALL, status);
        return;
    }
    page->first = first;
    if (!status) {
        page->status = list.status;
        for (size_t i = first; i < list.count && page->count < DESK_ROLL_PAGE; i++)
            desk_fill_roll_item(desk, &list.list[i], &page->items[page->count++]);
        page->more = first + page->count < list.count;
        free(list.list);
    } else {
        desk_fill_roll_call(desk, &page->status);
    }
    desk_send(desk);
}

static struct journal_roll_box new_box(struct desk *desk)
{
    uint8_t random[10];
    struct journal_roll_box box = {.sealed = BYTES(NULL, 0)};
    randombytes_buf(random, sizeof random);
    box.box.at = desk_now(desk, &box.box.clock_trusted);
    box.box.id = uuid_v7(box.box.at, random);
    return box;
}

/* Seals a box. *sealed: owned by the caller (free). */
static enum gh_status seal(struct desk *desk, struct roll_box *content, const struct roll_subject *subjects,
                           struct journal_roll_box *box, uint8_t **sealed)
{
    uint8_t key[SEALING_KEY_LEN];
    size_t len = 0;
    content->at = box->box.at;
    content->clock_trusted = box->box.clock_trusted;
    content->guard = desk->session.guard;
    enum gh_status status = desk_sealing_key(desk, key);
    if (!status)
        status = roll_box_seal(content, subjects, key, sealed, &len);
    box->sealed = BYTES(*sealed, len);
    return status;
}

/* ---- Starting ---- */

struct starting {
    struct journal_roll_box boxes[BOXES_MAX];
    uint8_t *sealed[BOXES_MAX]; /* owned */
    size_t count;               /* of boxes */
};

static void end_starting(struct starting *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->sealed[i]);
}

/* Seals the list in as many boxes as it needs; one for nobody, too. */
static enum gh_status seal_list(struct desk *desk, const struct uuid *id, const struct roll_subject *subjects,
                                size_t count, struct starting *s)
{
    enum gh_status status = GH_OK;
    for (size_t at = 0; !status && (at < count || s->count == 0) && s->count < BOXES_MAX; at += ROLL_BOX_SUBJECTS) {
        struct roll_box content = {.kind = ROLL_BOX_LIST, .roll_call = *id};
        content.count = count - at < ROLL_BOX_SUBJECTS ? count - at : ROLL_BOX_SUBJECTS;
        s->boxes[s->count] = new_box(desk);
        status = seal(desk, &content, subjects + at, &s->boxes[s->count], &s->sealed[s->count]);
        s->count++;
    }
    return status;
}

static enum gh_status start(struct desk *desk)
{
    struct starting s = {.count = 0};
    struct wire_presence *list = NULL;
    struct roll_subject *subjects = NULL;
    size_t count = 0;
    struct journal_roll_box first = new_box(desk);
    const struct journal_roll_call call = {.id = first.box.id, .at = first.box.at, .guard = desk->session.guard};
    enum gh_status status = desk->stores.journal ? desk_list_presence(desk, &list, &count) : desk->stores.journal_fault;
    if (!status && !(subjects = calloc(count + 1, sizeof *subjects)))
        status = GH_NO_MEMORY;
    for (size_t i = 0; !status && i < count; i++)
        subjects[i] = (struct roll_subject){.id = list[i].subject,
                                            .car = list[i].car,
                                            .pass = list[i].pass,
                                            .vehicle = list[i].vehicle,
                                            .since = list[i].at,
                                            .gate = list[i].gate};
    if (!status)
        status = seal_list(desk, &call.id, subjects, count, &s);
    if (!status)
        status = journal_start_roll_call(desk->stores.journal, &call, list, count, s.boxes, s.count);
    end_starting(&s);
    free(subjects);
    free(list);
    return status;
}

void desk_roll_start(struct desk *desk, const struct desk_command *command)
{
    struct roll_status now;
    (void)command;
    desk_fill_roll_call(desk, &now);
    enum gh_status status = now.running ? GH_OK : start(desk);
    if (status)
        desk_fail(desk, COMMAND_ROLL_START, status);
    else
        desk_done(desk, COMMAND_ROLL_START);
}

/* ---- Ending ---- */

static enum gh_status end(struct desk *desk, const struct roll_list *list)
{
    struct journal_roll_box box = new_box(desk);
    struct journal_roll_end made = {.id = list->id, .at = box.box.at};
    struct roll_box content = {.kind = ROLL_BOX_END, .roll_call = list->id};
    uint8_t *sealed = NULL;
    enum gh_status status = desk->stores.journal ? GH_OK : desk->stores.journal_fault;
    if (!status && !list->status.alone)
        status = replica_roll_call_version(desk->stores.replica, &made.version);
    content.number = made.version;
    memcpy(made.by, desk->session.name, sizeof made.by);
    if (!status)
        status = seal(desk, &content, NULL, &box, &sealed);
    if (!status)
        status = journal_end_roll_call_here(desk->stores.journal, &made, &box);
    free(sealed);
    return status;
}

void desk_roll_end(struct desk *desk, const struct desk_command *command)
{
    struct roll_list list = {.list = NULL};
    (void)command;
    enum gh_status status = desk_read_roll_call(desk, &list);
    if (!status)
        status = end(desk, &list);
    free(list.list);
    if (status && status != GH_NOT_FOUND)
        desk_fail(desk, COMMAND_ROLL_END, status);
    else
        desk_done(desk, COMMAND_ROLL_END);
}

/* ---- Ticking ---- */

static enum gh_status write_tick(struct desk *desk, const struct uuid *roll_call, const struct roll_entry *e, bool safe)
{
    struct journal_roll_box box = new_box(desk);
    struct journal_roll_tick made = {.subject = e->subject.id, .mark = safe ? ROLL_SAFE : ROLL_OPEN, .at = box.box.at};
    struct roll_box content = {.kind = ROLL_BOX_TICK, .roll_call = *roll_call, .mark = made.mark, .count = 1};
    uint8_t *sealed = NULL;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    enum gh_status status = journal_next_roll_tick(desk->stores.journal, made.at, &made.number);
    content.number = made.number;
    if (!status)
        status = seal(desk, &content, &e->subject, &box, &sealed);
    if (!status)
        status = journal_append_roll_tick(desk->stores.journal, &made, &box);
    free(sealed);
    return status;
}

static enum gh_status tick_one(struct desk *desk, const struct desk_command *command, const struct roll_list *list)
{
    const struct roll_entry *found = NULL;
    for (size_t i = 0; i < list->count && !found; i++)
        if (uuid_equal(&list->list[i].subject.id, &command->id))
            found = &list->list[i];
    if (!found)
        return GH_NOT_FOUND;
    if (!command->on && !found->mine)
        return found->mark == ROLL_OPEN ? GH_OK : GH_DENIED;
    return command->on == (found->mark == ROLL_SAFE) ? GH_OK : write_tick(desk, &list->id, found, command->on);
}

void desk_roll_tick(struct desk *desk, const struct desk_command *command)
{
    struct roll_list list = {.list = NULL};
    enum gh_status status = desk_read_roll_call(desk, &list);
    if (!status)
        status = tick_one(desk, command, &list);
    free(list.list);
    if (status)
        desk_fail(desk, COMMAND_ROLL_TICK, status);
    else
        desk_done(desk, COMMAND_ROLL_TICK);
}
