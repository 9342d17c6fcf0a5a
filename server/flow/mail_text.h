/* The answers to the sender of a filing by mail, in Chinese and English in one text: nobody knows what they read. Pure.
 */
#ifndef GH_SERVER_FLOW_MAIL_TEXT_H
#define GH_SERVER_FLOW_MAIL_TEXT_H

#include <stddef.h>

#include "flow/flow.h"

#define MAIL_TEXT_SIZE 512 /* an outbox's text */

/* Says what was read and what is missing. people, faulty: rows of the list. lines: of the rows with errors, "3, 7". */
void mail_text_missing(size_t people, size_t faulty, const char *lines, char out[static MAIL_TEXT_SIZE]);
/* Says how the filing stands. reason: what the officer wrote, or "". */
void mail_text_state(const char *number, enum flow_state state, size_t people, const char *reason,
                     char out[static MAIL_TEXT_SIZE]);

#endif
