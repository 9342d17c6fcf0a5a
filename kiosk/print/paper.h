/* A slip of paper as lines with a form each, independent of the printer. */
#ifndef GH_KIOSK_PRINT_PAPER_H
#define GH_KIOSK_PRINT_PAPER_H

#include <stddef.h>

#define PAPER_LINES_MAX 16
#define PAPER_TEXT_MAX 384 /* bytes of UTF-8 with NUL */

enum paper_form {
    PAPER_TEXT = 0, /* wrapped, from the left */
    PAPER_TITLE,    /* bold, in the middle */
    PAPER_NUMBER,   /* four times as large, in the middle: digits and Latin letters */
    PAPER_CODE      /* the text as a QR code */
};

struct paper_line {
    enum paper_form form;
    char text[PAPER_TEXT_MAX];
};

struct paper {
    size_t count;
    struct paper_line lines[PAPER_LINES_MAX];
};

/* The outcome of printing one. */
enum printed { PRINTED_WELL = 0, PRINTED_NO_PAPER, PRINTED_NOT_THERE, PRINTED_FAILED };

#endif
