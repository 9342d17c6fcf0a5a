/* links: gh_mail gh_base */
/* Mails. Whatever comes in, texts are UTF-8 and end, an address is one that can be answered, and limits hold. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "mail/judge.h"
#include "mail/mime_text.h"

#define LIST_SIZE ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
    size_t characters;
    if (strlen(text) >= size || utf8_count(bytes_of_string(text), &characters))
        abort();
}

static void check_list(const struct mime_mail *mail)
{
    enum mail_list_fault fault;
    int file;
    char *list = malloc(LIST_SIZE);
    if (!list)
        return;
    (void)mail_list(mail, list, LIST_SIZE, &file, &fault);
    check_text(list, LIST_SIZE);
    if (file >= (int)mail->list_count || (file >= 0 && fault != MAIL_LIST_FINE))
        abort();
    free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mime_mail mail;
    enum gh_status status = mail_read(BYTES(data, size), "mx.test", &mail);
    check_text(mail.text, MIME_TEXT_SIZE);
    check_text(mail.from, sizeof mail.from);
    check_text(mail.from_name, sizeof mail.from_name);
    check_text(mail.subject, sizeof mail.subject);
    check_text(mail.id, sizeof mail.id);
    if (strpbrk(mail.from, "\r\n<> ,") || strpbrk(mail.id, "\r\n ") || strpbrk(mail.subject, "\r\n"))
        abort();
    if (mail.list_count > MIME_LISTS_MAX || (!status && mail.part_count > MIME_PARTS_MAX))
        abort();
    if (mail_judge(&mail, status, "mx.test", "") == MAIL_FINE && !mail.from[0])
        abort();
    for (size_t i = 0; i < mail.list_count; i++)
        check_text(mail.lists[i].name, sizeof mail.lists[i].name);
    check_list(&mail);
    mail_free(&mail);
    return 0;
}
