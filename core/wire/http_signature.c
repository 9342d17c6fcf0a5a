#include "wire/http_signature.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* ---- Structured fields (RFC 8941), as far as signatures need them ---- */

static void skip_blanks(struct cursor *c)
{
    while (c->left > 0 && (*c->at == ' ' || *c->at == '\t')) {
        c->at++;
        c->left--;
    }
}

static bool take_char(struct cursor *c, char wanted)
{
    if (c->left == 0 || *c->at != (uint8_t)wanted)
        return false;
    c->at++;
    c->left--;
    return true;
}

static bool is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* A key (RFC 8941 3.1.2). */
static enum gh_status take_key(struct cursor *c, struct bytes *out)
{
    const uint8_t *begin = c->at;
    if (c->left == 0 || !(is_lower(*begin) || *begin == '*'))
        return GH_MALFORMED;
    while (c->left > 0 && (is_lower(*c->at) || is_digit(*c->at) || strchr("_-.*", *c->at))) {
        c->at++;
        c->left--;
    }
    *out = BYTES(begin, (size_t)(c->at - begin));
    return GH_OK;
}

/* Takes the inside of a quoted string. Strings with an escape are refused. */
static enum gh_status take_string(struct cursor *c, struct bytes *out)
{
    if (!take_char(c, '"'))
        return GH_MALFORMED;
    const uint8_t *begin = c->at;
    while (c->left > 0 && *c->at != '"') {
        if (*c->at == '\\')
            return GH_UNSUPPORTED;
        if (*c->at < 0x20 || *c->at > 0x7e)
            return GH_MALFORMED;
        c->at++;
        c->left--;
    }
    *out = BYTES(begin, (size_t)(c->at - begin));
    return take_char(c, '"') ? GH_OK : GH_MALFORMED;
}

static enum gh_status take_integer(struct cursor *c, int64_t *out)
{
    enum { DIGITS_MAX = 15 }; /* RFC 8941 3.3.1 */
    int64_t value = 0;
    size_t digits = 0;
    while (c->left > 0 && is_digit(*c->at)) {
        if (++digits > DIGITS_MAX)
            return GH_MALFORMED;
        value = value * 10 + (*c->at - '0');
        c->at++;
        c->left--;
    }
    *out = value;
    return digits ? GH_OK : GH_MALFORMED;
}

/* The base64 between colons, still encoded. */
static enum gh_status take_byte_sequence(struct cursor *c, struct bytes *out)
{
    if (!take_char(c, ':'))
        return GH_MALFORMED;
    const uint8_t *end = c->left ? memchr(c->at, ':', c->left) : NULL;
    if (!end)
        return GH_MALFORMED;
    *out = BYTES(c->at, (size_t)(end - c->at));
    c->left -= out->len + 1;
    c->at = end + 1;
    return GH_OK;
}

static enum gh_status skip_parameter_value(struct cursor *c, struct bytes *text, int64_t *number)
{
    *text = BYTES(NULL, 0);
    if (c->left > 0 && *c->at == '"')
        return take_string(c, text);
    return take_integer(c, number);
}

static enum gh_status take_parameters(struct cursor *c, struct http_signature_input *in)
{
    while (take_char(c, ';')) {
        struct bytes name, text;
        int64_t number = 0;
        skip_blanks(c);
        enum gh_status status = take_key(c, &name);
        if (!status)
            status = take_char(c, '=') ? skip_parameter_value(c, &text, &number) : GH_UNSUPPORTED;
        if (status)
            return status;
        if (bytes_equal(name, bytes_of_string("created")))
            in->created = number;
        else if (bytes_equal(name, bytes_of_string("expires")))
            in->expires = number;
        else if (bytes_equal(name, bytes_of_string("keyid")))
            in->keyid = text;
        else if (bytes_equal(name, bytes_of_string("nonce")))
            in->nonce = text;
        else if (bytes_equal(name, bytes_of_string("alg")))
            in->alg = text;
    }
    return GH_OK;
}

/* ("@method" "@path");created=…;keyid="…" */
static enum gh_status take_input(struct cursor *c, struct http_signature_input *out)
{
    struct http_signature_input in = {0};
    const uint8_t *begin = c->at;
    if (!take_char(c, '('))
        return GH_MALFORMED;
    for (skip_blanks(c); !take_char(c, ')'); skip_blanks(c)) {
        if (in.component_count == HTTP_COMPONENTS_MAX)
            return GH_TOO_LONG;
        enum gh_status status = take_string(c, &in.components[in.component_count]);
        if (status)
            return status;
        in.component_count++;
        if (c->left > 0 && *c->at == ';')
            return GH_UNSUPPORTED;
        if (c->left > 0 && *c->at != ' ' && *c->at != ')')
            return GH_MALFORMED;
    }
    enum gh_status status = take_parameters(c, &in);
    if (status)
        return status;
    in.params = BYTES(begin, (size_t)(c->at - begin));
    *out = in;
    return GH_OK;
}

/* Goes to the next member of the dictionary: GH_OK with its key and the cursor on its value, GH_NOT_FOUND at the end.
 */
static enum gh_status next_member(struct cursor *c, bool first, struct bytes *key)
{
    skip_blanks(c);
    if (c->left == 0)
        return GH_NOT_FOUND;
    if (!first && !take_char(c, ','))
        return GH_MALFORMED;
    skip_blanks(c);
    enum gh_status status = take_key(c, key);
    return status ? status : take_char(c, '=') ? GH_OK : GH_UNSUPPORTED;
}

enum gh_status http_signature_input_parse(struct bytes field, const char *label, struct http_signature_input *out)
{
    struct cursor c = cursor_over(field);
    struct http_signature_input in, wanted = {0};
    struct bytes key;
    bool found = false;
    enum gh_status status;
    if (field.len >= HTTP_INPUT_MAX)
        return GH_TOO_LONG;
    for (bool first = true; !(status = next_member(&c, first, &key)); first = false) {
        status = take_input(&c, &in);
        if (status)
            return status;
        if (bytes_equal(key, bytes_of_string(label))) {
            wanted = in; /* of two, the last one (RFC 8941 3.2) */
            found = true;
        }
    }
    if (status == GH_NOT_FOUND && found) {
        *out = wanted;
        return GH_OK;
    }
    return status;
}

static enum gh_status decode_base64(struct bytes text, uint8_t *out, size_t len)
{
    uint8_t decoded[64];
    size_t found = 0;
    const char *end = NULL;
    if (len > sizeof decoded)
        return GH_TOO_LONG;
    if (text.len == 0 ||
        sodium_base642bin(decoded, sizeof decoded, (const char *)text.data, text.len, NULL, &found, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != (const char *)text.data + text.len || found != len)
        return GH_MALFORMED;
    memcpy(out, decoded, len);
    return GH_OK;
}

enum gh_status http_signature_parse(struct bytes field, const char *label, uint8_t out[static HTTP_SIGNATURE_LEN])
{
    struct cursor c = cursor_over(field);
    struct bytes key, text, wanted = {0};
    enum gh_status status;
    if (field.len >= HTTP_INPUT_MAX)
        return GH_TOO_LONG;
    for (bool first = true; !(status = next_member(&c, first, &key)); first = false) {
        status = take_byte_sequence(&c, &text);
        if (status)
            return status;
        if (bytes_equal(key, bytes_of_string(label)))
            wanted = text;
    }
    return status == GH_NOT_FOUND && wanted.data ? decode_base64(wanted, out, HTTP_SIGNATURE_LEN) : status;
}

/* ---- Signature base ---- */

static const struct http_component *find_component(const struct http_component *known, size_t count, struct bytes name)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(known[i].name, name))
            return &known[i];
    return NULL;
}

static bool is_one_line(struct bytes value)
{
    return value.len == 0 || (!memchr(value.data, '\n', value.len) && !memchr(value.data, '\r', value.len));
}

static bool named_before(const struct http_signature_input *input, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (bytes_equal(input->components[i], input->components[at]))
            return true;
    return false;
}

enum gh_status http_signature_base(const struct http_signature_input *input, const struct http_component *known,
                                   size_t count, struct writer *out)
{
    struct writer w = *out;
    for (size_t i = 0; i < input->component_count; i++) {
        const struct http_component *component = find_component(known, count, input->components[i]);
        if (!component)
            return GH_NOT_FOUND;
        if (named_before(input, i) || !is_one_line(component->value))
            return GH_MALFORMED;
        writer_put_u8(&w, '"');
        writer_put(&w, component->name);
        writer_put(&w, bytes_of_string("\": "));
        writer_put(&w, component->value);
        writer_put_u8(&w, '\n');
    }
    writer_put(&w, bytes_of_string("\"@signature-params\": "));
    writer_put(&w, input->params);
    if (w.overflow)
        return GH_TOO_LONG;
    *out = w;
    return GH_OK;
}

enum gh_status http_signature_verify(const struct http_signature_input *input, struct bytes signature_field,
                                     const char *label, const struct http_component *known, size_t count,
                                     const uint8_t public_key[static PUBLIC_KEY_LEN])
{
    uint8_t signature[HTTP_SIGNATURE_LEN], buffer[HTTP_BASE_MAX];
    struct writer base = writer_over(buffer, sizeof buffer);
    if (input->alg.len > 0 && !bytes_equal(input->alg, bytes_of_string("ed25519")))
        return GH_UNSUPPORTED;
    enum gh_status status = http_signature_parse(signature_field, label, signature);
    if (!status)
        status = http_signature_base(input, known, count, &base);
    if (status)
        return status;
    return crypto_sign_verify_detached(signature, base.data, base.len, public_key) == 0 ? GH_OK : GH_BAD_SIGNATURE;
}

bool http_signature_covers(const struct http_signature_input *input, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t k = 0; k < input->component_count && !found; k++)
            found = bytes_equal(input->components[k], bytes_of_string(names[i]));
        if (!found)
            return false;
    }
    return true;
}

/* ---- Signing ---- */

static enum gh_status write_input(const struct http_component *components, size_t count, int64_t created,
                                  const char *nonce, const char *keyid, char out[static HTTP_INPUT_MAX])
{
    char tail[160];
    struct writer w = writer_over((uint8_t *)out, HTTP_INPUT_MAX);
    writer_put(&w, bytes_of_string(HTTP_LABEL "=("));
    for (size_t i = 0; i < count; i++) {
        writer_put(&w, bytes_of_string(i ? " \"" : "\""));
        writer_put(&w, components[i].name);
        writer_put_u8(&w, '"');
    }
    int n = snprintf(tail, sizeof tail, ");created=%lld;nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\"", (long long)created,
                     nonce, keyid);
    if (n < 0 || (size_t)n >= sizeof tail)
        return GH_TOO_LONG;
    writer_put(&w, BYTES(tail, (size_t)n + 1));
    return w.overflow ? GH_TOO_LONG : GH_OK;
}

enum gh_status http_signature_sign(const struct http_component *components, size_t count, tick created,
                                   const uint8_t nonce[static HTTP_NONCE_LEN], const char *keyid,
                                   const uint8_t secret_key[static SECRET_KEY_LEN], struct http_signed *out)
{
    struct http_signed s = {0};
    struct http_signature_input input;
    uint8_t buffer[HTTP_BASE_MAX], signature[HTTP_SIGNATURE_LEN];
    struct writer base = writer_over(buffer, sizeof buffer);
    char text[sodium_base64_ENCODED_LEN(HTTP_SIGNATURE_LEN, sodium_base64_VARIANT_ORIGINAL)];
    (void)sodium_bin2base64(s.nonce, sizeof s.nonce, nonce, HTTP_NONCE_LEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    enum gh_status status = write_input(components, count, tick_to_seconds(created), s.nonce, keyid, s.input);
    if (!status)
        status = http_signature_input_parse(bytes_of_string(s.input), HTTP_LABEL, &input);
    if (!status)
        status = http_signature_base(&input, components, count, &base);
    if (!status && crypto_sign_detached(signature, NULL, base.data, base.len, secret_key) != 0)
        status = GH_IO;
    if (status)
        return status;
    (void)sodium_bin2base64(text, sizeof text, signature, sizeof signature, sodium_base64_VARIANT_ORIGINAL);
    (void)snprintf(s.signature, sizeof s.signature, HTTP_LABEL "=:%s:", text);
    *out = s;
    return GH_OK;
}

/* ---- Content-Digest ---- */

void http_digest(struct bytes body, char out[static HTTP_DIGEST_TEXT])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    (void)crypto_hash_sha256(hash, body.data, body.len);
    (void)sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    (void)snprintf(out, HTTP_DIGEST_TEXT, "sha-256=:%s:", text);
}

static enum gh_status compare_digest(struct bytes key, struct bytes text, struct bytes body, bool *known)
{
    uint8_t told[crypto_hash_sha512_BYTES], hash[crypto_hash_sha512_BYTES];
    size_t len;
    if (bytes_equal(key, bytes_of_string("sha-256"))) {
        len = crypto_hash_sha256_BYTES;
        (void)crypto_hash_sha256(hash, body.data, body.len);
    } else if (bytes_equal(key, bytes_of_string("sha-512"))) {
        len = crypto_hash_sha512_BYTES;
        (void)crypto_hash_sha512(hash, body.data, body.len);
    } else {
        return GH_OK;
    }
    enum gh_status status = decode_base64(text, told, len);
    if (status)
        return status;
    *known = true;
    return sodium_memcmp(told, hash, len) == 0 ? GH_OK : GH_BAD_SIGNATURE;
}

enum gh_status http_digest_check(struct bytes field, struct bytes body)
{
    struct cursor c = cursor_over(field);
    struct bytes key, text;
    bool known = false;
    enum gh_status status;
    for (bool first = true; !(status = next_member(&c, first, &key)); first = false) {
        status = take_byte_sequence(&c, &text);
        if (!status)
            status = compare_digest(key, text, body, &known);
        if (status)
            return status;
    }
    if (status != GH_NOT_FOUND)
        return status;
    return known ? GH_OK : GH_NOT_FOUND;
}
