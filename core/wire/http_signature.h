/* HTTP Message Signatures (RFC 9421) with ed25519, and Content-Digest (RFC 9530): how a booth signs its requests and
 * the server checks them.
 *
 * The caller names the components of the signature base. Header fields are read strictly, as one member of a
 * dictionary (RFC 8941) whose items have no parameters. Other algorithms, component parameters and forms are
 * GH_UNSUPPORTED. Pure: the caller checks time and nonces. */
#ifndef GH_WIRE_HTTP_SIGNATURE_H
#define GH_WIRE_HTTP_SIGNATURE_H

#include "base/bytes.h"
#include "base/tick.h"
#include "token/keyset.h"

#define HTTP_COMPONENTS_MAX 12
#define HTTP_LABEL "device"     /* of signatures that are made here */
#define HTTP_NONCE_LEN 16       /* bytes of nonces that are made here */
#define HTTP_NONCE_TEXT 22      /* their base64url, without padding and NUL */
#define HTTP_KEYID_MAX 80       /* with NUL */
#define HTTP_INPUT_MAX 512      /* characters of a Signature-Input field that is read or written, with NUL */
#define HTTP_SIGNATURE_TEXT 104 /* of a Signature field that is written, with NUL */
#define HTTP_DIGEST_TEXT 56     /* of a Content-Digest field that is written, with NUL */
#define HTTP_BASE_MAX 2048      /* bytes of a signature base */
#define HTTP_SIGNATURE_LEN 64

/* A component and its value: a derived one ("@method") or a field in lower case ("content-type"). Both borrowed. */
struct http_component {
    struct bytes name, value;
};

/* A parsed Signature-Input; everything is borrowed from the field. */
struct http_signature_input {
    struct bytes components[HTTP_COMPONENTS_MAX]; /* names, in the order of the signature base */
    size_t component_count;
    struct bytes params; /* from the bracket on, as it stands in the signature base */
    struct bytes keyid, nonce, alg;
    int64_t created, expires; /* seconds; 0 when absent */
};

/* Finds the member `label` of a Signature-Input field. GH_NOT_FOUND: no such member; GH_MALFORMED; GH_UNSUPPORTED;
 * GH_TOO_LONG over HTTP_INPUT_MAX - 1 or HTTP_COMPONENTS_MAX. */
enum gh_status GH_MUST_USE http_signature_input_parse(struct bytes field, const char *label,
                                                      struct http_signature_input *out);
/* Decodes the member `label` of a Signature field. Statuses as above. */
enum gh_status GH_MUST_USE http_signature_parse(struct bytes field, const char *label,
                                                uint8_t out[static HTTP_SIGNATURE_LEN]);

/* Builds the signature base (RFC 9421 2.5) of the components that input names, with their values from known.
 * GH_NOT_FOUND: one of them is not among known; GH_MALFORMED: a value with a line break, or a component named twice;
 * GH_TOO_LONG. */
enum gh_status GH_MUST_USE http_signature_base(const struct http_signature_input *input,
                                               const struct http_component *known, size_t count, struct writer *out);

/* Checks one member whole: parse, base, Ed25519. GH_BAD_SIGNATURE when it does not verify; else as the parts. An
 * alg other than "ed25519" is GH_UNSUPPORTED, an absent one is fine (RFC 9421 3.2: the key says it). The caller checks
 * which components are covered, created and nonce. */
enum gh_status GH_MUST_USE http_signature_verify(const struct http_signature_input *input, struct bytes signature_field,
                                                 const char *label, const struct http_component *known, size_t count,
                                                 const uint8_t public_key[static PUBLIC_KEY_LEN]);

/* Returns whether every name of the list is among the covered components. */
bool http_signature_covers(const struct http_signature_input *input, const char *const *names, size_t count);

struct http_signed {
    char input[HTTP_INPUT_MAX];          /* Signature-Input */
    char signature[HTTP_SIGNATURE_TEXT]; /* Signature */
    char nonce[HTTP_NONCE_TEXT + 1];     /* as it stands in the input */
};
/* Signs all components in their order with label HTTP_LABEL. created: whole seconds are used. */
enum gh_status GH_MUST_USE http_signature_sign(const struct http_component *components, size_t count, tick created,
                                               const uint8_t nonce[static HTTP_NONCE_LEN], const char *keyid,
                                               const uint8_t secret_key[static SECRET_KEY_LEN],
                                               struct http_signed *out);

/* "sha-256=:…:" (RFC 9530 2). */
void http_digest(struct bytes body, char out[static HTTP_DIGEST_TEXT]);
/* Compares each sha-256 and sha-512 of the field with the body's. GH_BAD_SIGNATURE: one differs. GH_NOT_FOUND: the
 * field has neither. GH_MALFORMED. */
enum gh_status GH_MUST_USE http_digest_check(struct bytes field, struct bytes body);

#endif
