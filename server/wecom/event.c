/* Reads the XML of WeCom's callbacks into a table of members. */
#include "wecom/event.h"

#include <expat.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

#define DEPTH_MAX 8
#define NAME_DEPTH 2 /* elements below the root have the depth 2 while they are open */

static const struct {
    const char *name;
    size_t at, size;
} members[] = {
#define MEMBER(name, member)                                                                                           \
    {                                                                                                                  \
        name, offsetof(struct wecom_event, member), sizeof((struct wecom_event *)0)->member                            \
    }
    MEMBER("Encrypt", encrypted), MEMBER("ToUserName", to), MEMBER("FromUserName", from), MEMBER("CreateTime", created),
    MEMBER("MsgType", type),      MEMBER("Event", event),   MEMBER("EventKey", key),      MEMBER("TaskId", task),
    MEMBER("ResponseCode", code), MEMBER("AgentID", agent),
};
#define MEMBERS (sizeof members / sizeof members[0])

struct reading {
    XML_Parser xml;
    struct wecom_event *out;
    enum gh_status fault;
    unsigned seen; /* bits of members */
    int depth;
    size_t member, len; /* the open element; MEMBERS: another one */
};

static void stop(struct reading *r, enum gh_status fault)
{
    r->fault = r->fault ? r->fault : fault;
    (void)XML_StopParser(r->xml, XML_FALSE);
}

static void XMLCALL on_begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = context;
    (void)attributes;
    if (++r->depth > DEPTH_MAX)
        stop(r, GH_MALFORMED);
    if (r->depth != NAME_DEPTH)
        return;
    r->len = 0;
    for (r->member = 0; r->member < MEMBERS && strcmp(members[r->member].name, name) != 0; r->member++)
        continue;
    if (r->member == MEMBERS)
        return;
    if (r->seen & 1u << r->member)
        stop(r, GH_MALFORMED);
    r->seen |= 1u << r->member;
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reading *r = context;
    (void)name;
    if (r->depth-- == NAME_DEPTH)
        r->member = MEMBERS;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
    struct reading *r = context;
    if (r->depth != NAME_DEPTH || r->member == MEMBERS)
        return;
    if (r->len + (size_t)len >= members[r->member].size) {
        stop(r, GH_TOO_LONG);
        return;
    }
    char *out = (char *)r->out + members[r->member].at;
    memcpy(out + r->len, text, (size_t)len);
    r->len += (size_t)len;
    out[r->len] = '\0';
}

/* Entities that multiply, and files from elsewhere, begin with a declaration. */
static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public_id,
                               int has_subset)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)has_subset;
    stop(context, GH_MALFORMED);
}

enum gh_status wecom_event_read(struct bytes xml, struct wecom_event *out)
{
    struct reading r = {.out = out, .member = MEMBERS};
    memset(out, 0, sizeof *out);
    if (xml.len > WECOM_XML_MAX)
        return GH_TOO_LONG;
    if (!(r.xml = XML_ParserCreate("UTF-8")))
        return GH_NO_MEMORY;
    XML_SetUserData(r.xml, &r);
    XML_SetElementHandler(r.xml, on_begin, on_end);
    XML_SetCharacterDataHandler(r.xml, on_text);
    XML_SetStartDoctypeDeclHandler(r.xml, on_doctype);
    const bool parsed = XML_Parse(r.xml, (const char *)xml.data, (int)xml.len, XML_TRUE) == XML_STATUS_OK;
    XML_ParserFree(r.xml);
    enum gh_status status = r.fault ? r.fault : parsed ? GH_OK : GH_MALFORMED;
    if (status)
        sodium_memzero(out, sizeof *out);
    return status;
}
