/* Built without librime: only letters can be typed. */
#include "ime/ime.h"

enum gh_status ime_open(const struct ime_options *options, struct ime **out)
{
    (void)options;
    (void)out;
    return GH_UNSUPPORTED;
}

void ime_close(struct ime *ime)
{
    (void)ime;
}

void ime_ask(struct ime *ime, const struct ime_ask *ask)
{
    (void)ime;
    (void)ask;
}

bool ime_take(struct ime *ime, struct ime_state *out)
{
    (void)ime;
    (void)out;
    return false;
}

bool ime_busy(struct ime *ime)
{
    (void)ime;
    return false;
}
