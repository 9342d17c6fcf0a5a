/* The regions that GB/T 2260 has ever numbered. A resident's ID number keeps its region for life, so codes of merged
 * and renamed regions stay here. The table is not complete for the years before 2002: treat an unknown code as a reason
 * to look twice, never as a reason to refuse. */
#ifndef GH_PEOPLE_REGION_CODES_H
#define GH_PEOPLE_REGION_CODES_H

#include "base/bytes.h"

#define REGION_CODE_LEN 6

/* Returns true when the table has the code. digits: '0' to '9' only. */
bool region_code_known(const char digits[static REGION_CODE_LEN]);

#endif
