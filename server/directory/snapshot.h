/* What a directory holds: its units and people, as one reading brought them. Pure. */
#ifndef GH_SERVER_DIRECTORY_SNAPSHOT_H
#define GH_SERVER_DIRECTORY_SNAPSHOT_H

#include <jansson.h>

#include "accounts/account.h"
#include "directory/fault.h"
#include "people/mobile.h"
#include "records/place_edit.h"
#include "records/places.h"

#define DIRECTORY_UNITS_MAX 2000
#define DIRECTORY_PEOPLE_MAX 30000
#define DIRECTORY_HEADS_MAX 8 /* a head and its deputies */
#define STAFF_NUMBER_SIZE ACCOUNT_STAFF_NUMBER_SIZE
#define DIRECTORY_NAME_SIZE 96
#define DIRECTORY_EMAIL_SIZE 128

struct directory_unit {
    char code[UNIT_CODE_SIZE];
    char parent[UNIT_CODE_SIZE];                          /* ""; none */
    char name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE]; /* name_en "": the directory has none */
    bool has_head;                                        /* heads[0] is the head; otherwise all are deputies */
    size_t head_count;
    char heads[DIRECTORY_HEADS_MAX][STAFF_NUMBER_SIZE];
    int depth; /* set by directory_snapshot_end() */
};

struct directory_person {
    char number[STAFF_NUMBER_SIZE];
    char name[DIRECTORY_NAME_SIZE], email[DIRECTORY_EMAIL_SIZE]; /* "": unknown */
    char mobile[MOBILE_SIZE];                                    /* normalised; "": none, or not a number */
    char unit[UNIT_CODE_SIZE];                                   /* "": none, or unknown */
    bool active;
    bool named; /* as a head or deputy; set by directory_snapshot_end() */
};

/* Zeroed at first. directory_snapshot_free() wipes it. */
struct directory_snapshot {
    struct directory_unit *units;
    struct directory_person *people;
    size_t unit_count, people_count, unit_room, people_room;
    size_t skipped; /* entries without a number, code or name */
};

/* Adds a zeroed unit or person, which the caller fills before the next call. NULL: too many, or no memory, as *fault
 * says. */
struct directory_unit *directory_add_unit(struct directory_snapshot *s, struct directory_fault *fault);
struct directory_person *directory_add_person(struct directory_snapshot *s, struct directory_fault *fault);
/* Adds a deputy, or the head, to a unit. More than DIRECTORY_HEADS_MAX and repetitions are left out. */
void directory_add_head(struct directory_unit *unit, const char *number, bool head);
/* Sets the person's mobile number from any usual way to write it; not a number: leaves "". */
void directory_set_mobile(struct directory_person *person, const char *written);
/* Drops unusable entries, sorts units by code and people by number. GH_UNAVAILABLE: the whole can't be used, as
 * *fault says. */
enum gh_status GH_MUST_USE directory_snapshot_end(struct directory_snapshot *s, struct directory_fault *fault);
void directory_snapshot_free(struct directory_snapshot *s);

/* Find by number or code after directory_snapshot_end(). NULL: not there. */
const struct directory_person *directory_person_find(const struct directory_snapshot *s, const char *number);
const struct directory_unit *directory_unit_find(const struct directory_snapshot *s, const char *code);

/* Adds units and people from {"units": [...], "people": [...]} (docs/directory.md). Unknown members are ignored.
 * GH_UNAVAILABLE: as *fault says. */
enum gh_status GH_MUST_USE directory_json_take(const json_t *json, struct directory_snapshot *s,
                                               struct directory_fault *fault);
/* Writes the same form, with the people of keep alone. NULL: no memory. */
json_t *directory_json_make(const struct directory_snapshot *s,
                            bool (*keep)(const void *context, const struct directory_person *person),
                            const void *context);

#endif
