/* The XML of WeCom's callbacks: flat elements below one root (documents 90238, "接收消息", and 96468, "事件格式"). Read
 * by expat, without declarations of entities, with limits of size and depth. Pure. */
#ifndef GH_SERVER_WECOM_EVENT_H
#define GH_SERVER_WECOM_EVENT_H

#include "wecom/envelope.h"

#define WECOM_XML_MAX ((size_t)16 * 1024) /* bytes of a callback */
#define WECOM_USER_SIZE 65                /* a UserID has at most 64 bytes */
#define WECOM_CODE_SIZE 256
#define WECOM_TASK_SIZE 129

/* Members that the XML does not have are "". */
struct wecom_event {
    char encrypted[WECOM_ENCRYPTED_MAX + 1]; /* of the outer XML */
    char to[WECOM_CORP_SIZE];                /* CorpID */
    char from[WECOM_USER_SIZE];              /* UserID */
    char created[24];                        /* seconds since 1970 */
    char type[32], event[64];                /* "event", "template_card_event" */
    char key[129];                           /* of the button */
    char task[WECOM_TASK_SIZE];
    char code[WECOM_CODE_SIZE]; /* response_code */
    char agent[24];
};

/* Reads the outer or the inner XML. The caller wipes *out. GH_TOO_LONG: over WECOM_XML_MAX, or a known element is.
 * GH_MALFORMED: not XML, a document type declaration, an element twice, or nested deeper than 8. */
enum gh_status GH_MUST_USE wecom_event_read(struct bytes xml, struct wecom_event *out);

#endif
