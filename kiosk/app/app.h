/* The kiosk as one struct: what it is made of, and the few verbs by which main.c drives it. No SDL here: events of
 * fingers and keys reach the toolkit and the scanner gun through main.c. Everything belongs to the main thread, but
 * for what the parts' own headers say. */
#ifndef GH_KIOSK_APP_H
#define GH_KIOSK_APP_H

#include "app/camera_watch.h"
#include "app/mailbox.h"
#include "app/options.h"
#include "app/script.h"
#include "app/setup.h"
#include "app/sync_client.h"
#include "barrier/barrier.h"
#include "base/catalog.h"
#include "desk/thread.h"
#include "ime/ime.h"
#include "model/model.h"
#include "print/printer.h"
#include "ui/sound.h"
#include "ui/ui.h"

enum app_exit { APP_EXIT_OK = 0, APP_EXIT_START = 1, APP_EXIT_USAGE = 2, APP_EXIT_SCRIPT = 3 };

/* What the app asks of main.c. */
struct app_host {
    void *ctx;                                  /* borrowed */
    void (*wake)(void *ctx);                    /* from any thread: run app_frame soon */
    void (*press)(void *ctx, const char *key);  /* a named key, or one character: as if typed */
    void (*shoot)(void *ctx, const char *text); /* a scanner gun: the text in one burst, and Enter */
};

struct app {
    struct app_options options;
    struct app_setup setup;
    struct app_host host;
    struct os_log log;
    struct camera_watch camera_watch, lane_watch;

    struct ui *ui; /* owned */
    struct catalog chinese;
    uint8_t *catalog_bytes;     /* owned */
    struct model *model;        /* owned */
    struct mailbox *mailbox;    /* owned */
    struct desk_thread *desk;   /* owned */
    struct script *script;      /* owned, or NULL */
    struct sound *sound;        /* owned */
    struct app_camera *camera;  /* owned, or NULL: typed and gun only */
    struct ime *ime;            /* owned, or NULL: letters only */
    struct printer *printer;    /* owned, or NULL: none */
    struct app_lane *lane;      /* owned, or NULL: no vehicle lane */
    struct barrier *barrier;    /* owned, or NULL: none */
    bool car_asked;             /* the guard is asked about the car at the barrier */
    uint32_t barrier_scan;      /* that it was raised for last */
    struct uuid barrier_due;    /* the entry that it is to be raised for once it is free; nil: none */
    struct uuid pictured_entry; /* of the last picture that was taken for the office */
    struct sync_client sync;
    char enrolment[SYNC_WORD_MAX]; /* as the daemon said last: its outcome brings new keys */
    struct frame *picture;         /* owned reference: the newest one drawn */
    bool picture_of_lane;          /* else of the code camera */
    struct frame *photo;           /* owned reference: of a paper slip, or NULL */

    uint64_t drawn_revision;
    enum model_page drawn_page;
    uint32_t drawn_scan;
    enum walk_up_step drawn_step;
    enum emergency_step drawn_emergency;
    bool drawn_personal;
    enum model_toast drawn_toast;
    int64_t next_timer_ms, next_diagnostics_ms, next_picture_ms, started_ms;
    bool drawn_once, stopping;
    bool touched; /* an event reached the toolkit: draw */
    int exit_code;
    int64_t traced_touch_ms; /* the last touch that was traced, or that came before tracing */
    /* The verdict that waits to be traced once it is on screen; scan 0: none. */
    struct shown traced;
};

/* Reads the configuration and opens every part. On failure says why on stderr and returns the exit code; else 0. */
int app_open(struct app *app, const struct app_options *options, const struct app_host *host);
void app_close(struct app *app); /* also after a failed app_open */
/* What is due: events of the desk, time, a new picture; draws when something changed. False: the app has ended. */
bool app_frame(struct app *app, int64_t now_ms);
/* Milliseconds until app_frame is due without any event. */
int app_due(const struct app *app, int64_t now_ms);
/* What a scanner gun read. */
void app_scanned(struct app *app, struct bytes text);
/* An action that did not come from a screen: a key without a button, any touch. */
void app_act(struct app *app, const struct model_action *action);
/* Any event of the model's, with the effects that it has. */
void app_update(struct app *app, struct model_event *event);
/* app_barrier.c: what is shown may raise the barrier; how the last time ended. */
void app_barrier_shown(struct app *app, const struct shown *shown);
void app_take_barrier(struct app *app);
/* app_evidence.c: a picture of the vehicle in the lane, where the policy asks for one. */
void app_car_picture_shown(struct app *app, const struct shown *shown);
/* app_sync.c: what the sync daemon says; new keys after an enrolment. */
void app_take_sync(struct app *app, int64_t now_ms);

#endif
