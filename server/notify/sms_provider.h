/* A web SMS provider, described by a file: its address, the signing of requests, a body for each purpose, and how to
 * read its answer. assets/sms has files for Alibaba Cloud and Tencent Cloud.
 *
 *   [provider]                                [message]            ; for all purposes without a section
 *   name, url, content_type                   body = ...
 *   signing = none | hmac | acs3 | tc3        [message pass-issued]
 *   key_id, secret_file, action, version      body = ...
 *   header_1 to header_4 = Name: value
 *   accepted = text in every good answer
 *   refused = words of a permanent refusal, separated by |, may continue in indented lines
 *   reference = text before the provider's own number
 *
 * A body may contain {mobile} ("13800138000", "+85291234567"), {digits} (the same without '+'), {e164}
 * ("+8613800138000"), {text}, {link} (the first link in the text), {code} (the part after its last slash), {id} and
 * {purpose}; and where the message has them {name}, {day} ("11月29日"), {periods}, {gate} and {host}. Filters apply in
 * order: |1-6 keeps characters 1 to 6, |json and |url escape, as in {code|1-6|json|url}. A body may continue in
 * indented lines. Providers in China only send approved templates with short variables, hence {code} and its parts.
 * [message pass-issued en] is for English messages; without it they use [message pass-issued]. */
#ifndef GH_SERVER_NOTIFY_SMS_PROVIDER_H
#define GH_SERVER_NOTIFY_SMS_PROVIDER_H

#include "notify/channel.h"
#include "notify/request_signing.h"
#include "os/clock.h"

#define PROVIDER_HEADERS_MAX 4
#define PROVIDER_MESSAGES_MAX 16
#define PROVIDER_BODY_MAX 1024
#define PROVIDER_FAULT_SIZE 160

struct sms_provider {
    char name[32], url[512], content_type[96], key_id[128], secret[256], action[64], version[32];
    char headers[PROVIDER_HEADERS_MAX][256];
    char accepted[96], refused[1024], reference[64];
    enum signing_scheme scheme;
    struct provider_message {
        char purpose[32]; /* "": all other purposes */
        char body[PROVIDER_BODY_MAX];
    } messages[PROVIDER_MESSAGES_MAX];
    size_t message_count;
    char host[256], path[256], query[256]; /* parts of url */
    struct http_client client;
    struct os_clock clock;
};

/* Reads and checks the file and the file of its secret. `client` and `clock` stay unchanged. On failure *out is wiped,
 * and `fault` names the line and the correction. GH_MALFORMED: a fault in the file. GH_NOT_FOUND: the file can't be
 * read. */
enum gh_status GH_MUST_USE sms_provider_read(const char *path, struct sms_provider *out,
                                             char fault[static PROVIDER_FAULT_SIZE]);
/* Builds the body for a message. GH_NOT_FOUND: no body for its purpose. GH_MALFORMED: an unknown {word}. GH_TOO_LONG:
 * `out` is too small. */
enum gh_status GH_MUST_USE sms_provider_body(const struct sms_provider *provider, const struct channel_message *message,
                                             char *out, size_t size);
/* Returns the channel of a provider. Borrows `provider`. */
struct channel channel_provider(struct sms_provider *provider);

#endif
