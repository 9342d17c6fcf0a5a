/* Memory, query and parameters of a request. */
#include "http/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/secret.h"
#include "http/server.h"

#define BLOCK_SIZE 4096

/* Blocks are chained. The newest is filled first. */
struct request_block {
    struct request_block *next;
    size_t used, size;
    _Alignas(max_align_t) uint8_t data[];
};

static struct request_block *add_block(struct request *rq, size_t size)
{
    size_t wanted = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct request_block *block = calloc(1, sizeof *block + wanted);
    if (!block)
        abort();
    block->size = wanted;
    block->next = rq->blocks;
    rq->blocks = block;
    return block;
}

void *request_alloc(struct request *rq, size_t size)
{
    const size_t unit = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        abort();
    size = (size + unit - 1) / unit * unit;
    struct request_block *block = rq->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(rq, size);
    void *out = block->data + block->used;
    block->used += size;
    return out;
}

char *request_copy(struct request *rq, struct bytes text)
{
    char *out = request_alloc(rq, text.len + 1);
    if (text.len > 0)
        memcpy(out, text.data, text.len);
    return out;
}

char *request_text(struct request *rq, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *out = request_alloc(rq, n < 0 ? 1 : (size_t)n + 1);
    if (n > 0)
        (void)vsnprintf(out, (size_t)n + 1, format, again);
    va_end(again);
    return out;
}

void request_end(struct request *rq)
{
    while (rq->blocks) {
        struct request_block *block = rq->blocks;
        rq->blocks = block->next;
        secret_free(block); /* session tokens, one-time passwords */
    }
    json_decref(rq->json);
    rq->json = NULL;
}

struct bytes request_cookie(const struct request *rq, const char *name)
{
    const size_t name_len = strlen(name);
    for (const char *at = rq->cookie ? rq->cookie : ""; *at;) {
        at += strspn(at, "; ");
        size_t len = strcspn(at, ";");
        if (len > name_len + 1 && strncmp(at, name, name_len) == 0 && at[name_len] == '=')
            return BYTES(at + name_len + 1, len - name_len - 1);
        at += len;
    }
    return BYTES(NULL, 0);
}

const char *request_session_cookie(const struct request *rq)
{
    return rq->secure ? "__Host-gatehouse" : "gatehouse";
}

struct bytes request_session_token(const struct request *rq)
{
    return request_cookie(rq, request_session_cookie(rq));
}

const char *request_query(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->query_count; i++)
        if (strcmp(rq->query[i].name, name) == 0)
            return rq->query[i].value;
    return NULL;
}

static bool parse_number(const char *text, int64_t *out)
{
    const char *digits = *text == '-' ? text + 1 : text;
    size_t n = strlen(digits);
    if (n == 0 || n > 18 || strspn(digits, "0123456789") != n)
        return false;
    *out = strtoll(text, NULL, 10);
    return true;
}

static enum gh_status refuse(const struct request *rq, struct query_fault fault)
{
    if (rq->query_fault)
        *rq->query_fault = fault;
    return GH_MALFORMED;
}

enum gh_status request_query_number(const struct request *rq, const char *name, int64_t min, int64_t max,
                                    int64_t fallback, int64_t *out)
{
    const char *text = request_query(rq, name);
    int64_t value = fallback;
    if (text && *text && (!parse_number(text, &value) || value < min || value > max))
        return refuse(rq, (struct query_fault){.name = name, .min = min, .max = max});
    *out = value;
    return GH_OK;
}

/* Returns the number of a word of that length, or -1. */
static int find_word(const struct query_words *words, const char *text, size_t len)
{
    for (int i = words->first; i < words->count; i++) {
        const char *word = words->word(i);
        if (word && *word && strlen(word) == len && memcmp(word, text, len) == 0)
            return i;
    }
    return -1;
}

enum gh_status request_query_word(const struct request *rq, const char *name, const struct query_words *words,
                                  int fallback, int *out)
{
    const char *text = request_query(rq, name);
    int value = text && *text ? find_word(words, text, strlen(text)) : fallback;
    if (text && *text && value < 0)
        return refuse(rq, (struct query_fault){.name = name, .words = words});
    *out = value;
    return GH_OK;
}

enum gh_status request_query_words(const struct request *rq, const char *name, const struct query_words *words)
{
    const char *text = request_query(rq, name);
    while (text && *text) {
        size_t len = strcspn(text, ",");
        if (find_word(words, text, len) < 0)
            return refuse(rq, (struct query_fault){.name = name, .words = words});
        text += len + (text[len] == ',');
    }
    return GH_OK;
}

enum gh_status request_query_refuse(const struct request *rq, const char *name)
{
    return refuse(rq, (struct query_fault){.name = name, .min = 0, .max = -1});
}

enum gh_status request_parameter_id(const struct request *rq, int index, struct uuid *out)
{
    return uuid_parse(bytes_of_string(rq->parameters[index]), out) ? GH_NOT_FOUND : GH_OK;
}

enum gh_status request_parameter_number(const struct request *rq, int index, int64_t *out)
{
    return parse_number(rq->parameters[index], out) ? GH_OK : GH_NOT_FOUND;
}

const char *request_tr(const struct request *rq, const char *text)
{
    return rq->language == LANGUAGE_ENGLISH ? text : catalog_find(&rq->server->catalog, text);
}
