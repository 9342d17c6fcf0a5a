/* Counts the parts of text messages. */
#include "flow/sms_parts.h"

#include "base/utf8.h"

#define GSM_ONE 160
#define GSM_EACH 153
#define UCS2_ONE 70
#define UCS2_EACH 67

/* Code points of the default alphabet beyond those that it shares with ASCII, and of its extension (two septets). */
static const uint16_t gsm_more[] = {0xA3,  0xA5,  0xE8,  0xE9,  0xF9,  0xEC,  0xF2,  0xC7,  0xD8,  0xF8,
                                    0xC5,  0xE5,  0x394, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3,
                                    0x398, 0x39E, 0xC6,  0xE6,  0xDF,  0xC9,  0xA4,  0xA1,  0xC4,  0xD6,
                                    0xD1,  0xDC,  0xA7,  0xBF,  0xE4,  0xF6,  0xF1,  0xFC,  0xE0};
static const char gsm_extended[] = "^{}\\[~]|";

/* Returns the septets of a code point; 0: not in the alphabet. */
static size_t septets(uint32_t c)
{
    for (size_t i = 0; gsm_extended[i]; i++)
        if (c == (uint32_t)gsm_extended[i])
            return 2;
    if (c == 0x20AC)
        return 2;
    if (c == '`')
        return 0;
    if ((c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r')
        return 1;
    for (size_t i = 0; i < sizeof gsm_more / sizeof gsm_more[0]; i++)
        if (c == gsm_more[i])
            return 1;
    return 0;
}

static struct sms_size size_of(bool is_ucs2, size_t units, size_t one, size_t each)
{
    const size_t per_part = units <= one ? one : each;
    return (struct sms_size){
        .ucs2 = is_ucs2, .units = units, .per_part = per_part, .parts = units <= one ? 1 : (units + each - 1) / each};
}

struct sms_size sms_measure(const char *text, size_t more)
{
    struct cursor c = cursor_over(bytes_of_string(text));
    size_t gsm = more, ucs2 = more;
    bool all_gsm = true;
    while (c.left > 0) {
        uint32_t code_point;
        uint8_t byte;
        if (utf8_take(&c, &code_point)) {
            if (cursor_take_u8(&c, &byte))
                break;
            code_point = 0xFFFD;
        }
        const size_t n = septets(code_point);
        all_gsm = all_gsm && n > 0;
        gsm += n;
        ucs2 += code_point > 0xFFFF ? 2 : 1;
    }
    return all_gsm ? size_of(false, gsm, GSM_ONE, GSM_EACH) : size_of(true, ucs2, UCS2_ONE, UCS2_EACH);
}

size_t sms_parts(const char *text, size_t more)
{
    return sms_measure(text, more).parts;
}
