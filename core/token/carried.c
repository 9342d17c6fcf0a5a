#include "token/carried.h"

#include <sodium.h>
#include <string.h>

#include "token/cbor.h"
#include "token/cose.h"

enum {
    CLAIM_WHAT = 1,
    CLAIM_DEVICE = 2,
    CLAIM_AT = 6,
    CLAIM_DIGEST = 7,
    CLAIM_NUMBER = 8,
    CLAIM_JOURNAL = 9,
    CLAIM_FIRST = 10
};
enum { CLAIM_COUNT = 5, CLAIM_COUNT_WITH_JOURNAL = 7 };
#define PAYLOAD_MAX 128
#define SECONDS_MAX INT64_C(253402300799) /* the end of the year 9999 */

static const char *const what_names[] = {[CARRIED_SNAPSHOT] = "snapshot",
                                         [CARRIED_ENTRIES] = "entries",
                                         [CARRIED_APPLICATIONS] = "applications",
                                         [CARRIED_BOXES] = "boxes"};

static struct bytes write_payload(uint8_t buffer[static PAYLOAD_MAX], const struct carried_claims *claims)
{
    struct writer w = writer_over(buffer, PAYLOAD_MAX);
    cbor_put_head(&w, CBOR_MAP, claims->has_journal ? CLAIM_COUNT_WITH_JOURNAL : CLAIM_COUNT);
    cbor_put_int(&w, CLAIM_WHAT);
    cbor_put_text(&w, what_names[claims->what]);
    cbor_put_int(&w, CLAIM_DEVICE);
    cbor_put_bytes(&w, BYTES(claims->device.b, UUID_LEN));
    cbor_put_int(&w, CLAIM_AT);
    cbor_put_int(&w, tick_to_seconds(claims->at));
    cbor_put_int(&w, CLAIM_DIGEST);
    cbor_put_bytes(&w, BYTES(claims->digest, CARRIED_DIGEST_LEN));
    cbor_put_int(&w, CLAIM_NUMBER);
    cbor_put_int(&w, (int64_t)claims->number);
    if (claims->has_journal) {
        cbor_put_int(&w, CLAIM_JOURNAL);
        cbor_put_bytes(&w, BYTES(claims->journal, CARRIED_LABEL_LEN));
        cbor_put_int(&w, CLAIM_FIRST);
        cbor_put_int(&w, (int64_t)claims->first);
    }
    return writer_bytes(&w);
}

enum gh_status carried_sign(const struct carried_claims *claims, const uint8_t kid[static KID_LEN],
                            const uint8_t secret_key[static SECRET_KEY_LEN], char text[static CARRIED_TEXT_MAX])
{
    uint8_t payload[PAYLOAD_MAX], message[CARRIED_BYTES_MAX];
    struct writer w = writer_over(message, sizeof message);
    if (claims->number > INT64_MAX || claims->first > INT64_MAX)
        return GH_MALFORMED;
    enum gh_status status = cose_sign1_sign(write_payload(payload, claims), kid, secret_key, &w);
    if (status)
        return status;
    memcpy(text, CARRIED_MARK, sizeof CARRIED_MARK);
    (void)sodium_bin2base64(text + strlen(CARRIED_MARK), CARRIED_TEXT_MAX - strlen(CARRIED_MARK), w.data, w.len,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return GH_OK;
}

static enum gh_status take_what(struct cursor *c, enum carried_what *out)
{
    struct bytes what;
    enum gh_status status = cbor_take_text(c, &what);
    if (status)
        return status;
    for (int i = CARRIED_SNAPSHOT; i <= CARRIED_BOXES; i++)
        if (bytes_equal(what, bytes_of_string(what_names[i]))) {
            *out = (enum carried_what)i;
            return GH_OK;
        }
    return GH_MALFORMED;
}

static enum gh_status take_fixed(struct cursor *c, uint8_t *out, size_t len)
{
    struct bytes found;
    enum gh_status status = cbor_take_bytes(c, &found);
    if (!status && found.len != len)
        status = GH_MALFORMED;
    if (!status)
        memcpy(out, found.data, len);
    return status;
}

static enum gh_status read_journal(struct cursor *c, struct carried_claims *out)
{
    int64_t first;
    enum gh_status status;
    if ((status = cbor_take_key(c, CLAIM_JOURNAL)) || (status = take_fixed(c, out->journal, CARRIED_LABEL_LEN)) ||
        (status = cbor_take_key(c, CLAIM_FIRST)) || (status = cbor_take_int(c, &first)))
        return status;
    out->has_journal = true;
    out->first = (uint64_t)first;
    return first < 0 ? GH_MALFORMED : GH_OK;
}

static enum gh_status read_payload(struct bytes payload, struct carried_claims *out)
{
    struct cursor c = cursor_over(payload);
    uint64_t count;
    int64_t seconds, number;
    enum gh_status status;
    if ((status = cbor_take_expected(&c, CBOR_MAP, &count)) || (status = cbor_take_key(&c, CLAIM_WHAT)) ||
        (status = take_what(&c, &out->what)) || (status = cbor_take_key(&c, CLAIM_DEVICE)) ||
        (status = take_fixed(&c, out->device.b, UUID_LEN)) || (status = cbor_take_key(&c, CLAIM_AT)) ||
        (status = cbor_take_int(&c, &seconds)) || (status = cbor_take_key(&c, CLAIM_DIGEST)) ||
        (status = take_fixed(&c, out->digest, CARRIED_DIGEST_LEN)) || (status = cbor_take_key(&c, CLAIM_NUMBER)) ||
        (status = cbor_take_int(&c, &number)))
        return status;
    if (count == CLAIM_COUNT_WITH_JOURNAL && (status = read_journal(&c, out)))
        return status;
    if ((count != CLAIM_COUNT && !out->has_journal) || c.left != 0 || seconds < 0 || seconds > SECONDS_MAX ||
        number < 0)
        return GH_MALFORMED;
    out->at = tick_from_seconds(seconds);
    out->number = (uint64_t)number;
    return GH_OK;
}

enum gh_status carried_verify(struct bytes text, const struct keyset *keys, struct carried_claims *out)
{
    uint8_t message[CARRIED_BYTES_MAX];
    const size_t mark = strlen(CARRIED_MARK);
    struct bytes payload;
    struct carried_claims read = {0};
    if (text.len <= mark || memcmp(text.data, CARRIED_MARK, mark) != 0)
        return GH_MALFORMED;
    enum gh_status status =
        keyset_open_text(keys, BYTES(text.data + mark, text.len - mark), message, sizeof message, &payload);
    if (status)
        return status;
    if (read_payload(payload, &read))
        return GH_UNSUPPORTED;
    *out = read;
    return GH_OK;
}

void carried_keyset_of(const uint8_t public_key[static PUBLIC_KEY_LEN], struct keyset *out)
{
    memset(out, 0, sizeof *out);
    out->count = 1;
    kid_of_public_key(public_key, out->keys[0].kid);
    memcpy(out->keys[0].public_key, public_key, PUBLIC_KEY_LEN);
}
