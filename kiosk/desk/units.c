#include "desk/units.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "desk/say.h"

#define UNITS_MAX 512 /* of a university; no search finds those beyond */

static bool has_word(const char *words, const char *begin, size_t len)
{
    for (const char *word = words; *word; word += strspn(word, " ")) {
        if (strncasecmp(word, begin, len) == 0)
            return true;
        word += strcspn(word, " ");
    }
    return false;
}

/* Returns 2 for a match from the beginning, by name, pinyin or initials; 1 for one elsewhere; 0: none. */
static int matches(const struct wire_unit *unit, const char *search)
{
    size_t len = strlen(search);
    if (len == 0)
        return 1;
    if (strncmp(unit->name_zh, search, len) == 0 || strncasecmp(unit->name_en, search, len) == 0 ||
        has_word(unit->pinyin, search, len))
        return 2;
    return strstr(unit->name_zh, search) || strcasestr(unit->name_en, search) || strcasestr(unit->pinyin, search);
}

void desk_units(struct desk *desk, const struct desk_command *command)
{
    struct wire_unit *units = calloc(UNITS_MAX, sizeof *units);
    size_t count = 0;
    struct unit_page *page = &desk_new_event(desk, DESK_UNITS)->units;
    memcpy(page->search, command->text, sizeof page->search);
    page->search[sizeof page->search - 1] = '\0';
    enum gh_status status = !units                 ? GH_NO_MEMORY
                            : desk->stores.replica ? replica_units(desk->stores.replica, units, UNITS_MAX, &count)
                                                   : GH_NOT_FOUND;
    for (int grade = 2; !status && grade > 0; grade--)
        for (size_t i = 0; i < count && i < UNITS_MAX; i++)
            if (matches(&units[i], page->search) == grade && page->total++ < DESK_UNITS_MAX)
                page->units[page->count++] = units[i];
    free(units);
    if (status) {
        desk_fail(desk, COMMAND_UNITS, status);
        return;
    }
    desk_send(desk);
}
