/* Mobile numbers as machines and lists write them: "tel:13800138000", "电话：13800138000", "138.0013.8000",
 * "8613800138000", "013800138000", "'13800138000", and through a float "13800138000.0" or "1.3800138000E10". */
#ifndef GH_PEOPLE_MOBILE_WRITTEN_H
#define GH_PEOPLE_MOBILE_WRITTEN_H

#include <stdbool.h>

#include "people/mobile.h"

/* As mobile_check(), which it asks first, and takes these forms, too. repaired: the number was in one of them. */
enum mobile_result GH_MUST_USE mobile_check_written(struct bytes typed, char number[static MOBILE_SIZE],
                                                    bool *repaired);

#endif
