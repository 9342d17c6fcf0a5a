/* Cars before the camera: the same plate over many frames is one sighting, and the frames vote. A waiting car is read
 * all the time; a car that has left is reported once. No threads, no clock: the caller gives the time. */
#ifndef GH_KIOSK_PLATES_PLATE_TRACK_H
#define GH_KIOSK_PLATES_PLATE_TRACK_H

#include "plates/plate_reader.h"

#define PLATE_TRACKS_MAX 4   /* cars followed at a time */
#define PLATE_TRACK_FRAMES 2 /* frames in which a plate must be seen before it is a sighting */
/* A car has left when it is out of sight for so long: a person who walks past, or a wiper, takes less. */
#define PLATE_TRACK_LOST_MS 4000
/* A car is reported again after so long until it is settled: better frames may say more. */
#define PLATE_TRACK_AGAIN_MS 1000

/* One car: what the best views of all its frames say together. */
struct plate_track {
    uint32_t car; /* 1, 2, 3, ... of this tracker; 0: none */
    unsigned frames;
    int64_t first_ms, last_ms;
    struct plate_reading reading; /* corners, colour: of its last frame; word, plate, confidence: of all views */
    double view_confidence[PLATE_VIEWS_MAX]; /* of the frames that the views are of */
    bool told, gone;                         /* reported already; has left, and its place is free */
    bool settled;                            /* decided: not reported any more until it leaves */
    bool steady;                             /* reported twice with the same plate, PLATE_TRACK_AGAIN_MS apart */
    int64_t told_ms;
    struct plate_word told_word;
};

struct plate_tracker {
    struct plate_track tracks[PLATE_TRACKS_MAX];
    uint32_t cars; /* so far */
};

enum plate_news {
    PLATE_NO_NEWS = 0,
    PLATE_ARRIVED, /* a car that is new */
    PLATE_REREAD,  /* the same car, not settled: another plate, or the same after more frames */
    PLATE_LEFT
};

/* Begins without a car. */
void plate_tracker_init(struct plate_tracker *tracker);
/* Takes a frame's readings, also none. settle makes one plate of all views (plate_reader_settle). */
void plate_tracker_see(struct plate_tracker *tracker, const struct plate_reading *readings, int count, int64_t now_ms,
                       void (*settle)(void *context, struct plate_reading *reading), void *context);
/* Returns what is new, one piece a call; *track is borrowed until the next call of any function. */
enum plate_news plate_tracker_news(struct plate_tracker *tracker, int64_t now_ms, const struct plate_track **track);
/* Settles a car: only its leaving is news from now on. */
void plate_tracker_settle(struct plate_tracker *tracker, uint32_t car);
/* Returns the car in front: of those reported, the one with the widest plate; NULL for none. */
const struct plate_track *plate_tracker_front(const struct plate_tracker *tracker);

#endif
