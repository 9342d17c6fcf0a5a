/* By which names the server may be called (RFC 9110, 4.2.3 and 7.4). A request for another name came by a detour: a
 * proxy for somebody else, a name that an attacker points here. */
#ifndef GH_SERVER_HTTP_AUTHORITY_H
#define GH_SERVER_HTTP_AUTHORITY_H

#include <stdbool.h>
#include <stddef.h>

#include "http/request.h"

/* Tells whether a Host field is in a list of URLs and authorities ("https://visit.example.edu.cn", "10.0.0.5:8443"),
 * separated by blanks. Letters of both cases are equal, and the ports of http and https may be left out. */
bool authority_in_list(const char *list, const char *host);
/* Tells whether the server has the name that the request calls it by: one that is configured, or one of this machine
 * where the request comes from this machine. Without a public URL the addresses that it listens on count, with any
 * port, and the names of this machine for everybody; no other name does, so that nobody can point one here. */
bool authority_is_ours(const struct server *server, const struct request *rq);

#define AUTHORITY_ADDRESSES_SIZE 512
/* Writes the addresses that a listener on this address answers at, separated by blanks: the address, or for 0.0.0.0 and
 * :: those of the machine's interfaces. */
void authority_addresses(const char *address, char out[static AUTHORITY_ADDRESSES_SIZE]);
#define AUTHORITY_SUMMARY_SIZE 1024
/* Writes for the log which names the server answers to. Returns out. */
const char *authority_summary(const struct server *server, char *out, size_t size);

#endif
