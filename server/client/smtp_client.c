/* Sends one message through libcurl and judges the server's reply. */
#include "client/smtp_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/plain_call.h"

#define CONNECT_TIMEOUT_MS 5000L
#define TIMEOUT_MS 30000L

struct source {
    struct bytes left;
};

static size_t give(char *buffer, size_t size, size_t count, void *context)
{
    struct source *source = context;
    size_t room = size * count, take = source->left.len < room ? source->left.len : room;
    memcpy(buffer, source->left.data, take);
    source->left.data += take;
    source->left.len -= take;
    return take;
}

bool smtp_needs_tls(const struct smtp_server *server)
{
    return server->user[0] || !plain_call_allowed(url_host(server->url), server->without_tls);
}

static void set_up(CURL *handle, const struct smtp_server *server, struct source *source)
{
    (void)curl_easy_setopt(handle, CURLOPT_URL, server->url);
    (void)curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    (void)curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)(smtp_needs_tls(server) ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    (void)curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
    (void)curl_easy_setopt(handle, CURLOPT_READDATA, source);
    (void)curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)source->left.len);
    if (server->user[0]) {
        (void)curl_easy_setopt(handle, CURLOPT_USERNAME, server->user);
        (void)curl_easy_setopt(handle, CURLOPT_PASSWORD, server->password);
    }
    if (server->ca_file)
        (void)curl_easy_setopt(handle, CURLOPT_CAINFO, server->ca_file);
}

static enum smtp_outcome judge(CURLcode code, long reply, bool all_sent)
{
    bool ours = reply == 530 || reply == 534 || reply == 535 || code == CURLE_LOGIN_DENIED;
    if (code == CURLE_OK)
        return SMTP_TAKEN;
    if (reply >= 500 && !ours)
        return SMTP_REFUSED;
    if (reply >= 400 || ours || !all_sent)
        return SMTP_NOT_TAKEN;
    return SMTP_ANSWER_LOST;
}

enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct bytes message,
                            char error[static SMTP_ERROR_SIZE])
{
    struct source source = {message};
    long reply = 0;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    CURL *handle = curl_easy_init();
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (handle && recipients) {
        set_up(handle, server, &source);
        (void)curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from);
        (void)curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
        code = curl_easy_perform(handle);
        (void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
    }
    curl_slist_free_all(recipients);
    curl_easy_cleanup(handle);
    (void)snprintf(error, SMTP_ERROR_SIZE, "%s", code == CURLE_OK ? "" : curl_easy_strerror(code));
    return judge(code, reply, source.left.len == 0);
}
