/* Why a directory could not be read: a closed list, whose words pages translate. */
#ifndef GH_SERVER_DIRECTORY_FAULT_H
#define GH_SERVER_DIRECTORY_FAULT_H

#include "client/ldap_client.h"

enum directory_fault_kind {
    DIRECTORY_WELL = 0,
    DIRECTORY_OFF,         /* no source is set */
    DIRECTORY_ADDRESS,     /* the URL is not one */
    DIRECTORY_PLAIN,       /* TLS is required beyond this machine */
    DIRECTORY_CONNECT,     /* nobody answers there */
    DIRECTORY_CERTIFICATE, /* TLS failed */
    DIRECTORY_SIGN_IN,     /* name, password or token were refused */
    DIRECTORY_BASE,        /* the base of a search does not exist */
    DIRECTORY_FILTER,      /* a filter is not one */
    DIRECTORY_SLOW,        /* no answer in time */
    DIRECTORY_TOO_MUCH,    /* over a limit */
    DIRECTORY_REFUSED,     /* any other refusal of the source */
    DIRECTORY_FILE,        /* a file is missing or can't be read */
    DIRECTORY_COLUMNS,     /* a file lacks a column */
    DIRECTORY_TEXT,        /* not UTF-8, or quotes that do not end */
    DIRECTORY_JSON,        /* not the JSON that is expected */
    DIRECTORY_NOBODY,      /* no units or no people: rather a wrong setting than a university without people */
    DIRECTORY_TWICE,       /* a number or code stands there twice */
    DIRECTORY_PARENT,      /* a unit above is missing, or units are above each other in a circle */
    DIRECTORY_SECRET,      /* the sealed password or token does not open */
    DIRECTORY_INTERNAL,    /* database or memory */
    DIRECTORY_FAULTS
};

#define DIRECTORY_DETAIL_SIZE 128
struct directory_fault {
    enum directory_fault_kind kind;
    char detail[DIRECTORY_DETAIL_SIZE]; /* a code, an attribute, a line: never a person's name */
};

/* Returns the stable word of a kind: "sign-in"; "" for DIRECTORY_WELL and outside the enum. */
const char *directory_fault_name(int kind);
/* Fills *fault and returns GH_UNAVAILABLE. */
enum gh_status directory_fail(struct directory_fault *fault, enum directory_fault_kind kind, const char *detail);

#endif
