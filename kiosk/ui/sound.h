/* Cues for the ear: tones that differ in pitch and rhythm, and spoken phrases for the self-scan mode.
 *
 * Main thread only. Nothing here waits: a cue is handed to the device's own thread. Without a device everything works
 * and is silent; sound_works() says so. */
#ifndef GH_UI_SOUND_H
#define GH_UI_SOUND_H

#include <stdbool.h>

#include "ui/choice.h"
#include "ui/cue.h"

struct sound;
union SDL_Event;

/* voice_dir: folder of NAME.LANGUAGE.wav files; NULL: no voices. Never fails for want of a device; NULL only without
 * memory. */
struct sound *sound_open(const char *voice_dir);
void sound_close(struct sound *sound); /* takes NULL */
/* False: no device, or it went away. */
bool sound_works(const struct sound *sound);
/* Percent, 0 to 100; 80 at the start. */
void sound_set_volume(struct sound *sound, int percent);
/* Starts a cue and ends the one that was sounding: a verdict is worth more than what came before. */
void sound_play(struct sound *sound, enum ui_cue cue, enum ui_language language);
/* Takes note of devices that come and go. */
void sound_event(struct sound *sound, const union SDL_Event *event);

#endif
