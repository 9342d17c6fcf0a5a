/* gatehouse-read: reads the QR codes of picture files with the kiosk's own reader, and prints one JSON object a line.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "recognise/image_file.h"
#include "recognise/reader.h"

#define STILL_BUDGET_MS 250 /* a still has no next frame that could read better */

enum { EXIT_SOME_UNREADABLE = 1, EXIT_USAGE = 2, EXIT_INTERNAL = 3 };

static const char usage[] =
    "Usage: gatehouse-read [--all] [--stage N] [--budget MS] FILE...\n"
    "Reads the QR codes of PNG, JPEG, WebP and BMP files as the kiosk reads them from its camera.\n"
    "Prints one JSON object a line and file:\n"
    "  {\"file\": ..., \"codes\": [{\"text\": ..., \"corners\": [[x, y], ...], \"stage\": n, \"ms\": ...}], \"ms\": "
    "...}\n"
    "corners: top left of the code first, clockwise as the code is read, in pixels of the file as stored (an EXIF\n"
    "orientation is not applied); stage: which pass read it, from 1, the cheapest; ms: from the start of reading, for\n"
    "the file without loading it.\n"
    "A file that is no readable picture gives \"error\" instead, an identifier such as \"malformed\".\n"
    "\n"
    "  --all        read every code in view (default: stop at the first)\n"
    "  --stage N    use only the first N stages\n"
    "  --budget MS  start no further stage after this much processor time (default 250; the kiosk uses 30)\n"
    "  --stages     list the stages\n"
    "  --version    print the version\n"
    "\n"
    "Exit: 0 all files were pictures (with or without codes), 1 some were not, 2 wrong usage, 3 out of memory or a\n"
    "failed write.\n";

/* Text of unknown encoding as a JSON string: bytes that are not UTF-8 become U+FFFD. */
static json_t *json_text(const char *text)
{
    json_t *exact = json_string(text);
    if (exact)
        return exact;
    size_t len = strlen(text);
    char *safe = malloc(3 * len + 1), *to = safe;
    if (!safe)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x80) {
            *to++ = text[i];
        } else {
            memcpy(to, "\xef\xbf\xbd", 3);
            to += 3;
        }
    }
    *to = 0;
    json_t *out = json_string(safe);
    free(safe);
    return out;
}

static double rounded(double value, double steps)
{
    return (double)(long long)(value * steps + (value < 0 ? -0.5 : 0.5)) / steps;
}

static json_t *json_code(const struct reading *code)
{
    json_t *corners = json_array();
    for (int i = 0; i < 4; i++) {
        json_t *corner = json_pack("[f,f]", rounded(code->corners[i].x, 10), rounded(code->corners[i].y, 10));
        if (json_array_append_new(corners, corner) != 0) {
            json_decref(corners);
            return NULL;
        }
    }
    return json_pack("{s:o, s:o, s:i, s:f}", "text", json_stringn((const char *)code->text, code->len), "corners",
                     corners, "stage", code->stage, "ms", rounded(code->ms, 1000));
}

static double now_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The line's members beside "file". False without memory. */
static bool read_picture(struct reader *reader, const struct image *image, const struct reader_options *options,
                         json_t *line)
{
    static struct reading codes[READER_CODES_MAX]; /* 140 KB: too much for a stack, and main is single */
    const struct grey picture = {image->pixels, image->width, image->height, image->width};
    double start = now_ms();
    int count = reader_read(reader, &picture, options, codes, READER_CODES_MAX);
    double ms = now_ms() - start;
    json_t *list = json_array();
    bool ok = list != NULL;
    for (int i = 0; ok && i < count; i++)
        ok = json_array_append_new(list, json_code(&codes[i])) == 0;
    ok = json_object_set_new(line, "codes", list) == 0 && ok;
    return json_object_set_new(line, "ms", json_real(rounded(ms, 1000))) == 0 && ok;
}

/* An exit code. */
static int read_file(struct reader *reader, const char *path, const struct reader_options *options)
{
    struct image image = {0};
    enum gh_status status = image_load(path, &image);
    json_t *line = json_object();
    bool ok = line && json_object_set_new(line, "file", json_text(path)) == 0;
    if (ok && status == GH_OK)
        ok = read_picture(reader, &image, options, line);
    else if (ok)
        ok = json_object_set_new(line, "error", json_string(gh_status_name(status))) == 0;
    image_free(&image);
    if (ok)
        ok = json_dumpf(line, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(9)) == 0 &&
             putchar('\n') != EOF && fflush(stdout) == 0;
    json_decref(line);
    return !ok ? EXIT_INTERNAL : status == GH_OK ? EXIT_SUCCESS : EXIT_SOME_UNREADABLE;
}

static bool number(const char *text, int low, int high, int *out)
{
    char *end = NULL;
    long value = text ? strtol(text, &end, 10) : 0;
    if (!text || end == text || *end || value < low || value > high)
        return false;
    *out = (int)value;
    return true;
}

static int list_stages(void)
{
    for (int i = 1; i <= reader_stage_count(); i++)
        printf("%d %s\n", i, reader_stage_name(i));
    return EXIT_SUCCESS;
}

/* Index of the first file; 0: wrong usage, or what was asked for is done and *exit_code says how. */
static int parse(int argc, char **argv, struct reader_options *options, int *exit_code)
{
    *exit_code = EXIT_USAGE;
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char *option = argv[i];
        if (strcmp(option, "--") == 0) {
            i++;
            break;
        } else if (strcmp(option, "--all") == 0) {
            options->all_codes = true;
        } else if (strcmp(option, "--stage") == 0) {
            if (!number(argv[++i], 1, reader_stage_count(), &options->last_stage))
                return 0;
        } else if (strcmp(option, "--budget") == 0) {
            if (!number(argv[++i], 1, 60000, &options->budget_ms))
                return 0;
        } else if (strcmp(option, "--stages") == 0) {
            *exit_code = list_stages();
            return 0;
        } else if (strcmp(option, "--version") == 0) {
            *exit_code = puts("gatehouse-read " GATEHOUSE_VERSION) == EOF ? EXIT_INTERNAL : EXIT_SUCCESS;
            return 0;
        } else if (strcmp(option, "--help") == 0) {
            *exit_code = fputs(usage, stdout) == EOF ? EXIT_INTERNAL : EXIT_SUCCESS;
            return 0;
        } else {
            return 0;
        }
    }
    return i < argc ? i : 0;
}

int main(int argc, char **argv)
{
    struct reader_options options = {.budget_ms = STILL_BUDGET_MS};
    int exit_code = EXIT_USAGE;
    int first = parse(argc, argv, &options, &exit_code);
    if (first == 0) {
        if (exit_code == EXIT_USAGE)
            fputs(usage, stderr);
        return exit_code;
    }
    struct reader *reader = reader_new();
    if (!reader) {
        fputs("gatehouse-read: out of memory\n", stderr);
        return EXIT_INTERNAL;
    }
    exit_code = EXIT_SUCCESS;
    for (int i = first; i < argc && exit_code != EXIT_INTERNAL; i++) {
        int code = read_file(reader, argv[i], &options);
        if (code > exit_code)
            exit_code = code;
    }
    reader_free(reader);
    return exit_code;
}
