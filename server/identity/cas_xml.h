/* XML that a CAS server sends: answers to a validation (CAS Protocol 3.0, 2.5 and appendix A) and requests of single
 * logout (2.3.3; SAML 2.0 core, 3.7.1). Bounded: no document type, no entities of its own, CAS_XML_MAX bytes. Pure. */
#ifndef GH_SERVER_IDENTITY_CAS_XML_H
#define GH_SERVER_IDENTITY_CAS_XML_H

#include "identity/identity.h"

#define CAS_XML_MAX ((size_t)64 * 1024) /* bytes */
#define CAS_XML_DEPTH 8
#define CAS_TICKET_SIZE 257 /* with NUL */

struct cas_answer {
    char user[IDENTITY_SUBJECT_SIZE]; /* cas:user; "" where the validation failed */
    char code[40];                    /* of a failure: "INVALID_TICKET"; "" for none */
};

/* Reads an answer. who gets "user" and each attribute; several with one name are a list. verified: names of attributes
 * that the university vouches for, separated by blanks. Returns false for anything else, or one that is both
 * success and failure, or neither; then who is not to be used. */
bool cas_read_answer(struct bytes xml, const char *verified, struct cas_answer *out, struct identity *who);

/* Reads the ticket (SessionIndex) of a logout request. Returns false for any other text. */
bool cas_read_logout(struct bytes xml, char ticket[static CAS_TICKET_SIZE]);

#endif
