/* Lists of units, campuses, gates and calendar days, for forms and administrators. The enums name the columns of each
 * query. The caller must end `rows` after any outcome. */
#ifndef GH_SERVER_RECORDS_PLACE_LIST_H
#define GH_SERVER_RECORDS_PLACE_LIST_H

#include "db/db.h"

enum place_scope { PLACES_ALL = 0, PLACES_IN_USE };

enum unit_column {
    UNIT_COLUMN_ID,
    UNIT_COLUMN_NAME,
    UNIT_COLUMN_NAME_EN,
    UNIT_COLUMN_PINYIN,
    UNIT_COLUMN_PARENT,    /* NULL: no parent */
    UNIT_COLUMN_QUOTA_DAY, /* NULL: no limit */
    UNIT_COLUMN_ACTIVE,
    UNIT_COLUMN_CODE,            /* NULL: none */
    UNIT_COLUMN_DIRECTORY_HEADS, /* 1: head and deputies of the campus directory approve for it */
    UNIT_COLUMN_DIRECTORY        /* 1: the campus directory names it */
};
/* Selects units whose name, English name or pinyin contains `q` ("" for all). Orders by id, returns at most `limit`. */
enum gh_status GH_MUST_USE units_query(struct db *db, struct db_rows *rows, enum place_scope scope, const char *q,
                                       int64_t limit);
/* Selects one unit by id. */
enum gh_status GH_MUST_USE unit_query(struct db *db, struct db_rows *rows, int64_t id);

/* Finds a unit by its code, else by its name (NULL: by code only; code "": by name only). GH_NOT_FOUND: none has it. */
enum gh_status GH_MUST_USE unit_find(struct db *db, const char *code, const char *name, int64_t *id);

enum unit_tree_column {
    UNIT_TREE_COLUMN_ID,
    UNIT_TREE_COLUMN_CODE,   /* "" for none */
    UNIT_TREE_COLUMN_PARENT, /* its code, else its name; "" for none */
    UNIT_TREE_COLUMN_NAME,
    UNIT_TREE_COLUMN_NAME_EN,
    UNIT_TREE_COLUMN_PINYIN,
    UNIT_TREE_COLUMN_QUOTA_DAY, /* NULL: no limit */
    UNIT_TREE_COLUMN_ACTIVE,
    UNIT_TREE_COLUMN_APPROVER /* sign-in name; NULL: none */
};
/* Selects all units, each after its parent, with a row for each of its approvers of all campuses. */
enum gh_status GH_MUST_USE unit_tree_query(struct db *db, struct db_rows *rows);

enum campus_column {
    CAMPUS_COLUMN_ID,
    CAMPUS_COLUMN_NAME,
    CAMPUS_COLUMN_NAME_EN,
    CAMPUS_COLUMN_CODE,
    CAMPUS_COLUMN_ZONE,
    CAMPUS_COLUMN_ZONE_MINUTES,
    CAMPUS_COLUMN_DEADLINE_MINUTE,
    CAMPUS_COLUMN_ACTIVE
};
/* Selects campuses, ordered by id. */
enum gh_status GH_MUST_USE campuses_query(struct db *db, struct db_rows *rows, enum place_scope scope);
/* Selects one campus by id. */
enum gh_status GH_MUST_USE campus_query(struct db *db, struct db_rows *rows, int64_t id);

/* Finds a campus by its name in either language, or its code. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE campus_find(struct db *db, const char *name, int64_t *id);

enum gate_column {
    GATE_COLUMN_BIT,
    GATE_COLUMN_CAMPUS,
    GATE_COLUMN_NAME,
    GATE_COLUMN_NAME_EN,
    GATE_COLUMN_VEHICLES,
    GATE_COLUMN_ACTIVE,
    GATE_COLUMN_DIRECTIONS, /* how visitors find it; "" for none */
    GATE_COLUMN_DIRECTIONS_EN
};
/* Selects the gates of a campus (0: of all campuses), ordered by bit. */
enum gh_status GH_MUST_USE gates_query(struct db *db, struct db_rows *rows, enum place_scope scope, int64_t campus);
/* Selects one gate by its bit. */
enum gh_status GH_MUST_USE gate_query(struct db *db, struct db_rows *rows, int64_t bit);
/* Sets a bit for each gate of a campus, in use or not. */
enum gh_status GH_MUST_USE campus_gates(struct db *db, int64_t campus, uint16_t *gates);

enum day_column {
    DAY_COLUMN_DAY,
    DAY_COLUMN_WORKING,
    DAY_COLUMN_OPEN,
    DAY_COLUMN_DEADLINE_MINUTE, /* NULL: the campus's own deadline */
    DAY_COLUMN_NOTE
};
/* Selects the exceptions in [from, to), in days since 1970-01-01. */
enum gh_status GH_MUST_USE days_query(struct db *db, struct db_rows *rows, int64_t campus, int64_t from, int64_t to);

#endif
