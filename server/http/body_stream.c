/* Sends a streamed body piece by piece, plain or compressed with gzip. */
#include "http/body_stream.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define BLOCK ((size_t)32 * 1024)
#define WAITING_BLOCK ((size_t)4096)
#define SMALL ((size_t)4096)  /* bytes; a shorter answer is built in memory */
#define GZIP_WINDOW (15 + 16) /* zlib: maximum window (15) plus 16 for the gzip format */
/* Sealed fields in hexadecimal compress to half at any level, so take the cheapest. */
#define GZIP_LEVEL 1

struct body_stream {
    struct reply_stream *stream; /* owned */
    struct reply_buffer plain;   /* output of the stream that is not sent yet */
    size_t taken;                /* bytes of plain that are sent */
    bool done, packed;
    struct body_wait wait;
    bool waited; /* the connection was suspended since the last piece */
    bool failed; /* send nothing more: the last piece may be incomplete or unsealed */
    z_stream zip;
};

static void free_stream(void *context)
{
    struct body_stream *s = context;
    if (s->packed)
        (void)deflateEnd(&s->zip);
    s->stream->end(s->stream);
    free(s->plain.data);
    free(s);
}

/* Gets the next piece when all is sent. Returns false when the stream has failed. */
static bool fill(struct body_stream *s)
{
    while (s->taken == s->plain.len && !s->done && !s->failed && !s->stream->wait_until_ns) {
        s->plain.len = s->taken = 0;
        if (s->waited)
            s->stream->wait_over = s->wait.over(s->wait.context);
        s->waited = false;
        s->failed = s->stream->next(s->stream, &s->plain, &s->done) != GH_OK;
    }
    return !s->failed;
}

/* Suspends the connection: without bytes libmicrohttpd asks again when it is resumed. */
static ssize_t wait_for_more(struct body_stream *s)
{
    int64_t until_ns = s->stream->wait_until_ns;
    s->stream->wait_until_ns = 0;
    s->waited = true;
    s->wait.wait(s->wait.context, s->stream->wait_position, until_ns);
    return 0;
}

static ssize_t read_plain(struct body_stream *s, char *out, size_t max)
{
    if (!fill(s))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t left = s->plain.len - s->taken, n = left < max ? left : max;
    if (n == 0 && s->stream->wait_until_ns)
        return wait_for_more(s);
    if (n == 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    memcpy(out, s->plain.data + s->taken, n);
    s->taken += n;
    return (ssize_t)n;
}

/* Flushes after each piece: a change must not wait in zlib for the next one. */
static ssize_t read_packed(struct body_stream *s, char *out, size_t max)
{
    s->zip.next_out = (Bytef *)out;
    s->zip.avail_out = (uInt)max;
    while (s->zip.avail_out == max) {
        if (!fill(s))
            return MHD_CONTENT_READER_END_WITH_ERROR;
        size_t left = s->plain.len - s->taken;
        s->zip.next_in = (Bytef *)s->plain.data + s->taken;
        s->zip.avail_in = (uInt)left;
        int code = deflate(&s->zip, s->done && left == 0 ? Z_FINISH : Z_SYNC_FLUSH);
        s->taken += left - s->zip.avail_in;
        if (code == Z_STREAM_END)
            break;
        if (code != Z_OK && code != Z_BUF_ERROR)
            return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t n = max - s->zip.avail_out;
    return n == 0 ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

static ssize_t read_block(void *context, uint64_t position, char *out, size_t max)
{
    (void)position;
    struct body_stream *s = context;
    const ssize_t n = s->packed ? read_packed(s, out, max) : read_plain(s, out, max);
    if (n > 0 && s->wait.sent)
        *s->wait.sent += (uint64_t)n;
    return n;
}

static bool takes_gzip(const char *accept_encoding)
{
    return accept_encoding && strstr(accept_encoding, "gzip") != NULL;
}

/* Returns whether the whole answer fits in SMALL. Most answers to booths are short, and thousands come at once: a block
 * and a zlib window for each would take 200 MB. */
static bool is_small(struct body_stream *s)
{
    while (!s->done && !s->failed && s->plain.len < SMALL && !s->stream->wait_until_ns)
        s->failed = s->stream->next(s->stream, &s->plain, &s->done) != GH_OK;
    return s->done && !s->failed && s->plain.len < SMALL;
}

static struct MHD_Response *small_response(struct body_stream *s)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(s->plain.len, s->plain.data, MHD_RESPMEM_MUST_COPY);
    if (s->wait.sent)
        *s->wait.sent += s->plain.len;
    free_stream(s);
    return response;
}

static struct MHD_Response *large_response(struct body_stream *s, const char *accept_encoding)
{
    /* Thousands wait at once: no window of zlib and no large block for each of them. */
    bool waits = s->stream->wait_until_ns != 0;
    s->packed = !waits && !s->stream->packed && takes_gzip(accept_encoding) &&
                deflateInit2(&s->zip, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, waits ? WAITING_BLOCK : BLOCK, read_block, s, free_stream);
    if (!response)
        free_stream(s);
    else if (s->packed)
        (void)MHD_add_response_header(response, "Content-Encoding", "gzip");
    return response;
}

struct MHD_Response *body_stream_response(struct reply_stream *stream, const char *accept_encoding,
                                          const struct body_wait *wait)
{
    struct body_stream *s = calloc(1, sizeof *s);
    if (!s) {
        stream->end(stream);
        return NULL;
    }
    s->stream = stream;
    if (wait)
        s->wait = *wait;
    return is_small(s) ? small_response(s) : large_response(s, accept_encoding);
}
