#include "ui/turn.h"

bool turn_swaps_sides(const struct ui_mount *mount)
{
    return mount->turn == 90 || mount->turn == 270;
}

/* Makes the texture of the frame. Without one (no memory, or a renderer without targets) the picture is not turned. */
static bool has_frame(struct ui *ui)
{
    int w = 0, h = 0;
    if (ui->turned != NULL && SDL_QueryTexture(ui->turned, NULL, NULL, &w, &h) == 0 && w == ui->px_w && h == ui->px_h)
        return true;
    if (ui->turned != NULL)
        SDL_DestroyTexture(ui->turned);
    ui->turned =
        SDL_CreateTexture(ui->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_TARGET, ui->px_w, ui->px_h);
    if (ui->turned != NULL)
        SDL_SetTextureBlendMode(ui->turned, SDL_BLENDMODE_NONE);
    return ui->turned != NULL;
}

void turn_begin(struct ui *ui)
{
    if (ui->mount.turn != 0 && has_frame(ui))
        SDL_SetRenderTarget(ui->renderer, ui->turned);
}

void turn_end(struct ui *ui)
{
    if (ui->turned == NULL)
        return;
    SDL_SetRenderTarget(ui->renderer, NULL);
    bool swaps = turn_swaps_sides(&ui->mount);
    int panel_w = swaps ? ui->px_h : ui->px_w, panel_h = swaps ? ui->px_w : ui->px_h;
    /* SDL turns about the middle. */
    SDL_FRect to = {(float)(panel_w - ui->px_w) / 2, (float)(panel_h - ui->px_h) / 2, (float)ui->px_w, (float)ui->px_h};
    SDL_RenderCopyExF(ui->renderer, ui->turned, NULL, &to, ui->mount.turn, NULL, SDL_FLIP_NONE);
}

void turn_read(struct ui *ui, bool on)
{
    SDL_SetRenderTarget(ui->renderer, on ? ui->turned : NULL);
}

void turn_point(const struct ui_mount *mount, float *x, float *y)
{
    float px = *x, py = *y;
    if (mount->turn == 90) {
        *x = py;
        *y = 1 - px;
    } else if (mount->turn == 180) {
        *x = 1 - px;
        *y = 1 - py;
    } else if (mount->turn == 270) {
        *x = 1 - py;
        *y = px;
    }
}

void turn_touch(const struct ui_mount *mount, float *x, float *y)
{
    const float *m = mount->touch, px = *x, py = *y;
    if (!mount->calibrated)
        return;
    *x = m[0] * px + m[1] * py + m[2];
    *y = m[3] * px + m[4] * py + m[5];
}
