/* The kiosk as one struct: what it is made of, one struct a trade. Everything belongs to the main thread, but for what
 * the parts' own headers say. No SDL here: events of fingers and keys reach the toolkit and the scanner gun through
 * main.c. */
#ifndef GH_KIOSK_APP_APP_H
#define GH_KIOSK_APP_APP_H

#include "app/camera_watch.h"
#include "app/claimer.h"
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

/* The texts in Chinese; without them the kiosk speaks English. */
struct app_catalogue {
    struct catalog chinese;
    uint8_t *bytes; /* owned */
};

/* What the cameras see (cameras.c, car_picture.c). */
struct app_cameras {
    struct app_camera *codes; /* owned, or NULL: typed and gun only */
    struct app_lane *lane;    /* owned, or NULL: no vehicle lane */
    struct camera_watch codes_watch, lane_watch;
    struct frame *picture; /* owned reference: the newest one drawn */
    bool of_lane;          /* whose picture that is: the lane's, else the code camera's */
    int64_t shown_ms;      /* when it was taken */
    bool car_asked;        /* the guard is asked about the car at the barrier */
    struct uuid pictured;  /* the entry of the last picture that was taken for the office */
};

/* The barrier and what it is raised for (barrier.c). */
struct app_barrier {
    struct barrier *arm; /* owned, or NULL: none */
    uint32_t scan;       /* the scan that it was raised for last */
    struct uuid due;     /* the entry that it waits to be raised for; nil: none */
};

/* The sync daemon (sync.c). */
struct app_sync {
    struct sync_client client;
    struct claimer claimer;        /* the desk's thread alone */
    char enrolment[SYNC_WORD_MAX]; /* the daemon's last word on it: "done" brings new keys */
};

/* What is on screen (draw.c). */
struct app_drawn {
    bool once;
    uint64_t revision; /* of the model */
    enum model_page page;
    uint32_t scan;
    enum walk_up_step step;
    enum emergency_step emergency;
    bool personal;
    enum model_toast toast;
};

/* Lines for benches and acceptance tests (trace.c). */
struct app_trace {
    uint32_t scan; /* whose verdict waits to be traced once it is on screen; 0: none */
    enum verdict_colour colour;
    enum verdict_reason reason;
    struct uuid entry;
    int64_t captured_ns, decided_ns;
    bool first;       /* the first picture was traced */
    int64_t touch_ms; /* the last touch that was traced, or that came before tracing */
};

/* The loop (frame.c). */
struct app_run {
    int64_t started_ms, next_timer_ms, next_diagnostics_ms;
    bool trimmed; /* what the start left free went back to the system */
    bool touched; /* an event reached the toolkit: draw */
    bool stopping;
    int exit_code;
};

struct app {
    struct app_options options;
    struct app_setup setup;
    struct app_host host;
    struct os_log log;

    struct model *model;      /* owned */
    struct ui *ui;            /* owned */
    struct desk_thread *desk; /* owned */
    struct mailbox *mailbox;  /* owned */
    struct script *script;    /* owned, or NULL */
    struct sound *sound;      /* owned */
    struct ime *ime;          /* owned, or NULL: letters only */
    struct printer *printer;  /* owned, or NULL: none */
    struct frame *photo;      /* owned reference: of a paper slip, or NULL */

    struct app_catalogue catalogue;
    struct app_cameras cameras;
    struct app_barrier barrier;
    struct app_sync sync;
    struct app_drawn drawn;
    struct app_trace trace;
    struct app_run run;
};

#endif
