/* Counts the parts in which networks carry and bill a text message. Pure. */
#ifndef GH_SERVER_FLOW_SMS_PARTS_H
#define GH_SERVER_FLOW_SMS_PARTS_H

#include "base/bytes.h"

/* Returns the number of parts of a text with `more` further characters, such as a provider's signature. A text of the
 * GSM 7-bit alphabet (3GPP TS 23.038 6.2.1) has 160 characters in one part and 153 in each of several. Any other text
 * is UCS-2: 70 and 67 units of UTF-16. Malformed UTF-8 counts each byte. */
size_t sms_parts(const char *text, size_t more);

/* How networks carry a text. */
struct sms_size {
    bool ucs2;       /* otherwise the GSM 7-bit alphabet */
    size_t units;    /* septets, or units of UTF-16 */
    size_t per_part; /* units that a part has room for */
    size_t parts;
};
/* Measures a text as sms_parts() does. */
struct sms_size sms_measure(const char *text, size_t more);

#endif
