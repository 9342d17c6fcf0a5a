/* Writes messages to applicants and deciders. */
#include "flow/staff_text.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "flow/sms_parts.h"
#include "flow/visitor_text.h"

#define CLIPPED_SIZE 256 /* for 60 characters */
#define WORDS_SIZE 64
#define REMINDER_ZH "提醒："
#define REMINDER_EN "Reminder: "

/* How much a wording tells. Each row tells less than the one before it. E-mails have the first one. */
struct wording {
    bool number, host, due;
    size_t purpose, reason; /* characters */
};

static const struct wording wordings[] = {
    {true, true, true, 60, 60},   {true, true, true, 20, 60},    {true, true, true, 12, 30},
    {true, false, true, 12, 30},  {true, false, false, 12, 30},  {true, false, false, 9, 30},
    {true, false, false, 6, 30},  {false, false, false, 12, 30}, {false, false, false, 8, 16},
    {false, false, false, 8, 10}, {false, false, false, 6, 6},   {false, false, false, 4, 4},
    {false, false, false, 3, 0},  {false, false, false, 0, 0},
};
#define WORDINGS (sizeof wordings / sizeof wordings[0])

typedef void put_text(struct writer *w, const struct staff_text *v, const struct wording *how);

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

/* Ends a text. Line ends of what people wrote become blanks; 【】 would pass for a provider's signature. */
static void end_text(struct writer *w, char *out)
{
    static const char open[] = "【", close[] = "】";
    out[w->len] = '\0';
    utf8_end_whole(out);
    for (char *c = out; *c; c++) {
        if ((unsigned char)*c < ' ')
            *c = ' ';
        else if (strncmp(c, open, 3) == 0)
            memcpy(c, "「", 3);
        else if (strncmp(c, close, 3) == 0)
            memcpy(c, "」", 3);
    }
}

/* Writes the first wording that fits, or else the last one. parts 0: of any number of parts. */
static void write_fitting(put_text *put_wording, const struct staff_text *v, size_t parts,
                          char out[static STAFF_TEXT_SIZE])
{
    for (size_t i = 0; i < WORDINGS; i++) {
        struct writer w = writer_over((uint8_t *)out, STAFF_TEXT_SIZE - 1);
        put_wording(&w, v, &wordings[i]);
        end_text(&w, out);
        if (!w.overflow && (!parts || sms_parts(out, VISITOR_SIGNATURE_ROOM) <= parts))
            return;
    }
}

static void write_both(put_text *put_wording, const struct staff_text *v, struct staff_message *out)
{
    write_fitting(put_wording, v, VISITOR_PARTS_MAX, out->sms);
    write_fitting(put_wording, v, 0, out->mail);
}

static void put_day(struct writer *w, const struct staff_text *v, const char *before)
{
    char day[DAY_WORDS_SIZE];
    if (!v->first)
        return;
    day_words(v->calendar, v->first, v->language, day);
    put(w, before);
    put(w, day);
}

static void put_entrants(struct writer *w, const struct staff_text *v)
{
    char count[WORDS_SIZE];
    const bool english = v->language == WORDS_ENGLISH;
    (void)snprintf(count, sizeof count, english ? "%zu visitor%s" : "%zu 名访客", v->persons,
                   v->persons == 1 ? "" : "s");
    put(w, count);
    (void)snprintf(count, sizeof count, english ? ", %zu vehicle%s" : "、%zu 辆车", v->vehicles,
                   v->vehicles == 1 ? "" : "s");
    put(w, v->vehicles ? count : "");
}

static void put_due(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    char when[PERIOD_WORDS_SIZE] = "";
    const bool english = v->language == WORDS_ENGLISH, named = how->due && v->decide_by > v->now;
    if (named)
        period_begin_words(v->calendar, v->decide_by, v->now, v->language, when);
    if (english) {
        put(w, named ? " Please decide by " : how->purpose || !v->walk_up ? " " : "");
        put(w, when);
        put(w, named ? ": " : "");
    } else {
        put(w, named ? "请于 " : "请");
        put(w, when);
        put(w, named ? " 前处理：" : "处理：");
    }
}

/* "学术讲座，11月29日，2 名访客，接待人陈教授（26112900017）。" */
static void put_what(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    const bool english = v->language == WORDS_ENGLISH;
    if (how->purpose)
        put_clipped(w, v->purpose, how->purpose);
    if (!v->walk_up) /* a walk-up is for today */
        put_day(w, v, !how->purpose ? "" : english ? ", " : "，");
    if (how->purpose) {
        put(w, english ? ", " : "，");
        put_entrants(w, v);
    }
    if (how->host && v->host[0]) {
        put(w, english ? ", host " : "，接待人");
        put_clipped(w, v->host, how->purpose);
    }
    if (how->number) {
        put(w, english ? " (no. " : "（");
        put(w, v->number);
        put(w, english ? ")" : "）");
    }
    if (how->purpose || !v->walk_up)
        put(w, english ? "." : "。");
}

/* "待您审批：", "李老师转交给您审批：", "变更待您审批：", "急，门岗有人等候：" */
static void put_task(struct writer *w, const struct staff_text *v)
{
    const bool english = v->language == WORDS_ENGLISH;
    if (v->from[0]) {
        put_clipped(w, v->from, 8);
        put(w, english ? " hands over: " : "转交给您审批：");
    }
    if (v->walk_up)
        put(w, english ? "Waiting at the gate: " : "急，门岗有人等候：");
    else if (!v->from[0] && v->amendment)
        put(w, english ? "Change to approve: " : "变更待您审批：");
    else if (!v->from[0])
        put(w, english ? "To approve: " : "待您审批：");
}

static void put_to_decide(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    const bool english = v->language == WORDS_ENGLISH;
    if (v->reminder)
        put(w, english ? REMINDER_EN : REMINDER_ZH);
    put_task(w, v);
    put_what(w, v, how);
    put_due(w, v, how);
    put(w, v->url);
}

static void put_emergency(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    const bool english = v->language == WORDS_ENGLISH;
    put(w, english ? "Emergency admission: " : "门岗已紧急放行：");
    put_what(w, v, how);
    put(w, english ? " Please confirm: " : "请事后确认：");
    put(w, v->url);
}

static void put_withdrawn(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    const bool english = v->language == WORDS_ENGLISH;
    put(w, english ? "Visitor " : "访客 ");
    put(w, v->from);
    put(w, english ? " withdrew the consent on personal data. The passes are revoked. "
                   : " 撤回了个人信息同意，通行码已作废。");
    put_what(w, v, how);
    put(w, english ? " See: " : "查看：");
    put(w, v->url);
}

/* The words for the applicant. `state` is for the subject. A reason follows `text`, then comes `then` with the link. */
struct state_words {
    const char *state, *text, *then;
    bool reason;
};

static const struct state_words states[FLOW_STATE_COUNT][2] = {
    [FLOW_SENT_BACK] = {{"被退回", "被退回", "请修改：", true},
                        {"Sent back", "was sent back", "Please correct it: ", true}},
    [FLOW_SECURITY_REVIEW] = {{"单位已更正", "已由单位更正并同意", "待保卫处审批：", false},
                              {"Corrected by the unit", "was corrected and approved by the unit",
                               "The security office decides next: ", false}},
    [FLOW_APPROVED] = {{"已通过", "已通过，通行码正在发给访客", "", false},
                       {"Approved", "is approved, and visitors get their passes", "", false}},
    [FLOW_CONFIRMING] = {{"请确认修改", "由保卫处作了修改", "请确认：", false},
                         {"Please confirm changes", "was changed by the security office", "Please confirm: ", false}},
    [FLOW_ACKNOWLEDGING] = {{"未通过", "未通过", "请知悉：", true},
                            {"Not approved", "was not approved", "Please acknowledge: ", true}},
    [FLOW_APPLIED] = {{"变更已通过", "已通过，有变动的通行码已更新", "", false},
                      {"Change approved", "is in force, and passes that changed are renewed", "", false}},
    [FLOW_CANCELLED] = {{"已取消", "已取消，通行码作废", "", false},
                        {"Cancelled", "is cancelled, and its passes are void", "", false}},
    [FLOW_LAPSED] = {{"已过期", "已过期，未获审批", "", false},
                     {"Expired", "has expired without a decision", "", false}},
};
static const struct state_words other_state[2] = {{"有新进展", "有新进展", "", false}, {"News", "has news", "", false}};

static const struct state_words *of_state(const struct staff_text *v)
{
    return states[v->state][v->language].text ? &states[v->state][v->language] : &other_state[v->language];
}

static void put_state(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    const bool english = v->language == WORDS_ENGLISH;
    const struct state_words *words = of_state(v);
    put(w, english ? v->amendment ? "Your change" : "Your application" : v->amendment ? "您的变更申请" : "您的申请");
    if (how->purpose) {
        put(w, english ? " \"" : "“");
        put_clipped(w, v->purpose, how->purpose);
        put(w, english ? "\"" : "”");
    }
    put(w, english ? " (" : "（");
    put_day(w, v, "");
    put(w, !v->first || !how->number ? "" : english ? ", " : "，");
    put(w, how->number || !v->first ? v->number : "");
    put(w, english ? ") " : "）");
    put(w, words->text);
    if (words->reason && v->reason[0] && how->reason) {
        put(w, english ? ": " : "：");
        put_clipped(w, v->reason, how->reason);
    }
    put(w, english ? ". " : "。");
    put(w, words->then);
    put(w, v->url);
}

/* "待审批：学术讲座，11月29日（26112900017）" */
static void write_subject(const struct staff_text *v, const char *state, char out[static STAFF_SUBJECT_SIZE])
{
    struct writer w = writer_over((uint8_t *)out, STAFF_SUBJECT_SIZE - 1);
    const bool english = v->language == WORDS_ENGLISH;
    put(&w, state);
    put(&w, english ? ": " : "：");
    put_clipped(&w, v->purpose, 20);
    put_day(&w, v, english ? ", " : "，");
    put(&w, english ? " (" : "（");
    put(&w, v->number);
    put(&w, english ? ")" : "）");
    end_text(&w, out);
}

void staff_text_to_decide(const struct staff_text *v, struct staff_message *out)
{
    const bool english = v->language == WORDS_ENGLISH;
    write_both(put_to_decide, v, out);
    write_subject(v,
                  v->walk_up    ? english ? "Waiting at the gate" : "门岗有人等候"
                  : v->reminder ? english ? "Reminder" : "请尽快审批"
                  : english     ? "To approve"
                                : "待审批",
                  out->subject);
}

void staff_text_emergency(const struct staff_text *v, struct staff_message *out)
{
    write_both(put_emergency, v, out);
    write_subject(v, v->language == WORDS_ENGLISH ? "Emergency admission" : "紧急放行待确认", out->subject);
}

void staff_text_withdrawn(const struct staff_text *v, struct staff_message *out)
{
    write_both(put_withdrawn, v, out);
    write_subject(v, v->language == WORDS_ENGLISH ? "Consent withdrawn" : "访客撤回同意", out->subject);
}

void staff_text_state(const struct staff_text *v, struct staff_message *out)
{
    write_both(put_state, v, out);
    write_subject(v, of_state(v)->state, out->subject);
}

enum message_kind staff_kind_to_decide(const struct staff_text *v)
{
    return v->walk_up ? MESSAGE_AT_GATE : v->reminder ? MESSAGE_REMINDER : MESSAGE_TO_APPROVE;
}

/* ---- Texts of administrators ---- */

/* The values of one wording. */
struct filling {
    char purpose[CLIPPED_SIZE], host[CLIPPED_SIZE], reason[CLIPPED_SIZE], day[DAY_WORDS_SIZE];
    char entrants[CLIPPED_SIZE], task[CLIPPED_SIZE], deadline[CLIPPED_SIZE];
};

typedef void put_words(struct writer *w, const struct staff_text *v, const struct wording *how);

static void words_of(put_words *put_them, const struct staff_text *v, const struct wording *how,
                     char out[static CLIPPED_SIZE])
{
    struct writer w = writer_over((uint8_t *)out, CLIPPED_SIZE - 1);
    put_them(&w, v, how);
    out[w.len] = '\0';
    utf8_end_whole(out);
}

static void put_entrants_words(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    (void)how;
    put_entrants(w, v);
}

/* The task without its colon. Reminders are a kind of their own, but for walk-ups. */
static void put_task_words(struct writer *w, const struct staff_text *v, const struct wording *how)
{
    (void)how;
    if (v->reminder && v->walk_up)
        put(w, v->language == WORDS_ENGLISH ? REMINDER_EN : REMINDER_ZH);
    put_task(w, v);
    w->len -= v->language == WORDS_ENGLISH ? strlen(": ") : strlen("：");
}

/* The deadline without the blank that parts it from what stands before. */
static void deadline_of(const struct staff_text *v, const struct wording *how, char out[static CLIPPED_SIZE])
{
    words_of(put_due, v, how, out);
    const size_t blanks = strspn(out, " ");
    memmove(out, out + blanks, strlen(out + blanks) + 1);
}

static bool fill(const char *text, const struct staff_text *v, const struct wording *how, char *out, size_t size)
{
    struct filling f = {.purpose = ""};
    const bool english = v->language == WORDS_ENGLISH;
    if (how->purpose)
        visitor_clip(v->purpose, how->purpose, f.purpose, sizeof f.purpose);
    if (how->host)
        visitor_clip(v->host, how->purpose, f.host, sizeof f.host);
    if (how->reason)
        visitor_clip(v->reason, how->reason, f.reason, sizeof f.reason);
    if (v->first)
        day_words(v->calendar, v->first, v->language, f.day);
    if (how->purpose || v->walk_up)
        words_of(put_entrants_words, v, how, f.entrants);
    words_of(put_task_words, v, how, f.task);
    deadline_of(v, how, f.deadline);
    const struct text_arg args[] = {
        {message_placeholder_name(PLACEHOLDER_NAME), v->from},
        {message_placeholder_name(PLACEHOLDER_HOST), f.host},
        {message_placeholder_name(PLACEHOLDER_NUMBER), how->number ? v->number : ""},
        {message_placeholder_name(PLACEHOLDER_LINK), v->url},
        {message_placeholder_name(PLACEHOLDER_REASON), f.reason},
        {message_placeholder_name(PLACEHOLDER_TASK), f.task},
        {message_placeholder_name(PLACEHOLDER_WHAT), english        ? v->amendment ? "Your change" : "Your application"
                                                     : v->amendment ? "您的变更申请"
                                                                    : "您的申请"},
        {message_placeholder_name(PLACEHOLDER_PURPOSE), f.purpose},
        {message_placeholder_name(PLACEHOLDER_DAY), f.day},
        {message_placeholder_name(PLACEHOLDER_ENTRANTS), f.entrants},
        {message_placeholder_name(PLACEHOLDER_DEADLINE), f.deadline},
    };
    return message_template_fill(text, args, sizeof args / sizeof args[0], out, size);
}

/* Fills with the longest values that keep to `parts`, or to the fewest parts where that is more. parts 0: of any
 * number of parts. */
static void fill_fitting(const char *text, const struct staff_text *v, size_t parts, char out[static STAFF_TEXT_SIZE])
{
    char filled[STAFF_TEXT_SIZE];
    if (!text || !*text || !fill(text, v, &wordings[WORDINGS - 1], filled, sizeof filled))
        return;
    const size_t fewest = sms_parts(filled, VISITOR_SIGNATURE_ROOM), most = fewest > parts ? fewest : parts;
    for (size_t i = 0; i < WORDINGS; i++)
        if (fill(text, v, &wordings[i], filled, sizeof filled) &&
            (!parts || sms_parts(filled, VISITOR_SIGNATURE_ROOM) <= most)) {
            memcpy(out, filled, sizeof filled);
            return;
        }
}

void staff_text_fill(const struct staff_templates *templates, const struct staff_text *v, struct staff_message *out)
{
    static const struct wording subject = {true, true, true, 20, 20};
    char filled[STAFF_SUBJECT_SIZE];
    fill_fitting(templates->sms, v, VISITOR_PARTS_MAX, out->sms);
    fill_fitting(templates->mail, v, 0, out->mail);
    if (templates->subject && *templates->subject && fill(templates->subject, v, &subject, filled, sizeof filled))
        memcpy(out->subject, filled, sizeof filled);
}

void staff_text_card(enum words_language language, enum flow_action action, const char *actor,
                     char out[static STAFF_CARD_SIZE])
{
    static const struct {
        enum flow_action action;
        bool named; /* a decision: the card says whose */
        const char *zh, *en;
    } words[] = {
        {FLOW_UNIT_PASS, true, "已通过", "Passed"},
        {FLOW_SECURITY_PASS, true, "已通过", "Passed"},
        {FLOW_UNIT_CHANGE_PASS, true, "已修改并通过", "Corrected and passed"},
        {FLOW_SECURITY_CHANGE_PASS, true, "已修改并通过", "Corrected and passed"},
        {FLOW_SECURITY_CHANGE_RETURN, true, "已修改，待确认", "Corrected, to be confirmed"},
        {FLOW_UNIT_SEND_BACK, true, "已退回", "Sent back"},
        {FLOW_UNIT_REFUSE, true, "已拒绝", "Refused"},
        {FLOW_SECURITY_VETO, true, "已否决", "Rejected"},
        {FLOW_HAND_OVER, true, "已转交", "Handed over"},
        {FLOW_WITHDRAW, false, "申请人已撤回", "Withdrawn by the applicant"},
        {FLOW_LAPSE, false, "已过期", "Lapsed"},
    };
    const bool english = language == WORDS_ENGLISH;
    char name[CLIPPED_SIZE] = "";
    size_t i = 0;
    while (i < sizeof words / sizeof words[0] && words[i].action != action)
        i++;
    if (i == sizeof words / sizeof words[0]) {
        (void)snprintf(out, STAFF_CARD_SIZE, "%s", english ? "Already handled" : "已处理");
        return;
    }
    if (words[i].named)
        visitor_clip(actor, 8, name, sizeof name);
    (void)snprintf(out, STAFF_CARD_SIZE, "%.30s%s%.24s%s", english ? words[i].en : words[i].zh,
                   !name[0]  ? ""
                   : english ? " ("
                             : "（",
                   name,
                   !name[0]  ? ""
                   : english ? ")"
                             : "）");
    utf8_end_whole(out);
}
