#include "screens/keys.h"

#include <string.h>

#include "screens/page.h"

static const char *const number_characters[] = {"2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C",
                                                "D", "E", "F", "G", "H", "J", "K", "M", "N", "O", "P",
                                                "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z"};

const struct keyboard keyboard_number = {"number-key", number_characters,
                                         sizeof number_characters / sizeof *number_characters, 8};

/* Leads to letters and digits at once: plates of army, Hong Kong and Macao begin with them. It types the dot, which
 * form_type() and the look-up drop before the next character. */
#define LETTERS_KEY "\u00b7"

/* What plates begin with. GA 36: the provinces, from north to south as on a map; then armed police, civil aviation and
 * the older diplomatic plates and, last, those of the army until 2013. */
static const char *const beginnings[] = {"京", "津", "冀", "晋", "蒙", "辽", "吉", "黑", "沪", "苏",       "浙", "皖",
                                         "闽", "赣", "鲁", "豫", "鄂", "湘", "粤", "桂", "琼", "渝",       "川", "贵",
                                         "云", "藏", "陕", "甘", "青", "宁", "新", "WJ", "民", "使",       "领", "军",
                                         "空", "海", "北", "沈", "兰", "济", "南", "广", "成", LETTERS_KEY};
/* Letters and digits of plates (no I), then the characters of special forms. */
static const char *const plate_characters[] = {"1",  "2",  "3",  "4",  "5",  "6",  "7",    "8",  "9",  "0",  "A", "B",
                                               "C",  "D",  "E",  "F",  "G",  "H",  "J",    "K",  "L",  "M",  "N", "O",
                                               "P",  "Q",  "R",  "S",  "T",  "U",  "V",    "W",  "X",  "Y",  "Z", "警",
                                               "学", "挂", "港", "澳", "使", "领", "应急", "临", "试", "超", "航"};
#define KEYBOARD(id, characters, columns)                                                                              \
    {                                                                                                                  \
        id, characters, sizeof(characters) / sizeof *(characters), columns                                             \
    }

const struct keyboard keyboard_province = KEYBOARD("province", beginnings, 8);
const struct keyboard keyboard_plate = KEYBOARD("plate-key", plate_characters, 8);

const struct keyboard *keyboard_of_plate(const char *typed)
{
    return typed[0] && strcmp(typed, "WJ") != 0 ? &keyboard_plate : &keyboard_province;
}

void keys_draw(struct ui *ui, struct ui_rect r, const struct keyboard *keyboard, struct model_action *action)
{
    int rows = (keyboard->count + keyboard->columns) / keyboard->columns;
    for (int i = 0; i < keyboard->count; i++) {
        const char *character = keyboard->characters[i];
        struct ui_button key = {.id = keyboard->id,
                                .index = i,
                                .text = strcmp(character, LETTERS_KEY) == 0 ? "ABC" : character,
                                .kind = UI_BUTTON_KEY,
                                .size = TYPE_LABEL};
        if (ui_press(ui, ui_grid(r, i, keyboard->columns, rows, GAP_CLOSE), &key)) {
            *action = (struct model_action){.kind = ACTION_TYPE};
            memcpy(action->text, character, strlen(character) + 1);
        }
    }
    struct ui_rect last = ui_grid(r, rows * keyboard->columns - 1, keyboard->columns, rows, GAP_CLOSE);
    struct ui_button erase = {.id = "erase", .icon = UI_ICON_BACKSPACE, .kind = UI_BUTTON_KEY, .size = TYPE_TITLE};
    if (ui_press(ui, last, &erase))
        page_typed(UI_BACKSPACE, action);
    page_typed(ui_typed(ui), action);
}
