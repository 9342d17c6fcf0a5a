/* How old this booth's data are, what waits, and why; enrolment with a one-time code. Nothing personal. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "screens/keys.h"
#include "screens/page.h"
#include "screens/screens.h"
#include "screens/words.h"

#define FACT_NAME_WIDTH 200
#define FACT_HEIGHT 36

/* ---- What it says ---- */

struct sentence {
    const char *problem; /* sync/problem.h */
    enum ui_dot dot;
    const char *headline, *next_step; /* msgids */
};

static const struct sentence sentences[] = {
    {"none", UI_DOT_GOOD, N_("Up to date"), N_("New passes and revocations arrive by themselves.")},
    {"unreachable", UI_DOT_WARN, N_("No network"),
     N_("The gate goes on working. Entries are kept here and sent when the network is back.")},
    {"timed-out", UI_DOT_WARN, N_("The network is slow"),
     N_("It is tried again all the time. The gate goes on working.")},
    {"cut", UI_DOT_WARN, N_("The network breaks off"), N_("It is tried again all the time. The gate goes on working.")},
    {"busy", UI_DOT_WARN, N_("The server is busy"), N_("It is tried again by itself.")},
    {"certificate", UI_DOT_BAD, N_("This is not our server"),
     N_("Its certificate is not trusted here. Nothing was sent. Call the office.")},
    {"certificate-date", UI_DOT_BAD, N_("The clock or the certificate is wrong"),
     N_("The server's certificate is not valid on the date of this booth. Check date and time here, then call the "
        "office.")},
    {"not-our-server", UI_DOT_BAD, N_("Something else answers"),
     N_("The network asks for a sign-in, or sends us elsewhere. Call the office.")},
    {"server-error", UI_DOT_WARN, N_("The server has trouble"),
     N_("It is tried again by itself. If it stays, call the office.")},
    {"refused", UI_DOT_BAD, N_("The server does not know this booth"),
     N_("It must be enrolled again. Call the office.")},
    {"revoked", UI_DOT_BAD, N_("This booth was taken out of service"),
     N_("Its keys and its list of passes are wiped. It can be enrolled again.")},
    {"clock", UI_DOT_WARN, N_("The clock is wrong"), N_("It is set right by the server's time.")},
    {"server-behind", UI_DOT_BAD, N_("The server was set back"), N_("This booth knows more than it. Call the office.")},
    {"other-campus", UI_DOT_WARN, N_("This booth was moved"), N_("Its list of passes is fetched anew.")},
    {"disk-full", UI_DOT_BAD, N_("The disk is full"), N_("Nothing new can be kept. Call the office.")},
    {"store", UI_DOT_BAD, N_("The booth's data can't be written"), N_("It is tried again by itself. Call the office.")},
    {"not-enrolled", UI_DOT_WARN, N_("This booth is not set up yet"), N_("Type the one-time code, or scan it.")},
};
static const struct sentence other = {"", UI_DOT_BAD, N_("The server's answer is not usable"),
                                      N_("Nothing of it was kept. It is tried again. If it stays, call the office.")};
static const struct sentence no_daemon = {"", UI_DOT_BAD, N_("The sync service does not run"),
                                          N_("The gate goes on working with the data it has. Call the office.")};
static const struct sentence on_the_way = {"", UI_DOT_GOOD, N_("Fetching passes"),
                                           N_("The gate goes on working meanwhile.")};

static const struct sentence *sentence_for(const struct model *model)
{
    if (!model->sync.known)
        return &no_daemon;
    if (model->sync.status.syncing)
        return &on_the_way;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (strcmp(model->sync.status.problem, sentences[i].problem) == 0)
            return &sentences[i];
    return &other;
}

/* What became of the last try to enrol; NULL: nothing to say. */
static const char *outcome_words(const char *word)
{
    static const struct {
        const char *word, *words;
    } outcomes[] = {
        {"running", N_("Asking the server.")},
        {"bad-code", N_("This code is not valid, or was used. Ask for a new one.")},
        {"other-root", N_("This server has other keys than the one before. Call the office.")},
        {"key-not-stored", N_("The keys could not be stored here. Call the office.")},
        {"bad-address", N_("There is no server address. Scan the code on the server's page.")},
        {"unreachable", N_("The server can't be reached. Check the network.")},
        {"timed-out", N_("The server can't be reached. Check the network.")},
        {"certificate", N_("Its certificate is not trusted here. Nothing was sent. Call the office.")},
        {"certificate-date", N_("The server's certificate is not valid on the date of this booth. Check date and time "
                                "here, then call the office.")},
    };
    if (!word[0] || strcmp(word, "done") == 0)
        return NULL;
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        if (strcmp(word, outcomes[i].word) == 0)
            return outcomes[i].words;
    return N_("It did not work. Please try again, or call the office.");
}

static void draw_sentence(struct ui *ui, struct ui_rect r, const struct sentence *sentence)
{
    static const enum ui_icon icons[] = {
        [UI_DOT_GOOD] = UI_ICON_CHECK, [UI_DOT_WARN] = UI_ICON_WARN, [UI_DOT_BAD] = UI_ICON_STOP};
    struct ui_rect mark = ui_cut_left(&r, 72, 20);
    ui_draw_icon(ui, (struct ui_rect){mark.x, mark.y + 4, 64, 64}, icons[sentence->dot], THEME_INK);
    ui_text(ui, ui_cut_top(&r, 44, 6), ui_say(ui, sentence->headline),
            (struct ui_style){.size = 34, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = 22});
    ui_text(ui, r, ui_say(ui, sentence->next_step),
            (struct ui_style){.size = 24, .colour = THEME_INK_SOFT, .lines = 4, .top = true, .shrink_to = 19});
}

/* ---- Facts ---- */

static const char *ago(const struct ui *ui, tick length, char out[static WORDS_MAX])
{
    char span[WORDS_MAX];
    if (length < TICK_MINUTE)
        return ui_say(ui, N_("just now"));
    words_span(ui, length, span);
    struct text_arg args[] = {{"span", span}};
    return ui_say_args(ui, out, WORDS_MAX, N_("{span} ago"), args, 1);
}

/* What matters most comes first; what finds no room is left out. */
static void fact(struct ui *ui, struct ui_rect *r, const char *name, const char *value)
{
    if (r->h < FACT_HEIGHT)
        return;
    ui_cut_top(r, page_fact(ui, *r, FACT_NAME_WIDTH, name, value), 12);
}

static void draw_facts(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct sync_status *s = &model->sync.status;
    const struct replica_ages *ages = &model->booth.held.ages;
    char text[WORDS_MAX];
    if (s->forked || s->gap || s->aside)
        fact(ui, &r, N_("To look at"),
             ui_say(ui, s->forked ? N_("Two booths speak in this name. Call the office.")
                                  : N_("The server has questions about some entries. Call the office.")));
    fact(ui, &r, N_("Last update"), ages->passes ? ago(ui, model->now - ages->passes, text) : ui_say(ui, N_("Never")));
    fact(ui, &r, N_("Last contact"),
         s->contact_at ? ago(ui, (tick)s->contact_ago * TICK_SECOND, text) : ui_say(ui, N_("Never")));
    if (s->applications > 0)
        fact(ui, &r, N_("Walk-up applications"),
             ui_say_count(ui, text, sizeof text, N_("{n} waiting"), N_("{n} waiting"), s->applications));
    fact(ui, &r, N_("Entries waiting"),
         ui_say_count(ui, text, sizeof text, N_("{n} waiting"), N_("{n} waiting"), s->waiting));
    snprintf(text, sizeof text, "%" PRIu64, s->acknowledged);
    fact(ui, &r, N_("With the server"), text);
    if (s->syncing) {
        snprintf(text, sizeof text, "%" PRIu64, s->received);
        fact(ui, &r, N_("Received so far"), text);
    } else if (s->next_try > 1) {
        fact(ui, &r, N_("Next try"), ui_say_count(ui, text, sizeof text, N_("in {n} s"), N_("in {n} s"), s->next_try));
    }
    fact(ui, &r, N_("Server"), s->server[0] ? s->server : ui_say(ui, N_("None")));
    fact(ui, &r, N_("Fingerprint"), s->fingerprint[0] ? s->fingerprint : ui_say(ui, N_("None")));
}

/* ---- USB stick ---- */

static const struct sentence stick_sentences[] = {
    {"running", UI_DOT_GOOD, N_("Reading the stick"), N_("Leave it in.")},
    {"done", UI_DOT_GOOD, N_("The stick was taken in"), N_("The list of passes here is as new as the stick.")},
    {"no-stick", UI_DOT_WARN, N_("No USB stick found"), N_("Put it in, wait a few seconds, press again.")},
    {"no-snapshot", UI_DOT_WARN, N_("Nothing for this booth on the stick"),
     N_("The office makes the file on the server's page for booths.")},
    {"forged", UI_DOT_BAD, N_("The file on the stick is not genuine"), N_("Nothing of it was used. Call the office.")},
    {"other-booth", UI_DOT_BAD, N_("The file is for another booth"), N_("Nothing of it was used. Call the office.")},
    {"older", UI_DOT_WARN, N_("The file is older than what is here"), N_("Nothing of it was needed.")},
    {"unreadable", UI_DOT_BAD, N_("The stick can't be read"), N_("Try again, or take another stick.")},
    {"not-written", UI_DOT_BAD, N_("The stick can't be written"), N_("It is full or locked. The entries stay here.")},
    {"disk-full", UI_DOT_BAD, N_("The disk is full"), N_("Nothing new can be kept. Call the office.")},
    {"store", UI_DOT_BAD, N_("The booth's data can't be written"), N_("Please try again, or call the office.")},
};

static void draw_stick(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char text[WORDS_MAX], when[WORDS_MAX];
    const struct sync_status *s = &model->sync.status;
    for (size_t i = 0; i < sizeof stick_sentences / sizeof stick_sentences[0]; i++)
        if (strcmp(s->stick, stick_sentences[i].problem) == 0)
            draw_sentence(ui, ui_cut_top(&r, 130, 8), &stick_sentences[i]);
    const struct ui_style line = {
        .size = 24, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .top = true, .shrink_to = 19};
    if (strcmp(s->stick, "running") == 0) {
        struct ui_rect bar = ui_cut_top(&r, 16, 8);
        ui_fill(ui, bar, THEME_LINE, 8);
        bar.w = bar.w * (int)s->stick_percent / 100;
        ui_fill(ui, bar, THEME_BRAND_INK, 8);
        return;
    }
    if (s->stick_at) {
        struct text_arg args[] = {{"when", words_when(ui, model, s->stick_at, when)}};
        ui_text(ui, ui_cut_top(&r, 40, 4), ui_say_args(ui, text, sizeof text, N_("State of {when}"), args, 1), line);
    }
    if (s->stick_written)
        ui_text(ui, r,
                ui_say_count(ui, text, sizeof text, N_("On the stick: {n} entries. Take it to the office."),
                             N_("On the stick: {n} entries. Take it to the office."), s->stick_written),
                line);
}

static void draw_buttons(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button now = {.id = "sync-now",
                            .label = N_("Update now"),
                            .kind = UI_BUTTON_PRIMARY,
                            .size = 32,
                            .off = !model->sync.known || model->sync.status.wiped};
    struct ui_button stick = {.id = "stick", .label = N_("USB stick"), .size = 30, .off = !model_may_exchange(model)};
    if (ui_press(ui, ui_cut_right(&r, r.w * 44 / 100, 20), &stick))
        *action = (struct model_action){.kind = ACTION_STICK};
    if (ui_press(ui, r, &now))
        *action = (struct model_action){.kind = ACTION_SYNC_NOW};
}

static void draw_state(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_rect facts = ui_portrait(ui) ? ui_cut_bottom(&r, r.h - (model->sync.status.stick[0] ? 640 : 320), 24)
                                           : ui_cut_right(&r, r.w * 54 / 100, 28);
    draw_buttons(ui, ui_cut_bottom(&r, 88, 24), model, action);
    if (model->sync.known && model->sync.status.stick[0]) {
        struct ui_rect stick = ui_cut_bottom(&r, ui_portrait(ui) ? 300 : r.h * 58 / 100, 20);
        ui_card(ui, stick);
        draw_stick(ui, ui_inset(stick, 28, 24), model);
    }
    ui_card(ui, r);
    draw_sentence(ui, ui_inset(r, 28, 24), sentence_for(model));
    if (!model->sync.known)
        return;
    ui_card(ui, facts);
    draw_facts(ui, ui_inset(facts, 28, 24), model);
}

/* ---- Enrolment ---- */

/* "4Q7K-X2MP9D" while it is being typed. */
static void group_code(const char *typed, char out[static MODEL_ENROL_LEN + 2])
{
    size_t at = 0;
    for (size_t i = 0; typed[i] && i < MODEL_ENROL_LEN; i++) {
        if (i == 4)
            out[at++] = '-';
        out[at++] = typed[i];
    }
    out[at] = 0;
}

static void draw_code(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    char code[MODEL_ENROL_LEN + 2];
    const char *outcome = outcome_words(model->sync.status.enrolment);
    bool running = strcmp(model->sync.status.enrolment, "running") == 0;
    struct ui_button enrol = {.id = "enrol",
                              .label = N_("Set up this booth"),
                              .kind = UI_BUTTON_PRIMARY,
                              .size = 32,
                              .enter = true,
                              .off = running || strlen(model->sync.code) < MODEL_ENROL_LEN};
    if (ui_press(ui, ui_cut_bottom(&r, 88, 20), &enrol))
        *action = (struct model_action){.kind = ACTION_ENROL};
    draw_sentence(ui, ui_cut_top(&r, 124, 12), sentence_for(model));
    group_code(model->sync.code, code);
    struct ui_field field = {.text = code, .hint = ui_say(ui, N_("One-time code")), .size = 44};
    ui_draw_field(ui, ui_cut_top(&r, 92, 10), &field);
    ui_text(ui, ui_cut_top(&r, 60, 10),
            ui_say(ui, outcome ? outcome : N_("An administrator makes it on the server's page for booths.")),
            (struct ui_style){.size = 24,
                              .colour = outcome && !running ? THEME_STOP_INK : THEME_INK_SOFT,
                              .lines = 2,
                              .top = true,
                              .shrink_to = 19});
    if (running && model->sync.status.fingerprint[0])
        (void)page_fact(ui, r, 180, N_("Fingerprint"), model->sync.status.fingerprint);
}

static void draw_enrolment(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_rect keys = ui_portrait(ui) ? ui_cut_bottom(&r, 520, 20) : ui_cut_right(&r, r.w * 58 / 100, 28);
    keys_draw(ui, keys, &keyboard_number, action);
    draw_code(ui, r, model, action);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct ui_rect r = page_begin(ui, model, N_("Updates and network"), action);
    if (model->sync.known && (!model->sync.status.enrolled || model->sync.status.revoked))
        draw_enrolment(ui, r, model, action);
    else
        draw_state(ui, r, model, action);
}

const struct screen screen_sync = {.page = PAGE_SYNC, .name = "sync", .draw = draw};
