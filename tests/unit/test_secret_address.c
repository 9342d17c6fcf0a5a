/* A stored secret goes to no other address than the one that it was typed for: the rule, and those who keep it. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "identity/provider.h"
#include "records/fields.h"
#include "wecom/config.h"

static json_t *read(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

static void a_secret_follows_its_address(void **state)
{
    static const struct {
        const char *body, *before, *after, *secret;
        bool changed;
    } cases[] = {
        {"{}", "https://a", "https://a", "old", false},
        {"{}", "https://a", "https://b", "", true},
        {"{}", "https://a", "https://A", "", true}, /* in doubt it is another one */
        {"{}", "", "https://a", "", true},
        {"{\"secret\": \"new\"}", "https://a", "https://b", "new", true},
        {"{\"secret\": \"new\"}", "https://a", "https://a", "new", true},
        {"{\"secret\": null}", "https://a", "https://a", "", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct field_errors errors = {.count = 0};
        char secret[8] = "old";
        json_t *json = read(cases[i].body);
        assert_int_equal(
            fields_secret(json, "secret", "secret", cases[i].before, cases[i].after, secret, sizeof secret, &errors),
            cases[i].changed);
        assert_string_equal(secret, cases[i].secret);
        assert_int_equal(errors.count, 0);
        json_decref(json);
    }
}

static void wecom_put(struct wecom_config *config, const char *text, size_t faults)
{
    struct field_errors errors = {.count = 0};
    json_t *json = read(text);
    wecom_config_input(json, config, &errors);
    assert_int_equal(errors.count, faults);
    json_decref(json);
}

static void wecom_keeps_what_is_not_sent(void **state)
{
    (void)state;
    struct wecom_config c = {.base_url = WECOM_BASE_URL,
                             .secret = "secret",
                             .robot_key = "robot",
                             .callback_token = "token",
                             .agent_id = 1,
                             .corp_id = "corp"};
    wecom_put(&c, "{\"base_url\": \"\", \"agent_id\": 2}", 0); /* "" is the usual address */
    assert_string_equal(c.secret, "secret");
    struct wecom_config on = c;
    wecom_put(&on, "{\"base_url\": \"https://other.example\", \"enabled\": true}", 1); /* it needs its secret again */
    wecom_put(&c, "{\"base_url\": \"https://other.example\"}", 0);
    assert_string_equal(c.secret, "");
    assert_string_equal(c.robot_key, "");
    assert_string_equal(c.callback_token, "token"); /* is compared here and sent nowhere */
}

static void provider_put(struct identity_provider *provider, const char *text)
{
    struct field_errors errors = {.count = 0};
    json_t *json = read(text);
    identity_provider_input(json, provider, &errors);
    assert_int_equal(errors.count, 0);
    json_decref(json);
}

/* Changes one setting of a provider that has a secret. */
static void change(const char *kind, const char *settings, const char *change, const char *secret)
{
    char text[512];
    struct identity_provider p = {.settings = NULL};
    (void)snprintf(text, sizeof text,
                   "{\"kind\": \"%s\", \"name\": \"n\", \"label\": \"l\", \"secret\": \"old\", \"settings\": {%s}}",
                   kind, settings);
    provider_put(&p, text);
    assert_string_equal(p.secret, "old");
    (void)snprintf(text, sizeof text, "{\"label\": \"m\", %s}", change);
    provider_put(&p, text);
    assert_string_equal(p.secret, secret);
    json_decref(p.settings);
}

#define OIDC "\"issuer\": \"https://a\", \"client_id\": \"c\""
#define LDAP "\"url\": \"ldaps://a\", \"base\": \"dc=a\""
#define WECOM "\"corp_id\": \"c\", \"agent_id\": \"1\""

static void providers_forget(void **state)
{
    (void)state;
    change("oidc", OIDC, "\"settings\": {\"client_id\": \"d\"}", "old");
    change("oidc", OIDC, "\"settings\": {\"issuer\": \"https://a\"}", "old");
    change("oidc", OIDC, "\"settings\": {\"issuer\": \"https://b\"}", "");
    change("oidc", OIDC, "\"secret\": \"new\", \"settings\": {\"issuer\": \"https://b\"}", "new");
    change("ldap", LDAP, "\"settings\": {\"url\": \"ldaps://b\"}", "");
    change("wecom", WECOM, "\"settings\": {\"api_url\": \"https://qyapi.weixin.qq.com\"}", "old");
    change("wecom", WECOM, "\"settings\": {\"api_url\": \"https://b\"}", "");
    change("wecom", WECOM, "\"settings\": {\"qr_url\": \"https://b\"}", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_follows_its_address),
        cmocka_unit_test(wecom_keeps_what_is_not_sent),
        cmocka_unit_test(providers_forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
