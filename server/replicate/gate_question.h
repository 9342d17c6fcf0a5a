/* "What would this gate say to this pass at that time?", answered by the booths' own verdict_decide() with the facts as
 * the booth knew them, as far as the server knows that. What it has to assume, the answer names. */
#ifndef GH_SERVER_REPLICATE_GATE_QUESTION_H
#define GH_SERVER_REPLICATE_GATE_QUESTION_H

#include "base/uuid.h"
#include "db/scope.h"
#include "verdict/verdict.h"

#define GATE_BOOTH_NAME_SIZE 96

struct gate_question {
    struct uuid pass;
    int gate; /* its bit; -1: the home gate of the pass */
    tick at;
    enum direction direction;
    enum presented_as presented_as;
    bool live;   /* PRESENTED_CODE: a live code, shown when it was made; false: the static one */
    bool online; /* the booth is in sync at that time; false: it has been cut off since its last report */
};

/* What the server can't know, and how it decided. */
enum gate_assumption {
    ASSUME_CLOCK = 0,     /* the booth's clock is right, and its stores can be read */
    ASSUME_IN_SYNC,       /* online: the booth has every change up to that time */
    ASSUME_STILL_SO,      /* the time is to come: nothing changes until then */
    ASSUME_LAST_REPORT,   /* offline: the booth has what it had when it last reported */
    ASSUME_NOT_HANDED_UP, /* offline: entries that the booth has not handed up are not counted */
    ASSUME_EARLIER_STATE, /* the pass has changed since: it was valid before */
    ASSUME_POLICY,        /* the settings of now; the booth may have older ones */
    ASSUME_NO_BOOTH,      /* no booth works at this gate: one that never synced */
    ASSUME_COUNT
};

struct gate_answer {
    struct facts facts;
    struct verdict verdict;
    struct verdict_trace trace;
    char booth[GATE_BOOTH_NAME_SIZE]; /* "": none works at this gate */
    tick known_at;                    /* up to when the booth knows changes; 0: it never synced */
    unsigned assumptions;             /* bits of enum gate_assumption */
};

/* Answers. GH_NOT_FOUND: no such pass or gate within scope. GH_MALFORMED: the pass has no plate to be read. */
enum gh_status GH_MUST_USE gate_ask(struct db *db, const struct scope *scope, const struct gate_question *asked,
                                    tick now, struct gate_answer *out);

/* Returns the stable name: "in-sync". */
const char *gate_assumption_name(enum gate_assumption assumption);

/* An entry's verdict as the log keeps it. */
struct entry_verdict {
    enum verdict_colour colour;
    enum verdict_reason reason;
    struct verdict_trace trace;
};

/* Reads what each check said when an entry was written. GH_NOT_FOUND: no such entry within scope. */
enum gh_status GH_MUST_USE entry_explain(struct db *db, const struct scope *scope, const struct uuid *entry,
                                         struct entry_verdict *out);

#endif
