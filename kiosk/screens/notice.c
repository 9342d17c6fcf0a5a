#include "screens/notice.h"

#include <string.h>

#include "screens/words.h"

struct rule {
    bool (*applies)(const struct model *model);
    struct notice notice;
};

static bool records_gone(const struct model *m)
{
    return m->booth.journal == GH_GONE;
}

static bool no_records(const struct model *m)
{
    return m->booth.journal && m->booth.journal != GH_GONE;
}

static bool no_keys(const struct model *m)
{
    return !m->booth.keys_held && !model_out_of_service(m);
}

static bool no_replica(const struct model *m)
{
    return m->booth.replica == REPLICA_STATE_MISSING && !model_out_of_service(m);
}

static bool damaged_replica(const struct model *m)
{
    return m->booth.replica != REPLICA_STATE_OPEN && m->booth.replica != REPLICA_STATE_MISSING;
}

static bool other_history(const struct model *m)
{
    return m->sync.known && m->sync.status.other_history && !model_out_of_service(m);
}

/* When the lane's picture is on screen, its own place says it. */
static bool lane_lost(const struct model *m)
{
    return m->devices.lane_camera == CAMERA_LOST && !m->devices.lane;
}

static bool clock_unsure(const struct model *m)
{
    return !m->booth.clock_trusted;
}

static bool disk_filling(const struct model *m)
{
    return m->booth.disk_used_percent >= 90;
}

static bool put_back(const struct model *m)
{
    return m->booth.journal_put_back;
}

static bool salvaged(const struct model *m)
{
    return m->booth.journal_salvaged;
}

static bool forked(const struct model *m)
{
    return m->sync.known && m->sync.status.forked;
}

/* In the order in which they are shown. */
static const struct rule rules[] = {
    {model_out_of_service,
     {UI_DOT_BAD, N_("This booth is out of service"),
      N_("Do not use it to admit anybody. Check every ID by hand and call {phone}.")}},
    {records_gone,
     {UI_DOT_BAD, N_("The records file is gone"),
      N_("Codes admit nobody now. Use the paper log, leave this booth switched on, and call {phone}.")}},
    {no_records,
     {UI_DOT_BAD, N_("Nothing can be recorded"), N_("Codes admit nobody now. Use the paper log and call {phone}.")}},
    {no_keys,
     {UI_DOT_BAD, N_("Keys are missing"),
      N_("This booth cannot check codes. Check every ID by hand and call {phone}.")}},
    {no_replica,
     {UI_DOT_BAD, N_("No list of passes yet"), N_("Only signatures can be checked. Check every ID and call {phone}.")}},
    {damaged_replica,
     {UI_DOT_BAD, N_("The list of passes is damaged"),
      N_("The booth is rebuilding it. Until then check every ID and call {phone}.")}},
    {other_history,
     {UI_DOT_WARN, N_("Fetching the list anew"),
      N_("The server was restored or updated. The old list counts until the new one is here. If in doubt, call "
         "{phone}.")}},
    {lane_lost,
     {UI_DOT_WARN, N_("The lane camera is disconnected"),
      N_("Type the plates and check the camera's cable. It reconnects automatically.")}},
    {clock_unsure,
     {UI_DOT_WARN, N_("The clock is not reliable"),
      N_("Check the times of each pass against your watch and call {phone}.")}},
    {disk_filling,
     {UI_DOT_WARN, N_("The disk is nearly full"), N_("Recording stops when it is full. Call {phone} today.")}},
    {forked,
     {UI_DOT_WARN, N_("The entry log was replaced"),
      N_("It was lost or swapped. New entries are uploaded as before. Call {phone}.")}},
    {put_back,
     {UI_DOT_WARN, N_("The records file had disappeared"),
      N_("The booth saved all entries again. Please tell {phone} what was done to it.")}},
    {salvaged,
     {UI_DOT_WARN, N_("The records were repaired"), N_("The damaged file was quarantined. Please tell {phone}.")}},
};

size_t notice_list(const struct ui *ui, const struct model *model, struct notice *out, size_t max)
{
    static const struct notice no_font = {UI_DOT_WARN, N_("No Chinese font"),
                                          N_("Names cannot be shown. Install fonts-noto-cjk and call {phone}.")};
    size_t count = 0;
    for (size_t i = 0; model->booth_known && i < sizeof rules / sizeof rules[0] && count < max; i++)
        if (rules[i].applies(model))
            out[count++] = rules[i].notice;
    if (ui_fonts_found(ui) != UI_FONTS_GOOD && count < max)
        out[count++] = no_font;
    return count;
}

void notice_draw(struct ui *ui, struct ui_rect r, const struct model *model, const struct notice *notice)
{
    bool bad = notice->state == UI_DOT_BAD;
    char sentence[WORDS_MAX];
    words_call(ui, model, notice->next_step, sentence);
    ui_fill(ui, r, bad ? THEME_STOP : THEME_CHECK, RADIUS);
    enum theme_colour ink = bad ? THEME_ON_STOP : THEME_ON_CHECK;
    r = ui_inset(r, GAP, GAP_CLOSE);
    ui_draw_icon(ui, ui_cut_left(&r, 56, GAP), bad ? UI_ICON_STOP : UI_ICON_WARN, ink);
    struct ui_style headline = {
        .size = TYPE_BODY, .weight = UI_BOLD, .colour = ink, .top = true, .shrink_to = TYPE_NOTE};
    struct ui_style small = {.size = TYPE_SMALL, .colour = ink, .lines = 2, .top = true, .shrink_to = TYPE_NOTE};
    int second = ui_measure_in(ui, sentence, small, (struct ui_rect){0, 0, r.w, 60}).h;
    r.y += (r.h - 40 - second) / 2;
    ui_text(ui, ui_cut_top(&r, 40, 0), ui_say(ui, notice->headline), headline);
    ui_text(ui, (struct ui_rect){r.x, r.y, r.w, 60}, sentence, small);
}
