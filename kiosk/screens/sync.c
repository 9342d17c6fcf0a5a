/* The age of this booth's data, what waits and why; enrolment with a one-time code. No personal data. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "screens/keys.h"
#include "screens/page.h"
#include "screens/screens.h"
#include "screens/words.h"

#define FACT_NAME_WIDTH 200
#define FACT_HEIGHT 36
#define PREVIEW_MIN 120 /* a camera picture that is lower helps nobody to aim */

/* ---- What it says ---- */

struct sentence {
    const char *problem; /* sync/problem.h */
    enum ui_dot dot;
    const char *headline, *next_step; /* msgids */
};

static const struct sentence sentences[] = {
    {"none", UI_DOT_GOOD, N_("Up to date"), N_("New passes and revocations arrive automatically.")},
    {"unreachable", UI_DOT_WARN, N_("No network"),
     N_("The gate keeps working. Entries stay here and are uploaded when the network is back.")},
    {"timed-out", UI_DOT_WARN, N_("The network is slow"), N_("The booth keeps retrying. The gate keeps working.")},
    {"cut", UI_DOT_WARN, N_("The network is unstable"), N_("The booth keeps retrying. The gate keeps working.")},
    {"busy", UI_DOT_WARN, N_("The server is busy"), N_("The booth retries automatically.")},
    {"certificate", UI_DOT_BAD, N_("This is not our server"),
     N_("Its certificate is not trusted. Nothing was sent. Call the security office.")},
    {"certificate-date", UI_DOT_BAD, N_("The clock or the certificate is wrong"),
     N_("The server's certificate does not fit this booth's date. Check date and time, then call the office.")},
    {"not-our-server", UI_DOT_BAD, N_("Another machine answers"),
     N_("The network asks for a sign-in or redirects the booth. Call the security office.")},
    {"forged", UI_DOT_BAD, N_("The answer is not signed by the server"),
     N_("Something changes the data on its way. Nothing was saved. The gate keeps working with its old list. Call the "
        "security office.")},
    {"server-error", UI_DOT_WARN, N_("The server has an error"),
     N_("The booth retries. If the problem continues, call the security office.")},
    {"refused", UI_DOT_BAD, N_("The server does not know this booth"),
     N_("This booth must be enrolled again. Call the security office.")},
    {"revoked", UI_DOT_BAD, N_("This booth is out of service"),
     N_("It uploads its entries, then erases its keys and passes. Call {phone}.")},
    {"clock", UI_DOT_WARN, N_("The clock is wrong"), N_("The booth follows the server's time.")},
    {"server-behind", UI_DOT_WARN, N_("Fetching the list anew"),
     N_("The server was restored or updated. The old list counts until the new one is here. If in doubt, call "
        "{phone}.")},
    {"other-history", UI_DOT_WARN, N_("Fetching the list anew"),
     N_("The server was restored or updated. The old list counts until the new one is here. If in doubt, call "
        "{phone}.")},
    {"other-campus", UI_DOT_WARN, N_("This booth was moved"), N_("The booth is fetching its new list of passes.")},
    {"plain-http", UI_DOT_BAD, N_("The connection is not encrypted"),
     N_("The server's address begins with http://. Nothing was sent. Call the security office.")},
    {"disk-full", UI_DOT_BAD, N_("The disk is full"), N_("New data cannot be saved. Call the security office.")},
    {"store", UI_DOT_BAD, N_("The booth's data cannot be written"), N_("The booth retries. Call the security office.")},
    {"not-enrolled", UI_DOT_WARN, N_("This booth is not enrolled yet"), N_("Type the one-time code, or scan it.")},
};
static const struct sentence other = {
    "", UI_DOT_BAD, N_("The server's answer cannot be used"),
    N_("Nothing was saved. The booth retries. If this continues, call the security office.")};
static const struct sentence wiped = {
    "", UI_DOT_BAD, N_("This booth is out of service"),
    N_("Its keys and passes were erased. Call {phone}. An administrator can enrol it again.")};
static const struct sentence no_daemon = {"", UI_DOT_BAD, N_("The sync service is not running"),
                                          N_("The gate keeps working with the data it has. Call the security office.")};
static const struct sentence on_the_way = {"", UI_DOT_GOOD, N_("Fetching passes"),
                                           N_("The gate keeps working meanwhile.")};

static const struct sentence *sentence_for(const struct model *model)
{
    if (!model->sync.known)
        return &no_daemon;
    if (model_out_of_service(model) && model->sync.status.wiped)
        return &wiped;
    if (model->sync.status.syncing && !model->sync.status.other_history)
        return &on_the_way;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (strcmp(model->sync.status.problem, sentences[i].problem) == 0)
            return &sentences[i];
    return &other;
}

/* Returns the outcome of the last try to enrol; NULL: none. */
static const char *outcome_words(const char *word)
{
    static const struct {
        const char *word, *words;
    } outcomes[] = {
        {"running", N_("Asking the server.")},
        {"bad-code", N_("This code is not valid or was used. Ask for a new one.")},
        {"other-root", N_("This server's keys differ from before. Call the security office.")},
        {"forged", N_("The answer is not signed by the server. Nothing was saved. Call the security office.")},
        {"key-not-stored", N_("The keys could not be saved here. Call the security office.")},
        {"bad-address", N_("The server's address is missing. Scan the QR code on the web page.")},
        {"plain-http", N_("The server's address begins with http://. Nothing was sent. Call the security office.")},
        {"unreachable", N_("The server cannot be reached. Check the network.")},
        {"timed-out", N_("The server cannot be reached. Check the network.")},
        {"certificate", N_("Its certificate is not trusted. Nothing was sent. Call the security office.")},
        {"certificate-date",
         N_("The server's certificate does not fit this booth's date. Check date and time, then call the office.")},
    };
    if (!word[0] || strcmp(word, "done") == 0)
        return NULL;
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        if (strcmp(word, outcomes[i].word) == 0)
            return outcomes[i].words;
    return N_("Enrolment failed. Please try again, or call the security office.");
}

static void draw_sentence(struct ui *ui, struct ui_rect r, const struct model *model, const struct sentence *sentence)
{
    char text[WORDS_MAX];
    static const enum ui_icon icons[] = {
        [UI_DOT_GOOD] = UI_ICON_CHECK, [UI_DOT_WARN] = UI_ICON_WARN, [UI_DOT_BAD] = UI_ICON_STOP};
    struct ui_rect mark = ui_cut_left(&r, 72, GAP);
    ui_draw_icon(ui, (struct ui_rect){mark.x, mark.y + 4, 64, 64}, icons[sentence->dot], THEME_INK);
    ui_stack_text(ui, &r, ui_say(ui, sentence->headline),
                  (struct ui_style){.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE},
                  GAP_HAIR);
    ui_text(ui, r, words_call(ui, model, sentence->next_step, text),
            (struct ui_style){
                .size = TYPE_SMALL, .colour = THEME_INK_SOFT, .lines = 4, .top = true, .shrink_to = TYPE_NOTE});
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

/* The most important fact comes first. Facts without room are left out. */
static void fact(struct ui *ui, struct ui_rect *r, const char *name, const char *value)
{
    if (r->h < FACT_HEIGHT)
        return;
    page_fact(ui, r, FACT_NAME_WIDTH, name, value);
}

static void draw_facts(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct sync_status *s = &model->sync.status;
    const struct replica_ages *ages = &model->booth.held.ages;
    char text[WORDS_MAX];
    if (s->forked || s->gap || s->aside)
        fact(ui, &r, N_("Needs attention"),
             ui_say(ui, s->forked ? N_("The entry log of this booth was replaced. Call the security office.")
                                  : N_("The server quarantined some entries. Call the security office.")));
    fact(ui, &r, N_("Last update"), ages->passes ? ago(ui, model->now - ages->passes, text) : ui_say(ui, N_("Never")));
    fact(ui, &r, N_("Last contact"),
         s->contact_at ? ago(ui, (tick)s->contact_ago * TICK_SECOND, text) : ui_say(ui, N_("Never")));
    if (s->applications > 0)
        fact(ui, &r, N_("Walk-up applications"),
             ui_say_count(ui, text, sizeof text, N_("{n} to upload"), N_("{n} to upload"), s->applications));
    fact(ui, &r, N_("Entries to upload"),
         ui_say_count(ui, text, sizeof text, N_("{n} to upload"), N_("{n} to upload"), s->waiting));
    snprintf(text, sizeof text, "%" PRIu64, s->acknowledged);
    fact(ui, &r, N_("Server received"), text);
    if (s->syncing) {
        snprintf(text, sizeof text, "%" PRIu64, s->received);
        fact(ui, &r, N_("Received so far"), text);
    } else if (s->next_try > 1) {
        fact(ui, &r, N_("Next try"), ui_say_count(ui, text, sizeof text, N_("in {n} s"), N_("in {n} s"), s->next_try));
    }
    fact(ui, &r, N_("Server"), s->server[0] ? s->server : ui_say(ui, N_("None")));
    fact(ui, &r, N_("Key fingerprint"), s->fingerprint[0] ? s->fingerprint : ui_say(ui, N_("None")));
}

/* ---- USB stick ---- */

static const struct sentence stick_sentences[] = {
    {"running", UI_DOT_GOOD, N_("Reading the stick"), N_("Leave it in.")},
    {"done", UI_DOT_GOOD, N_("The stick was imported"), N_("The list of passes is as recent as the stick.")},
    {"no-stick", UI_DOT_WARN, N_("No USB stick found"), N_("Insert it, wait a few seconds, and press again.")},
    {"no-snapshot", UI_DOT_WARN, N_("The stick has no file for this booth"),
     N_("The security office creates the file on the Booths page of the website.")},
    {"forged", UI_DOT_BAD, N_("The file on the stick is not genuine"),
     N_("Nothing was imported. Call the security office.")},
    {"other-booth", UI_DOT_BAD, N_("The file is for another booth"),
     N_("Nothing was imported. Call the security office.")},
    {"older", UI_DOT_WARN, N_("The file is older than this booth's data"), N_("Nothing was imported.")},
    {"newer", UI_DOT_WARN, N_("This booth's software is too old for the file"),
     N_("Nothing was imported. Ask the security office to update this booth, then press again.")},
    {"unreadable", UI_DOT_BAD, N_("The stick cannot be read"), N_("Try again, or use another stick.")},
    {"not-written", UI_DOT_BAD, N_("The stick cannot be written"), N_("It is full or locked. The entries stay here.")},
    {"disk-full", UI_DOT_BAD, N_("The disk is full"), N_("New data cannot be saved. Call the security office.")},
    {"store", UI_DOT_BAD, N_("The booth's data cannot be written"),
     N_("Please try again, or call the security office.")},
};

static void draw_stick(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char text[WORDS_MAX], when[WORDS_MAX];
    const struct sync_status *s = &model->sync.status;
    for (size_t i = 0; i < sizeof stick_sentences / sizeof stick_sentences[0]; i++)
        if (strcmp(s->stick, stick_sentences[i].problem) == 0)
            draw_sentence(ui, ui_cut_top(&r, 130, GAP_TIGHT), model, &stick_sentences[i]);
    const struct ui_style line = {
        .size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .top = true, .shrink_to = TYPE_NOTE};
    if (strcmp(s->stick, "running") == 0) {
        struct ui_rect bar = ui_cut_top(&r, 16, GAP_TIGHT);
        ui_fill(ui, bar, THEME_LINE, 8);
        bar.w = bar.w * (int)s->stick_percent / 100;
        ui_fill(ui, bar, THEME_BRAND_INK, 8);
        return;
    }
    if (s->stick_at) {
        struct text_arg args[] = {{"when", words_when(ui, model, s->stick_at, when)}};
        ui_stack_text(ui, &r, ui_say_args(ui, text, sizeof text, N_("Data as of {when}"), args, 1), line, GAP_HAIR);
    }
    if (s->stick_written)
        ui_text(ui, r,
                ui_say_count(ui, text, sizeof text, N_("{n} entries are on the stick. Take it to the security office."),
                             N_("{n} entries are on the stick. Take it to the security office."), s->stick_written),
                line);
}

static void draw_buttons(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button now = {.id = "sync-now",
                            .label = N_("Sync now"),
                            .kind = UI_BUTTON_PRIMARY,
                            .size = TYPE_LABEL,
                            .off = !model->sync.known || model->sync.status.wiped};
    struct ui_button stick = {
        .id = "stick", .label = N_("USB stick"), .size = TYPE_BODY, .off = !model_may_exchange(model)};
    if (ui_press(ui, ui_cut_right(&r, r.w * 44 / 100, GAP), &stick))
        *action = (struct model_action){.kind = ACTION_STICK};
    if (ui_press(ui, r, &now))
        *action = (struct model_action){.kind = ACTION_SYNC_NOW};
}

static void draw_state(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_rect facts = ui_portrait(ui) ? ui_cut_bottom(&r, r.h - (model->sync.status.stick[0] ? 640 : 320), GAP)
                                           : ui_cut_right(&r, r.w * 54 / 100, GAP_WIDE);
    draw_buttons(ui, ui_cut_bottom(&r, CONTROL, GAP), model, action);
    if (model->sync.known && model->sync.status.stick[0]) {
        struct ui_rect stick = ui_cut_bottom(&r, ui_portrait(ui) ? 300 : r.h * 58 / 100, GAP);
        ui_card(ui, stick);
        draw_stick(ui, ui_inset(stick, GAP_WIDE, GAP), model);
    }
    ui_card(ui, r);
    draw_sentence(ui, ui_inset(r, GAP_WIDE, GAP), model, sentence_for(model));
    if (!model->sync.known)
        return;
    ui_card(ui, facts);
    draw_facts(ui, ui_inset(facts, GAP_WIDE, GAP), model);
}

/* ---- Enrolment ---- */

/* Groups a one-time code while it is typed: "4Q7K-X2MP9D". */
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

static void draw_code(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                      struct model_action *action)
{
    char code[MODEL_ENROL_LEN + 2];
    const char *outcome = outcome_words(model->sync.status.enrolment);
    bool running = strcmp(model->sync.status.enrolment, "running") == 0;
    struct ui_button enrol = {.id = "enrol",
                              .label = N_("Enrol this booth"),
                              .kind = UI_BUTTON_PRIMARY,
                              .size = TYPE_LABEL,
                              .enter = true,
                              .off = running || strlen(model->sync.code) < MODEL_ENROL_LEN};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL, GAP), &enrol))
        *action = (struct model_action){.kind = ACTION_ENROL};
    draw_sentence(ui, ui_cut_top(&r, 124, GAP_CLOSE), model, sentence_for(model));
    group_code(model->sync.code, code);
    struct ui_field field = {.text = code, .hint = ui_say(ui, N_("One-time code")), .size = TYPE_TITLE};
    ui_draw_field(ui, ui_cut_top(&r, CONTROL, GAP_TIGHT), &field);
    ui_stack_text(ui, &r,
                  ui_say(ui, outcome ? outcome : N_("An administrator creates it on the Booths page of the website.")),
                  (struct ui_style){.size = TYPE_SMALL,
                                    .colour = outcome && !running ? THEME_STOP_INK : THEME_INK_SOFT,
                                    .lines = 2,
                                    .top = true,
                                    .shrink_to = TYPE_NOTE},
                  GAP_TIGHT);
    if (model->devices.camera == CAMERA_LIVE && picture && r.h >= PREVIEW_MIN)
        ui_camera(ui, r, picture, true, RADIUS_CARD);
}

/* What a scanned code would do, before it does it. */
static void draw_plan(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct enrol_code *code = &model->sync.scanned;
    const struct enrol_network *network = &code->network;
    char text[WORDS_MAX];
    fact(ui, &r, N_("Server"), code->server);
    fact(ui, &r, N_("Server key"), ui_say(ui, code->root[0] ? N_("Named by the code") : N_("Compare the fingerprint")));
    if (!network->given)
        return;
    if (!model->settings.sets_network) {
        fact(ui, &r, N_("Network"), ui_say(ui, N_("Not changed: set it in the system")));
        return;
    }
    if (network->ssid[0])
        fact(ui, &r, N_("Wi-Fi"), network->ssid);
    if (network->ssid[0] && !network->passphrase[0])
        fact(ui, &r, N_("Password"), ui_say(ui, N_("None: anyone can listen")));
    (void)snprintf(text, sizeof text, "%s/%u", network->address, network->prefix);
    fact(ui, &r, N_("Address"), network->address[0] ? text : ui_say(ui, N_("Automatic")));
    if (network->router[0])
        fact(ui, &r, N_("Router"), network->router);
    if (network->name_servers[0][0])
        fact(ui, &r, N_("DNS servers"), network->name_servers[0]);
    if (network->name_servers[1][0])
        fact(ui, &r, "", network->name_servers[1]);
}

static const struct sentence scanned_code = {
    "", UI_DOT_WARN, N_("Enrol with this code?"),
    N_("Check the server. The booth is set up and enrolled when you confirm.")};

static void draw_scanned(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const char *outcome = outcome_words(model->sync.status.enrolment);
    bool running = strcmp(model->sync.status.enrolment, "running") == 0;
    struct ui_button enrol = {.id = "enrol",
                              .label = N_("Enrol this booth"),
                              .kind = UI_BUTTON_PRIMARY,
                              .size = TYPE_LABEL,
                              .enter = true,
                              .off = running};
    struct ui_button cancel = {
        .id = "enrol-cancel", .label = N_("Cancel"), .size = TYPE_LABEL, .escape = true, .off = running};
    struct ui_rect buttons = ui_cut_bottom(&r, CONTROL, GAP);
    ui_card(ui, r);
    r = ui_inset(r, GAP_WIDE, GAP);
    draw_sentence(ui, ui_cut_top(&r, 124, GAP), model, &scanned_code);
    if (model->sync.asked && outcome)
        ui_stack_text(ui, &r, ui_say(ui, outcome),
                      (struct ui_style){.size = TYPE_SMALL,
                                        .weight = UI_BOLD,
                                        .colour = running ? THEME_INK_SOFT : THEME_STOP_INK,
                                        .lines = 2,
                                        .shrink_to = TYPE_NOTE},
                      GAP_TIGHT);
    draw_plan(ui, r, model);
    if (ui_press(ui, ui_cut_left(&buttons, buttons.w / 3, GAP), &cancel))
        *action = (struct model_action){.kind = ACTION_ENROL_CANCEL};
    if (ui_press(ui, buttons, &enrol))
        *action = (struct model_action){.kind = ACTION_ENROL};
}

static void draw_enrolment(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                           struct model_action *action)
{
    if (model->sync.has_scanned) {
        draw_scanned(ui, r, model, action);
        return;
    }
    struct ui_rect keys = ui_portrait(ui) ? ui_cut_bottom(&r, 520, GAP) : ui_cut_right(&r, r.w * 58 / 100, GAP_WIDE);
    keys_draw(ui, keys, &keyboard_number, action);
    draw_code(ui, r, model, picture, action);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    struct ui_rect r = page_begin(ui, model, N_("Sync and network"), action);
    if (model->sync.known && (!model->sync.status.enrolled || model->sync.status.revoked))
        draw_enrolment(ui, r, model, picture, action);
    else
        draw_state(ui, r, model, action);
}

const struct screen screen_sync = {.page = PAGE_SYNC, .name = "sync", .draw = draw};
