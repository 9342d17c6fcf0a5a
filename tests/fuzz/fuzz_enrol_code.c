/* links: gh_wire gh_base PkgConfig::SODIUM */
/* A code of enrolment before the camera, and the network's part as the program that applies it reads it. What was read
 * is written and read again without a change, and holds nothing that would end a line of a configuration. */
#include <stdlib.h>
#include <string.h>

#include "wire/enrol_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_plain(const char *text)
{
    for (; *text; text++)
        must((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void check_network(const struct enrol_network *network)
{
    char text[ENROL_NETWORK_TEXT_MAX];
    struct enrol_network back;
    must_be_plain(network->ssid);
    must_be_plain(network->passphrase);
    must(!enrol_network_format(network, text, sizeof text));
    must(!enrol_network_parse(bytes_of_string(text), &back));
    must(memcmp(&back, network, sizeof back) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct enrol_code code;
    struct enrol_network network;
    if (!enrol_code_parse(BYTES(data, size), &code)) {
        must(code.code[0] && code.server[0]);
        if (code.network.given)
            check_network(&code.network);
    }
    if (!enrol_network_parse(BYTES(data, size), &network))
        check_network(&network);
    return 0;
}
