/* Answers about a second factor, for the account page and the first-run set-up page. */
#ifndef GH_SERVER_API_TOTP_JSON_H
#define GH_SERVER_API_TOTP_JSON_H

#include "auth/second_factor.h"
#include "http/reply.h"

/* The codes of one answer. Callers wipe them; the reply holds its own copy until it is sent. */
struct recovery_codes {
    char items[RECOVERY_CODES][RECOVERY_CODE_SIZE];
};

/* Replies with a new secret: {"secret", "uri", "qr_svg"}. name: of the account. */
enum gh_status totp_secret_reply(struct request *rq, struct reply *reply, const char *name,
                                 const uint8_t secret[static TOTP_SECRET_LEN]);
/* Returns the codes as an array; NULL without memory. */
json_t *recovery_codes_json(const struct recovery_codes *codes);

#endif
