#include "ime/ime.h"

#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <pthread.h>
#include <rime_api.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "ime/ime_data.h"

#define IME_QUEUE 32
#define FOLDER_SIZE 64
#define FOLDER_PREFIX "gatehouse-ime-" /* and the id of the process */

struct ime {
    struct ime_options options;
    RimeApi *rime;
    pthread_t thread;
    bool started;
    char shared[256], user[FOLDER_SIZE], built[256];
    bool builds; /* its dictionaries, in the user folder */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t asked;
    bool stopping, working;
    struct ime_ask asks[IME_QUEUE];
    size_t first_ask, ask_count;
    struct ime_state answers[IME_QUEUE];
    size_t first_answer, answer_count;
};

/* ---- The thread ---- */

static void read_menu(struct ime *ime, RimeSessionId session, struct ime_state *out)
{
    RIME_STRUCT(RimeContext, context);
    if (!ime->rime->get_context(session, &context))
        return;
    if (context.composition.preedit)
        (void)snprintf(out->composition, sizeof out->composition, "%s", context.composition.preedit);
    for (int i = 0; i < context.menu.num_candidates && out->count < IME_CANDIDATES_MAX; i++) {
        const char *text = context.menu.candidates[i].text;
        if (text && strlen(text) < IME_CANDIDATE_SIZE)
            memcpy(out->candidates[out->count++], text, strlen(text) + 1);
        else
            out->candidates[out->count++][0] = '\0'; /* keeps its place: people choose by index */
    }
    out->first_page = context.menu.page_no == 0;
    out->last_page = context.menu.is_last_page;
    ime->rime->free_context(&context);
}

static void read_commit(struct ime *ime, RimeSessionId session, struct ime_state *out)
{
    RIME_STRUCT(RimeCommit, commit);
    if (!ime->rime->get_commit(session, &commit))
        return;
    if (commit.text && strlen(commit.text) < sizeof out->commit)
        memcpy(out->commit, commit.text, strlen(commit.text) + 1);
    ime->rime->free_commit(&commit);
}

#define KEY_BACKSPACE 0xff08 /* X11 keysyms, as librime takes them */
#define KEY_PAGE_UP 0xff55
#define KEY_PAGE_DOWN 0xff56

static void carry_out(struct ime *ime, RimeSessionId session, const struct ime_ask *ask)
{
    switch (ask->kind) {
    case IME_KEY:
        (void)ime->rime->process_key(session, ask->key, 0);
        break;
    case IME_ERASE:
        (void)ime->rime->process_key(session, KEY_BACKSPACE, 0);
        break;
    case IME_CHOOSE:
        (void)ime->rime->select_candidate_on_current_page(session, (size_t)ask->number);
        break;
    case IME_PAGE:
        (void)ime->rime->process_key(session, ask->number > 0 ? KEY_PAGE_DOWN : KEY_PAGE_UP, 0);
        break;
    case IME_CLEAR:
        ime->rime->clear_composition(session);
        break;
    }
}

static bool next_ask(struct ime *ime, struct ime_ask *out)
{
    pthread_mutex_lock(&ime->lock);
    ime->working = false;
    while (ime->ask_count == 0 && !ime->stopping)
        pthread_cond_wait(&ime->asked, &ime->lock);
    bool goes_on = !ime->stopping;
    if (goes_on) {
        *out = ime->asks[ime->first_ask];
        ime->asks[ime->first_ask] = (struct ime_ask){0};
        ime->first_ask = (ime->first_ask + 1) % IME_QUEUE;
        ime->ask_count--;
        ime->working = true;
    }
    pthread_mutex_unlock(&ime->lock);
    return goes_on;
}

static void answer(struct ime *ime, const struct ime_state *state)
{
    pthread_mutex_lock(&ime->lock);
    if (ime->answer_count < IME_QUEUE)
        ime->answers[(ime->first_answer + ime->answer_count++) % IME_QUEUE] = *state;
    pthread_mutex_unlock(&ime->lock);
    ime->options.wake(ime->options.ctx);
}

/* Returns 0 for incomplete data: librime would use the package's build without our settings, learn what people type,
 * and show it to the next visitor. */
static RimeSessionId open_session(struct ime *ime)
{
    RimeSessionId session = ime_data_has_settings(ime->built) ? ime->rime->create_session() : 0;
    if (session && !ime->rime->select_schema(session, IME_DATA_SCHEMA)) {
        (void)ime->rime->destroy_session(session);
        session = 0;
    }
    return session;
}

static void *run(void *argument)
{
    struct ime *ime = argument;
    struct ime_ask ask;
    ime_data_start(ime->rime, ime->shared, ime->user, ime->builds ? NULL : ime->built);
    RimeSessionId session = open_session(ime);
    struct ime_state state = {.works = session != 0, .first_page = true, .last_page = true};
    answer(ime, &state);
    while (next_ask(ime, &ask)) {
        if (!session)
            continue;
        carry_out(ime, session, &ask);
        state = (struct ime_state){.works = true, .first_page = true, .last_page = true};
        read_commit(ime, session, &state);
        read_menu(ime, session, &state);
        answer(ime, &state);
        sodium_memzero(&state, sizeof state);
        /* Starts a new session for the next person, so that librime forgets the last one. */
        if (ask.kind == IME_CLEAR) {
            (void)ime->rime->destroy_session(session);
            session = open_session(ime);
        }
    }
    if (session)
        (void)ime->rime->destroy_session(session);
    ime->rime->finalize();
    return NULL;
}

/* ---- Life ---- */

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *place)
{
    (void)st;
    (void)kind;
    (void)place;
    (void)remove(path);
    return 0;
}

static const char *memory_folder(void)
{
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

/* Removes the folders of killed kiosks: a few megabytes of memory each. */
static void remove_leftovers(void)
{
    char pattern[FOLDER_SIZE];
    glob_t found = {0};
    (void)snprintf(pattern, sizeof pattern, "%s/" FOLDER_PREFIX "*", memory_folder());
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *name = strrchr(found.gl_pathv[i], '/') + 1 + sizeof FOLDER_PREFIX - 1;
            long pid = strtol(name, NULL, 10);
            if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
                (void)nftw(found.gl_pathv[i], remove_entry, 8, FTW_DEPTH | FTW_PHYS);
        }
    globfree(&found);
}

/* Makes the user folder, in memory where the system has such a place; empty, without a user dictionary. */
static enum gh_status make_user_folder(struct ime *ime)
{
    remove_leftovers();
    (void)snprintf(ime->user, sizeof ime->user, "%s/" FOLDER_PREFIX "%ld-XXXXXX", memory_folder(), (long)getpid());
    return mkdtemp(ime->user) ? GH_OK : GH_IO;
}

/* Chooses built dictionaries if they are there; else the thread builds them, which takes a slow processor some ten
 * seconds. */
static enum gh_status choose_data(struct ime *ime, const struct ime_options *options)
{
    if (options->built_folder && ime_data_is_whole(options->built_folder)) {
        (void)snprintf(ime->built, sizeof ime->built, "%s", options->built_folder);
        return GH_OK;
    }
    ime->builds = true;
    (void)snprintf(ime->built, sizeof ime->built, "%s/" IME_DATA_BUILT, ime->user);
    return ime_data_prepare(ime->user, options->rare_folder);
}

enum gh_status ime_open(const struct ime_options *options, struct ime **out)
{
    char schema[300];
    bool built = options->built_folder && ime_data_is_whole(options->built_folder);
    (void)snprintf(schema, sizeof schema, "%s/" IME_DATA_SCHEMA ".schema.yaml", options->shared_folder);
    if (!built && access(schema, R_OK) != 0)
        return GH_NOT_FOUND;
    struct ime *ime = calloc(1, sizeof *ime);
    if (!ime)
        return GH_NO_MEMORY;
    ime->options = *options;
    ime->options.shared_folder = ime->options.rare_folder = ime->options.built_folder = NULL;
    (void)snprintf(ime->shared, sizeof ime->shared, "%s", options->shared_folder);
    ime->rime = rime_get_api();
    if (pthread_mutex_init(&ime->lock, NULL) != 0 || pthread_cond_init(&ime->asked, NULL) != 0) {
        free(ime);
        return GH_NO_MEMORY;
    }
    enum gh_status status = make_user_folder(ime);
    if (!status)
        status = choose_data(ime, options);
    if (!status && pthread_create(&ime->thread, NULL, run, ime) != 0)
        status = GH_NO_MEMORY;
    ime->started = !status;
    if (status) {
        ime_close(ime);
        return status;
    }
    *out = ime;
    return GH_OK;
}

void ime_close(struct ime *ime)
{
    if (!ime)
        return;
    pthread_mutex_lock(&ime->lock);
    ime->stopping = true;
    pthread_cond_signal(&ime->asked);
    pthread_mutex_unlock(&ime->lock);
    if (ime->started)
        pthread_join(ime->thread, NULL);
    if (ime->user[0])
        (void)nftw(ime->user, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    pthread_cond_destroy(&ime->asked);
    pthread_mutex_destroy(&ime->lock);
    sodium_memzero(ime, sizeof *ime);
    free(ime);
}

void ime_ask(struct ime *ime, const struct ime_ask *ask)
{
    if (!ime)
        return;
    pthread_mutex_lock(&ime->lock);
    if (ime->ask_count < IME_QUEUE)
        ime->asks[(ime->first_ask + ime->ask_count++) % IME_QUEUE] = *ask;
    pthread_cond_signal(&ime->asked);
    pthread_mutex_unlock(&ime->lock);
}

bool ime_take(struct ime *ime, struct ime_state *out)
{
    bool taken = false;
    if (!ime)
        return false;
    pthread_mutex_lock(&ime->lock);
    if (ime->answer_count > 0) {
        *out = ime->answers[ime->first_answer];
        sodium_memzero(&ime->answers[ime->first_answer], sizeof *ime->answers);
        ime->first_answer = (ime->first_answer + 1) % IME_QUEUE;
        ime->answer_count--;
        taken = true;
    }
    pthread_mutex_unlock(&ime->lock);
    return taken;
}

bool ime_busy(struct ime *ime)
{
    if (!ime)
        return false;
    pthread_mutex_lock(&ime->lock);
    bool busy = ime->ask_count > 0 || ime->working || ime->answer_count > 0;
    pthread_mutex_unlock(&ime->lock);
    return busy;
}
