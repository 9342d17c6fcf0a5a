/* Masks names, phone numbers and ID numbers for display. Never splits a code point; refuses malformed UTF-8. */
#ifndef GH_PEOPLE_MASK_H
#define GH_PEOPLE_MASK_H

#include "base/bytes.h"

/* Masks a name: keeps the first and, from three characters on, the last: 张三 张*, 张小三 张*三, 欧阳娜娜 欧**娜. A
 * name in parts (阿依古丽·买买提, Anna Maria Schmidt) keeps the first character of each part: 阿***·买**, A*** M****
 * S******; a single-word Latin name keeps its first letter. GH_MALFORMED for malformed UTF-8, control characters, or an
 * empty name; GH_TOO_LONG when size (with NUL) does not hold it. */
enum gh_status GH_MUST_USE mask_name(struct bytes name, char *out, size_t size);

/* Masks a phone number: 138****8000 for eleven digits; other numbers keep their last two. */
enum gh_status GH_MUST_USE mask_mobile(struct bytes mobile, char *out, size_t size);

/* Masks an ID number but for its last four characters, and one of four or fewer characters whole. */
enum gh_status GH_MUST_USE mask_id(struct bytes number, char *out, size_t size);

#endif
