/* Mails: who sent them, what they say, which lists they bring, and which are put aside. The mails are those of the
 * fuzz corpus. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/judge.h"
#include "mail/mime_text.h"
#include "os/file.h"

#define LIST_SIZE ((size_t)64 * 1024)

static struct mime_mail read_raw(struct bytes raw, enum gh_status expected)
{
    struct mime_mail mail;
    assert_int_equal(mail_read(raw, "mx.test", &mail), expected);
    return mail;
}

static struct mime_mail read_file(const char *name, enum gh_status expected)
{
    static uint8_t raw[256 * 1024];
    char path[512];
    size_t len = 0;
    (void)snprintf(path, sizeof path, "%s/mime/%s", getenv("CORPUS"), name);
    assert_int_equal(os_file_read(path, raw, sizeof raw, &len), GH_OK);
    return read_raw(BYTES(raw, len), expected);
}

static void a_list_is_attached(void **state)
{
    (void)state;
    char *list = malloc(LIST_SIZE);
    int file;
    enum mail_list_fault fault;
    struct mime_mail mail = read_file("xlsx.eml", GH_OK);
    assert_string_equal(mail.from, "wang@example.edu.cn");
    assert_string_equal(mail.from_name, "王老师");
    assert_string_equal(mail.subject, "三十位访客");
    assert_string_equal(mail.id, "<a1@example.edu.cn>");
    assert_int_equal(mail.authentication, MIME_AUTHENTIC);
    assert_non_null(strstr(mail.text, "名单见附件"));
    assert_int_equal(mail.list_count, 1);
    assert_string_equal(mail.lists[0].name, "名单.xlsx");
    assert_int_equal(mail_judge(&mail, GH_OK, "mx.test", "gate@example.edu.cn"), MAIL_FINE);
    assert_int_equal(mail_list(&mail, list, LIST_SIZE, &file, &fault), MAIL_FINE);
    assert_int_equal(file, 0);
    assert_non_null(strstr(list, "姓名\t手机\t身份证号\n张三\t13800138000\t110105194912310021\n"));
    assert_non_null(strstr(list, "\"李\"\"四\"\t\t"));
    mail_free(&mail);
    free(list);
}

static void charsets_become_utf8(void **state)
{
    (void)state;
    char *list = malloc(LIST_SIZE);
    int file;
    enum mail_list_fault fault;
    struct mime_mail mail = read_file("gbk.eml", GH_OK);
    assert_string_equal(mail.from_name, "李");
    assert_string_equal(mail.subject, "访客名单");
    assert_string_equal(mail.text, "您好!\r\n");
    mail_free(&mail);
    mail = read_file("extended.eml", GH_OK);
    assert_string_equal(mail.lists[0].name, "名单.csv");
    assert_int_equal(mail_list(&mail, list, LIST_SIZE, &file, &fault), MAIL_FINE);
    assert_string_equal(list, "姓名,手机\n张三,13800138000\n");
    mail_free(&mail);
    mail = read_file("html.eml", GH_OK);
    assert_non_null(strstr(mail.text, "A&B\t1\t\n"));
    assert_null(strstr(mail.text, "p{}"));
    mail_free(&mail);
    free(list);
}

static void assert_judged(const char *name, enum gh_status read, enum mail_aside aside)
{
    struct mime_mail mail = read_file(name, read);
    assert_int_equal(mail_judge(&mail, read, "", "gate@example.edu.cn"), aside);
    mail_free(&mail);
}

static void hostile_mails_are_put_aside(void **state)
{
    (void)state;
    assert_judged("nested.eml", GH_UNSUPPORTED, MAIL_NESTED);
    assert_judged("parts.eml", GH_TOO_LONG, MAIL_TOO_LARGE);
    assert_judged("loop.eml", GH_OK, MAIL_LOOP);
    assert_judged("list.eml", GH_OK, MAIL_LOOP);
    assert_judged("two_senders.eml", GH_OK, MAIL_NO_SENDER);
    assert_judged("forged.eml", GH_OK, MAIL_FORGED);
    struct mime_mail mail = read_raw(bytes_of_string("From: gate@example.edu.cn\r\n\r\nx"), GH_OK);
    assert_int_equal(mail_judge(&mail, GH_OK, "", "gate@example.edu.cn"), MAIL_LOOP);
    mail_free(&mail);
    mail = read_raw(bytes_of_string("From: a@b.cn\r\n\r\nx"), GH_OK);
    assert_int_equal(mail_judge(&mail, GH_OK, "mx.test", ""), MAIL_UNCHECKED);
    assert_int_equal(mail_judge(&mail, GH_OK, "", ""), MAIL_FINE);
    mail_free(&mail);
}

static void headers_cannot_inject(void **state)
{
    (void)state;
    struct mime_mail mail = read_file("injected.eml", GH_OK);
    assert_string_equal(mail.from, "a@b.cn");
    assert_string_equal(mail.id, "");
    assert_null(strpbrk(mail.subject, "\r\n"));
    mail_free(&mail);
}

static void names_of_reasons_are_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < MAIL_ASIDE_COUNT; i++)
        assert_int_equal(mail_aside_of(bytes_of_string(mail_aside_name((enum mail_aside)i))), i);
    assert_int_equal(mail_aside_of(bytes_of_string("else")), MAIL_ASIDE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_attached),
        cmocka_unit_test(charsets_become_utf8),
        cmocka_unit_test(hostile_mails_are_put_aside),
        cmocka_unit_test(headers_cannot_inject),
        cmocka_unit_test(names_of_reasons_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
