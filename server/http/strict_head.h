/* Refuses requests whose end two programs may see at different places (RFC 9112, 11.2): an attacker hides a second
 * request in such a one, which a proxy in front does not see. */
#ifndef GH_SERVER_HTTP_STRICT_HEAD_H
#define GH_SERVER_HTTP_STRICT_HEAD_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

/* What the head of a request says of its body. */
struct body_length {
    bool chunked;    /* of unknown length: programs do not agree where chunks end */
    uint64_t length; /* otherwise, in bytes; 0: no body */
};

/* Whether an address holds only characters that an address may (RFC 9112, 3.2: none is a blank, a control character or
 * a bare CR). address: as it was sent, before anything is decoded; so %0D is no CR. libmicrohttpd before 0.9.77 takes
 * them all, and later access handlers see the decoded address alone. */
bool strict_head_address(const char *address);

/* Reads a request's head. Returns false when the request is to be refused and its connection closed: Content-Length
 * beside Transfer-Encoding, two lengths, a malformed length, a coding other than chunked, a header line that is
 * folded or ends with a bare CR or LF, a method that is not letters, a blank or nothing before a colon, a missing or
 * second Host.
 * method, version: as libmicrohttpd passes them to the access handler. */
bool strict_head_read(struct MHD_Connection *connection, const char *method, const char *version,
                      struct body_length *body);

#endif
