#include "ui/sound.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/tones.h"

#define VOICE_SECONDS_MAX 6
#define LANGUAGES 2
#define CUES (CUE_HELP + 1)

/* One high, two middle, three low: pitch and rhythm each tell them apart. */
static const struct tones cue_tones[CUES] = {
    [CUE_GREEN] = {1, {{1319, 220, 0}}, 70},
    [CUE_AMBER] = {2, {{740, 150, 90}, {740, 150, 0}}, 80},
    [CUE_RED] = {3, {{330, 180, 80}, {330, 180, 80}, {330, 260, 0}}, 95},
    [CUE_TOUCH] = {1, {{1000, 18, 0}}, 15},
    [CUE_WRONG] = {2, {{392, 120, 30}, {294, 200, 0}}, 70},
    [CUE_HELP] = {4, {{660, 140, 30}, {880, 140, 120}, {660, 140, 30}, {880, 140, 0}}, 80},
    /* The tone of the verdict's colour comes before the phrase, for people who do not understand the words. */
    [CUE_VOICE_LET_IN] = {1, {{1319, 220, 120}}, 70},
    [CUE_VOICE_SEE_GUARD] = {2, {{740, 150, 90}, {740, 150, 120}}, 80},
    [CUE_VOICE_NOT_NOW] = {3, {{330, 180, 80}, {330, 180, 80}, {330, 260, 120}}, 95},
};

static const char *const voice_names[CUES] = {
    [CUE_VOICE_LET_IN] = "let-in",
    [CUE_VOICE_SEE_GUARD] = "see-guard",
    [CUE_VOICE_NOT_NOW] = "not-now",
};
static const char *const language_names[LANGUAGES] = {[UI_CHINESE] = "zh", [UI_ENGLISH] = "en"};

struct clip {
    int16_t *samples;
    size_t count;
};

struct sound {
    SDL_AudioDeviceID device; /* 0: none */
    int volume;
    struct clip tones[CUES], voices[CUES][LANGUAGES];
    int16_t *mixed; /* the longest cue with its phrase, at the volume */
    size_t mixed_max;
};

/* ---- Making the clips ---- */

static void make_tones(struct clip *clip, const struct tones *tones)
{
    size_t count = tones_length(tones);
    clip->samples = count > 0 ? malloc(count * sizeof clip->samples[0]) : NULL;
    if (clip->samples != NULL) {
        clip->count = count;
        tones_write(tones, clip->samples);
    }
}

/* Reads a file and converts its samples. The clip stays empty when the file cannot be read or is too long. */
static void load_voice(struct clip *clip, const char *path)
{
    SDL_AudioSpec spec;
    SDL_AudioCVT cvt;
    Uint8 *data = NULL;
    Uint32 len = 0;
    if (SDL_LoadWAV(path, &spec, &data, &len) == NULL)
        return;
    bool short_enough =
        spec.freq > 0 && spec.channels > 0 &&
        len / (Uint32)spec.freq / spec.channels / (SDL_AUDIO_BITSIZE(spec.format) / 8u) < VOICE_SECONDS_MAX;
    if (short_enough &&
        SDL_BuildAudioCVT(&cvt, spec.format, spec.channels, spec.freq, AUDIO_S16SYS, 1, TONES_RATE) >= 0) {
        cvt.len = (int)len;
        cvt.buf = malloc((size_t)cvt.len * (size_t)cvt.len_mult);
        if (cvt.buf != NULL) {
            memcpy(cvt.buf, data, len);
            cvt.len_cvt = cvt.len;
            if (cvt.needed == 0 || SDL_ConvertAudio(&cvt) == 0) {
                clip->samples = (int16_t *)(void *)cvt.buf;
                clip->count = (size_t)cvt.len_cvt / sizeof clip->samples[0];
            } else {
                free(cvt.buf);
            }
        }
    }
    SDL_FreeWAV(data);
}

static void make_clips(struct sound *sound, const char *voice_dir)
{
    for (int cue = 0; cue < CUES; cue++) {
        make_tones(&sound->tones[cue], &cue_tones[cue]);
        size_t longest = 0;
        for (int language = 0; language < LANGUAGES && voice_dir != NULL && voice_names[cue] != NULL; language++) {
            char path[512];
            struct clip *voice = &sound->voices[cue][language];
            snprintf(path, sizeof path, "%s/%s.%s.wav", voice_dir, voice_names[cue], language_names[language]);
            load_voice(voice, path);
            longest = voice->count > longest ? voice->count : longest;
        }
        size_t whole = sound->tones[cue].count + longest;
        sound->mixed_max = whole > sound->mixed_max ? whole : sound->mixed_max;
    }
}

/* ---- The device ---- */

static void open_device(struct sound *sound)
{
    SDL_AudioSpec want = {.freq = TONES_RATE, .format = AUDIO_S16SYS, .channels = 1, .samples = 1024};
    sound->device = SDL_OpenAudioDevice(NULL, 0, &want, NULL, 0);
    if (sound->device != 0)
        SDL_PauseAudioDevice(sound->device, 0);
}

struct sound *sound_open(const char *voice_dir)
{
    struct sound *sound = calloc(1, sizeof *sound);
    if (sound == NULL)
        return NULL;
    sound->volume = 80;
    make_clips(sound, voice_dir);
    sound->mixed = malloc(sound->mixed_max * sizeof sound->mixed[0]);
    if (sound->mixed == NULL) {
        sound_close(sound);
        return NULL;
    }
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0)
        open_device(sound);
    return sound;
}

void sound_close(struct sound *sound)
{
    if (sound == NULL)
        return;
    if (sound->device != 0)
        SDL_CloseAudioDevice(sound->device);
    if (SDL_WasInit(SDL_INIT_AUDIO))
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    for (int cue = 0; cue < CUES; cue++) {
        free(sound->tones[cue].samples);
        for (int language = 0; language < LANGUAGES; language++)
            free(sound->voices[cue][language].samples);
    }
    free(sound->mixed);
    free(sound);
}

bool sound_works(const struct sound *sound)
{
    return sound->device != 0 && SDL_GetAudioDeviceStatus(sound->device) == SDL_AUDIO_PLAYING;
}

void sound_set_volume(struct sound *sound, int percent)
{
    sound->volume = percent < 0 ? 0 : percent > 100 ? 100 : percent;
}

/* ---- Playing ---- */

static size_t mix(struct sound *sound, size_t at, const struct clip *clip)
{
    for (size_t i = 0; i < clip->count && at < sound->mixed_max; i++)
        sound->mixed[at++] = (int16_t)(clip->samples[i] * sound->volume / 100);
    return at;
}

void sound_play(struct sound *sound, enum ui_cue cue, enum ui_language language)
{
    if (cue <= CUE_NONE || cue >= CUES || !sound_works(sound) || sound->volume == 0)
        return;
    size_t count = mix(sound, 0, &sound->tones[cue]);
    count = mix(sound, count, &sound->voices[cue][language]);
    SDL_ClearQueuedAudio(sound->device);
    if (SDL_QueueAudio(sound->device, sound->mixed, (Uint32)(count * sizeof sound->mixed[0])) != 0)
        SDL_ClearQueuedAudio(sound->device);
}

void sound_event(struct sound *sound, const union SDL_Event *event)
{
    if (event->type == SDL_AUDIODEVICEREMOVED && !event->adevice.iscapture && event->adevice.which == sound->device) {
        SDL_CloseAudioDevice(sound->device);
        sound->device = 0;
    } else if (event->type == SDL_AUDIODEVICEADDED && !event->adevice.iscapture && sound->device == 0) {
        open_device(sound);
    }
}
