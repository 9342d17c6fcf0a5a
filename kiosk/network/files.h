/* What systemd-networkd and wpa_supplicant read, from the network settings of a code of enrolment. */
#ifndef GH_KIOSK_NETWORK_FILES_H
#define GH_KIOSK_NETWORK_FILES_H

#include <stddef.h>

#include "wire/enrol_code.h"

#define NETWORK_FILE_MAX 1024

/* Writes a .network file (systemd.network(5)) for cables and, with an SSID, for wireless cards alone. */
enum gh_status GH_MUST_USE network_link_file(const struct enrol_network *network, char *out, size_t size);
/* Writes wpa_supplicant.conf(5); empty without an SSID. The name is in hexadecimal, so that no byte of it can end the
 * value; the passphrase has printable ASCII alone, and wpa_supplicant reads it up to the last quotation mark. */
enum gh_status GH_MUST_USE network_wifi_file(const struct enrol_network *network, char *out, size_t size);

#endif
