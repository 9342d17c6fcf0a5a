/* The fields of all pages: typing, erasing, and what a complete one sends. */
#include <string.h>

#include <sodium.h>

#include "model/model_private.h"
#include "people/plate.h"

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
    if (m->pin_waiting || m->throttle_seconds)
        return;
    m->pin_wrong = false;
    for (; *text && m->pin_len < DESK_PIN_MAX - 1; text++)
        if (is_digit(*text))
            m->pin[m->pin_len++] = *text;
}

static void check_number(struct model *m)
{
    char number[SHORT_NUMBER_LEN + 1];
    m->number_complete = m->number_wrong = false;
    if (strlen(m->lookup_number) < SHORT_NUMBER_LEN)
        return;
    m->number_complete = !short_number_parse(bytes_of_string(m->lookup_number), number);
    m->number_wrong = !m->number_complete;
}

static void check_plate(struct model *m)
{
    struct plate plate;
    m->plate_complete = plate_parse(bytes_of_string(m->lookup_text_plate), &plate) == PLATE_OK;
}

static bool checks_holder(const struct model *m)
{
    return m->shown.state == SCAN_WAITING && m->shown.verdict.advice == ADVICE_CHECK_HOLDER &&
           m->shown.can_check_holder && !m->shown.holder_matched && m->shown.holder_tries_left;
}

static void type_holder(struct model *m, const char *text, struct model_effects *fx)
{
    if (!checks_holder(m) || m->holder_waiting)
        return;
    m->holder_wrong = false;
    append_alphanumeric(m->holder, HOLDER_TAIL_LEN, text);
    if (strlen(m->holder) < HOLDER_TAIL_LEN)
        return;
    m->holder_waiting = true;
    struct desk_command *command = model_command(fx, COMMAND_HOLDER);
    command->scan = m->shown.scan;
    memcpy(command->text, m->holder, HOLDER_TAIL_LEN + 1);
}

void model_lookup_changed(struct model *m, struct model_effects *fx)
{
    check_number(m);
    check_plate(m);
    sodium_memzero(&m->near, sizeof m->near);
    if (!m->lookup_plate || !m->lookup_text_plate[0])
        return;
    struct desk_command *command = model_command(fx, COMMAND_NEAR);
    memcpy(command->text, m->lookup_text_plate, sizeof m->lookup_text_plate);
}

static void type_lookup(struct model *m, const char *text, struct model_effects *fx)
{
    if (m->lookup_plate)
        append_text(m->lookup_text_plate, sizeof m->lookup_text_plate, text);
    else
        append_alphanumeric(m->lookup_number, SHORT_NUMBER_LEN, text);
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
        append_text(m->search, sizeof m->search, a->text);
        model_query_log(m, 0, fx);
        break;
    case PAGE_EMERGENCY:
        if (model_emergency_types_name(m))
            model_walk_up_type(m, a->text, fx);
        else
            type_pin(m, a->text);
        break;
    case PAGE_OVERRIDE:
        if (m->note_focus)
            append_text(m->note, sizeof m->note, a->text);
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
        return m->holder_waiting ? NULL : m->holder;
    case PAGE_LOOKUP:
        return m->lookup_plate ? m->lookup_text_plate : m->lookup_number;
    case PAGE_LOG:
        return m->search;
    case PAGE_SYNC:
        return m->sync_code;
    case PAGE_OVERRIDE:
        return m->note_focus ? m->note : NULL;
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
    else if (m->pin_len && !m->pin_waiting)
        m->pin[--m->pin_len] = 0;
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
    if (!m->sign_in_guard || m->pin_len < PIN_MIN || m->pin_waiting || m->throttle_seconds)
        return;
    struct desk_command *command = model_command(fx, COMMAND_SIGN_IN);
    command->guard = m->sign_in_guard;
    memcpy(command->pin, m->pin, sizeof command->pin);
    model_forget_pin(m);
    m->pin_waiting = true;
}

static void send_lookup(struct model *m, struct model_effects *fx)
{
    bool ready = m->lookup_plate ? m->plate_complete : m->number_complete;
    if (!ready || m->lookup_waiting) {
        if (m->lookup_waiting)
            return;
        model_toast(m, m->lookup_plate ? TOAST_BAD_PLATE : TOAST_BAD_NUMBER, GH_OK);
        return;
    }
    struct desk_command *command = model_command(fx, m->lookup_plate ? COMMAND_PLATE : COMMAND_NUMBER);
    const char *text = m->lookup_plate ? m->lookup_text_plate : m->lookup_number;
    memcpy(command->text, text, strlen(text) + 1);
    m->lookup_waiting = true;
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
    m->keyboard_open = false;
}
