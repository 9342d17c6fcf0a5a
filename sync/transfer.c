#include "sync/transfer.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/plain_call.h"

#define TIME_TEXT_MAX 256
#define CONNECT_TIMEOUT_MS 8000L
#define EXTRA_FDS 16
/* A cut cable is silent: keep-alive finds out in about ten seconds. */
#define KEEPALIVE_IDLE_S 5
#define KEEPALIVE_EVERY_S 2
#define KEEPALIVE_TRIES 2
#define UNANSWERED_MS 8000

struct transfer {
    struct transfers *all;
    int slot;
    CURL *easy;                /* owned; NULL: free */
    struct curl_slist *fields; /* owned */
    char *body;                /* owned */
    bool unwanted;             /* our reader refused the rest */
    bool fresh;                /* the last one fell silent: take no connection that lies ready */
    char time[TIME_TEXT_MAX], seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    int64_t retry_after;
};

struct transfers {
    struct transfer_options options;
    CURLM *multi;
    char host[AGENT_HOST_MAX];
    tick judge_at; /* when certificates have to be valid; 0: now */
    struct transfer slots[TRANSFER_SLOTS];
};

/* ---- The server's address ---- */

static enum gh_status read_server(const char *url, bool plain_http, char host[static AGENT_HOST_MAX])
{
    char *scheme = NULL, *name = NULL, *port = NULL, *path = NULL;
    CURLU *u = curl_url();
    enum gh_status status = u ? GH_MALFORMED : GH_NO_MEMORY;
    if (u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_HOST, &name, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_PATH, &path, 0) == CURLUE_OK && strcmp(path, "/") == 0 &&
        (strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0)) {
        bool has_port = curl_url_get(u, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT) == CURLUE_OK;
        int n = snprintf(host, AGENT_HOST_MAX, "%s%s%s", name, has_port ? ":" : "", has_port ? port : "");
        const bool plain = strcmp(scheme, "http") == 0 && !plain_http && !plain_call_allowed(url_host(name), "");
        status = n <= 0 || n >= AGENT_HOST_MAX ? GH_TOO_LONG : plain ? GH_DENIED : GH_OK;
    }
    curl_free(scheme);
    curl_free(name);
    curl_free(port);
    curl_free(path);
    curl_url_cleanup(u);
    return status;
}

enum gh_status transfers_new(const struct transfer_options *options, struct transfers **out)
{
    struct transfers *t = calloc(1, sizeof *t);
    if (!t)
        return GH_NO_MEMORY;
    t->options = *options;
    enum gh_status status = read_server(options->server, options->plain_http, t->host);
    if (!status && !(t->multi = curl_multi_init()))
        status = GH_NO_MEMORY;
    if (status) {
        transfers_free(t);
        return status;
    }
    for (int slot = 0; slot < TRANSFER_SLOTS; slot++)
        t->slots[slot] = (struct transfer){.all = t, .slot = slot};
    *out = t;
    return GH_OK;
}

const char *transfers_host(const struct transfers *t)
{
    return t->host;
}

void transfers_judge_at(struct transfers *t, tick at)
{
    t->judge_at = at;
}

static void end(struct transfer *one)
{
    if (!one->easy)
        return;
    (void)curl_multi_remove_handle(one->all->multi, one->easy);
    curl_easy_cleanup(one->easy);
    curl_slist_free_all(one->fields);
    free(one->body);
    *one = (struct transfer){.all = one->all, .slot = one->slot};
}

void transfers_free(struct transfers *t)
{
    if (!t)
        return;
    for (int slot = 0; slot < TRANSFER_SLOTS; slot++)
        end(&t->slots[slot]);
    if (t->multi)
        (void)curl_multi_cleanup(t->multi);
    free(t);
}

/* ---- What arrives ---- */

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *one = context;
    struct transfers *t = one->all;
    long status = 0;
    size_t len = size * count;
    (void)curl_easy_getinfo(one->easy, CURLINFO_RESPONSE_CODE, &status);
    if (!t->options.data(t->options.context, one->slot, (int)status, BYTES(data, len)))
        return len;
    one->unwanted = true;
    return 0;
}

static bool is_field(const char *line, size_t len, const char *name, const char **value, size_t *value_len)
{
    size_t n = strlen(name);
    if (len <= n + 1 || strncasecmp(line, name, n) != 0 || line[n] != ':')
        return false;
    const char *at = line + n + 1, *stop = line + len;
    while (at < stop && (*at == ' ' || *at == '\t'))
        at++;
    while (stop > at && (stop[-1] == '\r' || stop[-1] == '\n' || stop[-1] == ' '))
        stop--;
    *value = at;
    *value_len = (size_t)(stop - at);
    return true;
}

/* Keeps the value of a field; one that is too long stays away. */
static void keep_field(const char *line, size_t len, const char *name, char *out, size_t size)
{
    const char *value;
    size_t value_len;
    if (is_field(line, len, name, &value, &value_len) && value_len < size)
        (void)snprintf(out, size, "%.*s", (int)value_len, value);
}

static size_t take_field(char *data, size_t size, size_t count, void *context)
{
    struct transfer *one = context;
    size_t len = size * count, value_len;
    const char *value;
    keep_field(data, len, "gatehouse-time", one->time, sizeof one->time);
    keep_field(data, len, "gatehouse-seal", one->seal, sizeof one->seal);
    keep_field(data, len, "gatehouse-keys", one->keys, sizeof one->keys);
    if (is_field(data, len, "retry-after", &value, &value_len) && value_len < 9) {
        char digits[10];
        (void)snprintf(digits, sizeof digits, "%.*s", (int)value_len, value);
        one->retry_after = strtol(digits, NULL, 10);
    }
    return len;
}

static enum sync_problem problem_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return SYNC_NO_PROBLEM;
    case CURLE_OPERATION_TIMEDOUT:
        return SYNC_TIMED_OUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return SYNC_TLS;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return SYNC_CUT;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return SYNC_NOT_OURS;
    default:
        return SYNC_UNREACHABLE;
    }
}

/* A certificate that fails by its dates alone points to a wrong clock more often than to a stranger. */
static bool is_date(CURL *easy)
{
    long result = X509_V_OK;
    (void)curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    return result == X509_V_ERR_CERT_NOT_YET_VALID || result == X509_V_ERR_CERT_HAS_EXPIRED;
}

static bool begins_with(const char *text, const char *prefix)
{
    return text && strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static void finish(struct transfer *one, CURLcode code)
{
    struct transfers *t = one->all;
    const char *type = NULL;
    struct transfer fields = *one; /* its place is free before the owner hears */
    long status = 0;
    (void)curl_easy_getinfo(one->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(one->easy, CURLINFO_CONTENT_TYPE, &type);
    enum sync_problem problem = problem_of(code);
    if (problem == SYNC_TLS && is_date(one->easy))
        problem = SYNC_TLS_DATE;
    struct agent_outcome outcome = {
        /* Our reader refused the body, and knows why. */
        .network = one->unwanted ? SYNC_BAD_ANSWER : problem,
        .status = (int)status,
        .is_json = begins_with(type, "application/json") || begins_with(type, "application/problem+json"),
        .is_lines = begins_with(type, "application/x-ndjson"),
        .retry_after_s = one->retry_after > 0 ? one->retry_after : 0,
    };
    outcome.time = bytes_of_string(fields.time);
    outcome.seal = bytes_of_string(fields.seal);
    outcome.keys = bytes_of_string(fields.keys);
    end(one);
    t->options.done(t->options.context, one->slot, &outcome);
}

/* ---- What goes out ---- */

static int on_socket(void *context, curl_socket_t fd, curlsocktype purpose)
{
    static const struct {
        int option, value;
    } options[] = {{TCP_KEEPIDLE, KEEPALIVE_IDLE_S},
                   {TCP_KEEPINTVL, KEEPALIVE_EVERY_S},
                   {TCP_KEEPCNT, KEEPALIVE_TRIES},
                   {TCP_USER_TIMEOUT, UNANSWERED_MS}};
    const int on = 1;
    (void)context;
    (void)purpose;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        (void)setsockopt(fd, IPPROTO_TCP, options[i].option, &options[i].value, sizeof options[i].value);
    return CURL_SOCKOPT_OK;
}

static bool add_field(struct transfer *one, const char *name, const char *value)
{
    char field[HTTP_INPUT_MAX + 32];
    int n = snprintf(field, sizeof field, "%s: %s", name, value);
    struct curl_slist *longer = n > 0 && (size_t)n < sizeof field ? curl_slist_append(one->fields, field) : NULL;
    if (longer)
        one->fields = longer;
    return longer != NULL;
}

static bool add_fields(struct transfer *one, const struct agent_request *request)
{
    bool good = add_field(one, "Signature-Input", request->signature.input) &&
                add_field(one, "Signature", request->signature.signature) && add_field(one, "Expect", "");
    if (request->content_type)
        good = good && add_field(one, "Content-Type", request->content_type) &&
               add_field(one, "Content-Digest", request->digest);
    return good;
}

static CURLcode set_date(CURL *easy, void *context, void *judge_at)
{
    (void)easy;
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), (time_t)tick_to_seconds(*(const tick *)judge_at));
    return CURLE_OK;
}

static void set_tls(struct transfers *t, CURL *easy)
{
    const struct transfer_options *o = &t->options;
    if (o->ca_file && o->ca_file[0])
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, o->ca_file);
    if (o->proxy && o->proxy[0])
        (void)curl_easy_setopt(easy, CURLOPT_PROXY, o->proxy);
    if (o->certificate && o->certificate[0]) {
        (void)curl_easy_setopt(easy, CURLOPT_SSLCERT, o->certificate);
        (void)curl_easy_setopt(easy, CURLOPT_SSLKEY, o->key && o->key[0] ? o->key : o->certificate);
    }
    if (t->judge_at) {
        (void)curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, set_date);
        (void)curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &t->judge_at);
    }
    (void)curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
}

static bool set_up(struct transfer *one, const struct agent_request *request)
{
    struct transfers *t = one->all;
    char url[1024];
    int n =
        snprintf(url, sizeof url, "%.*s%s", (int)strcspn(t->options.server, " "), t->options.server, request->target);
    size_t slash = strlen(t->options.server);
    if (slash > 0 && t->options.server[slash - 1] == '/')
        n = snprintf(url, sizeof url, "%.*s%s", (int)slash - 1, t->options.server, request->target);
    if (n <= 0 || (size_t)n >= sizeof url)
        return false;
    (void)curl_easy_setopt(one->easy, CURLOPT_URL, url);
    (void)curl_easy_setopt(one->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(one->easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(one->easy, CURLOPT_PATH_AS_IS, 1L);
    (void)curl_easy_setopt(one->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(one->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    (void)curl_easy_setopt(one->easy, CURLOPT_HTTPHEADER, one->fields);
    (void)curl_easy_setopt(one->easy, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(one->easy, CURLOPT_WRITEDATA, one);
    (void)curl_easy_setopt(one->easy, CURLOPT_HEADERFUNCTION, take_field);
    (void)curl_easy_setopt(one->easy, CURLOPT_HEADERDATA, one);
    (void)curl_easy_setopt(one->easy, CURLOPT_PRIVATE, one);
    (void)curl_easy_setopt(one->easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
    (void)curl_easy_setopt(one->easy, CURLOPT_TCP_NODELAY, 1L);
    if (request->content_type) {
        (void)curl_easy_setopt(one->easy, CURLOPT_POSTFIELDSIZE, (long)request->body.len);
        (void)curl_easy_setopt(one->easy, CURLOPT_POSTFIELDS, one->body);
    }
    set_tls(t, one->easy);
    return true;
}

enum gh_status transfers_start(struct transfers *t, int slot, const struct agent_request *request)
{
    struct transfer *one = &t->slots[slot];
    if (one->easy)
        return GH_BUSY;
    one->easy = curl_easy_init();
    one->body = request->content_type ? malloc(request->body.len + 1) : NULL;
    if (!one->easy || (request->content_type && !one->body) || !add_fields(one, request)) {
        end(one);
        return GH_NO_MEMORY;
    }
    if (one->body && request->body.len > 0)
        memcpy(one->body, request->body.data, request->body.len);
    if (one->fresh)
        (void)curl_easy_setopt(one->easy, CURLOPT_FRESH_CONNECT, 1L);
    one->fresh = false;
    if (!set_up(one, request) || curl_multi_add_handle(t->multi, one->easy) != CURLM_OK) {
        end(one);
        return GH_MALFORMED;
    }
    return GH_OK;
}

void transfers_cancel(struct transfers *t, int slot)
{
    end(&t->slots[slot]);
    t->slots[slot].fresh = true;
}

static void collect(struct transfers *t)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(t->multi, &left));) {
        struct transfer *one = NULL;
        CURLcode code = message->data.result;
        if (message->msg == CURLMSG_DONE &&
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&one) == CURLE_OK && one)
            finish(one, code);
    }
}

enum gh_status transfers_run(struct transfers *t, struct pollfd *fds, size_t count, int wait_ms)
{
    struct curl_waitfd extra[EXTRA_FDS];
    int running;
    if (count > EXTRA_FDS)
        return GH_TOO_LONG;
    for (size_t i = 0; i < count; i++)
        extra[i] = (struct curl_waitfd){.fd = fds[i].fd, .events = CURL_WAIT_POLLIN};
    /* Signals come through a descriptor, so an interrupted wait does no harm. */
    (void)curl_multi_poll(t->multi, extra, (unsigned)count, wait_ms, NULL);
    for (size_t i = 0; i < count; i++)
        fds[i].revents = extra[i].revents ? POLLIN : 0;
    enum gh_status status = curl_multi_perform(t->multi, &running) == CURLM_OK ? GH_OK : GH_IO;
    collect(t);
    return status;
}
