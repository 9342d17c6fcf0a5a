/* Why nobody was signed in: one list for providers, pages, log and audit trail. */
#ifndef GH_SERVER_IDENTITY_FAULT_H
#define GH_SERVER_IDENTITY_FAULT_H

#include <stddef.h>

enum identity_fault {
    IDENTITY_GOOD = 0,
    IDENTITY_DENIED,         /* the provider refused the person, or the person gave up; wrong password */
    IDENTITY_NOT_VISIBLE,    /* the application at the provider is not open to this person */
    IDENTITY_UNKNOWN,        /* no such provider, or it is switched off */
    IDENTITY_NOT_REACHED,    /* no answer, or a fault of the provider */
    IDENTITY_CERTIFICATE,    /* its certificate does not verify: issuer, name or date */
    IDENTITY_SETUP,          /* our settings or the provider's do not fit: for administrators */
    IDENTITY_CLIENT_REFUSED, /* the provider does not accept our name and secret */
    IDENTITY_OTHER_BROWSER,  /* the cookie of this sign-in is not there */
    IDENTITY_STATE,          /* the state is unknown, used, expired, or of another browser or provider */
    IDENTITY_USED,           /* the code or ticket was used before, or has expired */
    IDENTITY_WRONG_ISSUER,
    IDENTITY_WRONG_AUDIENCE,
    IDENTITY_WRONG_NONCE,
    IDENTITY_SIGNATURE, /* wrong signature, unknown key, or an algorithm that is not allowed */
    IDENTITY_EXPIRED,
    IDENTITY_CLOCK,        /* issued in the future: the clocks differ */
    IDENTITY_MALFORMED,    /* an answer that does not follow the protocol */
    IDENTITY_TWO_ACCOUNTS, /* two accounts here have the number */
    IDENTITY_NO_ACCOUNT,   /* nobody here has it, and first sign-ins make no accounts */
    IDENTITY_CLOSED,       /* the account is closed */
    IDENTITY_PRIVILEGED,   /* the account administers or decides: an administrator has to link it */
    IDENTITY_FULL,         /* too many sign-ins are on their way */
    IDENTITY_INTERNAL,     /* the server could not do it */
    IDENTITY_FAULTS
};

/* A fault for people: what happened, and what to do. */
struct identity_fault_text {
    const char *code;             /* stable: "wrong-issuer"; on the page, in log and trail */
    int status;                   /* of HTTP */
    const char *title, *title_en; /* Chinese, English */
    const char *advice, *advice_en;
};
/* Returns the text of a fault; that of IDENTITY_INTERNAL for a value outside the enum. */
const struct identity_fault_text *identity_fault_text(enum identity_fault fault);

#endif
