/* WeCom: the envelope of callbacks with the values that WeCom publishes (document 90968 and the samples of its
 * library), their XML, error codes, and the bodies of messages. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wecom/channel.h"
#include "wecom/event.h"
#include "wecom/message.h"

#define KEY "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
#define POSTED                                                                                                         \
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/"          \
    "sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+"             \
    "HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUca"  \
    "llcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/"                                            \
    "uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="

static const struct wecom_sealed echo = {
    .signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", .timestamp = "1409659589", .nonce = "263014780"};
static const char echo_text[] =
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==";

static struct wecom_envelope envelope(void)
{
    struct wecom_envelope e = {.token = "QDG6eK", .receiver = "wx5823bf96d3bd56c7"};
    assert_int_equal(wecom_key_read(KEY, e.key), GH_OK);
    return e;
}

static enum gh_status open_with(const struct wecom_envelope *e, struct wecom_sealed sealed, const char *text,
                                char out[static 1024])
{
    size_t len = 0;
    sealed.encrypted = bytes_of_string(text);
    return wecom_envelope_open(e, &sealed, out, 1024, &len);
}

static void published_values_open(void **state)
{
    (void)state;
    const struct wecom_envelope e = envelope();
    const struct wecom_sealed posted = {
        .signature = "477715d11cdb4164915debcba66cb864d751f3e6", .timestamp = "1409659813", .nonce = "1372623149"};
    char out[1024];
    struct wecom_event event;
    assert_int_equal(open_with(&e, echo, echo_text, out), GH_OK);
    assert_string_equal(out, "1616140317555161061");
    assert_int_equal(open_with(&e, posted, POSTED, out), GH_OK);
    assert_int_equal(wecom_event_read(bytes_of_string(out), &event), GH_OK);
    assert_string_equal(event.to, "wx5823bf96d3bd56c7");
    assert_string_equal(event.from, "mycreate");
    assert_string_equal(event.created, "1409659813");
    assert_string_equal(event.type, "text");
}

static void what_is_altered_stays_shut(void **state)
{
    (void)state;
    struct wecom_envelope e = envelope();
    struct wecom_sealed other = echo;
    char out[1024], text[sizeof echo_text];
    uint8_t key[WECOM_AES_LEN];
    memcpy(text, echo_text, sizeof text);
    text[3] = 'B';
    assert_int_equal(open_with(&e, echo, text, out), GH_BAD_SIGNATURE);
    other.nonce = "263014781";
    assert_int_equal(open_with(&e, other, echo_text, out), GH_BAD_SIGNATURE);
    other = echo;
    other.signature = NULL;
    assert_int_equal(open_with(&e, other, echo_text, out), GH_BAD_SIGNATURE);
    strcpy(e.receiver, "wx5823bf96d3bd56c8");
    assert_int_equal(open_with(&e, echo, echo_text, out), GH_DENIED);
    e = envelope();
    e.key[0] ^= 1; /* the right token, another key: padding or lengths do not fit */
    assert_int_not_equal(open_with(&e, echo, echo_text, out), GH_OK);
    e.token[0] = '\0';
    assert_int_equal(open_with(&e, echo, echo_text, out), GH_BAD_SIGNATURE);
    assert_int_equal(wecom_key_read("short", key), GH_MALFORMED);
    assert_int_equal(wecom_key_read("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2!", key), GH_MALFORMED);
}

static enum gh_status read_xml(const char *xml, struct wecom_event *out)
{
    return wecom_event_read(bytes_of_string(xml), out);
}

static void events_are_read_within_limits(void **state)
{
    (void)state;
    struct wecom_event e;
    char *large = calloc(1, WECOM_XML_MAX + 64);
    assert_non_null(large);
    assert_int_equal(read_xml("<xml><FromUserName><![CDATA[wang.min]]></FromUserName><Event>template_card_event</Event>"
                              "<EventKey><![CDATA[pass]]></EventKey><SelectedItems><SelectedItem><QuestionKey>x"
                              "</QuestionKey></SelectedItem></SelectedItems><TaskId>t&amp;1</TaskId></xml>",
                              &e),
                     GH_OK);
    assert_string_equal(e.from, "wang.min");
    assert_string_equal(e.event, "template_card_event");
    assert_string_equal(e.key, "pass");
    assert_string_equal(e.task, "t&1");
    assert_string_equal(e.code, "");
    assert_int_equal(read_xml("<xml><TaskId>1</TaskId><TaskId>2</TaskId></xml>", &e), GH_MALFORMED);
    assert_int_equal(read_xml("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><xml><TaskId>&a;</TaskId></xml>", &e), GH_MALFORMED);
    assert_int_equal(read_xml("<a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a>", &e), GH_MALFORMED);
    assert_int_equal(read_xml("<xml><TaskId>1</xml>", &e), GH_MALFORMED);
    assert_string_equal(e.task, "");
    memset(large, 'x', WECOM_XML_MAX);
    memcpy(large, "<xml><AgentID>", 14);
    memcpy(large + WECOM_XML_MAX - 16, "</AgentID></xml>", 16);
    assert_int_equal(read_xml(large, &e), GH_TOO_LONG); /* of the element */
    strcpy(large + WECOM_XML_MAX, " ");
    assert_int_equal(read_xml(large, &e), GH_TOO_LONG); /* of the whole */
    free(large);
}

static void errors_say_what_to_do(void **state)
{
    (void)state;
    char address[WECOM_ADDRESS_SIZE];
    struct channel_result result = {.error = ""};
    struct wecom_answer answer = {
        .sent = HTTP_ANSWERED,
        .code = 60020,
        .words = "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://example.com"};
    assert_int_equal(wecom_failure_of(42001)->kind, WECOM_STALE_TOKEN);
    assert_int_equal(wecom_failure_of(45009)->kind, WECOM_LATER);
    assert_int_equal(wecom_failure_of(40029)->kind, WECOM_USED_CODE);
    assert_int_equal(wecom_failure_of(123456)->kind, WECOM_SETTINGS);
    assert_true(wecom_failure_address(answer.words, address));
    assert_string_equal(address, "203.0.113.7");
    assert_false(wecom_failure_address("from ip: ", address));
    assert_int_equal(wecom_judge(&answer, &result), CHANNEL_TRY_LATER);
    assert_string_equal(result.error, "60020 address 203.0.113.7");
    answer = (struct wecom_answer){.sent = HTTP_ANSWERED, .code = 81013};
    assert_int_equal(wecom_judge(&answer, &result), CHANNEL_REFUSED);
    answer = (struct wecom_answer){.sent = HTTP_ANSWERED, .json = json_pack("{s:s}", "invaliduser", "zhang")};
    assert_int_equal(wecom_judge(&answer, &result), CHANNEL_REFUSED);
    json_decref(answer.json);
    answer = (struct wecom_answer){.sent = HTTP_ANSWER_LOST, .words = "Timeout was reached"};
    assert_int_equal(wecom_judge(&answer, &result), CHANNEL_UNKNOWN);
    answer.sent = HTTP_NOT_SENT;
    assert_int_equal(wecom_judge(&answer, &result), CHANNEL_TRY_LATER);
}

static const char *text_at(const json_t *json, const char *outer, const char *name)
{
    return json_string_value(json_object_get(json_object_get(json, outer), name));
}

static void bodies_keep_to_the_limits(void **state)
{
    (void)state;
    static const char link[] = "https://visit.example.edu.cn/app/approve/1";
    enum { BEFORE = 597 };
    char text[BEFORE + sizeof link], title[200];
    for (size_t i = 0; i < BEFORE; i += 3)
        memcpy(text + i, "访", 3);
    memcpy(text + BEFORE, link, sizeof link);
    memcpy(title, text, sizeof title - 2);
    title[sizeof title - 2] = '\0';
    struct wecom_message m = {
        .agent = 7, .user = "wang", .title = title, .text = text, .link = bytes_of_string(text + BEFORE), .task = "t1"};
    json_t *card = wecom_text_card(&m);
    assert_string_equal(json_string_value(json_object_get(card, "msgtype")), "textcard");
    assert_true(strlen(text_at(card, "textcard", "title")) <= WECOM_TITLE_MAX);
    assert_true(strlen(text_at(card, "textcard", "description")) <= WECOM_DESCRIPTION_MAX);
    assert_string_equal(text_at(card, "textcard", "url"), "https://visit.example.edu.cn/app/approve/1");
    json_decref(card);
    static const char whole[] = "请审批：https://visit.example.edu.cn/app/approve/1";
    m.text = whole;
    m.link = bytes_of_string(whole + strlen("请审批："));
    card = wecom_to_do_card(&m);
    assert_string_equal(text_at(card, "template_card", "sub_title_text"), "请审批");
    assert_string_equal(text_at(card, "template_card", "task_id"), "t1");
    assert_int_equal(json_array_size(json_object_get(json_object_get(card, "template_card"), "button_list")), 2);
    json_decref(card);
    m.link.len = 0;
    m.text = "无链接";
    card = wecom_text_card(&m);
    assert_string_equal(text_at(card, "text", "content"), "无链接");
    json_decref(card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values_open),         cmocka_unit_test(what_is_altered_stays_shut),
        cmocka_unit_test(events_are_read_within_limits), cmocka_unit_test(errors_say_what_to_do),
        cmocka_unit_test(bodies_keep_to_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
