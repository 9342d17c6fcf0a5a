/* What a desk is set up with: its files, keys and place, its clock, and where its events go. */
#ifndef GH_KIOSK_DESK_OPTIONS_H
#define GH_KIOSK_DESK_OPTIONS_H

#include "desk/event.h"
#include "os/clock.h"
#include "people/keyed_hash.h"
#include "token/holder.h"
#include "wire/sync_link.h"

#define DESK_PATH_MAX 512

struct desk_options {
    char replica_path[DESK_PATH_MAX], journal_path[DESK_PATH_MAX];
    char time_path[DESK_PATH_MAX];     /* keeps the floor of trusted time; empty: not kept */
    char throttle_path[DESK_PATH_MAX]; /* keeps the count of wrong PINs; empty: not kept */
    char device[DEVICE_ID_MAX];
    uint8_t root_public[PUBLIC_KEY_LEN];
    bool has_campus_key;
    uint8_t campus_key[CAMPUS_KEY_LEN]; /* of holder checks (token/holder.h) and hashes (people/keyed_hash.h) */
    uint8_t hardware[HARDWARE_MAX];     /* what only this machine can give (guard/pin.h) */
    size_t hardware_len;                /* 0: none */
    uint8_t gate, campus;
    enum direction direction;
    bool lane;         /* vehicles come through here: a rider's code brings up the vehicle */
    bool unattended;   /* self-scan: scans need nobody signed in and show nothing personal */
    int zone_minutes;  /* of the campus, east of UTC: where a day of the log begins */
    tick session_idle; /* signs a guard out after so long without a command; 0: 2 h */
    struct os_clock clock;
    void *ask_ctx; /* borrowed */
    /* Ask the server for a single-use pass, and give it back (app/claimer.h). Called on the desk's thread, which waits
     * for the answer. NULL: nobody to ask. */
    void (*ask)(void *ctx, const struct uuid *pass, struct sync_claim *out);
    void (*release)(void *ctx, const struct uuid *pass);
    void *deliver_ctx; /* borrowed */
    /* Called on the desk's thread; the event is borrowed for the call. */
    void (*deliver)(void *ctx, const struct desk_event *event);
};

#endif
