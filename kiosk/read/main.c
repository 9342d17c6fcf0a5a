/* gatehouse-read: reads the QR codes and licence plates of picture files with the kiosk's own readers, and prints one
 * JSON object a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "os/installed.h"
#include "read/calibrate.h"
#include "read/image_file.h"
#include "read/json.h"
#include "read/options.h"

enum { EXIT_SOME_UNREADABLE = 1, EXIT_USAGE = 2, EXIT_INTERNAL = 3 };

struct program {
    struct read_options options;
    struct reader *reader;                     /* NULL: no codes are asked for */
    struct plate_reader *plates;               /* NULL: none are asked for, or they are off */
    struct plate_reading *readings;            /* PLATE_READINGS_MAX */
    struct plate_list *expected;               /* NULL: no list */
    char plates_off[PLATE_READER_MESSAGE_MAX]; /* why they are off; empty unless asked for */
};

/* ---- One picture ---- */

/* Adds the line's members beside "file" and "ms", and the time of reading. Decodes the picture once for each kind:
 * codes are read from libjpeg's own grey, as cameras give it. */
static enum gh_status add_codes(struct program *p, const char *path, json_t *line, double *ms)
{
    static struct reading codes[READER_CODES_MAX]; /* 1.1 MB: too much for a stack, and main runs once */
    struct image image = {0};
    enum gh_status status = image_load(path, IMAGE_GREY, &image);
    if (status)
        return status;
    const struct grey picture = {image.pixels, image.width, image.height, image.width};
    const int64_t start_ns = os_mono_ns();
    int count = reader_read(p->reader, &picture, &p->options.reader, codes, READER_CODES_MAX);
    *ms += (double)(os_mono_ns() - start_ns) / 1e6;
    image_free(&image);
    json_t *list = json_array();
    bool ok = list != NULL;
    for (int i = 0; ok && i < count; i++)
        ok = json_array_append_new(list, json_code(&codes[i])) == 0;
    return json_object_set_new(line, "codes", list) == 0 && ok ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status add_plates(struct program *p, const char *path, json_t *line, double *ms)
{
    struct image image = {0};
    enum gh_status status = image_load(path, IMAGE_COLOUR, &image);
    if (status)
        return status;
    const struct colour_picture picture = {image.pixels, image.width, image.height, 3 * image.width};
    const struct plate_reader_options options = {.all_plates = p->options.reader.all_codes};
    const int64_t start_ns = os_mono_ns();
    int count = plate_reader_read(p->plates, &picture, &options, p->readings, PLATE_READINGS_MAX);
    *ms += (double)(os_mono_ns() - start_ns) / 1e6;
    image_free(&image);
    json_t *list = json_array();
    bool ok = list != NULL;
    for (int i = 0; ok && i < count; i++) {
        struct plate_match match;
        if (p->expected)
            plate_match(p->expected, &p->readings[i].views, &p->readings[i].word, &plate_thresholds_standard, &match);
        ok = json_array_append_new(list, json_plate(&p->readings[i], p->expected ? &match : NULL)) == 0;
    }
    return json_object_set_new(line, "plates", list) == 0 && ok ? GH_OK : GH_NO_MEMORY;
}

/* Reads one file; returns an exit code. */
static int read_file(struct program *p, const char *path)
{
    json_t *line = json_object();
    double ms = 0;
    bool ok = line && json_object_set_new(line, "file", json_text(path)) == 0;
    enum gh_status status = p->reader ? add_codes(p, path, line, &ms) : GH_OK;
    if (!status && p->plates)
        status = add_plates(p, path, line, &ms);
    ok = ok && status != GH_NO_MEMORY;
    if (ok && !status && p->plates_off[0])
        ok = json_object_set_new(line, "plates_off", json_text(p->plates_off)) == 0;
    if (ok)
        ok = json_object_set_new(line, status ? "error" : "ms",
                                 status ? json_string(gh_status_name(status)) : json_ms(ms)) == 0;
    if (ok)
        ok = json_dumpf(line, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(9)) == 0 &&
             putchar('\n') != EOF && fflush(stdout) == 0;
    json_decref(line);
    return !ok ? EXIT_INTERNAL : status == GH_OK ? EXIT_SUCCESS : EXIT_SOME_UNREADABLE;
}

/* ---- Opening ---- */

static enum gh_status open_plates(struct program *p)
{
    char installed[1024] = "";
    if (!p->options.models && !os_find_installed("plates", installed, sizeof installed)) {
        snprintf(p->plates_off, sizeof p->plates_off, "the models are not installed (packaging/plates.sh install)");
        return GH_NOT_FOUND;
    }
    p->readings = calloc(PLATE_READINGS_MAX, sizeof *p->readings);
    if (!p->readings)
        return GH_NO_MEMORY;
    return plate_reader_new(p->options.models ? p->options.models : installed, &p->plates, p->plates_off);
}

/* Opens the list of expected plates. False, with a message on stderr, when a line is wrong. */
static bool open_expected(struct program *p)
{
    char text[256];
    FILE *file = fopen(p->options.expected, "r");
    p->expected = plate_list_new();
    enum gh_status status = !file ? GH_NOT_FOUND : !p->expected ? GH_NO_MEMORY : GH_OK;
    int number = 0;
    while (!status && fgets(text, sizeof text, file)) {
        struct plate plate;
        text[strcspn(text, "\r\n")] = '\0';
        number++;
        if (!text[0])
            continue;
        enum plate_result result = plate_accept(bytes_of_string(text), &plate);
        status = result ? GH_MALFORMED : plate_list_add(p->expected, plate.text);
        if (result)
            fprintf(stderr, "gatehouse-read: %s, line %d: \"%s\" is no plate (%s)\n", p->options.expected, number, text,
                    plate_result_name(result));
    }
    if (file)
        fclose(file);
    if (status && status != GH_MALFORMED)
        fprintf(stderr, "gatehouse-read: %s: %s\n", p->options.expected, gh_status_name(status));
    return status == GH_OK;
}

/* Opens what the options ask for. Returns an exit code; 0: go on. */
static int open_program(struct program *p)
{
    if (p->options.expected && !open_expected(p))
        return EXIT_USAGE;
    if (p->options.codes && p->options.verb == READ_FILES && !(p->reader = reader_new())) {
        fputs("gatehouse-read: out of memory\n", stderr);
        return EXIT_INTERNAL;
    }
    enum gh_status status = p->options.plates ? open_plates(p) : GH_OK;
    if (status && (!p->options.codes || p->options.verb == READ_CALIBRATE)) {
        fprintf(stderr, "gatehouse-read: plate reading is off: %s\n",
                p->plates_off[0] ? p->plates_off : gh_status_name(status));
        return EXIT_INTERNAL;
    }
    return EXIT_SUCCESS;
}

static void close_program(struct program *p)
{
    reader_free(p->reader);
    plate_reader_free(p->plates);
    plate_list_free(p->expected);
    free(p->readings);
}

static int list_stages(void)
{
    for (int i = 1; i <= reader_stage_count(); i++)
        printf("%d %s\n", i, reader_stage_name(i));
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct program p = {0};
    struct read_fault fault;
    if (!read_options_parse(argc, argv, &p.options, &fault)) {
        (void)fprintf(stderr, "gatehouse-read: %s%s%s\n%s", fault.option, *fault.option ? ": " : "", fault.why,
                      read_usage);
        return EXIT_USAGE;
    }
    switch (p.options.verb) {
    case READ_STAGES:
        return list_stages();
    case READ_VERSION:
        return puts("gatehouse-read " GATEHOUSE_VERSION) == EOF ? EXIT_INTERNAL : EXIT_SUCCESS;
    case READ_HELP:
        return fputs(read_usage, stdout) == EOF ? EXIT_INTERNAL : EXIT_SUCCESS;
    default:
        break;
    }
    int exit_code = open_program(&p);
    if (exit_code == EXIT_SUCCESS && p.options.verb == READ_CALIBRATE)
        exit_code =
            calibrate(p.plates, argv + p.options.first, argc - p.options.first) ? EXIT_SUCCESS : EXIT_SOME_UNREADABLE;
    for (int i = p.options.first; exit_code < EXIT_USAGE && p.options.verb == READ_FILES && i < argc; i++) {
        int code = read_file(&p, argv[i]);
        if (code > exit_code)
            exit_code = code;
    }
    close_program(&p);
    return exit_code;
}
