/* Codes and plates as the JSON that gatehouse-read prints. */
#ifndef GH_KIOSK_READ_READ_JSON_H
#define GH_KIOSK_READ_READ_JSON_H

#include <jansson.h>

#include "codes/reader.h"
#include "plates/plate_match.h"
#include "plates/plate_reader.h"

/* Each returns a new reference, or NULL without memory. */
json_t *json_text(const char *text); /* bytes that are not UTF-8 become U+FFFD */
json_t *json_code(const struct reading *code);
json_t *json_plate(const struct plate_reading *reading,
                   const struct plate_match *match); /* match: NULL without a list */
/* Rounds to three decimals. */
json_t *json_ms(double ms);

#endif
