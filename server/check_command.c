#include "check_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool wants_english(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *set = getenv(names[i]);
        if (set && *set)
            return strncmp(set, "en", 2) == 0 || strcmp(set, "C") == 0 || strcmp(set, "POSIX") == 0;
    }
    return false;
}

/* Words of equal width in each language. */
static const char *mark_of(enum check_state state, bool english)
{
    static const char *const words[CHECK_STATES][2] = {
        {"正常", "ok     "}, {"警告", "warning"}, {"故障", "fault  "}, {"未查", "skipped"}};
    return words[state][english];
}

static bool print_json(const struct check *check, const struct check_finding *finding, const char *title,
                       const char *found, const char *mend)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s}", "check", check->name, "state",
                             check_state_name(finding->state), "title", title, "found", found, "mend", mend);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    const bool done = text && puts(text) >= 0;
    free(text);
    return done;
}

int check_command(const struct check_target *target, const struct catalog *catalog, bool json)
{
    static const struct catalog none;
    const bool english = wants_english() || catalog->count == 0;
    const struct catalog *words = english ? &none : catalog;
    struct check_finding findings[CHECKS_MAX];
    size_t count, faults = 0;
    bool printed = true;
    const struct check *checks = check_table(&count);
    checks_run(target, findings);
    for (size_t i = 0; i < count; i++) {
        const struct check_finding *f = &findings[i];
        char found[CHECK_TEXT_SIZE], mend[CHECK_TEXT_SIZE] = "";
        const char *title = catalog_find(words, checks[i].title);
        check_text(catalog_find(words, f->found), f, found, sizeof found);
        if (f->mend)
            check_text(catalog_find(words, f->mend), f, mend, sizeof mend);
        faults += f->state == CHECK_FAULT;
        if (json)
            printed = print_json(&checks[i], f, title, found, mend) && printed;
        else
            printed = printf(english ? "%s  %s: %s\n" : "%s  %s：%s\n", mark_of(f->state, english), title, found) > 0 &&
                      (!*mend || printf(english ? "         -> %s\n" : "      → %s\n", mend) > 0) && printed;
    }
    return printed && faults == 0 ? 0 : 1;
}
