/* Stacks frames of a picture that stands still: noise averages out. For codes in the dark, which no single frame shows
 * well enough. Pure: pictures come in. The mean brightness of cells, which noise hardly touches, shows movement; a
 * picture that moved begins a new stack. */
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
/* Adds a frame. GH_NO_MEMORY: the stack is empty. */
enum gh_status GH_MUST_USE stack_add(struct stack *stack, const struct grey *picture);
/* Empties the stack, after a code was read. */
void stack_clear(struct stack *stack);
/* Returns the frames' mean in *out, borrowed until the next call. False: fewer than STACK_LEAST frames stand still. */
bool stack_picture(struct stack *stack, struct grey *out);

#endif
