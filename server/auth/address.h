/* Internet addresses of clients, and the networks under which their wrong tries are counted. */
#ifndef GH_SERVER_AUTH_ADDRESS_H
#define GH_SERVER_AUTH_ADDRESS_H

#include <stdbool.h>

#include "base/bytes.h"

#define ADDRESS_SIZE 64 /* of a text, with the NUL */

/* An IPv6 address in network order. An IPv4 address has its mapped form ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), so that
 * both ways of writing it are equal. */
struct address {
    uint8_t b[16];
};

/* Reads an address. Also takes those that have a port: "192.0.2.1:443", "[2001:db8::1]:443". Returns false for any
 * other text. */
bool address_read(struct bytes text, struct address *out);
/* Writes an address; a mapped one as IPv4. */
void address_write(const struct address *address, char out[static ADDRESS_SIZE]);
/* Writes the network of an address as text: an IPv4 address itself, the /64 of an IPv6 address, since one subscriber
 * has at least that many. Any other text stays as it is, cut to size. */
void address_network(const char *text, char out[static ADDRESS_SIZE]);

/* Writes the network that a log may keep, too wide to tell who it was: the /24 of an IPv4 address, the /48 of an IPv6
 * one. Any other text gives "". */
void address_wide_network(const char *text, char out[static ADDRESS_SIZE]);

/* Returns true for "localhost" and for addresses of this machine: 127.0.0.0/8 and ::1. */
bool address_is_loopback(const char *text);
/* Returns true when list contains the address. list: addresses and networks ("10.0.0.0/8") separated by blanks. */
bool address_in_list(const char *list, const struct address *address);
/* Returns false when an item of the list is neither an address nor a network. */
bool address_list_good(const char *list);

#endif
