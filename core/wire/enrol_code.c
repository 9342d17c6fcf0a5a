#include "wire/enrol_code.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define PREFIX_LEN 5 /* "GHE2:" */
#define PASSPHRASE_MIN 8

bool enrol_code_is(struct bytes text)
{
    return bytes_starts_with(text, bytes_of_string("GHE2:")) || bytes_starts_with(text, bytes_of_string("GHE1:"));
}

/* ---- Values ---- */

static int digit_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes a value into size bytes with NUL. Control characters are no part of any. */
static enum gh_status take_text(struct bytes value, char *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.data[i];
        if (c == '%') {
            if (value.len - i < 3 || digit_of(value.data[i + 1]) < 0 || digit_of(value.data[i + 2]) < 0)
                return GH_MALFORMED;
            c = (uint8_t)(digit_of(value.data[i + 1]) * 16 + digit_of(value.data[i + 2]));
            i += 2;
        }
        if (c < ' ' || c == 0x7f)
            return GH_MALFORMED;
        if (len + 1 >= size)
            return GH_TOO_LONG;
        out[len++] = (char)c;
    }
    out[len] = '\0';
    return len > 0 ? utf8_count(BYTES(out, len), &(size_t){0}) : GH_MALFORMED;
}

/* Reads a number of up to max_digits digits from the front. -1: there is none, or it begins with a zero too many. */
static int take_number(struct bytes *rest, size_t max_digits)
{
    int number = 0;
    size_t n = 0;
    while (n < rest->len && n < max_digits && rest->data[n] >= '0' && rest->data[n] <= '9')
        number = number * 10 + (rest->data[n++] - '0');
    if (n == 0 || (n > 1 && rest->data[0] == '0'))
        return -1;
    *rest = BYTES(rest->data + n, rest->len - n);
    return number;
}

static bool take_sign(struct bytes *rest, char sign)
{
    if (rest->len == 0 || rest->data[0] != (uint8_t)sign)
        return false;
    *rest = BYTES(rest->data + 1, rest->len - 1);
    return true;
}

/* Reads an IPv4 address from the front: of a machine, so neither 0.…, 127.… nor 224.… and above. */
static enum gh_status take_address(struct bytes *rest, char out[static ENROL_ADDRESS_MAX])
{
    uint8_t part[4];
    for (int i = 0; i < 4; i++) {
        const int number = i > 0 && !take_sign(rest, '.') ? -1 : take_number(rest, 3);
        if (number < 0 || number > UINT8_MAX)
            return GH_MALFORMED;
        part[i] = (uint8_t)number;
    }
    if (part[0] == 0 || part[0] == 127 || part[0] >= 224)
        return GH_MALFORMED;
    (void)snprintf(out, ENROL_ADDRESS_MAX, "%u.%u.%u.%u", part[0], part[1], part[2], part[3]);
    return GH_OK;
}

/* ---- Fields ---- */

static enum gh_status take_ssid(struct bytes value, struct enrol_network *out)
{
    return take_text(value, out->ssid, sizeof out->ssid);
}

static enum gh_status take_passphrase(struct bytes value, struct enrol_network *out)
{
    enum gh_status status = take_text(value, out->passphrase, sizeof out->passphrase);
    const size_t len = status ? 0 : strlen(out->passphrase);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)out->passphrase[i] > 0x7e)
            status = GH_MALFORMED;
    return !status && len < PASSPHRASE_MIN ? GH_MALFORMED : status;
}

static enum gh_status take_own_address(struct bytes value, struct enrol_network *out)
{
    enum gh_status status = take_address(&value, out->address);
    int prefix = !status && take_sign(&value, '/') ? take_number(&value, 2) : -1;
    if (prefix < 1 || prefix > 30 || value.len > 0)
        return GH_MALFORMED;
    out->prefix = (unsigned)prefix;
    return GH_OK;
}

static enum gh_status take_router(struct bytes value, struct enrol_network *out)
{
    enum gh_status status = take_address(&value, out->router);
    return !status && value.len > 0 ? GH_MALFORMED : status;
}

static enum gh_status take_name_servers(struct bytes value, struct enrol_network *out)
{
    for (int i = 0; i < ENROL_NAME_SERVERS; i++) {
        enum gh_status status = take_address(&value, out->name_servers[i]);
        if (status || value.len == 0)
            return status;
        if (!take_sign(&value, ','))
            return GH_MALFORMED;
    }
    return GH_MALFORMED;
}

static const struct field {
    char name;
    enum gh_status (*take)(struct bytes value, struct enrol_network *out);
} fields[] = {
    {'w', take_ssid}, {'p', take_passphrase}, {'a', take_own_address}, {'g', take_router}, {'d', take_name_servers},
};

static enum gh_status take_root(struct bytes value, char out[static ENROL_ROOT_TEXT])
{
    uint8_t root[(ENROL_ROOT_TEXT - 1) / 2];
    enum gh_status status = hex_decode(value, root, sizeof root);
    if (!status)
        hex_encode(BYTES(root, sizeof root), out);
    return status;
}

/* What belongs together: a passphrase to a network's name, router and name servers to an address. */
static bool is_whole(const struct enrol_network *n)
{
    return (n->ssid[0] || !n->passphrase[0]) && (n->address[0] || (!n->router[0] && !n->name_servers[0][0]));
}

/* Cuts the next "name=value" from the front. */
static struct bytes cut_field(struct bytes *rest)
{
    const uint8_t *end = memchr(rest->data, '&', rest->len);
    const size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct bytes field = BYTES(rest->data, len);
    *rest = end ? BYTES(end + 1, rest->len - len - 1) : BYTES(rest->data + len, 0);
    return field;
}

/* root: NULL where it has no place. */
static enum gh_status take_field(struct bytes field, unsigned *seen, struct enrol_network *out, char *root)
{
    if (field.len < 3 || field.data[1] != '=')
        return GH_MALFORMED;
    const struct bytes value = BYTES(field.data + 2, field.len - 2);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (field.data[0] != (uint8_t)fields[i].name)
            continue;
        if (*seen & 1u << i)
            return GH_MALFORMED;
        *seen |= 1u << i;
        out->given = true;
        return fields[i].take(value, out);
    }
    return field.data[0] == 'r' && root && !root[0] ? take_root(value, root) : GH_MALFORMED;
}

static enum gh_status take_fields(struct bytes text, struct enrol_network *out, char *root)
{
    unsigned seen = 0;
    do {
        enum gh_status status = take_field(cut_field(&text), &seen, out, root);
        if (status)
            return status;
    } while (text.len > 0);
    return is_whole(out) ? GH_OK : GH_MALFORMED;
}

/* ---- The code ---- */

static enum gh_status take_plain(struct bytes part, char *out, size_t size)
{
    if (part.len >= size)
        return GH_TOO_LONG;
    for (size_t i = 0; i < part.len; i++)
        if (part.data[i] <= ' ' || part.data[i] >= 0x7f)
            return GH_MALFORMED;
    memcpy(out, part.data, part.len);
    out[part.len] = '\0';
    return part.len > 0 ? GH_OK : GH_MALFORMED;
}

static enum gh_status take_code(struct bytes text, struct enrol_code *out)
{
    const bool newer = text.data[3] == '2';
    text = BYTES(text.data + PREFIX_LEN, text.len - PREFIX_LEN);
    const uint8_t *at = memchr(text.data, '@', text.len);
    if (!at)
        return GH_MALFORMED;
    enum gh_status status = take_plain(BYTES(text.data, (size_t)(at - text.data)), out->code, sizeof out->code);
    struct bytes rest = BYTES(at + 1, text.len - (size_t)(at + 1 - text.data));
    const uint8_t *hash = newer ? memchr(rest.data, '#', rest.len) : NULL;
    if (!status)
        status =
            take_plain(hash ? BYTES(rest.data, (size_t)(hash - rest.data)) : rest, out->server, sizeof out->server);
    if (!status && hash)
        status = take_fields(BYTES(hash + 1, rest.len - (size_t)(hash + 1 - rest.data)), &out->network, out->root);
    return status;
}

enum gh_status enrol_code_parse(struct bytes text, struct enrol_code *out)
{
    struct enrol_code read = {0};
    if (text.len > ENROL_CODE_TEXT_MAX)
        return GH_TOO_LONG;
    enum gh_status status = enrol_code_is(text) ? take_code(text, &read) : GH_MALFORMED;
    if (!status)
        *out = read;
    sodium_memzero(&read, sizeof read);
    return status;
}

/* ---- The network alone ---- */

enum gh_status enrol_network_parse(struct bytes text, struct enrol_network *out)
{
    struct enrol_network read = {0};
    if (text.len > ENROL_NETWORK_TEXT_MAX)
        return GH_TOO_LONG;
    enum gh_status status = take_fields(text, &read, NULL);
    if (!status)
        *out = read;
    sodium_memzero(&read, sizeof read);
    return status;
}

static bool is_plain(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_' || c == '/' || c == ',';
}

/* Writes a field, unless it is empty. */
static void put_field(struct writer *w, char name, const char *value)
{
    char piece[4];
    if (!value[0])
        return;
    if (w->len > 0)
        writer_put_u8(w, '&');
    writer_put_u8(w, (uint8_t)name);
    writer_put_u8(w, '=');
    for (; *value; value++) {
        const uint8_t c = (uint8_t)*value;
        (void)snprintf(piece, sizeof piece, is_plain(c) ? "%c" : "%%%02X", c);
        writer_put(w, bytes_of_string(piece));
    }
}

enum gh_status enrol_network_format(const struct enrol_network *n, char *out, size_t size)
{
    char address[ENROL_ADDRESS_MAX + 4] = "", servers[ENROL_NAME_SERVERS * ENROL_ADDRESS_MAX + 1];
    struct writer w = writer_over((uint8_t *)out, size);
    if (n->address[0])
        (void)snprintf(address, sizeof address, "%s/%u", n->address, n->prefix);
    (void)snprintf(servers, sizeof servers, "%s%s%s", n->name_servers[0], n->name_servers[1][0] ? "," : "",
                   n->name_servers[1]);
    put_field(&w, 'w', n->ssid);
    put_field(&w, 'p', n->passphrase);
    put_field(&w, 'a', address);
    put_field(&w, 'g', n->router);
    put_field(&w, 'd', servers);
    writer_put_u8(&w, 0);
    return w.overflow ? GH_TOO_LONG : GH_OK;
}
