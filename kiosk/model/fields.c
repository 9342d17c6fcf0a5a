#include "model/fields.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/emergency.h"
#include "model/log.h"
#include "model/questions.h"
#include "model/sync.h"
#include "model/walk_up.h"
#include "people/plate.h"
#include "walk_up/form.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_alphanumeric(char c)
{
    return is_digit(c) || (upper(c) >= 'A' && upper(c) <= 'Z');
}

/* Takes only whole UTF-8 characters: the field's bytes are shown and searched as text. */
static void append_text(char *field, size_t cap, const char *text)
{
    size_t have = strlen(field), add = strlen(text);
    if (add < cap - have)
        memcpy(field + have, text, add + 1);
}

static void append_alphanumeric(char *field, size_t most, const char *text)
{
    size_t have = strlen(field);
    for (; *text && have < most; text++)
        if (is_alphanumeric(*text))
            field[have++] = upper(*text);
    field[have] = 0;
}

static void erase_last(char *field)
{
    size_t len = strlen(field);
    while (len && ((unsigned char)field[len - 1] & 0xC0) == 0x80)
        len--;
    if (len)
        len--;
    memset(field + len, 0, strlen(field + len));
}

static void type_pin(struct model *m, const char *text)
{
    if (m->sign_in.pin_waiting || m->sign_in.throttle_seconds)
        return;
    m->sign_in.pin_wrong = false;
    for (; *text && m->sign_in.pin_len < DESK_PIN_MAX - 1; text++)
        if (is_digit(*text))
            m->sign_in.pin[m->sign_in.pin_len++] = *text;
}

static void check_number(struct model *m)
{
    char number[SHORT_NUMBER_LEN + 1];
    m->lookup.number_complete = m->lookup.number_wrong = false;
    if (strlen(m->lookup.number) < SHORT_NUMBER_LEN)
        return;
    m->lookup.number_complete = !short_number_parse(bytes_of_string(m->lookup.number), number);
    m->lookup.number_wrong = !m->lookup.number_complete;
}

/* Drops a dot at the end first: plates count without dots, and the key ABC types one to ask for letters. */
static void type_plate(struct model *m, const char *text)
{
    form_drop_dot(m->lookup.plate);
    append_text(m->lookup.plate, sizeof m->lookup.plate, text);
}

static void check_plate(struct model *m)
{
    struct plate plate;
    m->lookup.plate_complete = plate_accept(bytes_of_string(m->lookup.plate), &plate) == PLATE_OK;
    m->lookup.plate_unknown = m->lookup.plate_complete && plate.kind == PLATE_OTHER;
}

static bool checks_holder(const struct model *m)
{
    return m->shown.state == SCAN_WAITING && m->shown.verdict.advice == ADVICE_CHECK_HOLDER &&
           m->shown.can_check_holder && !m->shown.holder_matched && m->shown.holder_tries_left;
}

static void type_holder(struct model *m, const char *text, struct model_effects *fx)
{
    if (!checks_holder(m) || m->verdict.holder_waiting)
        return;
    m->verdict.holder_wrong = false;
    append_alphanumeric(m->verdict.holder, HOLDER_TAIL_LEN, text);
    if (strlen(m->verdict.holder) < HOLDER_TAIL_LEN)
        return;
    m->verdict.holder_waiting = true;
    struct desk_command *command = model_command(fx, COMMAND_HOLDER);
    command->scan = m->shown.scan;
    memcpy(command->text, m->verdict.holder, HOLDER_TAIL_LEN + 1);
}

void model_lookup_changed(struct model *m, struct model_effects *fx)
{
    check_number(m);
    check_plate(m);
    sodium_memzero(&m->lookup.near, sizeof m->lookup.near);
    if (!m->lookup.by_plate || !m->lookup.plate[0])
        return;
    struct desk_command *command = model_command(fx, COMMAND_NEAR);
    memcpy(command->text, m->lookup.plate, sizeof m->lookup.plate);
}

static void type_lookup(struct model *m, const char *text, struct model_effects *fx)
{
    if (m->lookup.by_plate)
        type_plate(m, text);
    else
        append_alphanumeric(m->lookup.number, SHORT_NUMBER_LEN, text);
    model_lookup_changed(m, fx);
}

void model_on_type(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    switch (m->page) {
    case PAGE_SIGN_IN:
        type_pin(m, a->text);
        break;
    case PAGE_VERDICT:
        type_holder(m, a->text, fx);
        break;
    case PAGE_LOOKUP:
        type_lookup(m, a->text, fx);
        break;
    case PAGE_SYNC:
        model_type_sync_code(m, a->text);
        break;
    case PAGE_WALK_UP:
        model_walk_up_type(m, a->text, fx);
        break;
    case PAGE_LOG:
        append_text(m->log.search, sizeof m->log.search, a->text);
        model_query_log(m, 0, fx);
        break;
    case PAGE_EMERGENCY:
        if (model_emergency_types_name(m))
            model_walk_up_type(m, a->text, fx);
        else
            type_pin(m, a->text);
        break;
    case PAGE_OVERRIDE:
        if (m->override.note_focus)
            append_text(m->override.note, sizeof m->override.note, a->text);
        else
            type_pin(m, a->text);
        break;
    default:
        break;
    }
}

/* The text of the field that typing goes to; NULL for none and for the PIN. */
static char *field_on_page(struct model *m)
{
    switch (m->page) {
    case PAGE_VERDICT:
        return m->verdict.holder_waiting ? NULL : m->verdict.holder;
    case PAGE_LOOKUP:
        return m->lookup.by_plate ? m->lookup.plate : m->lookup.number;
    case PAGE_LOG:
        return m->log.search;
    case PAGE_SYNC:
        return m->sync.code;
    case PAGE_OVERRIDE:
        return m->override.note_focus ? m->override.note : NULL;
    default:
        return NULL;
    }
}

static void field_changed(struct model *m, struct model_effects *fx)
{
    if (m->page == PAGE_LOOKUP)
        model_lookup_changed(m, fx);
    if (m->page == PAGE_LOG)
        model_query_log(m, 0, fx);
}

void model_on_erase(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (m->page == PAGE_WALK_UP || model_emergency_types_name(m)) {
        model_walk_up_erase(m, fx);
        return;
    }
    char *field = field_on_page(m);
    if (field)
        erase_last(field);
    else if (m->sign_in.pin_len && !m->sign_in.pin_waiting)
        m->sign_in.pin[--m->sign_in.pin_len] = 0;
    field_changed(m, fx);
}

void model_on_clear(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    char *field = field_on_page(m);
    if (field)
        sodium_memzero(field, strlen(field));
    else
        model_forget_pin(m);
    field_changed(m, fx);
}

static void send_sign_in(struct model *m, struct model_effects *fx)
{
    if (!m->sign_in.guard || m->sign_in.pin_len < MODEL_PIN_MIN || m->sign_in.pin_waiting ||
        m->sign_in.throttle_seconds)
        return;
    struct desk_command *command = model_command(fx, COMMAND_SIGN_IN);
    command->guard = m->sign_in.guard;
    memcpy(command->pin, m->sign_in.pin, sizeof command->pin);
    model_forget_pin(m);
    m->sign_in.pin_waiting = true;
}

static void send_lookup(struct model *m, struct model_effects *fx)
{
    bool ready = m->lookup.by_plate ? m->lookup.plate_complete : m->lookup.number_complete;
    if (!ready || m->lookup.waiting) {
        if (m->lookup.waiting)
            return;
        model_toast(m, m->lookup.by_plate ? TOAST_BAD_PLATE : TOAST_BAD_NUMBER, GH_OK);
        return;
    }
    struct desk_command *command = model_command(fx, m->lookup.by_plate ? COMMAND_PLATE : COMMAND_NUMBER);
    const char *text = m->lookup.by_plate ? m->lookup.plate : m->lookup.number;
    memcpy(command->text, text, strlen(text) + 1);
    m->lookup.waiting = true;
}

void model_on_enter(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (m->page == PAGE_SIGN_IN)
        send_sign_in(m, fx);
    else if (m->page == PAGE_LOOKUP)
        send_lookup(m, fx);
    else if (m->page == PAGE_WALK_UP)
        model_walk_up_enter(m, fx);
    else if (m->page == PAGE_EMERGENCY)
        model_emergency_enter(m, fx);
    else if (m->page == PAGE_SYNC)
        model_on_enrol(m, &(struct model_action){.kind = ACTION_ENROL}, fx);
    m->over.keyboard_open = false;
}
