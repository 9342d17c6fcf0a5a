/* The part of `gatehouse doctor` that looks at the machine: touchscreen, printer, barrier, plate reader, wear of the
 * disk, folders, network, SQLite. */
#ifndef GH_CLI_DOCTOR_MACHINE_H
#define GH_CLI_DOCTOR_MACHINE_H

#include "config/config.h"

enum finding { FINE, WARNING, WRONG };
/* Says what was found. what: the name of the check. */
typedef void doctor_say(void *context, enum finding finding, const char *what, const char *text);

struct doctor_machine {
    const struct booth_config *config;
    const char *sys; /* "/sys" */
    doctor_say *say;
    void *context;
};
void doctor_look_at_machine(const struct doctor_machine *m);

#endif
