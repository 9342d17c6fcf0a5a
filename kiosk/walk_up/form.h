/* A walk-up application while it is being filled in: one question a step, each checked as it is typed. Pure: no screen,
 * no clock, no file. Everything personal is in this one struct, wiped by form_wipe(). */
#ifndef GH_KIOSK_WALK_UP_FORM_H
#define GH_KIOSK_WALK_UP_FORM_H

#include "base/tick.h"
#include "people/document.h"
#include "people/mobile.h"
#include "people/person_name.h"
#include "people/plate.h"
#include "wire/walk_up.h"

#define FORM_PERSONS_MAX 6 /* in one application; more come as another one */
#define FORM_SEARCH_SIZE 48
#define FORM_NUMBER_SIZE 24 /* bytes of a document number as typed, with NUL */
#define FORM_PURPOSES 8
#define FORM_DURATIONS 4

/* In the order in which they are asked. */
enum walk_up_step {
    STEP_START = 0, /* language, privacy notice: going on is the consent */
    STEP_CATEGORY,
    STEP_PURPOSE,
    STEP_UNIT,
    STEP_HOST,
    STEP_PLATE, /* only with a vehicle */
    STEP_NAME,  /* these four for each person */
    STEP_DOCUMENT,
    STEP_SEX, /* only where the document does not tell */
    STEP_MOBILE,
    STEP_PEOPLE, /* who is in it so far; another one, or on */
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
    int purpose;   /* index of form_purposes, or -1 */
    uint32_t unit; /* 0: not chosen */
    char unit_zh[WIRE_NAME_MAX], unit_en[WIRE_NAME_MAX];
    char search[FORM_SEARCH_SIZE]; /* for the unit */
    char host[PERSON_NAME_SIZE];
    char plate[PLATE_TEXT_SIZE];
    size_t person_count, person; /* the one that is asked about */
    struct form_person persons[FORM_PERSONS_MAX];
    int duration;     /* index of form_durations, or -1 */
    bool from_review; /* a step was opened from the review: going on leads back there */
};

/* msgids of what can be chosen. */
extern const char *const form_purposes[FORM_PURPOSES];
/* Minutes; 0: to the end of the day. */
extern const int form_durations[FORM_DURATIONS];

void form_begin(struct walk_up_form *form);
void form_wipe(struct walk_up_form *form);
/* Somebody has begun: there is something to lose. */
bool form_is_begun(const struct walk_up_form *form);

/* The text field of the step; NULL where there is none. *cap: bytes with NUL. */
char *form_field(struct walk_up_form *form, size_t *cap);
/* Appends whole characters as far as they fit; erases the last one; true when something changed. */
bool form_type(struct walk_up_form *form, const char *text);
bool form_erase(struct walk_up_form *form);

/* What stands in the way of going on. */
enum form_check { FORM_GOOD = 0, FORM_UNFINISHED, FORM_WRONG };
/* today: for birth dates. *message: a msgid for the person: what is wrong, or what is missing; NULL: nothing to say. */
enum form_check form_check(const struct walk_up_form *form, struct civil_date today, const char **message);

/* A choice of the step: category 0 on foot, 1 vehicle; purpose and duration by index; sex 0 male, 1 female; on DOCUMENT
 * the kind. Goes on to the next step, but for the kind of document. */
void form_choose(struct walk_up_form *form, int choice);
void form_choose_unit(struct walk_up_form *form, const struct wire_unit *unit);
/* On, where form_check() says that it is good. */
void form_next(struct walk_up_form *form, struct civil_date today);
/* One step back, keeping everything; false on the first. */
bool form_back(struct walk_up_form *form);
/* Another person, from PEOPLE; false when there are as many as can be. Without the person asked about: take off. */
bool form_add_person(struct walk_up_form *form);
void form_remove_person(struct walk_up_form *form, size_t person);
/* From REVIEW and PEOPLE: correct one step; person for those that ask about one. */
void form_correct(struct walk_up_form *form, enum walk_up_step step, size_t person);

/* "Step 3 of 9": counts from 1; of the steps that this application has. */
void form_progress(const struct walk_up_form *form, int *at, int *of);
/* When it ends that begins at `from`; day_end: first moment of the next day there. */
tick form_until(const struct walk_up_form *form, tick from, tick day_end);

/* The JSON that goes into the box (sync/README.md); out holds WALK_UP_PLAIN_MAX bytes, the caller wipes it.
 * GH_MALFORMED for a form that is not complete, GH_TOO_LONG, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE form_json(const struct walk_up_form *form, tick from, tick to, const char *link,
                                     bool english, struct civil_date today, char *out, size_t *len);

#endif
