/* A list as a file: CSV (RFC 4180) or a spreadsheet with the same cells, in words of the request's language, made while
 * it is sent. A list says what stands in its rows; the rest is here. */
#ifndef GH_SERVER_API_TABLE_H
#define GH_SERVER_API_TABLE_H

#include "base/tick.h"
#include "db/db.h"
#include "http/request.h"

enum table_format { TABLE_CSV, TABLE_XLSX };

#define TABLE_COLUMNS_MAX 32
#define TABLE_PIECE 500 /* rows that a list should take with one query */

/* The table that is being made. A fault stays: what is put afterwards is left out, and the answer is cut off. */
struct table;

/* Append the next cell of a row; the last column's ends the row. Texts are copied. */
void table_text(struct table *table, struct bytes text);
void table_word(struct table *table, const char *text); /* an English source text, translated; "" stays empty */
void table_number(struct table *table, int64_t number);
void table_time(struct table *table, tick at); /* in the campus's zone; 0: an empty cell */
/* Returns whether the file is in English, for names that have one in each language. */
bool table_is_english(const struct table *table);

/* What a list gives. It lives as long as the answer, so it holds what it needs itself, and no part of the request. */
struct table_source {
    const char *file;           /* name of the file without its ending; a literal */
    const char *const *columns; /* their names: English source texts */
    size_t column_count;        /* at most TABLE_COLUMNS_MAX */
    /* Puts the next rows, some TABLE_PIECE of them, and sets *done with the last ones. */
    enum gh_status (*next)(struct table_source *source, struct db *db, struct table *table, bool *done);
    void (*end)(struct table_source *source); /* frees the source */
};

/* Checks the parameter lang of the query, which rq->language holds. GH_MALFORMED: another word than "zh" and "en". */
enum gh_status GH_MUST_USE table_language_check(const struct request *rq);

/* Answers with a list as a file, and takes the source, whatever the outcome. GH_NO_MEMORY. The caller writes the audit
 * entry first: no export without a record. */
struct reply;
enum gh_status GH_MUST_USE table_reply(struct request *rq, struct reply *reply, struct table_source *source,
                                       enum table_format format);

#endif
