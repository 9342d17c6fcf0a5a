/* The kinds of providers by their files. */
#ifndef GH_SERVER_IDENTITY_KINDS_H
#define GH_SERVER_IDENTITY_KINDS_H

#include "identity/identity.h"

/* extern const struct identity_kind identity_cas;    cas.c: what it speaks, with its version */

#endif
