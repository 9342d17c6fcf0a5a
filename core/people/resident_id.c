/* Checks of resident ID numbers. */
#include "people/resident_id.h"

#include <string.h>

#include "people/region_codes.h"
#include "people/typed.h"

#define OLD_LEN 15
#define TYPED_MAX 64

/* Province-level codes that GB/T 2260 ever assigned; 83 is Taiwan on residence permits (since 2018).
 */
static const char provinces[][3] = {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34",
                                    "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52",
                                    "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"};

bool civil_date_exists(struct civil_date d)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < 1 || d.month < 1 || d.month > 12)
        return false;
    bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
    return d.day >= 1 && d.day <= days[d.month - 1] + (leap && d.month == 2 ? 1 : 0);
}

int civil_date_compare(struct civil_date a, struct civil_date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

char resident_id_check_character(const char digits[static RESIDENT_ID_LEN - 1])
{
    int sum = 0;
    for (int i = 0; i < RESIDENT_ID_LEN - 1; i++)
        sum = (sum + digits[i] - '0') * 2 % 11;
    return "0123456789X"[(12 - sum) % 11];
}

static bool province_exists(const char *digits)
{
    for (size_t i = 0; i < sizeof provinces / sizeof *provinces; i++)
        if (memcmp(digits, provinces[i], 2) == 0)
            return true;
    return false;
}

/* A residence permit names Hong Kong, Macao or Taiwan, and no region within. */
static bool region_is_known(const char *digits)
{
    return region_code_known(digits) || strncmp(digits, "810000", 6) == 0 || strncmp(digits, "820000", 6) == 0 ||
           strncmp(digits, "830000", 6) == 0;
}

static enum resident_id_result check_characters(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (!digit && !(text[i] == 'X' && i == RESIDENT_ID_LEN - 1))
            return RESIDENT_ID_CHARACTER;
    }
    return RESIDENT_ID_OK;
}

static int number_at(const char *text, size_t at, size_t len)
{
    int value = 0;
    for (size_t i = at; i < at + len; i++)
        value = value * 10 + text[i] - '0';
    return value;
}

/* A 15-digit number has no check character. It gets the one of its holder's 18-digit number. */
static void extend(const char *old, char number[static RESIDENT_ID_LEN + 1])
{
    memcpy(number, old, 6);
    memcpy(number + 6, "19", 2);
    memcpy(number + 8, old + 6, 9);
    number[17] = resident_id_check_character(number);
    number[18] = '\0';
}

enum resident_id_result resident_id_check(struct bytes typed, struct civil_date today, struct resident_id *out)
{
    char text[TYPED_MAX];
    struct resident_id id = {0};
    enum gh_status status = typed_ascii(typed_without_label(typed), " -()[].',;", text, sizeof text);
    if (status)
        return status == GH_TOO_LONG ? RESIDENT_ID_LENGTH : RESIDENT_ID_CHARACTER;
    size_t len = strlen(text);
    if (len != RESIDENT_ID_LEN && len != OLD_LEN)
        return RESIDENT_ID_LENGTH;
    enum resident_id_result result = check_characters(text, len);
    if (result)
        return result;
    if (!province_exists(text))
        return RESIDENT_ID_REGION;
    if (len == OLD_LEN)
        extend(text, id.number);
    else
        memcpy(id.number, text, RESIDENT_ID_LEN + 1);
    id.birth =
        (struct civil_date){number_at(id.number, 6, 4), number_at(id.number, 10, 2), number_at(id.number, 12, 2)};
    if (id.birth.year < 1800 || !civil_date_exists(id.birth) || civil_date_compare(id.birth, today) > 0)
        return RESIDENT_ID_DATE;
    if (id.number[17] != resident_id_check_character(id.number))
        return RESIDENT_ID_CHECK;
    id.sex = (id.number[16] - '0') % 2 ? 'M' : 'F';
    id.region_known = region_is_known(id.number);
    *out = id;
    return RESIDENT_ID_OK;
}

const char *resident_id_result_name(enum resident_id_result result)
{
    static const char *const names[RESIDENT_ID_RESULT_COUNT] = {"ok", "length", "character", "region", "date", "check"};
    return (unsigned)result < RESIDENT_ID_RESULT_COUNT ? names[result] : "unknown";
}
