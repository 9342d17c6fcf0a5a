/* An application as a value: periods, vehicles and persons, always loaded, changed, compared and stored as a whole.
 *
 * A draft may hold any values that fit the fields. application_check() reports what is missing or wrong and normalises
 * the rest. Personal data are in clear text here: the owner wipes and frees them with application_free(). */
#ifndef GH_SERVER_RECORDS_APPLICATION_H
#define GH_SERVER_RECORDS_APPLICATION_H

#include "base/tick.h"
#include "base/uuid.h"
#include "flow/flow.h"
#include "flow/visitor_text.h"
#include "people/document.h"
#include "people/person_name.h"
#include "people/plate.h"

#define APPLICATION_NUMBER_SIZE 16
#define APPLICATION_WORD_SIZE 16   /* kind */
#define APPLICATION_TEXT_SIZE 384  /* bytes of UTF-8 with NUL: purpose, note */
#define APPLICATION_FIELD_SIZE 96  /* values as typed: plate, mobile, document number, reason for a refusal */
#define APPLICATION_PERIODS_MAX 20 /* memory limits; a kind of pass may allow less */
#define APPLICATION_VEHICLES_MAX 100
#define APPLICATION_PERSONS_MAX 500
#define ON_FOOT (-1)

struct period {
    struct uuid id;
    tick from, to;    /* [from, to) */
    bool skip_closed; /* the applicant knows that it counts on open days alone */
};

struct vehicle {
    struct uuid id;
    char plate[APPLICATION_FIELD_SIZE];
    bool refused;
    char refusal[APPLICATION_FIELD_SIZE];
};

struct person {
    struct uuid id;
    int vehicle; /* index into vehicles, or ON_FOOT */
    char name[PERSON_NAME_SIZE];
    char sex; /* 'M', 'F', or 0: not given */
    char mobile[APPLICATION_FIELD_SIZE];
    int document_kind; /* enum document_kind, or -1: not given */
    char document_number[APPLICATION_FIELD_SIZE];
    char language[VISITOR_LANGUAGE_SIZE]; /* of messages and pass page: "zh", "en", or "": not chosen */
    bool refused;
    char refusal[APPLICATION_FIELD_SIZE];
};

struct application {
    struct uuid id;
    struct uuid amends; /* the approved application that this one would change; nil for none */
    char number[APPLICATION_NUMBER_SIZE];
    int64_t applicant, unit, campus; /* unit, campus: 0 when not chosen */
    uint16_t gates;
    char kind[APPLICATION_WORD_SIZE];
    char purpose[APPLICATION_TEXT_SIZE], note[APPLICATION_TEXT_SIZE];
    char asked[APPLICATION_FIELD_SIZE]; /* what its kind asks for besides (flow/pass_kind.h); "": nothing */
    char host_name[PERSON_NAME_SIZE], host_mobile[APPLICATION_FIELD_SIZE];
    enum flow_state state;
    int64_t version;
    bool walk_up;
    bool by_mail; /* filed by an officer from a mail (act/mail_take.h) */
    int reminded;
    tick created_at, submitted_at, decided_at; /* 0: not yet */
    int64_t assignee;                          /* who it was handed to at this step; 0: nobody */
    tick urged_at;                             /* the applicant's last reminder; 0: none. act/urge.h writes it */
    tick decide_by;                            /* when the decision is due; 0: not submitted */
    struct period *periods;                    /* owned */
    struct vehicle *vehicles;                  /* owned */
    struct person *persons;                    /* owned */
    size_t period_count, vehicle_count, person_count;
};

/* Wipes and frees everything that the application owns, and zeroes it. */
void application_free(struct application *application);
/* Copies an application. The caller frees the copy with application_free(). GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_copy(const struct application *from, struct application *out);
/* Changes the number of periods. New elements are zeroed. GH_TOO_LONG: over APPLICATION_PERIODS_MAX. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_set_periods(struct application *a, size_t count);
/* Changes the number of vehicles. GH_TOO_LONG: over APPLICATION_VEHICLES_MAX. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_set_vehicles(struct application *a, size_t count);
/* Changes the number of persons. New ones are on foot and have no document kind. GH_TOO_LONG: over
 * APPLICATION_PERSONS_MAX. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE application_set_persons(struct application *a, size_t count);

/* Returns where the application comes from, for the flow. */
enum flow_origin application_origin(const struct application *a);
/* Returns the start of the earliest period and the end of the latest one. Both are 0 without a period. */
void application_span(const struct application *a, tick *first, tick *last);
/* Returns whether a person may enter: neither the person nor the person's vehicle is refused. */
bool application_person_enters(const struct application *a, size_t person);
/* Returns when the outstanding decision is due. Returns 0 when none is outstanding, and for walk-ups, whose visitors
 * wait at the gate. */
tick application_decide_by(const struct application *a);
/* The same of an application's columns, for lists. */
tick application_decide_by_of(enum flow_state state, bool walk_up, tick decide_by);
/* Returns the number of persons who may enter, plus the vehicles that are not refused. */
size_t application_entrants(const struct application *a);

/* An error in one field. `path` has the form of the JSON interface: "persons[3].mobile". */
#define FIELD_PATH_SIZE 48
#define FIELD_ERRORS_MAX 64
#define FIELD_VALUES_SIZE 256
struct field_error {
    char path[FIELD_PATH_SIZE];
    const char *code, *message;     /* string literals; message is English source text */
    int64_t min, max;               /* what {min} and {max} in the message stand for; both 0: it has none */
    char values[FIELD_VALUES_SIZE]; /* what {values} stands for; "": the message has none */
};
struct field_errors {
    struct field_error items[FIELD_ERRORS_MAX];
    size_t count; /* of all errors found; only the first FIELD_ERRORS_MAX are kept */
};
/* Adds an error. Truncates the formatted path to FIELD_PATH_SIZE, at a complete character. */
void field_errors_add(struct field_errors *errors, const char *code, const char *message, const char *path_format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds an error whose message names a limit as {max}. */
void field_errors_add_limit(struct field_errors *errors, const char *code, const char *message, int64_t max,
                            const char *path);
/* Adds the error of a number outside [min, max]: its message names both. */
void field_errors_add_range(struct field_errors *errors, int64_t min, int64_t max, const char *path);

/* Adds the error of a word that is none of the allowed ones: its code is "unknown", and its message names them. */
void field_errors_add_values(struct field_errors *errors, const char *const *values, size_t count, const char *path);
/* Adds an error whose message names things as {values}. Too many for FIELD_VALUES_SIZE are cut. */
void field_errors_add_named(struct field_errors *errors, const char *code, const char *message, const char *values,
                            const char *path);

#endif
