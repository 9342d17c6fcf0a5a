/* An application as a value: periods, vehicles, persons. Loaded, changed, compared and stored as a whole.
 *
 * Drafts may hold anything that fits; application_check() says what is missing or wrong, and brings what is right to
 * its normal form. Personal data are in the clear here: the owner wipes and frees with application_free(). */
#ifndef GH_SERVER_RECORDS_APPLICATION_H
#define GH_SERVER_RECORDS_APPLICATION_H

#include "base/tick.h"
#include "base/uuid.h"
#include "flow/flow.h"
#include "people/document.h"
#include "people/person_name.h"
#include "people/plate.h"

#define APPLICATION_NUMBER_SIZE 16
#define APPLICATION_WORD_SIZE 16   /* kind */
#define APPLICATION_TEXT_SIZE 384  /* bytes of UTF-8 with NUL: purpose, note */
#define APPLICATION_FIELD_SIZE 96  /* typed values: mobile, document number, refusal */
#define APPLICATION_PERIODS_MAX 20 /* whatever the kind allows: bounds of memory */
#define APPLICATION_VEHICLES_MAX 100
#define APPLICATION_PERSONS_MAX 500
#define ON_FOOT (-1)

struct period {
    struct uuid id;
    tick from, to; /* [from, to) */
};

struct vehicle {
    struct uuid id;
    char plate[APPLICATION_FIELD_SIZE];
    bool refused;
    char refusal[APPLICATION_FIELD_SIZE];
};

struct person {
    struct uuid id;
    int vehicle; /* index, or ON_FOOT */
    char name[PERSON_NAME_SIZE];
    char sex; /* 'M', 'F', or 0: not said */
    char mobile[APPLICATION_FIELD_SIZE];
    int document_kind; /* enum document_kind, or -1: not said */
    char document_number[APPLICATION_FIELD_SIZE];
    bool refused;
    char refusal[APPLICATION_FIELD_SIZE];
};

struct application {
    struct uuid id;
    char number[APPLICATION_NUMBER_SIZE];
    int64_t applicant, unit, campus; /* unit, campus 0: not said */
    uint16_t gates;
    char kind[APPLICATION_WORD_SIZE];
    char purpose[APPLICATION_TEXT_SIZE], note[APPLICATION_TEXT_SIZE];
    char host_name[PERSON_NAME_SIZE], host_mobile[APPLICATION_FIELD_SIZE];
    enum flow_state state;
    int64_t version;
    bool walk_up;
    int reminded;
    tick created_at, submitted_at, decided_at; /* 0: not yet */
    struct period *periods;                    /* owned */
    struct vehicle *vehicles;                  /* owned */
    struct person *persons;                    /* owned */
    size_t period_count, vehicle_count, person_count;
};

/* Wipes and frees what it owns, and zeroes it. */
void application_free(struct application *application);
/* Owned by the caller. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_copy(const struct application *from, struct application *out);
/* Change the number of elements: new ones are zeroed, with no vehicle and no document kind for persons. */
enum gh_status GH_MUST_USE application_set_periods(struct application *a, size_t count);
enum gh_status GH_MUST_USE application_set_vehicles(struct application *a, size_t count);
enum gh_status GH_MUST_USE application_set_persons(struct application *a, size_t count);

/* Beginning of the earliest and end of the latest period; 0 and 0 without one. */
void application_span(const struct application *a, tick *first, tick *last);
/* Entrants that are not refused: persons, whose vehicle is not refused either, and vehicles. */
bool application_person_enters(const struct application *a, size_t person);
size_t application_entrants(const struct application *a);

/* What a field lacks. Path in the form of the JSON interface: "persons[3].mobile". */
#define FIELD_PATH_SIZE 48
#define FIELD_ERRORS_MAX 64
struct field_error {
    char path[FIELD_PATH_SIZE];
    const char *code, *message; /* literals; message is English source text */
};
struct field_errors {
    struct field_error items[FIELD_ERRORS_MAX];
    size_t count; /* of those that were found; only the first FIELD_ERRORS_MAX are kept */
};
void field_errors_add(struct field_errors *errors, const char *code, const char *message, const char *path_format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
