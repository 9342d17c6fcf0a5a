#include "app/options.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"

const char app_usage[] =
    "usage: gatehouse-kiosk [--config FILE] [options]\n"
    "  --config FILE         configuration; otherwise " CONFIG_DEFAULT_PATH "\n"
    "  --headless            draw into memory (SDL's offscreen driver)\n"
    "  --window              a window instead of the whole screen\n"
    "  --size WxH            size of the window or of the headless picture, such as 1280x800\n"
    "  --lang zh|en          language to begin with\n"
    "  --theme day|night     theme to begin with\n"
    "  --script FILE         take touches and keys from a script as well (tests/e2e/README.md)\n"
    "  --screenshots DIR     where the script's screenshots go; otherwise the current folder\n"
    "  --exit-after SECONDS  exit after so long\n"
    "  --exit-at-end         end with the script, or with the camera's video file\n"
    "  --trace               a line on standard output for every verdict, with its times\n"
    "  --version, --help\n"
    "exit codes: 0 ended as asked, 1 could not start, 2 wrong usage or configuration, 3 the script's check failed\n";

static enum gh_status parse_size(const char *text, struct app_options *o)
{
    char *end;
    long width = strtol(text, &end, 10);
    if (*end != 'x')
        return GH_MALFORMED;
    long height = strtol(end + 1, &end, 10);
    if (*end || width < 320 || height < 320 || width > 7680 || height > 7680)
        return GH_MALFORMED;
    o->width = (int)width;
    o->height = (int)height;
    return GH_OK;
}

static enum gh_status parse_language(const char *text, struct app_options *o)
{
    o->has_language = true;
    o->language = strcmp(text, "en") == 0 ? UI_ENGLISH : UI_CHINESE;
    return strcmp(text, "en") == 0 || strcmp(text, "zh") == 0 ? GH_OK : GH_MALFORMED;
}

static enum gh_status parse_theme(const char *text, struct app_options *o)
{
    o->has_theme = true;
    o->theme = strcmp(text, "night") == 0 ? UI_NIGHT : UI_DAY;
    return strcmp(text, "night") == 0 || strcmp(text, "day") == 0 ? GH_OK : GH_MALFORMED;
}

static enum gh_status parse_exit_after(const char *text, struct app_options *o)
{
    char *end;
    o->exit_after_seconds = strtod(text, &end);
    return *text && !*end && o->exit_after_seconds > 0 ? GH_OK : GH_MALFORMED;
}

static enum gh_status set_config(const char *text, struct app_options *o)
{
    o->config_path = text;
    return GH_OK;
}

static enum gh_status set_script(const char *text, struct app_options *o)
{
    o->script_path = text;
    return GH_OK;
}

static enum gh_status set_screenshots(const char *text, struct app_options *o)
{
    o->screenshot_dir = text;
    return GH_OK;
}

static const struct value_option {
    const char *name;
    enum gh_status (*parse)(const char *text, struct app_options *o);
    const char *takes; /* said of a wrong value; NULL: takes any */
} value_options[] = {
    {"--config", set_config, NULL},
    {"--size", parse_size, "takes WIDTHxHEIGHT such as 1280x800, each from 320 to 7680"},
    {"--lang", parse_language, "takes zh or en"},
    {"--theme", parse_theme, "takes day or night"},
    {"--script", set_script, NULL},
    {"--screenshots", set_screenshots, NULL},
    {"--exit-after", parse_exit_after, "takes a number of seconds above 0"},
};

static bool *flag_of(const char *name, struct app_options *o)
{
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {
        {"--headless", &o->headless}, {"--window", &o->windowed}, {"--exit-at-end", &o->exit_at_end},
        {"--trace", &o->trace},       {"--help", &o->help},       {"--version", &o->version},
    };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flags[i].name, name) == 0)
            return flags[i].flag;
    return NULL;
}

static const struct value_option *value_option_of(const char *name)
{
    for (size_t i = 0; i < sizeof value_options / sizeof *value_options; i++)
        if (strcmp(value_options[i].name, name) == 0)
            return &value_options[i];
    return NULL;
}

enum gh_status app_options_parse(int argc, char **argv, struct app_options *out, const char **why,
                                 const char **argument)
{
    struct app_options o = {.screenshot_dir = "."};
    for (int i = 1; i < argc; i++) {
        bool *flag = flag_of(argv[i], &o);
        if (flag) {
            *flag = true;
            continue;
        }
        const struct value_option *option = value_option_of(argv[i]);
        *argument = argv[i];
        if (!option) {
            *why = "unknown option";
            return GH_MALFORMED;
        }
        if (i + 1 == argc) {
            *why = "this option needs a value";
            return GH_MALFORMED;
        }
        if (option->parse(argv[++i], &o)) {
            *why = option->takes;
            return GH_MALFORMED;
        }
    }
    *out = o;
    return GH_OK;
}
