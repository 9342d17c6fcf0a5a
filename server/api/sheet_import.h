/* Imports of lists: a text becomes rows (flow/sheet.h), each row is checked by the code that also takes it by hand, and
 * the answer says line by line what was understood. A preview runs the same code in a transaction that it rolls back.
 */
#ifndef GH_SERVER_API_SHEET_IMPORT_H
#define GH_SERVER_API_SHEET_IMPORT_H

#include "flow/sheet.h"
#include "http/reply.h"
#include "http/request.h"
#include "records/application.h"

enum sheet_outcome { SHEET_NEW = 0, SHEET_CHANGED, SHEET_SAME, SHEET_FAULTY };

/* What a kind of list knows. */
struct sheet_kind {
    const struct sheet_column *columns;
    size_t column_count;
    size_t rows_max; /* rows to take at once; 0: SHEET_ROWS_MAX */
    /* Reads another form of the list, and fills the columns. GH_UNSUPPORTED: the text is a list with named columns.
     * NULL: it always is. */
    enum gh_status (*parse)(struct bytes text, struct sheet *out);
    /* Runs before the transaction of an import that applies, for what takes long. NULL: nothing to do. */
    enum gh_status (*prepare)(struct request *rq, void *context, const struct sheet *sheet);
    /* Checks and stores row i in the open transaction. Paths of errors are names of columns. A row with errors must not
     * have stored anything; GH_MALFORMED may say so. Another status ends the import. */
    enum gh_status (*store)(struct request *rq, void *context, const struct sheet *sheet, size_t i,
                            struct field_errors *errors, enum sheet_outcome *outcome);
    /* Returns a sentence (N_()) that people should read about the row that store() has just taken, or NULL. NULL: never
     * has one. */
    const char *(*note)(const void *context);
    /* Adds members to the answer's row, once the import is stored. NULL: none. */
    enum gh_status (*tell)(struct request *rq, void *context, size_t i, enum sheet_outcome outcome, json_t *row);
    /* Runs once after the rows, before the transaction ends, unless nothing was stored. NULL: nothing to do. */
    enum gh_status (*finish)(struct request *rq, void *context, size_t stored);
};

/* Answers a request {"text", "apply"}: without apply it only shows. Rows with errors are left out. */
enum gh_status GH_MUST_USE sheet_import(struct request *rq, struct reply *reply, const struct sheet_kind *kind,
                                        void *context);
/* Sets a member of a row's input to the text of a cell. False: no memory. */
bool sheet_put_text(json_t *input, const char *name, struct bytes cell);
/* Answers with the problem of a text that is too long, or no text. code: "too-long" or "text". */
enum gh_status GH_MUST_USE sheet_refuse_text(struct request *rq, struct reply *reply, enum gh_status status);

#endif
