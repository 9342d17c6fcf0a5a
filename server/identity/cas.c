/* CAS: the protocol of Apereo's Central Authentication Service, versions 2.0 and 3.0, as many universities run it. The
 * browser brings a service ticket (CAS Protocol 3.0, 3.1), which this server has validated (2.5, 2.6), and the server
 * announces a logout by a POST that names the ticket (2.3.3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/secret.h"
#include "identity/cas_xml.h"
#include "identity/document.h"
#include "identity/kinds.h"

#define ENCODED_SIZE 2048
#define SERVICE_SIZE 1024

static const struct identity_field fields[] = {
    {"server", N_("Address of the CAS server"), N_("Without /login at the end: https://cas.example.edu.cn/cas"),
     IDENTITY_URL, true, ""},
    {"protocol2", N_("The server speaks CAS 2.0 only (/serviceValidate)"), "", IDENTITY_FLAG, false, ""},
    {"verified", N_("Attributes that the university vouches for"),
     N_("Names, separated by blanks. Only these link accounts and give roles."), IDENTITY_TEXT, false,
     "employeeNumber uid eduPersonAffiliation memberOf"},
    {"mfa_values", N_("Values of authnContextClass that mean a second factor"),
     N_("Separated by blanks. Empty: the second factor of this system counts."), IDENTITY_TEXT, false, ""},
    IDENTITY_CA_FIELD,
};

/* Writes an address of the CAS server, with one or two parameters. */
static bool write_url(struct identity_call *call, const char *path, const char *service, const char *ticket,
                      char url[static IDENTITY_URL_SIZE])
{
    char encoded[ENCODED_SIZE], encoded_ticket[3 * CAS_TICKET_SIZE] = "";
    const char *server = identity_setting(call->provider, "server");
    size_t len = strlen(server);
    len -= len > 0 && server[len - 1] == '/';
    if (url_encode(bytes_of_string(service), encoded, sizeof encoded) ||
        url_encode(bytes_of_string(ticket), encoded_ticket, sizeof encoded_ticket))
        return false;
    const int n = snprintf(url, IDENTITY_URL_SIZE, "%.*s%s?service=%s%s%s", (int)len, server, path, encoded,
                           *ticket ? "&ticket=" : "", encoded_ticket);
    return n > 0 && n < IDENTITY_URL_SIZE;
}

/* The service is the callback with the state. A ticket is bound to it, so it is of use to this sign-in alone. */
static bool write_service(const struct identity_call *call, const struct identity_keys *keys,
                          char out[static SERVICE_SIZE])
{
    const int n = snprintf(out, SERVICE_SIZE, "%s?state=%s", call->callback, keys->state);
    return n > 0 && n < SERVICE_SIZE;
}

static enum identity_fault begin(struct identity_call *call, const struct identity_keys *keys,
                                 char url[static IDENTITY_URL_SIZE])
{
    char service[SERVICE_SIZE];
    return write_service(call, keys, service) && write_url(call, "/login", service, "", url)
               ? IDENTITY_GOOD
               : identity_because(call, IDENTITY_SETUP, "the address of the provider is too long");
}

/* CAS Protocol 3.0, 2.5.3. The names have no spaces, so the code itself goes into the log. */
static enum identity_fault refused(struct identity_call *call, const char *code)
{
    static const struct {
        const char *code;
        enum identity_fault fault;
    } codes[] = {
        {"INVALID_TICKET", IDENTITY_USED},
        {"INVALID_SERVICE", IDENTITY_WRONG_AUDIENCE},
        {"UNAUTHORIZED_SERVICE", IDENTITY_CLIENT_REFUSED},
        {"UNAUTHORIZED_SERVICE_PROXY", IDENTITY_CLIENT_REFUSED},
        {"INTERNAL_ERROR", IDENTITY_NOT_REACHED},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(codes[i].code, code) == 0)
            return identity_because(call, codes[i].fault, codes[i].code);
    return identity_because(call, IDENTITY_SETUP, "the CAS server refused our request");
}

static bool is_strong(const struct identity *who, const char *values)
{
    for (size_t i = 0; i < who->attribute_count; i++) {
        const struct identity_attribute *a = &who->attributes[i];
        const char *at = strcmp(a->name, "authnContextClass") == 0 ? strstr(values, a->value) : NULL;
        const size_t len = strlen(a->value);
        if (at && (at == values || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

/* Reads the answer to a validation. */
static enum identity_fault take_answer(struct identity_call *call, struct bytes xml, const char *ticket,
                                       struct identity *out)
{
    struct cas_answer answer;
    if (!cas_read_answer(xml, identity_setting(call->provider, "verified"), &answer, out))
        return identity_because(call, IDENTITY_MALFORMED, "the answer is not one of CAS 2.0 or 3.0");
    if (!answer.user[0])
        return refused(call, answer.code);
    (void)snprintf(out->subject, sizeof out->subject, "%s", answer.user);
    (void)snprintf(out->sid, sizeof out->sid, "%s", ticket);
    out->strong = is_strong(out, identity_setting(call->provider, "mfa_values"));
    return IDENTITY_GOOD;
}

static enum identity_fault ask(struct identity_call *call, const char *url, const char *ticket, struct identity *out)
{
    struct http_answer *answer = calloc(1, sizeof *answer);
    char *room = malloc(CAS_XML_MAX + 1);
    const struct http_call request = {.method = "GET",
                                      .url = url,
                                      .headers = {"Accept: application/xml, text/xml"},
                                      .timeout_ms = IDENTITY_TIMEOUT_MS,
                                      .room = room,
                                      .room_size = CAS_XML_MAX + 1};
    if (!answer || !room) {
        secret_free(room);
        secret_free(answer);
        return identity_because(call, IDENTITY_INTERNAL, "no memory");
    }
    enum identity_fault fault = identity_send(call, &request, answer);
    if (fault) {
        secret_free(room);
        secret_free(answer);
        return fault;
    }
    if (answer->status >= 500)
        fault = identity_because(call, IDENTITY_NOT_REACHED, "the CAS server answered with an error of its own");
    else if (answer->status != 200)
        fault = identity_because(call, IDENTITY_SETUP, "the CAS server has no such address: check it, and the version");
    else if (answer->cut)
        fault = identity_because(call, IDENTITY_MALFORMED, "the answer is too long");
    else
        fault = take_answer(call, BYTES(room, answer->len), ticket, out);
    secret_free(room);
    secret_free(answer);
    return fault;
}

static enum identity_fault finish(struct identity_call *call, const struct identity_keys *keys,
                                  const struct identity_parameters *parameters, struct identity *out)
{
    char service[SERVICE_SIZE], url[IDENTITY_URL_SIZE];
    const char *ticket = identity_parameter(parameters, "ticket");
    const bool old = *identity_setting(call->provider, "protocol2");
    if (!ticket || !*ticket)
        return identity_because(call, IDENTITY_DENIED, "no ticket came back");
    if (strlen(ticket) >= IDENTITY_SUBJECT_SIZE || strncmp(ticket, "ST-", 3) != 0) /* 3.1.1, 3.7 */
        return identity_because(call, IDENTITY_MALFORMED, "the ticket is not a service ticket");
    if (!write_service(call, keys, service) ||
        !write_url(call, old ? "/serviceValidate" : "/p3/serviceValidate", service, ticket, url))
        return identity_because(call, IDENTITY_SETUP, "the address of the provider is too long");
    return ask(call, url, ticket, out);
}

static enum identity_fault logout(struct identity_call *call, const char *hint, char url[static IDENTITY_URL_SIZE])
{
    (void)hint;
    return write_url(call, "/logout", call->home, "", url)
               ? IDENTITY_GOOD
               : identity_because(call, IDENTITY_SETUP, "the address of the provider is too long");
}

static int digit_of(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Decodes the field "logoutRequest" of a form in place of a copy. Returns its length, or 0 where there is none. */
static size_t decode(struct bytes body, char *out, size_t size)
{
    static const char name[] = "logoutRequest=";
    size_t used = 0;
    const size_t head = sizeof name - 1;
    if (body.len <= head || memcmp(body.data, name, head) != 0)
        return 0;
    for (size_t i = head; i < body.len && body.data[i] != '&' && used < size; i++) {
        const uint8_t c = body.data[i];
        if (c == '%' && i + 2 < body.len && digit_of(body.data[i + 1]) >= 0 && digit_of(body.data[i + 2]) >= 0) {
            out[used++] = (char)(digit_of(body.data[i + 1]) * 16 + digit_of(body.data[i + 2]));
            i += 2;
        } else {
            out[used++] = (char)(c == '+' ? ' ' : c);
        }
    }
    return used == size ? 0 : used;
}

/* The request has no signature. It ends the session of its ticket alone, which is random and known to the CAS server,
 * the browser and us. */
static enum identity_fault ended(struct identity_call *call, struct bytes body, struct identity_ended *out)
{
    char ticket[CAS_TICKET_SIZE], *xml = malloc(CAS_XML_MAX);
    const size_t len = xml ? decode(body, xml, CAS_XML_MAX) : 0;
    const bool good = len > 0 && cas_read_logout(BYTES(xml, len), ticket) && strlen(ticket) < sizeof out->sid;
    free(xml);
    if (!good)
        return identity_because(call, IDENTITY_MALFORMED, "the logout request has no SessionIndex");
    memcpy(out->sid, ticket, strlen(ticket) + 1);
    return IDENTITY_GOOD;
}

/* Asks for the sign-in page, without a session. */
static enum identity_fault check(struct identity_call *call)
{
    char url[IDENTITY_URL_SIZE];
    struct http_answer *answer = calloc(1, sizeof *answer);
    const struct http_call request = {.method = "GET", .url = url, .timeout_ms = IDENTITY_TIMEOUT_MS};
    enum identity_fault fault = answer ? IDENTITY_GOOD : IDENTITY_INTERNAL;
    if (!fault && !write_url(call, "/login", call->callback, "", url))
        fault = identity_because(call, IDENTITY_SETUP, "the address of the provider is too long");
    if (!fault)
        fault = identity_send(call, &request, answer);
    if (!fault && answer->status >= 500)
        fault = identity_because(call, IDENTITY_NOT_REACHED, "the CAS server answered with an error of its own");
    else if (!fault && answer->status == 404)
        fault = identity_because(call, IDENTITY_SETUP, "the CAS server has no such address");
    secret_free(answer);
    return fault;
}

const struct identity_kind identity_cas = {.name = "cas",
                                           .label = N_("CAS 2.0 and 3.0"),
                                           .fields = fields,
                                           .field_count = sizeof fields / sizeof fields[0],
                                           .begin = begin,
                                           .finish = finish,
                                           .check = check,
                                           .logout = logout,
                                           .ended = ended};
