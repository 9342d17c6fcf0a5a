/* The state of the kiosk's screen, apart from drawing: what every screen shows, and the one function that changes it.
 *
 * Pure: no SDL, no clock, no thread, no text for people. Screens read a const struct model and report ui_actions;
 * model_update() turns actions, desk events and ticks into the next state and into effects that the app carries
 * out. Typed text lives here too, so that going back never loses it. */
#ifndef GH_KIOSK_MODEL_H
#define GH_KIOSK_MODEL_H

#include "barrier/raised.h"
#include "desk/event.h"
#include "ime/ime_state.h"
#include "print/paper.h"
#include "token/holder.h"
#include "ui/choice.h"
#include "ui/cue.h"
#include "wire/sync_link.h"

enum model_mode { MODE_GUARD = 0, MODE_SELF_SCAN, MODE_HANDHELD, MODE_WALK_UP };

enum model_page {
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
    PAGE_WALK_UP,   /* a visitor without a reservation: one question a step, struct model_walk_up */
    PAGE_WALK_UPS,  /* how far such applications have come */
    PAGE_EMERGENCY, /* letting in before an approval: one question a step, struct model_emergency */
    PAGE_SYNC,      /* how old this booth's data are and why; enrolment */
    PAGE_COUNT
};

/* Camera as the person at the screen needs it. */
enum model_camera { CAMERA_STARTING = 0, CAMERA_LIVE, CAMERA_LOST, CAMERA_ENDED, CAMERA_NONE };

enum model_toast {
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
    TOAST_GONE,          /* the thing acted on is no longer there */
    TOAST_ASKING_SERVER, /* sync was asked for */
    TOAST_LET_IN,        /* before an approval; the office will be asked */
    TOAST_NO_PHOTO,      /* the camera gave none */
    TOAST_BARRIER_UP,
    TOAST_BARRIER_RECORDED,
    TOAST_BARRIER_HELD_SHUT,
    TOAST_BARRIER_FAILED
};

enum model_dialog {
    DIALOG_NONE = 0,
    DIALOG_TAKE_BACK, /* confirm: target_entry */
    DIALOG_EXIT,      /* confirm exit of target_entry */
    DIALOG_SIGN_OUT
};

enum model_log_tab { LOG_TODAY = 0, LOG_INSIDE };

enum model_self_phase {
    SELF_WAITING = 0, /* "hold your code inside the frame" */
    SELF_LET_IN,
    SELF_SEE_GUARD, /* anything that a guard has to look at; says nothing else */
    SELF_NOT_NOW,   /* too early, expired, wrong gate: when or where, which the visitor may know */
    SELF_HELP       /* the guard was called */
};

#define MODEL_NUMBER_MAX 16    /* bytes typed for a short number, with NUL */
#define MODEL_LOG_ROWS_MAX 200 /* held while scrolling; a search finds the rest */
#define MODEL_OFFICE_PHONE_MAX 32
#define MODEL_PATH_MAX 256
#define MODEL_TEXT_MAX 320 /* of one ACTION_TYPE action or a scanned address, with NUL */
#define MODEL_STAGES_MAX 16

/* Figures of the diagnostics page that do not come from the desk. */
struct model_diagnostics {
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
    char stage_name[MODEL_STAGES_MAX][24];
    uint64_t stage_hits[MODEL_STAGES_MAX];
    uint64_t last_scan_to_screen_us; /* newest frame-to-verdict time; 0 before the first */
    char video_driver[32], version[32], config_path[MODEL_PATH_MAX], device[DEVICE_ID_MAX];
    bool sound;
};

/* The car in front of the vehicle camera, as read; place: of its plate's box in the picture, per mille. */
struct model_car {
    bool there;
    char plate[DESK_PLATE_MAX]; /* as on the metal */
    int x, y, w, h;
};

/* The same plate at the same place. */
bool model_car_same(const struct model_car *a, const struct model_car *b);

enum model_print { MODEL_PRINT_NONE = 0, MODEL_PRINT_RUNS, MODEL_PRINT_DONE, MODEL_PRINT_FAILED };

/* A walk-up application on screen. */
struct model_walk_up {
    struct walk_up_form form;
    bool low;             /* everything that is touched in the lower half: from a wheelchair */
    bool latin;           /* letters as they are, no pinyin */
    bool capital;         /* the next letter is a capital */
    struct ime_state ime; /* as last told */
    bool ime_works;
    const char *message; /* msgid: what is wrong with the field; NULL: nothing */
    enum form_check check;
    struct unit_page units;         /* that fit form.search */
    bool units_known, sending;      /* sending: submitted, no answer yet */
    enum gh_status failed;          /* of the last try to submit */
    struct walk_up_receipt receipt; /* on STEP_SENT */
    enum model_print print;         /* of the receipt, on paper */
    enum printed printed;           /* why it failed */
    unsigned seconds_left;          /* 1..15: countdown to clearing everything; 0: none */
};

enum emergency_step {
    EMERGENCY_WHY = 0, /* override_reason */
    EMERGENCY_WHO,     /* who allowed it by telephone: typed into apply.form.host, as a host's name is */
    EMERGENCY_SLIP,    /* picture of the paper slip */
    EMERGENCY_LET_IN   /* everything once more; second guard and PIN where policy wants them */
};

/* An emergency admission on screen. */
struct model_emergency {
    enum emergency_step step;
    struct uuid application;
    uint64_t number; /* that people call it by */
    bool photo;      /* taken; the app keeps it */
    int64_t until;   /* of the monotonic clock: then nobody goes on with it, and everything is taken away */
};

/* From the configuration; set once. */
struct model_settings {
    enum model_mode mode;
    enum ui_language language;
    enum ui_theme theme;
    bool theme_by_time;  /* night from 18:30 to 06:30 in the campus's zone until somebody chooses by hand */
    int zone_minutes;    /* of the campus, east of UTC */
    bool torch;          /* the device has one */
    bool self_scan_help; /* show the help call */
    bool printer;        /* there is one for receipts */
    char office_phone[MODEL_OFFICE_PHONE_MAX];
};

struct model {
    uint64_t revision; /* grows with every visible change: draw again only then */

    enum model_mode mode;
    enum ui_language language;
    enum ui_theme theme;
    enum model_page page;
    struct model_settings settings;

    /* The bar: gate, campus, direction, ages, waiting, clock, guard and disk are in booth; the last entries too. */
    bool booth_known; /* a status has come: until then, "starting" */
    struct booth_status booth;
    tick now;                      /* for the clock and ages; goes on between statuses */
    enum model_camera camera;      /* CAMERA_NONE: none is configured, typed and gun only */
    enum model_camera lane_camera; /* the one of the vehicle lane, also where there is another; CAMERA_NONE: no lane */
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
    char pin[DESK_PIN_MAX]; /* wiped when sent; screens must not draw it */

    /* Look-up. */
    bool lookup_plate; /* else short number */
    char lookup_number[MODEL_NUMBER_MAX];
    bool number_complete, number_wrong; /* nine characters: check character right / wrong */
    char lookup_text_plate[DESK_PLATE_MAX];
    bool plate_complete;   /* fits the grammar of plates */
    struct near_page near; /* expected plates like the one that is typed */
    bool lane;             /* the picture is that of a vehicle lane */
    bool barrier;          /* there is one: letting a vehicle in raises it */
    struct model_car car;
    bool lookup_waiting;

    /* Log. */
    enum model_log_tab log_tab;
    int log_colour; /* filter: enum verdict_colour or -1 */
    char search[DESK_SEARCH_MAX];
    bool log_known, log_waiting;
    size_t log_count;
    bool log_more;
    struct log_row log_rows[MODEL_LOG_ROWS_MAX];
    struct log_row entry; /* of PAGE_ENTRY */

    /* Self-scan. */
    enum model_self_phase self_phase;
    unsigned self_seconds_left;

    /* Walk-up applications. */
    struct model_walk_up walk_up;
    bool walk_ups_known;
    struct walk_up_page walk_ups;
    struct model_emergency emergency;

    /* Over everything. */
    enum model_dialog dialog;
    struct uuid target_entry;
    enum model_toast toast;
    enum gh_status toast_status;
    unsigned privacy_seconds; /* 1..5: countdown to hiding what is personal; 0: none */
    bool keyboard_open;       /* the on-screen keyboard for free text (search, remark) */

    struct model_diagnostics diagnostics;

    /* Sync. */
    bool sync_known; /* the daemon answers; sync is what it said last */
    struct sync_status sync;
    int64_t sync_ms;                  /* of the monotonic clock, when it said so */
    char sync_code[MODEL_NUMBER_MAX]; /* one-time code, as far as it was typed */

    /* Private to model.c: deadlines in milliseconds of the monotonic clock, 0: not running. */
    struct {
        int64_t mono_ms, now_at_ms;
        int64_t walk_up_until; /* when an application that nobody goes on with is cleared */
        int64_t green_until, toast_until, privacy_at, throttle_until, self_until, settings_until;
        tick status_now;
        bool theme_by_hand;
        bool hidden;          /* personal data stays away until the next touch */
        enum model_page back; /* where the page on screen was entered from */
        uint32_t command_scan;
    } private_;
};

/* What screens report. Payload beside it where one is named. */
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
    ACTION_RIDERS_SAID,   /* on to the reason */
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
    ACTION_NEAR,        /* number: index into near.plates: it is this one */
    ACTION_LOOKUP_KIND, /* number: 1 plate, 0 short number */
    ACTION_LOG_TAB,     /* number: enum model_log_tab */
    ACTION_LOG_COLOUR,  /* number: enum verdict_colour or -1 */
    ACTION_LOG_MORE,    /* the end of the list was reached */
    ACTION_OPEN_ENTRY,  /* number: index into log_rows, or on PAGE_SCAN into booth.last */
    ACTION_LANGUAGE,    /* number: enum ui_language, -1: the other one */
    ACTION_THEME,       /* number: enum ui_theme, -1: the other one */
    ACTION_MODE,        /* number: enum model_mode; needs a guard with the right */
    ACTION_DIRECTION,   /* number: enum direction, -1: the other one */
    ACTION_TORCH,
    ACTION_SYNC_NOW,        /* ask the server at once */
    ACTION_SMARK,           /* exchange with a USB stick */
    ACTION_ENROL,           /* text: "CODE" or "CODE@ADDRESS", as scanned; empty: what was typed */
    ACTION_WALK_UP,         /* begin, or begin anew */
    ACTION_WALK_UP_CHOOSE,  /* number: choice of the step */
    ACTION_WALK_UP_UNIT,    /* number: index into apply.units */
    ACTION_WALK_UP_ADD,     /* another person */
    ACTION_WALK_UP_REMOVE,  /* number: index of a person */
    ACTION_WALK_UP_CORRECT, /* number: enum walk_up_step + 100 * person */
    ACTION_WALK_UP_SUBMIT,
    ACTION_WALK_UP_PRINT, /* the receipt, on paper */
    ACTION_WALK_UP_END,   /* the receipt was read, or everything is given up */
    ACTION_WALK_UP_LOW,   /* the other height */
    ACTION_WALK_UP_LATIN, /* pinyin or letters */
    ACTION_WALK_UP_CAPITAL,
    ACTION_WALK_UP_CANDIDATE, /* number: index */
    ACTION_WALK_UP_PAGE,      /* number: 1 on, -1 back, through the candidates */
    ACTION_OPEN_WALK_UP,      /* id: of an approved application */
    ACTION_EMERGENCY,         /* number: index into walk_ups.rows: let in before the approval */
    ACTION_EMERGENCY_NEXT,    /* from the slip on */
    ACTION_EMERGENCY_LET_IN,
    ACTION_PHOTO,    /* number: 1 take it, 0 take another one */
    ACTION_HELP,     /* self-scan: call the guard */
    ACTION_KEYBOARD, /* number: 1 open, 0 close */
    ACTION_TOUCH     /* somebody touched or typed anything: postpones the privacy time-out */
};

struct model_action {
    enum model_action_kind kind;
    enum model_page page;
    int64_t number;
    struct uuid id;
    char text[MODEL_TEXT_MAX];
};

enum model_event_kind {
    EVENT_ACTION = 1,
    EVENT_DESK,
    EVENT_TIMER,
    EVENT_CAMERA,
    EVENT_DIAGNOSTICS,
    EVENT_SYNC,
    EVENT_IME,
    EVENT_PHOTO,
    EVENT_PRINTED,
    EVENT_RAISED,
    EVENT_CAR
};

struct model_event {
    enum model_event_kind kind;
    int64_t mono_ms; /* CLOCK_MONOTONIC of every event */
    union {
        struct model_action action;
        const struct desk_event *desk; /* borrowed for the call */
        struct {
            enum model_camera camera, lane_camera;
        };
        const struct model_diagnostics *diagnostics; /* borrowed for the call */
        const struct ime_state *ime;                 /* borrowed for the call */
        const struct sync_status *sync;              /* borrowed for the call; NULL: the daemon is not there */
        bool photo;                                  /* what EFFECT_PHOTO came to */
        enum printed printed;                        /* what EFFECT_PRINT came to */
        struct model_car car;
        enum raised raised; /* what became of raising the barrier */
    };
};

enum model_effect_kind {
    EFFECT_COMMAND = 1, /* to the desk */
    EFFECT_SOUND,       /* cue */
    EFFECT_LANGUAGE,    /* the texts change: model.language */
    EFFECT_TORCH,       /* on */
    EFFECT_SYNC,        /* sync: to the daemon */
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
    struct ime_ask ime;
};

#define MODEL_EFFECTS_MAX 6
struct model_effects {
    size_t count;
    struct model_effect items[MODEL_EFFECTS_MAX];
};

void model_init(struct model *model, const struct model_settings *settings, int64_t mono_ms);
/* The next state. effects is emptied first. An event that changes nothing visible leaves model->revision alone. */
void model_update(struct model *model, const struct model_event *event, struct model_effects *effects);
/* Wipes PINs and personal data; before free and at exit. */
void model_wipe(struct model *model);

/* Milliseconds until a tick can change something visible (a clock's minute, a countdown's second); at most 1000. */
int model_next_timer_ms(const struct model *model);
/* True when the page shows data of a person, which the privacy time-out takes away. */
bool model_is_personal(const struct model *model);
/* True when what the camera reads may become a scan: not while somebody signs in, overrides, changes settings or has
 * begun to type a holder check. (A scanner gun is always meant.) */
bool model_takes_scans(const struct model *model);
/* True while a car at the barrier may bring up its verdict or its question: the guard looks at the camera's picture, or
 * at the question about this very car. */
bool model_awaits_car(const struct model *model);
/* True when a code before the camera is typed into the field on screen: one of an application that is still empty. */
bool model_takes_text(const struct model *model);
/* True when the screen is a vehicle whose riders are ticked off. */
bool model_shows_visit(const struct model *model);
/* True when ACTION_CONFIRM_OVERRIDE would be sent: reason, remark for "other", second guard where policy wants one. */
bool model_override_ready(const struct model *model);
/* True when this application may be let in before its approval, as far as the screen knows. */
bool model_may_let_in(const struct model *model, const struct walk_up_row *row);
/* True when ACTION_EMERGENCY_LET_IN would be sent. */
bool model_emergency_ready(const struct model *model);
/* True when a code of enrolment may be typed or scanned now. */
bool model_may_enrol(const struct model *model);
/* True when ACTION_SMARK would be sent: a guard is signed in, or nobody can be yet. */
bool model_may_exchange(const struct model *model);
#define MODEL_ENROL_LEN 10 /* characters of a one-time code, without hyphens */
/* What the code on the server's page begins with; then CODE@ADDRESS. */
#define MODEL_ENROL_PREFIX "GHE1:"
/* The day of an application's checks. */
struct civil_date model_today(const struct model *model);
/* Letters go to the input method on this step: pinyin, unless letters are wanted. */
bool model_composes(const struct model *model);
/* Name of a page, a colour-independent state, for scripts and logs: "scan", "verdict", ... */
const char *model_page_name(enum model_page page);
/* Hour, minute, day of a time in the campus's zone. */
struct model_clock {
    int year, month, day, hour, minute;
    int days_from_now; /* 0: today, -1: yesterday, 1: tomorrow */
};
struct model_clock model_clock(const struct model *model, tick at);

#endif
