/* Reads licence plates from a colour picture. Finds regions by colour and edges, straightens them, reads them by a
 * recognition network (PP-OCRv4) and decodes plates only. Where that is not sure, a detection network looks too, and
 * the strip is read again in other views. Not thread-safe; one reader a thread. A reading is never proof: it goes to
 * plate_match.h and to a guard. */
#ifndef GH_KIOSK_PLATES_PLATE_READER_H
#define GH_KIOSK_PLATES_PLATE_READER_H

#include "plates/plate_colour.h"
#include "plates/plate_decode.h"
#include "plates/plate_shim.h"

#define PLATE_READER_MESSAGE_MAX 160
#define PLATE_READINGS_MAX 12 /* of one picture */
#define PLATE_SIDE_MAX 8192   /* pixels */

struct plate_reading {
    struct plate plate;
    enum plate_colour colour;
    struct plate_corner corners[4]; /* top left first, clockwise, in pixels of the picture given */
    double confidence;              /* 0 to 1: geometric mean of its characters' probabilities */
    double ms;                      /* from the start of plate_reader_read until it was read */
    bool two_rows;
    bool cut_off; /* reaches over the picture's edge: its first or last character may be a guess */
    struct plate_word word;
    struct plate_views views;
};

struct plate_reader;

struct plate_reader_options {
    bool all_plates; /* every plate in view, the largest first; else the reader stops at the first sure one */
    bool quick;      /* no detection network and no second look: for tests that measure what those gain */
};

/* Loads the models. folder: recognition.onnx, detection.onnx, dictionary.txt and, for a build that found no ONNX
 * Runtime of the system, libonnxruntime.so.1, as packaging/plates.sh puts them there. GH_NOT_FOUND when one is missing,
 * GH_CORRUPT for a model with another checksum than the tested one, GH_UNSUPPORTED in a build without ONNX Runtime,
 * else as onnx_net.h; why in message, in English for the person on call. */
enum gh_status GH_MUST_USE plate_reader_new(const char *folder, struct plate_reader **out,
                                            char message[static PLATE_READER_MESSAGE_MAX]);
void plate_reader_free(struct plate_reader *reader); /* takes NULL */

/* Reads plates, surest first (all_plates: largest, so nearest, first), and returns how many. A plate of a rare form
 * (plate_word_common) counts only when it was read surely, and behind others, as does one that is cut off. 0 for a
 * picture without a plate, and for one under 16 x 8 or over PLATE_SIDE_MAX pixels a side. options NULL: defaults. */
int plate_reader_read(struct plate_reader *reader, const struct colour_picture *picture,
                      const struct plate_reader_options *options, struct plate_reading *out, int max);

/* Settles a reading on the plate that its views together find likeliest: word, plate and confidence. Confidence 0 and
 * an empty plate where there is none. */
void plate_reader_settle(const struct plate_reader *reader, struct plate_reading *reading);

#endif
