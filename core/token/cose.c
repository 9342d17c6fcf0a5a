#include "token/cose.h"

#include <sodium.h>
#include <string.h>

#include "token/cbor.h"

enum { COSE_TAG_SIGN1 = 18, HEADER_ALG = 1, HEADER_KID = 4, ALG_EDDSA = -8 };

#define PROTECTED_LEN (1 + 2 + 2 + KID_LEN)
#define SIG_STRUCTURE_MAX (32 + PROTECTED_LEN + COSE_PAYLOAD_MAX)

static void put_protected(struct writer *w, const uint8_t kid[static KID_LEN])
{
    cbor_put_head(w, CBOR_MAP, 2);
    cbor_put_int(w, HEADER_ALG);
    cbor_put_int(w, ALG_EDDSA);
    cbor_put_int(w, HEADER_KID);
    cbor_put_bytes(w, BYTES(kid, KID_LEN));
}

static enum gh_status take_count(struct cursor *c, enum cbor_major major, uint64_t count)
{
    uint64_t found;
    enum gh_status status = cbor_take_expected(c, major, &found);
    if (status)
        return status;
    return found == count ? GH_OK : GH_UNSUPPORTED;
}

static enum gh_status take_known_int(struct cursor *c, int64_t known)
{
    int64_t found;
    enum gh_status status = cbor_take_int(c, &found);
    if (status)
        return status;
    return found == known ? GH_OK : GH_UNSUPPORTED;
}

static enum gh_status parse_protected(struct bytes header, uint8_t kid[static KID_LEN])
{
    struct cursor c = cursor_over(header);
    struct bytes found;
    enum gh_status status;
    if ((status = take_count(&c, CBOR_MAP, 2)) || (status = take_known_int(&c, HEADER_ALG)) ||
        (status = take_known_int(&c, ALG_EDDSA)) || (status = take_known_int(&c, HEADER_KID)) ||
        (status = cbor_take_bytes(&c, &found)))
        return status;
    if (found.len != KID_LEN)
        return GH_UNSUPPORTED;
    if (c.left != 0)
        return GH_MALFORMED;
    memcpy(kid, found.data, KID_LEN);
    return GH_OK;
}

enum gh_status cose_sign1_parse(struct bytes message, struct cose_sign1 *out)
{
    struct cursor c = cursor_over(message);
    struct cose_sign1 parsed;
    struct bytes header;
    enum gh_status status;
    if ((status = take_count(&c, CBOR_TAG, COSE_TAG_SIGN1)) || (status = take_count(&c, CBOR_ARRAY, 4)) ||
        (status = cbor_take_bytes(&c, &header)) || (status = parse_protected(header, parsed.kid)) ||
        (status = take_count(&c, CBOR_MAP, 0)) || (status = cbor_take_bytes(&c, &parsed.payload)) ||
        (status = cbor_take_bytes(&c, &parsed.signature)))
        return status;
    if (parsed.signature.len != COSE_SIGNATURE_LEN || c.left != 0)
        return GH_MALFORMED;
    if (parsed.payload.len > COSE_PAYLOAD_MAX)
        return GH_TOO_LONG;
    *out = parsed;
    return GH_OK;
}

/* What is signed (RFC 9052 4.4): ["Signature1", protected, external data (none), payload]. */
static struct bytes sig_structure(uint8_t buffer[static SIG_STRUCTURE_MAX], const uint8_t kid[static KID_LEN],
                                  struct bytes payload)
{
    uint8_t header[PROTECTED_LEN];
    struct writer h = writer_over(header, sizeof header);
    put_protected(&h, kid);
    struct writer w = writer_over(buffer, SIG_STRUCTURE_MAX);
    cbor_put_head(&w, CBOR_ARRAY, 4);
    cbor_put_text(&w, "Signature1");
    cbor_put_bytes(&w, writer_bytes(&h));
    cbor_put_bytes(&w, BYTES(NULL, 0));
    cbor_put_bytes(&w, payload);
    return writer_bytes(&w);
}

enum gh_status cose_sign1_verify(const struct cose_sign1 *message, const uint8_t public_key[static PUBLIC_KEY_LEN])
{
    uint8_t buffer[SIG_STRUCTURE_MAX];
    struct bytes covered = sig_structure(buffer, message->kid, message->payload);
    return crypto_sign_verify_detached(message->signature.data, covered.data, covered.len, public_key) == 0
               ? GH_OK
               : GH_BAD_SIGNATURE;
}

enum gh_status cose_sign1_sign(struct bytes payload, const uint8_t kid[static KID_LEN],
                               const uint8_t secret_key[static SECRET_KEY_LEN], struct writer *out)
{
    if (payload.len > COSE_PAYLOAD_MAX)
        return GH_TOO_LONG;
    uint8_t buffer[SIG_STRUCTURE_MAX], signature[COSE_SIGNATURE_LEN];
    struct bytes covered = sig_structure(buffer, kid, payload);
    if (crypto_sign_detached(signature, NULL, covered.data, covered.len, secret_key) != 0)
        return GH_IO;
    uint8_t header[PROTECTED_LEN];
    struct writer h = writer_over(header, sizeof header);
    put_protected(&h, kid);
    struct writer w = *out;
    cbor_put_head(&w, CBOR_TAG, COSE_TAG_SIGN1);
    cbor_put_head(&w, CBOR_ARRAY, 4);
    cbor_put_bytes(&w, writer_bytes(&h));
    cbor_put_head(&w, CBOR_MAP, 0);
    cbor_put_bytes(&w, payload);
    cbor_put_bytes(&w, BYTES(signature, sizeof signature));
    if (w.overflow)
        return GH_TOO_LONG;
    *out = w;
    return GH_OK;
}
