/* What people do at the screen, as screens report it. */
#ifndef GH_KIOSK_MODEL_ACTION_H
#define GH_KIOSK_MODEL_ACTION_H

#include "base/uuid.h"
#include "model/page.h"

#define MODEL_TEXT_MAX 320 /* of one ACTION_TYPE action or a scanned address, with NUL */

/* A comment names the member of struct model_action that the kind needs. */
enum model_action_kind {
    ACTION_NOTHING = 0,
    ACTION_GO,    /* page */
    ACTION_BACK,  /* one page back; from a verdict: dismiss it */
    ACTION_TYPE,  /* text: one or more characters into the field on screen (PIN, holder, look-up, search, note) */
    ACTION_ERASE, /* the last character */
    ACTION_CLEAR, /* the whole field */
    ACTION_ENTER, /* the field is complete: sign in, look up, check */
    ACTION_CHOOSE_GUARD, /* number: guard to sign in, or the second guard on PAGE_OVERRIDE */
    ACTION_NEXT,         /* verdict: next person */
    ACTION_ADMIT,        /* amber after its check, or identity checked */
    ACTION_REFUSE,
    ACTION_NO_ID,         /* holder check impossible: go to the override */
    ACTION_OVERRIDE,      /* open the override page */
    ACTION_RIDERS_SAID,   /* go on to the reason */
    ACTION_CHOOSE_REASON, /* number: enum override_reason */
    ACTION_FOCUS_NOTE,    /* number: 1 note, 0 second guard's PIN */
    ACTION_CONFIRM_OVERRIDE,
    ACTION_CALL_OFFICE,
    ACTION_CHOOSE_CANDIDATE, /* id: pass */
    ACTION_MARK,             /* id: pass of a rider, nil for all; number: 1 is in the vehicle, 0 is not */
    ACTION_ON_FOOT,          /* the rider whose code was shown comes without the vehicle */
    ACTION_TAKE_BACK,        /* id: entry; asks first (DIALOG_TAKE_BACK) unless it is the verdict on screen */
    ACTION_EXIT,             /* id: entry of an admission (DIALOG_EXIT asks first) */
    ACTION_DIALOG_YES,
    ACTION_DIALOG_NO,
    ACTION_SIGN_OUT,    /* DIALOG_SIGN_OUT asks first */
    ACTION_NEAR,        /* number: index into lookup.near.plates: it is this one */
    ACTION_LOOKUP_KIND, /* number: 1 plate, 0 short number */
    ACTION_LOG_TAB,     /* number: enum model_log_tab */
    ACTION_LOG_COLOUR,  /* number: enum verdict_colour or -1 */
    ACTION_LOG_MORE,    /* the end of the list was reached */
    ACTION_OPEN_ENTRY,  /* number: index into log.rows, or on PAGE_SCAN into booth.last */
    ACTION_LANGUAGE,    /* number: enum ui_language, -1: the other one */
    ACTION_THEME,       /* number: enum ui_theme, -1: the other one */
    ACTION_MODE,        /* number: enum model_mode; needs a guard with the right */
    ACTION_DIRECTION,   /* number: enum direction, -1: the other one */
    ACTION_TORCH,
    ACTION_SYNC_NOW,        /* ask the server at once */
    ACTION_STICK,           /* exchange with a USB stick */
    ACTION_ENROL,           /* with the code that was scanned, else with what was typed */
    ACTION_ENROL_CANCEL,    /* forget the code that was scanned */
    ACTION_WALK_UP,         /* begin, or begin again */
    ACTION_WALK_UP_CHOOSE,  /* number: choice of the step */
    ACTION_WALK_UP_UNIT,    /* number: index into walk_up.units */
    ACTION_WALK_UP_ADD,     /* another person */
    ACTION_WALK_UP_REMOVE,  /* number: index of a person */
    ACTION_WALK_UP_CORRECT, /* number: enum walk_up_step + 100 * person */
    ACTION_WALK_UP_SUBMIT,
    ACTION_WALK_UP_PRINT, /* the receipt, on paper */
    ACTION_WALK_UP_END,   /* the receipt was read, or the visitor gives up */
    ACTION_WALK_UP_LOW,   /* the other height */
    ACTION_WALK_UP_LATIN, /* pinyin or letters */
    ACTION_WALK_UP_CAPITAL,
    ACTION_WALK_UP_COUNTRY,   /* number: country code of the mobile number, 0 to type it, -1 to open the list */
    ACTION_WALK_UP_CANDIDATE, /* number: index */
    ACTION_WALK_UP_PAGE,      /* number: 1 on, -1 back, through the candidates */
    ACTION_OPEN_WALK_UP,      /* id: of an approved application */
    ACTION_EMERGENCY,         /* number: index into walk_ups.page.rows: admit before the approval */
    ACTION_EMERGENCY_NEXT,    /* from the slip on */
    ACTION_EMERGENCY_LET_IN,
    ACTION_PHOTO,      /* number: 1 take it, 0 take another one */
    ACTION_ROLL_START, /* asks first (DIALOG_ROLL_START, or DIALOG_ROLL_START_OFFLINE) */
    ACTION_ROLL_END,   /* asks first (DIALOG_ROLL_END, or others where people are to be found or the server is away) */
    ACTION_ROLL_TICK,  /* id: of a roll_item; number: 1 is safe, 0 take it back */
    ACTION_ROLL_TAB,   /* number: enum model_roll_tab */
    ACTION_HELP,       /* self-scan: ring for the guard */
    ACTION_EXPLAIN,    /* show the help of the page (DIALOG_HELP) */
    ACTION_KEYBOARD,   /* number: 1 open, 0 close */
    ACTION_TOUCH       /* somebody touched or typed anything: postpones the privacy time-out */
};

struct model_action {
    enum model_action_kind kind;
    enum model_page page;
    int64_t number;
    struct uuid id;
    char text[MODEL_TEXT_MAX];
};

#endif
