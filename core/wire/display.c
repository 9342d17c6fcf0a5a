/* Inner form, before sealing: version, sex, each text as a length byte and its bytes, then zeros up to a size class. */
#include "wire/display.h"

#include <sodium.h>
#include <string.h>

#include "wire/text.h"

#define DISPLAY_FORM 1
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define OVERHEAD (NONCE_LEN + TAG_LEN)
#define AD_LEN (UUID_LEN + 8)

/* Sealed sizes. Ordinary passes fit the first; the second has room for the longest fields. */
static const size_t size_classes[] = {256, WIRE_DISPLAY_MAX};
#define CLASS_COUNT (sizeof(size_classes) / sizeof(size_classes[0]))
#define INNER_MAX (WIRE_DISPLAY_MAX - OVERHEAD)

static const struct field {
    size_t offset, size;
} fields[] = {
#define FIELD(name)                                                                                                    \
    {                                                                                                                  \
        offsetof(struct display, name), sizeof(((struct display *)0)->name)                                            \
    }
    FIELD(name), FIELD(id_tail), FIELD(plate), FIELD(unit_zh), FIELD(unit_en), FIELD(purpose), FIELD(host),
};
#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

static bool sex_ok(char sex)
{
    return sex == 'M' || sex == 'F' || sex == 0;
}

static void additional_data(const struct uuid *pass_id, uint64_t version, uint8_t out[static AD_LEN])
{
    struct writer w = writer_over(out, AD_LEN);
    writer_put(&w, BYTES(pass_id->b, UUID_LEN));
    writer_put_uint(&w, 8, version);
}

static enum gh_status pack(const struct display *display, struct writer *w)
{
    if (!sex_ok(display->sex))
        return GH_MALFORMED;
    writer_put_u8(w, DISPLAY_FORM);
    writer_put_u8(w, (uint8_t)display->sex);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const char *text = (const char *)display + fields[i].offset;
        size_t len = strnlen(text, fields[i].size);
        if (len == fields[i].size)
            return GH_TOO_LONG;
        if (!wire_text_ok(BYTES(text, len)))
            return GH_MALFORMED;
        writer_put_u8(w, (uint8_t)len);
        writer_put(w, BYTES(text, len));
    }
    return w->overflow ? GH_TOO_LONG : GH_OK;
}

static enum gh_status unpack(struct bytes inner, struct display *out)
{
    struct cursor c = cursor_over(inner);
    uint8_t form, sex;
    if (cursor_take_u8(&c, &form) || form != DISPLAY_FORM)
        return GH_UNSUPPORTED;
    if (cursor_take_u8(&c, &sex) || !sex_ok((char)sex))
        return GH_MALFORMED;
    out->sex = (char)sex;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        uint8_t len;
        struct bytes text;
        if (cursor_take_u8(&c, &len) || cursor_take(&c, len, &text) || len >= fields[i].size || !wire_text_ok(text))
            return GH_MALFORMED;
        if (len > 0)
            memcpy((char *)out + fields[i].offset, text.data, len);
    }
    return c.left == 0 || sodium_is_zero(c.at, c.left) ? GH_OK : GH_MALFORMED;
}

static size_t class_for(size_t inner_len)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (inner_len <= size_classes[i] - OVERHEAD)
            return size_classes[i];
    }
    return 0; /* unreachable: pack() stops at INNER_MAX */
}

static bool is_class(size_t sealed_len)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (sealed_len == size_classes[i])
            return true;
    }
    return false;
}

enum gh_status display_seal(const struct display *display, const uint8_t key[static DATA_KEY_LEN],
                            const struct uuid *pass_id, uint64_t version, uint8_t *out, size_t *out_len)
{
    uint8_t inner[INNER_MAX] = {0};
    uint8_t ad[AD_LEN];
    struct writer w = writer_over(inner, sizeof(inner));
    enum gh_status status = pack(display, &w);
    if (!status) {
        size_t sealed_len = class_for(w.len);
        additional_data(pass_id, version, ad);
        randombytes_buf(out, NONCE_LEN);
        crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_LEN, NULL, inner, sealed_len - OVERHEAD, ad, sizeof(ad),
                                                   NULL, out, key);
        *out_len = sealed_len;
    }
    sodium_memzero(inner, sizeof(inner));
    return status;
}

enum gh_status display_open(struct bytes sealed, const uint8_t key[static DATA_KEY_LEN], const struct uuid *pass_id,
                            uint64_t version, struct display *out)
{
    if (!is_class(sealed.len))
        return GH_MALFORMED;
    uint8_t inner[INNER_MAX];
    uint8_t ad[AD_LEN];
    struct display display;
    memset(&display, 0, sizeof(display));
    additional_data(pass_id, version, ad);
    enum gh_status status = GH_BAD_SIGNATURE;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(inner, NULL, NULL, sealed.data + NONCE_LEN, sealed.len - NONCE_LEN,
                                                   ad, sizeof(ad), sealed.data, key) == 0)
        status = unpack(BYTES(inner, sealed.len - OVERHEAD), &display);
    if (!status)
        *out = display;
    sodium_memzero(inner, sizeof(inner));
    sodium_memzero(&display, sizeof(display));
    return status;
}
