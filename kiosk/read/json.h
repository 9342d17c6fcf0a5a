/* What gatehouse-read prints of codes and plates, as JSON. */
#ifndef GH_KIOSK_READ_READ_JSON_H
#define GH_KIOSK_READ_READ_JSON_H

#include <jansson.h>

#include "codes/reader.h"
#include "plates/plate_match.h"
#include "plates/plate_reader.h"

/* Each gives a new reference, NULL without memory. */
json_t *json_text(const char *text); /* bytes that are not UTF-8 become U+FFFD */
json_t *json_code(const struct reading *code);
json_t *json_plate(const struct plate_reading *reading,
                   const struct plate_match *match); /* match: NULL without a list */
/* To three places behind the point. */
json_t *json_ms(double ms);

#endif
