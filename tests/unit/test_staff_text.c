/* Messages to applicants and deciders: what they tell, and that they keep to two parts. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "flow/sms_parts.h"
#include "flow/staff_text.h"
#include "flow/visitor_text.h"

#define HOUR TICK_HOUR
/* date -d "2026-11-29 00:00 +0800" +%s */
#define NOV_29 (INT64_C(1795881600) * TICK_SECOND)
#define ID "01a22747-0000-7000-8000-000000000000"
#define SITE "https://visit.example.edu.cn/app/"

static const struct calendar beijing = {.zone_minutes = 480};

static struct staff_text usual(const char *url)
{
    return (struct staff_text){.number = "26112900017",
                               .purpose = "设备维修",
                               .host = "陈教授",
                               .url = url,
                               .from = "",
                               .reason = "",
                               .calendar = &beijing,
                               .first = NOV_29 + 2 * TICK_DAY + 9 * HOUR,
                               .decide_by = NOV_29 + TICK_DAY + 17 * HOUR,
                               .now = NOV_29 + TICK_DAY + 10 * HOUR,
                               .persons = 2,
                               .state = FLOW_UNIT_REVIEW};
}

static size_t parts(const struct staff_message *m)
{
    return sms_parts(m->sms, VISITOR_SIGNATURE_ROOM);
}

static void deciders_read_who_comes_why_and_until_when(void **state)
{
    (void)state;
    struct staff_message m;
    struct staff_text v = usual(SITE "approve/" ID);
    staff_text_to_decide(&v, &m);
    assert_string_equal(m.mail,
                        "待您审批：设备维修，12月1日，2 名访客，接待人陈教授（26112900017）。请于 17:00 前处理：" SITE
                        "approve/" ID);
    assert_string_equal(m.sms, "待您审批：设备维修，12月1日，2 名访客（26112900017）。请处理：" SITE "approve/" ID);
    assert_string_equal(m.subject, "待审批：设备维修，12月1日（26112900017）");
    v.reminder = true;
    v.vehicles = 1;
    staff_text_to_decide(&v, &m);
    assert_string_equal(m.mail, "提醒：待您审批：设备维修，12月1日，2 名访客、1 辆车，接待人陈教授（"
                                "26112900017）。请于 17:00 前处理：" SITE "approve/" ID);
    assert_string_equal(m.subject, "请尽快审批：设备维修，12月1日（26112900017）");
    v = usual(SITE "approve/" ID);
    v.from = "李老师";
    v.decide_by = 0;
    v.amendment = true;
    staff_text_to_decide(&v, &m);
    assert_string_equal(m.mail,
                        "李老师转交给您审批：设备维修，12月1日，2 名访客，接待人陈教授（26112900017）。请处理：" SITE
                        "approve/" ID);
    v = usual(SITE "approve/" ID);
    v.language = WORDS_ENGLISH;
    v.persons = 1;
    staff_text_to_decide(&v, &m);
    assert_string_equal(m.mail,
                        "To approve: 设备维修, 1 Dec, 1 visitor, host 陈教授 (no. 26112900017). Please decide by "
                        "17:00: " SITE "approve/" ID);
}

static void visitors_at_the_gate_come_first(void **state)
{
    (void)state;
    struct staff_message m;
    struct staff_text v = usual(SITE "approve/" ID);
    v.walk_up = true;
    v.decide_by = 0;
    staff_text_to_decide(&v, &m);
    assert_string_equal(m.mail, "急，门岗有人等候：设备维修，2 名访客，接待人陈教授（26112900017）。请处理：" SITE
                                "approve/" ID);
    assert_string_equal(m.sms, "急，门岗有人等候：设备维修，2 名访客，接待人陈教授（26112900017）。请处理：" SITE
                               "approve/" ID);
    assert_string_equal(m.subject, "门岗有人等候：设备维修，12月1日（26112900017）");
    v.url = SITE "security/emergencies";
    staff_text_emergency(&v, &m);
    assert_string_equal(m.mail, "门岗已紧急放行：设备维修，2 名访客，接待人陈教授（26112900017）。请事后确认：" SITE
                                "security/emergencies");
}

static void applicants_read_the_state_and_its_reason(void **state)
{
    (void)state;
    static const struct {
        enum flow_state state;
        const char *reason, *text, *subject;
    } cases[] = {
        {FLOW_APPROVED, "", "您的申请“设备维修”（12月1日，26112900017）已通过，通行码正在发给访客。", "已通过"},
        {FLOW_SENT_BACK, "请补充车牌", "您的申请“设备维修”（12月1日，26112900017）被退回：请补充车牌。请修改：",
         "被退回"},
        {FLOW_ACKNOWLEDGING, "当天有考试", "您的申请“设备维修”（12月1日，26112900017）未通过：当天有考试。请知悉：",
         "未通过"},
        {FLOW_CONFIRMING, "改到下午", "您的申请“设备维修”（12月1日，26112900017）由保卫处作了修改。请确认：",
         "请确认修改"},
        {FLOW_LAPSED, "", "您的申请“设备维修”（12月1日，26112900017）已过期，未获审批。", "已过期"},
        {FLOW_USED, "", "您的申请“设备维修”（12月1日，26112900017）有新进展。", "有新进展"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char subject[STAFF_SUBJECT_SIZE], text[STAFF_TEXT_SIZE];
        struct staff_message m;
        struct staff_text v = usual(SITE "applications/" ID);
        v.state = cases[i].state;
        v.reason = cases[i].reason;
        staff_text_state(&v, &m);
        (void)snprintf(text, sizeof text, "%s%s", cases[i].text, v.url);
        (void)snprintf(subject, sizeof subject, "%s：设备维修，12月1日（26112900017）", cases[i].subject);
        assert_string_equal(m.mail, text);
        assert_string_equal(m.subject, subject);
    }
}

/* Long values lose words, the link stays whole. */
static void every_message_keeps_to_two_parts(void **state)
{
    (void)state;
    static const char long_text[] =
        "第一行\n【急】请假期间实验室大型仪器设备的安装调试和年度维护保养以及验收工作，请各位老师支持配合"
        "，如有疑问请与学院办公室联系，谢谢大家的理解与支持，并请提前准备好相关的材料";
    for (int i = 0; i < 2 * 2 * FLOW_STATE_COUNT; i++) {
        struct staff_message m[3];
        struct staff_text v = usual(SITE "security?open=" ID);
        v.language = i & 1 ? WORDS_ENGLISH : WORDS_CHINESE;
        v.walk_up = i & 2;
        v.state = (enum flow_state)(i / 4);
        v.purpose = v.reason = long_text;
        v.host = "Wijesinghe Mudiyanselage Chamara Sampath Bandara Wijesinghe";
        v.persons = 500;
        v.vehicles = 100;
        v.amendment = true;
        v.reminder = i % 8 < 4; /* nobody hands over by a reminder */
        v.from = v.reminder ? "" : "欧阳老师";
        staff_text_to_decide(&v, &m[0]);
        staff_text_state(&v, &m[1]);
        v.walk_up = true;
        staff_text_emergency(&v, &m[2]);
        for (size_t k = 0; k < 3; k++) {
            const size_t len = strlen(m[k].sms), url = strlen(v.url);
            if (parts(&m[k]) > VISITOR_PARTS_MAX)
                fail_msg("%zu parts: %s", parts(&m[k]), m[k].sms);
            assert_string_equal(m[k].sms + len - url, v.url);
            assert_null(strstr(m[k].sms, "【"));
            assert_null(strpbrk(m[k].subject, "\r\n"));
        }
    }
    /* The longest address a server may have. */
    char address[318];
    struct staff_message m;
    memset(address, 'a', sizeof address - 1);
    address[sizeof address - 1] = '\0';
    struct staff_text v = usual(address);
    v.purpose = long_text;
    staff_text_to_decide(&v, &m);
    assert_non_null(strstr(m.mail, address));
    assert_non_null(strstr(m.sms, address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deciders_read_who_comes_why_and_until_when),
        cmocka_unit_test(visitors_at_the_gate_come_first),
        cmocka_unit_test(applicants_read_the_state_and_its_reason),
        cmocka_unit_test(every_message_keeps_to_two_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
