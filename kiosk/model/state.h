/* The state of the kiosk's screen: one struct a page, what stands over every page, and private deadlines.
 *
 * Screens read it through a const pointer. Typed text lives here too, so that going back never loses it. */
#ifndef GH_KIOSK_MODEL_STATE_H
#define GH_KIOSK_MODEL_STATE_H

#include "desk/event.h"
#include "ime/ime_state.h"
#include "model/page.h"
#include "print/paper.h"
#include "token/holder.h"
#include "ui/choice.h"
#include "wire/sync_link.h"

#define MODEL_NUMBER_MAX 16    /* bytes typed for a short number, with NUL */
#define MODEL_LOG_ROWS_MAX 200 /* held while scrolling; a search finds the rest */
#define MODEL_ROLL_MAX DESK_ROLL_SHOWN
#define MODEL_OFFICE_PHONE_MAX 32
#define MODEL_PATH_MAX 256
#define MODEL_STAGES_MAX 16
#define MODEL_WARN_S 20    /* a form warns for so long before its time-out clears it (WCAG 2.2, 2.2.1) */
#define MODEL_PIN_MIN 6    /* digits */
#define MODEL_ENROL_LEN 10 /* characters of a one-time code, without hyphens */

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
    bool sets_network;   /* a program takes network settings of a code of enrolment */
    char office_phone[MODEL_OFFICE_PHONE_MAX];
};

/* ---- Devices ---- */

/* Camera as the person at the screen needs it. */
enum model_camera { CAMERA_STARTING = 0, CAMERA_LIVE, CAMERA_LOST, CAMERA_ENDED, CAMERA_NONE };

/* The car in front of the vehicle camera, as read. x, y, w, h: its plate's box in the picture, per mille. */
struct model_car {
    bool there;
    bool unreadable;            /* in sight for a while, and its plate can't be read surely */
    char plate[DESK_PLATE_MAX]; /* as on the metal */
    int x, y, w, h;
};

/* Returns true for the same plate at the same place. */
bool model_car_same(const struct model_car *a, const struct model_car *b);

struct model_devices {
    enum model_camera camera;      /* CAMERA_NONE: none is configured, typed and gun only */
    enum model_camera lane_camera; /* of the vehicle lane, whether or not there is another; CAMERA_NONE: no lane */
    bool torch_on;
    bool lane;    /* the picture on screen comes from a vehicle lane */
    bool barrier; /* there is one: admitting a vehicle raises it */
    struct model_car car;
};

/* ---- One struct a page ---- */

/* PAGE_VERDICT, beside what the desk shows. */
struct model_verdict {
    unsigned seconds_left;            /* green leaves by itself after so many seconds; 0: it stays */
    unsigned take_back_seconds;       /* time left to take the admission back; 0: none */
    char holder[HOLDER_TAIL_LEN + 1]; /* typed so far */
    bool holder_waiting;              /* sent, no answer yet */
    bool holder_wrong;                /* the last try was wrong */
};

struct model_override {
    bool asks_riders;            /* first, who is in the vehicle */
    enum override_reason reason; /* OVERRIDE_NONE: not chosen yet */
    char note[ENTRY_NOTE_MAX];
    bool note_focus; /* typing goes into the note, else into the second guard's PIN */
};

/* Who signs with a PIN: the guard on PAGE_SIGN_IN, the second guard of an override or an emergency admission. */
struct model_sign_in {
    uint32_t guard;         /* chosen from booth.guards; 0: not yet */
    uint32_t second_guard;  /* 0: not yet */
    char pin[DESK_PIN_MAX]; /* wiped when sent; screens draw pin_len discs instead */
    size_t pin_len;
    bool pin_wrong, pin_waiting;
    uint32_t badge; /* the guard whose badge was scanned; 0: none yet */
    bool badge_unknown;
    bool no_hardware; /* the booth lacks the hardware secret that PINs are bound to */
    unsigned throttle_seconds;
};

struct model_lookup {
    bool by_plate; /* else by short number */
    char number[MODEL_NUMBER_MAX];
    bool number_complete, number_wrong; /* nine characters: check character right / wrong */
    char plate[DESK_PLATE_MAX];
    bool plate_complete;   /* can be looked up (plate_accept) */
    bool plate_unknown;    /* and its form is not in the table */
    struct near_page near; /* expected plates like the one that is typed */
    bool waiting;
};

enum model_log_tab { LOG_TODAY = 0, LOG_INSIDE };

struct model_log {
    enum model_log_tab tab;
    int colour; /* filter: enum verdict_colour or -1 */
    char search[DESK_SEARCH_MAX];
    bool known, waiting, more;
    size_t count;
    struct log_row rows[MODEL_LOG_ROWS_MAX];
};

enum model_self_phase {
    SELF_WAITING = 0, /* "hold your code inside the frame" */
    SELF_LET_IN,
    SELF_SEE_GUARD, /* anything that a guard has to look at; says nothing else */
    SELF_NOT_NOW,   /* too early, expired, wrong gate: when or where, which the visitor may know */
    SELF_HELP       /* the bell for the guard rings */
};

struct model_self_scan {
    enum model_self_phase phase;
    unsigned seconds_left;
};

enum model_print { MODEL_PRINT_NONE = 0, MODEL_PRINT_RUNS, MODEL_PRINT_DONE, MODEL_PRINT_FAILED };

/* A walk-up application on screen. */
struct model_walk_up {
    struct walk_up_form form;
    bool low;             /* every touch target in the lower half: for a wheelchair */
    bool latin;           /* letters as they are, no pinyin */
    bool capital;         /* the next letter is a capital */
    bool countries;       /* the list of countries is open, over the mobile number */
    struct ime_state ime; /* its latest answer */
    bool ime_works;
    const char *message; /* msgid: what is wrong with the field; NULL: nothing */
    enum form_check check;
    struct unit_page units;         /* that fit form.search */
    bool units_known, sending;      /* sending: submitted, no answer yet */
    enum gh_status failed;          /* of the last try to submit */
    struct walk_up_receipt receipt; /* on STEP_SENT */
    enum model_print print;         /* of the receipt, on paper */
    enum printed printed;           /* why it failed */
    unsigned seconds_left;          /* 1..20: countdown to clearing everything; 0: none */
};

struct model_walk_ups {
    bool known;
    struct walk_up_page page;
};

enum emergency_step {
    EMERGENCY_WHY = 0, /* reason */
    EMERGENCY_WHO,     /* who allowed it by telephone: typed into walk_up.form.host, as a host's name is */
    EMERGENCY_SLIP,    /* picture of the paper slip */
    EMERGENCY_LET_IN   /* everything once more; second guard and PIN where policy wants them */
};

/* An emergency admission on screen. */
struct model_emergency {
    enum emergency_step step;
    enum override_reason reason;
    struct uuid application;
    uint64_t number;       /* that people call it by */
    bool photo;            /* taken; the app keeps it */
    unsigned seconds_left; /* 1..20: countdown to clearing everything; 0: none */
};

enum model_roll_tab { ROLL_TO_FIND = 0, ROLL_EVERYBODY, ROLL_CARS };

/* The roll call on screen. While the list is read again rows stay where they are; new ones come last. */
struct model_roll_call {
    enum model_roll_tab tab;
    bool known, waiting; /* waiting: a part was asked for */
    bool again;          /* something changed meanwhile: ask again */
    struct roll_status status;
    size_t count;
    struct roll_item items[MODEL_ROLL_MAX];
    bool kept[MODEL_ROLL_MAX];    /* came with the parts that were read so far */
    bool touched[MODEL_ROLL_MAX]; /* ticked since the tab was opened: stays on it */
};

struct model_sync {
    bool known; /* the daemon answers; status is its latest */
    struct sync_status status;
    int64_t at_ms;               /* of the monotonic clock, when status came */
    bool offline;                /* the server has been silent for 30 s; every bar shows it */
    bool heard;                  /* heard_ms counts */
    int64_t heard_ms;            /* of the monotonic clock, when the server last answered */
    char code[MODEL_NUMBER_MAX]; /* one-time code, as far as it was typed */
    bool has_scanned;            /* scanned: a code that waits for "yes", or for an answer */
    struct enrol_code scanned;   /* may hold a passphrase; wiped when it is done with */
    bool asked;                  /* somebody said "yes" to it */
    unsigned tries_left;         /* until the network is there */
    int64_t asked_ms;            /* of the monotonic clock: the last try */
};

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

/* ---- What stands over every page ---- */

enum model_toast {
    TOAST_NONE = 0,
    TOAST_TAKEN_BACK,
    TOAST_EXIT_RECORDED,
    TOAST_REFUSED,
    TOAST_NOT_SAVED,   /* a decision could not be written: toast_status says why */
    TOAST_NOT_ALLOWED, /* a right is missing, or the time to take back has run out */
    TOAST_SIGN_IN_FIRST,
    TOAST_SIGNED_OUT,
    TOAST_OFFICE_NUMBER, /* "call the security office": the number from the configuration, settings.office_phone */
    TOAST_BAD_NUMBER,    /* short number mistyped */
    TOAST_BAD_PLATE,
    TOAST_SCAN_UNREADABLE, /* the gun sent something over every limit */
    TOAST_GONE,            /* the thing acted on has disappeared */
    TOAST_ASKING_SERVER,   /* sync was asked for */
    TOAST_ROLL_ELSEWHERE,  /* ticked by the office or another booth */
    TOAST_ROLL_ENDED,
    TOAST_LET_IN,   /* before an approval; the office will be asked */
    TOAST_NO_PHOTO, /* the camera gave none */
    TOAST_BARRIER_UP,
    TOAST_BARRIER_RECORDED,
    TOAST_BARRIER_HELD_SHUT,
    TOAST_BARRIER_FAILED
};

enum model_dialog {
    DIALOG_NONE = 0,
    DIALOG_TAKE_BACK, /* confirm: entry */
    DIALOG_EXIT,      /* confirm the exit of entry */
    DIALOG_SIGN_OUT,
    DIALOG_ROLL_START,
    DIALOG_ROLL_START_OFFLINE, /* the server is away */
    DIALOG_ROLL_END,
    DIALOG_ROLL_END_OPEN,    /* somebody is still to be found */
    DIALOG_ROLL_END_OFFLINE, /* the server is away */
    DIALOG_HELP              /* explains the page; asks nothing */
};

struct model_over {
    enum model_dialog dialog;
    struct uuid entry; /* that the dialog asks about */
    enum model_toast toast;
    enum gh_status toast_status;
    unsigned privacy_seconds; /* 1..5: countdown to hiding personal data; 0: none */
    bool keyboard_open;       /* the on-screen keyboard for free text (search, remark) */
};

/* ---- Private to the reducer ---- */

/* In milliseconds of the monotonic clock; 0: not running. */
struct model_deadlines {
    int64_t toast, privacy, throttle;
    int64_t green, self_scan;
    int64_t walk_up, emergency; /* after it what was begun and left is cleared */
    int64_t guarded_page;       /* last action, on a page that only guards open beside the visitor's side */
};

struct model_private {
    int64_t mono_ms;   /* of the latest event */
    int64_t now_at_ms; /* mono_ms when status_now came */
    tick status_now;
    bool theme_by_hand;
    bool hidden;          /* personal data stays away until the next touch */
    enum model_page back; /* the page before this one */
    bool to_roll_call;    /* the verdict on screen came up over the roll call, which follows it */
};

/* ---- All of it ---- */

struct model {
    uint64_t revision; /* grows with every visible change: draw again only then */

    enum model_mode mode;
    enum ui_language language;
    enum ui_theme theme;
    enum model_page page;
    struct model_settings settings;

    /* What the desk says. The bar takes gate, campus, direction, ages, waiting, clock, guard and disk from booth. */
    bool booth_known; /* a status has come: until then, "starting" */
    struct booth_status booth;
    tick now;             /* for the clock and ages; runs on between statuses */
    struct shown shown;   /* valid while shown.state != SCAN_NONE */
    bool deciding;        /* a decision was sent, no answer yet: buttons are inert */
    struct log_row entry; /* of PAGE_ENTRY */

    struct model_devices devices;

    struct model_verdict verdict;
    struct model_override override;
    struct model_sign_in sign_in;
    struct model_lookup lookup;
    struct model_log log;
    struct model_self_scan self_scan;
    struct model_walk_up walk_up;
    struct model_walk_ups walk_ups;
    struct model_emergency emergency;
    struct model_roll_call roll_call;
    struct model_sync sync;
    struct model_diagnostics diagnostics;

    struct model_over over;

    struct model_deadlines deadlines;
    struct model_private private_;
};

#endif
