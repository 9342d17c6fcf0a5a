/* The audit trail as syslog messages (RFC 5424). */
#ifndef GH_SERVER_NOTIFY_AUDIT_LINE_H
#define GH_SERVER_NOTIFY_AUDIT_LINE_H

#include "records/audit_seal.h"

#define AUDIT_LINE_MAX 2560 /* bytes; the longest detail escaped fits */
#define AUDIT_HOST_SIZE 64

/* Writes an entry: facility log audit (13); notice for a failed sign-in, otherwise informational; the action as MSGID.
 * Its structured data hold what the entry has, with its place and hash in the chain. Returns the length. */
size_t audit_line_entry(const char *host, const struct audit_row *row, int64_t sequence,
                        const uint8_t hash[static AUDIT_HASH_LEN], char out[static AUDIT_LINE_MAX]);
/* Writes a signed head of the chain. Returns the length. */
size_t audit_line_head(const char *host, const struct audit_seal *head, char out[static AUDIT_LINE_MAX]);

#endif
