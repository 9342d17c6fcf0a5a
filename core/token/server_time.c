#include "token/server_time.h"

#include <sodium.h>
#include <string.h>

#include "token/cbor.h"
#include "token/cose.h"

enum { CLAIM_WHAT = 1, CLAIM_AT = 6, CLAIM_NONCE = 7 };
#define WHAT "time"
#define PAYLOAD_MAX 48
#define SECONDS_MAX INT64_C(253402300799) /* the end of the year 9999 */

static struct bytes write_payload(uint8_t buffer[static PAYLOAD_MAX], int64_t seconds,
                                  const uint8_t nonce[static SERVER_TIME_NONCE_LEN])
{
    struct writer w = writer_over(buffer, PAYLOAD_MAX);
    cbor_put_head(&w, CBOR_MAP, 3);
    cbor_put_int(&w, CLAIM_WHAT);
    cbor_put_text(&w, WHAT);
    cbor_put_int(&w, CLAIM_AT);
    cbor_put_int(&w, seconds);
    cbor_put_int(&w, CLAIM_NONCE);
    cbor_put_bytes(&w, BYTES(nonce, SERVER_TIME_NONCE_LEN));
    return writer_bytes(&w);
}

enum gh_status server_time_sign(tick now, const uint8_t nonce[static SERVER_TIME_NONCE_LEN],
                                const uint8_t kid[static KID_LEN], const uint8_t secret_key[static SECRET_KEY_LEN],
                                char text[static SERVER_TIME_TEXT_MAX])
{
    uint8_t payload[PAYLOAD_MAX], message[SERVER_TIME_BYTES_MAX];
    struct writer w = writer_over(message, sizeof message);
    enum gh_status status = cose_sign1_sign(write_payload(payload, tick_to_seconds(now), nonce), kid, secret_key, &w);
    if (status)
        return status;
    (void)sodium_bin2base64(text, SERVER_TIME_TEXT_MAX, w.data, w.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return GH_OK;
}

static enum gh_status read_payload(struct bytes payload, int64_t *seconds, struct bytes *nonce)
{
    struct cursor c = cursor_over(payload);
    uint64_t count;
    struct bytes what;
    enum gh_status status;
    if ((status = cbor_take_expected(&c, CBOR_MAP, &count)) || (status = cbor_take_key(&c, CLAIM_WHAT)))
        return status;
    if ((status = cbor_take_text(&c, &what)) || (status = cbor_take_key(&c, CLAIM_AT)) ||
        (status = cbor_take_int(&c, seconds)) || (status = cbor_take_key(&c, CLAIM_NONCE)) ||
        (status = cbor_take_bytes(&c, nonce)))
        return status;
    bool ours = count == 3 && c.left == 0 && bytes_equal(what, bytes_of_string(WHAT)) &&
                nonce->len == SERVER_TIME_NONCE_LEN && *seconds >= 0 && *seconds <= SECONDS_MAX;
    return ours ? GH_OK : GH_MALFORMED;
}

enum gh_status server_time_verify(struct bytes text, const struct keyset *keys,
                                  const uint8_t nonce[static SERVER_TIME_NONCE_LEN], tick *out)
{
    uint8_t message[SERVER_TIME_BYTES_MAX];
    struct bytes payload, found;
    int64_t seconds;
    enum gh_status status = keyset_open_text(keys, text, message, sizeof message, &payload);
    if (status || (status = read_payload(payload, &seconds, &found)))
        return status;
    if (sodium_memcmp(found.data, nonce, SERVER_TIME_NONCE_LEN) != 0)
        return GH_CONFLICT;
    *out = tick_from_seconds(seconds);
    return GH_OK;
}
