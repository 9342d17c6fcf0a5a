/* Writes text messages about visits. */
#include "flow/visitor_text.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "flow/message_kind.h"
#include "flow/sms_parts.h"
#include "people/document.h"

#define CLIPPED_SIZE 164

/* How much a wording tells. Each row tells less than the one before it. */
struct wording {
    bool name, campus;
    size_t gates, periods;                 /* how many are named; 0 periods: their days alone */
    size_t clip;                           /* characters of university, gate and host */
    enum { PLAIN = 0, TERSE, BARE } style; /* BARE is for long links beside long names */
};

static const struct wording wordings[] = {
    {true, true, 3, 4, 40, PLAIN},   {true, false, 3, 4, 40, PLAIN},  {false, false, 3, 4, 40, PLAIN},
    {false, false, 2, 3, 40, PLAIN}, {false, false, 1, 3, 40, PLAIN}, {false, false, 1, 2, 40, PLAIN},
    {false, false, 1, 0, 40, PLAIN}, {false, false, 1, 1, 40, PLAIN}, {false, false, 1, 1, 16, PLAIN},
    {false, false, 1, 1, 16, TERSE}, {false, false, 1, 1, 14, TERSE}, {false, false, 1, 1, 12, TERSE},
    {false, false, 1, 1, 10, TERSE}, {false, false, 1, 1, 8, TERSE},  {false, false, 1, 1, 8, BARE},
    {false, false, 1, 1, 6, BARE},   {false, false, 1, 1, 4, BARE},
};
#define WORDINGS (sizeof wordings / sizeof wordings[0])

static bool is_han(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

bool visitor_language_known(const char *text)
{
    return !*text || strcmp(text, "zh") == 0 || strcmp(text, "en") == 0;
}

enum words_language visitor_language(const char *chosen, int document, const char *name)
{
    struct cursor c = cursor_over(bytes_of_string(name));
    uint32_t code_point;
    if (*chosen)
        return strcmp(chosen, "en") == 0 ? WORDS_ENGLISH : WORDS_CHINESE;
    if (document != DOCUMENT_PASSPORT && document != DOCUMENT_PERMANENT_RESIDENCE)
        return WORDS_CHINESE;
    while (!utf8_take(&c, &code_point))
        if (is_han(code_point))
            return WORDS_CHINESE;
    return name[0] ? WORDS_ENGLISH : WORDS_CHINESE;
}

void visitor_clip(const char *text, size_t max, char *out, size_t size)
{
    struct cursor c = cursor_over(bytes_of_string(text));
    size_t characters = 0, kept = 0;
    uint32_t code_point;
    while (!utf8_take(&c, &code_point)) {
        characters++;
        if (characters + 1 == max)
            kept = strlen(text) - c.left;
    }
    if (characters > max)
        (void)snprintf(out, size, "%.*s…", (int)kept, text);
    else
        (void)snprintf(out, size, "%s", text);
    utf8_end_whole(out);
}

static const char *document_words(const struct visitor_text *v)
{
    const bool english = v->language == WORDS_ENGLISH;
    switch (v->document) {
    case DOCUMENT_RESIDENT_ID:
        return english ? "ID card" : "身份证";
    case DOCUMENT_PASSPORT:
        return english ? "passport" : "护照";
    default:
        return english ? "ID document" : "证件";
    }
}

static void put(struct writer *w, const char *text)
{
    writer_put(w, bytes_of_string(text));
}

static void put_clipped(struct writer *w, const char *text, size_t max)
{
    char clipped[CLIPPED_SIZE];
    visitor_clip(text, max, clipped, sizeof clipped);
    put(w, clipped);
}

static void put_gates(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    const bool english = v->language == WORDS_ENGLISH;
    char more[32] = "";
    for (size_t i = 0; i < v->gate_count && i < how->gates; i++) {
        if (i > 0)
            put(w, english ? ", " : "、");
        put_clipped(w, v->gates[i], how->clip);
    }
    if (v->gate_count > how->gates && how->style != BARE)
        (void)snprintf(more, sizeof more, english ? " +%zu" : "等%zu个校门",
                       english ? v->gate_count - how->gates : v->gate_count);
    put(w, more);
}

static void put_place(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    put_clipped(w, v->university[0] ? v->university : v->campus, how->clip);
    if (v->university[0] && how->campus && v->campus[0]) {
        put(w, v->language == WORDS_ENGLISH ? ", " : "");
        put_clipped(w, v->campus, how->clip);
    }
}

static void put_periods(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    if (how->periods > 0 || !period_days_put(w, v->calendar, v->periods, v->period_count, v->language))
        periods_put(w, v->calendar, v->periods, v->period_count, how->periods ? how->periods : 1, v->language);
}

static void put_approved_chinese(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    if (v->forwarded) {
        put(w, how->style ? "请转给访客" : "请把通行码转给访客");
        put_clipped(w, v->name, how->name ? how->clip : how->style == BARE ? 5 : 8);
        put(w, "：");
    } else if (how->name) {
        put_clipped(w, v->name, how->clip);
        put(w, "，");
    }
    put(w, v->forwarded ? "" : "您");
    put_periods(w, v, how);
    put(w, "到");
    put_place(w, v, how);
    if (v->replaced)
        put(w, how->style == BARE ? "的新通行码" : how->style ? "的通行码已换新" : "的通行码已换新，旧链接作废");
    else
        put(w, how->style ? "的申请已通过" : "的入校申请已通过");
    if (!v->forwarded) { /* otherwise the host reads it */
        put(w, how->style ? "，找" : "，接待人");
        put_clipped(w, v->host, how->clip);
    }
    put(w, how->style ? "。从" : "。请从");
    put_gates(w, v, how);
    put(w, how->style == BARE ? "凭 " : "入校，出示通行码 ");
    put(w, v->url);
    put(w, " 和");
    put(w, document_words(v));
    if (how->style == BARE)
        put(w, "入校。");
    else
        put(w, v->forwarded ? "。" : "，勿转发。");
}

static void put_approved_english(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    if (how->name) {
        put(w, "Dear ");
        put_clipped(w, v->name, how->clip);
        put(w, ", ");
    }
    if (how->style) {
        put(w, v->replaced && how->style != BARE ? "New pass: " : "");
        put_periods(w, v, how);
        put(w, ", ");
        put_place(w, v, how);
        put(w, ", ");
    } else {
        put(w, how->name ? "your visit to " : "Your visit to ");
        put_place(w, v, how);
        put(w, v->replaced ? " has a new pass, the old link is void: " : " is approved: ");
        put_periods(w, v, how);
        put(w, ", ");
    }
    put_gates(w, v, how);
    put(w, how->style == BARE ? ", " : how->style ? ", host " : ". Host: ");
    put_clipped(w, v->host, how->clip);
    put(w, how->style == BARE ? ", " : how->style ? ", bring " : ". Show the code and your ");
    put(w, document_words(v));
    put(w, how->style ? " " : " at the gate: ");
    put(w, v->url);
}

static void put_approved(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    if (v->language == WORDS_ENGLISH)
        put_approved_english(w, v, how);
    else
        put_approved_chinese(w, v, how);
}

/* The words of a message that something ended. A terse wording begins with the first text. */
struct ending {
    const char *terse, *begin, *before_number, *end;
};

static const struct ending revoked[2] = {
    [WORDS_CHINESE] = {"", "到", "的入校通行码已作废（申请", "），不能凭码入校。请联系接待人"},
    [WORDS_ENGLISH] = {"Pass revoked: ", "Your pass for ", " (no. ",
                       ") is no longer valid. Please contact your host, "}};
static const struct ending cancelled[2] = {
    [WORDS_CHINESE] = {"", "到", "的入校申请（", "）已取消，通行码作废。请联系接待人"},
    [WORDS_ENGLISH] = {"Visit cancelled: ", "Your visit to ", " (no. ",
                       ") is cancelled and your pass is void. Please contact your host, "}};

static void put_ending(struct writer *w, const struct visitor_text *v, const struct wording *how,
                       const struct ending *words)
{
    const bool english = v->language == WORDS_ENGLISH;
    put(w, v->forwarded ? "请转告访客：" : "");
    if (!english) {
        put(w, "您");
        put_periods(w, v, how);
    }
    put(w, english && how->style ? words->terse : words->begin);
    put_place(w, v, how);
    if (english) {
        put(w, ", ");
        put_periods(w, v, how);
    }
    put(w, words->before_number);
    put(w, v->number);
    put(w, english && how->style ? "). Host: " : words->end);
    put_clipped(w, v->host, how->clip);
    put(w, english ? "." : "。");
}

static void put_revoked(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    put_ending(w, v, how, &revoked[v->language]);
}

static void put_cancelled(struct writer *w, const struct visitor_text *v, const struct wording *how)
{
    put_ending(w, v, how, &cancelled[v->language]);
}

typedef void put_text(struct writer *w, const struct visitor_text *v, const struct wording *how);

/* Writes the first wording that fits. */
static enum gh_status write_fitting(put_text *put_wording, const struct visitor_text *v,
                                    char out[static VISITOR_TEXT_SIZE])
{
    for (size_t i = 0; i < WORDINGS; i++) {
        struct writer w = writer_over((uint8_t *)out, VISITOR_TEXT_SIZE - 1);
        put_wording(&w, v, &wordings[i]);
        out[w.len] = '\0';
        if (!w.overflow && sms_parts(out, VISITOR_SIGNATURE_ROOM) <= VISITOR_PARTS_MAX)
            return GH_OK;
    }
    utf8_end_whole(out);
    return GH_TOO_LONG;
}

enum gh_status visitor_text_approved(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE])
{
    return write_fitting(put_approved, v, out);
}

enum gh_status visitor_text_revoked(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE])
{
    return write_fitting(put_revoked, v, out);
}

enum gh_status visitor_text_cancelled(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE])
{
    return write_fitting(put_cancelled, v, out);
}

enum gh_status visitor_text_refused(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE])
{
    static const char full_stop[] = "。";
    const bool english = v->language == WORDS_ENGLISH;
    char reason[CLIPPED_SIZE + CLIPPED_SIZE];
    visitor_clip(v->reason, english ? 45 : 60, reason, sizeof reason);
    size_t len = strlen(reason);
    if (len >= strlen(full_stop) && strcmp(reason + len - strlen(full_stop), full_stop) == 0)
        reason[len - strlen(full_stop)] = '\0';
    (void)snprintf(out, VISITOR_TEXT_SIZE,
                   english ? "%sYour application at the gate was not approved: %s. %s."
                           : "%s您在门岗提交的入校申请未通过，原因：%s。%s。",
                   v->forwarded ? "请转告访客：" : "", reason, v->advice);
    return GH_OK;
}

void visitor_text_arrived(const struct visitor_text *v, tick at, tick now, char out[static VISITOR_TEXT_SIZE])
{
    char when[PERIOD_WORDS_SIZE], name[CLIPPED_SIZE], gate[CLIPPED_SIZE];
    period_begin_words(v->calendar, at, now, v->language, when);
    visitor_clip(v->name, 40, name, sizeof name);
    visitor_clip(v->gate_count ? v->gates[0] : "", 20, gate, sizeof gate);
    (void)snprintf(out, VISITOR_TEXT_SIZE,
                   v->language == WORDS_ENGLISH ? "Your visitor %s came in at %s, %s (application %s)."
                                                : "您的访客%s已于%s从%s入校（申请%s）。",
                   name, when, gate, v->number);
    utf8_end_whole(out);
}

/* ---- Texts of administrators ---- */

#define FORWARD "请转告访客："
#define WORDS_SIZE 512

/* The values of one wording. */
struct filling {
    char name[CLIPPED_SIZE], host[CLIPPED_SIZE], place[WORDS_SIZE], gates[WORDS_SIZE], periods[WORDS_SIZE];
    char reason[WORDS_SIZE];
};

typedef void put_words(struct writer *w, const struct visitor_text *v, const struct wording *how);

static void words_of(put_words *put_them, const struct visitor_text *v, const struct wording *how,
                     char out[static WORDS_SIZE])
{
    struct writer w = writer_over((uint8_t *)out, WORDS_SIZE - 1);
    put_them(&w, v, how);
    out[w.len] = '\0';
    utf8_end_whole(out);
}

/* A sentence that has lost its address begins with a capital. */
static void begin_sentence(char *text)
{
    if (*text >= 'a' && *text <= 'z' && strncmp(text, "http", 4) != 0)
        *text = (char)(*text - 'a' + 'A');
}

/* Returns whether the text fits. */
static bool fill(const char *text, const struct visitor_text *v, const struct wording *how,
                 char out[static VISITOR_TEXT_SIZE])
{
    struct filling f = {.name = ""};
    const char *before = v->forwarded ? FORWARD : "";
    if (how->name)
        visitor_clip(v->name, how->clip, f.name, sizeof f.name);
    visitor_clip(v->host, how->clip, f.host, sizeof f.host);
    visitor_clip(v->reason, how->clip + 20, f.reason, sizeof f.reason);
    words_of(put_place, v, how, f.place);
    words_of(put_gates, v, how, f.gates);
    if (v->period_count)
        words_of(put_periods, v, how, f.periods);
    const struct text_arg args[] = {
        {message_placeholder_name(PLACEHOLDER_NAME), f.name},
        {message_placeholder_name(PLACEHOLDER_PLACE), f.place},
        {message_placeholder_name(PLACEHOLDER_HOST), f.host},
        {message_placeholder_name(PLACEHOLDER_NUMBER), v->number},
        {message_placeholder_name(PLACEHOLDER_LINK), v->url},
        {message_placeholder_name(PLACEHOLDER_DOCUMENT), document_words(v)},
        {message_placeholder_name(PLACEHOLDER_GATES), f.gates},
        {message_placeholder_name(PLACEHOLDER_PERIODS), f.periods},
        {message_placeholder_name(PLACEHOLDER_REASON), f.reason},
        {message_placeholder_name(PLACEHOLDER_ADVICE), v->advice},
        {message_placeholder_name(PLACEHOLDER_TIME), v->time ? v->time : ""},
    };
    memcpy(out, before, strlen(before) + 1);
    const bool whole = message_template_fill(text, args, sizeof args / sizeof args[0], out + strlen(before),
                                             VISITOR_TEXT_SIZE - strlen(before));
    begin_sentence(out);
    return whole;
}

/* A wording without the name leaves a hole in a text that has it outside [ ]; those keep it and clip it. */
static struct wording filled_wording(size_t i, bool bare_name)
{
    struct wording how = wordings[i];
    how.name |= bare_name;
    return how;
}

enum gh_status visitor_text_fill(const char *text, const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE])
{
    const bool bare_name = message_template_needs(text, message_placeholder_name(PLACEHOLDER_NAME));
    struct wording how = filled_wording(WORDINGS - 1, bare_name);
    if (!fill(text, v, &how, out))
        return GH_TOO_LONG;
    const size_t fewest = sms_parts(out, VISITOR_SIGNATURE_ROOM);
    const size_t most = fewest > VISITOR_PARTS_MAX ? fewest : VISITOR_PARTS_MAX;
    for (size_t i = 0; i < WORDINGS; i++) {
        how = filled_wording(i, bare_name);
        if (fill(text, v, &how, out) && sms_parts(out, VISITOR_SIGNATURE_ROOM) <= most)
            return GH_OK;
    }
    return GH_TOO_LONG;
}
