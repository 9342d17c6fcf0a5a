/* Signs HTTPS requests as SMS providers require: with a shared secret, over the request and its time.
 *
 * acs3: Alibaba Cloud, "Request syntax and signature method V3" (ACS3-HMAC-SHA256).
 * tc3:  Tencent Cloud, "Signature method v3" (TC3-HMAC-SHA256).
 * hmac: for a private gateway. X-Signature: hex(HMAC-SHA256(secret, time "\n" nonce "\n" body)). */
#ifndef GH_SERVER_NOTIFY_REQUEST_SIGNING_H
#define GH_SERVER_NOTIFY_REQUEST_SIGNING_H

#include "base/bytes.h"
#include "base/tick.h"

enum signing_scheme { SIGNING_NONE = 0, SIGNING_HMAC, SIGNING_ACS3, SIGNING_TC3, SIGNING_COUNT };

#define SIGNING_FIELDS_MAX 8
#define SIGNING_FIELD_SIZE 512
#define SIGNING_NONCE_SIZE 33 /* 32 hexadecimal digits with NUL */

struct signing_input {
    enum signing_scheme scheme;
    const char *key_id, *secret;
    const char *method, *host, *path, *query; /* query: without the question mark, in the provider's canonical order */
    const char *content_type;                 /* "" for none */
    const char *action, *version;             /* of the provider's API: "SendSms", "2017-05-25" */
    struct bytes body;
    tick now;
    const char *nonce; /* must never repeat */
};

/* The header fields to send, each as "Name: value". */
struct signing_fields {
    char field[SIGNING_FIELDS_MAX][SIGNING_FIELD_SIZE];
    size_t count;
};

/* Parses the scheme's name in a provider's file, such as "acs3". GH_NOT_FOUND: unknown name. */
enum gh_status GH_MUST_USE signing_scheme_from_name(const char *name, enum signing_scheme *out);
/* Signs a request: fills `out` with the header fields that carry the signature. GH_TOO_LONG: a field does not fit. */
enum gh_status GH_MUST_USE request_sign(const struct signing_input *input, struct signing_fields *out);

#endif
