/* Applications at the gate: units to choose from, sealing and submitting, how far each has come. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "base/civil.h"
#include "desk/clock.h"
#include "desk/entries.h"
#include "desk/facts.h"
#include "desk/outbox.h"
#include "desk/pin.h"
#include "desk/say.h"
#include "desk/session.h"
#include "desk/shown.h"
#include "desk/walk_up.h"
#include "wire/emergency.h"
#include "wire/walk_up.h"

#define UNITS_MAX 512              /* of a university; those beyond are found by no search */
#define RATE_COUNT 30              /* applications at one gate ... */
#define RATE_TIME TICK_HOUR        /* ... in so long */
#define TWICE_TIME (6 * TICK_HOUR) /* for so long the same person sees the earlier application */

_Static_assert(RATE_COUNT <= DESK_WALK_UPS_MAX, "a page of the desk");

/* ---- Units ---- */

static bool has_word(const char *words, const char *begin, size_t len)
{
    for (const char *word = words; *word; word += strspn(word, " ")) {
        if (strncasecmp(word, begin, len) == 0)
            return true;
        word += strcspn(word, " ");
    }
    return false;
}

/* 2: from its beginning, by name, pinyin or initials; 1: somewhere; 0: not at all. */
static int matches(const struct wire_unit *unit, const char *search)
{
    size_t len = strlen(search);
    if (len == 0)
        return 1;
    if (strncmp(unit->name_zh, search, len) == 0 || strncasecmp(unit->name_en, search, len) == 0 ||
        has_word(unit->pinyin, search, len))
        return 2;
    return strstr(unit->name_zh, search) || strcasestr(unit->name_en, search) || strcasestr(unit->pinyin, search);
}

void desk_units(struct desk *desk, const struct desk_command *command)
{
    struct wire_unit *units = calloc(UNITS_MAX, sizeof *units);
    size_t count = 0;
    struct unit_page *page = &desk_new_event(desk, DESK_UNITS)->units;
    memcpy(page->search, command->text, sizeof page->search);
    page->search[sizeof page->search - 1] = '\0';
    enum gh_status status = !units                 ? GH_NO_MEMORY
                            : desk->stores.replica ? replica_units(desk->stores.replica, units, UNITS_MAX, &count)
                                                   : GH_NOT_FOUND;
    for (int grade = 2; !status && grade > 0; grade--)
        for (size_t i = 0; i < count && i < UNITS_MAX; i++)
            if (matches(&units[i], page->search) == grade && page->total++ < DESK_UNITS_MAX)
                page->units[page->count++] = units[i];
    free(units);
    if (status) {
        desk_fail(desk, COMMAND_UNITS, status);
        return;
    }
    desk_send(desk);
}

/* ---- Submitting ---- */

static struct civil_date today_of(const struct desk *desk, tick now)
{
    struct civil c = civil_of(now, desk->options.zone_minutes);
    return (struct civil_date){c.year, c.month, c.day};
}

/* Keyed for this run alone: enough to know somebody again, not enough to know who it was. */
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
            if (a->number && desk_ms(desk) - a->at_ms < TWICE_TIME && memcmp(a->hash, hash, sizeof hash) == 0 &&
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
        *a = (struct desk_applicant){.number = w->number, .id = w->id, .at_ms = desk_ms(desk)};
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

/* ---- How far they have come ---- */

static enum gh_status read_row(struct desk *desk, const struct box *w, struct walk_up_row *out)
{
    struct wire_walk_up told;
    struct uuid passes[DESK_CANDIDATES_MAX];
    struct box let_in;
    *out = (struct walk_up_row){.id = w->id, .number = w->number, .at = w->at};
    if (!journal_find_box_about(desk->stores.journal, BOX_EMERGENCY, &w->id, &let_in))
        out->emergency = EMERGENCY_OPEN;
    enum gh_status status =
        desk->stores.replica ? replica_find_walk_up(desk->stores.replica, &w->id, &told) : GH_NOT_FOUND;
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    out->sent = true;
    out->state = told.state;
    out->reason = told.reason;
    out->state_at = told.at;
    if (told.emergency != EMERGENCY_NONE)
        out->emergency = told.emergency;
    if (told.state != WALK_UP_APPROVED)
        return GH_OK;
    status = replica_walk_up_passes(desk->stores.replica, &w->id, passes, DESK_CANDIDATES_MAX, &out->passes);
    for (size_t i = 0; !status && i < out->passes && i < DESK_CANDIDATES_MAX; i++) {
        bool inside = false;
        tick since;
        struct use use = {0};
        status = journal_is_inside(desk->stores.journal, &passes[i], &inside, &since);
        if (!status)
            status = journal_find_use(desk->stores.journal, &passes[i], &use);
        out->entered += !status && (inside || use.used);
    }
    return status;
}

/* Approved and not all of them in yet, or waiting: what a guard has to think of. */
static bool is_open(const struct walk_up_row *row)
{
    if (row->emergency != EMERGENCY_NONE)
        return false; /* they are in */
    return !row->sent || row->state < WALK_UP_APPROVED ||
           (row->state == WALK_UP_APPROVED && row->entered < row->passes);
}

void desk_count_walk_ups(struct desk *desk, struct booth_status *out)
{
    size_t count = 0;
    if (!desk->stores.journal ||
        journal_boxes(desk->stores.journal, BOX_WALK_UP, 0, desk->scratch.walk_ups, DESK_WALK_UPS_MAX, &count))
        return;
    for (size_t i = 0; i < count; i++) {
        struct walk_up_row row;
        if (out->now - desk->scratch.walk_ups[i].at > TICK_DAY || read_row(desk, &desk->scratch.walk_ups[i], &row) ||
            !is_open(&row))
            continue;
        if (row.sent && row.state == WALK_UP_APPROVED)
            out->walk_ups_approved++;
        else
            out->walk_ups_waiting++;
    }
}

void desk_walk_ups(struct desk *desk, const struct desk_command *command)
{
    size_t count = 0;
    (void)command;
    struct walk_up_page *page = &desk_new_event(desk, DESK_WALK_UPS)->walk_ups;
    enum gh_status status = !desk->stores.journal ? desk->stores.journal_fault
                                                  : journal_boxes(desk->stores.journal, BOX_WALK_UP, 0,
                                                                  desk->scratch.walk_ups, DESK_WALK_UPS_MAX, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = read_row(desk, &desk->scratch.walk_ups[i], &page->rows[page->count++]);
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

/* ---- Letting in before an approval ---- */

static const enum override_reason emergency_reasons[] = {
    OVERRIDE_PHONE_CONFIRMED, OVERRIDE_HOST_PRESENT, OVERRIDE_EMERGENCY, OVERRIDE_DEVICE_FAULT, OVERRIDE_OFFICIAL_DUTY};

static bool is_emergency_reason(enum override_reason reason)
{
    for (size_t i = 0; i < sizeof emergency_reasons / sizeof *emergency_reasons; i++)
        if (emergency_reasons[i] == reason)
            return true;
    return false;
}

static enum gh_status find_walk_up(struct desk *desk, const struct uuid *id, struct box *out)
{
    size_t count = 0;
    enum gh_status status =
        journal_boxes(desk->stores.journal, BOX_WALK_UP, 0, desk->scratch.walk_ups, DESK_WALK_UPS_MAX, &count);
    for (size_t i = 0; !status && i < count; i++)
        if (uuid_equal(&desk->scratch.walk_ups[i].id, id)) {
            *out = desk->scratch.walk_ups[i];
            return GH_OK;
        }
    return status ? status : GH_NOT_FOUND;
}

/* Only who waits: an approved one enters by the ordinary way, and a refusal stands. */
static enum gh_status may_let_in(struct desk *desk, const struct desk_command *command, struct box *out)
{
    struct walk_up_row row;
    if (!desk->synced.policy.emergency_admission || desk->mode.direction == DIRECTION_OUT ||
        !is_emergency_reason(command->reason) || !command->text[0] || strlen(command->text) >= WIRE_NAME_MAX)
        return GH_DENIED;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    enum gh_status status = find_walk_up(desk, &command->id, out);
    if (!status)
        status = read_row(desk, out, &row);
    if (status)
        return status;
    bool waits = !row.sent || row.state < WALK_UP_APPROVED;
    return waits && row.emergency == EMERGENCY_NONE ? GH_OK : GH_DENIED;
}

static enum gh_status let_in(struct desk *desk, const struct desk_command *command, const struct box *w,
                             struct entry *entry)
{
    struct box box = {.kind = BOX_EMERGENCY, .about = w->id};
    uint8_t key[SEALING_KEY_LEN], *sealed = NULL;
    size_t len = 0;
    enum gh_status status = desk_sealing_key(desk, key);
    if (!status)
        status = desk_prepare(desk, entry);
    struct emergency emergency = {.id = entry->id,
                                  .application = w->id,
                                  .at = entry->at,
                                  .clock_trusted = entry->clock_trusted,
                                  .guard = entry->guard,
                                  .second_guard = entry->second_guard,
                                  .reason = entry->override_reason};
    memcpy(emergency.approver, command->text, strlen(command->text) + 1);
    if (!status)
        status = emergency_seal(&emergency, BYTES(command->photo, command->photo_len), key, &sealed, &len);
    sodium_memzero(&emergency, sizeof emergency);
    if (!status)
        status =
            desk_appended(desk, entry, journal_append_with_box(desk->stores.journal, entry, &box, BYTES(sealed, len)));
    free(sealed);
    return status;
}

void desk_emergency(struct desk *desk, const struct desk_command *command)
{
    struct box w = {.number = 0};
    enum gh_status status = may_let_in(desk, command, &w);
    if (!status && desk->synced.policy.second_guard && desk_check_second(desk, command))
        return;
    struct entry entry = {.kind = ENTRY_OVERRIDE,
                          .presented_as = PRESENTED_SHORT_NUMBER,
                          .direction = DIRECTION_IN,
                          .colour = VERDICT_RED,
                          .reason = REASON_NOT_EXPECTED,
                          .reasons = 1u << REASON_NOT_EXPECTED,
                          .second_guard = desk->synced.policy.second_guard ? command->second_guard : 0,
                          .override_reason = command->reason};
    if (!status) {
        entry.refers_to = w.id;
        (void)snprintf(entry.note, sizeof entry.note, "现场申请 walk-up %04" PRIu64, w.number);
        status = let_in(desk, command, &w, &entry);
    }
    if (status) {
        desk_fail(desk, COMMAND_EMERGENCY, status);
        return;
    }
    desk->chores.status_due = true;
    desk_done(desk, COMMAND_EMERGENCY);
}
