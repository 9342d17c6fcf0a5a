/* A walk-up application while somebody fills it in: one question a step, each checked while it is typed. Pure: no
 * screen, no clock, no file. Everything personal is in this one struct, which form_wipe() wipes. */
#ifndef GH_KIOSK_WALK_UP_FORM_H
#define GH_KIOSK_WALK_UP_FORM_H

#include "base/tick.h"
#include "people/document.h"
#include "people/mobile.h"
#include "people/person_name.h"
#include "people/plate.h"
#include "wire/record.h"
#include "wire/walk_up.h"

#define FORM_PERSONS_MAX 6 /* in one application; more come as another one */
#define FORM_SEARCH_SIZE 48
#define FORM_NUMBER_SIZE 24 /* bytes of a document number as typed, with NUL */
#define FORM_PURPOSES 8
#define FORM_DURATIONS 4

/* In the order of the questions. */
enum walk_up_step {
    STEP_START = 0, /* language, privacy notice: going on is the consent */
    STEP_CATEGORY,
    STEP_PURPOSE,
    STEP_UNIT,
    STEP_HOST,
    STEP_PLATE, /* only with a vehicle */
    STEP_NAME,  /* these four for each person */
    STEP_DOCUMENT,
    STEP_SEX, /* only where the document's number does not say */
    STEP_MOBILE,
    STEP_PEOPLE,   /* the people so far: add another one, or go on */
    STEP_GUARDIAN, /* only where all people are children */
    STEP_DURATION,
    STEP_REVIEW,
    STEP_SENT, /* the receipt */
    STEP_COUNT
};

struct form_person {
    char name[PERSON_NAME_SIZE];
    char sex; /* 'M', 'F', or 0: not said */
    enum document_kind document;
    char number[FORM_NUMBER_SIZE];
    char mobile[FORM_NUMBER_SIZE];
};

struct walk_up_form {
    enum walk_up_step step;
    bool vehicle, category_known;
    bool plate_given; /* by the guard's screen: begins with a car, and the plate is only compared */
    int purpose;      /* index of form_purposes, or -1 */
    uint32_t unit;    /* 0: not chosen */
    char unit_zh[WIRE_NAME_MAX], unit_en[WIRE_NAME_MAX];
    char search[FORM_SEARCH_SIZE]; /* for the unit */
    char host[PERSON_NAME_SIZE];
    char plate[PLATE_TEXT_SIZE];
    size_t person_count, person; /* person: the one that the step asks about */
    struct form_person persons[FORM_PERSONS_MAX];
    int duration;                    /* index of form_durations, or -1 */
    char guardian[PERSON_NAME_SIZE]; /* who consents for children who come alone */
    int64_t keep_days; /* for how long personal data are kept, as the notice on the first page said; 0: it named none */
    bool from_review;  /* a step was opened from the review: going on leads back there */
};

/* msgids of the choices. */
extern const char *const form_purposes[FORM_PURPOSES];
/* Minutes; 0: to the end of the day. */
extern const int form_durations[FORM_DURATIONS];

/* Begins an empty form. */
void form_begin(struct walk_up_form *form);
/* The same for a car whose plate is known; plate as on the metal. */
void form_begin_with_plate(struct walk_up_form *form, const char *plate);
/* Wipes the form and begins an empty one. */
void form_wipe(struct walk_up_form *form);
/* True when somebody has begun: there is something to lose. */
bool form_is_begun(const struct walk_up_form *form);

/* Returns the text field of the step, or NULL where there is none. *cap: bytes with NUL. */
char *form_field(struct walk_up_form *form, size_t *cap);
/* Drops the dot at the end of a plate, if there is one: plates count without it. */
void form_drop_dot(char *plate);
/* Appends whole characters as far as they fit, or erases the last one. True when something changed. */
bool form_type(struct walk_up_form *form, const char *text);
bool form_erase(struct walk_up_form *form);

/* Returns the country code that the step's mobile number begins with: 86 without one, 0 while it is still open. */
int form_country(const struct walk_up_form *form);
/* Gives the mobile number another country code and keeps the digits behind it. 86: none, as people write mainland
 * numbers; 0: only the '+', so that the code is typed. */
void form_choose_country(struct walk_up_form *form, int code);

/* What keeps the visitor from going on. */
enum form_check { FORM_GOOD = 0, FORM_UNFINISHED, FORM_WRONG };
/* Checks the step. today: for birth dates. *message: a msgid that says what is wrong or missing; NULL: nothing. */
enum form_check form_check(const struct walk_up_form *form, struct civil_date today, const char **message);

/* Returns whether everybody is under 14 by the document, so that nobody of the application can consent. */
bool form_needs_guardian(const struct walk_up_form *form, struct civil_date today);

/* Takes a choice of the step: category 0 on foot, 1 vehicle; purpose and duration by index; sex 0 male, 1 female; on
 * DOCUMENT the kind. Goes on to the next step, except after the kind of document. */
void form_choose(struct walk_up_form *form, int choice);
/* Takes a unit from the list, and goes on. */
void form_choose_unit(struct walk_up_form *form, const struct wire_unit *unit);
/* Goes to the next step, if form_check() is FORM_GOOD. */
void form_next(struct walk_up_form *form, struct civil_date today);
/* Goes one step back and keeps everything; false on the first step. */
bool form_back(struct walk_up_form *form);
/* Adds another person, from PEOPLE; false when there are FORM_PERSONS_MAX. form_remove_person() removes one. */
bool form_add_person(struct walk_up_form *form);
void form_remove_person(struct walk_up_form *form, size_t person);
/* Opens one step for correction, from REVIEW and PEOPLE. person: for the steps that ask about one. */
void form_correct(struct walk_up_form *form, enum walk_up_step step, size_t person);

/* Counts for "Step 3 of 9": from 1, and only the steps that this application has. */
void form_progress(const struct walk_up_form *form, int *at, int *of);
/* Returns when a visit that begins at `from` ends. day_end: the first moment of the next day at the gate. */
tick form_until(const struct walk_up_form *form, tick from, tick day_end);

/* Writes the JSON that goes into the box (docs/sync-protocol.md); out holds WALK_UP_PLAIN_MAX bytes, the caller wipes
 * it. GH_MALFORMED for an incomplete form, GH_TOO_LONG, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE form_json(const struct walk_up_form *form, tick from, tick to, const char *link,
                                     bool english, struct civil_date today, char *out, size_t *len);

#endif
