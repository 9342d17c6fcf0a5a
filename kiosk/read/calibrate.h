/* gatehouse-read --calibrate: finds the thresholds of plate_match from pictures whose plates are known. */
#ifndef GH_KIOSK_READ_CALIBRATE_H
#define GH_KIOSK_READ_CALIBRATE_H

#include <stdbool.h>

#include "plates/plate_reader.h"

/* Reads the pictures of each folder's labels.tsv and matches each against a list of 5,000 plates, with its own plate
 * and without. Tries thresholds, and prints as lines of JSON how good each is and which are best. False, with a message
 * on stderr, when no folder can be read. */
bool calibrate(struct plate_reader *reader, char **folders, int count);

#endif
