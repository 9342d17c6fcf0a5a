/* A walk-up application in the state: what each touch does to the form, what goes to the input method, and the time
 * after which everything is taken away. */
#include <string.h>

#include <sodium.h>

#include "model/model_private.h"

struct civil_date model_today(const struct model *m)
{
    struct model_clock clock = model_clock(m, m->now);
    return (struct civil_date){clock.year, clock.month, clock.day};
}

/* Names and units are written in Chinese, everything else in letters and digits. */
static bool takes_chinese(enum walk_up_step step)
{
    return step == STEP_UNIT || step == STEP_HOST || step == STEP_NAME;
}

bool model_composes(const struct model *m)
{
    /* A unit is found by the letters themselves. */
    bool typing = m->page == PAGE_WALK_UP || model_emergency_types_name(m);
    return typing && m->walk_up.ime_works && !m->walk_up.latin && takes_chinese(m->walk_up.form.step) &&
           m->walk_up.form.step != STEP_UNIT;
}

bool model_takes_text(const struct model *m)
{
    const struct walk_up_form *f = &m->walk_up.form;
    if (m->page != PAGE_WALK_UP || m->walk_up.sending || m->walk_up.ime.composition[0])
        return false;
    return (f->step == STEP_DOCUMENT && !f->persons[f->person].number[0]) ||
           (f->step == STEP_MOBILE && !f->persons[f->person].mobile[0]);
}

static void ask_ime(struct model_effects *fx, enum ime_ask_kind kind, char key, int number)
{
    model_effect(fx, EFFECT_IME)->ime = (struct ime_ask){.kind = kind, .key = key, .number = number};
}

static void forget_composition(struct model *m, struct model_effects *fx)
{
    if (m->walk_up.ime_works)
        ask_ime(fx, IME_CLEAR, 0, 0);
    sodium_memzero(&m->walk_up.ime, sizeof m->walk_up.ime);
}

static void ask_for_units(struct model *m, struct model_effects *fx)
{
    struct desk_command *command = model_command(fx, COMMAND_UNITS);
    memcpy(command->text, m->walk_up.form.search, sizeof m->walk_up.form.search);
}

void model_walk_up_check(struct model *m)
{
    m->walk_up.check = form_check(&m->walk_up.form, model_today(m), &m->walk_up.message);
}

/* Another question is on screen. */
static void step_changed(struct model *m, enum walk_up_step before, struct model_effects *fx)
{
    model_walk_up_check(m);
    if (m->walk_up.form.step == before)
        return;
    forget_composition(m, fx);
    m->walk_up.capital = false;
    m->walk_up.failed = GH_OK;
    if (m->walk_up.form.step == STEP_UNIT)
        ask_for_units(m, fx);
}

/* Nothing of whoever was here is left, on the screen or in memory. */
void model_walk_up_clear(struct model *m, struct model_effects *fx)
{
    bool works = m->walk_up.ime_works;
    forget_composition(m, fx);
    form_wipe(&m->walk_up.form);
    sodium_memzero(&m->walk_up.units, sizeof m->walk_up.units);
    sodium_memzero(&m->walk_up.receipt, sizeof m->walk_up.receipt);
    m->walk_up = (struct model_walk_up){.form = m->walk_up.form, .low = m->walk_up.low, .ime_works = works};
    m->private_.walk_up_until = 0;
    m->dialog = DIALOG_NONE;
    model_walk_up_check(m);
    model_changed(m);
}

/* Also back to the language of the place. */
static void leave(struct model *m, struct model_effects *fx)
{
    model_walk_up_clear(m, fx);
    m->walk_up.low = false;
    if (m->language != m->settings.language) {
        m->language = m->settings.language;
        (void)model_effect(fx, EFFECT_LANGUAGE);
    }
    model_show(m, model_home(m));
}

void model_walk_up_begin(struct model *m, struct model_effects *fx)
{
    model_walk_up_clear(m, fx);
    model_show(m, PAGE_WALK_UP);
}

void model_walk_up_touched(struct model *m)
{
    if (m->page != PAGE_WALK_UP)
        return;
    bool begun = form_is_begun(&m->walk_up.form);
    m->private_.walk_up_until =
        m->private_.mono_ms + (m->walk_up.form.step == STEP_SENT ? WALK_UP_RECEIPT_MS : WALK_UP_IDLE_MS);
    /* At an unattended terminal the first page stands for ever; in a guard's hands it goes back to the guard. */
    if (!begun && m->mode == MODE_WALK_UP)
        m->private_.walk_up_until = 0;
    m->walk_up.seconds_left = 0;
}

void model_walk_up_timer(struct model *m, struct model_effects *fx)
{
    if (m->page != PAGE_WALK_UP || !m->private_.walk_up_until)
        return;
    int64_t left = m->private_.walk_up_until - m->private_.mono_ms;
    unsigned seconds = left > 0 ? (unsigned)((left + 999) / 1000) : 0;
    if (!seconds) {
        leave(m, fx);
        return;
    }
    unsigned shown = seconds <= WALK_UP_WARN_S && form_is_begun(&m->walk_up.form) ? seconds : 0;
    if (shown != m->walk_up.seconds_left) {
        m->walk_up.seconds_left = shown;
        model_changed(m);
    }
}

/* ---- Typing ---- */

static void field_changed(struct model *m, struct model_effects *fx)
{
    model_walk_up_check(m);
    if (m->walk_up.form.step == STEP_UNIT)
        ask_for_units(m, fx);
    if (m->walk_up.check == FORM_WRONG)
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
static void type_letter(struct model *m, char c)
{
    size_t cap;
    const char *field = form_field(&m->walk_up.form, &cap);
    size_t len = field ? strlen(field) : 0;
    bool begins = len == 0 || field[len - 1] == ' ' || field[len - 1] == '-';
    bool name = m->walk_up.form.step != STEP_UNIT;
    const char text[] = {name && (begins || m->walk_up.capital) ? upper(c) : lower(c), 0};
    (void)form_type(&m->walk_up.form, text);
    m->walk_up.capital = false;
}

static void type_key(struct model *m, char c, struct model_effects *fx)
{
    enum walk_up_step step = m->walk_up.form.step;
    if (model_composes(m) && is_letter(c)) {
        ask_ime(fx, IME_KEY, lower(c), 0);
        return;
    }
    if (model_composes(m) && c == ' ' && m->walk_up.ime.count > 0) {
        ask_ime(fx, IME_CHOOSE, 0, 0);
        return;
    }
    if (takes_chinese(step)) {
        if (is_letter(c))
            type_letter(m, c);
        else if (c == ' ' || c == '-' || c == '\'' || (step == STEP_UNIT && c >= '0' && c <= '9'))
            (void)form_type(&m->walk_up.form, (const char[]){c, 0});
    } else if (step == STEP_MOBILE ? c >= '0' && c <= '9' : is_letter(c) || (c >= '0' && c <= '9')) {
        (void)form_type(&m->walk_up.form, (const char[]){upper(c), 0});
    }
    field_changed(m, fx);
}

void model_walk_up_type(struct model *m, const char *text, struct model_effects *fx)
{
    if (text[0] && !text[1]) {
        type_key(m, text[0], fx);
        return;
    }
    (void)form_type(&m->walk_up.form, text);
    field_changed(m, fx);
}

void model_walk_up_erase(struct model *m, struct model_effects *fx)
{
    if (m->walk_up.ime.composition[0]) {
        ask_ime(fx, IME_ERASE, 0, 0);
        return;
    }
    if (m->walk_up.form.step == STEP_UNIT)
        m->walk_up.form.unit = 0;
    (void)form_erase(&m->walk_up.form);
    field_changed(m, fx);
}

void model_take_ime(struct model *m, const struct ime_state *state, struct model_effects *fx)
{
    if (!m->walk_up.ime_works && state->works)
        m->walk_up.ime_works = true;
    if (!model_composes(m)) {
        model_changed(m);
        return; /* of a question that has gone by */
    }
    m->walk_up.ime = *state;
    sodium_memzero(m->walk_up.ime.commit, sizeof m->walk_up.ime.commit);
    if (state->commit[0]) {
        (void)form_type(&m->walk_up.form, state->commit);
        field_changed(m, fx);
    }
    model_changed(m);
}

/* ---- Going on and back ---- */

void model_walk_up_enter(struct model *m, struct model_effects *fx)
{
    enum walk_up_step before = m->walk_up.form.step;
    if (m->walk_up.ime.composition[0]) {
        if (m->walk_up.ime.count > 0)
            ask_ime(fx, IME_CHOOSE, 0, 0);
        return;
    }
    form_next(&m->walk_up.form, model_today(m));
    step_changed(m, before, fx);
}

void model_walk_up_back(struct model *m, struct model_effects *fx)
{
    enum walk_up_step before = m->walk_up.form.step;
    if (m->walk_up.sending)
        return;
    if (!form_back(&m->walk_up.form)) {
        if (m->mode != MODE_WALK_UP || before == STEP_SENT)
            leave(m, fx);
        return;
    }
    step_changed(m, before, fx);
}

static void submit(struct model *m, struct model_effects *fx)
{
    if (m->walk_up.form.step != STEP_REVIEW || m->walk_up.sending)
        return;
    struct desk_command *command = model_command(fx, COMMAND_WALK_UP);
    command->form = m->walk_up.form;
    command->english = m->language == UI_ENGLISH;
    m->walk_up.sending = true;
    m->walk_up.failed = GH_OK;
}

static void print(struct model *m, struct model_effects *fx)
{
    if (m->walk_up.form.step != STEP_SENT || !m->settings.printer || m->walk_up.print == MODEL_PRINT_RUNS)
        return;
    m->walk_up.print = MODEL_PRINT_RUNS;
    (void)model_effect(fx, EFFECT_PRINT);
}

void model_take_printed(struct model *m, enum printed printed, struct model_effects *fx)
{
    if (m->walk_up.print != MODEL_PRINT_RUNS)
        return; /* the page has gone */
    m->walk_up.print = printed == PRINTED_WELL ? MODEL_PRINT_DONE : MODEL_PRINT_FAILED;
    m->walk_up.printed = printed;
    if (printed != PRINTED_WELL)
        model_cue(fx, CUE_WRONG);
    model_changed(m);
}

static void choose_unit(struct model *m, int64_t number)
{
    if (number >= 0 && (size_t)number < m->walk_up.units.count)
        form_choose_unit(&m->walk_up.form, &m->walk_up.units.units[number]);
}

bool model_walk_up_typing(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    switch (a->kind) {
    case ACTION_WALK_UP_LATIN:
        m->walk_up.latin = !m->walk_up.latin;
        forget_composition(m, fx);
        return true;
    case ACTION_WALK_UP_CAPITAL:
        m->walk_up.capital = !m->walk_up.capital;
        return true;
    case ACTION_WALK_UP_CANDIDATE:
        ask_ime(fx, IME_CHOOSE, 0, (int)a->number);
        return true;
    case ACTION_WALK_UP_PAGE:
        ask_ime(fx, IME_PAGE, 0, (int)a->number);
        return true;
    default:
        return false;
    }
}

void model_on_walk_up(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    struct model_walk_up *apply = &m->walk_up;
    enum walk_up_step before = apply->form.step;
    if (a->kind == ACTION_WALK_UP) {
        model_walk_up_begin(m, fx);
        return;
    }
    if (model_emergency_types_name(m))
        (void)model_walk_up_typing(m, a, fx);
    if (m->page != PAGE_WALK_UP || apply->sending)
        return;
    switch (a->kind) {
    case ACTION_WALK_UP_CHOOSE:
        if (before == STEP_START)
            form_next(&apply->form, model_today(m));
        else
            form_choose(&apply->form, (int)a->number);
        break;
    case ACTION_WALK_UP_UNIT:
        choose_unit(m, a->number);
        break;
    case ACTION_WALK_UP_ADD:
        (void)form_add_person(&apply->form);
        break;
    case ACTION_WALK_UP_REMOVE:
        if (a->number >= 0)
            form_remove_person(&apply->form, (size_t)a->number);
        break;
    case ACTION_WALK_UP_CORRECT:
        if (a->number >= 0)
            form_correct(&apply->form, (enum walk_up_step)(a->number % 100), (size_t)(a->number / 100));
        break;
    case ACTION_WALK_UP_SUBMIT:
        submit(m, fx);
        break;
    case ACTION_WALK_UP_PRINT:
        print(m, fx);
        break;
    case ACTION_WALK_UP_END:
        leave(m, fx);
        return;
    case ACTION_WALK_UP_LOW:
        apply->low = !apply->low;
        break;
    default:
        (void)model_walk_up_typing(m, a, fx);
        break;
    }
    step_changed(m, before, fx);
    model_walk_up_touched(m);
}

/* ---- Answers ---- */

void model_take_units(struct model *m, const struct unit_page *page)
{
    if (strcmp(page->search, m->walk_up.form.search) != 0)
        return; /* the answer to what is no longer asked */
    m->walk_up.units = *page;
    m->walk_up.units_known = true;
    model_changed(m);
}

void model_take_receipt(struct model *m, const struct walk_up_receipt *receipt, struct model_effects *fx)
{
    if (!m->walk_up.sending)
        return;
    model_walk_up_clear(m, fx);
    m->walk_up.receipt = *receipt;
    m->walk_up.form.step = STEP_SENT;
    model_walk_up_touched(m);
    model_cue(fx, receipt->again ? CUE_AMBER : CUE_GREEN);
    model_changed(m);
}

void model_walk_up_failed(struct model *m, enum gh_status status)
{
    m->walk_up.sending = false;
    m->walk_up.failed = status;
    model_changed(m);
}
