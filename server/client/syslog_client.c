/* Sends frames through a connection that libcurl has opened, with its certificate checks. */
#include "client/syslog_client.h"

#include <curl/curl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#define CONNECT_TIMEOUT_MS 10000L
#define SEND_WAIT_MS 10000
#define SETTLE_STEP_MS 10

struct syslog_client {
    CURL *handle;
    curl_socket_t socket;
};

bool syslog_target_read(const char *text, struct syslog_target *out)
{
    char *end = NULL;
    *out = (struct syslog_target){.plain = strncmp(text, "tcp:", 4) == 0};
    const char *host = out->plain ? text + 4 : text, *colon = strrchr(host, ':');
    if (!colon || colon == host || (size_t)(colon - host) >= sizeof out->host || strpbrk(host, "/@ "))
        return false;
    memcpy(out->host, host, (size_t)(colon - host));
    const long port = strtol(colon + 1, &end, 10);
    out->port = (int)port;
    return end != colon + 1 && *end == '\0' && port > 0 && port <= 65535;
}

static void set_up(CURL *handle, const struct syslog_target *target, char *error)
{
    char url[SYSLOG_HOST_SIZE + 32];
    (void)snprintf(url, sizeof url, "%s://%s:%d", target->plain ? "http" : "https", target->host, target->port);
    (void)curl_easy_setopt(handle, CURLOPT_URL, url);
    (void)curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L); /* the connection, without a request */
    (void)curl_easy_setopt(handle, CURLOPT_SSL_ENABLE_ALPN, 0L);
    (void)curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    (void)curl_easy_setopt(handle, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
    if (target->ca_file)
        (void)curl_easy_setopt(handle, CURLOPT_CAINFO, target->ca_file);
}

enum gh_status syslog_client_open(const struct syslog_target *target, struct syslog_client **out,
                                  char error[static SYSLOG_ERROR_SIZE])
{
    char words[CURL_ERROR_SIZE] = "";
    struct syslog_client *client = calloc(1, sizeof *client);
    *out = client;
    error[0] = '\0';
    if (!client || !(client->handle = curl_easy_init()))
        return GH_NO_MEMORY;
    set_up(client->handle, target, words);
    CURLcode code = curl_easy_perform(client->handle);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(client->handle, CURLINFO_ACTIVESOCKET, &client->socket);
    (void)curl_easy_setopt(client->handle, CURLOPT_ERRORBUFFER, NULL);
    if (code == CURLE_OK && client->socket != CURL_SOCKET_BAD)
        return GH_OK;
    (void)snprintf(error, SYSLOG_ERROR_SIZE, "%.150s", words[0] ? words : curl_easy_strerror(code));
    return GH_UNAVAILABLE;
}

static enum gh_status send_all(struct syslog_client *client, const char *data, size_t len)
{
    while (len > 0) {
        struct pollfd line = {.fd = client->socket, .events = POLLOUT};
        size_t sent = 0;
        CURLcode code = curl_easy_send(client->handle, data, len, &sent);
        if (code == CURLE_AGAIN && poll(&line, 1, SEND_WAIT_MS) == 1)
            continue;
        if (code != CURLE_OK)
            return GH_UNAVAILABLE;
        data += sent;
        len -= sent;
    }
    return GH_OK;
}

enum gh_status syslog_client_send(struct syslog_client *client, struct bytes message)
{
    char length[24];
    const int digits = snprintf(length, sizeof length, "%zu ", message.len);
    enum gh_status status = send_all(client, length, (size_t)digits);
    return status ? status : send_all(client, (const char *)message.data, message.len);
}

/* A collector says nothing, so anything but "nothing to read" means that it has closed the connection. */
static bool is_open(struct syslog_client *client)
{
    char unread[64];
    size_t got = 0;
    CURLcode code;
    do
        code = curl_easy_recv(client->handle, unread, sizeof unread, &got);
    while (code == CURLE_OK && got > 0);
    return code == CURLE_AGAIN;
}

enum gh_status syslog_client_settled(struct syslog_client *client, int wait_ms)
{
    const struct timespec step = {.tv_nsec = SETTLE_STEP_MS * 1000000L};
    int unacknowledged = 0;
    for (;; wait_ms -= SETTLE_STEP_MS) {
        if (!is_open(client) || ioctl(client->socket, SIOCOUTQ, &unacknowledged) != 0)
            return GH_UNAVAILABLE;
        if (unacknowledged == 0)
            return GH_OK;
        if (wait_ms <= 0)
            return GH_UNAVAILABLE;
        (void)nanosleep(&step, NULL);
    }
}

void syslog_client_close(struct syslog_client *client)
{
    if (!client)
        return;
    if (client->handle)
        curl_easy_cleanup(client->handle);
    free(client);
}
