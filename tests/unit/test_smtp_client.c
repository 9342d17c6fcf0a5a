/* Mail travels encrypted beyond this machine, and a password always. */
#include "support/test.h"

#include "client/smtp_client.h"

static void mail_is_encrypted_beyond_this_machine(void **state)
{
    (void)state;
    static const struct {
        const char *url, *user, *without_tls;
        bool tls;
    } cases[] = {
        {"smtp://127.0.0.1:25", "", "", false},
        {"smtp://localhost", "", "", false},
        {"smtp://[::1]:25", "", "", false},
        {"smtp://127.0.0.1:25", "gatehouse", "", true},
        {"smtp://mail.example.edu.cn", "", "", true},
        {"smtp://127.0.0.1.example.cn:25", "", "", true},
        {"smtp://localhost.example.cn", "", "", true},
        {"smtp://10.0.0.5:25", "", "", true},
        {"smtp://mail.example.edu.cn:25", "", "mail.example.edu.cn", false},
        {"smtp://mail.example.edu.cn:25", "gatehouse", "mail.example.edu.cn", true},
        {"smtp://other.example.edu.cn:25", "", "mail.example.edu.cn", true},
        {"smtps://mail.example.edu.cn", "", "", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(smtp_needs_tls(&(struct smtp_server){
                             .url = cases[i].url, .user = cases[i].user, .without_tls = cases[i].without_tls}),
                         cases[i].tls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mail_is_encrypted_beyond_this_machine)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
