/* Which of the server's keys opens a sealed box. A sealed box does not say to which key it was sealed. */
#ifndef GH_SERVER_ACT_BOX_KEY_H
#define GH_SERVER_ACT_BOX_KEY_H

#include "act/act.h"

/* Finds the key pair that opens a sealed box: one of the issuer's, or the vault's, to which booths sealed before the
 * key set listed a key. Without one it is the vault's, and opening fails. The caller wipes *out. */
enum gh_status GH_MUST_USE box_key_of(const struct act_context *context, struct bytes sealed, struct sealing_key *out);

#endif
