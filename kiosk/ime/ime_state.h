/* The state of the input method and the requests to it: plain values between its thread and the screen. */
#ifndef GH_KIOSK_IME_STATE_H
#define GH_KIOSK_IME_STATE_H

#include <stdbool.h>
#include <stddef.h>

#define IME_CANDIDATES_MAX 7
#define IME_CANDIDATE_SIZE 32   /* bytes of UTF-8 with NUL */
#define IME_COMPOSITION_SIZE 64 /* "wei guo" */
#define IME_COMMIT_SIZE 96

struct ime_state {
    bool works; /* false: no input method here, only letters can be typed */
    char composition[IME_COMPOSITION_SIZE];
    size_t count;
    char candidates[IME_CANDIDATES_MAX][IME_CANDIDATE_SIZE];
    bool first_page, last_page;
    char commit[IME_COMMIT_SIZE]; /* goes into the field, once */
};

enum ime_ask_kind { IME_KEY = 1, IME_ERASE, IME_CHOOSE, IME_PAGE, IME_CLEAR };

struct ime_ask {
    enum ime_ask_kind kind;
    char key;   /* of IME_KEY: a to z */
    int number; /* of IME_CHOOSE: index of a candidate; of IME_PAGE: 1 on, -1 back */
};

#endif
