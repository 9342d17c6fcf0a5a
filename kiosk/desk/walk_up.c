#include "desk/walk_up.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "desk/clock.h"
#include "desk/facts.h"
#include "desk/outbox.h"
#include "desk/say.h"
#include "desk/shown.h"
#include "desk/walk_up_rows.h"
#include "wire/walk_up.h"

#define RATE_COUNT 30              /* applications at one gate ... */
#define RATE_TIME TICK_HOUR        /* ... in so long */
#define TWICE_TIME (6 * TICK_HOUR) /* for so long the same person sees the earlier application */

_Static_assert(RATE_COUNT <= DESK_WALK_UPS_MAX, "a page of the desk");

/* ---- Submitting ---- */

static struct civil_date today_of(const struct desk *desk, tick now)
{
    struct civil c = civil_of(now, desk->options.zone_minutes);
    return (struct civil_date){c.year, c.month, c.day};
}

/* The key is of this run alone: the hash recognises somebody again and does not say who it was. */
static void hash_person(const struct desk *desk, const struct form_person *p, uint8_t out[static DESK_APPLICANT_HASH])
{
    crypto_generichash_state state;
    const uint8_t kind = (uint8_t)p->document;
    (void)crypto_generichash_init(&state, desk->applicants.key, sizeof desk->applicants.key, DESK_APPLICANT_HASH);
    (void)crypto_generichash_update(&state, &kind, 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)p->number, strlen(p->number));
    (void)crypto_generichash_final(&state, out, DESK_APPLICANT_HASH);
    sodium_memzero(&state, sizeof state);
}

static bool is_refused(struct desk *desk, const struct uuid *id)
{
    struct wire_walk_up row;
    return desk->stores.replica && replica_find_walk_up(desk->stores.replica, id, &row) == GH_OK &&
           (row.state == WALK_UP_REFUSED || row.state == WALK_UP_ENDED);
}

static const struct desk_applicant *find_earlier(struct desk *desk, const struct walk_up_form *form)
{
    for (size_t p = 0; p < form->person_count; p++) {
        uint8_t hash[DESK_APPLICANT_HASH];
        hash_person(desk, &form->persons[p], hash);
        for (size_t i = 0; i < DESK_APPLICANTS; i++) {
            const struct desk_applicant *a = &desk->applicants.list[i];
            if (a->number && desk_boot_ms(desk) - a->at_ms < TWICE_TIME && memcmp(a->hash, hash, sizeof hash) == 0 &&
                !is_refused(desk, &a->id))
                return a;
        }
    }
    return NULL;
}

static void remember(struct desk *desk, const struct walk_up_form *form, const struct box *w)
{
    for (size_t p = 0; p < form->person_count; p++) {
        struct desk_applicant *a = &desk->applicants.list[desk->applicants.next++ % DESK_APPLICANTS];
        *a = (struct desk_applicant){.number = w->number, .id = w->id, .at_ms = desk_boot_ms(desk)};
        hash_person(desk, &form->persons[p], a->hash);
    }
}

static enum gh_status too_many(struct desk *desk, tick now)
{
    size_t count = 0;
    enum gh_status status =
        journal_boxes(desk->stores.journal, BOX_WALK_UP, 0, desk->scratch.walk_ups, RATE_COUNT, &count);
    if (!status && count == RATE_COUNT && now - desk->scratch.walk_ups[RATE_COUNT - 1].at < RATE_TIME)
        status = GH_BUSY;
    return status;
}

/* *sealed: owned by the caller (free). */
static enum gh_status seal(struct desk *desk, const struct desk_command *command, tick now,
                           const char link[static WALK_UP_LINK_LEN + 1], uint8_t **sealed, size_t *sealed_len)
{
    char plain[WALK_UP_PLAIN_MAX];
    uint8_t key[SEALING_KEY_LEN];
    size_t len = 0;
    tick end = civil_day_start(now, desk->options.zone_minutes) + TICK_DAY;
    enum gh_status status = desk_sealing_key(desk, key);
    if (!status)
        status = form_json(&command->form, now, form_until(&command->form, now, end), link, command->english,
                           today_of(desk, now), plain, &len);
    if (!status)
        status = walk_up_seal(BYTES(plain, len), key, sealed, sealed_len);
    sodium_memzero(plain, sizeof plain);
    return status;
}

static enum gh_status submit(struct desk *desk, const struct desk_command *command, struct walk_up_receipt *out)
{
    struct box w = {.kind = BOX_WALK_UP};
    uint8_t random[16], *sealed = NULL;
    size_t len = 0;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    w.at = desk_now(desk, &w.clock_trusted);
    randombytes_buf(random, sizeof random);
    w.id = uuid_v7(w.at, random);
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(out->link, sizeof out->link, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    enum gh_status status = too_many(desk, w.at);
    if (!status)
        status = seal(desk, command, w.at, out->link, &sealed, &len);
    if (!status)
        status = journal_put_box(desk->stores.journal, &w, BYTES(sealed, len));
    free(sealed);
    if (status)
        return status;
    remember(desk, &command->form, &w);
    out->number = w.number;
    return GH_OK;
}

void desk_submit_walk_up(struct desk *desk, const struct desk_command *command)
{
    struct walk_up_receipt *out = &desk_new_event(desk, DESK_WALK_UP_SENT)->receipt;
    const struct desk_applicant *earlier = find_earlier(desk, &command->form);
    if (earlier)
        *out = (struct walk_up_receipt){.number = earlier->number, .again = true};
    enum gh_status status = earlier ? GH_OK : submit(desk, command, out);
    if (status) {
        desk_fail(desk, COMMAND_WALK_UP, status);
        return;
    }
    desk_send(desk);
    desk->chores.status_due = true;
}

/* ---- The list ---- */

void desk_walk_ups(struct desk *desk, const struct desk_command *command)
{
    size_t count = 0;
    (void)command;
    struct walk_up_page *page = &desk_new_event(desk, DESK_WALK_UPS)->walk_ups;
    enum gh_status status = !desk->stores.journal ? desk->stores.journal_fault
                                                  : journal_boxes(desk->stores.journal, BOX_WALK_UP, 0,
                                                                  desk->scratch.walk_ups, DESK_WALK_UPS_MAX, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = desk_read_walk_up(desk, &desk->scratch.walk_ups[i], &page->rows[page->count++]);
    if (status) {
        desk_fail(desk, COMMAND_WALK_UPS, status);
        return;
    }
    desk_send(desk);
}

void desk_open_walk_up(struct desk *desk, const struct desk_command *command)
{
    struct subject subject;
    enum gh_status status = desk_look_at_walk_up(desk, &command->id, &subject);
    if (status) {
        desk_fail(desk, COMMAND_OPEN_WALK_UP, status);
        return;
    }
    desk->scan.subject = subject;
    desk_show(desk, 0);
}
