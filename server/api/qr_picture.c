/* Draws a QR code as SVG or PNG into the request's memory. */
#include "api/qr_picture.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qr/qr.h"

#define PICTURE_MAX ((size_t)64 * 1024)
#define PNG_SCALE 12 /* pixels a module: a pass is 684 px wide */

static enum gh_status write_svg(const struct qr *qr, FILE *out)
{
    return qr_write_svg(qr, out);
}

static enum gh_status write_png(const struct qr *qr, FILE *out)
{
    return qr_write_png(qr, PNG_SCALE, out);
}

/* Encodes the text and has it drawn. The picture ends with a NUL that does not count. */
static enum gh_status draw(struct request *rq, const char *text,
                           enum gh_status (*write)(const struct qr *qr, FILE *out), struct bytes *out)
{
    struct qr *qr = request_alloc(rq, sizeof *qr);
    char *picture = request_alloc(rq, PICTURE_MAX);
    enum gh_status status = qr_encode(bytes_of_string(text), qr);
    FILE *stream = status ? NULL : fmemopen(picture, PICTURE_MAX - 1, "wb");
    if (!stream)
        return status ? status : GH_NO_MEMORY;
    status = write(qr, stream);
    const long len = ftell(stream);
    if (fclose(stream) != 0 || len < 0)
        status = GH_TOO_LONG;
    *out = (struct bytes){(const uint8_t *)picture, len < 0 ? 0 : (size_t)len};
    return status;
}

enum gh_status qr_svg(struct request *rq, const char *text, const char **out)
{
    struct bytes picture;
    enum gh_status status = draw(rq, text, write_svg, &picture);
    if (status)
        return status;
    const char *begin = strstr((const char *)picture.data, "<svg");
    *out = begin ? begin : (const char *)picture.data;
    return GH_OK;
}

enum gh_status qr_png(struct request *rq, const char *text, struct bytes *out)
{
    return draw(rq, text, write_png, out);
}

/* ---- Kept ---- */

struct qr_kept {
    pthread_mutex_t lock;
    char *text, *picture; /* NULL: none yet */
};

enum gh_status qr_kept_open(struct qr_kept **out)
{
    struct qr_kept *kept = calloc(1, sizeof *kept);
    if (!kept || pthread_mutex_init(&kept->lock, NULL) != 0) {
        free(kept);
        return GH_NO_MEMORY;
    }
    *out = kept;
    return GH_OK;
}

void qr_kept_close(struct qr_kept *kept)
{
    if (!kept)
        return;
    (void)pthread_mutex_destroy(&kept->lock);
    free(kept->text);
    free(kept->picture);
    free(kept);
}

/* Returns a copy of the picture, or NULL where another text or none is kept. */
static const char *find_kept(struct request *rq, struct qr_kept *kept, const char *text)
{
    char *copy = NULL;
    (void)pthread_mutex_lock(&kept->lock);
    if (kept->text && strcmp(kept->text, text) == 0) {
        const size_t size = strlen(kept->picture) + 1;
        copy = request_alloc(rq, size);
        memcpy(copy, kept->picture, size);
    }
    (void)pthread_mutex_unlock(&kept->lock);
    return copy;
}

/* Without memory the old one stays. */
static void keep(struct qr_kept *kept, const char *text, const char *picture)
{
    char *new_text = strdup(text), *new_picture = strdup(picture);
    (void)pthread_mutex_lock(&kept->lock);
    if (new_text && new_picture) {
        char *old = kept->text;
        kept->text = new_text;
        new_text = old;
        old = kept->picture;
        kept->picture = new_picture;
        new_picture = old;
    }
    (void)pthread_mutex_unlock(&kept->lock);
    free(new_text);
    free(new_picture);
}

enum gh_status qr_kept_svg(struct request *rq, struct qr_kept *kept, const char *text, const char **out, bool *drawn)
{
    const char *found = kept ? find_kept(rq, kept, text) : NULL;
    *drawn = !found;
    if (found) {
        *out = found;
        return GH_OK;
    }
    const enum gh_status status = qr_svg(rq, text, out);
    if (!status && kept)
        keep(kept, text, *out);
    return status;
}
