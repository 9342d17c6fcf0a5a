/* Masking: what may be shown of a name, a phone number and an ID number. UTF-8 safe: never splits a code point, refuses
 * malformed text. */
#ifndef GH_PEOPLE_MASK_H
#define GH_PEOPLE_MASK_H

#include "base/bytes.h"

/* Keeps the first and, from three characters on, the last: 张三 张*, 张小三 张*三, 欧阳娜娜 欧**娜. A name in parts
 * (阿依古丽·买买提, Anna Maria Schmidt) keeps the first character of each part: 阿***·买**, A*** M**** S******; a
 * single-word Latin name keeps its first letter. GH_MALFORMED for malformed UTF-8, control characters, or an empty
 * name; GH_TOO_LONG when size (with NUL) does not hold it. */
enum gh_status GH_MUST_USE mask_name(struct bytes name, char *out, size_t size);

/* 138****8000 of eleven digits; of other numbers all but the last two. */
enum gh_status GH_MUST_USE mask_mobile(struct bytes mobile, char *out, size_t size);

/* All but the last four characters. Numbers of four or fewer show nothing. */
enum gh_status GH_MUST_USE mask_id(struct bytes number, char *out, size_t size);

#endif
