/* links: gh_http gh_auth gh_vault gh_db gh_os gh_base PkgConfig::SODIUM */
/* Who asks: lines of X-Forwarded-For, then the cookie of a known device, a line each, the cookie last. An address reads
 * back as it is written; a stranger's lines never count; no cookie but our own proves a device. */
#include <stdlib.h>
#include <string.h>

#include "auth/known_device.h"
#include "http/client_address.h"

enum { INPUT_MAX = 4096 };
static const tick now = INT64_C(1790000000000);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static struct address address_of(const char *text)
{
    struct address a;
    must(address_read(bytes_of_string(text), &a));
    return a;
}

static void check_address(struct bytes text)
{
    struct address a, again;
    char written[ADDRESS_SIZE], network[ADDRESS_SIZE];
    if (!address_read(text, &a))
        return;
    address_write(&a, written);
    must(address_read(bytes_of_string(written), &again) && memcmp(&a, &again, sizeof a) == 0);
    address_network(written, network);
    must(strlen(network) < sizeof network);
}

static void check_lines(const struct forwarded *lines)
{
    const struct address stranger = address_of("203.0.113.9"), proxy = address_of("10.0.0.1");
    const struct address seen = client_address(&stranger, "10.0.0.0/8", PROXY_HOPS_MAX, lines);
    must(memcmp(&seen, &stranger, sizeof seen) == 0);
    char written[ADDRESS_SIZE];
    const struct address behind = client_address(&proxy, "10.0.0.0/8", PROXY_HOPS_MAX, lines);
    address_write(&behind, written);
}

static void check_cookie(struct bytes cookie)
{
    static const uint8_t key[32] = {1};
    struct vault vault;
    char id[KNOWN_DEVICE_ID_SIZE], made[KNOWN_DEVICE_COOKIE_SIZE];
    vault_from_keys(key, key, key, &vault);
    known_device_find(&vault, cookie, "li", now, id);
    must(!id[0]);
    known_device_add(&vault, cookie, "li", now, made);
    must(strlen(made) < sizeof made);
    known_device_find(&vault, bytes_of_string(made), "li", now, id);
    must(strlen(id) == KNOWN_DEVICE_ID_SIZE - 1);
    vault_close(&vault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[INPUT_MAX + 1];
    struct forwarded lines = {.count = 0};
    if (size > INPUT_MAX)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    char *line = text, *end;
    for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        forwarded_add(&lines, line);
        check_address(bytes_of_string(line));
        (void)address_list_good(line);
    }
    check_lines(&lines);
    check_cookie(bytes_of_string(line));
    return 0;
}
