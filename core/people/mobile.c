#include "people/mobile.h"

#include <stdio.h>
#include <string.h>

#include "people/typed.h"

#define TYPED_MAX 64

/* Third digits in use after 1 and the second digit. 14x and 17x leave out the ranges of machines and satellites (140 to
 * 144, 1440, 146, 148 and 174), which get no text messages. */
static const char *const third_digits[10] = {
    [3] = "0123456789", [4] = "579",        [5] = "012356789", [6] = "2567",
    [7] = "012356789",  [8] = "0123456789", [9] = "012356789",
};

/* Country codes in use (ITU-T E.164, list of assigned country codes), without +86, networks at sea and satellites. */
static const char countries[] =
    " 1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 "
    "90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 "
    "238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 "
    "268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 380 381 "
    "382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 "
    "599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 850 852 853 855 856 880 "
    "886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995 996 998 ";

/* Mobile numbers of our neighbours, without their trunk 0: how many digits, and the first ones. */
static const struct {
    const char *country;
    size_t len;
    const char *first;
} neighbours[] = {{"852", 8, "45679"}, {"853", 8, "6"}, {"886", 9, "9"}};

size_t mobile_country_len(const char *text)
{
    for (size_t len = 1; len <= 3 && strspn(text + 1, "0123456789") >= len; len++) {
        char word[8] = " ";
        memcpy(word + 1, text + 1, len);
        memcpy(word + 1 + len, " ", 2);
        if (strstr(countries, word))
            return len;
    }
    return 0;
}

static enum mobile_result check_mainland(const char *digits, char number[static MOBILE_SIZE])
{
    size_t len = strlen(digits);
    if (strspn(digits, "0123456789") != len)
        return MOBILE_CHARACTER;
    if (len != MOBILE_LEN)
        return MOBILE_LENGTH;
    const char *allowed = third_digits[digits[1] - '0'];
    if (digits[0] != '1' || !allowed || !strchr(allowed, digits[2]))
        return MOBILE_PREFIX;
    memcpy(number, digits, MOBILE_LEN + 1);
    return MOBILE_OK;
}

static enum mobile_result check_national(const char *country, size_t country_len, const char *national)
{
    size_t len = strlen(national);
    for (size_t i = 0; i < sizeof neighbours / sizeof *neighbours; i++) {
        if (strncmp(neighbours[i].country, country, country_len) != 0 || country_len != 3)
            continue;
        if (len != neighbours[i].len)
            return MOBILE_LENGTH;
        return strchr(neighbours[i].first, national[0]) ? MOBILE_OK : MOBILE_PREFIX;
    }
    /* E.164 allows fifteen digits. The shortest mobile numbers, on small islands, have four or five. */
    return len < 4 || country_len + len > 15 || (country_len == 1 && len != 10) ? MOBILE_LENGTH : MOBILE_OK;
}

/* international: the digits behind '+' or 00. */
static enum mobile_result check_abroad(const char *international, char number[static MOBILE_SIZE])
{
    char text[TYPED_MAX + 1];
    (void)snprintf(text, sizeof text, "+%s", international);
    if (strspn(international, "0123456789") != strlen(international))
        return MOBILE_CHARACTER;
    if (strlen(international) < 3)
        return MOBILE_LENGTH;
    size_t country_len = mobile_country_len(text);
    if (!country_len)
        return MOBILE_COUNTRY;
    const char *national = international + country_len;
    /* +44 (0)7400 123456. Only Italy (39) dials the 0 from abroad. */
    if (*national == '0' && strncmp(international, "39", 2) != 0 && *++national == '0')
        return MOBILE_PREFIX; /* one trunk 0 is dropped; a second one is a typing error */
    enum mobile_result result = check_national(international, country_len, national);
    size_t national_len = strlen(national);
    if (result || 1 + country_len + national_len >= MOBILE_SIZE)
        return result ? result : MOBILE_LENGTH;
    number[0] = '+';
    memcpy(number + 1, international, country_len);
    memcpy(number + 1 + country_len, national, national_len + 1);
    return MOBILE_OK;
}

enum mobile_result mobile_check(struct bytes typed, char number[static MOBILE_SIZE])
{
    char text[TYPED_MAX];
    enum gh_status status = typed_ascii(typed, " -()", text, sizeof text);
    if (status)
        return status == GH_TOO_LONG ? MOBILE_LENGTH : MOBILE_CHARACTER;
    const char *international = text[0] == '+' ? text + 1 : strncmp(text, "00", 2) == 0 ? text + 2 : NULL;
    if (!international)
        return check_mainland(text, number);
    return strncmp(international, "86", 2) == 0 ? check_mainland(international + 2, number)
                                                : check_abroad(international, number);
}

bool mobile_is_abroad(const char *number)
{
    return number[0] == '+';
}

void mobile_e164(const char *number, char out[static MOBILE_SIZE])
{
    if (mobile_is_abroad(number))
        (void)snprintf(out, MOBILE_SIZE, "%.16s", number);
    else
        (void)snprintf(out, MOBILE_SIZE, "+86%.11s", number);
}

void mobile_format(const char *number, char out[static MOBILE_SHOWN_SIZE])
{
    size_t country_len = mobile_is_abroad(number) ? mobile_country_len(number) : 0;
    if (!country_len) {
        (void)snprintf(out, MOBILE_SHOWN_SIZE, "%.3s %.4s %.4s", number, number + 3, number + 7);
        return;
    }
    /* In fours from the end: the first group takes what is left over. */
    const char *national = number + 1 + country_len;
    size_t left = strlen(national);
    size_t used = (size_t)snprintf(out, MOBILE_SHOWN_SIZE, "%.*s", (int)country_len + 1, number);
    for (size_t take = left % 4 ? left % 4 : 4; left > 0 && used + take + 2 <= MOBILE_SHOWN_SIZE; take = 4) {
        used += (size_t)snprintf(out + used, MOBILE_SHOWN_SIZE - used, " %.*s", (int)take, national);
        national += take;
        left -= take;
    }
}

const char *mobile_result_name(enum mobile_result result)
{
    static const char *const names[MOBILE_RESULT_COUNT] = {"ok",     "length",  "character",
                                                           "prefix", "country", "scientific"};
    return (unsigned)result < MOBILE_RESULT_COUNT ? names[result] : "unknown";
}
