/* Sounds: tones that differ in pitch and rhythm, and spoken phrases for the self-scan mode.
 *
 * Main thread only. A cue is handed to the device's own thread, so no call waits. Without a device every call works
 * and is silent; sound_works() says so. */
#ifndef GH_UI_SOUND_H
#define GH_UI_SOUND_H

#include <stdbool.h>

#include "ui/choice.h"
#include "ui/cue.h"

struct sound;
union SDL_Event;

/* Opens the sound device. voice_dir: folder of NAME.LANGUAGE.wav files; NULL: no voices. A missing device is not an
 * error; NULL only without memory. */
struct sound *sound_open(const char *voice_dir);
void sound_close(struct sound *sound); /* takes NULL */
/* Returns false when there is no device, or it was unplugged. */
bool sound_works(const struct sound *sound);
/* Sets the volume in percent, 0 to 100; 80 at the start. */
void sound_set_volume(struct sound *sound, int percent);
/* Starts a cue and ends the one that sounds: the newest verdict matters most. */
void sound_play(struct sound *sound, enum ui_cue cue, enum ui_language language);
/* Takes an event of a device that was plugged in or out. */
void sound_event(struct sound *sound, const union SDL_Event *event);

#endif
