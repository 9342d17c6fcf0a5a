/* The keyboards of plates have each character that a form of plate can have where it stands. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "people/plate.h"
#include "screens/keys.h"

static bool has(const struct keyboard *keyboard, const char *character)
{
    for (int i = 0; i < keyboard->count; i++)
        if (strstr(keyboard->characters[i], character))
            return true;
    return false;
}

/* At the beginning a key leads to letters and digits. Provinces stand at the beginning and behind WJ. */
static bool can_be_typed(size_t position, const char *character)
{
    return has(&keyboard_plate, character) || ((position == 0 || position == 2) && has(&keyboard_province, character));
}

int main(void)
{
    int missing = 0;
    for (uint32_t cp = '0'; cp < 0xa000; cp++) {
        char character[8] = "";
        struct writer w = writer_over((uint8_t *)character, sizeof character - 1);
        utf8_put(&w, cp);
        for (size_t position = 0; position < PLATE_CHARACTERS_MAX; position++)
            if (plate_forms_allow(PLATE_FORMS_ALL, position, cp) && !can_be_typed(position, character)) {
                (void)fprintf(stderr, "no key for %s as character %zu of a plate\n", character, position + 1);
                missing++;
            }
    }
    return missing > 0;
}
