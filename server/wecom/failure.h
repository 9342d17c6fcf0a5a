/* What WeCom's error codes mean (document 90313, "全局错误码"), and what to do. Pure. */
#ifndef GH_SERVER_WECOM_FAILURE_H
#define GH_SERVER_WECOM_FAILURE_H

#include "base/bytes.h"

enum wecom_kind {
    WECOM_FINE = 0,
    WECOM_STALE_TOKEN, /* the access_token has expired: fetch another one, once */
    WECOM_LATER,       /* busy, or over a limit */
    WECOM_SETTINGS,    /* a fault of the settings here or in WeCom's administration */
    WECOM_REFUSED,     /* this recipient or this content */
    WECOM_USED_CODE    /* a code that is unknown, used or expired */
};

struct wecom_failure {
    int code;
    enum wecom_kind kind;
    const char *name; /* stable, for the interface: "ip-not-allowed" */
    const char *text; /* English source text: what happened and what to do */
};

/* Returns what a code means. Unknown codes count as WECOM_SETTINGS. Never NULL. */
const struct wecom_failure *wecom_failure_of(int code);

#define WECOM_ADDRESS_SIZE 48
/* Finds the address that WeCom says a request came from: "… from ip: 203.0.113.7, …". Returns whether there is one. */
bool wecom_failure_address(const char *words, char out[static WECOM_ADDRESS_SIZE]);

#endif
