/* The envelope of WeCom's callbacks: signature and encryption (developer.work.weixin.qq.com, document 90968,
 * "加解密方案说明"). Pure.
 *
 * AES-256-CBC with the first 16 bytes of the key as IV, over: 16 random bytes, length of the message (4 bytes,
 * big-endian), message, receiver; padded to a multiple of 32 bytes (PKCS #7). WeCom prescribes SHA-1 and this order:
 * who does not know the token gets no ciphertext decrypted, so that the padding tells nothing. */
#ifndef GH_SERVER_WECOM_ENVELOPE_H
#define GH_SERVER_WECOM_ENVELOPE_H

#include "base/bytes.h"

#define WECOM_CORP_SIZE 65
#define WECOM_TOKEN_SIZE 33   /* 3 to 32 letters and digits */
#define WECOM_AES_TEXT_LEN 43 /* letters and digits of an EncodingAESKey */
#define WECOM_AES_SIZE (WECOM_AES_TEXT_LEN + 1)
#define WECOM_AES_LEN 32
#define WECOM_ENCRYPTED_MAX 8192 /* base64; an event has about 1,000 */

/* What WeCom and this server agree on. */
struct wecom_envelope {
    char token[WECOM_TOKEN_SIZE];
    char receiver[WECOM_CORP_SIZE]; /* the CorpID, for an application of the enterprise's own */
    uint8_t key[WECOM_AES_LEN];     /* wiped by the owner */
};

/* What came in a callback's query, and in `Encrypt` or `echostr`. Borrowed. */
struct wecom_sealed {
    const char *signature, *timestamp, *nonce; /* NULL: not given */
    struct bytes encrypted;                    /* base64 */
};

/* Reads an EncodingAESKey: base64 without its "=". GH_MALFORMED: not 43 characters of base64. */
enum gh_status GH_MUST_USE wecom_key_read(const char *text, uint8_t out[static WECOM_AES_LEN]);

/* Checks the signature and opens the message into `out`, with a NUL that `size` counts. GH_BAD_SIGNATURE: another
 * token, or altered. GH_MALFORMED: not base64, padding or lengths that do not fit. GH_DENIED: for another receiver.
 * GH_TOO_LONG: over WECOM_ENCRYPTED_MAX, or `out` is too small. */
enum gh_status GH_MUST_USE wecom_envelope_open(const struct wecom_envelope *envelope, const struct wecom_sealed *sealed,
                                               char *out, size_t size, size_t *len);

#endif
