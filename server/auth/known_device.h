/* Known devices: browsers in which an account has signed in before. They keep a cookie that proves it, so that wrong
 * tries elsewhere don't slow them down (OWASP, "Slow down online guessing attacks with device cookies").
 *
 * The cookie has up to KNOWN_DEVICES_MAX entries, one an account, newest first, separated by full stops. An entry is
 * base64url of: day of the sign-in since 1970 (4 bytes, big endian), random id (12), the start of a keyed hash of both
 * with the account's name (16). It names no account, and nothing is stored for it. */
#ifndef GH_SERVER_AUTH_KNOWN_DEVICE_H
#define GH_SERVER_AUTH_KNOWN_DEVICE_H

#include "auth/brake.h"

#define KNOWN_DEVICE_LIFE (180 * TICK_DAY)
#define KNOWN_DEVICES_MAX 4
#define KNOWN_DEVICE_ENTRY_LEN 43                                                   /* characters */
#define KNOWN_DEVICE_COOKIE_SIZE (KNOWN_DEVICES_MAX * (KNOWN_DEVICE_ENTRY_LEN + 1)) /* with the NUL */
#define KNOWN_DEVICE_ID_SIZE 25                                                     /* hex */

/* Writes the id of the device if the cookie proves that this account signed in here at most KNOWN_DEVICE_LIFE ago, else
 * "". cookie: anybody's text. */
void known_device_find(const struct vault *vault, struct bytes cookie, const char *name, tick now,
                       char id[static KNOWN_DEVICE_ID_SIZE]);
/* Writes the cookie after a sign-in: a new entry, then those of other accounts that the old cookie has. */
void known_device_add(const struct vault *vault, struct bytes cookie, const char *name, tick now,
                      char out[static KNOWN_DEVICE_COOKIE_SIZE]);

#endif
