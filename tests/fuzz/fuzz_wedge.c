/* links: gh_wedge gh_base */
/* Keys in any order and speed: every character is given back as typing or is part of a scan, none twice. Pairs of
 * bytes: a key (0xfe: Enter, 0xff: nothing but time) and the milliseconds before it. */
#include <stdlib.h>

#include "capture/wedge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct wedge wedge;
    int64_t now = 1000;
    size_t held = 0;
    wedge_init(&wedge);
    for (size_t i = 0; i + 1 < size; i += 2) {
        now += data[i + 1];
        enum wedge_answer answer;
        if (data[i] == 0xff) {
            answer = wedge_expire(&wedge, now);
        } else if (data[i] == 0xfe) {
            answer = wedge_end(&wedge, now);
            if (answer == WEDGE_SCAN && wedge_text(&wedge).len != (held < WEDGE_TEXT_MAX ? held : WEDGE_TEXT_MAX))
                abort();
        } else {
            answer = wedge_character(&wedge, (char)data[i], now);
        }
        bool character = data[i] < 0xfe && answer != WEDGE_SWALLOW;
        if (answer == WEDGE_TYPED || answer == WEDGE_SCAN)
            held = 0;
        held += character;
        if ((wedge_due(&wedge) >= 0) != (held > 0))
            abort();
    }
    return 0;
}
