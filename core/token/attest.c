#include "token/attest.h"

#include <sodium.h>
#include <string.h>

#include "token/cbor.h"
#include "token/cose.h"

enum {
    CLAIM_WHAT = 1,
    CLAIM_DEVICE,
    CLAIM_VERSION,
    CLAIM_NONCE,
    CLAIM_NUMBER,
    CLAIM_LEN,
    CLAIM_DIGEST,
    CLAIM_LINEAGE,
    CLAIM_FROM,
    CLAIM_TO,
    CLAIM_END
};
#define VERSION 1
#define PAYLOAD_MAX 172

_Static_assert(PAYLOAD_MAX + COSE_SIGN1_OVERHEAD <= ATTEST_BYTES_MAX, "what is signed fits");

static const char *what_name(enum attest_what what)
{
    return what == ATTEST_PIECE ? "piece" : "answer";
}

void attest_digest(struct bytes body, uint8_t out[static ATTEST_DIGEST_LEN])
{
    (void)crypto_hash_sha256(out, body.data, body.len); /* libsodium always returns 0 here */
}

static void put_number(struct writer *w, int64_t claim, uint64_t value)
{
    cbor_put_int(w, claim);
    cbor_put_head(w, CBOR_UINT, value);
}

static void put_fixed(struct writer *w, int64_t claim, const uint8_t *value, size_t len)
{
    cbor_put_int(w, claim);
    cbor_put_bytes(w, BYTES(value, len));
}

static struct bytes write_payload(uint8_t buffer[static PAYLOAD_MAX], const struct attest_claims *c)
{
    struct writer w = writer_over(buffer, PAYLOAD_MAX);
    bool piece = c->what == ATTEST_PIECE;
    cbor_put_head(&w, CBOR_MAP, piece ? CLAIM_END - CLAIM_WHAT : CLAIM_LINEAGE - CLAIM_WHAT);
    cbor_put_int(&w, CLAIM_WHAT);
    cbor_put_text(&w, what_name(c->what));
    put_fixed(&w, CLAIM_DEVICE, c->device.b, UUID_LEN);
    put_number(&w, CLAIM_VERSION, VERSION);
    put_fixed(&w, CLAIM_NONCE, c->nonce, sizeof c->nonce);
    put_number(&w, CLAIM_NUMBER, c->number);
    put_number(&w, CLAIM_LEN, c->len);
    put_fixed(&w, CLAIM_DIGEST, c->digest, sizeof c->digest);
    if (piece) {
        put_fixed(&w, CLAIM_LINEAGE, c->lineage, sizeof c->lineage);
        put_number(&w, CLAIM_FROM, c->from);
        put_number(&w, CLAIM_TO, c->to);
    }
    return writer_bytes(&w);
}

enum gh_status attest_sign(const struct attest_claims *claims, const uint8_t kid[static KID_LEN],
                           const uint8_t secret_key[static SECRET_KEY_LEN], char text[static ATTEST_TEXT_MAX])
{
    uint8_t payload[PAYLOAD_MAX], message[ATTEST_BYTES_MAX];
    struct writer w = writer_over(message, sizeof message);
    if (claims->number > INT64_MAX || claims->from > INT64_MAX || claims->to > INT64_MAX)
        return GH_MALFORMED;
    enum gh_status status = cose_sign1_sign(write_payload(payload, claims), kid, secret_key, &w);
    if (!status)
        (void)sodium_bin2base64(text, ATTEST_TEXT_MAX, w.data, w.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return status;
}

static enum gh_status take_fixed(struct cursor *values, int claim, uint8_t *out, size_t len)
{
    struct bytes found;
    enum gh_status status = cbor_take_bytes(&values[claim], &found);
    if (!status && found.len != len)
        status = GH_MALFORMED;
    if (!status)
        memcpy(out, found.data, len);
    return status;
}

static enum gh_status take_number(struct cursor *values, int claim, uint64_t *out)
{
    enum gh_status status = cbor_take_expected(&values[claim], CBOR_UINT, out);
    return status ? status : *out <= INT64_MAX ? GH_OK : GH_MALFORMED;
}

static enum gh_status take_what(struct cursor *values, enum attest_what *out)
{
    struct bytes what;
    enum gh_status status = cbor_take_text(&values[CLAIM_WHAT], &what);
    if (status)
        return status;
    *out = bytes_equal(what, bytes_of_string(what_name(ATTEST_PIECE))) ? ATTEST_PIECE : ATTEST_ANSWER;
    return bytes_equal(what, bytes_of_string(what_name(*out))) ? GH_OK : GH_MALFORMED;
}

static enum gh_status read_payload(struct bytes payload, struct attest_claims *out)
{
    struct cursor c = cursor_over(payload), values[CLAIM_END];
    struct attest_claims read = {0};
    uint64_t version;
    unsigned unknown = 0;
    enum gh_status status = cbor_take_members(&c, values, CLAIM_END, &unknown);
    if (status || (status = take_number(values, CLAIM_VERSION, &version)))
        return status;
    if (version != VERSION)
        return GH_UNSUPPORTED;
    if ((status = take_what(values, &read.what)) ||
        (status = take_fixed(values, CLAIM_DEVICE, read.device.b, UUID_LEN)) ||
        (status = take_fixed(values, CLAIM_NONCE, read.nonce, sizeof read.nonce)) ||
        (status = take_number(values, CLAIM_NUMBER, &read.number)) ||
        (status = take_number(values, CLAIM_LEN, &read.len)) ||
        (status = take_fixed(values, CLAIM_DIGEST, read.digest, sizeof read.digest)))
        return status;
    if (read.what == ATTEST_PIECE &&
        ((status = take_fixed(values, CLAIM_LINEAGE, read.lineage, sizeof read.lineage)) ||
         (status = take_number(values, CLAIM_FROM, &read.from)) || (status = take_number(values, CLAIM_TO, &read.to))))
        return status;
    /* One text for each set of claims: what is read must be all that stands there. */
    uint8_t again[PAYLOAD_MAX];
    if (!bytes_equal(write_payload(again, &read), payload))
        return GH_MALFORMED;
    *out = read;
    return GH_OK;
}

enum gh_status attest_verify(struct bytes text, const struct keyset *keys, struct attest_claims *out)
{
    uint8_t message[ATTEST_BYTES_MAX];
    struct bytes payload;
    enum gh_status status = keyset_open_text(keys, text, message, sizeof message, &payload);
    return status ? status : read_payload(payload, out);
}

bool attest_fits_answer(const struct attest_claims *claims, const struct uuid *device,
                        const uint8_t nonce[static ATTEST_NONCE_LEN], int status, struct bytes body)
{
    uint8_t digest[ATTEST_DIGEST_LEN];
    attest_digest(body, digest);
    return claims->what == ATTEST_ANSWER && uuid_equal(&claims->device, device) &&
           memcmp(claims->nonce, nonce, sizeof claims->nonce) == 0 && status >= 0 &&
           claims->number == (uint64_t)status && claims->len == body.len &&
           memcmp(claims->digest, digest, sizeof digest) == 0;
}

enum gh_status attest_keys_text(struct bytes signed_set, char out[static ATTEST_KEYS_TEXT_MAX])
{
    if (signed_set.len > KEYSET_BYTES_MAX)
        return GH_TOO_LONG;
    (void)sodium_bin2base64(out, ATTEST_KEYS_TEXT_MAX, signed_set.data, signed_set.len,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return GH_OK;
}

enum gh_status attest_keys_read(struct bytes text, const uint8_t root_public[static PUBLIC_KEY_LEN], struct bytes held,
                                struct keyset *out)
{
    uint8_t message[KEYSET_BYTES_MAX];
    size_t len = 0;
    const char *end = NULL;
    struct keyset before = {0};
    if (text.len == 0 ||
        sodium_base642bin(message, sizeof message, (const char *)text.data, text.len, NULL, &len, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != (const char *)text.data + text.len)
        return GH_MALFORMED;
    enum gh_status status = held.len > 0 ? keyset_verify(held, root_public, 0, &before) : GH_OK;
    if (!status)
        status = keyset_verify(BYTES(message, len), root_public, before.epoch, out);
    if (!status && held.len > 0 && out->epoch == before.epoch && !bytes_equal(held, BYTES(message, len)))
        status = GH_CONFLICT;
    return status;
}
