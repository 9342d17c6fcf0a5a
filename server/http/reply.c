/* Fills the answer to a request. */
#include "http/reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/secret.h"

#define JSON_TYPE "application/json; charset=utf-8"
#define RETRY_AFTER_SECONDS "2" /* RFC 9110, 10.2.3 */
#define PROBLEM_TYPE "application/problem+json; charset=utf-8"

void reply_end(struct reply *reply)
{
    secret_free(reply->body);
    if (reply->stream)
        reply->stream->end(reply->stream);
    reply->stream = NULL;
    reply->body = NULL;
    reply->len = 0;
}

enum gh_status reply_buffer_put(struct reply_buffer *buffer, struct bytes data)
{
    if (data.len > buffer->cap - buffer->len) {
        size_t cap = buffer->cap ? buffer->cap : 8192;
        while (cap - buffer->len < data.len)
            cap *= 2;
        char *grown = realloc(buffer->data, cap);
        if (!grown)
            return GH_NO_MEMORY;
        buffer->data = grown;
        buffer->cap = cap;
    }
    if (data.len > 0)
        memcpy(buffer->data + buffer->len, data.data, data.len);
    buffer->len += data.len;
    return GH_OK;
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
    if (reply->header_count < REPLY_HEADERS_MAX)
        reply->headers[reply->header_count++] = (struct request_pair){name, value};
}

static bool put_json(struct reply *reply, int status, const char *content_type, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    if (!text)
        return false;
    reply_end(reply);
    reply->status = status;
    reply->content_type = content_type;
    reply->body = text;
    reply->len = strlen(text);
    return true;
}

enum gh_status reply_json(struct request *rq, struct reply *reply, int status, json_t *json)
{
    return put_json(reply, status, JSON_TYPE, json) ? GH_OK : reply_problem(rq, reply, PROBLEM_INTERNAL, NULL);
}

enum gh_status reply_empty(struct reply *reply)
{
    reply_end(reply);
    reply->status = 204;
    reply->content_type = NULL;
    return GH_OK;
}

enum gh_status reply_bytes(struct request *rq, struct reply *reply, int status, const char *content_type,
                           struct bytes body)
{
    char *copy = malloc(body.len + 1);
    if (!copy)
        return reply_problem(rq, reply, PROBLEM_BUSY, NULL);
    if (body.len > 0)
        memcpy(copy, body.data, body.len);
    copy[body.len] = 0;
    reply_end(reply);
    reply->status = status;
    reply->content_type = content_type;
    reply->body = copy;
    reply->len = body.len;
    return GH_OK;
}

#define WORDS_SIZE 640 /* bytes of the longest closed list: the reasons of a verdict */

static void add_words(struct request *rq, const struct query_fault *fault, json_t **errors)
{
    char words[WORDS_SIZE], text[WORDS_SIZE + 80];
    struct writer w = writer_over((uint8_t *)words, sizeof words - 1);
    for (int i = fault->words->first; i < fault->words->count; i++) {
        const char *word = fault->words->word(i);
        if (!word || !*word)
            continue;
        writer_put(&w, bytes_of_string(w.len ? ", " : ""));
        writer_put(&w, bytes_of_string(word));
    }
    words[w.len] = '\0';
    (void)text_format(text, sizeof text, request_tr(rq, N_("Allowed here: {values}.")),
                      (struct text_arg[]){{"values", words}}, 1);
    errors_add(rq, errors, fault->name, "unknown", text);
}

/* Says which parameter of the query is wrong, with its range or its words. */
static json_t *query_errors(struct request *rq)
{
    const struct query_fault *fault = rq->query_fault;
    json_t *errors = NULL;
    char min[24], max[24], text[160];
    const struct text_arg args[] = {{"min", min}, {"max", max}};
    if (!fault || !fault->name)
        return NULL;
    if (fault->words) {
        add_words(rq, fault, &errors);
        return errors;
    }
    if (fault->max < fault->min) {
        errors_add(rq, &errors, fault->name, "type", N_("This value has another form than expected."));
        return errors;
    }
    (void)snprintf(min, sizeof min, "%" PRId64, fault->min);
    (void)snprintf(max, sizeof max, "%" PRId64, fault->max);
    (void)text_format(text, sizeof text, request_tr(rq, N_("Give a whole number from {min} to {max}.")), args, 2);
    errors_add(rq, &errors, fault->name, "range", text);
    return errors;
}

enum gh_status reply_problem(struct request *rq, struct reply *reply, enum problem problem, json_t *errors)
{
    const struct problem_text *text = problem_text(problem);
    if (problem == PROBLEM_BAD_REQUEST && !errors)
        errors = query_errors(rq);
    json_t *json = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", "about:blank", "title", request_tr(rq, text->title),
                             "status", text->status, "code", text->code, "detail", request_tr(rq, text->detail));
    if (json && errors && json_object_set(json, "errors", errors) != 0) {
        json_decref(json);
        json = NULL;
    }
    json_decref(errors);
    if (text->status == 503)
        reply_header(reply, "Retry-After", RETRY_AFTER_SECONDS);
    if (!put_json(reply, text->status, PROBLEM_TYPE, json)) {
        reply_end(reply);
        reply->status = 500;
        reply->content_type = NULL;
    }
    return GH_OK;
}

void errors_add(struct request *rq, json_t **errors, const char *path, const char *code, const char *message)
{
    if (!*errors)
        *errors = json_array();
    json_t *one = json_pack("{s:s, s:s, s:s}", "path", path, "code", code, "message", request_tr(rq, message));
    if (!*errors || json_array_append_new(*errors, one) != 0)
        abort();
}
