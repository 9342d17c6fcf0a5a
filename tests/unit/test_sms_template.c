/* Bodies for SMS providers: every value where its word stands, escaped for what it stands in. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "notify/sms_provider.h"

#define LINK "https://visit.example.edu.cn/p/AbCdEfGhIjKlMnOpQrStUv"

static const char *body_of(const char *template, const char *purpose, const char *text, enum gh_status *status)
{
    static char out[600];
    static struct sms_provider provider;
    const struct channel_message message = {
        .id = "0192f0c0", .purpose = purpose, .recipient = "13800138000", .text = text};
    memset(&provider, 0, sizeof provider);
    provider.message_count = 1;
    (void)snprintf(provider.messages[0].body, sizeof provider.messages[0].body, "%s", template);
    out[0] = '\0';
    *status = sms_provider_body(&provider, &message, out, sizeof out);
    return out;
}

static void values_stand_where_their_words_stood(void **state)
{
    (void)state;
    static const struct {
        const char *template, *body;
    } cases[] = {
        {"to={mobile}&id={id}&why={purpose}", "to=13800138000&id=0192f0c0&why=pass-issued"},
        {"{\"code\":\"{code}\",\"x\":{}}", "{\"code\":\"AbCdEfGhIjKlMnOpQrStUv\",\"x\":{}}"},
        {"{link}", LINK},
        {"{link|url}", "https%3A%2F%2Fvisit.example.edu.cn%2Fp%2FAbCdEfGhIjKlMnOpQrStUv"},
        {"{text|json}", "李\\\"娜\\\"：" LINK " \\\\"},
        {"{code|json|url}", "AbCdEfGhIjKlMnOpQrStUv"},
        {"{code|1-6|json}.{code|7-12}.{code|13-18}.{code|19-24|url}", "AbCdEf.GhIjKl.MnOpQr.StUv"},
        {"[{code|23-28}]", "[]"},
        {"{text|1-3}", "李\"娜"},
        {"plain", "plain"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum gh_status status;
        const char *body = body_of(cases[i].template, "pass-issued", "李\"娜\"：" LINK " \\", &status);
        assert_int_equal(status, GH_OK);
        assert_string_equal(body, cases[i].body);
    }
}

static void each_provider_gets_its_form_of_a_number(void **state)
{
    (void)state;
    static const char template[] = "{mobile} {digits} {e164|json}";
    static const struct {
        const char *recipient, *body;
    } cases[] = {{"13800138000", "13800138000 13800138000 +8613800138000"},
                 {"+85291234567", "+85291234567 85291234567 +85291234567"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sms_provider provider = {.message_count = 1};
        const struct channel_message message = {.id = "1", .purpose = "x", .recipient = cases[i].recipient, .text = ""};
        char out[80];
        memcpy(provider.messages[0].body, template, sizeof template);
        assert_int_equal(sms_provider_body(&provider, &message, out, sizeof out), GH_OK);
        assert_string_equal(out, cases[i].body);
    }
}

static void a_link_ends_where_its_characters_end(void **state)
{
    (void)state;
    enum gh_status status;
    assert_string_equal(body_of("{link}", "x", "见" LINK "。谢谢", &status), LINK);
    assert_string_equal(body_of("[{link}{code}]", "x", "no link here", &status), "[]");
    assert_string_equal(body_of("{link}", "x", "http://a.cn/b https://c.cn/d", &status), "http://a.cn/b");
}

static void what_there_is_not_is_told(void **state)
{
    (void)state;
    enum gh_status status;
    static const char *const wrong[] = {"{nobody}",  "{text|xml}", "{text",      "{link|}",
                                        "{textual}", "{code|0-6}", "{code|6-1}", "{code|6}",
                                        "{code|-6}", "{code|1-}",  "{code|1-6x}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        (void)body_of(wrong[i], "x", LINK, &status);
        assert_int_equal(status, GH_MALFORMED);
    }
    char long_text[700];
    memset(long_text, 'a', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    (void)body_of("{text}", "x", long_text, &status);
    assert_int_equal(status, GH_TOO_LONG);
}

static void each_purpose_has_its_own_or_the_common_body(void **state)
{
    (void)state;
    static struct sms_provider provider = {.message_count = 2,
                                           .messages = {{"pass-issued", "pass"}, {"to-approve", "approve"}}};
    struct channel_message message = {.id = "", .purpose = "to-approve", .recipient = "", .text = ""};
    char out[32];
    assert_int_equal(sms_provider_body(&provider, &message, out, sizeof out), GH_OK);
    assert_string_equal(out, "approve");
    message.purpose = "reminder";
    assert_int_equal(sms_provider_body(&provider, &message, out, sizeof out), GH_NOT_FOUND);
    provider.messages[provider.message_count++] = (struct provider_message){"", "any"};
    assert_int_equal(sms_provider_body(&provider, &message, out, sizeof out), GH_OK);
    assert_string_equal(out, "any");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_where_their_words_stood),
        cmocka_unit_test(each_provider_gets_its_form_of_a_number),
        cmocka_unit_test(a_link_ends_where_its_characters_end),
        cmocka_unit_test(what_there_is_not_is_told),
        cmocka_unit_test(each_purpose_has_its_own_or_the_common_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
