/* Text messages about visits: what they tell, and that no realistic value makes them longer than two parts. */
#include "support/test.h"

#include <string.h>

#include "flow/sms_parts.h"
#include "flow/visitor_text.h"
#include "flow/walk_up_words.h"
#include "people/document.h"

#define HOUR TICK_HOUR
/* date -d "2026-11-29 00:00 +0800" +%s */
#define NOV_29 (INT64_C(1795881600) * TICK_SECOND)
#define URL "https://visit.example.edu.cn/p/AbCdEfGhIjKlMnOpQrStUv"

static const struct calendar beijing = {.zone_minutes = 480};
static const struct span working_day[] = {{NOV_29 + 8 * HOUR, NOV_29 + 18 * HOUR}};
static const char *const south[] = {"南门"};
static const char *const south_en[] = {"South gate"};

static struct visitor_text usual(void)
{
    return (struct visitor_text){.name = "张小三",
                                 .university = "某某大学",
                                 .campus = "主校区",
                                 .host = "李老师",
                                 .number = "26112900017",
                                 .url = URL,
                                 .document = DOCUMENT_RESIDENT_ID,
                                 .gates = south,
                                 .gate_count = 1,
                                 .calendar = &beijing,
                                 .periods = working_day,
                                 .period_count = 1};
}

static const char *periods_of(const struct span *periods, size_t count, size_t max, enum words_language language)
{
    static char out[400];
    struct writer w = writer_over((uint8_t *)out, sizeof out - 1);
    periods_put(&w, &beijing, periods, count, max, language);
    out[w.len] = '\0';
    return out;
}

static void a_page_writes_periods_as_people_do(void **state)
{
    (void)state;
    static const struct {
        struct span period;
        enum words_language language;
        const char *words;
    } cases[] = {
        {{NOV_29 + 8 * HOUR, NOV_29 + 24 * HOUR}, WORDS_CHINESE, "11月29日 周日 08:00–24:00"},
        {{NOV_29 + 8 * HOUR, NOV_29 + 24 * HOUR}, WORDS_ENGLISH, "29 Nov (Sun) 08:00–24:00"},
        {{NOV_29 + 8 * HOUR, NOV_29 + 4 * TICK_DAY + 18 * HOUR},
         WORDS_CHINESE,
         "11月29日 周日 08:00 至 12月3日 周四 18:00"},
        {{NOV_29, NOV_29 + 2 * TICK_DAY}, WORDS_CHINESE, "11月29日 周日 00:00 至 11月30日 周一 24:00"},
        {{NOV_29 + 33 * TICK_DAY + 9 * HOUR, NOV_29 + 33 * TICK_DAY + 10 * HOUR},
         WORDS_CHINESE,
         "2027年1月1日 周五 09:00–10:00"},
        {{NOV_29 + 33 * TICK_DAY + 9 * HOUR, NOV_29 + 33 * TICK_DAY + 10 * HOUR},
         WORDS_ENGLISH,
         "1 Jan 2027 (Fri) 09:00–10:00"},
    };
    char out[PERIOD_WORDS_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        period_words(&beijing, cases[i].period, NOV_29, cases[i].language, out);
        assert_string_equal(out, cases[i].words);
    }
    period_begin_words(&beijing, NOV_29 + 8 * HOUR, NOV_29, WORDS_CHINESE, out);
    assert_string_equal(out, "08:00");
    period_begin_words(&beijing, NOV_29 + 8 * HOUR, NOV_29 - 1, WORDS_CHINESE, out);
    assert_string_equal(out, "11月29日 08:00");
}

static void a_message_shares_equal_hours(void **state)
{
    (void)state;
    struct span p[6];
    for (int i = 0; i < 6; i++)
        p[i] = (struct span){NOV_29 + i * TICK_DAY + 8 * HOUR, NOV_29 + i * TICK_DAY + 18 * HOUR};
    assert_string_equal(periods_of(p, 1, 4, WORDS_CHINESE), "11月29日08:00-18:00");
    assert_string_equal(periods_of(p, 2, 4, WORDS_CHINESE), "11月29日、11月30日08:00-18:00");
    assert_string_equal(periods_of(p, 6, 4, WORDS_CHINESE), "11月29日至12月4日每天08:00-18:00");
    assert_string_equal(periods_of(p, 6, 4, WORDS_ENGLISH), "29 Nov to 4 Dec daily 08:00-18:00");
    p[1].to += HOUR;
    assert_string_equal(periods_of(p, 3, 4, WORDS_CHINESE),
                        "11月29日08:00-18:00、11月30日08:00-19:00、12月1日08:00-18:00");
    assert_string_equal(periods_of(p, 3, 1, WORDS_CHINESE), "11月29日08:00-18:00等3个时段");
    assert_string_equal(periods_of(p, 3, 1, WORDS_ENGLISH), "29 Nov 08:00-18:00 +2");
    p[0].to += 2 * TICK_DAY;
    assert_string_equal(periods_of(p, 1, 4, WORDS_CHINESE), "11月29日08:00至12月1日18:00");
}

static void parts_are_counted_as_networks_count(void **state)
{
    (void)state;
    char text[400] = "";
    assert_int_equal(sms_parts("", 0), 1);
    memset(text, 'a', 160);
    assert_int_equal(sms_parts(text, 0), 1);
    assert_int_equal(sms_parts(text, 1), 2);
    memset(text, 'a', 306);
    assert_int_equal(sms_parts(text, 0), 2);
    text[306] = 'a';
    assert_int_equal(sms_parts(text, 0), 3);
    memset(text, 0, sizeof text);
    for (int i = 0; i < 70; i++)
        memcpy(text + strlen(text), "门", 4);
    assert_int_equal(sms_parts(text, 0), 1);
    assert_int_equal(sms_parts(text, 1), 2);
    assert_int_equal(sms_parts(text, 64), 2);
    assert_int_equal(sms_parts(text, 65), 3);
    assert_int_equal(sms_parts("𠮷", 69), 2); /* two units of UTF-16 */
    assert_int_equal(sms_parts("€", 158), 1); /* two septets */
    assert_int_equal(sms_parts("ç", 69), 1);  /* not in the alphabet */
    assert_int_equal(sms_parts("ç", 70), 2);
}

static void the_usual_message_tells_all(void **state)
{
    (void)state;
    struct visitor_text v = usual();
    char out[VISITOR_TEXT_SIZE];
    assert_int_equal(visitor_text_approved(&v, out), GH_OK);
    assert_string_equal(out,
                        "张小三，您11月29日08:00-18:00到某某大学主校区的入校申请已通过，接待人李老师。请从南门入校，"
                        "出示通行码 " URL " 和身份证，勿转发。");
    v.replaced = true;
    assert_int_equal(visitor_text_approved(&v, out), GH_OK);
    assert_non_null(strstr(out, "的通行码已换新，旧链接作废，"));
    v.replaced = false;
    v.forwarded = true;
    assert_int_equal(visitor_text_approved(&v, out), GH_OK);
    assert_non_null(strstr(out, "请把通行码转给访客张小三：11月29日"));
    assert_null(strstr(out, "勿转发"));
    v.forwarded = false;
    assert_int_equal(visitor_text_revoked(&v, out), GH_OK);
    assert_string_equal(out,
                        "您11月29日08:00-18:00到某某大学主校区的入校通行码已作废（申请26112900017），不能凭码入校。"
                        "请联系接待人李老师。");
    assert_int_equal(visitor_text_cancelled(&v, out), GH_OK);
    assert_string_equal(out, "您11月29日08:00-18:00到某某大学主校区的入校申请（26112900017）已取消，通行码作废。"
                             "请联系接待人李老师。");
    visitor_text_arrived(&v, NOV_29 + 9 * HOUR, NOV_29 + 10 * HOUR, out);
    assert_string_equal(out, "您的访客张小三已于09:00从南门入校（申请26112900017）。");
}

static void periods_with_different_hours_leave_their_days(void **state)
{
    (void)state;
    struct visitor_text v = usual();
    char out[VISITOR_TEXT_SIZE];
    struct span p[3];
    for (int i = 0; i < 3; i++)
        p[i] = (struct span){NOV_29 + i * TICK_DAY + (8 + i) * HOUR, NOV_29 + i * TICK_DAY + 18 * HOUR};
    v.periods = p;
    v.period_count = 3;
    assert_int_equal(visitor_text_approved(&v, out), GH_OK);
    assert_string_equal(
        out, "您11月29日、30日、12月1日（时段见链接）到某某大学的入校申请已通过，接待人李老师。请从南门入校，"
             "出示通行码 " URL " 和身份证，勿转发。");
}

static void english_visitors_read_english_alone(void **state)
{
    (void)state;
    struct visitor_text v = usual();
    char out[VISITOR_TEXT_SIZE];
    v.language = WORDS_ENGLISH;
    v.name = "Anna Schmidt";
    v.university = "Example University";
    v.campus = "Main campus";
    v.gates = south_en;
    v.host = "Li Wei";
    v.document = DOCUMENT_PASSPORT;
    assert_int_equal(visitor_text_approved(&v, out), GH_OK);
    assert_string_equal(out, "Dear Anna Schmidt, your visit to Example University, Main campus is approved: "
                             "29 Nov 08:00-18:00, South gate. Host: Li Wei. Show the code and your passport at the "
                             "gate: " URL);
    v.host = "李老师"; /* a single Chinese character makes it UCS-2 */
    assert_int_equal(visitor_text_approved(&v, out), GH_OK);
    assert_non_null(strstr(out, "Example U…"));
    assert_non_null(strstr(out, "李老师"));
    assert_non_null(strstr(out, "bring passport"));
}

static void the_language_follows_the_choice_then_name_and_document(void **state)
{
    (void)state;
    assert_int_equal(visitor_language("", DOCUMENT_PASSPORT, "Anna Schmidt"), WORDS_ENGLISH);
    assert_int_equal(visitor_language("", DOCUMENT_PERMANENT_RESIDENCE, "Anna Schmidt"), WORDS_ENGLISH);
    assert_int_equal(visitor_language("", DOCUMENT_PASSPORT, "张小三"), WORDS_CHINESE);
    assert_int_equal(visitor_language("", DOCUMENT_RESIDENT_ID, "Anna Schmidt"), WORDS_CHINESE);
    assert_int_equal(visitor_language("", DOCUMENT_HK_MACAO_PERMIT, "Chan Tai Man"), WORDS_CHINESE);
    assert_int_equal(visitor_language("", DOCUMENT_PASSPORT, ""), WORDS_CHINESE);
    assert_int_equal(visitor_language("zh", DOCUMENT_PASSPORT, "Anna Schmidt"), WORDS_CHINESE);
    assert_int_equal(visitor_language("en", DOCUMENT_RESIDENT_ID, "张小三"), WORDS_ENGLISH);
}

/* One in seven combinations of long values that Chinese universities really have. */
static void no_realistic_message_has_three_parts(void **state)
{
    (void)state;
    static const char *const names[] = {"李娜", "欧阳娜娜", "阿卜杜热西提·买买提艾力",
                                        "Maximiliane Christina von Hohenzollern"};
    static const char *const universities[] = {"", "某某大学", "中国地质大学（北京）",
                                               "新疆维吾尔自治区农业职业技术大学", "西安交通大学"};
    static const char *const english[] = {"", "Example University", "Beijing University of Chemical Technology", "MIT",
                                          "Xi'an Jiaotong University"};
    static const char *const hosts[] = {"李娜", "国际合作与交流处 欧阳主任", "Christopher Montgomery"};
    static const char *const gates[] = {"南门", "东校区第二综合楼正门", "学院路北门", "西门", "东门"};
    static const char *const english_gates[] = {"South gate", "East campus main gate", "West", "North", "East"};
    static const char *const urls[] = {"https://v.edu.cn/p/AbCdEfGhIjKlMnOpQrStUv", URL,
                                       "https://visitors.gate.example.edu.cn/p/AbCdEfGhIjKlMnOpQrStUv"};
    struct span periods[20];
    for (int i = 0; i < 20; i++)
        periods[i] = (struct span){NOV_29 + 3 * i * TICK_DAY + (8 + i % 3) * HOUR + 30 * TICK_MINUTE,
                                   NOV_29 + (3 * i + i % 2) * TICK_DAY + 21 * HOUR + 45 * TICK_MINUTE};
    char out[VISITOR_TEXT_SIZE];
    size_t longest = 0, count = 0;
    /* 7 has no factor in common with the numbers of values, so that each meets each of any other kind. */
    for (size_t n = 0; n < 4 * 5 * 3 * 5 * 3; n += 7) {
        struct visitor_text v = usual();
        v.name = names[n % 4];
        v.host = hosts[n / 20 % 3];
        v.gate_count = n / 60 % 5 + 1;
        v.url = urls[n / 300 % 3];
        v.periods = periods;
        for (size_t variant = 0; variant < 32; variant++) {
            static const size_t period_counts[] = {1, 2, 3, 20};
            v.period_count = period_counts[variant % 4];
            v.language = (variant & 4) && !(variant & 16) ? WORDS_ENGLISH : WORDS_CHINESE;
            const bool reads_english = v.language == WORDS_ENGLISH;
            v.university = (reads_english ? english : universities)[n / 4 % 5];
            v.campus = reads_english ? "Main campus" : "主校区";
            v.gates = reads_english ? english_gates : gates;
            v.replaced = (variant & 8) != 0;
            v.forwarded = (variant & 16) != 0;
            if (visitor_text_approved(&v, out))
                fail_msg("too long: %s", out);
            assert_true(sms_parts(out, VISITOR_SIGNATURE_ROOM) <= 2);
            assert_non_null(strstr(out, v.url));
            assert_null(strstr(out, "【"));
            longest = strlen(out) > longest ? strlen(out) : longest;
            count++;
            assert_int_equal(visitor_text_revoked(&v, out), GH_OK);
            assert_int_equal(visitor_text_cancelled(&v, out), GH_OK);
        }
    }
    print_message("%zu messages of at most %zu bytes\n", count, longest);
}

static void a_name_is_cut_at_a_character(void **state)
{
    (void)state;
    char out[20];
    visitor_clip("欧阳娜娜", 4, out, sizeof out);
    assert_string_equal(out, "欧阳娜娜");
    visitor_clip("欧阳娜娜", 3, out, sizeof out);
    assert_string_equal(out, "欧阳…");
    visitor_clip("", 3, out, sizeof out);
    assert_string_equal(out, "");
}

static void a_refusal_says_why_and_what_to_do_in_two_parts(void **state)
{
    (void)state;
    char out[VISITOR_TEXT_SIZE];
    for (int reason = WALK_UP_BY_PEOPLE; reason < WALK_UP_REASON_COUNT; reason++)
        for (int closed = 0; closed < 2; closed++)
            for (int language = WORDS_CHINESE; language <= WORDS_ENGLISH; language++) {
                struct walk_up_words words =
                    walk_up_words_of((enum walk_up_reason)reason, closed, (enum words_language)language);
                assert_true(strlen(words.advice) > 10);
                assert_true(words.reason[0] || (reason == WALK_UP_BY_PEOPLE && !closed));
                struct visitor_text v = {
                    .language = (enum words_language)language, .reason = words.reason, .advice = words.advice};
                assert_int_equal(visitor_text_refused(&v, out), GH_OK);
                assert_non_null(strstr(out, words.reason));
                assert_non_null(strstr(out, words.advice));
                assert_true(sms_parts(out, VISITOR_SIGNATURE_ROOM) <= VISITOR_PARTS_MAX);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_writes_periods_as_people_do),
        cmocka_unit_test(a_message_shares_equal_hours),
        cmocka_unit_test(parts_are_counted_as_networks_count),
        cmocka_unit_test(the_usual_message_tells_all),
        cmocka_unit_test(periods_with_different_hours_leave_their_days),
        cmocka_unit_test(english_visitors_read_english_alone),
        cmocka_unit_test(the_language_follows_the_choice_then_name_and_document),
        cmocka_unit_test(no_realistic_message_has_three_parts),
        cmocka_unit_test(a_refusal_says_why_and_what_to_do_in_two_parts),
        cmocka_unit_test(a_name_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
