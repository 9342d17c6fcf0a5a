/* The sounds of the kiosk. Shared by the model (pure) and the toolkit. */
#ifndef GH_UI_CUE_H
#define GH_UI_CUE_H

enum ui_cue {
    CUE_NONE = 0,
    CUE_GREEN, /* one high */
    CUE_AMBER, /* two middle */
    CUE_RED,   /* three low */
    CUE_TOUCH,
    CUE_WRONG,
    CUE_VOICE_LET_IN, /* self-scan mode: spoken */
    CUE_VOICE_SEE_GUARD,
    CUE_VOICE_NOT_NOW,
    CUE_HELP
};

#endif
