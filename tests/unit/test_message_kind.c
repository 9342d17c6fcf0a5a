/* Texts of messages that administrators write: what may stand in them, and that the table of kinds says what the
 * built-in writers write. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "flow/message_kind.h"
#include "flow/sms_parts.h"
#include "flow/staff_text.h"
#include "flow/visitor_text.h"
#include "people/document.h"

#define HOUR TICK_HOUR
/* date -d "2026-11-29 00:00 +0800" +%s */
#define NOV_29 (INT64_C(1795881600) * TICK_SECOND)
#define URL "https://v.example.cn/p/AbCdEfGhIjKlMnOpQrStUv"

static const struct calendar beijing = {.zone_minutes = 480};
static const struct span working_day[] = {{NOV_29 + 8 * HOUR, NOV_29 + 18 * HOUR}};
static const char *const south[] = {"南门"};
static const char *const south_en[] = {"South gate"};

static struct visitor_text visit(enum words_language language)
{
    const bool english = language == WORDS_ENGLISH;
    return (struct visitor_text){.language = language,
                                 .name = english ? "Anna" : "张三",
                                 .university = english ? "Example" : "某大学",
                                 .campus = english ? "Main" : "东区",
                                 .host = english ? "Li" : "李老师",
                                 .number = "26112900017",
                                 .url = URL,
                                 .document = DOCUMENT_RESIDENT_ID,
                                 .gates = english ? south_en : south,
                                 .gate_count = 1,
                                 .calendar = &beijing,
                                 .periods = working_day,
                                 .period_count = 1,
                                 .reason = "时间不符",
                                 .advice = "请与接待人联系",
                                 .time = "08:00"};
}

static struct staff_text task(enum words_language language)
{
    return (struct staff_text){.language = language,
                               .number = "26112900017",
                               .purpose = "设备维修",
                               .host = "陈教授",
                               .url = URL,
                               .from = "",
                               .reason = "请补充车牌",
                               .calendar = &beijing,
                               .first = NOV_29 + 2 * TICK_DAY + 9 * HOUR,
                               .decide_by = NOV_29 + TICK_DAY + 17 * HOUR,
                               .now = NOV_29 + TICK_DAY + 10 * HOUR,
                               .persons = 2,
                               .vehicles = 1};
}

static enum template_fault check(const char *text)
{
    char word[MESSAGE_PLACEHOLDER_SIZE];
    const struct template_rule rule = message_kind_rule(MESSAGE_PASS_ISSUED, MESSAGE_SMS);
    return message_template_check(&rule, text, word);
}

static void built_in_texts_keep_the_rules_of_their_kind(void **state)
{
    (void)state;
    char word[MESSAGE_PLACEHOLDER_SIZE];
    for (int kind = 0; kind < MESSAGE_KIND_COUNT; kind++) {
        assert_int_equal(message_kind_find(message_kind_row(kind)->name), kind);
        for (int form = 0; form < MESSAGE_FORM_COUNT; form++) {
            const struct template_rule rule = message_kind_rule(kind, form);
            for (int language = 0; language < 2 && message_kind_has(kind, form); language++)
                assert_int_equal(message_template_check(&rule, message_kind_usual(kind, form, language), word),
                                 TEMPLATE_FINE);
        }
    }
    assert_int_equal(message_kind_find("nothing"), MESSAGE_KIND_COUNT);
}

static void visitors_read_what_the_table_says(void **state)
{
    (void)state;
    static const struct {
        enum message_kind kind;
        bool replaced;
        enum gh_status (*write)(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);
    } cases[] = {{MESSAGE_PASS_ISSUED, false, visitor_text_approved},
                 {MESSAGE_PASS_RENEWED, true, visitor_text_approved},
                 {MESSAGE_PASS_REVOKED, false, visitor_text_revoked},
                 {MESSAGE_VISIT_CANCELLED, false, visitor_text_cancelled},
                 {MESSAGE_REFUSED, false, visitor_text_refused}};
    char built_in[VISITOR_TEXT_SIZE], filled[VISITOR_TEXT_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int language = 0; language < 2; language++) {
            struct visitor_text v = visit(language);
            v.replaced = cases[i].replaced;
            assert_int_equal(cases[i].write(&v, built_in), GH_OK);
            assert_int_equal(visitor_text_fill(message_kind_usual(cases[i].kind, MESSAGE_SMS, language), &v, filled),
                             GH_OK);
            assert_string_equal(filled, built_in);
        }
    for (int language = 0; language < 2; language++) {
        struct visitor_text v = visit(language);
        v.time = "08:30";
        visitor_text_arrived(&v, NOV_29 + 8 * HOUR + 30 * TICK_MINUTE, NOV_29 + 9 * HOUR, built_in);
        assert_int_equal(visitor_text_fill(message_kind_usual(MESSAGE_ARRIVED, MESSAGE_SMS, language), &v, filled),
                         GH_OK);
        assert_string_equal(filled, built_in);
    }
}

typedef void write_message(const struct staff_text *v, struct staff_message *out);

static void expect_staff(enum message_kind kind, write_message *write, const struct staff_text *v)
{
    struct staff_message built_in, filled = {.sms = "", .mail = "", .subject = ""};
    write(v, &built_in);
    staff_text_fill(&(struct staff_templates){message_kind_usual(kind, MESSAGE_SMS, v->language),
                                              message_kind_usual(kind, MESSAGE_MAIL, v->language),
                                              message_kind_usual(kind, MESSAGE_SUBJECT, v->language)},
                    v, &filled);
    assert_string_equal(filled.mail, built_in.mail);
    assert_string_equal(filled.subject, built_in.subject);
    /* A Chinese name in an English text needs a third part, built-in or not. */
    assert_true(sms_parts(filled.sms, VISITOR_SIGNATURE_ROOM) <= VISITOR_PARTS_MAX ||
                sms_parts(filled.sms, VISITOR_SIGNATURE_ROOM) <= sms_parts(built_in.sms, VISITOR_SIGNATURE_ROOM));
}

static void staff_reads_what_the_table_says(void **state)
{
    (void)state;
    for (int language = 0; language < 2; language++) {
        struct staff_text v = task(language);
        expect_staff(staff_kind_to_decide(&v), staff_text_to_decide, &v);
        v.from = "李老师";
        expect_staff(staff_kind_to_decide(&v), staff_text_to_decide, &v);
        expect_staff(MESSAGE_WITHDRAWN, staff_text_withdrawn, &v);
        v.from = "";
        v.amendment = v.reminder = true;
        assert_int_equal(staff_kind_to_decide(&v), MESSAGE_REMINDER);
        expect_staff(MESSAGE_REMINDER, staff_text_to_decide, &v);
        v.amendment = v.reminder = false;
        v.walk_up = true;
        assert_int_equal(staff_kind_to_decide(&v), MESSAGE_AT_GATE);
        expect_staff(MESSAGE_AT_GATE, staff_text_to_decide, &v);
        v.reminder = true;
        expect_staff(MESSAGE_AT_GATE, staff_text_to_decide, &v);
        v.reminder = false;
        expect_staff(MESSAGE_EMERGENCY, staff_text_emergency, &v);
        v.walk_up = false;
        for (int s = 0; s < FLOW_STATE_COUNT; s++) {
            v.state = (enum flow_state)s;
            if (message_kind_of_state(v.state) < MESSAGE_KIND_COUNT)
                expect_staff(message_kind_of_state(v.state), staff_text_state, &v);
        }
    }
}

static void a_text_with_a_fault_is_named(void **state)
{
    (void)state;
    char word[MESSAGE_PLACEHOLDER_SIZE], longest[MESSAGE_TEMPLATE_SIZE + 1];
    const struct template_rule rule = message_kind_rule(MESSAGE_PASS_ISSUED, MESSAGE_SMS);
    assert_int_equal(check("{name}：{link}"), TEMPLATE_FINE);
    assert_int_equal(check("{name}"), TEMPLATE_NO_LINK);
    assert_int_equal(check("{name}[：{link}]"), TEMPLATE_NO_LINK);
    assert_int_equal(check("{link} {"), TEMPLATE_BRACE);
    assert_int_equal(check("{link} }"), TEMPLATE_BRACE);
    assert_int_equal(check("{link"), TEMPLATE_BRACE);
    assert_int_equal(check("{Link}"), TEMPLATE_BRACE);
    assert_int_equal(check("{link}[，"), TEMPLATE_BRACE);
    assert_int_equal(check("{link}]"), TEMPLATE_BRACE);
    assert_int_equal(check("{link}[words]"), TEMPLATE_BRACE);
    assert_int_equal(check("{link}[[{name}]]"), TEMPLATE_BRACE);
    assert_int_equal(check("{link}【校园】"), TEMPLATE_SIGNS);
    assert_int_equal(check("{link}\a"), TEMPLATE_SIGNS);
    assert_int_equal(check("{link}\n"), TEMPLATE_SIGNS);
    assert_int_equal(check("{link}\xC3"), TEMPLATE_SIGNS);
    assert_int_equal(message_template_check(&rule, "{link}{nickname}", word), TEMPLATE_UNKNOWN);
    assert_string_equal(word, "nickname");
    assert_int_equal(message_template_check(&rule, "{link}{task}", word), TEMPLATE_UNKNOWN); /* of other kinds */
    memset(longest, 'x', sizeof longest);
    memcpy(longest, "{link}", 6);
    longest[MESSAGE_TEMPLATE_SIZE - 1] = '\0';
    assert_int_equal(check(longest), TEMPLATE_FINE);
    longest[MESSAGE_TEMPLATE_SIZE - 1] = 'x';
    longest[MESSAGE_TEMPLATE_SIZE] = '\0';
    assert_int_equal(check(longest), TEMPLATE_TOO_LONG);
}

static void values_stay_values(void **state)
{
    (void)state;
    char out[64];
    const struct text_arg args[] = {{"name", "{link}[x]\n【银行】"}, {"link", "L"}, {"host", ""}};
    assert_true(message_template_fill("{name}[，{host}] {link}[ {name}]", args, 3, out, sizeof out));
    assert_string_equal(out, "{link}[x] 「银行」 L {link}[x] 「银行」");
    assert_false(message_template_fill("{name}", args, 3, out, 8));
    assert_string_equal(out, "{link}[");
    assert_true(message_template_needs("[{name}]{link}", "link"));
    assert_false(message_template_needs("[{name}]{link}", "name"));
}

static void long_values_are_clipped_and_the_link_stays_whole(void **state)
{
    (void)state;
    char out[VISITOR_TEXT_SIZE], words[MESSAGE_TEMPLATE_SIZE];
    struct visitor_text v = visit(WORDS_CHINESE);
    v.host = "一位名字特别特别特别特别特别特别特别特别特别特别特别特别长的接待老师";
    assert_int_equal(visitor_text_fill("{name}您好，接待人{host}，{place}，{periods}，{gates}，{link}", &v, out),
                     GH_OK);
    assert_non_null(strstr(out, URL));
    assert_true(sms_parts(out, VISITOR_SIGNATURE_ROOM) <= VISITOR_PARTS_MAX);
    assert_non_null(strstr(out, "张三您好"));
    v.forwarded = true;
    assert_int_equal(visitor_text_fill("{link}", &v, out), GH_OK);
    assert_string_equal(out, "请转告访客：" URL);
    memset(words, 'x', sizeof words);
    memcpy(words + sizeof words - 7, "{link}", 7);
    v.url = "https://a-very-long-name-of-a-server-at-a-university.example.edu.cn/p/AbCdEfGhIjKlMnOpQrStUv";
    assert_int_equal(visitor_text_fill(words, &v, out), GH_TOO_LONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_texts_keep_the_rules_of_their_kind),
        cmocka_unit_test(visitors_read_what_the_table_says),
        cmocka_unit_test(staff_reads_what_the_table_says),
        cmocka_unit_test(a_text_with_a_fault_is_named),
        cmocka_unit_test(values_stay_values),
        cmocka_unit_test(long_values_are_clipped_and_the_link_stays_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
