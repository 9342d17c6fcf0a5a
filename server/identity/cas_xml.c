/* Reads the XML of CAS servers with expat. */
#include "identity/cas_xml.h"

#include <expat.h>
#include <string.h>

#define CAS "http://www.yale.edu/tp/cas|"
#define SAMLP "urn:oasis:names:tc:SAML:2.0:protocol|"

/* What the text of an element is for. */
enum cas_place { CAS_NOWHERE = 0, CAS_USER, CAS_ATTRIBUTE, CAS_SESSION_INDEX };

struct cas_reader {
    XML_Parser xml;
    const char *verified;
    struct cas_answer *answer;
    struct identity *who;
    char *ticket;
    bool failed, success, failure, in_attributes, logout, users_twice;
    int depth;
    enum cas_place place;
    char name[IDENTITY_ATTRIBUTE_SIZE]; /* of the attribute that is read */
    char text[IDENTITY_VALUE_SIZE];
    size_t len;
    bool cut; /* the text is longer */
};

static void stop(struct cas_reader *r)
{
    r->failed = true;
    (void)XML_StopParser(r->xml, XML_FALSE);
}

/* Some servers give attributes without the namespace: the last part counts. */
static const char *local(const char *name)
{
    const char *bar = strrchr(name, '|');
    return bar ? bar + 1 : name;
}

static void begin_text(struct cas_reader *r, enum cas_place place)
{
    r->place = place;
    r->len = 0;
    r->cut = false;
}

static void start_answer(struct cas_reader *r, const char *name, const char **attributes)
{
    if (r->depth == 1 && strcmp(name, CAS "serviceResponse") != 0)
        stop(r);
    else if (r->depth == 2 && strcmp(name, CAS "authenticationSuccess") == 0)
        r->success = true;
    else if (r->depth == 2 && strcmp(name, CAS "authenticationFailure") == 0) {
        r->failure = true;
        for (size_t i = 0; attributes[i]; i += 2)
            if (strcmp(attributes[i], "code") == 0 && strlen(attributes[i + 1]) < sizeof r->answer->code)
                memcpy(r->answer->code, attributes[i + 1], strlen(attributes[i + 1]) + 1);
    } else if (r->depth == 3 && r->success && strcmp(name, CAS "user") == 0) {
        r->users_twice = r->users_twice || r->answer->user[0];
        begin_text(r, CAS_USER);
    } else if (r->depth == 3 && r->success && strcmp(name, CAS "attributes") == 0)
        r->in_attributes = true;
    else if (r->depth == 4 && r->in_attributes && strlen(local(name)) < sizeof r->name) {
        memcpy(r->name, local(name), strlen(local(name)) + 1);
        begin_text(r, CAS_ATTRIBUTE);
    }
}

static void start_logout(struct cas_reader *r, const char *name)
{
    if (r->depth == 1 && strcmp(name, SAMLP "LogoutRequest") != 0)
        stop(r);
    else if (r->depth == 1)
        r->logout = true;
    else if (r->depth == 2 && strcmp(name, SAMLP "SessionIndex") == 0) {
        if (r->ticket[0])
            stop(r); /* which of two sessions is not ours to guess */
        begin_text(r, CAS_SESSION_INDEX);
    }
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct cas_reader *r = context;
    if (++r->depth > CAS_XML_DEPTH)
        stop(r);
    else if (r->ticket)
        start_logout(r, name);
    else
        start_answer(r, name, attributes);
}

static bool is_listed(const char *list, const char *name)
{
    const size_t wanted = strlen(name);
    while (*list) {
        const size_t len = strcspn(list, " ");
        if (len > 0 && len == wanted && memcmp(list, name, len) == 0)
            return true;
        list += len + strspn(list + len, " ");
    }
    return false;
}

static void trim(struct cas_reader *r)
{
    size_t from = 0;
    while (r->len > 0 && strchr(" \t\r\n", r->text[r->len - 1]))
        r->len--;
    while (from < r->len && strchr(" \t\r\n", r->text[from]))
        from++;
    memmove(r->text, r->text + from, r->len - from);
    r->len -= from;
    r->text[r->len] = '\0';
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct cas_reader *r = context;
    if (r->place != CAS_NOWHERE) {
        trim(r);
        if (r->cut && r->place != CAS_ATTRIBUTE)
            stop(r);
        else if (r->place == CAS_USER && r->len < sizeof r->answer->user)
            memcpy(r->answer->user, r->text, r->len + 1);
        else if (r->place == CAS_SESSION_INDEX && r->len < CAS_TICKET_SIZE)
            memcpy(r->ticket, r->text, r->len + 1);
        else if (r->place == CAS_ATTRIBUTE && !r->cut)
            identity_put(r->who, r->name, r->text, is_listed(r->verified, r->name));
        r->place = CAS_NOWHERE;
    }
    if (r->depth == 3 && strcmp(name, CAS "attributes") == 0)
        r->in_attributes = false;
    r->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
    struct cas_reader *r = context;
    if (r->place == CAS_NOWHERE || len <= 0)
        return;
    if (r->len + (size_t)len >= sizeof r->text) {
        r->cut = true;
        return;
    }
    memcpy(r->text + r->len, text, (size_t)len);
    r->len += (size_t)len;
}

/* A document type could define entities: no CAS server sends one. */
static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public_id,
                               int internal)
{
    (void)name, (void)system, (void)public_id, (void)internal;
    stop(context);
}

static bool parse(struct bytes xml, struct cas_reader *r)
{
    if (xml.len == 0 || xml.len > CAS_XML_MAX || memchr(xml.data, 0, xml.len))
        return false;
    r->xml = XML_ParserCreateNS("UTF-8", '|');
    if (!r->xml)
        return false;
    XML_SetUserData(r->xml, r);
    XML_SetElementHandler(r->xml, on_start, on_end);
    XML_SetCharacterDataHandler(r->xml, on_text);
    XML_SetStartDoctypeDeclHandler(r->xml, on_doctype);
    const bool whole = XML_Parse(r->xml, (const char *)xml.data, (int)xml.len, 1) == XML_STATUS_OK;
    XML_ParserFree(r->xml);
    return whole && !r->failed;
}

bool cas_read_answer(struct bytes xml, const char *verified, struct cas_answer *out, struct identity *who)
{
    struct cas_reader r = {.verified = verified, .answer = out, .who = who};
    *out = (struct cas_answer){{0}, {0}};
    if (!parse(xml, &r) || r.success == r.failure || r.users_twice)
        return false;
    if (r.success && !out->user[0])
        return false;
    if (r.success)
        identity_put(who, "user", out->user, true);
    return true;
}

bool cas_read_logout(struct bytes xml, char ticket[static CAS_TICKET_SIZE])
{
    struct cas_reader r = {.verified = "", .ticket = ticket};
    ticket[0] = '\0';
    return parse(xml, &r) && r.logout && ticket[0];
}
