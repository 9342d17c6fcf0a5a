/* Reads, writes and compares addresses in one form for IPv4 and IPv6. */
#include "auth/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define MAPPED_LEN 12  /* bytes before the IPv4 address */
#define NETWORK_LEN 8  /* bytes of a /64 */
#define WIDE_LEN 6     /* bytes of an IPv6 network of which a log tells */
#define V4_PREFIX 96   /* bits before the IPv4 address */
#define PREFIX_MAX 128 /* bits */

static const uint8_t mapped[MAPPED_LEN] = {[10] = 0xff, [11] = 0xff};

static bool is_v4(const struct address *a)
{
    return memcmp(a->b, mapped, sizeof mapped) == 0;
}

/* Returns the address without brackets and port. */
static struct bytes bare(struct bytes text)
{
    const uint8_t *end = text.len ? memchr(text.data, ']', text.len) : NULL;
    if (end && text.data[0] == '[')
        return BYTES(text.data + 1, (size_t)(end - text.data) - 1);
    const uint8_t *colon = text.len ? memchr(text.data, ':', text.len) : NULL;
    const size_t before = colon ? (size_t)(colon - text.data) : text.len;
    /* One colon alone parts an IPv4 address from its port. */
    if (colon && !memchr(colon + 1, ':', text.len - before - 1))
        return BYTES(text.data, before);
    return text;
}

bool address_read(struct bytes text, struct address *out)
{
    char copy[ADDRESS_SIZE];
    struct address a = {0};
    const struct bytes part = bare(text);
    if (part.len == 0 || part.len >= sizeof copy)
        return false;
    memcpy(copy, part.data, part.len);
    copy[part.len] = '\0';
    if (inet_pton(AF_INET, copy, a.b + MAPPED_LEN) == 1)
        memcpy(a.b, mapped, sizeof mapped);
    else if (inet_pton(AF_INET6, copy, a.b) != 1)
        return false;
    *out = a;
    return true;
}

void address_write(const struct address *address, char out[static ADDRESS_SIZE])
{
    const bool v4 = is_v4(address);
    if (!inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? address->b + MAPPED_LEN : address->b, out, ADDRESS_SIZE))
        out[0] = '\0';
}

void address_network(const char *text, char out[static ADDRESS_SIZE])
{
    struct address a;
    char network[ADDRESS_SIZE];
    if (!address_read(bytes_of_string(text), &a)) {
        (void)snprintf(out, ADDRESS_SIZE, "%s", text);
        return;
    }
    if (is_v4(&a)) {
        address_write(&a, out);
        return;
    }
    memset(a.b + NETWORK_LEN, 0, sizeof a.b - NETWORK_LEN);
    address_write(&a, network);
    (void)snprintf(out, ADDRESS_SIZE, "%.55s/64", network);
}

void address_wide_network(const char *text, char out[static ADDRESS_SIZE])
{
    struct address a;
    char network[ADDRESS_SIZE];
    out[0] = '\0';
    if (!address_read(bytes_of_string(text), &a))
        return;
    const bool four = is_v4(&a);
    const size_t kept = four ? sizeof a.b - 1 : WIDE_LEN;
    memset(a.b + kept, 0, sizeof a.b - kept);
    address_write(&a, network);
    (void)snprintf(out, ADDRESS_SIZE, "%.55s/%d", network, four ? 24 : 8 * WIDE_LEN);
}

/* Reads "10.0.0.0/8" or an address alone. *bits: the length of the prefix, of 128. */
static bool read_network(struct bytes item, struct address *out, unsigned *bits)
{
    const uint8_t *slash = item.len ? memchr(item.data, '/', item.len) : NULL;
    const size_t len = slash ? (size_t)(slash - item.data) : item.len;
    unsigned given = 0;
    if (!address_read(BYTES(item.data, len), out))
        return false;
    *bits = PREFIX_MAX;
    if (!slash)
        return true;
    const size_t digits = item.len - len - 1;
    if (digits == 0 || digits > 3)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (slash[1 + i] < '0' || slash[1 + i] > '9')
            return false;
        given = given * 10 + (unsigned)(slash[1 + i] - '0');
    }
    *bits = given + (is_v4(out) ? V4_PREFIX : 0);
    return *bits <= PREFIX_MAX;
}

static bool is_inside(const struct address *a, const struct address *network, unsigned bits)
{
    const size_t whole = bits / 8;
    const unsigned rest = bits % 8;
    if (memcmp(a->b, network->b, whole) != 0)
        return false;
    return rest == 0 || (a->b[whole] ^ network->b[whole]) >> (8 - rest) == 0;
}

/* Returns the next item of a list, empty at its end. */
static struct bytes next_item(const char **at)
{
    *at += strspn(*at, " ");
    const struct bytes item = BYTES(*at, strcspn(*at, " "));
    *at += item.len;
    return item;
}

bool address_in_list(const char *list, const struct address *address)
{
    struct address network;
    unsigned bits;
    for (struct bytes item = next_item(&list); item.len; item = next_item(&list))
        if (read_network(item, &network, &bits) && is_inside(address, &network, bits))
            return true;
    return false;
}

bool address_list_good(const char *list)
{
    struct address network;
    unsigned bits;
    for (struct bytes item = next_item(&list); item.len; item = next_item(&list))
        if (!read_network(item, &network, &bits))
            return false;
    return true;
}

bool address_is_loopback(const char *text)
{
    struct address address;
    return strcmp(text, "localhost") == 0 ||
           (address_read(bytes_of_string(text), &address) && address_in_list("127.0.0.0/8 ::1", &address));
}
