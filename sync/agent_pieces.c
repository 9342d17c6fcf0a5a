/* The frame of the change stream: a line with the key set, then pieces. The line before a piece is what the server
 * signed about its bytes; they are read only when they are what it says. Empty lines may stand between pieces. */
#include <string.h>

#include "sync/agent_internal.h"

void agent_pieces_begin(struct agent *a, const struct replica_stat *stat)
{
    struct agent_pieces *p = &a->pull.pieces;
    p->line_len = p->body_len = 0;
    p->has_keys = p->in_body = false;
    p->taken = p->to = 0;
    p->since = stat->position;
    memcpy(p->lineage, stat->history.lineage, sizeof p->lineage);
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
    uint8_t any = 0;
    for (size_t i = 0; i < len; i++)
        any |= bytes[i];
    return any == 0;
}

/* It is the next piece of the answer to this request, and of the history that is held. */
static bool is_expected(const struct agent *a, const struct attest_claims *c)
{
    const struct agent_pieces *p = &a->pull.pieces;
    return c->what == ATTEST_PIECE && uuid_equal(&c->device, &a->options.identity.device) &&
           memcmp(c->nonce, a->exchanges[AGENT_PULL].nonce, sizeof c->nonce) == 0 && c->number == p->taken &&
           c->len > 0 && c->len <= ATTEST_PIECE_MAX && c->from == p->since && c->to >= c->from &&
           (p->taken == 0 || c->to == p->to) &&
           (is_zero(p->lineage, sizeof p->lineage) || memcmp(c->lineage, p->lineage, sizeof p->lineage) == 0);
}

static enum gh_status take_attested(struct agent *a, struct bytes text)
{
    struct agent_pieces *p = &a->pull.pieces;
    if (!p->has_keys || attest_verify(text, &p->keys, &p->claims) || !is_expected(a, &p->claims))
        return GH_BAD_SIGNATURE;
    p->to = p->claims.to;
    memcpy(p->lineage, p->claims.lineage, sizeof p->lineage);
    p->in_body = true;
    p->body_len = 0;
    return GH_OK;
}

static enum gh_status take_keys(struct agent *a, struct bytes text)
{
    struct agent_pieces *p = &a->pull.pieces;
    if (p->has_keys)
        return GH_BAD_SIGNATURE;
    enum gh_status status = agent_read_keys(a, text, &p->keys);
    p->has_keys = status == GH_OK;
    return status == GH_MALFORMED ? GH_BAD_SIGNATURE : status;
}

static enum gh_status take_line(struct agent *a, const struct agent_pieces_sink *sink)
{
    struct agent_pieces *p = &a->pull.pieces;
    struct bytes line = BYTES(p->line, p->line_len);
    static const size_t mark = sizeof ATTEST_KEYS_MARK - 1;
    p->line_len = 0;
    if (line.len == 0) {
        sink->pinged(a);
        return GH_OK;
    }
    if (bytes_starts_with(line, bytes_of_string(ATTEST_KEYS_MARK)))
        return take_keys(a, BYTES(line.data + mark, line.len - mark));
    if (bytes_starts_with(line, bytes_of_string(ATTEST_PIECE_MARK)))
        return take_attested(a, BYTES(line.data + mark, line.len - mark));
    return GH_BAD_SIGNATURE;
}

static enum gh_status take_body(struct agent *a, const struct agent_pieces_sink *sink)
{
    struct agent_pieces *p = &a->pull.pieces;
    uint8_t digest[ATTEST_DIGEST_LEN];
    attest_digest(BYTES(p->body, p->body_len), digest);
    p->in_body = false;
    p->taken++;
    if (memcmp(digest, p->claims.digest, sizeof digest) != 0)
        return GH_BAD_SIGNATURE;
    return sink->lines(a, BYTES(p->body, p->body_len));
}

/* Returns how many bytes of data are used up. */
static size_t take_some(struct agent *a, struct bytes data, const struct agent_pieces_sink *sink,
                        enum gh_status *status)
{
    struct agent_pieces *p = &a->pull.pieces;
    if (p->in_body) {
        size_t left = (size_t)p->claims.len - p->body_len, n = data.len < left ? data.len : left;
        memcpy(p->body + p->body_len, data.data, n);
        p->body_len += n;
        if (n == left)
            *status = take_body(a, sink);
        return n;
    }
    const uint8_t *end = memchr(data.data, '\n', data.len);
    size_t n = end ? (size_t)(end - data.data) : data.len;
    if (n > sizeof p->line - p->line_len) {
        *status = GH_BAD_SIGNATURE;
        return n;
    }
    memcpy(p->line + p->line_len, data.data, n);
    p->line_len += n;
    if (end)
        *status = take_line(a, sink);
    return n + (end != NULL);
}

enum gh_status agent_pieces_data(struct agent *a, struct bytes data, const struct agent_pieces_sink *sink)
{
    enum gh_status status = GH_OK;
    while (!status && data.len > 0) {
        size_t n = take_some(a, data, sink, &status);
        data = BYTES(data.data + n, data.len - n);
    }
    return status;
}

bool agent_pieces_whole(const struct agent *a)
{
    return !a->pull.pieces.in_body && a->pull.pieces.line_len == 0;
}
