/* The questions that are answered by typing: unit, names, plate, ID number, mobile. */
#include "screens/walk_up_type.h"

#include <stdio.h>
#include <string.h>

#include "screens/keys.h"
#include "screens/page.h"
#include "screens/walk_up_countries.h"
#include "screens/walk_up_parts.h"
#include "screens/words.h"

#define KEY_HEIGHT 76
#define CANDIDATE_HEIGHT 80
#define FIELD_HEIGHT 88
#define MESSAGE_HEIGHT 40

/* ---- Field ---- */

static const char *question_of(const struct model *model)
{
    bool others = model->walk_up.form.person > 0;
    switch (model->walk_up.form.step) {
    case STEP_UNIT:
        return N_("Which unit do you want to visit?");
    case STEP_HOST:
        return N_("Who do you want to visit?");
    case STEP_PLATE:
        return N_("Your plate");
    case STEP_GUARDIAN:
        return N_("Name of a parent or guardian");
    case STEP_NAME:
        return others ? N_("Name of visitor {n}") : N_("Your name");
    case STEP_DOCUMENT:
        return N_("ID document");
    default:
        return others ? N_("Mobile number of visitor {n}") : N_("Your mobile number");
    }
}

static const char *hint_of(const struct model *model)
{
    if (model->page == PAGE_EMERGENCY)
        return N_("Name of the person");
    switch (model->walk_up.form.step) {
    case STEP_UNIT:
        return N_("Name, pinyin or first letters");
    case STEP_HOST:
        return N_("Host's name");
    case STEP_PLATE:
        return N_("Province, letter, then five or six characters");
    case STEP_DOCUMENT:
        return N_("Document number");
    case STEP_MOBILE:
        return form_country(&model->walk_up.form) == 86 ? N_("Eleven digits") : N_("Number");
    default:
        return N_("As in the document");
    }
}

static void draw_field(struct ui *ui, struct ui_rect r, const struct model *model)
{
    struct walk_up_form form = model->walk_up.form;
    size_t cap;
    char text[2 * PERSON_NAME_SIZE];
    const char *typed = form_field(&form, &cap);
    bool digits = form.step == STEP_MOBILE ||
                  (form.step == STEP_DOCUMENT && form.persons[form.person].document == DOCUMENT_RESIDENT_ID);
    if (digits)
        walk_up_group_digits(typed, form.step, text, sizeof text);
    else
        (void)snprintf(text, sizeof text, "%s%s%s", typed, typed[0] && model->walk_up.ime.composition[0] ? " " : "",
                       model->walk_up.ime.composition);
    memset(&form, 0, sizeof form);
    struct ui_field field = {.text = text,
                             .hint = ui_say(ui, hint_of(model)),
                             .wrong = model->walk_up.check == FORM_WRONG,
                             .size = TYPE_TITLE};
    ui_draw_field(ui, r, &field);
    memset(text, 0, sizeof text);
}

static void draw_message(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const char *message = model->walk_up.message;
    if (!message)
        return;
    const int size = r.h < 44 ? TYPE_SMALL : TYPE_BODY; /* a wide screen leaves one low line */
    if (model->walk_up.check != FORM_WRONG) {
        ui_text(ui, r, ui_say(ui, message),
                (struct ui_style){.size = size, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE, .lines = 2});
        return;
    }
    ui_draw_icon(ui, ui_cut_left(&r, 34, GAP_TIGHT), UI_ICON_WARN, THEME_STOP_INK);
    ui_text(ui, r, ui_say(ui, message),
            (struct ui_style){.size = size, .colour = THEME_STOP_INK, .shrink_to = TYPE_NOTE, .lines = 2});
}

/* ---- Letters and pinyin ---- */

static void draw_candidates(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct ime_state *ime = &model->walk_up.ime;
    bool portrait = ui_portrait(ui);
    struct ui_button turn = {
        .id = "candidates-on", .icon = UI_ICON_FORWARD, .kind = UI_BUTTON_KEY, .off = ime->last_page};
    if (ime->count == 0)
        return;
    if (ui_press(ui, ui_cut_right(&r, 84, WALK_UP_KEY_GAP), &turn))
        *action = (struct model_action){.kind = ACTION_WALK_UP_PAGE, .number = 1};
    turn = (struct ui_button){
        .id = "candidates-back", .icon = UI_ICON_BACK, .kind = UI_BUTTON_KEY, .off = ime->first_page};
    if (ui_press(ui, ui_cut_right(&r, 84, WALK_UP_KEY_GAP), &turn))
        *action = (struct model_action){.kind = ACTION_WALK_UP_PAGE, .number = -1};
    int rows = portrait ? 2 : 1, columns = (IME_CANDIDATES_MAX + rows - 1) / rows;
    for (size_t i = 0; i < ime->count; i++) {
        struct ui_button candidate = {.id = "candidate",
                                      .index = (int)i,
                                      .text = ime->candidates[i],
                                      .kind = i == 0 ? UI_BUTTON_PRIMARY : UI_BUTTON_KEY,
                                      .size = TYPE_LABEL};
        if (ime->candidates[i][0] && ui_press(ui, ui_grid(r, (int)i, columns, rows, WALK_UP_KEY_GAP), &candidate))
            *action = (struct model_action){.kind = ACTION_WALK_UP_CANDIDATE, .number = (int64_t)i};
    }
}

static void key(struct ui *ui, struct ui_rect r, const char *id, int index, const char *text,
                struct model_action *action)
{
    struct ui_button button = {.id = id, .index = index, .text = text, .kind = UI_BUTTON_KEY, .size = TYPE_LABEL};
    if (ui_press(ui, r, &button)) {
        *action = (struct model_action){.kind = ACTION_TYPE};
        memcpy(action->text, text, strlen(text) + 1);
    }
}

/* What documents print in names beside letters, and behind them. Digits stand in such suffixes alone. */
static const char *const name_signs[] = {"'", ".", "/", "@"};
static const char *const name_suffixes[] = {"Jr", "II", "III", "IV", "2nd", "3rd", "4th"};
#define SIGNS (sizeof name_signs / sizeof *name_signs)
#define SUFFIXES (sizeof name_suffixes / sizeof *name_suffixes)

static bool ends_with_letter(const char *name)
{
    size_t len = strlen(name);
    char c = len > 0 ? name[len - 1] : 0;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* In the place of the candidates while letters are typed. */
static void draw_signs(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct walk_up_form form = model->walk_up.form;
    size_t cap;
    const char *typed = form_field(&form, &cap);
    const bool off = !typed || !ends_with_letter(typed);
    memset(&form, 0, sizeof form);
    const int count = (int)(SIGNS + SUFFIXES), rows = ui_portrait(ui) ? 2 : 1, columns = (count + rows - 1) / rows;
    for (int i = 0; i < count; i++) {
        const bool sign = i < (int)SIGNS;
        struct ui_button button = {.id = sign ? "sign" : "suffix",
                                   .index = sign ? i : i - (int)SIGNS,
                                   .text = sign ? name_signs[i] : name_suffixes[i - (int)SIGNS],
                                   .kind = UI_BUTTON_KEY,
                                   .size = TYPE_LABEL,
                                   .off = !sign && off};
        if (ui_press(ui, ui_grid(r, i, columns, rows, WALK_UP_KEY_GAP), &button)) {
            *action = (struct model_action){.kind = ACTION_TYPE};
            (void)snprintf(action->text, sizeof action->text, "%s%s", sign ? "" : " ", button.text);
        }
    }
}

static void letters_row(struct ui *ui, struct ui_rect r, const char *letters, int width, const struct model *model,
                        struct model_action *action)
{
    int count = (int)strlen(letters);
    bool capital = !model_composes(model) && model->walk_up.capital;
    r.x += (r.w - count * width - (count - 1) * WALK_UP_KEY_GAP) / 2;
    for (int i = 0; i < count; i++) {
        const char text[] = {(char)(capital ? letters[i] - 'a' + 'A' : letters[i]), 0};
        key(ui, (struct ui_rect){r.x + i * (width + WALK_UP_KEY_GAP), r.y, width, r.h}, "letter", letters[i], text,
            action);
    }
}

static void erase_key(struct ui *ui, struct ui_rect r, struct model_action *action)
{
    struct ui_button erase = {.id = "erase", .icon = UI_ICON_BACKSPACE, .kind = UI_BUTTON_KEY, .size = TYPE_TITLE};
    if (ui_press(ui, r, &erase))
        *action = (struct model_action){.kind = ACTION_ERASE};
}

static void dot_key(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    key(ui, r, "dot", 0, model_composes(model) ? "·" : "-", action);
}

/* The row below the letters: script, the dot of names, space or choice, continue. */
static void draw_last_row(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    bool unit = model->walk_up.form.step == STEP_UNIT, composes = model_composes(model);
    walk_up_next_key(ui, ui_cut_right(&r, r.w * (ui_portrait(ui) ? 36 : 30) / 100, WALK_UP_KEY_GAP), model, action);
    if (!unit && model->walk_up.ime_works) {
        struct ui_button script = {.id = "script",
                                   .text = composes ? "中" : "En",
                                   .sub = composes ? "En" : "中",
                                   .kind = UI_BUTTON_KEY,
                                   .size = TYPE_BODY};
        if (ui_press(ui, ui_cut_left(&r, 130, WALK_UP_KEY_GAP), &script))
            *action = (struct model_action){.kind = ACTION_WALK_UP_LATIN};
    }
    if (!unit && !composes) {
        struct ui_button capital = {.id = "capital",
                                    .icon = UI_ICON_UP,
                                    .kind = model->walk_up.capital ? UI_BUTTON_PRIMARY : UI_BUTTON_KEY,
                                    .size = TYPE_LABEL};
        if (ui_press(ui, ui_cut_left(&r, 96, WALK_UP_KEY_GAP), &capital))
            *action = (struct model_action){.kind = ACTION_WALK_UP_CAPITAL};
    }
    if (!unit && !ui_portrait(ui))
        dot_key(ui, ui_cut_left(&r, 96, WALK_UP_KEY_GAP), model, action);
    struct ui_button blank = {.id = "blank",
                              .label = composes && model->walk_up.ime.count ? N_("Choose") : N_("Space"),
                              .kind = UI_BUTTON_KEY,
                              .size = TYPE_BODY};
    if (ui_press(ui, r, &blank))
        *action = (struct model_action){.kind = ACTION_TYPE, .text = " "};
}

/* Upright, rows have seven letters in the same order: ten keys would be too narrow. */
static void draw_letters_upright(struct ui *ui, struct ui_rect r, const struct model *model,
                                 struct model_action *action)
{
    static const char *const rows[] = {"qwertyu", "iopasdf", "ghjklzx"};
    int gap = WALK_UP_KEY_GAP, width = (r.w - 6 * gap) / 7, height = (r.h - 4 * gap) / 5;
    page_typed(ui_typed(ui), action);
    for (int i = 0; i < 3; i++)
        letters_row(ui, ui_cut_top(&r, height, gap), rows[i], width, model, action);
    struct ui_rect fourth = ui_cut_top(&r, height, gap);
    erase_key(ui, ui_cut_right(&fourth, width, gap), action);
    if (model->walk_up.form.step != STEP_UNIT)
        dot_key(ui, ui_cut_right(&fourth, width, gap), model, action);
    letters_row(ui, fourth, "cvbnm", width, model, action);
    draw_last_row(ui, r, model, action);
}

static void draw_letters(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    if (ui_portrait(ui)) {
        draw_letters_upright(ui, r, model, action);
        return;
    }
    int gap = WALK_UP_KEY_GAP, width = (r.w - 9 * gap) / 10, height = (r.h - 3 * gap) / 4;
    page_typed(ui_typed(ui), action);
    letters_row(ui, ui_cut_top(&r, height, gap), "qwertyuiop", width, model, action);
    letters_row(ui, ui_cut_top(&r, height, gap), "asdfghjkl", width, model, action);
    struct ui_rect third = ui_cut_top(&r, height, gap);
    erase_key(ui, ui_cut_right(&third, (third.w - 7 * width - 8 * gap) / 2 + width / 2, gap), action);
    letters_row(ui, third, "zxcvbnm", width, model, action);
    draw_last_row(ui, r, model, action);
}

/* ---- Units ---- */

static void draw_units(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct unit_page *page = &model->walk_up.units;
    int columns = ui_portrait(ui) ? 1 : 2, rows = (r.h + 12) / 88;
    if (rows < 1)
        return;
    if (page->count == 0) {
        page_empty(
            ui, r, UI_ICON_SEARCH,
            model->walk_up.units_known ? N_("No unit has this name") : N_("The list of units has not arrived yet"),
            model->walk_up.units_known ? N_("Try fewer letters, or ask the guard.") : N_("Please ask the guard."));
        return;
    }
    struct ui_rect all = {r.x, r.y, r.w, rows * 88 - 12};
    for (int i = 0; i < rows * columns && i < (int)page->count; i++) {
        bool english = model->language == UI_ENGLISH;
        struct ui_button unit = {.id = "unit",
                                 .index = i,
                                 .text = "",
                                 .kind = page->units[i].unit == model->walk_up.form.unit ? UI_BUTTON_PRIMARY
                                                                                         : UI_BUTTON_PLAIN,
                                 .size = TYPE_BODY};
        struct ui_rect at = ui_grid(all, i, columns, rows, GAP_CLOSE);
        if (ui_press(ui, at, &unit))
            *action = (struct model_action){.kind = ACTION_WALK_UP_UNIT, .number = i};
        ui_text(ui, ui_inset(at, GAP, GAP_HAIR), english ? page->units[i].name_en : page->units[i].name_zh,
                (struct ui_style){.size = TYPE_BODY,
                                  .weight = UI_BOLD,
                                  .colour = unit.kind == UI_BUTTON_PRIMARY ? THEME_ON_BRAND : THEME_INK,
                                  .lines = 2,
                                  .shrink_to = TYPE_NOTE});
    }
}

/* ---- Pages ---- */

static void draw_chinese(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    bool portrait = ui_portrait(ui), unit = model->walk_up.form.step == STEP_UNIT;
    bool asked = model->page == PAGE_EMERGENCY; /* the page's title is the question */
    struct ui_rect keys = ui_cut_bottom(
        &r, (portrait ? 5 : 4) * (KEY_HEIGHT + WALK_UP_KEY_GAP) - WALK_UP_KEY_GAP + (portrait ? 40 : 0), GAP_CLOSE);
    if (!unit) {
        struct ui_rect row = ui_cut_bottom(&r, portrait ? 2 * CANDIDATE_HEIGHT + 12 : CANDIDATE_HEIGHT, GAP_CLOSE);
        if (model_composes(model))
            draw_candidates(ui, row, model, action);
        else
            draw_signs(ui, row, model, action);
    }
    if (!asked)
        walk_up_question_about(ui, &r, question_of(model), model->walk_up.form.person, unit ? GAP_HAIR : GAP_CLOSE);
    draw_field(ui, ui_cut_top(&r, FIELD_HEIGHT, GAP_TIGHT), model);
    if (unit)
        draw_units(ui, r, model, action);
    else
        draw_message(ui, ui_cut_top(&r, r.h < MESSAGE_HEIGHT ? r.h : MESSAGE_HEIGHT, 0), model);
    draw_letters(ui, keys, model, action);
}

static void draw_kinds(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    enum document_kind chosen = model->walk_up.form.persons[model->walk_up.form.person].document;
    for (int i = 0; i < DOCUMENT_KIND_COUNT; i++) {
        struct ui_button kind = {.id = "document",
                                 .index = i,
                                 .text = ui_say(ui, walk_up_document_label((enum document_kind)i)),
                                 .kind = i == (int)chosen ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN,
                                 .size = TYPE_SMALL};
        if (ui_press(ui, ui_grid(r, i, 2, 3, GAP_CLOSE), &kind))
            *action = (struct model_action){.kind = ACTION_WALK_UP_CHOOSE, .number = i};
    }
}

static void draw_pad(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct walk_up_form *f = &model->walk_up.form;
    enum ui_pad pad = f->step == STEP_MOBILE                                   ? UI_PAD_PIN
                      : f->persons[f->person].document == DOCUMENT_RESIDENT_ID ? UI_PAD_ID
                                                                               : UI_PAD_LATIN;
    if (f->step == STEP_PLATE)
        keys_draw(ui, r, keyboard_of_plate(f->plate), action);
    else
        page_typed(ui_keys(ui, r, pad), action);
}

/* Draws question and field beside the pad, or above it. */
static void draw_numbers(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    enum walk_up_step step = model->walk_up.form.step;
    bool portrait = ui_portrait(ui);
    struct ui_rect pad = portrait ? ui_cut_bottom(&r, step == STEP_PLATE ? 560 : 520, GAP)
                                  : ui_cut_right(&r, r.w * (step == STEP_MOBILE ? 46 : 56) / 100, GAP_WIDE);
    draw_pad(ui, pad, model, action);
    walk_up_next_key(ui, ui_cut_bottom(&r, CONTROL, GAP_CLOSE), model, action);
    walk_up_question_about(ui, &r, question_of(model), model->walk_up.form.person, GAP_CLOSE);
    if (step == STEP_DOCUMENT)
        draw_kinds(ui, ui_cut_top(&r, 3 * 72 + 24, GAP_CLOSE), model, action);
    if (step == STEP_MOBILE)
        walk_up_country_key(ui, ui_cut_top(&r, CONTROL_LOW, GAP_CLOSE), model, action);
    draw_field(ui, ui_cut_top(&r, FIELD_HEIGHT, GAP_TIGHT), model);
    draw_message(ui, ui_cut_top(&r, r.h < 2 * MESSAGE_HEIGHT ? r.h : 2 * MESSAGE_HEIGHT, 0), model);
}

void walk_up_draw_typing(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    enum walk_up_step step = model->walk_up.form.step;
    if (model->walk_up.countries)
        walk_up_draw_countries(ui, r, model, action);
    else if (model_takes_chinese(step))
        draw_chinese(ui, r, model, action);
    else
        draw_numbers(ui, r, model, action);
}
