/* The command line of gatehouse-read. */
#ifndef GH_KIOSK_READ_READ_OPTIONS_H
#define GH_KIOSK_READ_READ_OPTIONS_H

#include "codes/reader.h"

enum read_verb { READ_FILES = 0, READ_CALIBRATE, READ_STAGES, READ_VERSION, READ_HELP };

struct read_options {
    enum read_verb verb;
    bool codes, plates;
    struct reader_options reader;
    const char *expected; /* file of plates; NULL: none */
    const char *models;   /* folder; NULL: as installed */
    int first;            /* index of the first file in argv */
};

extern const char read_usage[];

/* What is wrong with a command line. */
struct read_fault {
    const char *option; /* of argv, or "" */
    const char *why;    /* "takes codes or plates" */
};

/* Parses the command line. False for wrong usage: *fault then says what is wrong. */
bool read_options_parse(int argc, char **argv, struct read_options *out, struct read_fault *fault);

#endif
