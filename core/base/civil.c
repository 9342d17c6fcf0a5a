#include "base/civil.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

tick civil_day_start(tick at, int zone_minutes)
{
    tick shift = zone_minutes * TICK_MINUTE;
    return floor_div(at + shift, TICK_DAY) * TICK_DAY - shift;
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. Counts years from March, so that leap
 * days come last, and eras of 400 years, which all have the same days. */
static void date_of(int64_t days, struct civil *out)
{
    int64_t z = days + 719468, era = floor_div(z, 146097), day_of_era = z - era * 146097;
    int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100), march = (5 * day_of_year + 2) / 153;
    out->day = (int)(day_of_year - (153 * march + 2) / 5 + 1);
    out->month = (int)(march < 10 ? march + 3 : march - 9);
    out->year = (int)(year + era * 400 + (out->month <= 2));
}

struct civil civil_of(tick at, int zone_minutes)
{
    int64_t seconds = floor_div(at + zone_minutes * TICK_MINUTE, TICK_SECOND);
    struct civil civil = {.days = floor_div(seconds, 86400)};
    int of_day = (int)(seconds - civil.days * 86400);
    civil.hour = of_day / 3600;
    civil.minute = of_day / 60 % 60;
    civil.second = of_day % 60;
    date_of(civil.days, &civil);
    return civil;
}
