/* An SMS provider on the web, by a file that says what it wants: its address, how requests are signed, a body for each
 * purpose, and how to read its answer. assets/sms has files for Alibaba Cloud and Tencent Cloud.
 *
 *   [provider]                                [message]            ; for every purpose that has no section of its own
 *   name, url, content_type                   body = ...
 *   signing = none | hmac | acs3 | tc3        [message pass-issued]
 *   key_id, secret_file, action, version      body = ...
 *   header_1 to header_4 = Name: value
 *   accepted = text that a good answer has
 *   refused = words | for good, in lines that are indented too
 *   reference = text before its own number
 *
 * In a body stand {mobile} ("13800138000", "+85291234567"), {digits} (the same without '+'), {e164} ("+8613800138000"),
 * {text}, {link} (the first one in the text), {code} (what follows its last slash), {id} and {purpose}. Filters follow
 * in that order: |1-6 keeps the characters 1 to 6, |json and |url escape, as in {code|1-6|json|url}. A body goes on in
 * lines that are indented. Providers of China send approved templates with short variables only, hence {code} and its
 * parts. */
#ifndef GH_SERVER_NOTIFY_SMS_PROVIDER_H
#define GH_SERVER_NOTIFY_SMS_PROVIDER_H

#include "notify/channel.h"
#include "notify/request_signing.h"
#include "os/clock.h"

#define PROVIDER_HEADERS_MAX 4
#define PROVIDER_MESSAGES_MAX 12
#define PROVIDER_BODY_MAX 1024
#define PROVIDER_FAULT_SIZE 160

struct sms_provider {
    char name[32], url[512], content_type[96], key_id[128], secret[256], action[64], version[32];
    char headers[PROVIDER_HEADERS_MAX][256];
    char accepted[96], refused[1024], reference[64];
    enum signing_scheme scheme;
    struct provider_message {
        char purpose[32]; /* "": every other one */
        char body[PROVIDER_BODY_MAX];
    } messages[PROVIDER_MESSAGES_MAX];
    size_t message_count;
    char host[256], path[256], query[256]; /* of url */
    struct http_client client;
    struct os_clock clock;
};

/* Reads and checks the file, and the secret from its own. On error *out is wiped, and fault says line and what to mend.
 * GH_MALFORMED, GH_NOT_FOUND. client and clock stay as they are. */
enum gh_status GH_MUST_USE sms_provider_read(const char *path, struct sms_provider *out,
                                             char fault[static PROVIDER_FAULT_SIZE]);
/* The body for a message. GH_NOT_FOUND: none for its purpose; GH_TOO_LONG; GH_MALFORMED: an unknown {word}. */
enum gh_status GH_MUST_USE sms_provider_body(const struct sms_provider *provider, const struct channel_message *message,
                                             char *out, size_t size);
struct channel channel_provider(struct sms_provider *provider);

#endif
