/* Long numbers as spreadsheets and programs write them: ".0", commas, exponents. Detects lost digits. */
#ifndef GH_PEOPLE_NUMBER_WRITTEN_H
#define GH_PEOPLE_NUMBER_WRITTEN_H

#include "base/bytes.h"

#define NUMBER_WRITTEN_SIZE 64 /* bytes with NUL */

enum number_written {
    WRITTEN_PLAIN,     /* not changed by a spreadsheet; use the text as it is */
    WRITTEN_REPAIRED,  /* room has the number: 13800138000.0 or 13,800,138,000 without its format */
    WRITTEN_SHORTENED, /* as 1.10105E+17, which has lost digits */
    WRITTEN_ROUNDED    /* more digits than a float keeps, so the last ones are wrong */
};

/* Reads a number that may have been formatted as a float. Writes room for WRITTEN_REPAIRED and WRITTEN_ROUNDED. */
enum number_written GH_MUST_USE number_written(struct bytes typed, char room[static NUMBER_WRITTEN_SIZE]);

#endif
