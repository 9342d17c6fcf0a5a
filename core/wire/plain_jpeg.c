#include "wire/plain_jpeg.h"

#include <stdbool.h>
#include <string.h>

enum marker {
    SOF0 = 0xc0,
    DHT = 0xc4,
    JPG = 0xc8,
    DAC = 0xcc,
    SOF15 = 0xcf,
    RST0 = 0xd0,
    RST7 = 0xd7,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    APP0 = 0xe0,
    APP14 = 0xee,
};

#define JFIF_PLAIN 16 /* the length of a JFIF segment without a preview */
#define FRAME_MIN 8   /* length, precision, height, width, number of components */

struct walk {
    struct bytes in;
    size_t at;
    uint8_t *out;
    size_t len;
    bool framed, scanned;
};

static void put(struct walk *w, size_t from, size_t to)
{
    memcpy(w->out + w->len, w->in.data + from, to - from);
    w->len += to - from;
}

static size_t number_at(const struct walk *w, size_t at)
{
    return (size_t)w->in.data[at] << 8 | w->in.data[at + 1];
}

static bool is_frame(uint8_t marker)
{
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

/* Whether a segment belongs to the picture. body: after the length. */
static bool belongs(uint8_t marker, struct bytes body)
{
    if (marker == APP0)
        return body.len == JFIF_PLAIN - 2 && memcmp(body.data, "JFIF", 5) == 0;
    if (marker == APP14)
        return body.len == 12 && memcmp(body.data, "Adobe", 5) == 0;
    return marker == DHT || marker == DAC || marker == DQT || marker == DRI || marker == SOS || is_frame(marker);
}

/* One frame, not too large, before the first scan. */
static bool frame_fits(struct walk *w, size_t len)
{
    if (w->framed || len < FRAME_MIN)
        return false;
    const size_t height = number_at(w, w->at + 3), width = number_at(w, w->at + 5);
    w->framed = true;
    return height > 0 && width > 0 && height <= PLAIN_JPEG_SIDE_MAX && width <= PLAIN_JPEG_SIDE_MAX;
}

/* Copies the data of a scan, up to the next marker. */
static void copy_scan(struct walk *w)
{
    const size_t from = w->at;
    while (w->at + 1 < w->in.len) {
        const uint8_t next = w->in.data[w->at + 1];
        if (w->in.data[w->at] == 0xff && next != 0 && next != 0xff && (next < RST0 || next > RST7))
            break;
        w->at++;
    }
    put(w, from, w->at);
}

/* Takes the segment whose marker ends before w->at. */
static bool take_segment(struct walk *w, uint8_t marker)
{
    if (w->in.len - w->at < 2)
        return false;
    const size_t len = number_at(w, w->at);
    if (len < 2 || w->in.len - w->at < len || (is_frame(marker) && !frame_fits(w, len)) ||
        (marker == SOS && !w->framed))
        return false;
    const bool kept = belongs(marker, BYTES(w->in.data + w->at + 2, len - 2));
    if (kept) {
        w->out[w->len++] = 0xff;
        w->out[w->len++] = marker;
        put(w, w->at, w->at + len);
    }
    w->at += len;
    if (marker == SOS) {
        w->scanned = true;
        copy_scan(w);
    }
    return true;
}

enum gh_status plain_jpeg(struct bytes picture, uint8_t *out, size_t *out_len)
{
    struct walk w = {.in = picture, .at = 2, .out = out};
    if (picture.len < 4 || picture.data[0] != 0xff || picture.data[1] != SOI)
        return GH_MALFORMED;
    put(&w, 0, 2);
    while (w.at + 1 < picture.len && picture.data[w.at] == 0xff) {
        const uint8_t marker = picture.data[w.at + 1];
        w.at++;
        if (marker == 0xff)
            continue; /* a byte that fills */
        w.at++;
        if (marker == EOI) {
            put(&w, w.at - 2, w.at);
            *out_len = w.len;
            return w.scanned ? GH_OK : GH_MALFORMED;
        }
        if (!take_segment(&w, marker))
            return GH_MALFORMED;
    }
    return GH_MALFORMED;
}
