#include "network/files.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Appends; *at grows beyond size where it does not fit. */
static __attribute__((format(printf, 4, 5))) void put(char *out, size_t size, size_t *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int len = vsnprintf(*at < size ? out + *at : NULL, *at < size ? size - *at : 0, format, args);
    va_end(args);
    *at += len < 0 ? size : (size_t)len;
}

enum gh_status network_link_file(const struct enrol_network *n, char *out, size_t size)
{
    size_t at = 0;
    put(out, size, &at,
        "# From the enrolment code. Another code replaces it.\n[Match]\nType=%s\nKind=!*\n\n[Network]\n",
        n->ssid[0] ? "wlan" : "ether");
    put(out, size, &at, "LLMNR=no\nMulticastDNS=no\nLinkLocalAddressing=ipv6\n");
    if (!n->address[0]) {
        put(out, size, &at, "DHCP=yes\n\n[DHCPv4]\nClientIdentifier=mac\n");
        return at < size ? GH_OK : GH_TOO_LONG;
    }
    put(out, size, &at, "Address=%s/%u\n", n->address, n->prefix);
    if (n->router[0])
        put(out, size, &at, "Gateway=%s\n", n->router);
    for (int i = 0; i < ENROL_NAME_SERVERS && n->name_servers[i][0]; i++)
        put(out, size, &at, "DNS=%s\n", n->name_servers[i]);
    return at < size ? GH_OK : GH_TOO_LONG;
}

enum gh_status network_wifi_file(const struct enrol_network *n, char *out, size_t size)
{
    char ssid[2 * ENROL_SSID_MAX];
    size_t at = 0;
    out[0] = '\0';
    if (!n->ssid[0])
        return GH_OK;
    hex_encode(bytes_of_string(n->ssid), ssid);
    put(out, size, &at, "# From the enrolment code. No control socket: nobody but this file configures it.\n");
    put(out, size, &at, "update_config=0\ncountry=CN\nnetwork={\n    ssid=%s\n    scan_ssid=1\n", ssid);
    if (n->passphrase[0])
        put(out, size, &at, "    key_mgmt=WPA-PSK WPA-PSK-SHA256 SAE\n    ieee80211w=1\n    psk=\"%s\"\n",
            n->passphrase);
    else
        put(out, size, &at, "    key_mgmt=NONE\n");
    put(out, size, &at, "}\n");
    return at < size ? GH_OK : GH_TOO_LONG;
}
