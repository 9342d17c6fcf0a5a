/* Listens to the keyboard before the toolkit does. Scanner guns are keyboards, and may fire at any time on any
 * screen. */
#ifndef GH_KIOSK_UI_GUN_EAR_H
#define GH_KIOSK_UI_GUN_EAR_H

#include "base/bytes.h"
#include "capture/wedge.h"

union SDL_Event;

struct gun_ear;

/* Where scans and keys go. Both are called within gun_ear_event() and gun_ear_expire(), on the caller's thread. */
struct gun_ear_ops {
    void *ctx;                                              /* borrowed */
    void (*scanned)(void *ctx, struct bytes text);          /* text is borrowed for the call */
    void (*typed)(void *ctx, const union SDL_Event *event); /* for the toolkit; borrowed for the call */
};

struct gun_ear *gun_ear_new(const struct gun_ear_ops *ops); /* Returns NULL without memory. */
void gun_ear_free(struct gun_ear *ear);                     /* takes NULL */
/* Takes every event of the main loop. Events other than keys go straight to typed(). */
void gun_ear_event(struct gun_ear *ear, const union SDL_Event *event, int64_t now_ms);
/* Gives back the keys that were held for their time. */
void gun_ear_expire(struct gun_ear *ear, int64_t now_ms);
/* Returns the milliseconds until gun_ear_expire() is due, at most `most`. */
int gun_ear_due(const struct gun_ear *ear, int64_t now_ms, int most);

#endif
