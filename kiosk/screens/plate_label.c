#include "screens/plate_label.h"

static bool is_new_energy(const char *plate)
{
    size_t characters = 0;
    for (const char *c = plate; *c != '\0'; c++) {
        bool dot = (unsigned char)c[0] == 0xC2 && (unsigned char)c[1] == 0xB7;
        characters += ((unsigned char)*c & 0xC0) != 0x80 && !dot;
    }
    return characters == 8;
}

/* Blue; green for new energy, with eight characters. */
static struct ui_style style_of(const char *plate)
{
    return (struct ui_style){.size = TYPE_FIGURE,
                             .weight = UI_BOLD,
                             .colour = is_new_energy(plate) ? THEME_ON_PLATE_GREEN : THEME_ON_PLATE_BLUE,
                             .align = UI_CENTRE,
                             .shrink_to = TYPE_LABEL};
}

int plate_label_width(struct ui *ui, int most, const char *plate)
{
    return ui_measure(ui, plate, style_of(plate), most - 48).w + 48;
}

static void draw_plate(struct ui *ui, struct ui_rect box, const char *plate, struct ui_style style)
{
    ui_fill(ui, box, is_new_energy(plate) ? THEME_PLATE_GREEN : THEME_PLATE_BLUE, RADIUS);
    ui_outline(ui, ui_inset(box, GAP_HAIR, GAP_HAIR), style.colour, 8, 3);
    ui_text(ui, ui_inset(box, GAP, 0), plate, style);
}

int plate_label(struct ui *ui, struct ui_rect r, const char *plate)
{
    int width = plate_label_width(ui, r.w, plate);
    draw_plate(ui, (struct ui_rect){r.x, r.y + 4, width, 88}, plate, style_of(plate));
    return width;
}

void plate_label_large(struct ui *ui, struct ui_rect r, const char *plate)
{
    struct ui_style style = style_of(plate);
    style.size = TYPE_WORD;
    draw_plate(ui, r, plate, style);
}
