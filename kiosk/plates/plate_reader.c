#include "plates/plate_reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "plates/onnx_net.h"
#include "plates/plate_corners.h"
#include "plates/plate_models.h"

#define PI 3.14159265358979
#define REGIONS_MAX 12     /* of one search for all plates */
#define REGIONS_FEW 6      /* of one search for the surest */
#define STRIP_WIDTH_MIN 96 /* pixels of a straightened plate */
#define STRIP_WIDTH_MAX 320
#define NET_HEIGHT 48 /* of the recognition network */
#define NET_WIDTH 160
#define NET_WIDTH_MAX 176
#define DETECTION_SIDE 640 /* of the detection network's longer side; a multiple of 32 */
#define CORNERS_SIDE 640   /* of the corner network's picture, the longer side */
#define CORNERS_GROW_X 0.02f
#define CORNERS_GROW_Y 0.04f
#define CORNERS_SURE 0.5f
#define CLOSE_WIDTH 224 /* of its closer look, at which it was trained */
#define CLOSE_HEIGHT 160
#define CLOSE_PLATE 110.0    /* pixels of a plate in that */
#define SURE 0.93            /* confidence at which the search ends */
#define UNSURE 0.8           /* confidence under which the detection network runs too */
#define SECOND_LOOK 0.985    /* confidence under which a plate is read again in other views */
#define DARK_MEAN 40         /* of 255 */
#define CONFIDENCE_MIN 0.15  /* anything less is not a plate */
#define BEHIND 0.5           /* of its confidence counts for what stands behind other readings */
#define EDGE 0.03            /* of a plate's width and height: nearer to the picture's edge it is cut off */
#define NEAR 0.4             /* of the best confidence: such a reading is read again too */
#define AGAIN_MAX 3          /* readings that are read again, unless all are asked for */
#define TWO_ROWS_ASPECT 2.4  /* GA 36: two rows are 440 x 220 mm, one row is 440 x 140 */
#define WHOLE_ASPECT_MIN 1.6 /* a picture of at least this ratio may be a plate alone */
#define WHOLE_ASPECT_MAX 6.0
#define WHOLE_WIDTH_MAX 400

struct strip {
    int width, height;
    uint8_t pixels[3 * STRIP_WIDTH_MAX * STRIP_WIDTH_MAX];
};

struct plate_reader {
    struct onnx_runtime *runtime;
    struct onnx_net *recognition, *detection, *corners;
    struct plate_classes *classes;
    struct plate_grammar grammar;
    struct strip strip, rows;
    float strip_planes[3 * NET_WIDTH_MAX * NET_HEIGHT];
    float *detection_planes; /* 3 * DETECTION_SIDE * DETECTION_SIDE */
};

/* ---- Opening ---- */

static enum gh_status open_net(struct plate_reader *r, const char *folder, enum plate_model model,
                               struct onnx_net **out, char message[static PLATE_READER_MESSAGE_MAX])
{
    uint8_t *data = NULL;
    size_t len = 0;
    enum gh_status status = plate_model_load(folder, model, &data, &len, message);
    if (!status)
        status = onnx_net_open(r->runtime, (struct bytes){data, len}, out, message);
    free(data);
    return status;
}

/* Takes the system's runtime where the build found one, because the system keeps it up to date; else the one beside the
 * models. */
static enum gh_status open_runtime(struct plate_reader *r, const char *folder,
                                   char message[static PLATE_READER_MESSAGE_MAX])
{
    char library[1024];
    if (GATEHOUSE_ONNX_RUNTIME[0] && !onnx_runtime_open(GATEHOUSE_ONNX_RUNTIME, &r->runtime, message))
        return GH_OK;
    if (snprintf(library, sizeof library, "%s/libonnxruntime.so.1", folder) >= (int)sizeof library)
        return GH_TOO_LONG;
    message[0] = '\0';
    return onnx_runtime_open(library, &r->runtime, message);
}

static enum gh_status open_parts(struct plate_reader *r, const char *folder,
                                 char message[static PLATE_READER_MESSAGE_MAX])
{
    uint8_t *dictionary = NULL;
    size_t len = 0;
    enum gh_status status = plate_model_load(folder, PLATE_MODEL_DICTIONARY, &dictionary, &len, message);
    if (!status)
        status = plate_classes_new((struct bytes){dictionary, len}, &r->classes);
    free(dictionary);
    if (!status)
        status = open_runtime(r, folder, message);
    if (!status)
        status = open_net(r, folder, PLATE_MODEL_RECOGNITION, &r->recognition, message);
    if (!status)
        status = open_net(r, folder, PLATE_MODEL_DETECTION, &r->detection, message);
    if (!status)
        status =
            onnx_net_open(r->runtime, (struct bytes){plate_corners_net, plate_corners_net_len}, &r->corners, message);
    return status;
}

enum gh_status plate_reader_new(const char *folder, struct plate_reader **out,
                                char message[static PLATE_READER_MESSAGE_MAX])
{
    message[0] = '\0';
    struct plate_reader *r = calloc(1, sizeof *r);
    if (!r)
        return GH_NO_MEMORY;
    r->detection_planes = malloc(3 * DETECTION_SIDE * DETECTION_SIDE * sizeof *r->detection_planes);
    enum gh_status status = r->detection_planes ? open_parts(r, folder, message) : GH_NO_MEMORY;
    if (status) {
        plate_reader_free(r);
        return status;
    }
    plate_grammar_make(&r->grammar);
    *out = r;
    return GH_OK;
}

void plate_reader_free(struct plate_reader *r)
{
    if (!r)
        return;
    onnx_net_close(r->recognition);
    onnx_net_close(r->detection);
    onnx_net_close(r->corners);
    onnx_runtime_close(r->runtime);
    plate_classes_free(r->classes);
    free(r->detection_planes);
    free(r);
}

/* ---- One region ---- */

static double side(struct plate_corner a, struct plate_corner b)
{
    return hypot((double)(a.x - b.x), (double)(a.y - b.y));
}

static double region_width(const struct plate_corner c[static 4])
{
    return (side(c[0], c[1]) + side(c[3], c[2])) / 2;
}

static double region_height(const struct plate_corner c[static 4])
{
    return (side(c[0], c[3]) + side(c[1], c[2])) / 2;
}

static bool may_have_two_rows(const struct plate_corner corners[static 4])
{
    return region_width(corners) / fmax(1, region_height(corners)) < TWO_ROWS_ASPECT;
}

/* Turns a region about its middle. */
static void turn(const struct plate_corner from[static 4], double degrees, struct plate_corner out[static 4])
{
    double s = sin(degrees * PI / 180), c = cos(degrees * PI / 180), x = 0, y = 0;
    for (int i = 0; i < 4; i++) {
        x += (double)from[i].x / 4;
        y += (double)from[i].y / 4;
    }
    for (int i = 0; i < 4; i++) {
        double dx = (double)from[i].x - x, dy = (double)from[i].y - y;
        out[i] = (struct plate_corner){(float)(x + c * dx - s * dy), (float)(y + s * dx + c * dy)};
    }
}

static bool cut(struct plate_reader *r, const struct colour_picture *picture, const struct plate_corner c[static 4],
                float grow_x, float grow_y)
{
    double width = fmax(STRIP_WIDTH_MIN, fmin(STRIP_WIDTH_MAX, region_width(c)));
    double aspect = region_width(c) / fmax(1, region_height(c));
    r->strip.width = (int)width;
    r->strip.height = (int)(width / (aspect < TWO_ROWS_ASPECT ? 2.0 : (double)NET_WIDTH / NET_HEIGHT));
    return plate_cut(picture, c, grow_x, grow_y, r->strip.width, r->strip.height, r->strip.pixels);
}

struct look {
    float slant; /* degrees, taken out */
    bool soften;
    int width; /* of the network's input */
};

/* Reads one view of a strip; false where the network fails. */
static bool look_at(struct plate_reader *r, const struct strip *strip, const struct look *look,
                    struct plate_posterior *seen)
{
    const int64_t sides[4] = {1, 3, NET_HEIGHT, look->width};
    struct onnx_output output;
    return plate_recognition_input(strip->pixels, strip->width, strip->height, look->slant, look->soften, look->width,
                                   NET_HEIGHT, r->strip_planes) &&
           onnx_net_run(r->recognition, r->strip_planes, sides, &output) == GH_OK && output.dimensions == 3 &&
           output.sides[0] == 1 && output.sides[1] >= 1 && output.sides[1] <= PLATE_STEPS_MAX &&
           output.sides[2] == (int64_t)plate_classes_count(r->classes) &&
           plate_posterior_from(r->classes, output.values, (int)output.sides[1], seen) == GH_OK;
}

void plate_reader_settle(const struct plate_reader *r, struct plate_reading *reading)
{
    struct plate_guess best = plate_views_best(&reading->views, &r->grammar);
    reading->word = best.word;
    reading->confidence = plate_guess_confidence(&best, 1);
    if (!plate_word_text(&best.word, &reading->plate))
        reading->confidence = 0;
}

static bool add_view(struct plate_reader *r, const struct strip *strip, const struct look *look,
                     struct plate_views *views)
{
    return views->count < PLATE_VIEWS_MAX && look_at(r, strip, look, &views->seen[views->count]) && ++views->count > 0;
}

static const struct look plain = {.width = NET_WIDTH}, soft = {.width = NET_WIDTH, .soften = true};

/* True for a strip whose grain drowns its strokes: the darker, the more. */
static bool is_dark(const struct strip *strip)
{
    size_t sum = 0, count = 3 * (size_t)strip->width * (size_t)strip->height;
    for (size_t i = 0; i < count; i++)
        sum += strip->pixels[i];
    return sum < DARK_MEAN * count;
}

/* Reads two rows as they are and joined to one; the likelier reading counts. */
static void first_look(struct plate_reader *r, const struct colour_picture *picture, const struct plate_region *region,
                       float grow_x, float grow_y, struct plate_reading *out)
{
    memset(out, 0, sizeof *out);
    memcpy(out->corners, region->corners, sizeof out->corners);
    if (!cut(r, picture, region->corners, grow_x, grow_y))
        return;
    out->colour = plate_colour_of(r->strip.pixels, r->strip.width, r->strip.height);
    if (add_view(r, &r->strip, &plain, &out->views))
        plate_reader_settle(r, out);
    if (out->confidence < UNSURE && is_dark(&r->strip) && add_view(r, &r->strip, &soft, &out->views))
        plate_reader_settle(r, out);
    if (!may_have_two_rows(region->corners))
        return;
    struct plate_reading *rows = calloc(1, sizeof *rows);
    r->rows.width = NET_WIDTH;
    r->rows.height = NET_HEIGHT;
    if (rows &&
        plate_rows_joined(r->strip.pixels, r->strip.width, r->strip.height, 0.42f, 0.125f, NET_WIDTH, NET_HEIGHT,
                          r->rows.pixels) &&
        add_view(r, &r->rows, &plain, &rows->views)) {
        plate_reader_settle(r, rows);
        if (rows->confidence > out->confidence) {
            out->two_rows = true;
            out->word = rows->word;
            out->plate = rows->plate;
            out->confidence = rows->confidence;
            out->views = rows->views;
        }
    }
    free(rows);
}

/* Reads other views of a region as two rows: a motorcycle's rows (220 x 140 mm) are split lower than a lorry's, and a
 * region is rarely level. Keeps them where they are likelier than what was read. True where it has two rows then. */
static bool second_look_at_rows(struct plate_reader *r, const struct colour_picture *picture,
                                struct plate_reading *reading)
{
    static const struct {
        float turn, grow_x, grow_y, split, margin;
    } looks[PLATE_VIEWS_MAX] = {
        {0, 0.02f, 0, 0.42f, 0.125f},  {0, 0, 0, 0.46f, 0.18f},         {3, 0, -0.08f, 0.42f, 0.15f},
        {-3, 0, -0.08f, 0.42f, 0.15f}, {0, -0.06f, -0.1f, 0.4f, 0.15f}, {0, 0.06f, 0.1f, 0.44f, 0.18f},
        {6, 0, -0.1f, 0.44f, 0.15f},   {-6, 0, -0.1f, 0.44f, 0.15f},
    };
    struct plate_reading *rows = calloc(1, sizeof *rows);
    if (!rows)
        return reading->two_rows;
    *rows = *reading;
    rows->views.count = 0;
    r->rows.width = NET_WIDTH;
    r->rows.height = NET_HEIGHT;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        struct plate_corner corners[4];
        turn(reading->corners, (double)looks[i].turn, corners);
        if (cut(r, picture, corners, looks[i].grow_x, looks[i].grow_y) &&
            plate_rows_joined(r->strip.pixels, r->strip.width, r->strip.height, looks[i].split, looks[i].margin,
                              NET_WIDTH, NET_HEIGHT, r->rows.pixels))
            add_view(r, &r->rows, &plain, &rows->views);
    }
    plate_reader_settle(r, rows);
    rows->two_rows = true;
    if (rows->confidence > reading->confidence)
        *reading = *rows;
    free(rows);
    return reading->two_rows;
}

/* Reads other views of an unsure plate: the network may tell two characters apart in one cut that it confuses in
 * another. Contrast stays: the network copes better with a dark picture than with a stretched one. */
static void second_look(struct plate_reader *r, const struct colour_picture *picture, struct plate_reading *reading)
{
    static const struct {
        float turn; /* degrees clockwise */
        float grow_x, grow_y;
        int width;
        bool level; /* take the slant out */
        bool soften;
    } looks[PLATE_VIEWS_MAX - 1] = {
        {.width = 160, .level = true},
        {.width = 144, .grow_x = -0.04f, .grow_y = -0.05f},
        {.width = 160, .turn = 7, .grow_y = -0.25f},
        {.width = 160, .turn = -7, .grow_y = -0.25f},
        {.width = 160, .soften = true},
        {.width = 160, .grow_x = 0.08f, .grow_y = 0.1f},
        {.width = 176, .grow_x = 0.04f},
    };
    if (may_have_two_rows(reading->corners) && second_look_at_rows(r, picture, reading))
        return; /* two rows cut as one row would only add confusion */
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        struct plate_corner corners[4];
        turn(reading->corners, (double)looks[i].turn, corners);
        if (!cut(r, picture, corners, looks[i].grow_x, looks[i].grow_y))
            continue;
        const struct look look = {looks[i].level ? plate_slant(r->strip.pixels, r->strip.width, r->strip.height) : 0,
                                  looks[i].soften, looks[i].width};
        add_view(r, &r->strip, &look, &reading->views);
    }
    plate_reader_settle(r, reading);
}

/* ---- One picture ---- */

struct search {
    struct plate_reader *reader;
    const struct colour_picture *picture;
    struct plate_reader_options options;
    struct plate_reading *out;
    int count, max;
    int64_t start_ns;
};

static bool is_rare(const struct search *s, const struct plate_reading *reading)
{
    return plate_word_common(&s->reader->grammar, &reading->word) < PLATE_COMMON;
}

/* True for a plate of Hong Kong's or Macao's own (white, yellow or black) or of the army (white) where it can't be one:
 * a mainland plate whose province is not seen, or lies beyond the picture's edge, reads like them. */
static bool lacks_province(const struct plate_reading *r)
{
    bool army = r->plate.kind == PLATE_ARMY, abroad = r->plate.kind == PLATE_HONG_KONG_OR_MACAO;
    bool can_be = r->colour == PLATE_COLOUR_WHITE ||
                  (abroad && (r->colour == PLATE_COLOUR_YELLOW || r->colour == PLATE_COLOUR_BLACK));
    return (army || abroad) && (r->cut_off || !can_be);
}

/* What counts when readings compete: a rare form and a plate that the picture's edge cuts off stand behind others. */
static double standing(const struct search *s, const struct plate_reading *reading)
{
    return reading->confidence * (reading->cut_off ? BEHIND : 1) * (is_rare(s, reading) ? BEHIND : 1);
}

static bool is_sure(const struct search *s)
{
    return s->count > 0 && standing(s, &s->out[0]) > SURE && !s->options.all_plates;
}

/* True where one lies over the other: two cuts of one plate. */
static bool same_place(const struct plate_reading *a, const struct plate_reading *b)
{
    double dx = 0, dy = 0, width = fmin(region_width(a->corners), region_width(b->corners));
    for (int i = 0; i < 4; i++) {
        dx += (double)(a->corners[i].x - b->corners[i].x) / 4;
        dy += (double)(a->corners[i].y - b->corners[i].y) / 4;
    }
    return fabs(dx) < width / 2 && fabs(dy) < width / (TWO_ROWS_ASPECT * 2);
}

/* Takes a reading, the surest first; of one plate seen twice, the surer one only. */
static void take(struct search *s, const struct plate_reading *reading)
{
    double rank = standing(s, reading);
    if (reading->confidence < CONFIDENCE_MIN || lacks_province(reading))
        return;
    for (int i = s->count - 1; i >= 0; i--)
        if ((plate_word_same(&s->out[i].word, &reading->word) || same_place(&s->out[i], reading)) &&
            standing(s, &s->out[i]) >= rank)
            return;
    for (int i = s->count - 1; i >= 0; i--)
        if (plate_word_same(&s->out[i].word, &reading->word) || same_place(&s->out[i], reading))
            memmove(&s->out[i], &s->out[i + 1], (size_t)(--s->count - i) * sizeof *s->out);
    int at = s->count;
    while (at > 0 && standing(s, &s->out[at - 1]) < rank)
        at--;
    if (at >= s->max)
        return;
    if (s->count < s->max)
        s->count++;
    memmove(&s->out[at + 1], &s->out[at], (size_t)(s->count - 1 - at) * sizeof *s->out);
    s->out[at] = *reading;
    s->out[at].ms = (double)(os_mono_ns() - s->start_ns) / 1e6;
}

/* True for a region that reaches over the picture's edge: what lies beyond is missing, mostly the province. */
static bool reaches_edge(const struct colour_picture *p, const struct plate_corner c[static 4])
{
    double x = EDGE * region_width(c), y = EDGE * region_height(c);
    for (int i = 0; i < 4; i++)
        if ((double)c[i].x < x || (double)c[i].x > p->width - x || (double)c[i].y < y || (double)c[i].y > p->height - y)
            return true;
    return false;
}

/* True where the picture may be a plate alone. */
static bool is_whole(const struct colour_picture *p)
{
    double aspect = (double)p->width / p->height;
    return p->width <= WHOLE_WIDTH_MAX && aspect >= WHOLE_ASPECT_MIN && aspect <= WHOLE_ASPECT_MAX;
}

static void read_regions(struct search *s, const struct plate_region *regions, int count, float grow_x, float grow_y)
{
    bool alone = is_whole(s->picture); /* the picture is the plate */
    struct plate_reading *reading = malloc(sizeof *reading);
    for (int i = 0; reading && i < count && !is_sure(s); i++) {
        first_look(s->reader, s->picture, &regions[i], grow_x, grow_y, reading);
        reading->cut_off = !alone && reaches_edge(s->picture, regions[i].corners);
        take(s, reading);
    }
    free(reading);
}

/* Returns the whole picture as a region, if it can be a plate alone. */
static int whole(const struct colour_picture *p, struct plate_region *out)
{
    float w = (float)p->width, h = (float)p->height;
    *out = (struct plate_region){{{0, 0}, {w, 0}, {w, h}, {0, h}}, 1};
    return is_whole(p);
}

/* Asks the corner network about a part of the picture. */
static int corners_in(struct plate_reader *r, const struct colour_picture *picture, const struct plate_part *part,
                      struct plate_region *regions, int max)
{
    const int64_t sides[4] = {1, 3, part->height, part->width};
    struct onnx_output output;
    if (!plate_part_input(picture, (int)part->x, (int)part->y, (int)part->w, (int)part->h, part->width, part->height,
                          r->detection_planes) ||
        onnx_net_run(r->corners, r->detection_planes, sides, &output) || output.dimensions != 4 ||
        output.sides[0] != 1 || output.sides[1] != PLATE_CORNERS_PLANES ||
        output.sides[2] != part->height / PLATE_CORNERS_CELL || output.sides[3] != part->width / PLATE_CORNERS_CELL)
        return 0;
    return plate_corners_find(output.values, part, regions, max);
}

/* Looks again, closer: in a part of the picture in which the plate has a middle size. */
static void refine(struct plate_reader *r, const struct colour_picture *p, struct plate_region *region)
{
    double x = 0, y = 0, zoom = fmax(region_width(region->corners), 1.6 * region_height(region->corners)) / CLOSE_PLATE;
    struct plate_region found[REGIONS_FEW];
    struct plate_part part = {.w = floor(fmin(p->width, CLOSE_WIDTH * zoom)),
                              .h = floor(fmin(p->height, CLOSE_HEIGHT * zoom)),
                              .width = CLOSE_WIDTH,
                              .height = CLOSE_HEIGHT};
    for (int i = 0; i < 4; i++) {
        x += (double)region->corners[i].x / 4;
        y += (double)region->corners[i].y / 4;
    }
    part.x = floor(fmax(0, fmin(p->width - part.w, x - part.w / 2)));
    part.y = floor(fmax(0, fmin(p->height - part.h, y - part.h / 2)));
    if (part.w < CLOSE_WIDTH / 8.0 || part.h < CLOSE_HEIGHT / 8.0)
        return;
    int count = corners_in(r, p, &part, found, REGIONS_FEW);
    for (int i = 0; i < count; i++) {
        double dx = 0, dy = 0;
        for (int k = 0; k < 4; k++) {
            dx += (double)(found[i].corners[k].x - region->corners[k].x) / 4;
            dy += (double)(found[i].corners[k].y - region->corners[k].y) / 4;
        }
        if (fabs(dx) < region_width(region->corners) / 2 && fabs(dy) < region_height(region->corners) / 2) {
            float score = region->score;
            *region = found[i];
            region->score = score;
            return;
        }
    }
}

/* Sure ones first, the largest of them before others; then by how sure it is of them. */
static int nearer(const void *a, const void *b)
{
    const struct plate_region *x = a, *y = b;
    bool sure_x = x->score >= CORNERS_SURE, sure_y = y->score >= CORNERS_SURE;
    if (sure_x != sure_y)
        return sure_x ? -1 : 1;
    double wx = sure_x ? region_width(x->corners) : (double)x->score;
    double wy = sure_y ? region_width(y->corners) : (double)y->score;
    return wx > wy ? -1 : wx < wy;
}

static int find_corners(struct plate_reader *r, const struct colour_picture *p, int side, struct plate_region *regions,
                        int max)
{
    double scale = (double)side / (p->width > p->height ? p->width : p->height);
    const struct plate_part part = {.w = p->width,
                                    .h = p->height,
                                    .width = (int)fmax(32, round(p->width * scale / 32) * 32),
                                    .height = (int)fmax(32, round(p->height * scale / 32) * 32)};
    int count = corners_in(r, p, &part, regions, max);
    for (int i = 0; i < count; i++)
        refine(r, p, &regions[i]);
    qsort(regions, (size_t)count, sizeof *regions, nearer);
    return count;
}

static int detect(struct plate_reader *r, const struct colour_picture *picture, struct plate_region *regions, int most)
{
    double scale =
        fmin(1, (double)DETECTION_SIDE / (picture->width > picture->height ? picture->width : picture->height));
    int width = (int)fmax(32, round(picture->width * scale / 32) * 32);
    int height = (int)fmax(32, round(picture->height * scale / 32) * 32);
    const int64_t sides[4] = {1, 3, height, width};
    struct onnx_output output;
    if (!plate_detection_input(picture, width, height, r->detection_planes) ||
        onnx_net_run(r->detection, r->detection_planes, sides, &output) || output.dimensions != 4 ||
        output.sides[0] != 1 || output.sides[1] != 1 || output.sides[2] != height || output.sides[3] != width)
        return 0;
    return plate_regions_in_map(output.values, width, height, picture, regions, most);
}

/* Reads unsure plates again, in other views: the first one, those that come near it, and every one where all are
 * asked for. Then they may stand in another order. */
static void look_again(struct search *s)
{
    double near = s->count > 0 ? s->out[0].confidence * NEAR : 0;
    struct plate_reading *all = malloc((size_t)s->max * sizeof *all);
    int count = s->count;
    if (!all)
        return;
    memcpy(all, s->out, (size_t)count * sizeof *all);
    bool sure = is_sure(s);
    s->count = 0;
    for (int i = 0; i < count; i++) {
        bool asked = i == 0 || s->options.all_plates || (!sure && i < AGAIN_MAX && all[i].confidence >= near);
        if (asked && all[i].confidence < SECOND_LOOK)
            second_look(s->reader, s->picture, &all[i]);
        double ms = all[i].ms;
        take(s, &all[i]);
        for (int k = 0; k < s->count; k++)
            if (plate_word_same(&s->out[k].word, &all[i].word))
                s->out[k].ms = ms;
    }
    free(all);
}

static int larger(const void *a, const void *b)
{
    const struct plate_reading *x = a, *y = b;
    double wx = region_width(x->corners), wy = region_width(y->corners);
    return wx > wy ? -1 : wx < wy;
}

int plate_reader_read(struct plate_reader *reader, const struct colour_picture *picture,
                      const struct plate_reader_options *options, struct plate_reading *out, int max)
{
    struct plate_region regions[REGIONS_MAX];
    if (!picture->pixels || picture->width < 16 || picture->height < 8 || picture->width > PLATE_SIDE_MAX ||
        picture->height > PLATE_SIDE_MAX || max < 1)
        return 0;
    struct search s = {.reader = reader, .picture = picture, .out = out, .max = max, .start_ns = os_mono_ns()};
    if (options)
        s.options = *options;
    int count = whole(picture, regions), most = s.options.all_plates ? REGIONS_MAX : REGIONS_FEW;
    if (count > 0)
        read_regions(&s, regions, count, 0, 0);
    if (!is_sure(&s) && count == 0)
        read_regions(&s, regions, plate_regions_find(picture, regions, most), 0.06f, 0.14f);
    if (!s.options.quick && count == 0 && !is_sure(&s))
        read_regions(&s, regions, find_corners(reader, picture, CORNERS_SIDE, regions, most), CORNERS_GROW_X,
                     CORNERS_GROW_Y);
    if (!s.options.quick && (s.count == 0 || s.out[0].confidence < UNSURE || s.options.all_plates))
        read_regions(&s, regions, detect(reader, picture, regions, most), 0, 0);
    if (!s.options.quick)
        look_again(&s);
    if (s.options.all_plates)
        qsort(out, (size_t)s.count, sizeof *out, larger);
    return s.count;
}
