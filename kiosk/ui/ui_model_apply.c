/* A walk-up application in the state: what each touch does to the form, what goes to the input method, and the time
 * after which everything is taken away. */
#include <string.h>

#include <sodium.h>

#include "ui/ui_model_private.h"

struct civil_date ui_model_today(const struct ui_model *m)
{
    struct ui_clock clock = ui_model_clock(m, m->now);
    return (struct civil_date){clock.year, clock.month, clock.day};
}

/* Names and units are written in Chinese, everything else in letters and digits. */
static bool takes_chinese(enum apply_step step)
{
    return step == APPLY_UNIT || step == APPLY_HOST || step == APPLY_NAME;
}

bool ui_model_composes(const struct ui_model *m)
{
    /* A unit is found by the letters themselves. */
    bool typing = m->page == PAGE_APPLY || model_emergency_types_name(m);
    return typing && m->apply.ime_works && !m->apply.latin && takes_chinese(m->apply.form.step) &&
           m->apply.form.step != APPLY_UNIT;
}

bool ui_model_takes_text(const struct ui_model *m)
{
    const struct apply_form *f = &m->apply.form;
    if (m->page != PAGE_APPLY || m->apply.sending || m->apply.ime.composition[0])
        return false;
    return (f->step == APPLY_DOCUMENT && !f->persons[f->person].number[0]) ||
           (f->step == APPLY_MOBILE && !f->persons[f->person].mobile[0]);
}

static void ask_ime(struct ui_effects *fx, enum ime_ask_kind kind, char key, int number)
{
    model_effect(fx, EFFECT_IME)->ime = (struct ime_ask){.kind = kind, .key = key, .number = number};
}

static void forget_composition(struct ui_model *m, struct ui_effects *fx)
{
    if (m->apply.ime_works)
        ask_ime(fx, IME_CLEAR, 0, 0);
    sodium_memzero(&m->apply.ime, sizeof m->apply.ime);
}

static void ask_for_units(struct ui_model *m, struct ui_effects *fx)
{
    struct decider_command *command = model_command(fx, COMMAND_UNITS);
    memcpy(command->text, m->apply.form.search, sizeof m->apply.form.search);
}

void model_apply_check(struct ui_model *m)
{
    m->apply.check = apply_check(&m->apply.form, ui_model_today(m), &m->apply.message);
}

/* Another question is on screen. */
static void step_changed(struct ui_model *m, enum apply_step before, struct ui_effects *fx)
{
    model_apply_check(m);
    if (m->apply.form.step == before)
        return;
    forget_composition(m, fx);
    m->apply.capital = false;
    m->apply.failed = GH_OK;
    if (m->apply.form.step == APPLY_UNIT)
        ask_for_units(m, fx);
}

/* Nothing of whoever was here is left, on the screen or in memory. */
void model_apply_clear(struct ui_model *m, struct ui_effects *fx)
{
    bool works = m->apply.ime_works;
    forget_composition(m, fx);
    apply_wipe(&m->apply.form);
    sodium_memzero(&m->apply.units, sizeof m->apply.units);
    sodium_memzero(&m->apply.receipt, sizeof m->apply.receipt);
    m->apply = (struct ui_apply){.form = m->apply.form, .low = m->apply.low, .ime_works = works};
    m->private_.apply_until = 0;
    m->dialog = DIALOG_NONE;
    model_apply_check(m);
    model_changed(m);
}

/* Also back to the language of the place. */
static void leave(struct ui_model *m, struct ui_effects *fx)
{
    model_apply_clear(m, fx);
    m->apply.low = false;
    if (m->language != m->settings.language) {
        m->language = m->settings.language;
        (void)model_effect(fx, EFFECT_LANGUAGE);
    }
    model_show(m, model_home(m));
}

void model_apply_begin(struct ui_model *m, struct ui_effects *fx)
{
    model_apply_clear(m, fx);
    model_show(m, PAGE_APPLY);
}

void model_apply_touched(struct ui_model *m)
{
    if (m->page != PAGE_APPLY)
        return;
    bool begun = apply_is_begun(&m->apply.form);
    m->private_.apply_until =
        m->private_.mono_ms + (m->apply.form.step == APPLY_SENT ? APPLY_RECEIPT_MS : APPLY_IDLE_MS);
    /* At an unattended terminal the first page stands for ever; in a guard's hands it goes back to the guard. */
    if (!begun && m->mode == UI_WALK_UP)
        m->private_.apply_until = 0;
    m->apply.seconds_left = 0;
}

void model_apply_tick(struct ui_model *m, struct ui_effects *fx)
{
    if (m->page != PAGE_APPLY || !m->private_.apply_until)
        return;
    int64_t left = m->private_.apply_until - m->private_.mono_ms;
    unsigned seconds = left > 0 ? (unsigned)((left + 999) / 1000) : 0;
    if (!seconds) {
        leave(m, fx);
        return;
    }
    unsigned shown = seconds <= APPLY_WARN_S && apply_is_begun(&m->apply.form) ? seconds : 0;
    if (shown != m->apply.seconds_left) {
        m->apply.seconds_left = shown;
        model_changed(m);
    }
}

/* ---- Typing ---- */

static void field_changed(struct ui_model *m, struct ui_effects *fx)
{
    model_apply_check(m);
    if (m->apply.form.step == APPLY_UNIT)
        ask_for_units(m, fx);
    if (m->apply.check == APPLY_WRONG)
        model_cue(fx, CUE_WRONG);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/* One letter of a name: small ones after the first of each word, unless asked for. */
static void type_letter(struct ui_model *m, char c)
{
    size_t cap;
    const char *field = apply_field(&m->apply.form, &cap);
    size_t len = field ? strlen(field) : 0;
    bool begins = len == 0 || field[len - 1] == ' ' || field[len - 1] == '-';
    bool name = m->apply.form.step != APPLY_UNIT;
    const char text[] = {name && (begins || m->apply.capital) ? upper(c) : lower(c), 0};
    (void)apply_type(&m->apply.form, text);
    m->apply.capital = false;
}

static void type_key(struct ui_model *m, char c, struct ui_effects *fx)
{
    enum apply_step step = m->apply.form.step;
    if (ui_model_composes(m) && is_letter(c)) {
        ask_ime(fx, IME_KEY, lower(c), 0);
        return;
    }
    if (ui_model_composes(m) && c == ' ' && m->apply.ime.count > 0) {
        ask_ime(fx, IME_CHOOSE, 0, 0);
        return;
    }
    if (takes_chinese(step)) {
        if (is_letter(c))
            type_letter(m, c);
        else if (c == ' ' || c == '-' || c == '\'' || (step == APPLY_UNIT && c >= '0' && c <= '9'))
            (void)apply_type(&m->apply.form, (const char[]){c, 0});
    } else if (step == APPLY_MOBILE ? c >= '0' && c <= '9' : is_letter(c) || (c >= '0' && c <= '9')) {
        (void)apply_type(&m->apply.form, (const char[]){upper(c), 0});
    }
    field_changed(m, fx);
}

void model_apply_type(struct ui_model *m, const char *text, struct ui_effects *fx)
{
    if (text[0] && !text[1]) {
        type_key(m, text[0], fx);
        return;
    }
    (void)apply_type(&m->apply.form, text);
    field_changed(m, fx);
}

void model_apply_erase(struct ui_model *m, struct ui_effects *fx)
{
    if (m->apply.ime.composition[0]) {
        ask_ime(fx, IME_ERASE, 0, 0);
        return;
    }
    if (m->apply.form.step == APPLY_UNIT)
        m->apply.form.unit = 0;
    (void)apply_erase(&m->apply.form);
    field_changed(m, fx);
}

void model_take_ime(struct ui_model *m, const struct ime_state *state, struct ui_effects *fx)
{
    if (!m->apply.ime_works && state->works)
        m->apply.ime_works = true;
    if (!ui_model_composes(m)) {
        model_changed(m);
        return; /* of a question that has gone by */
    }
    m->apply.ime = *state;
    sodium_memzero(m->apply.ime.commit, sizeof m->apply.ime.commit);
    if (state->commit[0]) {
        (void)apply_type(&m->apply.form, state->commit);
        field_changed(m, fx);
    }
    model_changed(m);
}

/* ---- Going on and back ---- */

void model_apply_enter(struct ui_model *m, struct ui_effects *fx)
{
    enum apply_step before = m->apply.form.step;
    if (m->apply.ime.composition[0]) {
        if (m->apply.ime.count > 0)
            ask_ime(fx, IME_CHOOSE, 0, 0);
        return;
    }
    apply_next(&m->apply.form, ui_model_today(m));
    step_changed(m, before, fx);
}

void model_apply_back(struct ui_model *m, struct ui_effects *fx)
{
    enum apply_step before = m->apply.form.step;
    if (m->apply.sending)
        return;
    if (!apply_back(&m->apply.form)) {
        if (m->mode != UI_WALK_UP || before == APPLY_SENT)
            leave(m, fx);
        return;
    }
    step_changed(m, before, fx);
}

static void submit(struct ui_model *m, struct ui_effects *fx)
{
    if (m->apply.form.step != APPLY_REVIEW || m->apply.sending)
        return;
    struct decider_command *command = model_command(fx, COMMAND_APPLY);
    command->form = m->apply.form;
    command->english = m->language == UI_ENGLISH;
    m->apply.sending = true;
    m->apply.failed = GH_OK;
}

static void print(struct ui_model *m, struct ui_effects *fx)
{
    if (m->apply.form.step != APPLY_SENT || !m->settings.printer || m->apply.print == UI_PRINT_RUNS)
        return;
    m->apply.print = UI_PRINT_RUNS;
    (void)model_effect(fx, EFFECT_PRINT);
}

void model_take_printed(struct ui_model *m, enum printed printed, struct ui_effects *fx)
{
    if (m->apply.print != UI_PRINT_RUNS)
        return; /* the page has gone */
    m->apply.print = printed == PRINTED_WELL ? UI_PRINT_DONE : UI_PRINT_FAILED;
    m->apply.printed = printed;
    if (printed != PRINTED_WELL)
        model_cue(fx, CUE_WRONG);
    model_changed(m);
}

static void choose_unit(struct ui_model *m, int64_t number)
{
    if (number >= 0 && (size_t)number < m->apply.units.count)
        apply_choose_unit(&m->apply.form, &m->apply.units.units[number]);
}

bool model_apply_typing(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx)
{
    switch (a->kind) {
    case UI_APPLY_LATIN:
        m->apply.latin = !m->apply.latin;
        forget_composition(m, fx);
        return true;
    case UI_APPLY_CAPITAL:
        m->apply.capital = !m->apply.capital;
        return true;
    case UI_APPLY_CANDIDATE:
        ask_ime(fx, IME_CHOOSE, 0, (int)a->number);
        return true;
    case UI_APPLY_PAGE:
        ask_ime(fx, IME_PAGE, 0, (int)a->number);
        return true;
    default:
        return false;
    }
}

void model_on_apply(struct ui_model *m, const struct ui_action *a, struct ui_effects *fx)
{
    struct ui_apply *apply = &m->apply;
    enum apply_step before = apply->form.step;
    if (a->kind == UI_APPLY) {
        model_apply_begin(m, fx);
        return;
    }
    if (model_emergency_types_name(m))
        (void)model_apply_typing(m, a, fx);
    if (m->page != PAGE_APPLY || apply->sending)
        return;
    switch (a->kind) {
    case UI_APPLY_CHOOSE:
        if (before == APPLY_START)
            apply_next(&apply->form, ui_model_today(m));
        else
            apply_choose(&apply->form, (int)a->number);
        break;
    case UI_APPLY_UNIT:
        choose_unit(m, a->number);
        break;
    case UI_APPLY_ADD:
        (void)apply_add_person(&apply->form);
        break;
    case UI_APPLY_REMOVE:
        if (a->number >= 0)
            apply_remove_person(&apply->form, (size_t)a->number);
        break;
    case UI_APPLY_CORRECT:
        if (a->number >= 0)
            apply_correct(&apply->form, (enum apply_step)(a->number % 100), (size_t)(a->number / 100));
        break;
    case UI_APPLY_SUBMIT:
        submit(m, fx);
        break;
    case UI_APPLY_PRINT:
        print(m, fx);
        break;
    case UI_APPLY_END:
        leave(m, fx);
        return;
    case UI_APPLY_LOW:
        apply->low = !apply->low;
        break;
    default:
        (void)model_apply_typing(m, a, fx);
        break;
    }
    step_changed(m, before, fx);
    model_apply_touched(m);
}

/* ---- Answers ---- */

void model_take_units(struct ui_model *m, const struct unit_page *page)
{
    if (strcmp(page->search, m->apply.form.search) != 0)
        return; /* the answer to what is no longer asked */
    m->apply.units = *page;
    m->apply.units_known = true;
    model_changed(m);
}

void model_take_applied(struct ui_model *m, const struct applied *applied, struct ui_effects *fx)
{
    if (!m->apply.sending)
        return;
    model_apply_clear(m, fx);
    m->apply.receipt = *applied;
    m->apply.form.step = APPLY_SENT;
    model_apply_touched(m);
    model_cue(fx, applied->again ? CUE_AMBER : CUE_GREEN);
    model_changed(m);
}

void model_apply_failed(struct ui_model *m, enum gh_status status)
{
    m->apply.sending = false;
    m->apply.failed = status;
    model_changed(m);
}
