/* Checks the head of a request as libmicrohttpd has parsed it. */
#include "http/strict_head.h"

#include <string.h>
#include <strings.h>

/* From 0.9.77 on the library refuses folded lines and bare CR and LF by itself (MHD_OPTION_CLIENT_DISCIPLINE_LVL). */
#define PARSER_IS_STRICT (MHD_VERSION >= 0x00097700)

struct head {
    unsigned lengths, codings, hosts;
    bool bad;
    struct body_length *body;
    const char *end; /* of what stands before the next line's CR LF */
};

/* The older parser overwrites the end of a line in its buffer: CR LF becomes two zeros, a bare CR or LF one, and a
 * folded line is copied elsewhere. So lines that follow each other by two zeros ended as they should. */
static bool ends_with_crlf(const char *end, const char *next)
{
    return PARSER_IS_STRICT || !end || next == end + 2;
}

/* A name has at least one character and ends at its colon, and no value holds the end of a line. */
static bool is_clean(const char *name, const char *value)
{
    return name[0] && !name[strcspn(name, " \t\r\n")] && !value[strcspn(value, "\r\n")];
}

bool strict_head_address(const char *address)
{
    for (const unsigned char *at = (const unsigned char *)address; *at; at++)
        if (*at <= ' ' || *at == 0x7f)
            return false;
    return true;
}

static bool read_length(const char *text, uint64_t *out)
{
    uint64_t length = 0;
    size_t len = strspn(text, "0123456789");
    if (len == 0 || len > 15 || text[len])
        return false;
    for (size_t i = 0; i < len; i++)
        length = length * 10 + (uint64_t)(text[i] - '0');
    *out = length;
    return true;
}

static enum MHD_Result look_at_line(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct head *head = context;
    (void)kind;
    if (!value)
        value = "";
    head->bad = head->bad || !ends_with_crlf(head->end, name) || !is_clean(name, value);
    head->end = value + strlen(value);
    if (strcasecmp(name, "Content-Length") == 0) {
        head->bad = head->bad || ++head->lengths > 1 || !read_length(value, &head->body->length);
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        head->bad = head->bad || ++head->codings > 1 || strcasecmp(value, "chunked") != 0;
        head->body->chunked = true;
    } else if (strcasecmp(name, "Host") == 0) {
        head->hosts++;
    }
    return MHD_YES;
}

/* The head begins with the method, and ends with an empty line. end: of what stands before the last line's CR LF. The
 * older parser takes a line of a colon alone for the empty one, and with one LF alone leaves the same bytes behind. */
static bool ends_with_empty_line(struct MHD_Connection *connection, const char *method, const char *end)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return PARSER_IS_STRICT || (info && method + info->header_size == end + 4 && (!end[2] || end[2] == '\r') &&
                                (!end[3] || end[3] == '\n'));
}

bool strict_head_read(struct MHD_Connection *connection, const char *method, const char *version,
                      struct body_length *body)
{
    *body = (struct body_length){0};
    struct head head = {.body = body, .end = version ? version + strlen(version) : NULL};
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at_line, &head);
    const bool old = version && strcmp(version, "HTTP/1.0") == 0;
    head.bad = head.bad || !head.end || method[strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] ||
               !ends_with_empty_line(connection, method, head.end);
    return !head.bad && (head.lengths == 0 || head.codings == 0) && (!old || head.codings == 0) &&
           (head.hosts == 1 || (old && head.hosts == 0));
}
