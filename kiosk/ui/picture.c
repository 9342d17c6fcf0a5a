#include "ui/picture.h"

void ui_draw_picture(struct ui *ui, const struct picture *picture, SDL_Rect at, uint32_t colour, bool flip_x,
                     bool flip_y)
{
    if (picture == NULL)
        return;
    SDL_SetTextureColorMod(picture->texture, (Uint8)(colour >> 16), (Uint8)(colour >> 8), (Uint8)colour);
    SDL_SetTextureAlphaMod(picture->texture, (Uint8)(colour >> 24));
    int flip = (flip_x ? SDL_FLIP_HORIZONTAL : 0) | (flip_y ? SDL_FLIP_VERTICAL : 0);
    if (flip == SDL_FLIP_NONE)
        SDL_RenderCopy(ui->renderer, picture->texture, NULL, &at);
    else
        SDL_RenderCopyEx(ui->renderer, picture->texture, NULL, &at, 0, NULL, (SDL_RendererFlip)flip);
}
