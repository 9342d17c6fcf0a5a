#include "mail/judge.h"

#include <string.h>
#include <strings.h>

#include "mail/mime_text.h"
#include "mail/sheet_file.h"

static const char *const asides[MAIL_ASIDE_COUNT] = {
    [MAIL_FINE] = "",
    [MAIL_TOO_LARGE] = "too-large",
    [MAIL_NESTED] = "nested",
    [MAIL_MALFORMED] = "malformed",
    [MAIL_NO_SENDER] = "no-sender",
    [MAIL_LOOP] = "loop",
    [MAIL_FORGED] = "forged",
    [MAIL_UNCHECKED] = "unchecked",
    [MAIL_BOMB] = "bomb",
    [MAIL_OFTEN] = "often",
    [MAIL_TWICE] = "twice",
};

const char *mail_aside_name(enum mail_aside aside)
{
    return asides[aside];
}

enum mail_aside mail_aside_of(struct bytes name)
{
    int i = 0;
    while (i < MAIL_ASIDE_COUNT && !bytes_equal(name, bytes_of_string(asides[i])))
        i++;
    return (enum mail_aside)i;
}

const char *mail_list_fault_name(enum mail_list_fault fault)
{
    static const char *const names[] = {"", "none", "old-format", "unreadable", "locked"};
    return names[fault];
}

enum mail_aside mail_judge(const struct mime_mail *mail, enum gh_status read, const char *trusted, const char *own)
{
    if (read == GH_TOO_LONG)
        return MAIL_TOO_LARGE;
    if (read == GH_UNSUPPORTED)
        return MAIL_NESTED;
    if (read)
        return MAIL_MALFORMED;
    if (!mail->from[0])
        return MAIL_NO_SENDER;
    if (mail->automatic || mail->own || (*own && strcasecmp(mail->from, own) == 0))
        return MAIL_LOOP;
    if (mail->authentication == MIME_FORGED)
        return MAIL_FORGED;
    return *trusted && mail->authentication != MIME_AUTHENTIC ? MAIL_UNCHECKED : MAIL_FINE;
}

/* A text with at least two long numbers in it may be a list of people. */
static bool looks_like_list(const char *text)
{
    size_t digits = 0, numbers = 0;
    for (const char *c = text; *c; c++) {
        digits = *c >= '0' && *c <= '9' ? digits + 1 : 0;
        numbers += digits == 8;
    }
    return numbers >= 2;
}

static enum mail_list_fault read_list(const struct mime_list *list, char *out, size_t size, bool *bomb)
{
    if (list->kind == MIME_LIST_XLS)
        return MAIL_LIST_OLD_FORMAT;
    if (list->kind == MIME_LIST_TEXT)
        return mime_utf8(BYTES(list->data, list->len), list->charset, out, size) ? MAIL_LIST_FINE
                                                                                 : MAIL_LIST_UNREADABLE;
    enum gh_status status = sheet_file_text(BYTES(list->data, list->len), out, size);
    *bomb = status == GH_TOO_LONG;
    return !status ? MAIL_LIST_FINE : status == GH_UNSUPPORTED ? MAIL_LIST_LOCKED : MAIL_LIST_UNREADABLE;
}

enum mail_aside mail_list(const struct mime_mail *mail, char *out, size_t size, int *file, enum mail_list_fault *fault)
{
    bool bomb = false;
    *file = -1;
    *fault = MAIL_LIST_NONE;
    out[0] = '\0';
    for (size_t i = 0; i < mail->list_count; i++) {
        enum mail_list_fault one = read_list(&mail->lists[i], out, size, &bomb);
        if (bomb)
            return MAIL_BOMB;
        if (one == MAIL_LIST_FINE) {
            *file = (int)i;
            *fault = one;
            return MAIL_FINE;
        }
        *fault = one;
    }
    out[0] = '\0';
    if (*fault == MAIL_LIST_NONE && looks_like_list(mail->text) && strlen(mail->text) < size) {
        memcpy(out, mail->text, strlen(mail->text) + 1);
        *fault = MAIL_LIST_FINE;
    }
    return MAIL_FINE;
}
