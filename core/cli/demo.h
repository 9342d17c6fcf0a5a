/* Demo data: made-up people and vehicles that show every verdict. All numbers are invented. */
#ifndef GH_CLI_DEMO_H
#define GH_CLI_DEMO_H

#include "token/claims.h"
#include "verdict/verdict.h"
#include "wire/display.h"

struct demo_person {
    const char *name; /* complete; the booth gets it masked */
    char sex;
    const char *id_number; /* resident ID, or a passport's number */
    uint32_t unit;
    const char *purpose, *host;
};

/* What a case of the demo shows. */
enum demo_case {
    DEMO_GREEN,
    DEMO_EXPIRED,
    DEMO_TOO_EARLY,
    DEMO_WRONG_GATE,
    DEMO_REVOKED,
    DEMO_BLOCKED,
    DEMO_BARRED,
    DEMO_USED_ELSEWHERE,
    DEMO_NEW_PASS,    /* signed, not in the replica, newer than it */
    DEMO_NOT_ISSUED,  /* signed, not in the replica, older than it */
    DEMO_UNKNOWN_KEY, /* signed by a key outside the set */
    DEMO_FORGED       /* signature altered */
};

struct demo_pass {
    const char *label; /* file name of its code */
    int person;        /* index into demo_people */
    enum demo_case shows;
    enum pass_kind kind;
    enum pass_uses uses;
    const char *plate; /* NULL for pedestrians */
    int visit;         /* passes of one vehicle visit share a number; 0: none */
    enum verdict_reason expect;
};

extern const struct demo_person demo_people[];
extern const struct demo_pass demo_passes[];
extern const size_t demo_people_count, demo_pass_count;

struct demo_unit {
    uint32_t unit;
    const char *zh, *en;
};
extern const struct demo_unit demo_units[];
extern const size_t demo_unit_count;

struct demo_gate {
    uint8_t gate, campus;
    const char *zh, *en, *campus_zh, *campus_en;
};
extern const struct demo_gate demo_gates[];
extern const size_t demo_gate_count;

struct demo_guard {
    uint32_t guard;
    const char *name, *pin;
    uint32_t rights;
};
extern const struct demo_guard demo_guards[];
extern const size_t demo_guard_count;

#endif
