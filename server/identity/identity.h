/* The interface of providers of single sign-on: what one kind of provider (OpenID Connect, CAS, LDAP, ...) does.
 *
 * A kind is one file with a const struct identity_kind, and a row in identity/kinds.c. Everything else is shared: the
 * state of a sign-in and its cookie (identity/flow.h), who the person is here (identity/link.h), the rules
 * (identity/rule.h), routes and pages (api/sso.c), the session. docs/sign-on.md lists the files that a new kind
 * touches.
 *
 * Operations run in a thread of requests, and several at once. They hold no connection to the database: a provider may
 * answer slowly. They store nothing. */
#ifndef GH_SERVER_IDENTITY_IDENTITY_H
#define GH_SERVER_IDENTITY_IDENTITY_H

#include <jansson.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "client/http_client.h"
#include "identity/fault.h"

#define IDENTITY_NAME_SIZE 33      /* of a provider in URLs, with NUL: a-z, 0-9, - */
#define IDENTITY_LABEL_SIZE 97     /* on the button, with NUL */
#define IDENTITY_SETTING_SIZE 513  /* one setting, with NUL */
#define IDENTITY_SECRET_SIZE 257   /* with NUL */
#define IDENTITY_SUBJECT_SIZE 256  /* OpenID Connect Core 1.0, 2: "sub" has 255 characters at most; with NUL */
#define IDENTITY_HINT_SIZE 4097    /* with NUL */
#define IDENTITY_URL_SIZE 4096     /* of a redirection, with NUL */
#define IDENTITY_ATTRIBUTES_MAX 64 /* what comes beyond is left out */
#define IDENTITY_ATTRIBUTE_SIZE 64 /* of a name, with NUL */
#define IDENTITY_VALUE_SIZE 257    /* with NUL; a longer value is left out */
#define IDENTITY_PARAMETERS_MAX 24
#define IDENTITY_KEY_SIZE 65 /* 32 bytes in hex, with NUL: WeCom gives back letters and digits only */
#define IDENTITY_WHY_SIZE 160
#define IDENTITY_CLOCK_SKEW (2 * TICK_MINUTE) /* that clocks of providers may differ from ours */

/* One attribute of a person. Several with one name are a list. */
struct identity_attribute {
    char name[IDENTITY_ATTRIBUTE_SIZE];
    char value[IDENTITY_VALUE_SIZE];
    bool verified; /* the provider vouches for it. Never for a name, or for what people write about themselves. */
};

/* Who somebody is, as a provider has said it and an operation has verified it. */
struct identity {
    char subject[IDENTITY_SUBJECT_SIZE]; /* stable, and never given to another person by this provider */
    char sid[IDENTITY_SUBJECT_SIZE];     /* session or ticket at the provider, for its logout; "" for none */
    bool strong;                         /* the provider asserts a second factor in the way that its settings name */
    struct identity_attribute attributes[IDENTITY_ATTRIBUTES_MAX];
    size_t attribute_count;
    char hint[IDENTITY_HINT_SIZE]; /* what logout() will need, as an ID token; "" for none. Kept sealed. */
};

/* Adds an attribute. What is too long, empty, or beyond IDENTITY_ATTRIBUTES_MAX is left out. */
void identity_put(struct identity *identity, const char *name, const char *value, bool verified);
/* Returns the first value of an attribute, or NULL. verified: looks only at those that are. */
const char *identity_value(const struct identity *identity, const char *name, bool verified);

/* One setting of a kind: the administrator's form and the checks are made from it. */
enum identity_form {
    IDENTITY_TEXT = 0,
    IDENTITY_URL,
    IDENTITY_LDAP_URL, /* its client requires TLS, which ldap:// begins later */
    IDENTITY_FLAG,
    IDENTITY_SECRET, /* forgotten where an IDENTITY_URL or IDENTITY_LDAP_URL changes */
    IDENTITY_FILE
};
struct identity_field {
    const char *name;  /* in the settings: "issuer"; the secret has the name "secret" */
    const char *label; /* N_() text */
    const char *hint;  /* N_() text; "" for none */
    enum identity_form form;
    bool required;
    const char *usual; /* value of a new provider; "" for none */
};

/* The field "ca_file", the same in all kinds that call a machine of the campus. */
#define IDENTITY_CA_FIELD                                                                                              \
    {                                                                                                                  \
        "ca_file", N_("File of the certificate authority"),                                                            \
            N_("Its name in the folder of --sign-on-ca-files. Empty: the system's authorities."), IDENTITY_FILE,       \
            false, ""                                                                                                  \
    }

struct identity_kind;

/* A provider as the administrator has set it up. */
struct identity_provider {
    struct uuid id;
    char name[IDENTITY_NAME_SIZE], label[IDENTITY_LABEL_SIZE], label_en[IDENTITY_LABEL_SIZE];
    const struct identity_kind *kind;
    bool enabled;
    int64_t position;
    json_t *settings; /* owned; an object */
    char secret[IDENTITY_SECRET_SIZE];
    char link_to[16], link_attribute[IDENTITY_ATTRIBUTE_SIZE]; /* identity/link.h */
    bool link_privileged, provision;
};
/* Returns a setting; "" where it is absent. A flag is "1" or "". */
const char *identity_setting(const struct identity_provider *provider, const char *name);

/* Appends between, name, '=' and the percent-encoded value to the text in url. Returns false where it does not fit. */
bool identity_url_add(char *url, size_t size, const char *between, const char *name, const char *value);
/* Returns whether secrets may be sent to a URL: https or ldaps, or to this machine (base/plain_call.h). */
bool identity_url_safe(const char *url);

/* Returns whether a text is "" or the name of a file: letters, digits, '.', '_' and '-', not beginning with '.'. */
bool identity_file_name(const char *text);

/* The secrets of one sign-in. All three are random and of no use after it. */
struct identity_keys {
    char state[IDENTITY_KEY_SIZE];    /* goes to the provider and comes back (RFC 6749, 10.12) */
    char nonce[IDENTITY_KEY_SIZE];    /* comes back inside the answer (OpenID Connect Core 1.0, 15.5.2) */
    char verifier[IDENTITY_KEY_SIZE]; /* RFC 7636, 4.1 */
};

struct identity_cache;

/* What an operation may use. */
struct identity_call {
    const struct identity_provider *provider;
    const struct http_client *http;
    struct identity_cache *cache; /* identity/document.h */
    tick now;
    const char *callback;        /* URL of the callback; for CAS the service */
    const char *home;            /* URL to which a logout comes back */
    const char *agent;           /* of the browser; "" for none */
    const char *ca_file;         /* trust anchors of an LDAP server, or NULL for the system's */
    char why[IDENTITY_WHY_SIZE]; /* out: what was wrong, for administrators. No secret, no personal value. */
};

/* A parameter of the callback, decoded. */
struct identity_parameter {
    const char *name, *value;
};
struct identity_parameters {
    struct identity_parameter items[IDENTITY_PARAMETERS_MAX];
    size_t count;
};
/* Returns a parameter, or NULL where it is absent or stands there twice. */
const char *identity_parameter(const struct identity_parameters *parameters, const char *name);

/* A logout that a provider announces: sessions of this subject, or this sid, or both, end. "" for what is not named. */
struct identity_ended {
    char subject[IDENTITY_SUBJECT_SIZE], sid[IDENTITY_SUBJECT_SIZE];
    char mark[IDENTITY_SUBJECT_SIZE]; /* its unique name, taken once; "" for none */
    tick mark_until;                  /* until when the mark must be remembered */
};

/* One kind of provider. Operations that it lacks are NULL. Each returns IDENTITY_GOOD, or why it failed, with
 * call->why. */
struct identity_kind {
    const char *name;  /* "oidc" */
    const char *label; /* N_() text */
    const struct identity_field *fields;
    size_t field_count;
    const char *handle; /* a verified attribute that makes a sign-in name; NULL: none */
    /* Writes the URL at the provider to which the browser goes. */
    enum identity_fault (*begin)(struct identity_call *call, const struct identity_keys *keys,
                                 char url[static IDENTITY_URL_SIZE]);
    /* Verifies what came back. state was verified, belongs to this browser and provider, and is used up. */
    enum identity_fault (*finish)(struct identity_call *call, const struct identity_keys *keys,
                                  const struct identity_parameters *parameters, struct identity *out);
    /* Verifies a name and a password that were typed here, behind the brakes of auth/login.h. A kind with it has no
     * begin and finish. IDENTITY_DENIED: wrong, with one `why` for all such cases. It keeps no copy of the password. */
    enum identity_fault (*password)(struct identity_call *call, const char *name, const char *password,
                                    struct identity *out);
    /* Looks whether the provider can be used: it answers, and takes what is set up here as far as that can be told
     * without a person. */
    enum identity_fault (*check)(struct identity_call *call);
    /* Writes the URL at the provider that ends the session there too. hint: of the identity. */
    enum identity_fault (*logout)(struct identity_call *call, const char *hint, char url[static IDENTITY_URL_SIZE]);
    /* Verifies the body of a POST by which the provider ends sessions: a logout token, a CAS logoutRequest. */
    enum identity_fault (*ended)(struct identity_call *call, struct bytes body, struct identity_ended *out);
};

/* The kinds that this server knows, in the order of the administrator's list; ends with NULL. */
extern const struct identity_kind *const identity_kinds[];
/* Returns the kind with this name, or NULL. */
const struct identity_kind *identity_kind_find(const char *name);

/* Notes for the log why an operation failed. Returns fault. */
enum identity_fault identity_because(struct identity_call *call, enum identity_fault fault, const char *what);

#endif
