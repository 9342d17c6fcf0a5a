/* The state of the kiosk's screen, apart from drawing: what every screen shows, and the one function that changes it.
 *
 * Pure: no SDL, no clock, no thread, no text for people. Screens read a const struct ui_model and report ui_actions;
 * ui_model_apply() turns actions, decider events and ticks into the next state and into effects that the app carries
 * out. Typed text lives here too, so that going back never loses it. */
#ifndef GH_KIOSK_UI_MODEL_H
#define GH_KIOSK_UI_MODEL_H

#include "barrier/raised.h"
#include "decider_event.h"
#include "ime/ime_state.h"
#include "print/paper.h"
#include "token/holder.h"
#include "ui/ui_choice.h"
#include "wire/sync_link.h"

enum ui_mode { UI_GUARD = 0, UI_SELF_SCAN, UI_HANDHELD, UI_WALK_UP };

enum ui_page {
    PAGE_SIGN_IN = 0,
    PAGE_SCAN,      /* guard and handheld: live picture, counts, last entries */
    PAGE_SELF_SCAN, /* visitor's side: phases in struct ui_self_scan */
    PAGE_VERDICT,   /* colour, reason, holder, decision; the holder check and the choice of candidates are part of it */
    PAGE_OVERRIDE,  /* reason, remark, second guard */
    PAGE_LOOKUP,    /* plate or short number */
    PAGE_LOG,
    PAGE_ENTRY, /* one line of the log */
    PAGE_SETTINGS,
    PAGE_DIAGNOSTICS,
    PAGE_APPLY,     /* a visitor without a reservation: one question a step, struct ui_apply */
    PAGE_WALK_UPS,  /* how far such applications have come */
    PAGE_EMERGENCY, /* letting in before an approval: one question a step, struct ui_emergency */
    PAGE_SYNC,      /* how old this booth's data are and why; enrolment */
    PAGE_COUNT
};

/* Camera as the person at the screen needs it. */
enum ui_camera { CAMERA_STARTING = 0, CAMERA_LIVE, CAMERA_LOST, CAMERA_ENDED, CAMERA_NONE };

enum ui_toast {
    TOAST_NONE = 0,
    TOAST_TAKEN_BACK,
    TOAST_EXIT_RECORDED,
    TOAST_REFUSED,
    TOAST_NOT_SAVED,   /* a decision could not be written: toast_status says why */
    TOAST_NOT_ALLOWED, /* a right is missing, or the time to take back has run out */
    TOAST_SIGN_IN_FIRST,
    TOAST_SIGNED_OUT,
    TOAST_OFFICE_NUMBER, /* "call the security office": the number from the configuration, model.office_phone */
    TOAST_BAD_NUMBER,    /* short number mistyped */
    TOAST_BAD_PLATE,
    TOAST_SCAN_UNREADABLE, /* the gun sent something over every limit */
    TOAST_GONE,            /* the thing acted on is no longer there */
    TOAST_ASKING_SERVER,   /* sync was asked for */
    TOAST_LET_IN,          /* before an approval; the office will be asked */
    TOAST_NO_PHOTO,        /* the camera gave none */
    TOAST_BARRIER_UP,
    TOAST_BARRIER_RECORDED,
    TOAST_BARRIER_HELD_SHUT,
    TOAST_BARRIER_FAILED
};

enum ui_dialog {
    DIALOG_NONE = 0,
    DIALOG_TAKE_BACK, /* confirm: target_entry */
    DIALOG_EXIT,      /* confirm exit of target_entry */
    DIALOG_SIGN_OUT
};

enum ui_log_tab { LOG_TODAY = 0, LOG_INSIDE };

enum ui_self_phase {
    SELF_WAITING = 0, /* "hold your code inside the frame" */
    SELF_LET_IN,
    SELF_SEE_GUARD, /* anything that a guard has to look at; says nothing else */
    SELF_NOT_NOW,   /* too early, expired, wrong gate: when or where, which the visitor may know */
    SELF_HELP       /* the guard was called */
};

#define UI_NUMBER_MAX 16    /* bytes typed for a short number, with NUL */
#define UI_LOG_ROWS_MAX 200 /* held while scrolling; a search finds the rest */
#define UI_OFFICE_PHONE_MAX 32
#define UI_PATH_MAX 256
#define UI_TEXT_MAX 320 /* of one UI_TYPE action or a scanned address, with NUL */
#define UI_STAGES_MAX 16

/* Figures of the diagnostics page that do not come from the decider. */
struct ui_diagnostics {
    double camera_fps;
    uint64_t camera_frames;
    unsigned camera_restarts;
    char camera_message[160];
    bool lane;            /* there is a vehicle lane */
    char plates_off[160]; /* why its plates are not read; empty: they are */
    int camera_width, camera_height;
    uint64_t frames_read;
    double read_ms_median, read_ms_p95;
    int stage_count;
    char stage_name[UI_STAGES_MAX][24];
    uint64_t stage_hits[UI_STAGES_MAX];
    uint64_t last_scan_to_screen_us; /* newest frame-to-verdict time; 0 before the first */
    char video_driver[32], version[32], config_path[UI_PATH_MAX], device[DEVICE_ID_MAX];
    bool sound;
};

/* The car in front of the vehicle camera, as read; place: of its plate's box in the picture, per mille. */
struct ui_car {
    bool there;
    char plate[DECIDER_PLATE_MAX]; /* as on the metal */
    int x, y, w, h;
};

/* The same plate at the same place. */
bool ui_car_same(const struct ui_car *a, const struct ui_car *b);

enum ui_print { UI_PRINT_NONE = 0, UI_PRINT_RUNS, UI_PRINT_DONE, UI_PRINT_FAILED };

/* A walk-up application on screen. */
struct ui_apply {
    struct apply_form form;
    bool low;             /* everything that is touched in the lower half: from a wheelchair */
    bool latin;           /* letters as they are, no pinyin */
    bool capital;         /* the next letter is a capital */
    struct ime_state ime; /* as last told */
    bool ime_works;
    const char *message; /* msgid: what is wrong with the field; NULL: nothing */
    enum apply_check check;
    struct unit_page units;    /* that fit form.search */
    bool units_known, sending; /* sending: submitted, no answer yet */
    enum gh_status failed;     /* of the last try to submit */
    struct applied receipt;    /* on APPLY_SENT */
    enum ui_print print;       /* of the receipt, on paper */
    enum printed printed;      /* why it failed */
    unsigned seconds_left;     /* 1..15: countdown to clearing everything; 0: none */
};

enum emergency_step {
    EMERGENCY_WHY = 0, /* override_reason */
    EMERGENCY_WHO,     /* who allowed it by telephone: typed into apply.form.host, as a host's name is */
    EMERGENCY_SLIP,    /* picture of the paper slip */
    EMERGENCY_LET_IN   /* everything once more; second guard and PIN where policy wants them */
};

/* An emergency admission on screen. */
struct ui_emergency {
    enum emergency_step step;
    struct uuid application;
    uint64_t number; /* that people call it by */
    bool photo;      /* taken; the app keeps it */
    int64_t until;   /* of the monotonic clock: then nobody goes on with it, and everything is taken away */
};

/* From the configuration; set once. */
struct ui_settings {
    enum ui_mode mode;
    enum ui_language language;
    enum ui_theme theme;
    bool theme_by_time;  /* night from 18:30 to 06:30 in the campus's zone until somebody chooses by hand */
    int zone_minutes;    /* of the campus, east of UTC */
    bool torch;          /* the device has one */
    bool self_scan_help; /* show the help call */
    bool printer;        /* there is one for receipts */
    char office_phone[UI_OFFICE_PHONE_MAX];
};

struct ui_model {
    uint64_t revision; /* grows with every visible change: draw again only then */

    enum ui_mode mode;
    enum ui_language language;
    enum ui_theme theme;
    enum ui_page page;
    struct ui_settings settings;

    /* The bar: gate, campus, direction, ages, waiting, clock, guard and disk are in booth; the last entries too. */
    bool booth_known; /* a status has come: until then, "starting" */
    struct booth_status booth;
    tick now;                   /* for the clock and ages; goes on between statuses */
    enum ui_camera camera;      /* CAMERA_NONE: none is configured, typed and gun only */
    enum ui_camera lane_camera; /* the one of the vehicle lane, also where there is another; CAMERA_NONE: no lane */
    bool torch_on;

    /* Verdict. Valid while shown.state != SCAN_NONE. */
    struct shown shown;
    unsigned seconds_left;            /* green goes on by itself after so many seconds; 0: does not */
    unsigned take_back_seconds;       /* still possible for so long; 0: no longer */
    char holder[HOLDER_TAIL_LEN + 1]; /* typed so far */
    bool holder_waiting;              /* sent, no answer yet */
    bool holder_wrong;                /* the last try was wrong */
    bool deciding;                    /* a decision was sent, no answer yet: buttons are inert */

    /* Override. */
    bool asks_riders;                     /* first of all, who is in the vehicle */
    enum override_reason override_reason; /* OVERRIDE_NONE: not chosen yet */
    char note[ENTRY_NOTE_MAX];
    uint32_t second_guard;
    bool note_focus; /* typing goes into the note, else into the second guard's PIN */

    /* Sign-in; also the second guard's PIN. Never the digits themselves for drawing. */
    uint32_t sign_in_guard; /* chosen from booth.guards; 0: not yet */
    size_t pin_len;         /* dots */
    bool pin_wrong, pin_waiting;
    unsigned throttle_seconds;
    char pin[DECIDER_PIN_MAX]; /* wiped when sent; screens must not draw it */

    /* Look-up. */
    bool lookup_plate; /* else short number */
    char lookup_number[UI_NUMBER_MAX];
    bool number_complete, number_wrong; /* nine characters: check character right / wrong */
    char lookup_text_plate[DECIDER_PLATE_MAX];
    bool plate_complete;   /* fits the grammar of plates */
    struct near_page near; /* expected plates like the one that is typed */
    bool lane;             /* the picture is that of a vehicle lane */
    bool barrier;          /* there is one: letting a vehicle in raises it */
    struct ui_car car;
    bool lookup_waiting;

    /* Log. */
    enum ui_log_tab log_tab;
    int log_colour; /* filter: enum verdict_colour or -1 */
    char search[DECIDER_SEARCH_MAX];
    bool log_known, log_waiting;
    size_t log_count;
    bool log_more;
    struct log_row log_rows[UI_LOG_ROWS_MAX];
    struct log_row entry; /* of PAGE_ENTRY */

    /* Self-scan. */
    enum ui_self_phase self_phase;
    unsigned self_seconds_left;

    /* Walk-up applications. */
    struct ui_apply apply;
    bool walk_ups_known;
    struct walk_up_page walk_ups;
    struct ui_emergency emergency;

    /* Over everything. */
    enum ui_dialog dialog;
    struct uuid target_entry;
    enum ui_toast toast;
    enum gh_status toast_status;
    unsigned privacy_seconds; /* 1..5: countdown to hiding what is personal; 0: none */
    bool keyboard_open;       /* the on-screen keyboard for free text (search, remark) */

    struct ui_diagnostics diagnostics;

    /* Sync. */
    bool sync_known; /* the daemon answers; sync is what it said last */
    struct sync_status sync;
    int64_t sync_ms;               /* of the monotonic clock, when it said so */
    char sync_code[UI_NUMBER_MAX]; /* one-time code, as far as it was typed */

    /* Private to ui_model.c: deadlines in milliseconds of the monotonic clock, 0: not running. */
    struct {
        int64_t mono_ms, now_at_ms;
        int64_t apply_until; /* when an application that nobody goes on with is cleared */
        int64_t green_until, toast_until, privacy_at, throttle_until, self_until, settings_until;
        tick status_now;
        bool theme_by_hand;
        bool hidden;       /* personal data stays away until the next touch */
        enum ui_page back; /* where the page on screen was entered from */
        uint32_t command_scan;
    } private_;
};

/* What screens report. Payload beside it where one is named. */
enum ui_action_kind {
    UI_NOTHING = 0,
    UI_GO,           /* page */
    UI_BACK,         /* one page back; from a verdict: dismiss it */
    UI_TYPE,         /* text: one or more characters into the field on screen (PIN, holder, look-up, search, note) */
    UI_ERASE,        /* the last character */
    UI_CLEAR,        /* the whole field */
    UI_ENTER,        /* the field is complete: sign in, look up, check */
    UI_CHOOSE_GUARD, /* number: guard to sign in, or the second guard on PAGE_OVERRIDE */
    UI_NEXT,         /* verdict: next person */
    UI_ADMIT,        /* amber after its check, or identity checked */
    UI_REFUSE,
    UI_NO_ID,         /* holder check impossible: go to the override */
    UI_OVERRIDE,      /* open the override page */
    UI_RIDERS_SAID,   /* on to the reason */
    UI_CHOOSE_REASON, /* number: enum override_reason */
    UI_FOCUS_NOTE,    /* number: 1 note, 0 second guard's PIN */
    UI_CONFIRM_OVERRIDE,
    UI_CALL_OFFICE,
    UI_CHOOSE_CANDIDATE, /* id: pass */
    UI_TICK,             /* id: pass of a rider, nil for all; number: 1 is in the vehicle, 0 is not */
    UI_ON_FOOT,          /* the rider whose code was shown comes without the vehicle */
    UI_TAKE_BACK,        /* id: entry; asks first (DIALOG_TAKE_BACK) unless it is the verdict on screen */
    UI_EXIT,             /* id: entry of an admission (DIALOG_EXIT asks first) */
    UI_DIALOG_YES,
    UI_DIALOG_NO,
    UI_SIGN_OUT,    /* DIALOG_SIGN_OUT asks first */
    UI_NEAR,        /* number: index into near.plates: it is this one */
    UI_LOOKUP_KIND, /* number: 1 plate, 0 short number */
    UI_LOG_TAB,     /* number: enum ui_log_tab */
    UI_LOG_COLOUR,  /* number: enum verdict_colour or -1 */
    UI_LOG_MORE,    /* the end of the list was reached */
    UI_OPEN_ENTRY,  /* number: index into log_rows, or on PAGE_SCAN into booth.last */
    UI_LANGUAGE,    /* number: enum ui_language, -1: the other one */
    UI_THEME,       /* number: enum ui_theme, -1: the other one */
    UI_MODE,        /* number: enum ui_mode; needs a guard with the right */
    UI_DIRECTION,   /* number: enum direction, -1: the other one */
    UI_TORCH,
    UI_SYNC_NOW,      /* ask the server at once */
    UI_STICK,         /* exchange with a USB stick */
    UI_ENROL,         /* text: "CODE" or "CODE@ADDRESS", as scanned; empty: what was typed */
    UI_APPLY,         /* begin, or begin anew */
    UI_APPLY_CHOOSE,  /* number: choice of the step */
    UI_APPLY_UNIT,    /* number: index into apply.units */
    UI_APPLY_ADD,     /* another person */
    UI_APPLY_REMOVE,  /* number: index of a person */
    UI_APPLY_CORRECT, /* number: enum apply_step + 100 * person */
    UI_APPLY_SUBMIT,
    UI_APPLY_PRINT, /* the receipt, on paper */
    UI_APPLY_END,   /* the receipt was read, or everything is given up */
    UI_APPLY_LOW,   /* the other height */
    UI_APPLY_LATIN, /* pinyin or letters */
    UI_APPLY_CAPITAL,
    UI_APPLY_CANDIDATE, /* number: index */
    UI_APPLY_PAGE,      /* number: 1 on, -1 back, through the candidates */
    UI_OPEN_WALK_UP,    /* id: of an approved application */
    UI_EMERGENCY,       /* number: index into walk_ups.rows: let in before the approval */
    UI_EMERGENCY_NEXT,  /* from the slip on */
    UI_EMERGENCY_LET_IN,
    UI_PHOTO,    /* number: 1 take it, 0 take another one */
    UI_HELP,     /* self-scan: call the guard */
    UI_KEYBOARD, /* number: 1 open, 0 close */
    UI_TOUCH     /* somebody touched or typed anything: postpones the privacy time-out */
};

struct ui_action {
    enum ui_action_kind kind;
    enum ui_page page;
    int64_t number;
    struct uuid id;
    char text[UI_TEXT_MAX];
};

enum ui_event_kind {
    UI_EVENT_ACTION = 1,
    UI_EVENT_DECIDER,
    UI_EVENT_TICK,
    UI_EVENT_CAMERA,
    UI_EVENT_DIAGNOSTICS,
    UI_EVENT_SYNC,
    UI_EVENT_IME,
    UI_EVENT_PHOTO,
    UI_EVENT_PRINTED,
    UI_EVENT_RAISED,
    UI_EVENT_CAR
};

struct ui_event {
    enum ui_event_kind kind;
    int64_t mono_ms; /* CLOCK_MONOTONIC of every event */
    union {
        struct ui_action action;
        const struct decider_event *decider; /* borrowed for the call */
        struct {
            enum ui_camera camera, lane_camera;
        };
        const struct ui_diagnostics *diagnostics; /* borrowed for the call */
        const struct ime_state *ime;              /* borrowed for the call */
        const struct sync_status *sync;           /* borrowed for the call; NULL: the daemon is not there */
        bool photo;                               /* what EFFECT_PHOTO came to */
        enum printed printed;                     /* what EFFECT_PRINT came to */
        struct ui_car car;
        enum raised raised; /* what became of raising the barrier */
    };
};

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

enum ui_effect_kind {
    EFFECT_COMMAND = 1, /* to the decider */
    EFFECT_SOUND,       /* cue */
    EFFECT_LANGUAGE,    /* the texts change: model.language */
    EFFECT_TORCH,       /* on */
    EFFECT_SYNC,        /* sync: to the daemon */
    EFFECT_IME,         /* ime: to the input method */
    EFFECT_PRINT,       /* the receipt on screen; answered by UI_EVENT_PRINTED */
    EFFECT_PHOTO        /* on: keep the camera's picture, and say so by UI_EVENT_PHOTO; off: forget it */
};

struct ui_effect {
    enum ui_effect_kind kind;
    enum ui_cue cue;
    bool on;
    struct decider_command command;
    struct sync_command sync;
    struct ime_ask ime;
};

#define UI_EFFECTS_MAX 6
struct ui_effects {
    size_t count;
    struct ui_effect items[UI_EFFECTS_MAX];
};

void ui_model_init(struct ui_model *model, const struct ui_settings *settings, int64_t mono_ms);
/* The next state. effects is emptied first. An event that changes nothing visible leaves model->revision alone. */
void ui_model_apply(struct ui_model *model, const struct ui_event *event, struct ui_effects *effects);
/* Wipes PINs and personal data; before free and at exit. */
void ui_model_wipe(struct ui_model *model);

/* Milliseconds until a tick can change something visible (a clock's minute, a countdown's second); at most 1000. */
int ui_model_next_tick_ms(const struct ui_model *model);
/* True when the page shows data of a person, which the privacy time-out takes away. */
bool ui_model_is_personal(const struct ui_model *model);
/* True when what the camera reads may become a scan: not while somebody signs in, overrides, changes settings or has
 * begun to type a holder check. (A scanner gun is always meant.) */
bool ui_model_takes_scans(const struct ui_model *model);
/* True while a car at the barrier may bring up its verdict or its question: the guard looks at the camera's picture, or
 * at the question about this very car. */
bool ui_model_awaits_car(const struct ui_model *model);
/* True when a code before the camera is typed into the field on screen: one of an application that is still empty. */
bool ui_model_takes_text(const struct ui_model *model);
/* True when the screen is a vehicle whose riders are ticked off. */
bool ui_model_shows_visit(const struct ui_model *model);
/* True when UI_CONFIRM_OVERRIDE would be sent: reason, remark for "other", second guard where policy wants one. */
bool ui_model_override_ready(const struct ui_model *model);
/* True when this application may be let in before its approval, as far as the screen knows. */
bool ui_model_may_let_in(const struct ui_model *model, const struct walk_up_row *row);
/* True when UI_EMERGENCY_LET_IN would be sent. */
bool ui_model_emergency_ready(const struct ui_model *model);
/* True when a code of enrolment may be typed or scanned now. */
bool ui_model_may_enrol(const struct ui_model *model);
/* True when UI_STICK would be sent: a guard is signed in, or nobody can be yet. */
bool ui_model_may_exchange(const struct ui_model *model);
#define UI_ENROL_LEN 10 /* characters of a one-time code, without hyphens */
/* What the code on the server's page begins with; then CODE@ADDRESS. */
#define UI_ENROL_PREFIX "GHE1:"
/* The day of an application's checks. */
struct civil_date ui_model_today(const struct ui_model *model);
/* Letters go to the input method on this step: pinyin, unless letters are wanted. */
bool ui_model_composes(const struct ui_model *model);
/* Name of a page, a colour-independent state, for scripts and logs: "scan", "verdict", ... */
const char *ui_page_name(enum ui_page page);
/* Hour, minute, day of a time in the campus's zone. */
struct ui_clock {
    int year, month, day, hour, minute;
    int days_from_now; /* 0: today, -1: yesterday, 1: tomorrow */
};
struct ui_clock ui_model_clock(const struct ui_model *model, tick at);

#endif
