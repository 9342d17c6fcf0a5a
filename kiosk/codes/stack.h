/* Several frames of a picture that stands still, as one: noise averages out, what is there stays. For codes in the
 * dark, which no single frame shows well enough.
 *
 * Pure: pictures come in. Movement is told by the mean brightness of cells, which noise hardly touches; a picture that
 * moved begins a new stack. */
#ifndef GH_KIOSK_CODES_STACK_H
#define GH_KIOSK_CODES_STACK_H

#include <stdbool.h>

#include "base/status.h"
#include "codes/picture.h"

#define STACK_LEAST 4 /* frames that are worth a look */
#define STACK_MOST 12 /* then the older half fades */

struct stack;

struct stack *stack_new(void);        /* NULL without memory */
void stack_free(struct stack *stack); /* takes NULL */
/* One more frame. GH_NO_MEMORY for a size that can't be held; then the stack is empty. */
enum gh_status GH_MUST_USE stack_add(struct stack *stack, const struct grey *picture);
/* After a code was read: what comes next is another one. */
void stack_clear(struct stack *stack);
/* Their mean, lent until the next call. False: fewer than STACK_LEAST frames stand still. */
bool stack_picture(struct stack *stack, struct grey *out);

#endif
