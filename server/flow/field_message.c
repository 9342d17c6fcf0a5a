/* One message for each result of a field's check. */
#include "flow/field_message.h"

#include "base/catalog.h"

#define SHORTENED N_("A spreadsheet has shortened this number. Type all its digits again.")

const char *field_name_message(enum person_name_result result)
{
    switch (result) {
    case PERSON_NAME_SHORT:
        return N_("The name is too short.");
    case PERSON_NAME_LONG:
        return N_("The name is too long.");
    default:
        return N_("A name has letters only.");
    }
}

const char *field_mobile_message(enum mobile_result result)
{
    switch (result) {
    case MOBILE_LENGTH:
        return N_("A mobile number has eleven digits. One of another country begins with + and its code.");
    case MOBILE_SHORTENED:
        return SHORTENED;
    case MOBILE_COUNTRY:
        return N_("No country has this code.");
    case MOBILE_PREFIX:
        return N_("No mobile number begins like this. Is it a fixed line?");
    default:
        return N_("Only digits, please.");
    }
}

const char *field_document_message(enum document_result result)
{
    switch (result) {
    case DOCUMENT_LENGTH:
        return N_("The number is too short or too long for this document.");
    case DOCUMENT_CHARACTER:
        return N_("This document's numbers don't have this character.");
    case DOCUMENT_REGION:
        return N_("No province has these first two digits.");
    case DOCUMENT_DATE:
        return N_("The birth date in the number does not exist.");
    case DOCUMENT_SHORTENED:
        return SHORTENED;
    case DOCUMENT_CHECK:
        return N_("The last character does not fit: one digit is mistyped.");
    default:
        return N_("This document's numbers have another form.");
    }
}

const char *field_plate_message(enum plate_result result)
{
    switch (result) {
    case PLATE_EMPTY:
        return N_("The plate is missing.");
    case PLATE_CHARACTER:
        return N_("No plate has this character. There is no I, and O only follows the province.");
    case PLATE_PROVINCE:
        return N_("A plate begins with the sign of a province.");
    case PLATE_LENGTH:
        return N_("The plate is too short or too long.");
    default:
        return N_("No plate has this form.");
    }
}
