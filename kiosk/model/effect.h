/* What the app carries out after the state has changed. */
#ifndef GH_KIOSK_MODEL_EFFECT_H
#define GH_KIOSK_MODEL_EFFECT_H

#include "desk/event.h"
#include "ime/ime_state.h"
#include "ui/cue.h"
#include "wire/enrol_code.h"
#include "wire/sync_link.h"

enum model_effect_kind {
    EFFECT_COMMAND = 1, /* to the desk */
    EFFECT_SOUND,       /* cue */
    EFFECT_LANGUAGE,    /* the texts change: model.language */
    EFFECT_TORCH,       /* on */
    EFFECT_SYNC,        /* sync: to the daemon */
    EFFECT_NETWORK,     /* network: to the program that sets this machine's network */
    EFFECT_IME,         /* ime: to the input method */
    EFFECT_PRINT,       /* the receipt on screen; answered by EVENT_PRINTED */
    EFFECT_PHOTO        /* on: keep the camera's picture, and say so by EVENT_PHOTO; off: forget it */
};

struct model_effect {
    enum model_effect_kind kind;
    enum ui_cue cue;
    bool on;
    struct desk_command command;
    struct sync_command sync;
    struct enrol_network network;
    struct ime_ask ime;
};

#define MODEL_EFFECTS_MAX 6
struct model_effects {
    size_t count;
    struct model_effect items[MODEL_EFFECTS_MAX];
};

#endif
