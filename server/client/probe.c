/* Probes through libcurl. */
#include "client/probe.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#define CONNECT_TIMEOUT_MS 5000L

static enum probe_outcome outcome_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return PROBE_REACHED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return PROBE_NO_NAME;
    case CURLE_COULDNT_CONNECT:
        return PROBE_NO_CONNECTION;
    case CURLE_OPERATION_TIMEDOUT:
        return PROBE_TIMED_OUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
        return PROBE_NO_TLS;
    case CURLE_PEER_FAILED_VERIFICATION:
        return PROBE_CERTIFICATE;
    case CURLE_LOGIN_DENIED:
        return PROBE_SIGN_IN;
    default:
        return PROBE_OTHER;
    }
}

/* The first certificate is the host's own. */
static tick end_of_certificate(CURL *handle)
{
    static const char key[] = "Expire date:";
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &info) != CURLE_OK || !info || info->num_of_certs < 1)
        return 0;
    for (const struct curl_slist *line = info->certinfo[0]; line; line = line->next)
        if (strncmp(line->data, key, sizeof key - 1) == 0) {
            const time_t at = curl_getdate(line->data + sizeof key - 1, NULL);
            return at > 0 ? tick_from_seconds(at) : 0;
        }
    return 0;
}

static CURL *begin(const char *url, const char *protocols, const char *ca_file)
{
    CURL *handle = curl_easy_init();
    if (!handle)
        return NULL;
    (void)curl_easy_setopt(handle, CURLOPT_URL, url);
    (void)curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, protocols);
    (void)curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_CERTINFO, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)PROBE_TIMEOUT_MS);
    if (ca_file)
        (void)curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file);
    return handle;
}

static void finish(CURL *handle, struct probe *out)
{
    const CURLcode code = handle ? curl_easy_perform(handle) : CURLE_OUT_OF_MEMORY;
    out->outcome = outcome_of(code);
    out->ends_at = handle ? end_of_certificate(handle) : 0;
    (void)snprintf(out->error, sizeof out->error, "%s", code == CURLE_OK ? "" : curl_easy_strerror(code));
    curl_easy_cleanup(handle);
}

void probe_web(const char *url, const char *ca_file, struct probe *out)
{
    struct probe again;
    CURL *handle = begin(url, "http,https", ca_file);
    if (handle)
        (void)curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
    finish(handle, out);
    if (out->outcome != PROBE_CERTIFICATE)
        return;
    /* Only to read when the certificate ends. */
    if ((handle = begin(url, "https", NULL))) {
        (void)curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
        (void)curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
        (void)curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    finish(handle, &again);
    out->ends_at = again.ends_at;
}

static size_t drop(char *data, size_t size, size_t count, void *context)
{
    (void)data;
    (void)context;
    return size * count;
}

void probe_mail(const struct smtp_server *server, struct probe *out)
{
    CURL *handle = begin(server->url, "smtp,smtps", server->ca_file);
    if (handle) {
        (void)curl_easy_setopt(handle, CURLOPT_USE_SSL,
                               (long)(smtp_needs_tls(server) ? CURLUSESSL_ALL : CURLUSESSL_TRY));
        (void)curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "NOOP");
        (void)curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
    }
    if (handle && server->user[0]) {
        (void)curl_easy_setopt(handle, CURLOPT_USERNAME, server->user);
        (void)curl_easy_setopt(handle, CURLOPT_PASSWORD, server->password);
    }
    finish(handle, out);
}
