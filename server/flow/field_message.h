/* Messages for people about rejected fields: English source texts of the catalogue. */
#ifndef GH_SERVER_FLOW_FIELD_MESSAGE_H
#define GH_SERVER_FLOW_FIELD_MESSAGE_H

#include "people/document.h"
#include "people/mobile.h"
#include "people/person_name.h"
#include "people/plate.h"

/* Return the message for a result other than its enum's OK. Constants, never NULL. */
const char *field_name_message(enum person_name_result result);
const char *field_mobile_message(enum mobile_result result);
const char *field_document_message(enum document_result result);
const char *field_plate_message(enum plate_result result);

#endif
