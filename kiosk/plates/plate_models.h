/* The files that the plate reader needs, each checked against the checksum of the tested version. */
#ifndef GH_KIOSK_PLATES_PLATE_MODELS_H
#define GH_KIOSK_PLATES_PLATE_MODELS_H

#include "base/bytes.h"

enum plate_model { PLATE_MODEL_RECOGNITION = 0, PLATE_MODEL_DETECTION, PLATE_MODEL_DICTIONARY, PLATE_MODELS };

#define PLATE_MODEL_MESSAGE_MAX 160

/* Loads a whole file, owned by the caller (free). GH_NOT_FOUND or GH_IO when it can't be read, GH_CORRUPT for another
 * version; why in message. */
enum gh_status GH_MUST_USE plate_model_load(const char *folder, enum plate_model model, uint8_t **data, size_t *len,
                                            char message[static PLATE_MODEL_MESSAGE_MAX]);

#endif
