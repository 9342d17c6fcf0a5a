/* Sends one HTTP request through libcurl and judges whether it left this machine. */
#include "client/http_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define CONNECT_TIMEOUT_MS 5000L

/* Where a body goes: into the answer, or into the caller's room. */
struct kept {
    struct http_answer *answer;
    char *body;
    size_t max; /* without the NUL */
};

static size_t keep(char *data, size_t size, size_t count, void *context)
{
    struct kept *kept = context;
    size_t len = size * count, room = kept->max - kept->answer->len;
    size_t take = len < room ? len : room;
    memcpy(kept->body + kept->answer->len, data, take);
    kept->answer->len += take;
    kept->answer->cut = kept->answer->cut || take < len;
    return len; /* accept the rest and drop it, so that curl still counts the answer as whole */
}

static bool never_left(CURLcode code)
{
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_OUT_OF_MEMORY:
        return true;
    default:
        return false;
    }
}

static void set_up(CURL *handle, const struct http_curl *curl, const struct http_call *call, struct curl_slist *headers,
                   struct kept *kept)
{
    (void)curl_easy_setopt(handle, CURLOPT_URL, call->url);
    (void)curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call->method);
    (void)curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
    (void)curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep);
    (void)curl_easy_setopt(handle, CURLOPT_WRITEDATA, kept);
    if (call->body.len > 0) {
        (void)curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, (long)call->body.len);
        (void)curl_easy_setopt(handle, CURLOPT_POSTFIELDS, (const char *)call->body.data);
    }
    if (curl->ca_file)
        (void)curl_easy_setopt(handle, CURLOPT_CAINFO, curl->ca_file);
    if (curl->proxy)
        (void)curl_easy_setopt(handle, CURLOPT_PROXY, curl->proxy);
}

static enum http_outcome send_by_curl(void *context, const struct http_call *call, struct http_answer *answer)
{
    const struct http_curl *curl = context;
    struct curl_slist *headers = NULL;
    long sent = 0, status = 0;
    struct kept kept = {answer, call->room ? call->room : answer->body,
                        call->room ? call->room_size - 1 : HTTP_ANSWER_MAX};
    answer->status = 0;
    answer->len = 0;
    answer->cut = answer->untrusted = false;
    answer->error[0] = '\0';
    CURL *handle = curl_easy_init();
    bool ready = handle != NULL;
    for (size_t i = 0; ready && i < HTTP_HEADERS_MAX && call->headers[i]; i++) {
        struct curl_slist *longer = curl_slist_append(headers, call->headers[i]);
        ready = longer != NULL;
        headers = longer ? longer : headers;
    }
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (ready) {
        set_up(handle, curl, call, headers, &kept);
        code = curl_easy_perform(handle);
        (void)curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
        (void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    }
    if (call->room)
        answer->body[0] = '\0';
    kept.body[answer->len] = '\0';
    answer->status = (int)status;
    answer->untrusted = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
    if (code != CURLE_OK)
        (void)snprintf(answer->error, sizeof answer->error, "%s", curl_easy_strerror(code));
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
    if (code == CURLE_OK)
        return HTTP_ANSWERED;
    return never_left(code) || sent == 0 ? HTTP_NOT_SENT : HTTP_ANSWER_LOST;
}

bool http_client_begin(void)
{
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, secret_free, secret_realloc, strdup, calloc) == CURLE_OK;
}

struct http_client http_client_curl(struct http_curl *curl)
{
    return (struct http_client){send_by_curl, curl};
}

enum gh_status url_encode(struct bytes text, char *out, size_t size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    size_t used = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool as_is = text.data[i] && strchr(plain, text.data[i]);
        size_t need = as_is ? 1 : 3;
        if (size - used <= need)
            return GH_TOO_LONG;
        if (as_is)
            out[used] = (char)text.data[i];
        else
            (void)snprintf(out + used, 4, "%%%02X", text.data[i]);
        used += need;
    }
    if (used >= size)
        return GH_TOO_LONG;
    out[used] = '\0';
    return GH_OK;
}
