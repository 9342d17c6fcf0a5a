/* The receipt of a walk-up application on paper: number, when and where, what happens next, in both languages, and the
 * code of its page. Nothing personal: people leave paper lying about. */
#ifndef GH_SCREENS_RECEIPT_PAPER_H
#define GH_SCREENS_RECEIPT_PAPER_H

#include "print/paper.h"
#include "screens/screen.h"

/* ui: for the words of both languages; model: on the receipt's page. */
void receipt_paper(const struct ui *ui, const struct model *model, struct paper *out);

#endif
