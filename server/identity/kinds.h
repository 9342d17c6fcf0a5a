/* The kinds of providers by their files. */
#ifndef GH_SERVER_IDENTITY_KINDS_H
#define GH_SERVER_IDENTITY_KINDS_H

#include "identity/identity.h"

extern const struct identity_kind identity_cas;   /* cas.c: CAS Protocol 2.0 and 3.0 */
extern const struct identity_kind identity_ldap;  /* ldap.c: a name and a password that are typed here */
extern const struct identity_kind identity_oidc;  /* oidc.c: OpenID Connect Core 1.0 */
extern const struct identity_kind identity_wecom; /* wecom.c: WeCom, inside its app and by QR code */

#endif
