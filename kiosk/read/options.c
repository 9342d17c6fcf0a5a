#include "read/options.h"

#include <stdlib.h>
#include <string.h>

#define STILL_BUDGET_MS 250  /* a still has no next frame that could read better */
#define SHEET_BUDGET_MS 2000 /* of --all: a sheet may show a hundred codes */

const char read_usage[] =
    "Usage: gatehouse-read [--only codes|plates] [--all] [--expected LIST] FILE...\n"
    "       gatehouse-read --calibrate FOLDER...\n"
    "Reads the QR codes and the licence plates of PNG, JPEG, WebP and BMP files as the kiosk reads them from its "
    "cameras.\n"
    "Prints one JSON object a line and file:\n"
    "  {\"file\": ..., \"codes\": [{\"text\": ..., \"corners\": [[x, y], ...], \"stage\": n, \"ms\": ...}],\n"
    "   \"plates\": [{\"text\": ..., \"kind\": ..., \"colour\": ..., \"corners\": ..., \"confidence\": ..., \"ms\": "
    "...}], \"ms\": ...}\n"
    "corners: top left first, clockwise as it is read, in pixels of the file as stored (an EXIF orientation is not\n"
    "applied); stage: which pass read the code, from 1, the cheapest; confidence: 0 to 1; ms: from the start of "
    "reading,\n"
    "for the file without loading it. Plates come surest first, one that the picture's edge cuts off last; with --all\n"
    "the largest first.\n"
    "A file that is not a readable picture gives \"error\" instead, an identifier such as \"malformed\". Where plate "
    "reading\n"
    "is off (a model is missing) \"plates_off\" says why in place of \"plates\".\n"
    "\n"
    "  --only WHAT      codes or plates (default: both)\n"
    "  --all            read every code and plate in view (default: stop at the first code, and at a plate that is "
    "sure)\n"
    "  --expected LIST  a file of plates, one a line: each plate read has \"matched\" as well: {\"text\": of the list "
    "or\n"
    "                   null, \"certainty\": \"certain\", \"probable\" or \"unknown\", \"gap\": ..., \"margin\": ...}\n"
    "  --models FOLDER  where the plate reader's models are (default: as installed)\n"
    "  --calibrate      FOLDER holds pictures and labels.tsv (file, tab, plate): prints the thresholds of the match "
    "that\n"
    "                   are right most often among those that take at most 2 strangers of 1,000 for a plate of the "
    "list\n"
    "  --stage N        use only the first N passes for codes\n"
    "  --budget MS      start no further pass after this much processor time (default 250, with --all\n"
    "                   2000; the kiosk uses 30)\n"
    "  --stages         list the passes\n"
    "  --version        print the version\n"
    "\n"
    "Exit: 0 all files were pictures (with or without codes), 1 some were not, 2 wrong usage, 3 out of memory, a\n"
    "failed write, or plates were asked for and plate reading is off.\n";

static bool number(const char *text, int low, int high, int *out)
{
    char *end = NULL;
    long value = text ? strtol(text, &end, 10) : 0;
    if (!text || end == text || *end || value < low || value > high)
        return false;
    *out = (int)value;
    return true;
}

static bool only(const char *text, struct read_options *out)
{
    out->codes = text && strcmp(text, "codes") == 0;
    out->plates = text && strcmp(text, "plates") == 0;
    return out->codes || out->plates;
}

/* Takes an option with its value, NULL where the command line ends. */
static bool take_value(const char *option, const char *value, struct read_options *out, const char **why)
{
    static const struct {
        const char *name, *takes;
    } options[] = {{"--only", "takes codes or plates"},
                   {"--expected", "takes a file; its name is missing"},
                   {"--models", "takes a folder; its name is missing"},
                   {"--stage", "takes the number of a pass, which --stages lists"},
                   {"--budget", "takes milliseconds from 1 to 60000"}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(option, options[i].name) == 0)
            *why = options[i].takes;
    if (strcmp(option, "--only") == 0)
        return only(value, out);
    if (strcmp(option, "--expected") == 0)
        return (out->expected = value) != NULL;
    if (strcmp(option, "--models") == 0)
        return (out->models = value) != NULL;
    if (strcmp(option, "--stage") == 0)
        return number(value, 1, reader_stage_count(), &out->reader.last_stage);
    return strcmp(option, "--budget") == 0 && number(value, 1, 60000, &out->reader.budget_ms);
}

/* Takes one option; moves *i on by its argument. *why: what is wrong, when false is returned. */
static bool take(char **argv, int *i, struct read_options *out, const char **why)
{
    static const struct {
        const char *name;
        enum read_verb verb;
    } verbs[] = {
        {"--calibrate", READ_CALIBRATE}, {"--stages", READ_STAGES}, {"--version", READ_VERSION}, {"--help", READ_HELP}};
    const char *option = argv[*i];
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
        if (strcmp(option, verbs[v].name) == 0) {
            out->verb = verbs[v].verb;
            return true;
        }
    if (strcmp(option, "--all") == 0)
        return out->reader.all_codes = true;
    return take_value(option, argv[*i + 1], out, why) && argv[++*i] != NULL;
}

bool read_options_parse(int argc, char **argv, struct read_options *out, struct read_fault *fault)
{
    *out = (struct read_options){.codes = true, .plates = true};
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        *fault = (struct read_fault){argv[i], "unknown option"};
        if (!take(argv, &i, out, &fault->why))
            return false;
    }
    if (out->reader.budget_ms == 0)
        out->reader.budget_ms = out->reader.all_codes ? SHEET_BUDGET_MS : STILL_BUDGET_MS;
    out->first = i;
    *fault = (struct read_fault){"", "no file is named"};
    return out->verb >= READ_STAGES || i < argc;
}
