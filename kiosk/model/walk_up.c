#include "model/walk_up.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/questions.h"

enum {
    IDLE_MS = 60000, /* an application that was begun and left is cleared */
    RECEIPT_MS = 90000
};

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

/* The step may have changed: checks its field and starts it empty. */
static void step_changed(struct model *m, enum walk_up_step before, struct model_effects *fx)
{
    model_walk_up_check(m);
    if (m->walk_up.form.step == before)
        return;
    forget_composition(m, fx);
    m->walk_up.capital = m->walk_up.countries = false;
    m->walk_up.failed = GH_OK;
    if (m->walk_up.form.step == STEP_UNIT)
        ask_for_units(m, fx);
}

void model_walk_up_clear(struct model *m, struct model_effects *fx)
{
    bool works = m->walk_up.ime_works;
    forget_composition(m, fx);
    form_wipe(&m->walk_up.form);
    sodium_memzero(&m->walk_up.units, sizeof m->walk_up.units);
    sodium_memzero(&m->walk_up.receipt, sizeof m->walk_up.receipt);
    m->walk_up = (struct model_walk_up){.form = m->walk_up.form, .low = m->walk_up.low, .ime_works = works};
    m->deadlines.walk_up = 0;
    m->over.dialog = DIALOG_NONE;
    model_walk_up_check(m);
    model_changed(m);
}

/* Also returns to the language of the configuration. */
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

/* From the verdict on a car without a reservation, the form begins with its plate. */
static void begin(struct model *m, struct model_effects *fx)
{
    char plate[DESK_PLATE_MAX] = "";
    if (model_may_apply(m))
        memcpy(plate, m->shown.plate, sizeof plate);
    if (m->page == PAGE_VERDICT)
        model_dismiss(m, fx);
    model_walk_up_clear(m, fx);
    if (plate[0])
        form_begin_with_plate(&m->walk_up.form, plate);
    sodium_memzero(plate, sizeof plate);
    model_show(m, PAGE_WALK_UP);
}

void model_walk_up_touched(struct model *m)
{
    if (m->page != PAGE_WALK_UP)
        return;
    bool begun = form_is_begun(&m->walk_up.form);
    m->deadlines.walk_up = m->private_.mono_ms + (m->walk_up.form.step == STEP_SENT ? RECEIPT_MS : IDLE_MS);
    /* An unattended terminal keeps its first page for ever. A guard's terminal returns to the guard. */
    if (!begun && m->mode == MODE_WALK_UP)
        m->deadlines.walk_up = 0;
    m->walk_up.seconds_left = 0;
}

void model_walk_up_timer(struct model *m, struct model_effects *fx)
{
    if (m->page != PAGE_WALK_UP || !m->deadlines.walk_up)
        return;
    unsigned seconds = model_seconds_until(m->deadlines.walk_up, m->private_.mono_ms);
    if (!seconds) {
        leave(m, fx);
        return;
    }
    bool warns = seconds <= MODEL_WARN_S && form_is_begun(&m->walk_up.form);
    model_set_seconds(m, &m->walk_up.seconds_left, warns ? seconds : 0);
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

/* Returns whether a name takes a sign or digit at its end: documents print S/O, O'Brien, John Jr., 3rd. */
static bool takes_sign(struct walk_up_form *f, char c)
{
    size_t cap;
    const char *field = form_field(f, &cap);
    size_t len = field ? strlen(field) : 0;
    char last = len > 0 ? field[len - 1] : 0;
    bool digit = c >= '0' && c <= '9';
    return c == ' ' || c == '-' || c == '\'' || (f->step == STEP_UNIT && digit) ||
           (f->step != STEP_UNIT && len > 0 && strchr("./@(),", c) != NULL) ||
           (f->step != STEP_UNIT && digit && (last == ' ' || last == '(' || (last >= '0' && last <= '9')));
}

/* Types one letter of a name: lower case after the first of each word, unless a capital is wanted. */
static void type_letter(struct model *m, char c)
{
    size_t cap;
    const char *field = form_field(&m->walk_up.form, &cap);
    size_t len = field ? strlen(field) : 0;
    bool begins = len == 0 || strchr(" -/@(", field[len - 1]) != NULL;
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
    if (model_takes_chinese(step)) {
        if (is_letter(c))
            type_letter(m, c);
        else if (takes_sign(&m->walk_up.form, c))
            (void)form_type(&m->walk_up.form, (const char[]){c, 0});
    } else if ((c >= '0' && c <= '9') || (step == STEP_MOBILE ? c == '+' : is_letter(c))) {
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
        return; /* answers a step that has been left */
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
    if (m->walk_up.countries) {
        m->walk_up.countries = false;
        return;
    }
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
        return; /* the page has been left */
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

static void choose_country(struct model *m, int64_t code)
{
    m->walk_up.countries = m->walk_up.form.step == STEP_MOBILE && code < 0;
    if (code >= 0)
        form_choose_country(&m->walk_up.form, (int)code);
}

static bool typing(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    switch (a->kind) {
    case ACTION_WALK_UP_LATIN:
        m->walk_up.latin = !m->walk_up.latin;
        forget_composition(m, fx);
        return true;
    case ACTION_WALK_UP_CAPITAL:
        m->walk_up.capital = !m->walk_up.capital;
        return true;
    case ACTION_WALK_UP_COUNTRY:
        choose_country(m, a->number);
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
    struct model_walk_up *w = &m->walk_up;
    enum walk_up_step before = w->form.step;
    if (a->kind == ACTION_WALK_UP) {
        begin(m, fx);
        return;
    }
    if (model_emergency_types_name(m))
        (void)typing(m, a, fx);
    if (m->page != PAGE_WALK_UP || w->sending)
        return;
    switch (a->kind) {
    case ACTION_WALK_UP_CHOOSE:
        if (before == STEP_START)
            w->form.keep_days = m->booth.policy.personal_keep / TICK_DAY;
        if (before == STEP_START)
            form_next(&w->form, model_today(m));
        else
            form_choose(&w->form, (int)a->number);
        break;
    case ACTION_WALK_UP_UNIT:
        choose_unit(m, a->number);
        break;
    case ACTION_WALK_UP_ADD:
        (void)form_add_person(&w->form);
        break;
    case ACTION_WALK_UP_REMOVE:
        if (a->number >= 0)
            form_remove_person(&w->form, (size_t)a->number);
        break;
    case ACTION_WALK_UP_CORRECT:
        if (a->number >= 0)
            form_correct(&w->form, (enum walk_up_step)(a->number % 100), (size_t)(a->number / 100));
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
        w->low = !w->low;
        break;
    default:
        (void)typing(m, a, fx);
        break;
    }
    step_changed(m, before, fx);
    model_walk_up_touched(m);
}

/* ---- Answers ---- */

void model_take_units(struct model *m, const struct unit_page *page)
{
    if (strcmp(page->search, m->walk_up.form.search) != 0)
        return; /* answers an older search */
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
