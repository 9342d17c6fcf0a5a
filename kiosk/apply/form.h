/* A walk-up application while it is being filled in: one question a step, each checked as it is typed. Pure: no screen,
 * no clock, no file. Everything personal is in this one struct, wiped by apply_wipe(). */
#ifndef GH_KIOSK_APPLY_FORM_H
#define GH_KIOSK_APPLY_FORM_H

#include "base/tick.h"
#include "people/document.h"
#include "people/mobile.h"
#include "people/person_name.h"
#include "people/plate.h"
#include "wire/walk_up.h"

#define APPLY_PERSONS_MAX 6 /* in one application; more come as another one */
#define APPLY_SEARCH_SIZE 48
#define APPLY_NUMBER_SIZE 24 /* bytes of a document number as typed, with NUL */
#define APPLY_PURPOSES 8
#define APPLY_DURATIONS 4

/* In the order in which they are asked. */
enum apply_step {
    APPLY_START = 0, /* language, privacy notice: going on is the consent */
    APPLY_CATEGORY,
    APPLY_PURPOSE,
    APPLY_UNIT,
    APPLY_HOST,
    APPLY_PLATE, /* only with a vehicle */
    APPLY_NAME,  /* these four for each person */
    APPLY_DOCUMENT,
    APPLY_SEX, /* only where the document does not tell */
    APPLY_MOBILE,
    APPLY_PEOPLE, /* who is in it so far; another one, or on */
    APPLY_DURATION,
    APPLY_REVIEW,
    APPLY_SENT, /* the receipt */
    APPLY_STEP_COUNT
};

struct apply_person {
    char name[PERSON_NAME_SIZE];
    char sex; /* 'M', 'F', or 0: not said */
    enum document_kind document;
    char number[APPLY_NUMBER_SIZE];
    char mobile[APPLY_NUMBER_SIZE];
};

struct apply_form {
    enum apply_step step;
    bool vehicle, category_known;
    int purpose;   /* index of apply_purposes, or -1 */
    uint32_t unit; /* 0: not chosen */
    char unit_zh[WIRE_NAME_MAX], unit_en[WIRE_NAME_MAX];
    char search[APPLY_SEARCH_SIZE]; /* for the unit */
    char host[PERSON_NAME_SIZE];
    char plate[PLATE_TEXT_SIZE];
    size_t person_count, person; /* the one that is asked about */
    struct apply_person persons[APPLY_PERSONS_MAX];
    int duration;     /* index of apply_durations, or -1 */
    bool from_review; /* a step was opened from the review: going on leads back there */
};

/* msgids of what can be chosen. */
extern const char *const apply_purposes[APPLY_PURPOSES];
/* Minutes; 0: to the end of the day. */
extern const int apply_durations[APPLY_DURATIONS];

void apply_begin(struct apply_form *form);
void apply_wipe(struct apply_form *form);
/* Somebody has begun: there is something to lose. */
bool apply_is_begun(const struct apply_form *form);

/* The text field of the step; NULL where there is none. *cap: bytes with NUL. */
char *apply_field(struct apply_form *form, size_t *cap);
/* Appends whole characters as far as they fit; erases the last one; true when something changed. */
bool apply_type(struct apply_form *form, const char *text);
bool apply_erase(struct apply_form *form);

/* What stands in the way of going on. */
enum apply_check { APPLY_GOOD = 0, APPLY_UNFINISHED, APPLY_WRONG };
/* today: for birth dates. *message: a msgid for the person: what is wrong, or what is missing; NULL: nothing to say. */
enum apply_check apply_check(const struct apply_form *form, struct civil_date today, const char **message);

/* A choice of the step: category 0 on foot, 1 vehicle; purpose and duration by index; sex 0 male, 1 female; on DOCUMENT
 * the kind. Goes on to the next step, but for the kind of document. */
void apply_choose(struct apply_form *form, int choice);
void apply_choose_unit(struct apply_form *form, const struct wire_unit *unit);
/* On, where apply_check() says that it is good. */
void apply_next(struct apply_form *form, struct civil_date today);
/* One step back, keeping everything; false on the first. */
bool apply_back(struct apply_form *form);
/* Another person, from PEOPLE; false when there are as many as can be. Without the person asked about: take off. */
bool apply_add_person(struct apply_form *form);
void apply_remove_person(struct apply_form *form, size_t person);
/* From REVIEW and PEOPLE: correct one step; person for those that ask about one. */
void apply_correct(struct apply_form *form, enum apply_step step, size_t person);

/* "Step 3 of 9": counts from 1; of the steps that this application has. */
void apply_progress(const struct apply_form *form, int *at, int *of);
/* When it ends that begins at `from`; day_end: first moment of the next day there. */
tick apply_until(const struct apply_form *form, tick from, tick day_end);

/* The JSON that goes into the box (sync/README.md); out holds WALK_UP_PLAIN_MAX bytes, the caller wipes it.
 * GH_MALFORMED for a form that is not complete, GH_TOO_LONG, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE apply_json(const struct apply_form *form, tick from, tick to, const char *link, bool english,
                                      struct civil_date today, char *out, size_t *len);

#endif
