/* The white card of a verdict: what a guard compares in large type, the rest in rows. */
#include <stdio.h>
#include <string.h>

#include "screens/plate_label.h"
#include "screens/verdict_parts.h"
#include "screens/words.h"

#define ROWS_MAX 8
#define CARD_RIDERS_MAX 12

struct row {
    const char *label; /* msgid */
    char value[WORDS_MAX];
};

struct rows {
    size_t count;
    struct row items[ROWS_MAX];
};

static void add(struct rows *rows, const char *label, const char *value)
{
    if (value[0] != '\0' && rows->count < ROWS_MAX) {
        struct row *row = &rows->items[rows->count++];
        row->label = label;
        snprintf(row->value, sizeof row->value, "%s", value);
    }
}

static void draw_rows(struct ui *ui, struct ui_rect r, const struct rows *rows)
{
    if (rows->count == 0)
        return;
    int height = r.h / (int)rows->count;
    height = height < 58 ? height : 58;
    int size = height >= 52 ? TYPE_LABEL : height >= 42 ? TYPE_BODY : TYPE_SMALL;
    struct ui_style soft = {.size = size, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE};
    struct ui_style bold = {.size = size, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    if (height >= 48) {
        bold.lines = 2;
        bold.shrink_to = TYPE_NOTE;
    }
    int width = ui_language(ui) == UI_CHINESE ? 132 : 150;
    for (size_t i = 0; i < rows->count; i++) {
        struct ui_rect row = ui_cut_top(&r, height, 0);
        ui_text(ui, ui_cut_left(&row, width, GAP_CLOSE), ui_say(ui, rows->items[i].label), soft);
        ui_text(ui, row, rows->items[i].value, bold);
    }
}

static void add_pass_rows(const struct ui *ui, const struct model *model, struct rows *rows)
{
    const struct pass_card *pass = &model->shown.pass;
    char text[WORDS_MAX];
    const struct shown *s = &model->shown;
    if (s->inside && (s->state == SCAN_WAITING || s->state == SCAN_WENT_OUT))
        add(rows, N_("Inside since"), words_inside(ui, model, s, text));
    else if (s->inside && s->direction == DIRECTION_IN && s->verdict.reason == REASON_OK)
        add(rows, N_("Came in here"), words_inside(ui, model, s, text));
    if (pass->personal) {
        add(rows, N_("Unit"), words_either(ui, pass->display.unit_zh, pass->display.unit_en));
        add(rows, N_("Purpose"), pass->display.purpose);
    }
    add(rows, N_("Period"), words_window(ui, model, pass->not_before, pass->expires, text));
    add(rows, N_("Campus"), words_gates(ui, model, pass->gates, text));
    char kind[WORDS_MAX];
    snprintf(kind, sizeof kind, "%s", ui_say(ui, words_kind(pass->kind)));
    add(rows, N_("Kind"), words_join(text, kind, ui_say(ui, words_uses(pass->uses)), NULL));
}

/* ---- What is compared ---- */

/* Draws the digits of the ID's tail apart, so that they are read one by one. */
static void draw_tail(struct ui *ui, struct ui_rect r, const char *tail)
{
    if (tail[0] == '\0')
        return;
    struct ui_style caption = {.size = TYPE_LABEL, .colour = THEME_INK, .shrink_to = TYPE_SMALL};
    const char *words = ui_say(ui, N_("ID ends in"));
    int width = ui_measure(ui, words, caption, r.w / 2).w;
    ui_text(ui, ui_cut_left(&r, width, GAP_CLOSE), words, caption);
    struct ui_style digit = {.size = TYPE_TITLE, .weight = UI_BOLD, .colour = THEME_INK, .align = UI_CENTRE};
    for (const char *c = tail; *c != '\0'; c++) {
        char one[2] = {*c, '\0'};
        ui_text(ui, ui_cut_left(&r, 36, 0), one, digit);
    }
}

static const char *sex_words(const struct ui *ui, char sex)
{
    return sex == 'M' ? ui_say(ui, N_("male")) : sex == 'F' ? ui_say(ui, N_("female")) : "";
}

static void draw_name(struct ui *ui, struct ui_rect r, const struct display *d, int size)
{
    struct ui_style name = {.size = size, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = TYPE_BODY};
    const char *sex = sex_words(ui, d->sex);
    struct ui_style small = {.size = TYPE_LABEL, .colour = THEME_INK_SOFT};
    int sex_width = ui_measure(ui, sex, small, 200).w + 4, most = r.w - sex_width - 16;
    struct ui_rect at = {r.x, r.y, most, r.h};
    int width = ui_measure_in(ui, d->name, name, at).w;
    ui_text(ui, at, d->name, name);
    ui_text(ui, (struct ui_rect){r.x + width + 16, r.y + size / 8, sex_width, r.h - size / 8}, sex, small);
}

/* Without a row or a data key there is no name: the guard compares the short number. */
static int draw_nameless(struct ui *ui, struct ui_rect r, const struct model *model)
{
    struct ui_style number = {
        .size = TYPE_FIGURE, .weight = UI_BOLD, .colour = THEME_INK, .top = true, .shrink_to = TYPE_LABEL};
    ui_stack_text(ui, &r, model->shown.pass.number, number, 0);
    const char *why = model->booth.guard == 0 ? N_("Names are shown when a guard is signed in")
                                              : N_("This booth has no name for this pass");
    ui_words(ui, r, why, (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .top = true, .lines = 2});
    return 80 + 72;
}

/* Draws the plate, and its driver beside it or, where that is too narrow, below. */
static int draw_vehicle(struct ui *ui, struct ui_rect r, const struct display *d)
{
    struct ui_rect driver = r;
    char text[WORDS_MAX];
    ui_cut_left(&driver, plate_label(ui, r, d->plate), GAP);
    if (d->name[0] == '\0')
        return 96;
    ui_say_args(ui, text, sizeof text, N_("ID ends in {tail}"), (struct text_arg[]){{"tail", d->id_tail}}, 1);
    struct ui_style tail = {.size = TYPE_BODY, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    if (driver.w > 220) {
        draw_name(ui, (struct ui_rect){driver.x, r.y, driver.w, 54}, d, TYPE_TITLE);
        ui_text(ui, (struct ui_rect){driver.x, r.y + 54, driver.w, 42}, text, tail);
        return 96;
    }
    driver = (struct ui_rect){r.x, r.y + 104, r.w, 60};
    tail.align = UI_RIGHT;
    ui_text(ui, ui_cut_right(&driver, ui_measure(ui, text, tail, r.w / 2).w, GAP_CLOSE), text, tail);
    draw_name(ui, driver, d, TYPE_TITLE);
    return 104 + 64;
}

static int draw_holder(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct pass_card *pass = &model->shown.pass;
    const struct display *d = &pass->display;
    if (!pass->personal)
        return draw_nameless(ui, r, model);
    if (d->plate[0] != '\0')
        return draw_vehicle(ui, r, d);
    draw_name(ui, (struct ui_rect){r.x, r.y, r.w, 96}, d, TYPE_WORD);
    draw_tail(ui, (struct ui_rect){r.x, r.y + 96, r.w, 60}, d->id_tail);
    return 160;
}

/* ---- Riders ---- */

/* Lists every rider before the decision, and only the admitted ones after it. */
static bool is_listed(const struct shown *shown, size_t i)
{
    bool settled = shown->state == SCAN_ADMITTED || shown->state == SCAN_OVERRIDDEN || shown->state == SCAN_WENT_OUT;
    return !settled || shown->riders[i].here;
}

static size_t listed(const struct shown *shown)
{
    size_t count = 0;
    for (size_t i = 0; i < shown->rider_count; i++)
        count += is_listed(shown, i);
    return count;
}

static void draw_rider(struct ui *ui, struct ui_rect cell, const struct pass_card *rider)
{
    struct ui_style tail = {.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .align = UI_RIGHT};
    struct ui_style name = {.size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    if (rider->personal)
        ui_text(ui, ui_cut_right(&cell, 62, GAP_TIGHT), rider->display.id_tail, tail);
    ui_text(ui, cell, rider->personal ? rider->display.name : rider->number, name);
}

/* Twelve riders have room; the log has the rest of a coach. */
static int riders_rows(const struct shown *shown, int columns)
{
    int rows = ((int)listed(shown) + columns - 1) / columns;
    return rows < CARD_RIDERS_MAX / columns ? rows : CARD_RIDERS_MAX / columns;
}

static void draw_riders(struct ui *ui, struct ui_rect r, const struct shown *shown)
{
    char title[WORDS_MAX];
    size_t here = listed(shown);
    char some[12], all[12];
    snprintf(some, sizeof some, "%zu", here);
    snprintf(all, sizeof all, "%zu", shown->rider_count);
    const struct text_arg args[] = {{"n", some}, {"of", all}};
    if (here < shown->rider_count)
        ui_say_args(ui, title, sizeof title, N_("{n} of {of} riders"), args, 2);
    else
        ui_say_count(ui, title, sizeof title, N_("{n} rider"), N_("{n} riders"), here);
    ui_stack_text(ui, &r, title, (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT}, GAP_HAIR);
    int columns = r.w > 600 ? 3 : 2, rows = riders_rows(shown, columns);
    int height = rows > 0 && r.h / rows < 44 ? r.h / rows : 44;
    for (size_t i = 0, at = 0; i < shown->rider_count && (int)at < rows * columns; i++) {
        if (!is_listed(shown, i))
            continue;
        struct ui_rect line = {r.x, r.y + (int)at / columns * height, r.w, height};
        draw_rider(ui, ui_column(line, (int)at % columns, columns, GAP), &shown->riders[i].pass);
        at++;
    }
}

static int riders_height(const struct shown *shown, int width)
{
    int rows = riders_rows(shown, width > 600 ? 3 : 2);
    return rows == 0 ? 0 : 40 + rows * 44;
}

/* A car that came in by an override has a plate and no more. */
static void draw_stranger(struct ui *ui, struct ui_rect r, const struct model *model)
{
    struct rows rows = {0};
    char text[WORDS_MAX];
    if (!model->shown.plate[0])
        return;
    (void)plate_label(ui, ui_cut_top(&r, PLATE_LABEL_HEIGHT, GAP), model->shown.plate);
    if (model->shown.inside)
        add(&rows, N_("Let in by override"), words_let_in(ui, model, &model->shown, text));
    draw_rows(ui, r, &rows);
}

void verdict_card(struct ui *ui, struct ui_rect r, const struct model *model)
{
    struct rows rows = {0};
    ui_card(ui, r);
    r = ui_inset(r, GAP_WIDE, GAP_WIDE);
    if (!model->shown.has_pass) {
        draw_stranger(ui, r, model);
        return;
    }
    ui_cut_top(&r, draw_holder(ui, r, model), GAP_CLOSE);
    ui_rule(ui, r.x, r.y, r.w);
    ui_cut_top(&r, 2, GAP_CLOSE);
    int riders = riders_height(&model->shown, r.w);
    if (riders > 0)
        draw_riders(ui, ui_cut_bottom(&r, riders, GAP_TIGHT), &model->shown);
    add_pass_rows(ui, model, &rows);
    draw_rows(ui, r, &rows);
}

/* ---- The reason ---- */

static void add_reason_rows(const struct ui *ui, const struct model *model, struct rows *rows)
{
    const struct shown *s = &model->shown;
    char text[WORDS_MAX], more[WORDS_MAX];
    switch (s->verdict.reason) {
    case REASON_ALREADY_USED:
        add(rows, N_("When"), words_when(ui, model, s->use.at, text));
        add(rows, N_("Where"), words_place(ui, model, s->use.gate, text));
        break;
    case REASON_ALREADY_INSIDE:
        add(rows, N_("Inside since"), words_inside(ui, model, s, text));
        break;
    case REASON_NOT_EXPECTED:
        if (s->inside)
            add(rows, N_("Let in by override"), words_let_in(ui, model, s, text));
        break;
    case REASON_WRONG_GATE:
        add(rows, N_("Valid at"), words_gates(ui, model, s->pass.gates, text));
        break;
    case REASON_STORE_ERROR:
        add(rows, N_("Fault"), ui_say(ui, words_fault(s->fault)));
        break;
    default:
        break;
    }
    if (!s->has_pass)
        return;
    add(rows, N_("Period"), words_window(ui, model, s->pass.not_before, s->pass.expires, text));
    if (s->pass.personal && s->pass.display.plate[0] != '\0') {
        add(rows, N_("Plate"), s->pass.display.plate);
    } else if (s->pass.personal) {
        const struct display *d = &s->pass.display;
        add(rows, N_("Name"), words_join(text, d->name, sex_words(ui, d->sex), NULL));
        add(rows, N_("ID ends in"), d->id_tail);
        add(rows, N_("Unit"), words_either(ui, d->unit_zh, d->unit_en));
    } else {
        add(rows, N_("Short number"), s->pass.number);
    }
    if (rows->count >= 6)
        return;
    snprintf(more, sizeof more, "%s", ui_say(ui, words_kind(s->pass.kind)));
    add(rows, N_("Kind"), words_join(text, more, ui_say(ui, words_uses(s->pass.uses)), NULL));
}

void verdict_reason_card(struct ui *ui, struct ui_rect r, const struct model *model)
{
    struct rows rows = {0};
    enum verdict_reason reason = model->shown.verdict.reason;
    add_reason_rows(ui, model, &rows);
    bool bare = rows.count == 0; /* nothing to compare: the reason gets the room */
    struct ui_style headline = {
        .size = bare ? TYPE_WORD : TYPE_FIGURE, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_LABEL};
    struct ui_style sentence = {
        .size = bare ? TYPE_LABEL : TYPE_BODY, .colour = THEME_INK, .top = true, .lines = 2, .shrink_to = TYPE_SMALL};
    headline.top = !bare;
    ui_card(ui, r);
    r = ui_inset(r, GAP_WIDE, GAP_WIDE);
    if (model->shown.plate[0])
        (void)plate_label(ui, ui_cut_top(&r, PLATE_LABEL_HEIGHT, GAP), model->shown.plate);
    if (bare) {
        ui_words(ui, ui_cut_top(&r, r.h * 55 / 100, GAP_TIGHT), words_reason(reason), headline);
        ui_text(ui, r, ui_say(ui, words_next_step(&model->shown)), sentence);
        return;
    }
    ui_stack_words(ui, &r, words_reason(reason), headline, GAP_TIGHT);
    ui_stack_text(ui, &r, ui_say(ui, words_next_step(&model->shown)), sentence, GAP_CLOSE);
    ui_rule(ui, r.x, r.y, r.w);
    ui_cut_top(&r, 2, GAP_CLOSE);
    draw_rows(ui, r, &rows);
}
