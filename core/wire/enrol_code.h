/* The code that the page of booths shows for a new booth: server, one-time code, and what the booth must expect or set.
 *
 *   GHE2:CODE@ADDRESS[#NAME=VALUE[&NAME=VALUE]...]      GHE1:CODE@ADDRESS (servers before 0.2)
 *
 * Values are percent-encoded UTF-8 (RFC 3986, section 2.1); "+" is itself. Each name comes once at most, and an unknown
 * one is an error: a booth does not do half of what a code says.
 *
 *   r   fingerprint of the server's root key: 32 hexadecimal digits
 *   w   name of a wireless network (SSID): 1 to 32 bytes without control characters
 *   p   its passphrase: 8 to 63 printable characters of ASCII (IEEE 802.11); none: an open network
 *   a   address of this booth and the length of its network: 192.0.2.7/24; none: by DHCP
 *   g   address of the router, with "a" alone
 *   d   up to two name servers, separated by a comma, with "a" alone
 */
#ifndef GH_WIRE_ENROL_CODE_H
#define GH_WIRE_ENROL_CODE_H

#include "base/bytes.h"
#include "wire/sync_link.h"

#define ENROL_CODE_TEXT_MAX 760 /* bytes of the whole text: server 255, SSID and passphrase percent-encoded in full */
#define ENROL_NETWORK_TEXT_MAX 420
#define ENROL_ROOT_TEXT SYNC_ROOT_MAX
#define ENROL_SSID_MAX 33 /* with NUL, as below */
#define ENROL_PASSPHRASE_MAX 64
#define ENROL_ADDRESS_MAX 16 /* "255.255.255.255" */
#define ENROL_NAME_SERVERS 2

struct enrol_network {
    bool given;
    char ssid[ENROL_SSID_MAX], passphrase[ENROL_PASSPHRASE_MAX]; /* "": no wireless network, an open one */
    char address[ENROL_ADDRESS_MAX], router[ENROL_ADDRESS_MAX];  /* "": by DHCP, none */
    unsigned prefix;                                             /* 1 to 30, with address */
    char name_servers[ENROL_NAME_SERVERS][ENROL_ADDRESS_MAX];
};

struct enrol_code {
    char code[SYNC_CODE_MAX];
    char server[SYNC_SERVER_MAX];
    char root[ENROL_ROOT_TEXT]; /* "": the code does not say */
    struct enrol_network network;
};

/* True for a text that begins as such a code. */
bool enrol_code_is(struct bytes text);
/* Reads a code. GH_MALFORMED: not one, or with a part that breaks the rules above; GH_TOO_LONG. The caller wipes *out,
 * which may hold a passphrase. */
enum gh_status GH_MUST_USE enrol_code_parse(struct bytes text, struct enrol_code *out);

/* The same for the network's part alone, "w=…&p=…", as the kiosk hands it to the program that applies it. */
enum gh_status GH_MUST_USE enrol_network_parse(struct bytes text, struct enrol_network *out);
/* Writes it. ENROL_NETWORK_TEXT_MAX bytes suffice for a network that was parsed. */
enum gh_status GH_MUST_USE enrol_network_format(const struct enrol_network *network, char *out, size_t size);

#endif
