#include "read/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *json_text(const char *text)
{
    json_t *exact = json_string(text);
    if (exact)
        return exact;
    size_t len = strlen(text);
    char *safe = malloc(3 * len + 1), *to = safe;
    if (!safe)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x80) {
            *to++ = text[i];
        } else {
            memcpy(to, "\xef\xbf\xbd", 3);
            to += 3;
        }
    }
    *to = 0;
    json_t *out = json_string(safe);
    free(safe);
    return out;
}

static double rounded(double value, double steps)
{
    return (double)(long long)(value * steps + (value < 0 ? -0.5 : 0.5)) / steps;
}

json_t *json_ms(double ms)
{
    return json_real(rounded(ms, 1000));
}

/* Takes over the list, also on failure. */
static json_t *with_corner(json_t *list, double x, double y)
{
    json_t *corner = json_pack("[f,f]", rounded(x, 10), rounded(y, 10));
    if (json_array_append_new(list, corner) == 0)
        return list;
    json_decref(list);
    return NULL;
}

json_t *json_code(const struct reading *code)
{
    json_t *corners = json_array();
    for (int i = 0; i < 4; i++)
        corners = with_corner(corners, (double)code->corners[i].x, (double)code->corners[i].y);
    return json_pack("{s:o, s:o, s:i, s:o}", "text", json_stringn((const char *)code->text, code->len), "corners",
                     corners, "stage", code->stage, "ms", json_ms(code->ms));
}

static json_t *json_match(const struct plate_match *match)
{
    json_t *plate = match->certainty == PLATE_UNKNOWN ? json_null() : json_string(match->plate.text);
    json_t *margin = isfinite(match->margin) ? json_real(rounded(match->margin, 100)) : json_null();
    return json_pack("{s:o, s:s, s:f, s:o}", "text", plate, "certainty", plate_certainty_name(match->certainty), "gap",
                     rounded(match->gap, 100), "margin", margin);
}

json_t *json_plate(const struct plate_reading *reading, const struct plate_match *match)
{
    json_t *corners = json_array();
    for (int i = 0; i < 4; i++)
        corners = with_corner(corners, (double)reading->corners[i].x, (double)reading->corners[i].y);
    json_t *out =
        json_pack("{s:s, s:s, s:s, s:o, s:f, s:o}", "text", reading->plate.text, "kind",
                  plate_kind_name(reading->plate.kind), "colour", plate_colour_name(reading->colour), "corners",
                  corners, "confidence", rounded(reading->confidence, 10000), "ms", json_ms(reading->ms));
    if (out && match && json_object_set_new(out, "matched", json_match(match)) != 0) {
        json_decref(out);
        return NULL;
    }
    return out;
}
