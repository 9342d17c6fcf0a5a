/* Reads the frames of a live camera: decides what each frame deserves (glance, effort), reads it, reads the mean of
 * several frames while nothing moves (stack), and adds up what frames of a moving code show (fusion). One thread a
 * lookout. */
#ifndef GH_KIOSK_CODES_LOOKOUT_H
#define GH_KIOSK_CODES_LOOKOUT_H

#include "codes/reader.h"

struct lookout;

struct lookout *lookout_new(void);            /* NULL without memory */
void lookout_free(struct lookout *lookout);   /* takes NULL */
void lookout_afresh(struct lookout *lookout); /* looks at the whole of the next frame, whatever it shows */

/* Lets a judge vouch for texts (codes/soft.h); it is called within lookout_read(). NULL: none, as at first. */
void lookout_judge(struct lookout *lookout, reader_judge *judge, void *context);
/* Reads up to max codes of the next frame into out; returns how many. A frame in which nothing changed is often not
 * read at all. A code that stands still is read again within GLANCE_STILL_MS. The stage of a reading counts from 1;
 * reader_stage_count() + 1 is the mean of several frames. now_ms: of the frame, by any monotonic clock. */
int lookout_read(struct lookout *lookout, const struct grey *picture, int64_t now_ms, struct reading *out, int max);
/* Returns when the picture last changed, by the clock of lookout_read(). */
int64_t lookout_moved_ms(const struct lookout *lookout);

#endif
