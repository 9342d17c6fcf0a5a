/* The question to the server whether another gate is admitting a single-use pass at this moment. */
#ifndef GH_KIOSK_DESK_CLAIM_H
#define GH_KIOSK_DESK_CLAIM_H

#include "desk/desk.h"

/* Asks for the pass of the scan on hand, which is about to be admitted. True: another gate has it, and the subject's
 * facts say so. False: it is ours, or nobody answered in time and the booth decides alone. */
bool desk_is_claimed_elsewhere(struct desk *desk);
/* Gives the pass back when it was claimed and then not admitted. */
void desk_release_claim(struct desk *desk);

#endif
