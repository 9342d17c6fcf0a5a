/* Keyboard-wedge scanner guns: a burst of characters ending in Enter is a scan, everything else is somebody typing.
 *
 * Pure: characters and times come in, what they are comes out. Characters are held back while they come faster than
 * fingers do, and given back as typing once it is clear that they were: after WEDGE_GAP_MS without another, or at an
 * Enter that ends fewer than WEDGE_SCAN_MIN. No fingers make that many at such a pace: a burst may then pause for
 * WEDGE_STALL_MS (a machine that is busy elsewhere, a radio that sends again) and is still one. */
#ifndef GH_KIOSK_CAPTURE_WEDGE_H
#define GH_KIOSK_CAPTURE_WEDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define WEDGE_GAP_MS 45     /* slow Bluetooth guns send a character in 30 ms; fingers take 80 and more */
#define WEDGE_SCAN_MIN 6    /* characters of a scan; two fingers can roll over two or three keys */
#define WEDGE_STALL_MS 300  /* that a burst may pause; a person who types on needs longer to look up from it */
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
    size_t len;         /* may grow beyond the text's size: then it is no scan that we can use */
    int64_t last_ms;    /* of the newest character */
    int64_t scanned_ms; /* of the latest scan */
    bool any_scan;
    bool taken; /* the text was a scan: the next call begins anew */
};

void wedge_init(struct wedge *wedge);
/* A character that a key made. Control characters other than line ends (guns send STX, GS) are swallowed. */
enum wedge_answer wedge_character(struct wedge *wedge, char character, int64_t now_ms);
/* Enter, or Tab, which some guns send. WEDGE_TYPED: the key is typing, too. */
enum wedge_answer wedge_end(struct wedge *wedge, int64_t now_ms);
/* WEDGE_TYPED when what is held must be given back by now; call when wedge_due() has come. */
enum wedge_answer wedge_expire(struct wedge *wedge, int64_t now_ms);
/* When wedge_expire is due, in the callers' milliseconds; -1 while nothing is held. */
int64_t wedge_due(const struct wedge *wedge);
/* After WEDGE_SCAN. A longer code gives its first WEDGE_TEXT_MAX bytes, which is more than any pass has. */
struct bytes wedge_text(const struct wedge *wedge);

#endif
