/* Who may be called without TLS: one rule for every program and every protocol. Pure. */
#ifndef GH_BASE_PLAIN_CALL_H
#define GH_BASE_PLAIN_CALL_H

#include <stdbool.h>

#include "base/bytes.h"

/* Returns the host of a URL, without user, port and path; of IPv6 without brackets. A text without "://" is a host.
 * Borrows from url. */
struct bytes url_host(const char *url);
/* Returns whether a call of this host may go without TLS: because it does not leave this machine ("localhost",
 * 127.0.0.0/8, ::1; RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3), or because it stands in allowed, a list of
 * names and addresses separated by blanks. */
bool plain_call_allowed(struct bytes host, const char *allowed);

#endif
