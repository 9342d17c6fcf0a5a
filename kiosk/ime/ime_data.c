#include "ime/ime_data.h"

#include <stdio.h>
#include <unistd.h>

#define PATH_SIZE 512
#define RARE "gatehouse_rare"

static bool path_in(const char *folder, const char *name, char out[PATH_SIZE])
{
    int len = snprintf(out, PATH_SIZE, "%s/%s", folder, name);
    return len > 0 && len < PATH_SIZE;
}

static bool put_file(const char *folder, const char *name, const char *text)
{
    char path[PATH_SIZE];
    FILE *file = path_in(folder, name, path) ? fopen(path, "w") : NULL;
    if (!file)
        return false;
    bool good = fputs(text, file) >= 0;
    return fclose(file) == 0 && good;
}

/* librime builds only the first dictionary of a schema, so the rare characters have a schema of their own, which nobody
 * selects. A table of whole syllables: it makes no sentences of them, and mixes them in behind the common ones. */
static bool put_rare(const char *user_folder, const char *rare_folder)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    return path_in(rare_folder, RARE ".dict.yaml", from) && path_in(user_folder, RARE ".dict.yaml", to) &&
           access(from, R_OK) == 0 && symlink(from, to) == 0 &&
           put_file(user_folder, RARE ".schema.yaml",
                    "schema:\n  schema_id: gatehouse_rare\n  name: rare\n  version: '1'\n"
                    "engine:\n  processors:\n    - speller\n  segmentors:\n    - abc_segmentor\n"
                    "  translators:\n    - script_translator\n"
                    "translator:\n  dictionary: gatehouse_rare\n  enable_user_dict: false\n") &&
           put_file(user_folder, IME_DATA_SCHEMA ".custom.yaml",
                    "patch:\n  translator/enable_user_dict: false\n  menu/page_size: 7\n"
                    "  engine/translators/+:\n    - table_translator@rare\n"
                    "  rare:\n    dictionary: gatehouse_rare\n    enable_user_dict: false\n    enable_sentence: false\n"
                    "    enable_completion: false\n    initial_quality: 0\n") &&
           put_file(user_folder, "default.custom.yaml",
                    "patch:\n  schema_list:\n    - schema: pinyin_simp\n    - schema: gatehouse_rare\n"
                    "  menu/page_size: 7\n");
}

enum gh_status ime_data_prepare(const char *user_folder, const char *rare_folder)
{
    if (rare_folder && put_rare(user_folder, rare_folder))
        return GH_OK;
    bool good = put_file(user_folder, IME_DATA_SCHEMA ".custom.yaml",
                         "patch:\n  translator/enable_user_dict: false\n  menu/page_size: 7\n") &&
                put_file(user_folder, "default.custom.yaml",
                         "patch:\n  schema_list:\n    - schema: pinyin_simp\n  menu/page_size: 7\n");
    return good ? GH_OK : GH_IO;
}

void ime_data_start(RimeApi *rime, const char *shared_folder, const char *user_folder, const char *built)
{
    RIME_STRUCT(RimeTraits, traits);
    traits.shared_data_dir = shared_folder;
    traits.user_data_dir = user_folder;
    traits.prebuilt_data_dir = built;
    traits.distribution_name = "Gatehouse";
    traits.distribution_code_name = "gatehouse";
    traits.distribution_version = "1";
    traits.app_name = "rime.gatehouse";
    traits.min_log_level = 3; /* logs nothing that is typed */
    traits.log_dir = "";
    rime->setup(&traits);
    rime->initialize(&traits);
    if (!built && rime->start_maintenance(False))
        rime->join_maintenance_thread();
}

static bool has(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    return path_in(folder, name, path) && access(path, R_OK) == 0;
}

bool ime_data_has_settings(const char *built)
{
    return has(built, IME_DATA_SCHEMA ".schema.yaml");
}

bool ime_data_is_whole(const char *built)
{
    return ime_data_has_settings(built) && has(built, "default.yaml") && has(built, IME_DATA_SCHEMA ".prism.bin") &&
           has(built, IME_DATA_SCHEMA ".table.bin");
}
