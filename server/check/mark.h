/* Marks of what other commands did: the last backup, the last verification of the audit trail. A mark is a file beside
 * the folder of keys, KEYS-NAME: one line with the seconds since 1970 and a word. */
#ifndef GH_SERVER_CHECK_MARK_H
#define GH_SERVER_CHECK_MARK_H

#include "base/bytes.h"
#include "base/tick.h"

#define MARK_BACKUP "backup"       /* gatehouse-backup writes it: "done" */
#define MARK_AUDIT "audit-checked" /* gatehouse-server --verify-audit writes it: "good" or "changed" */
#define MARK_WORD_SIZE 16

/* Reads a mark. GH_NOT_FOUND: there is none. GH_MALFORMED: another text. Otherwise as os_file_read(). */
enum gh_status GH_MUST_USE mark_read(const char *keys, const char *name, tick *at, char word[static MARK_WORD_SIZE]);
/* Replaces a mark. */
enum gh_status GH_MUST_USE mark_write(const char *keys, const char *name, tick at, const char *word);

#endif
