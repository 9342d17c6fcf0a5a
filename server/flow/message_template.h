/* Texts of messages with named placeholders, as administrators write them. Pure.
 *
 * {name} stands for a value. Words in [ ] appear only when every placeholder in them has a value, so that a comma goes
 * with what it belongs to. Sections don't nest and have a placeholder each. Everything else stands as it is. */
#ifndef GH_SERVER_FLOW_MESSAGE_TEMPLATE_H
#define GH_SERVER_FLOW_MESSAGE_TEMPLATE_H

#include "base/bytes.h"
#include "base/catalog.h"

#define MESSAGE_TEMPLATE_SIZE 451 /* bytes with NUL; a message has 511 bytes at most (notify/outbox.h) */
#define MESSAGE_PLACEHOLDER_SIZE 24

enum template_fault {
    TEMPLATE_FINE = 0,
    TEMPLATE_TOO_LONG,
    TEMPLATE_BRACE,   /* a brace or bracket that opens or closes nothing, or a section without a placeholder */
    TEMPLATE_UNKNOWN, /* a placeholder that this kind of message does not have */
    TEMPLATE_NO_LINK, /* {link} is missing outside [ ] where the message is nothing without it */
    TEMPLATE_SIGNS,   /* control characters, or 【】, in which providers write their signature */
    TEMPLATE_FAULT_COUNT
};

/* What a text may hold. */
struct template_rule {
    uint32_t placeholders; /* bits of enum message_placeholder (flow/message_kind.h) */
    bool link;             /* it must have {link} */
    bool lines;            /* it may have line feeds */
};

/* Returns the first fault. word: the placeholder of TEMPLATE_UNKNOWN. */
enum template_fault message_template_check(const struct template_rule *rule, const char *text,
                                           char word[static MESSAGE_PLACEHOLDER_SIZE]);
/* Fills in the values of a text without fault, in one pass: braces in values stay as they are. Control characters of
 * values become blanks, and their 【】 become 「」. Returns whether the whole text fits. */
bool message_template_fill(const char *text, const struct text_arg *args, size_t count, char *out, size_t size);
/* Returns whether a text without fault has this placeholder outside sections. */
bool message_template_needs(const char *text, const char *placeholder);

#endif
