#include "client/imap_client.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/plain_call.h"

#define CONNECT_TIMEOUT_MS 10000L
#define TIMEOUT_MS 60000L
#define ANSWER_MAX ((size_t)256 * 1024) /* of a command: a list of UIDs */
#define URL_SIZE 512
#define COMMAND_SIZE 64

struct imap_client {
    CURL *handle;
    char url[URL_SIZE]; /* without a path */
    char error[IMAP_ERROR_SIZE];
    uint8_t *data; /* owned: of the answer at hand */
    size_t len, cap, max;
    bool too_long;
};

bool imap_needs_tls(const struct imap_server *server)
{
    return !plain_call_allowed(url_host(server->url), server->without_tls);
}

static size_t take(char *piece, size_t size, size_t count, void *context)
{
    struct imap_client *client = context;
    const size_t len = size * count;
    if (len > client->max - client->len) {
        client->too_long = true;
        return 0;
    }
    if (client->len + len + 1 > client->cap) {
        size_t cap = (client->len + len + 1) * 2;
        uint8_t *larger = realloc(client->data, cap);
        if (!larger)
            return 0;
        client->data = larger;
        client->cap = cap;
    }
    memcpy(client->data + client->len, piece, len);
    client->len += len;
    client->data[client->len] = '\0';
    return len;
}

enum gh_status imap_open(const struct imap_server *server, struct imap_client **out)
{
    struct imap_client *client = calloc(1, sizeof *client);
    if (!client || !(client->handle = curl_easy_init())) {
        free(client);
        return GH_NO_MEMORY;
    }
    CURL *handle = client->handle;
    const size_t len = strlen(server->url);
    (void)snprintf(client->url, sizeof client->url, "%.*s", (int)(len - (len > 0 && server->url[len - 1] == '/')),
                   server->url);
    (void)curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    (void)curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)(imap_needs_tls(server) ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    (void)curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_USERNAME, server->user);
    (void)curl_easy_setopt(handle, CURLOPT_PASSWORD, server->password);
    (void)curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(handle, CURLOPT_WRITEDATA, client);
    if (server->ca_file)
        (void)curl_easy_setopt(handle, CURLOPT_CAINFO, server->ca_file);
    *out = client;
    return GH_OK;
}

void imap_close(struct imap_client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->handle);
    free(client->data);
    free(client);
}

const char *imap_error(const struct imap_client *client)
{
    return client->error;
}

/* Runs one transfer. command NULL: fetches what the path names. */
static enum gh_status run(struct imap_client *client, const char *path, const char *command, size_t max)
{
    char url[URL_SIZE + COMMAND_SIZE];
    (void)snprintf(url, sizeof url, "%s/%s", client->url, path);
    client->len = 0;
    client->max = max;
    client->too_long = false;
    (void)curl_easy_setopt(client->handle, CURLOPT_URL, url);
    (void)curl_easy_setopt(client->handle, CURLOPT_CUSTOMREQUEST, command);
    CURLcode code = curl_easy_perform(client->handle);
    (void)snprintf(client->error, sizeof client->error, "%s", code == CURLE_OK ? "" : curl_easy_strerror(code));
    return code == CURLE_OK              ? GH_OK
           : client->too_long            ? GH_TOO_LONG
           : code == CURLE_OUT_OF_MEMORY ? GH_NO_MEMORY
                                         : GH_UNAVAILABLE;
}

/* Finds the number behind a word of the answer at hand. */
static bool number_behind(const struct imap_client *client, const char *word, int64_t *out)
{
    const size_t word_len = strlen(word);
    for (size_t i = 0; i + word_len < client->len; i++)
        if (strncasecmp((const char *)client->data + i, word, word_len) == 0) {
            char *end = NULL;
            *out = strtoll((const char *)client->data + i + word_len, &end, 10);
            return end != (const char *)client->data + i + word_len && *out >= 0;
        }
    return false;
}

enum gh_status imap_validity(struct imap_client *client, int64_t *validity)
{
    enum gh_status status = run(client, "", "STATUS INBOX (UIDVALIDITY)", ANSWER_MAX);
    return status ? status : number_behind(client, "UIDVALIDITY ", validity) ? GH_OK : GH_MALFORMED;
}

enum gh_status imap_list(struct imap_client *client, int64_t *uids, size_t max, size_t *count)
{
    enum gh_status status = run(client, "INBOX", "UID SEARCH UNDELETED", ANSWER_MAX);
    *count = 0;
    if (status || client->len == 0)
        return status;
    const char *at = (const char *)client->data;
    while (*at && !isdigit((unsigned char)*at))
        at++;
    for (char *end; *count < max; at = end) {
        long long uid = strtoll(at, &end, 10);
        if (end == at || uid <= 0)
            break;
        uids[(*count)++] = uid;
    }
    return GH_OK;
}

enum gh_status imap_size(struct imap_client *client, int64_t uid, int64_t *size)
{
    char command[COMMAND_SIZE];
    (void)snprintf(command, sizeof command, "UID FETCH %lld RFC822.SIZE", (long long)uid);
    enum gh_status status = run(client, "INBOX", command, ANSWER_MAX);
    return status ? status : number_behind(client, "RFC822.SIZE ", size) ? GH_OK : GH_MALFORMED;
}

enum gh_status imap_fetch(struct imap_client *client, int64_t uid, bool head, size_t max, uint8_t **out, size_t *len)
{
    char path[COMMAND_SIZE];
    (void)snprintf(path, sizeof path, "INBOX/;UID=%lld%s", (long long)uid, head ? "/;SECTION=HEADER" : "");
    enum gh_status status = run(client, path, NULL, max);
    if (status)
        return status;
    *out = client->data ? client->data : calloc(1, 1);
    *len = client->len;
    client->data = NULL;
    client->len = client->cap = 0;
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status imap_put_away(struct imap_client *client, int64_t uid)
{
    char command[COMMAND_SIZE];
    (void)snprintf(command, sizeof command, "UID MOVE %lld " IMAP_DONE_FOLDER, (long long)uid);
    enum gh_status status = run(client, "INBOX", command, ANSWER_MAX);
    if (status != GH_UNAVAILABLE)
        return status;
    if (!run(client, "", "CREATE " IMAP_DONE_FOLDER, ANSWER_MAX))
        status = run(client, "INBOX", command, ANSWER_MAX);
    if (status != GH_UNAVAILABLE)
        return status;
    (void)snprintf(command, sizeof command, "UID COPY %lld " IMAP_DONE_FOLDER, (long long)uid);
    status = run(client, "INBOX", command, ANSWER_MAX);
    (void)snprintf(command, sizeof command, "UID STORE %lld +FLAGS.SILENT (\\Seen \\Deleted)", (long long)uid);
    return status ? status : run(client, "INBOX", command, ANSWER_MAX);
}
