/* Finds a client's address behind reverse proxies. Only what the configured proxies wrote counts: each appends the
 * address that it was called from to X-Forwarded-For, and anybody may have written what stands before that. The header
 * Forwarded (RFC 7239) is ignored. */
#ifndef GH_SERVER_HTTP_CLIENT_ADDRESS_H
#define GH_SERVER_HTTP_CLIENT_ADDRESS_H

#include <stddef.h>

#include "auth/address.h"

#define PROXY_HOPS_MAX 8

/* The lines of X-Forwarded-For in the order of the request. Only the last ones are kept, since no more can count. */
struct forwarded {
    const char *lines[PROXY_HOPS_MAX]; /* borrowed */
    size_t count;
};

/* Appends a line and drops the first one when there are too many. */
void forwarded_add(struct forwarded *forwarded, const char *line);

/* Returns the client's address. peer: the other end of the connection. proxies: the trusted ones
 * (address_in_list). hops: how many of them a request passes, at most PROXY_HOPS_MAX. The walk goes from the last
 * address of the last line to the left, and ends after `hops` addresses, at an address that is not a trusted proxy, or
 * before a text that is not an address. */
struct address client_address(const struct address *peer, const char *proxies, unsigned hops,
                              const struct forwarded *forwarded);

#endif
