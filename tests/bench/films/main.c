/* The time from the first frame in which a code is whole to its read, over clips of phones and sheets that come into
 * view: ours as the kiosk reads its camera, bare ZXing and bare ZBar in one run.
 *
 * films [--seed N] [--clips N] [--kind NAME] [--json FILE] [--smoke]
 *
 * An engine that is busy misses the frames that come meanwhile: its work, in processor time, counts as time. A clip
 * that stays unread counts as LOST_MS. The text's signature is stood in for by the text itself: it verifies exactly
 * then. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "codes/lookout.h"
#include "film.h"
#include "peers.h"

#define CLIPS_MAX 64
#define LOST_MS 2500.0

enum { OURS, ZXING, ZBAR, ENGINES };

static const char *const engine_names[ENGINES] = {"gatehouse", "zxing", "zbar"};

struct tally {
    double ms[ENGINES][CLIPS_MAX * FILM_KINDS];
    int clips, read[ENGINES], quick[ENGINES], wrong[ENGINES];
};

struct bench {
    struct peers *peers;
    struct tally kinds[FILM_KINDS], all;
};

static double now_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        abort();
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool verifies(void *context, const uint8_t *text, int len)
{
    const char *signed_text = film_text(context);
    return (size_t)len == strlen(signed_text) && memcmp(text, signed_text, (size_t)len) == 0;
}

/* One engine before one clip. */
struct viewer {
    struct lookout *lookout; /* of ours */
    double free_ms;          /* when it can take the next frame */
    double read_ms;          /* negative: not read yet */
    bool wrong;
};

static void show(struct bench *bench, struct viewer *v, int engine, const struct grey *picture, int frame,
                 const char *text)
{
    static struct reading out;
    if (v->read_ms >= 0 || v->free_ms > FILM_MS(frame))
        return;
    double begin = now_ms();
    int count = engine == OURS    ? lookout_read(v->lookout, picture, FILM_MS(frame), &out, 1)
                : engine == ZXING ? peers_zxing(bench->peers, picture, &out)
                                  : peers_zbar(bench->peers, picture, &out);
    v->free_ms = FILM_MS(frame) + now_ms() - begin;
    if (count == 0)
        return;
    if (out.len == strlen(text) && memcmp(out.text, text, out.len) == 0)
        v->read_ms = v->free_ms;
    else
        v->wrong = true;
}

static void note(struct tally *tally, const struct viewer viewers[ENGINES], double whole_ms)
{
    for (int i = 0; i < ENGINES; i++) {
        double took = viewers[i].read_ms - whole_ms;
        bool read = viewers[i].read_ms >= 0;
        tally->ms[i][tally->clips] = !read ? LOST_MS : took > 0 ? took : 0;
        tally->read[i] += read;
        tally->quick[i] += read && took <= 1000;
        tally->wrong[i] += viewers[i].wrong;
    }
    tally->clips++;
}

/* Plays a clip until all have read it. False without memory. */
static bool play(struct bench *bench, int kind, int number, uint64_t seed)
{
    static uint8_t pixels[FILM_WIDTH * FILM_HEIGHT];
    const struct grey picture = {pixels, FILM_WIDTH, FILM_HEIGHT, FILM_WIDTH};
    struct film *film = film_new(kind, number, seed);
    struct viewer viewers[ENGINES];
    for (int i = 0; i < ENGINES; i++)
        viewers[i] = (struct viewer){.read_ms = -1};
    struct lookout *lookout = viewers[OURS].lookout = lookout_new();
    bool ok = film && lookout;
    if (ok)
        lookout_judge(lookout, verifies, film);
    double whole_ms = -1;
    int open = ENGINES;
    for (int frame = 0; ok && frame < FILM_FRAMES && open > 0; frame++) {
        if (whole_ms < 0 && film_is_whole(film, frame))
            whole_ms = FILM_MS(frame);
        film_draw(film, frame, pixels);
        open = 0;
        for (int i = 0; i < ENGINES; i++) {
            show(bench, &viewers[i], i, &picture, frame, film_text(film));
            open += viewers[i].read_ms < 0;
        }
    }
    if (ok) {
        note(&bench->kinds[kind], viewers, whole_ms);
        note(&bench->all, viewers, whole_ms);
    }
    lookout_free(lookout);
    film_free(film);
    return ok;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double rank(const double *ms, int clips, int percent)
{
    int at = clips * percent / 100;
    return clips == 0 ? 0 : ms[at < clips ? at : clips - 1];
}

static void report(struct tally *tally, const char *name, FILE *json)
{
    printf("%-12s %3d", name, tally->clips);
    double peer = LOST_MS;
    for (int i = 0; i < ENGINES; i++) {
        qsort(tally->ms[i], (size_t)tally->clips, sizeof tally->ms[i][0], by_value);
        double p95 = rank(tally->ms[i], tally->clips, 95);
        peer = i != OURS && p95 < peer ? p95 : peer;
        printf("  %5.0f %5.0f %4d%% %d", rank(tally->ms[i], tally->clips, 50), p95,
               tally->clips ? 100 * tally->quick[i] / tally->clips : 0, tally->wrong[i]);
    }
    putchar('\n');
    for (int i = 0; json && i < ENGINES; i++)
        fprintf(json,
                "{\"bench\":\"films\",\"set\":\"%s\",\"engine\":\"%s\",\"clips\":%d,\"read\":%d,\"within_1_s\":%d,"
                "\"false\":%d,\"median_ms\":%.1f,\"p95_ms\":%.1f,\"p95_to_best_peer\":%.3f}\n",
                name, engine_names[i], tally->clips, tally->read[i], tally->quick[i], tally->wrong[i],
                rank(tally->ms[i], tally->clips, 50), rank(tally->ms[i], tally->clips, 95),
                rank(tally->ms[i], tally->clips, 95) / (peer > 0 ? peer : 1));
}

static int usage(void)
{
    fputs("Usage: films [--seed N] [--clips 1..64] [--kind NAME] [--json FILE] [--smoke]\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    uint64_t seed = 20261201;
    int clips = 12;
    const char *file = NULL, *only = NULL;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--smoke") == 0) {
            clips = 1;
            continue;
        }
        if (!value)
            return usage();
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--clips") == 0)
            clips = atoi(value);
        else if (strcmp(argv[i], "--kind") == 0)
            only = value;
        else if (strcmp(argv[i], "--json") == 0)
            file = value;
        else
            return usage();
        i++;
    }
    if (clips < 1 || clips > CLIPS_MAX)
        return usage();
    FILE *json = file ? fopen(file, "a") : NULL;
    bench.peers = peers_new();
    bool ok = bench.peers && (json || !file);
    printf("%-12s %3s", "time to read", "n");
    for (int i = 0; i < ENGINES; i++)
        printf("  %9s: p50, p95 ms, within 1 s, false", engine_names[i]);
    putchar('\n');
    for (int kind = 0; ok && kind < FILM_KINDS; kind++) {
        if (only && strcmp(only, film_kind_name(kind)) != 0)
            continue;
        for (int number = 0; ok && number < clips; number++)
            ok = play(&bench, kind, number, seed);
        report(&bench.kinds[kind], film_kind_name(kind), NULL);
        fflush(stdout);
    }
    report(&bench.all, "all", json);
    peers_free(bench.peers);
    return json && fclose(json) != 0 ? 1 : ok ? 0 : 1;
}
