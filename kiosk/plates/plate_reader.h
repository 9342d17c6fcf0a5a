/* Reads licence plates from a colour picture: where plates may be by colour and edges, straightened, read by a
 * recognition network (PP-OCRv4), and decoded as nothing but plates; where that is not sure, a detection network looks
 * as well, and the strip is read once more in other ways.
 *
 * Not thread-safe; one reader a thread. A reading is never proof: it goes to plate_match.h and to a guard. */
#ifndef GH_KIOSK_PLATES_PLATE_READER_H
#define GH_KIOSK_PLATES_PLATE_READER_H

#include "plates/plate_colour.h"
#include "plates/plate_decode.h"
#include "plates/plate_shim.h"

#define PLATE_READER_MESSAGE_MAX 160
#define PLATE_READINGS_MAX 6 /* of one picture */
#define PLATE_SIDE_MAX 8192  /* pixels */

struct plate_reading {
    struct plate plate;
    enum plate_colour colour;
    struct plate_corner corners[4]; /* top left first, clockwise, in pixels of the picture given */
    double confidence;              /* 0 to 1: geometric mean of its characters' probabilities */
    double ms;                      /* from the start of plate_reader_read until it was read */
    bool two_rows;
    struct plate_word word;
    struct plate_views views;
};

struct plate_reader;

struct plate_reader_options {
    bool all_plates; /* every plate in view; else the reader stops at the first that it is sure of */
    bool quick;      /* no detection network and no second look: for tests that tell what they bring */
};

/* folder: recognition.onnx, detection.onnx, dictionary.txt and libonnxruntime.so.1, as packaging/plates.sh lays them.
 * GH_NOT_FOUND when one is missing, GH_CORRUPT for a model whose checksum is not the one that was tried, GH_UNSUPPORTED
 * in a build without ONNX Runtime, else as onnx_net.h; why in message, English, for the person on call. */
enum gh_status GH_MUST_USE plate_reader_new(const char *folder, struct plate_reader **out,
                                            char message[static PLATE_READER_MESSAGE_MAX]);
void plate_reader_free(struct plate_reader *reader); /* takes NULL */

/* Best first; how many. 0 for a picture without a plate, and for one under 16 x 8 or over PLATE_SIDE_MAX pixels a side.
 * options NULL: defaults. */
int plate_reader_read(struct plate_reader *reader, const struct colour_picture *picture,
                      const struct plate_reader_options *options, struct plate_reading *out, int max);

/* The plate that all views of a reading together find likeliest: word, plate and confidence, from its views. Confidence
 * 0 and an empty plate where there is none. */
void plate_reader_settle(const struct plate_reader *reader, struct plate_reading *reading);

#endif
