/* Requests to SMS providers are signed as the providers publish it: their own printed examples. */
#include "support/test.h"

#include <sodium.h>
#include <string.h>

#include "notify/request_signing.h"

static bool has_field(const struct signing_fields *f, const char *field)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->field[i], field) == 0)
            return true;
    return false;
}

/* Alibaba Cloud, "Request syntax and signature method V3", the example of RunInstances. */
static void as_alibaba_prints_it(void **state)
{
    (void)state;
    struct signing_fields out;
    const struct signing_input in = {
        .scheme = SIGNING_ACS3,
        .key_id = "YourAccessKeyId",
        .secret = "YourAccessKeySecret",
        .method = "POST",
        .host = "ecs.cn-shanghai.aliyuncs.com",
        .path = "/",
        .query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
        .content_type = "",
        .action = "RunInstances",
        .version = "2014-05-26",
        .now = INT64_C(1698315752) * TICK_SECOND, /* 2023-10-26T10:22:32Z */
        .nonce = "3156853299f313e23d1673dc12e1703d"};
    assert_int_equal(request_sign(&in, &out), GH_OK);
    assert_true(has_field(&out,
                          "Authorization: ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
                          "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
                          "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"));
    assert_true(has_field(&out, "x-acs-date: 2023-10-26T10:22:32Z"));
}

/* Tencent Cloud, "Signature method v3", the example of DescribeInstances. Its canonical request has the printed hash
 * 7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84; its secret is printed with stars, so the signature
 * is that of the stars, worked out with Python's hmac. */
static void as_tencent_prints_it(void **state)
{
    (void)state;
    struct signing_fields out;
    static const char body[] =
        "{\"Limit\": 1, \"Filters\": [{\"Values\": [\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}";
    const struct signing_input in = {.scheme = SIGNING_TC3,
                                     .key_id = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
                                     .secret = "Gu5t9xGARNpq86cd98joQYCN3*******",
                                     .method = "POST",
                                     .host = "cvm.tencentcloudapi.com",
                                     .path = "/",
                                     .query = "",
                                     .content_type = "application/json; charset=utf-8",
                                     .action = "DescribeInstances",
                                     .version = "2017-03-12",
                                     .body = BYTES(body, sizeof body - 1),
                                     .now = INT64_C(1551113065) * TICK_SECOND,
                                     .nonce = ""};
    assert_int_equal(request_sign(&in, &out), GH_OK);
    assert_true(has_field(&out,
                          "Authorization: TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/"
                          "cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature="
                          "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3"));
    assert_true(has_field(&out, "X-TC-Timestamp: 1551113065"));
}

/* RFC 4231, test case 2, is what HMAC-SHA256 of "what do ya want for nothing?" under "Jefe" gives; here the time and
 * the nonce stand before it, so the expected value is worked out with Python's hmac. */
static void with_a_gateway_of_ones_own(void **state)
{
    (void)state;
    struct signing_fields out;
    const struct signing_input in = {.scheme = SIGNING_HMAC,
                                     .key_id = "gatehouse",
                                     .secret = "Jefe",
                                     .body = bytes_of_string("what do ya want for nothing?"),
                                     .now = INT64_C(1700000000) * TICK_SECOND,
                                     .nonce = "00112233445566778899aabbccddeeff"};
    assert_int_equal(request_sign(&in, &out), GH_OK);
    assert_int_equal(out.count, 4);
    assert_true(has_field(&out, "X-Signature: 64e63d5946f13f82a11626e70f638ea3b98ff8f71c128d86bddef5000d3516d1"));
    assert_true(has_field(&out, "X-Timestamp: 1700000000"));
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct signing_fields out;
    char host[SIGNING_FIELD_SIZE * 9];
    memset(host, 'a', sizeof host - 1);
    host[sizeof host - 1] = '\0';
    struct signing_input in = {.scheme = SIGNING_ACS3,
                               .key_id = host,
                               .secret = "s",
                               .method = "POST",
                               .host = "h",
                               .path = "/",
                               .query = "",
                               .content_type = "",
                               .action = "a",
                               .version = "v",
                               .nonce = "n"};
    assert_int_equal(request_sign(&in, &out), GH_TOO_LONG);
    in.key_id = "k";
    in.host = host;
    assert_int_equal(request_sign(&in, &out), GH_TOO_LONG);
    in.scheme = SIGNING_TC3;
    assert_int_equal(request_sign(&in, &out), GH_TOO_LONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_alibaba_prints_it),
        cmocka_unit_test(as_tencent_prints_it),
        cmocka_unit_test(with_a_gateway_of_ones_own),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
