/* The list has those that come most; every other code of E.164 is typed behind the '+'. */
#include "screens/walk_up_countries.h"

#include <stdio.h>

#include "screens/walk_up_parts.h"
#include "screens/words.h"

static const struct {
    int code; /* ITU-T E.164 */
    const char *name;
} countries[] = {
    {86, N_("Chinese mainland")},
    {852, N_("Hong Kong")},
    {853, N_("Macao")},
    {886, N_("Taiwan")},
    {1, N_("USA, Canada")},
    {81, N_("Japan")},
    {82, N_("Korea")},
    {65, N_("Singapore")},
    {60, N_("Malaysia")},
    {66, N_("Thailand")},
    {84, N_("Vietnam")},
    {62, N_("Indonesia")},
    {63, N_("Philippines")},
    {91, N_("India")},
    {92, N_("Pakistan")},
    {976, N_("Mongolia")},
    {7, N_("Russia")},
    {44, N_("United Kingdom")},
    {49, N_("Germany")},
    {33, N_("France")},
    {39, N_("Italy")},
    {34, N_("Spain")},
    {31, N_("Netherlands")},
    {61, N_("Australia")},
};
#define COUNTRIES ((int)(sizeof countries / sizeof countries[0]))

static const char *name_of(int code)
{
    for (int i = 0; i < COUNTRIES; i++)
        if (countries[i].code == code)
            return countries[i].name;
    return N_("Other country");
}

/* Writes "Hong Kong +852"; without the code while none is known. */
static const char *country_words(const struct ui *ui, int code, char out[static WORDS_MAX])
{
    (void)snprintf(out, WORDS_MAX, code ? "%.200s  +%d" : "%.200s", ui_say(ui, name_of(code)), code);
    return out;
}

void walk_up_country_key(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    char words[WORDS_MAX];
    struct ui_button key = {.id = "country",
                            .text = country_words(ui, form_country(&model->walk_up.form), words),
                            .icon = UI_ICON_DOWN,
                            .size = TYPE_BODY};
    if (ui_press(ui, r, &key))
        *action = (struct model_action){.kind = ACTION_WALK_UP_COUNTRY, .number = -1};
}

void walk_up_draw_countries(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    int columns = ui_portrait(ui) ? 3 : 5, rows = (COUNTRIES + columns) / columns;
    int chosen = form_country(&model->walk_up.form);
    walk_up_question(ui, &r, N_("Where is the mobile number from?"), GAP_CLOSE);
    for (int i = 0; i <= COUNTRIES; i++) {
        int code = i < COUNTRIES ? countries[i].code : 0;
        char words[8] = "+…";
        if (code)
            (void)snprintf(words, sizeof words, "+%d", code % 1000);
        struct ui_button country = {.id = "country-code",
                                    .index = code,
                                    .text = ui_say(ui, name_of(code)),
                                    .sub = words,
                                    .kind = code == chosen ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN,
                                    .size = TYPE_SMALL,
                                    .stack = true};
        if (ui_press(ui, ui_grid(r, i, columns, rows, GAP_CLOSE), &country))
            *action = (struct model_action){.kind = ACTION_WALK_UP_COUNTRY, .number = code};
    }
}
