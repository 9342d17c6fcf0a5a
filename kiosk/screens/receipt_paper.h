/* The receipt of a walk-up application on paper: number, time, place, next step, in both languages, and the QR code
 * of its page. No personal data, because people leave paper behind. */
#ifndef GH_SCREENS_RECEIPT_PAPER_H
#define GH_SCREENS_RECEIPT_PAPER_H

#include "print/paper.h"
#include "screens/screen.h"

/* Writes the receipt. ui: for the words of both languages. model: on the receipt's page. */
void receipt_paper(const struct ui *ui, const struct model *model, struct paper *out);

#endif
