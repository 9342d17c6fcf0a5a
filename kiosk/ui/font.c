/* Fonts: a face with Chinese in two weights, else one with Latin letters, else letters from a table.
 *
 * The files are mapped: only the used pages of a face's 20 MB become resident. One TTF_Font a weight changes its
 * size as needed, because every finished text is kept as a picture. */
#include "ui/font.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/builtin_font.h"

#define PROBE 0x653E /* a character of "admit": a face without it has no Chinese */
#define TEXT_BYTES_MAX 1024

struct font_file {
    const char *dir, *name[2]; /* by enum ui_weight */
    int index;                 /* of Simplified Chinese in a collection */
};

static const struct font_file files[] = {
    {"/usr/share/fonts/opentype/noto", {"NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"}, 2},
    {"/usr/share/fonts/noto-cjk", {"NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"}, 2},
    {"/usr/share/fonts/opentype/noto", {"NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"}, 0},
    {"/usr/share/fonts/truetype/wqy", {"wqy-microhei.ttc", "wqy-microhei.ttc"}, 0},
    {"/usr/share/fonts/truetype/droid", {"DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf"}, 0},
    {"/usr/share/fonts/truetype/dejavu", {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"}, 0},
    {"/usr/share/fonts/truetype/noto", {"NotoSans-Regular.ttf", "NotoSans-Bold.ttf"}, 0},
};

static void *map_file(const char *path, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct stat st;
    void *data = MAP_FAILED;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
        data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (data == MAP_FAILED)
        return NULL;
    *len = (size_t)st.st_size;
    return data;
}

static void close_face(struct fonts *fonts, int weight)
{
    if (fonts->face[weight] != NULL)
        TTF_CloseFont(fonts->face[weight]);
    if (fonts->mapped[weight] != NULL)
        munmap(fonts->mapped[weight], fonts->mapped_len[weight]);
    fonts->face[weight] = NULL;
    fonts->mapped[weight] = NULL;
}

static bool open_face(struct fonts *fonts, int weight, const char *dir, const struct font_file *file)
{
    char path[512];
    int n = snprintf(path, sizeof path, "%s/%s", dir, file->name[weight]);
    if (n < 0 || (size_t)n >= sizeof path)
        return false;
    fonts->mapped[weight] = map_file(path, &fonts->mapped_len[weight]);
    if (fonts->mapped[weight] == NULL)
        return false;
    SDL_RWops *rw = SDL_RWFromConstMem(fonts->mapped[weight], (int)fonts->mapped_len[weight]);
    fonts->face[weight] = rw != NULL ? TTF_OpenFontIndexRW(rw, 1, 32, file->index) : NULL;
    if (fonts->face[weight] == NULL) {
        close_face(fonts, weight);
        return false;
    }
    TTF_SetFontHinting(fonts->face[weight], TTF_HINTING_LIGHT_SUBPIXEL);
    fonts->size[weight] = 32;
    return true;
}

/* Opens both weights of one family. The regular weight replaces a missing bold. */
static bool open_family(struct fonts *fonts, const char *dir, const struct font_file *file, enum ui_fonts wanted)
{
    if (!open_face(fonts, UI_REGULAR, dir, file))
        return false;
    bool chinese = TTF_GlyphIsProvided32(fonts->face[UI_REGULAR], PROBE) != 0;
    if (wanted == UI_FONTS_GOOD && !chinese) {
        close_face(fonts, UI_REGULAR);
        return false;
    }
    if (!open_face(fonts, UI_BOLD, dir, file)) {
        const struct font_file same = {file->dir, {file->name[UI_REGULAR], file->name[UI_REGULAR]}, file->index};
        if (!open_face(fonts, UI_BOLD, dir, &same)) {
            close_face(fonts, UI_REGULAR);
            return false;
        }
    }
    fonts->found = wanted;
    return true;
}

void fonts_open(struct fonts *fonts, const char *dir, bool only_dir)
{
    const size_t count = sizeof files / sizeof files[0];
    for (enum ui_fonts wanted = UI_FONTS_GOOD; wanted < UI_FONTS_BUILT_IN; wanted++) {
        for (size_t i = 0; dir != NULL && i < count; i++)
            if (open_family(fonts, dir, &files[i], wanted))
                return;
        for (size_t i = 0; !only_dir && i < count; i++)
            if (open_family(fonts, files[i].dir, &files[i], wanted))
                return;
    }
    fonts->found = UI_FONTS_BUILT_IN;
}

void fonts_close(struct fonts *fonts)
{
    close_face(fonts, UI_REGULAR);
    close_face(fonts, UI_BOLD);
}

/* ---- The table, for a machine without any font ---- */

static int builtin_dot(int pixels)
{
    return pixels >= 16 ? pixels / 10 : 1;
}

static size_t characters(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((uint8_t)text[i] & 0xC0) != 0x80;
    return n;
}

static SDL_Surface *builtin_render(int pixels, const char *text, size_t len)
{
    int dot = builtin_dot(pixels), column = 0;
    SDL_Surface *s = SDL_CreateRGBSurfaceWithFormat(0, (int)characters(text, len) * 6 * dot + 1, 9 * dot, 32,
                                                    SDL_PIXELFORMAT_ARGB8888);
    if (s == NULL)
        return NULL;
    SDL_FillRect(s, NULL, 0x00FFFFFF);
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        if ((c & 0xC0) == 0x80)
            continue;
        const uint8_t *rows = builtin_glyph(c);
        for (int x = 0; x < BUILTIN_COLUMNS; x++) {
            for (int y = 0; y < 8; y++)
                if (rows[x] >> y & 1)
                    SDL_FillRect(s, &(SDL_Rect){(column * 6 + x) * dot, (y + 1) * dot, dot, dot}, 0xFFFFFFFF);
        }
        column++;
    }
    return s;
}

/* ---- Measuring and rendering ---- */

static TTF_Font *face_at(struct fonts *fonts, enum ui_weight weight, int pixels)
{
    if (fonts->size[weight] != pixels && TTF_SetFontSize(fonts->face[weight], pixels) == 0)
        fonts->size[weight] = pixels;
    return fonts->face[weight];
}

static void copy_text(char out[TEXT_BYTES_MAX], const char *text, size_t len)
{
    size_t n = len < TEXT_BYTES_MAX - 1 ? len : TEXT_BYTES_MAX - 1;
    memcpy(out, text, n);
    out[n] = '\0';
}

int fonts_width(struct fonts *fonts, enum ui_weight weight, int pixels, const char *text, size_t len)
{
    if (len == 0)
        return 0;
    if (fonts->found == UI_FONTS_BUILT_IN)
        return (int)characters(text, len) * 6 * builtin_dot(pixels);
    char copy[TEXT_BYTES_MAX];
    copy_text(copy, text, len);
    int w = 0, h = 0;
    if (TTF_SizeUTF8(face_at(fonts, weight, pixels), copy, &w, &h) != 0)
        return 0;
    return w;
}

SDL_Surface *fonts_render(struct fonts *fonts, enum ui_weight weight, int pixels, const char *text, size_t len)
{
    if (len == 0)
        return NULL;
    if (fonts->found == UI_FONTS_BUILT_IN)
        return builtin_render(pixels, text, len);
    char copy[TEXT_BYTES_MAX];
    copy_text(copy, text, len);
    return TTF_RenderUTF8_Blended(face_at(fonts, weight, pixels), copy, (SDL_Color){255, 255, 255, 255});
}

int fonts_middle(struct fonts *fonts, enum ui_weight weight, int pixels)
{
    if (fonts->found == UI_FONTS_BUILT_IN)
        return 4 * builtin_dot(pixels);
    /* The middle of a Chinese character's square. That of digits and capitals is close to it. */
    return TTF_FontAscent(face_at(fonts, weight, pixels)) - (pixels * 40 + 50) / 100;
}
