#include "people/document.h"

#include <stdio.h>
#include <string.h>

#include "people/number_written.h"
#include "people/typed.h"

#define TYPED_MAX 64
#define DROPPED " -()[]./',;"

struct kind {
    const char *name;
    enum document_result (*check)(const char *text, struct civil_date today, struct document *out);
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static size_t count_letters(const char *text)
{
    size_t n = 0;
    while (is_letter(text[n]))
        n++;
    return n;
}

static bool all_digits(const char *text)
{
    return strspn(text, "0123456789") == strlen(text);
}

static enum document_result of_resident(enum resident_id_result result)
{
    static const enum document_result results[RESIDENT_ID_RESULT_COUNT] = {
        DOCUMENT_OK, DOCUMENT_LENGTH, DOCUMENT_CHARACTER, DOCUMENT_REGION, DOCUMENT_DATE, DOCUMENT_CHECK};
    return results[result];
}

static enum document_result take_resident(const char *text, struct civil_date today, struct document *out)
{
    struct resident_id id;
    enum resident_id_result result = resident_id_check(bytes_of_string(text), today, &id);
    if (result)
        return of_resident(result);
    memcpy(out->number, id.number, sizeof id.number);
    out->sex = id.sex;
    out->birth = id.birth;
    out->region_unknown = !id.region_known;
    return DOCUMENT_OK;
}

static bool is_residence_region(const char *text)
{
    return strncmp(text, "810000", 6) == 0 || strncmp(text, "820000", 6) == 0 || strncmp(text, "830000", 6) == 0;
}

static enum document_result check_resident_id(const char *text, struct civil_date today, struct document *out)
{
    /* Residence permits follow the same standard, but they are another kind of document. */
    return is_residence_region(text) ? DOCUMENT_FORM : take_resident(text, today, out);
}

static enum document_result check_residence(const char *text, struct civil_date today, struct document *out)
{
    if (strlen(text) != RESIDENT_ID_LEN)
        return DOCUMENT_LENGTH;
    return is_residence_region(text) ? take_resident(text, today, out) : DOCUMENT_FORM;
}

static enum document_result keep(const char *text, struct document *out)
{
    memcpy(out->number, text, strlen(text) + 1);
    return DOCUMENT_OK;
}

/* Older cards and booklets add a count of issues to the number that the holder keeps for life. Drop the count, so that
 * a person stays the same person however they type the number. */
static enum document_result keep_lifelong(const char *text, size_t len, struct document *out)
{
    memcpy(out->number, text, len);
    out->number[len] = '\0';
    return DOCUMENT_OK;
}

static enum document_result check_passport(const char *text, struct civil_date today, struct document *out)
{
    (void)today;
    size_t len = strlen(text);
    size_t digits = 0;
    if (len < 5 || len > 15)
        return DOCUMENT_LENGTH;
    for (size_t i = 0; i < len; i++)
        digits += is_digit(text[i]);
    /* Passport numbers of every state have digits; a name typed into the field has none. */
    return digits < 3 ? DOCUMENT_FORM : keep(text, out);
}

static enum document_result check_hk_macao_permit(const char *text, struct civil_date today, struct document *out)
{
    (void)today;
    size_t len = strlen(text);
    if (len != 9 && len != 11)
        return DOCUMENT_LENGTH;
    if ((text[0] != 'H' && text[0] != 'M') || !all_digits(text + 1))
        return DOCUMENT_FORM;
    return keep_lifelong(text, 9, out);
}

static enum document_result check_taiwan_permit(const char *text, struct civil_date today, struct document *out)
{
    (void)today;
    size_t len = strlen(text);
    if (len < 8 || len > 12)
        return DOCUMENT_LENGTH;
    if (!all_digits(text) && !(len == 11 && strspn(text, "0123456789") == 10))
        return DOCUMENT_FORM;
    return len == 9 ? DOCUMENT_LENGTH : keep_lifelong(text, 8, out);
}

static enum document_result check_new_residence_card(const char *text, struct civil_date today, struct document *out)
{
    for (int i = 0; i < RESIDENT_ID_LEN - 1; i++)
        if (!is_digit(text[i]))
            return DOCUMENT_CHARACTER;
    struct civil_date birth = {0};
    (void)sscanf(text + 6, "%4d%2d%2d", &birth.year, &birth.month, &birth.day);
    if (birth.year < 1800 || !civil_date_exists(birth) || civil_date_compare(birth, today) > 0)
        return DOCUMENT_DATE;
    if (text[RESIDENT_ID_LEN - 1] != resident_id_check_character(text))
        return DOCUMENT_CHECK;
    out->birth = birth;
    out->sex = (text[16] - '0') % 2 ? 'M' : 'F';
    return keep(text, out);
}

static enum document_result check_permanent_residence(const char *text, struct civil_date today, struct document *out)
{
    size_t len = strlen(text);
    if (len == RESIDENT_ID_LEN)
        return text[0] == '9' ? check_new_residence_card(text, today, out) : DOCUMENT_FORM;
    if (len != 15)
        return DOCUMENT_LENGTH;
    return count_letters(text) == 3 && all_digits(text + 3) ? keep(text, out) : DOCUMENT_FORM;
}

static const struct kind kinds[DOCUMENT_KIND_COUNT] = {
    [DOCUMENT_RESIDENT_ID] = {"resident-id", check_resident_id},
    [DOCUMENT_PASSPORT] = {"passport", check_passport},
    [DOCUMENT_HK_MACAO_PERMIT] = {"hk-macao-permit", check_hk_macao_permit},
    [DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE] = {"hk-macao-taiwan-residence", check_residence},
    [DOCUMENT_TAIWAN_PERMIT] = {"taiwan-permit", check_taiwan_permit},
    [DOCUMENT_PERMANENT_RESIDENCE] = {"permanent-residence", check_permanent_residence},
};

enum document_result document_check(enum document_kind kind, struct bytes typed, struct civil_date today,
                                    struct document *out)
{
    char text[TYPED_MAX];
    struct document made = {.kind = kind};
    if ((unsigned)kind >= DOCUMENT_KIND_COUNT)
        return DOCUMENT_FORM;
    const struct bytes bare = typed_without_label(typed);
    char room[NUMBER_WRITTEN_SIZE];
    const enum number_written written = number_written(bare, room);
    if (written == WRITTEN_SHORTENED)
        return DOCUMENT_SHORTENED;
    enum gh_status status =
        typed_ascii(written == WRITTEN_REPAIRED ? bytes_of_string(room) : bare, DROPPED, text, sizeof text);
    if (status)
        return status == GH_TOO_LONG ? DOCUMENT_LENGTH : DOCUMENT_CHARACTER;
    size_t len = strlen(text);
    if (len == 0 || len > DOCUMENT_NUMBER_MAX)
        return DOCUMENT_LENGTH;
    for (size_t i = 0; i < len; i++)
        if (!is_digit(text[i]) && !is_letter(text[i]))
            return DOCUMENT_CHARACTER;
    if (number_written(bytes_of_string(text), room) == WRITTEN_SHORTENED)
        return DOCUMENT_SHORTENED;
    enum document_result result = kinds[kind].check(text, today, &made);
    if (result == DOCUMENT_OK)
        *out = made;
    return result;
}

void document_form(const struct document *document, char out[static DOCUMENT_FORM_SIZE])
{
    (void)snprintf(out, DOCUMENT_FORM_SIZE, "%s:%s", document_kind_name(document->kind), document->number);
}

void document_tail(const struct document *document, char out[static 7])
{
    size_t len = strlen(document->number);
    memset(out, '0', 6);
    out[6] = '\0';
    size_t take = len < 6 ? len : 6;
    memcpy(out + 6 - take, document->number + len - take, take);
}

const char *document_kind_name(enum document_kind kind)
{
    return (unsigned)kind < DOCUMENT_KIND_COUNT ? kinds[kind].name : "unknown";
}

const char *document_result_name(enum document_result result)
{
    static const char *const names[DOCUMENT_RESULT_COUNT] = {"ok",   "length", "character", "region",
                                                             "date", "check",  "form",      "scientific"};
    return (unsigned)result < DOCUMENT_RESULT_COUNT ? names[result] : "unknown";
}

enum gh_status document_kind_from_name(struct bytes name, enum document_kind *out)
{
    for (int i = 0; i < DOCUMENT_KIND_COUNT; i++) {
        if (bytes_equal(name, bytes_of_string(kinds[i].name))) {
            *out = (enum document_kind)i;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

bool document_of_child(struct civil_date birth, struct civil_date today)
{
    if (birth.year == 0)
        return false;
    birth.year += CHILD_YEARS;
    return civil_date_compare(birth, today) > 0;
}
