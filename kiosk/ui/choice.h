/* Language and theme, which a person can choose. Shared by the model (pure) and the toolkit. */
#ifndef GH_UI_CHOICE_H
#define GH_UI_CHOICE_H

enum ui_language { UI_CHINESE = 0, UI_ENGLISH };
enum ui_theme { UI_DAY = 0, UI_NIGHT };
#define UI_THEME_COUNT 2

#endif
