/* Walks through the parts of a mail. */
#include "mail/mime.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/mime_head.h"
#include "mail/mime_text.h"

#define BOUNDARY_SIZE 80 /* RFC 2046, 5.1.1: at most 70 characters */
#define TYPE_SIZE 96

/* What the head of a part says. */
struct part {
    char type[TYPE_SIZE], boundary[BOUNDARY_SIZE], charset[32], name[MIME_NAME_SIZE], encoding[24];
    bool attached;
    struct bytes body;
};

static enum gh_status read_part(struct mime_mail *mail, struct bytes raw, int depth);

/* ---- Heads ---- */

static void read_field(const struct head_field *field, struct part *part)
{
    char word[24];
    if (head_is(field, "Content-Type")) {
        head_token(field->value, part->type, sizeof part->type);
        (void)head_parameter(field->value, "boundary", part->boundary, sizeof part->boundary);
        (void)head_parameter(field->value, "charset", part->charset, sizeof part->charset);
        if (!part->name[0])
            (void)head_parameter(field->value, "name", part->name, sizeof part->name);
    } else if (head_is(field, "Content-Transfer-Encoding")) {
        head_token(field->value, part->encoding, sizeof part->encoding);
    } else if (head_is(field, "Content-Disposition")) {
        head_token(field->value, word, sizeof word);
        part->attached = strcmp(word, "attachment") == 0;
        char name[MIME_NAME_SIZE];
        if (head_parameter(field->value, "filename", name, sizeof name))
            memcpy(part->name, name, sizeof name);
    }
}

static void read_id(struct bytes value, char out[static MIME_ID_SIZE])
{
    out[0] = '\0';
    if (value.len < 3 || value.len >= MIME_ID_SIZE || value.data[0] != '<' || value.data[value.len - 1] != '>')
        return;
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] <= ' ' || value.data[i] >= 0x7f || (i > 0 && value.data[i] == '<') ||
            (i + 1 < value.len && value.data[i] == '>'))
            return;
    memcpy(out, value.data, value.len);
    out[value.len] = '\0';
}

static bool ends_in_own(const char *id)
{
    static const char own[] = "@gatehouse>";
    size_t len = strlen(id);
    return len >= sizeof own - 1 && strcmp(id + len - (sizeof own - 1), own) == 0;
}

/* Machines mark what they send in many ways: RFC 3834, mailing lists by RFC 2919 and 2369, and Precedence of old. */
static void read_machine(const struct head_field *field, struct mime_mail *mail)
{
    char word[24];
    head_token(field->value, word, sizeof word);
    if (head_is(field, "Auto-Submitted"))
        mail->automatic |= strcmp(word, "no") != 0;
    else if (head_is(field, "Precedence"))
        mail->automatic |= strcmp(word, "bulk") == 0 || strcmp(word, "junk") == 0 || strcmp(word, "list") == 0;
    else if (head_is(field, "Return-Path"))
        mail->automatic |= strcmp(word, "<>") == 0;
    else if (head_is(field, "List-Id") || head_is(field, "List-Post") || head_is(field, "List-Unsubscribe") ||
             head_is(field, "X-Autoreply") || head_is(field, "X-Autorespond"))
        mail->automatic = true;
}

static void read_top(const struct head_field *field, const char *trusted, struct mime_mail *mail, size_t *froms,
                     bool *judged)
{
    if (head_is(field, "From")) {
        ++*froms;
        if (!head_address(field->value, mail->from, mail->from_name))
            mail->from[0] = '\0';
    } else if (head_is(field, "Subject")) {
        (void)mime_words(field->value, mail->subject, sizeof mail->subject);
        for (char *c = mail->subject; *c; c++)
            if (*c == '\r' || *c == '\n' || *c == '\t')
                *c = ' ';
    } else if (head_is(field, "Message-ID")) {
        read_id(field->value, mail->id);
        mail->own |= ends_in_own(mail->id);
    } else if (head_is(field, "Authentication-Results") && !*judged) {
        /* The server of the mailbox writes above what came with the mail. */
        *judged = head_authentication(field->value, trusted, &mail->authentication);
    } else {
        read_machine(field, mail);
    }
}

/* Reads the fields of a part. mail: of the whole mail, for its own fields; NULL for a part. */
static enum gh_status read_head(struct bytes raw, const char *trusted, struct mime_mail *mail, struct part *out)
{
    struct cursor c = cursor_over(raw);
    struct head_field field;
    size_t froms = 0;
    bool judged = false;
    *out = (struct part){.type = "text/plain"};
    while (head_next(&c, &field)) {
        if (raw.len - c.left > MIME_HEAD_MAX)
            return GH_TOO_LONG;
        read_field(&field, out);
        if (mail)
            read_top(&field, trusted, mail, &froms, &judged);
    }
    if (mail && froms != 1)
        mail->from[0] = '\0';
    out->body = BYTES(c.at, c.left);
    return raw.len - c.left > MIME_HEAD_MAX ? GH_TOO_LONG : GH_OK;
}

/* ---- Leaves ---- */

static enum gh_status decode(const struct part *part, uint8_t **out, size_t *len)
{
    *out = malloc(part->body.len + 1);
    if (!*out)
        return GH_NO_MEMORY;
    if (strcmp(part->encoding, "base64") == 0) {
        *len = mime_base64(part->body, *out);
    } else if (strcmp(part->encoding, "quoted-printable") == 0) {
        *len = mime_quoted(part->body, false, *out);
    } else {
        *len = part->body.len;
        memcpy(*out, part->body.len ? part->body.data : (const uint8_t *)"", part->body.len);
    }
    return GH_OK;
}

static bool ends_with(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);
    return len >= end_len && strcasecmp(name + len - end_len, end) == 0;
}

/* Returns whether a part is a list, by the name of its file: programs disagree about types. */
static bool is_list(const struct part *part, enum mime_list_kind *kind)
{
    *kind = ends_with(part->name, ".xlsx")  ? MIME_LIST_XLSX
            : ends_with(part->name, ".xls") ? MIME_LIST_XLS
                                            : MIME_LIST_TEXT;
    return *kind != MIME_LIST_TEXT || ends_with(part->name, ".csv") || ends_with(part->name, ".tsv") ||
           ends_with(part->name, ".txt");
}

static enum gh_status take_list(struct mime_mail *mail, const struct part *part, enum mime_list_kind kind)
{
    if (mail->list_count == MIME_LISTS_MAX)
        return GH_OK;
    struct mime_list *list = &mail->lists[mail->list_count];
    enum gh_status status = decode(part, &list->data, &list->len);
    if (status)
        return status;
    list->kind = kind;
    memcpy(list->name, part->name, sizeof list->name);
    memcpy(list->charset, part->charset, sizeof list->charset);
    mail->list_count++;
    return GH_OK;
}

/* The first plain text is the one for reading. HTML counts where there is none. */
static enum gh_status take_text(struct mime_mail *mail, const struct part *part, bool html)
{
    uint8_t *plain;
    size_t len;
    if (mail->text && mail->text[strspn(mail->text, " \t\r\n")])
        return GH_OK;
    enum gh_status status = decode(part, &plain, &len);
    if (status)
        return status;
    char *text = malloc(MIME_TEXT_SIZE);
    if (text) {
        (void)mime_utf8(BYTES(plain, len), part->charset, text, MIME_TEXT_SIZE);
        if (html)
            mime_without_tags(text);
        free(mail->text);
        mail->text = text;
    }
    sodium_memzero(plain, len);
    free(plain);
    return text ? GH_OK : GH_NO_MEMORY;
}

/* ---- Multiparts ---- */

/* Finds the next line "--boundary". *at: its begin, *behind: behind its end. *last: it closes the multipart. */
static bool find_boundary(struct bytes body, size_t from, const char *boundary, size_t *at, size_t *behind, bool *last)
{
    const size_t len = strlen(boundary);
    for (size_t i = from; i + len + 2 <= body.len;) {
        if (body.data[i] == '-' && body.data[i + 1] == '-' && memcmp(body.data + i + 2, boundary, len) == 0) {
            size_t end = i + 2 + len;
            *last = end + 2 <= body.len && body.data[end] == '-' && body.data[end + 1] == '-';
            const uint8_t *line = memchr(body.data + end, '\n', body.len - end);
            *at = i;
            *behind = line ? (size_t)(line - body.data) + 1 : body.len;
            return true;
        }
        const uint8_t *line = memchr(body.data + i, '\n', body.len - i);
        if (!line)
            return false;
        i = (size_t)(line - body.data) + 1;
    }
    return false;
}

static enum gh_status read_multipart(struct mime_mail *mail, const struct part *part, int depth)
{
    size_t at, behind, next, next_behind;
    bool last = false;
    enum gh_status status = GH_OK;
    if (!part->boundary[0])
        return GH_MALFORMED;
    if (!find_boundary(part->body, 0, part->boundary, &at, &behind, &last))
        return GH_MALFORMED;
    while (!status && !last) {
        if (!find_boundary(part->body, behind, part->boundary, &next, &next_behind, &last)) {
            next = next_behind = part->body.len; /* cut off */
            last = true;
        }
        status = read_part(mail, BYTES(part->body.data + behind, next - behind), depth + 1);
        behind = next_behind;
    }
    return status;
}

static enum gh_status read_body(struct mime_mail *mail, const struct part *part, int depth)
{
    enum mime_list_kind kind;
    if (strncmp(part->type, "multipart/", 10) == 0)
        return read_multipart(mail, part, depth);
    if (is_list(part, &kind))
        return take_list(mail, part, kind);
    if (!part->attached && strcmp(part->type, "text/plain") == 0)
        return take_text(mail, part, false);
    if (!part->attached && strcmp(part->type, "text/html") == 0)
        return take_text(mail, part, true);
    return GH_OK; /* pictures, attached mails and all other files are not looked at */
}

static enum gh_status read_part(struct mime_mail *mail, struct bytes raw, int depth)
{
    struct part part;
    if (depth > MIME_DEPTH_MAX)
        return GH_UNSUPPORTED;
    if (++mail->part_count > MIME_PARTS_MAX)
        return GH_TOO_LONG;
    enum gh_status status = read_head(raw, "", NULL, &part);
    return status ? status : read_body(mail, &part, depth);
}

enum gh_status mail_read(struct bytes raw, const char *trusted, struct mime_mail *out)
{
    struct part part;
    *out = (struct mime_mail){0};
    enum gh_status status = raw.len > MIME_MAIL_MAX ? GH_TOO_LONG : GH_OK;
    if (!status)
        status = read_head(raw, trusted, out, &part);
    if (!status)
        status = read_body(out, &part, 0);
    if (!out->text && !(out->text = calloc(1, 1)))
        return GH_NO_MEMORY;
    return status;
}

void mail_free(struct mime_mail *mail)
{
    for (size_t i = 0; i < mail->list_count; i++) {
        sodium_memzero(mail->lists[i].data, mail->lists[i].len);
        free(mail->lists[i].data);
    }
    if (mail->text)
        sodium_memzero(mail->text, strlen(mail->text));
    free(mail->text);
    sodium_memzero(mail, sizeof *mail);
}
