/* What a person reads about a field that is not taken: English source texts for the catalogue, by the check's result.
 */
#ifndef GH_SERVER_FLOW_FIELD_MESSAGE_H
#define GH_SERVER_FLOW_FIELD_MESSAGE_H

#include "people/document.h"
#include "people/mobile.h"
#include "people/person_name.h"
#include "people/plate.h"

/* result: not the OK of its kind. Constants; never NULL. */
const char *field_name_message(enum person_name_result result);
const char *field_mobile_message(enum mobile_result result);
const char *field_document_message(enum document_result result);
const char *field_plate_message(enum plate_result result);

#endif
