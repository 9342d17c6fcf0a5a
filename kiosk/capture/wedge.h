/* Keyboard-wedge scanner guns: a burst of characters ending in Enter is a scan, everything else is somebody typing.
 * Pure: characters and times come in, what they are comes out. The wedge holds characters that come faster than fingers
 * type. It gives them back as typing after WEDGE_GAP_MS without another, or at an Enter after fewer than
 * WEDGE_SCAN_MIN. After that many at such a pace, a burst may pause for WEDGE_STALL_MS (a busy machine, a radio that
 * sends again) and is still one. */
#ifndef GH_KIOSK_CAPTURE_WEDGE_H
#define GH_KIOSK_CAPTURE_WEDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define WEDGE_GAP_MS 45     /* slow Bluetooth guns send a character in 30 ms; fingers take 80 and more */
#define WEDGE_SCAN_MIN 6    /* characters of a scan; two fingers can roll over two or three keys */
#define WEDGE_STALL_MS 300  /* the longest pause in a burst; a person who goes on typing takes longer */
#define WEDGE_TEXT_MAX 4296 /* as the largest QR code of the alphanumeric set */
#define WEDGE_ECHO_MS 200   /* an Enter so soon after a scan is the gun's second line end (CR LF) */

enum wedge_answer {
    WEDGE_HELD,   /* wait: not clear yet */
    WEDGE_TYPED,  /* give back what was held before this key; the key itself is held now, if it is a character */
    WEDGE_SCAN,   /* wedge_text() is what a gun read, and is forgotten with the next call */
    WEDGE_SWALLOW /* the key means nothing */
};

struct wedge {
    char text[WEDGE_TEXT_MAX];
    size_t len;         /* may grow beyond the text's size */
    int64_t last_ms;    /* of the newest character */
    int64_t scanned_ms; /* of the latest scan */
    bool any_scan;
    bool taken; /* the text was a scan: the next call begins anew */
};

/* Begins with nothing held. */
void wedge_init(struct wedge *wedge);
/* Takes a character that a key made. Swallows control characters other than line ends (guns send STX, GS). */
enum wedge_answer wedge_character(struct wedge *wedge, char character, int64_t now_ms);
/* Takes Enter, or Tab, which some guns send. WEDGE_TYPED: the key is typing, too. */
enum wedge_answer wedge_end(struct wedge *wedge, int64_t now_ms);
/* Returns WEDGE_TYPED when the held characters must be given back by now. Call it when wedge_due() has come. */
enum wedge_answer wedge_expire(struct wedge *wedge, int64_t now_ms);
/* Returns when wedge_expire() is due, in the caller's milliseconds; -1 while nothing is held. */
int64_t wedge_due(const struct wedge *wedge);
/* Returns the text after WEDGE_SCAN. A longer code gives its first WEDGE_TEXT_MAX bytes, which is more than any pass
 * has. */
struct bytes wedge_text(const struct wedge *wedge);

#endif
