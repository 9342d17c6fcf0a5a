#include "screens/words.h"

#include <stdio.h>
#include <string.h>

#define DOT " \xC2\xB7 "

/* ---- Tables ---- */

struct reason_words {
    const char *headline, *next_step;
};

static const struct reason_words reasons[REASON_COUNT] = {
    [REASON_NOT_A_PASS] = {N_("Not a pass"),
                           N_("This is not one of our passes. Ask the visitor to open the link in the SMS.")},
    [REASON_FORGED] = {N_("Forged"), N_("The signature is wrong. Do not admit; call the security office.")},
    [REASON_REVOKED] = {N_("Revoked"), N_("This pass was revoked. Ask the visitor to call the host.")},
    [REASON_BARRED] = {N_("Barred"), N_("Stay calm, do not admit, and call the security office.")},
    [REASON_BLOCKED] = {N_("Suspended"), N_("The security office suspended this pass. Call the office.")},
    [REASON_UNKNOWN_KEY] = {N_("Unknown issuer"),
                            N_("This code was not issued by this university. Call the security office.")},
    [REASON_NOT_EXPECTED] = {N_("Not expected"),
                             N_("No reservation matches. Check what you typed, or ask for the QR code.")},
    [REASON_NOT_ISSUED] = {N_("Not on the list"),
                           N_("The list is up to date and does not have this pass. Call the security office.")},
    [REASON_WRONG_GATE] = {N_("Wrong gate"), N_("This pass is for another gate. Show the visitor the way.")},
    [REASON_ALREADY_USED] = {N_("Already used"),
                             N_("This single-use pass has been used. The visitor needs a new one.")},
    [REASON_EXPIRED] = {N_("Expired"), N_("This pass has expired. Ask the host for a new one.")},
    [REASON_TOO_EARLY] = {N_("Too early"), N_("This pass is not valid yet. Ask the visitor to come back later.")},
    [REASON_WRONG_HOLDER] = {N_("Wrong holder"), N_("The ID document does not belong to this pass.")},
    [REASON_STORE_ERROR] = {N_("Data unreadable"),
                            N_("This booth cannot check or record. Decide yourself and use the paper log.")},
    [REASON_CLOCK_UNSURE] = {N_("Clock not reliable"), N_("Check the times of the pass against your watch.")},
    [REASON_KEY_STALE] = {N_("Keys too old"), N_("The signature cannot be checked offline. Check the ID.")},
    [REASON_OFFLINE_UNCONFIRMED] = {N_("Offline, unconfirmed"),
                                    N_("The code is genuine, but this booth's list is out of date. Check the ID.")},
    [REASON_NEW_PASS] = {N_("New pass"), N_("The code is genuine, but this booth does not have it yet. Check the ID.")},
    [REASON_STALE_REPLICA] = {N_("List too old"), N_("This booth's list is more than a day old. Check the ID.")},
    [REASON_OTHER_GATE_OFFLINE] = {N_("May have been used elsewhere"),
                                   N_("This booth is offline and the pass belongs to another gate. Check the ID.")},
    [REASON_ALREADY_INSIDE] = {N_("Already inside"), N_("This pass has entered and not left. Ask, then decide.")},
    [REASON_CHOOSE] = {N_("Choice needed"), N_("Several passes match. Ask, and choose the right one.")},
    [REASON_TYPED_NUMBER] = {N_("Typed number"), N_("Found by its short number. Check the ID.")},
    [REASON_STATIC_CODE] = {N_("Static code"), N_("The code is on paper or a screenshot. Check the ID.")},
    [REASON_OK] = {N_("Valid"), N_("Check the name and the end of the ID number.")},
};

const char *words_reason(enum verdict_reason reason)
{
    return reasons[reason].headline;
}

const char *words_next_step(const struct shown *shown)
{
    if (shown->gun_changed && shown->verdict.reason == REASON_NOT_A_PASS)
        return N_(
            "The scanner changes letters. Turn off Caps Lock, set the scanner to a US keyboard, or use the camera.");
    if (shown->verdict.reason == REASON_NOT_EXPECTED && shown->presented_as == PRESENTED_PLATE)
        return N_(
            "Compare the plate with the car, or ask for the QR code. Visitors without a reservation can apply here.");
    return reasons[shown->verdict.reason].next_step;
}

const char *words_fault(enum gh_status status)
{
    switch (status) {
    case GH_FULL:
        return N_("The disk is full");
    case GH_READ_ONLY:
        return N_("The disk is read-only");
    case GH_GONE:
        return N_("The records file is gone");
    case GH_CORRUPT:
        return N_("The records are damaged");
    default:
        return N_("The records cannot be opened");
    }
}

const char *words_override_reason(enum override_reason reason)
{
    static const char *const words[OVERRIDE_COUNT] = {
        [OVERRIDE_NONE] = N_("No reason"),
        [OVERRIDE_PHONE_CONFIRMED] = N_("Confirmed by phone"),
        [OVERRIDE_HOST_PRESENT] = N_("Host is present"),
        [OVERRIDE_EMERGENCY] = N_("Emergency"),
        [OVERRIDE_DEVICE_FAULT] = N_("Device fault"),
        [OVERRIDE_OFFICIAL_DUTY] = N_("Official duty"),
        [OVERRIDE_OTHER] = N_("Other"),
    };
    return words[reason];
}

const char *words_kind(enum pass_kind kind)
{
    return kind == PASS_VEHICLE ? N_("Vehicle") : kind == PASS_RIDER ? N_("Rider") : N_("On foot");
}

const char *words_uses(enum pass_uses uses)
{
    return uses == PASS_SINGLE_USE ? N_("once") : N_("several times");
}

static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
                                     N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};

/* ---- Times ---- */

const char *words_time(const struct model *model, tick at, char out[static WORDS_MAX])
{
    struct model_clock clock = model_clock(model, at);
    snprintf(out, WORDS_MAX, "%02d:%02d", clock.hour, clock.minute);
    return out;
}

const char *words_day(const struct ui *ui, const struct model *model, tick at, char out[static WORDS_MAX])
{
    static const char *const near[] = {N_("Yesterday"), N_("Today"), N_("Tomorrow")};
    struct model_clock clock = model_clock(model, at);
    if (clock.days_from_now >= -1 && clock.days_from_now <= 1) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, near[clock.days_from_now + 1]));
        return out;
    }
    char day[12], month[12];
    snprintf(day, sizeof day, "%d", clock.day);
    snprintf(month, sizeof month, "%d", clock.month);
    const struct text_arg args[] = {
        {"day", day}, {"month", month}, {"month_name", ui_say(ui, months[(clock.month + 11) % 12])}};
    return ui_say_args(ui, out, WORDS_MAX, N_("{day} {month_name}"), args, 3);
}

const char *words_when(const struct ui *ui, const struct model *model, tick at, char out[static WORDS_MAX])
{
    char day[WORDS_MAX], time[WORDS_MAX];
    words_day(ui, model, at, day);
    words_time(model, at, time);
    text_format(out, WORDS_MAX, "{day} {time}", (struct text_arg[]){{"day", day}, {"time", time}}, 2);
    return out;
}

const char *words_window(const struct ui *ui, const struct model *model, tick from, tick to, char out[static WORDS_MAX])
{
    struct model_clock a = model_clock(model, from), b = model_clock(model, to);
    char begin[WORDS_MAX], end[WORDS_MAX];
    words_when(ui, model, from, begin);
    if (a.days_from_now == b.days_from_now)
        words_time(model, to, end);
    else
        words_when(ui, model, to, end);
    text_format(out, WORDS_MAX, "{begin} \xE2\x80\x93 {end}", (struct text_arg[]){{"begin", begin}, {"end", end}}, 2);
    return out;
}

const char *words_span(const struct ui *ui, tick length, char out[static WORDS_MAX])
{
    if (length < TICK_HOUR) {
        uint64_t n = length < TICK_MINUTE ? 1 : (uint64_t)(length / TICK_MINUTE);
        return ui_say_count(ui, out, WORDS_MAX, N_("{n} min"), N_("{n} min"), n);
    }
    if (length < 2 * TICK_DAY)
        return ui_say_count(ui, out, WORDS_MAX, N_("{n} h"), N_("{n} h"), (uint64_t)(length / TICK_HOUR));
    return ui_say_count(ui, out, WORDS_MAX, N_("{n} day"), N_("{n} days"), (uint64_t)(length / TICK_DAY));
}

/* ---- Places ---- */

const char *words_either(const struct ui *ui, const char *chinese, const char *english)
{
    bool want_chinese = ui_language(ui) == UI_CHINESE && ui_fonts_found(ui) == UI_FONTS_GOOD;
    const char *first = want_chinese ? chinese : english, *other = want_chinese ? english : chinese;
    return first[0] != '\0' ? first : other;
}

const char *words_gate(const struct ui *ui, const struct model *model, uint8_t gate, char out[static WORDS_MAX])
{
    const struct wire_gate *g = &model->booth.gates[gate % GATE_COUNT];
    const char *name = words_either(ui, g->name_zh, g->name_en);
    if (name[0] != '\0') {
        snprintf(out, WORDS_MAX, "%s", name);
        return out;
    }
    char number[8];
    snprintf(number, sizeof number, "%u", gate);
    return ui_say_args(ui, out, WORDS_MAX, N_("Gate {n}"), (struct text_arg[]){{"n", number}}, 1);
}

const char *words_inside(const struct ui *ui, const struct model *model, const struct shown *s,
                         char out[static WORDS_MAX])
{
    char when[WORDS_MAX], span[WORDS_MAX], gate[WORDS_MAX];
    words_when(ui, model, s->inside_since, when);
    words_span(ui, s->at > s->inside_since ? s->at - s->inside_since : 0, span);
    bool elsewhere = s->inside_gate != s->gate;
    return words_join(out, when, span, elsewhere ? words_gate(ui, model, s->inside_gate, gate) : NULL);
}

const char *words_let_in(const struct ui *ui, const struct model *model, const struct shown *s,
                         char out[static WORDS_MAX])
{
    char when[WORDS_MAX], span[WORDS_MAX], gate[WORDS_MAX];
    words_when(ui, model, s->inside_since, when);
    words_span(ui, s->at > s->inside_since ? s->at - s->inside_since : 0, span);
    return words_join(out, when, span, words_gate(ui, model, s->inside_gate, gate));
}

static const char *campus_name(const struct ui *ui, const struct model *model, uint8_t gate)
{
    const struct wire_gate *g = &model->booth.gates[gate % GATE_COUNT];
    return words_either(ui, g->campus_zh, g->campus_en);
}

const char *words_join(char out[static WORDS_MAX], const char *a, const char *b, const char *c)
{
    const char *parts[] = {a, b, c};
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < 3; i++) {
        if (parts[i] != NULL && parts[i][0] != '\0' && len < WORDS_MAX - 1) {
            const struct text_arg args[] = {{"dot", len > 0 ? DOT : ""}, {"part", parts[i]}};
            text_format(out + len, WORDS_MAX - len, "{dot}{part}", args, 2);
            len += strlen(out + len);
        }
    }
    return out;
}

const char *words_place(const struct ui *ui, const struct model *model, uint8_t gate, char out[static WORDS_MAX])
{
    char name[WORDS_MAX];
    words_gate(ui, model, gate, name);
    return words_join(out, campus_name(ui, model, gate), name, NULL);
}

/* Returns true when every known gate of the campus is in the scope. */
static bool whole_campus(const struct model *model, uint8_t campus, uint16_t gates)
{
    for (unsigned g = 0; g < GATE_COUNT; g++) {
        const struct wire_gate *gate = &model->booth.gates[g];
        if (gate->name_zh[0] != '\0' && gate->campus == campus && (gates >> g & 1) == 0)
            return false;
    }
    return true;
}

/* Writes one campus of a scope: "West Campus · all gates", or with the names of its gates. */
static void campus_scope(const struct ui *ui, const struct model *model, uint8_t campus, uint16_t gates,
                         char out[static WORDS_MAX])
{
    char names[WORDS_MAX] = "";
    const char *title = "";
    unsigned count = 0;
    for (unsigned g = 0; g < GATE_COUNT; g++) {
        const struct wire_gate *gate = &model->booth.gates[g];
        if (gate->campus != campus || (gates >> g & 1) == 0 || gate->name_zh[0] == '\0')
            continue;
        char name[WORDS_MAX], longer[WORDS_MAX];
        words_gate(ui, model, (uint8_t)g, name);
        const struct text_arg args[] = {
            {"so_far", names}, {"comma", count > 0 ? ui_say(ui, N_(", ")) : ""}, {"name", name}};
        text_format(longer, sizeof longer, "{so_far}{comma}{name}", args, 3);
        memcpy(names, longer, sizeof names);
        title = campus_name(ui, model, (uint8_t)g);
        count++;
    }
    if (count > 1 && whole_campus(model, campus, gates))
        words_join(out, title, ui_say(ui, N_("all gates")), NULL);
    else
        words_join(out, title, names, NULL);
}

const char *words_gates(const struct ui *ui, const struct model *model, uint16_t gates, char out[static WORDS_MAX])
{
    uint32_t done = 0;
    char whole[WORDS_MAX] = "";
    for (unsigned g = 0; g < GATE_COUNT; g++) {
        const struct wire_gate *gate = &model->booth.gates[g];
        uint8_t campus = gate->campus;
        if ((gates >> g & 1) == 0 || gate->name_zh[0] == '\0' || campus >= 32 || (done >> campus & 1) != 0)
            continue;
        done |= 1u << campus;
        char part[WORDS_MAX], longer[WORDS_MAX];
        campus_scope(ui, model, campus, gates, part);
        const struct text_arg args[] = {
            {"so_far", whole}, {"next", whole[0] != '\0' ? ui_say(ui, N_("; ")) : ""}, {"part", part}};
        text_format(longer, sizeof longer, "{so_far}{next}{part}", args, 3);
        memcpy(whole, longer, sizeof whole);
    }
    if (whole[0] == '\0') {
        for (unsigned g = 0; g < GATE_COUNT; g++)
            if (gates >> g & 1)
                return words_gate(ui, model, (uint8_t)g, out);
    }
    memcpy(out, whole, WORDS_MAX);
    return out;
}

/* ---- The bar and the log ---- */

const char *words_call(const struct ui *ui, const struct model *model, const char *sentence, char out[static WORDS_MAX])
{
    const char *phone = model->settings.office_phone;
    const struct text_arg args[] = {{"phone", phone[0] != '\0' ? phone : ui_say(ui, N_("the security office"))}};
    return ui_say_args(ui, out, WORDS_MAX, sentence, args, 1);
}

const char *words_update(const struct ui *ui, const struct model *model, bool brief, char out[static WORDS_MAX],
                         enum ui_dot *state)
{
    const struct booth_status *booth = &model->booth;
    tick age = model->now - booth->held.ages.passes;
    *state = UI_DOT_BAD;
    if (booth->replica != REPLICA_STATE_OPEN || booth->held.ages.passes == 0) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("No list yet")));
        return out;
    }
    char span[WORDS_MAX];
    words_span(ui, age, span);
    const struct text_arg args[] = {{"span", span}};
    if (booth->freshness == REPLICA_MISSING)
        return ui_say_args(ui, out, WORDS_MAX, N_("Offline {span}"), args, 1);
    *state = booth->freshness == REPLICA_FRESH ? UI_DOT_GOOD : UI_DOT_WARN;
    if (age < TICK_MINUTE) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, brief ? N_("Just now") : N_("Updated just now")));
        return out;
    }
    return ui_say_args(ui, out, WORDS_MAX, brief ? N_("{span} ago") : N_("Updated {span} ago"), args, 1);
}

static const char *event_words(const struct log_row *row)
{
    switch (row->kind) {
    case ENTRY_TAKE_BACK:
        return N_("Taken back");
    case ENTRY_SIGN_IN:
        return N_("Signed in");
    case ENTRY_SIGN_OUT:
        return N_("Signed out");
    default:
        return words_reason(row->reason);
    }
}

const char *words_entry(const struct ui *ui, const struct log_row *row, char out[static WORDS_MAX])
{
    bool let_in = row->kind == ENTRY_ADMIT || row->kind == ENTRY_DECIDE_ADMIT || row->kind == ENTRY_OVERRIDE ||
                  row->kind == ENTRY_EXIT;
    bool vehicle = row->has_kind ? row->pass_kind == PASS_VEHICLE : row->vehicle;
    const char *name = vehicle || row->name[0] == '\0' ? row->plate : row->name;
    const char *who = row->personal ? name : row->pass_number;
    const char *nobody =
        row->presence ? row->vehicle ? N_("Vehicle without a pass") : N_("Person without a pass") : event_words(row);
    snprintf(out, WORDS_MAX, "%s", let_in && who[0] != '\0' ? who : ui_say(ui, nobody));
    return out;
}

/* The parts of an entry's second line, most important first. */
static void detail_parts(const struct ui *ui, const struct log_row *row, const char *parts[3], char riders[WORDS_MAX])
{
    const char *kind = row->has_kind ? ui_say(ui, words_kind(row->pass_kind)) : "";
    const char *who = row->personal ? row->name : row->pass_number;
    parts[0] = row->personal ? words_either(ui, row->unit_zh, row->unit_en) : "";
    parts[1] = kind;
    parts[2] = row->personal && row->has_kind && row->pass_kind == PASS_RIDER ? row->plate : "";
    if (row->has_kind && row->pass_kind == PASS_VEHICLE && row->riders > 0)
        parts[1] = ui_say_count(ui, riders, WORDS_MAX, N_("{n} person"), N_("{n} people"), row->riders);
    switch (row->kind) {
    case ENTRY_SIGN_IN:
    case ENTRY_SIGN_OUT:
        parts[0] = row->guard_name;
        parts[1] = "";
        break;
    case ENTRY_DECIDE_ADMIT:
        parts[0] = ui_say(ui, words_reason(row->reason));
        parts[1] = ui_say(ui, N_("ID checked"));
        break;
    case ENTRY_OVERRIDE:
        parts[0] = ui_say(ui, words_override_reason(row->override_reason));
        parts[1] = ui_say(ui, words_reason(row->reason));
        break;
    case ENTRY_REFUSE:
        parts[0] = ui_say(ui, N_("refused"));
        parts[1] = who;
        break;
    case ENTRY_EXIT:
        parts[2] = parts[1];
        parts[1] = parts[0];
        parts[0] = ui_say(ui, N_("left"));
        break;
    case ENTRY_SHOWN:
    case ENTRY_TAKE_BACK:
        parts[0] = who;
        break;
    default:
        break;
    }
}

const char *words_entry_detail(struct ui *ui, const struct log_row *row, struct ui_style style, int width,
                               char out[static WORDS_MAX])
{
    const char *parts[3];
    char riders[WORDS_MAX];
    detail_parts(ui, row, parts, riders);
    for (int kept = 3; kept > 1; kept--) {
        words_join(out, parts[0], kept > 1 ? parts[1] : "", kept > 2 ? parts[2] : "");
        if (ui_measure(ui, out, style, 4000).w <= width)
            return out;
    }
    if (ui_measure(ui, parts[0], style, 4000).w > width && parts[1][0] != '\0')
        return words_join(out, parts[1], NULL, NULL);
    return words_join(out, parts[0], NULL, NULL);
}
