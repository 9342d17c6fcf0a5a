/* Plates of vehicles that may drive on the mainland (GA 36-2018 and others, plate.c): their forms, how they are
 * normalised and how they are shown. */
#ifndef GH_PEOPLE_PLATE_H
#define GH_PEOPLE_PLATE_H

#include "base/bytes.h"

#define PLATE_TEXT_SIZE 24 /* bytes of UTF-8 with NUL: at most nine characters, and a middle dot when shown */

enum plate_kind {
    PLATE_ORDINARY = 0,       /* 京A12345, blue or yellow */
    PLATE_NEW_ENERGY_SMALL,   /* 京AD12345: the energy letter first */
    PLATE_NEW_ENERGY_LARGE,   /* 京A12345D: the energy letter last */
    PLATE_POLICE,             /* 京A1234警 */
    PLATE_TRAILER,            /* 京A1234挂 */
    PLATE_LEARNER,            /* 京A1234学 */
    PLATE_HONG_KONG,          /* 粤Z1234港 */
    PLATE_MACAO,              /* 粤Z1234澳 */
    PLATE_CONSULAR,           /* 沪A1234领; 领224578 of the older form */
    PLATE_EMBASSY,            /* 224578使; 使224578 of the older form */
    PLATE_EMERGENCY,          /* 京X1234应急: fire and rescue */
    PLATE_TEMPORARY,          /* 京A1234临, 京A1234试, 京A1234超 */
    PLATE_ARMY,               /* VA12345; 空A12345 until 2013 */
    PLATE_ARMED_POLICE,       /* WJ京1234X; WJ0793015 of the older form */
    PLATE_CIVIL_AVIATION,     /* 民航A1234 */
    PLATE_TRACTOR,            /* 苏0112345 */
    PLATE_HONG_KONG_OR_MACAO, /* AB1234: their own plates, which do not differ in form */
    PLATE_OTHER,              /* a form that the table lacks; plate_accept() alone gives it */
    PLATE_KIND_COUNT
};

enum plate_result {
    PLATE_OK = 0,
    PLATE_EMPTY,
    PLATE_CHARACTER, /* a character that no plate has, such as I; O stands for an office only */
    PLATE_PROVINCE,  /* does not begin with a province */
    PLATE_LENGTH,    /* too short or too long for any form */
    PLATE_FORM,      /* fits no form */
    PLATE_RESULT_COUNT
};

struct plate {
    enum plate_kind kind;
    char text[PLATE_TEXT_SIZE]; /* normal form: upper case, no dot, no blanks */
};

/* Checks and normalises a typed plate. Drops blanks, dots and hyphens; accepts lower case and full-width characters.
 * Writes out only for PLATE_OK.
 */
enum plate_result GH_MUST_USE plate_parse(struct bytes typed, struct plate *out);

/* As plate_parse(), and takes a plate of an unknown form as PLATE_OTHER: 3 to 9 characters that plates have (all
 * letters) with a digit, after a province 7 or 8; and after any other Chinese character, a letter and five or six more
 * with at least four digits. A person compares such a plate with the car before it counts. */
enum plate_result GH_MUST_USE plate_accept(struct bytes typed, struct plate *out);

/* Writes the plate as on the metal: "京A·12345"; without a letter "使·224578", and for army plates "VA12345" and
 * "空A·12345". */
void plate_format(const struct plate *plate, char out[static PLATE_TEXT_SIZE]);

/* Return stable identifiers: "new-energy-small", "hong-kong"; "ok", "province". */
const char *plate_kind_name(enum plate_kind kind);
const char *plate_result_name(enum plate_result result);

/* For plate readers, which work character by character: a set of the forms that are still possible, one bit each. */
#define PLATE_CHARACTERS_MAX 9 /* of the longest form */
#define PLATE_FORMS_ALL UINT32_MAX
/* Returns the forms that plate readers look for. */
uint32_t plate_forms_read(void);
/* Returns those of the forms that allow the character at a position, counted from 0; none beyond the longest form. */
uint32_t plate_forms_allow(uint32_t forms, size_t position, uint32_t character);
/* Returns those of the forms that have exactly this many characters. */
uint32_t plate_forms_complete(uint32_t forms, size_t count);
/* Returns how often the most usual of the forms is seen, against ordinary plates: 1 for those of GA 36, far less for
 * an army's or a tractor's; 0 for no form. */
double plate_forms_common(uint32_t forms);

/* Returns the characters of the 31 provinces in one string, three bytes each, in the usual order: for keyboards and
 * plate readers. */
extern const char plate_provinces[];

#endif
