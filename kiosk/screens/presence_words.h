/* How complete the list of who is inside is, in words. */
#ifndef GH_KIOSK_SCREENS_PRESENCE_WORDS_H
#define GH_KIOSK_SCREENS_PRESENCE_WORDS_H

#include "screens/words.h"

/* Returns how many lines of trouble there are: this booth without an answer of the server, and each booth that the
 * server does not hear. 0: the entries of all gates are in. */
size_t presence_troubles(const struct model *model);
/* Writes line i of them; brief: for a narrow place. */
const char *presence_trouble(const struct ui *ui, const struct model *model, size_t i, bool brief,
                             char out[static WORDS_MAX]);
/* Writes what stands below the number of people: that they are inside, and how many vehicles. */
const char *presence_vehicles(const struct ui *ui, const struct model *model, char out[static WORDS_MAX]);
/* Writes until when the list is complete; only without troubles. */
const char *presence_age(const struct ui *ui, const struct model *model, char out[static WORDS_MAX]);
/* Writes the second line of somebody who is inside: the gate, for how long, and what else matters. */
const char *presence_detail(const struct ui *ui, const struct model *model, const struct log_row *row,
                            char out[static WORDS_MAX]);

#endif
