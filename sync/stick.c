#include "sync/stick.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sync/stick_internal.h"

const char *stick_outcome_name(enum stick_outcome outcome)
{
    static const char *const names[] = {[STICK_RUNNING] = "running",       [STICK_DONE] = "done",
                                        [STICK_NONE] = "no-stick",         [STICK_NO_SNAPSHOT] = "no-snapshot",
                                        [STICK_FORGED] = "forged",         [STICK_OTHER_BOOTH] = "other-booth",
                                        [STICK_OLDER] = "older",           [STICK_NEWER] = "newer",
                                        [STICK_UNREADABLE] = "unreadable", [STICK_NOT_WRITTEN] = "not-written",
                                        [STICK_DISK_FULL] = "disk-full",   [STICK_STORE] = "store"};
    return (unsigned)outcome < sizeof names / sizeof names[0] ? names[outcome] : "unknown";
}

static enum stick_outcome outcome_of(enum gh_status status)
{
    switch (status) {
    case GH_OK:
        return STICK_DONE;
    case GH_ROLLBACK:
        return STICK_OLDER;
    case GH_UNSUPPORTED:
        return STICK_NEWER;
    case GH_FULL:
        return STICK_DISK_FULL;
    case GH_IO:
    case GH_BUSY:
    case GH_CORRUPT:
    case GH_READ_ONLY:
    case GH_DENIED:
    case GH_NO_MEMORY:
        return STICK_STORE;
    default:
        return STICK_FORGED;
    }
}

enum gh_status stick_begin(const struct stick_options *options, struct stick **out)
{
    struct stick *s = calloc(1, sizeof *s);
    if (s) {
        s->options = *options;
        s->folders = strdup(options->folders);
        s->batch = calloc(REPLICA_BATCH_MAX, sizeof *s->batch);
        s->entries = calloc(STICK_ENTRIES_A_SEAL, sizeof *s->entries);
    }
    if (!s || !s->folders || !s->batch || !s->entries) {
        stick_end(s);
        return GH_NO_MEMORY;
    }
    enum gh_status status = os_path_join(options->state, "snapshot.copy", s->copy_path);
    if (status) {
        stick_end(s);
        return status;
    }
    *out = s;
    return GH_OK;
}

static void close_file(FILE **file)
{
    if (*file)
        (void)fclose(*file);
    *file = NULL;
}

void stick_end(struct stick *s)
{
    if (!s)
        return;
    close_file(&s->in);
    close_file(&s->copy);
    close_file(&s->out);
    if (s->copy_path[0])
        (void)unlink(s->copy_path);
    if (s->part_path[0])
        (void)unlink(s->part_path);
    free(s->folders);
    free(s->batch);
    free(s->entries);
    free(s);
}

void stick_settle(struct stick *s, enum stick_outcome outcome)
{
    close_file(&s->in);
    close_file(&s->copy);
    if (s->copy_path[0])
        (void)unlink(s->copy_path);
    s->outcome = outcome;
    s->stage = s->folder[0] ? STICK_WRITE : STICK_ENDED;
}

/* ---- Copy ---- */

/* Anybody can make a stick: follow no link, pipe or device, and let no file fill the disk that entries need. */
static enum stick_outcome open_source(struct stick *s)
{
    struct stat st = {0};
    struct statvfs disk;
    int fd = open(s->source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return STICK_UNREADABLE;
    enum stick_outcome outcome = STICK_RUNNING;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        outcome = STICK_UNREADABLE;
    else if (st.st_size > STICK_SNAPSHOT_MAX)
        outcome = STICK_FORGED;
    else if (statvfs(s->options.state, &disk) != 0)
        outcome = STICK_STORE;
    else if ((uint64_t)st.st_size > (uint64_t)disk.f_bavail * disk.f_frsize / 4)
        outcome = STICK_DISK_FULL; /* the copy, and as much again in the replica */
    if (outcome == STICK_RUNNING && !(s->in = fdopen(fd, "rb")))
        outcome = STICK_STORE;
    if (outcome != STICK_RUNNING)
        (void)close(fd);
    s->size = st.st_size;
    return outcome;
}

static void begin_copy(struct stick *s)
{
    enum stick_outcome outcome = open_source(s);
    if (outcome == STICK_RUNNING && !(s->copy = fopen(s->copy_path, "wb+")))
        outcome = STICK_STORE;
    if (outcome != STICK_RUNNING) {
        stick_settle(s, outcome);
        return;
    }
    s->at = 0;
    s->stage = STICK_COPY;
}

/* Finds where the last line begins, and its text without the newline. */
static bool find_seal(struct stick *s)
{
    char tail[CARRIED_TEXT_MAX + 1];
    int64_t len = s->size < (int64_t)sizeof tail ? s->size : (int64_t)sizeof tail;
    if (fseek(s->copy, (long)(s->size - len), SEEK_SET) != 0 || fread(tail, 1, (size_t)len, s->copy) != (size_t)len ||
        tail[len - 1] != '\n')
        return false;
    int64_t begin = len - 1;
    while (begin > 0 && tail[begin - 1] != '\n')
        begin--;
    int64_t n = len - 1 - begin;
    if (n <= 0 || n >= CARRIED_TEXT_MAX)
        return false;
    memcpy(s->seal, tail + begin, (size_t)n);
    s->seal[n] = '\0';
    s->seal_at = s->size - len + begin;
    return true;
}

static void copy_step(struct stick *s)
{
    int64_t left = s->size - s->at; /* a file that grows meanwhile is cut here */
    size_t n = fread(s->chunk, 1, left < (int64_t)sizeof s->chunk ? (size_t)left : sizeof s->chunk, s->in);
    if (n == 0 && ferror(s->in)) {
        stick_settle(s, STICK_UNREADABLE);
        return;
    }
    if (n > 0 && fwrite(s->chunk, 1, n, s->copy) != n) {
        stick_settle(s, STICK_DISK_FULL);
        return;
    }
    s->at += (int64_t)n;
    if (n > 0 && s->at < s->size)
        return;
    if (fflush(s->copy) != 0) {
        stick_settle(s, STICK_DISK_FULL);
        return;
    }
    close_file(&s->in);
    s->size = s->at;
    s->at = 0;
    (void)crypto_hash_sha256_init(&s->hash);
    s->stage = STICK_CHECK;
}

/* ---- Check ---- */

static bool read_line(struct stick *s, struct wire_record *out)
{
    char line[WIRE_LINE_MAX + 2], why[WIRE_ERROR_SIZE];
    if (ftell(s->copy) >= s->seal_at || !fgets(line, sizeof line, s->copy))
        return false;
    size_t len = strlen(line);
    return len > 1 && line[len - 1] == '\n' && wire_record_decode(BYTES(line, len - 1), out, why) == GH_OK;
}

/* The key set stands first; it says which keys may have sealed the file. */
static enum gh_status read_keys(struct stick *s, uint64_t epoch_held, struct keyset *keys)
{
    struct wire_record record;
    if (fseek(s->copy, 0, SEEK_SET) != 0 || !read_line(s, &record) || record.type != WIRE_KEYSET)
        return GH_MALFORMED;
    return keyset_verify(BYTES(record.keyset.signed_set, record.keyset.len), s->options.root_public, epoch_held, keys);
}

static enum stick_outcome judge(struct stick *s, struct replica *replica)
{
    uint8_t digest[CARRIED_DIGEST_LEN];
    struct keyset keys;
    struct replica_stat stat;
    (void)crypto_hash_sha256_final(&s->hash, digest);
    enum gh_status status = replica_stat(replica, &stat);
    if (!status)
        status = read_keys(s, stat.epoch, &keys);
    if (!status)
        status = carried_verify(bytes_of_string(s->seal), &keys, &s->claims);
    if (!status && (s->claims.what != CARRIED_SNAPSHOT || memcmp(digest, s->claims.digest, sizeof digest) != 0))
        status = GH_BAD_SIGNATURE;
    if (status)
        return outcome_of(status);
    if (!uuid_equal(&s->claims.device, &s->options.device))
        return STICK_OTHER_BOOTH;
    return s->claims.at < stat.ages.passes ? STICK_OLDER : STICK_RUNNING;
}

static void check_step(struct stick *s, struct replica *replica)
{
    if (s->at == 0 && !find_seal(s)) {
        stick_settle(s, STICK_FORGED);
        return;
    }
    int64_t left = s->seal_at - s->at;
    size_t n = left < (int64_t)sizeof s->chunk ? (size_t)left : sizeof s->chunk;
    if (fseek(s->copy, (long)s->at, SEEK_SET) != 0 || fread(s->chunk, 1, n, s->copy) != n) {
        stick_settle(s, STICK_STORE);
        return;
    }
    (void)crypto_hash_sha256_update(&s->hash, (const unsigned char *)s->chunk, n);
    s->at += (int64_t)n;
    if (s->at < s->seal_at)
        return;
    enum stick_outcome outcome = judge(s, replica);
    if (outcome != STICK_RUNNING || fseek(s->copy, 0, SEEK_SET) != 0) {
        stick_settle(s, outcome ? outcome : STICK_STORE);
        return;
    }
    s->at = 0;
    s->stage = STICK_IMPORT;
}

/* ---- Import ---- */

static bool read_batch(struct stick *s, bool *ended)
{
    for (s->count = 0; !*ended && s->count < REPLICA_BATCH_MAX; s->count++) {
        if (!read_line(s, &s->batch[s->count]))
            return false;
        *ended = s->batch[s->count].type == WIRE_END;
    }
    return true;
}

/* A snapshot says all that the server has, so it replaces the replica whole: the server may have gone back since, and
 * what it lost must not stay here. Who is inside stays as it was, when the snapshot is of an older server, or counts
 * the entries of another journal. */
static enum gh_status take_over(struct stick *s, struct replica *replica, struct replica *next)
{
    struct replica_upload u;
    struct replica_stat brought;
    enum gh_status status = replica_read_upload(replica, &u);
    if (!status)
        status = replica_stat(next, &brought);
    /* The number of another journal says nothing about this one. */
    bool other =
        !status && s->claims.has_journal && u.has_journal && memcmp(u.label, s->claims.journal, sizeof u.label) != 0;
    if (!status && (other || brought.ages.presence == 0))
        status = replica_keep_presence(next, replica);
    if (!status && !other)
        status = replica_acknowledge(next, s->claims.number);
    if (!status)
        status = replica_take_over(replica, next);
    s->taken = s->took_over = status == GH_OK;
    return status;
}

static void import_step(struct stick *s, struct replica *replica, struct replica *next)
{
    bool ended = false;
    if (!next) {
        s->wants_next = true;
        return;
    }
    enum gh_status status = s->at == 0 ? replica_seed(next, replica) : GH_OK;
    if (!status && !read_batch(s, &ended))
        status = GH_UNSUPPORTED; /* the seal is the server's, so the line is of a later version */
    if (!status)
        status = replica_write(next, s->batch, s->count, s->options.root_public, NULL);
    s->at = ftell(s->copy);
    if (!status && ended)
        status = take_over(s, replica, next);
    if (status || ended)
        stick_settle(s, outcome_of(status));
}

/* ---- The round ---- */

/* Looks which journal is handed up, and from where on. The agent may not have seen it yet. */
static void begin_writing(struct stick *s, struct replica *replica, struct journal *journal)
{
    struct replica_upload u;
    struct journal_origin origin;
    if (replica_read_upload(replica, &u) || journal_origin(journal, &origin))
        return;
    bool seen = u.has_journal && memcmp(u.journal, origin.identity, sizeof u.journal) == 0;
    s->has_label = true;
    s->first = origin.first;
    memcpy(s->label, seen ? u.label : origin.identity, sizeof s->label);
    s->written_to = seen || !u.has_journal ? u.acknowledged : origin.first - 1;
}

bool stick_step(struct stick *s, struct replica *replica, struct replica *next, struct journal *journal)
{
    bool needs_replica = s->stage == STICK_CHECK || s->stage == STICK_IMPORT || s->stage == STICK_WRITE;
    if (needs_replica && !replica) {
        stick_settle(s, STICK_STORE);
        s->stage = STICK_ENDED;
    }
    if (s->stage == STICK_WRITE && !s->has_label && journal)
        begin_writing(s, replica, journal);
    switch (s->stage) {
    case STICK_FIND:
        stick_find(s);
        if (s->source[0])
            begin_copy(s);
        else
            stick_settle(s, s->folder[0] ? STICK_NO_SNAPSHOT : STICK_NONE);
        break;
    case STICK_COPY:
        copy_step(s);
        break;
    case STICK_CHECK:
        check_step(s, replica);
        break;
    case STICK_IMPORT:
        import_step(s, replica, next);
        break;
    case STICK_WRITE:
        stick_write(s, replica, journal);
        break;
    case STICK_ENDED:
        break;
    }
    return s->stage != STICK_ENDED;
}

bool stick_wants_next(const struct stick *s)
{
    return s->stage == STICK_IMPORT && s->wants_next;
}

void stick_give_up(struct stick *s, enum gh_status status)
{
    stick_settle(s, outcome_of(status));
}

bool stick_took_over(struct stick *s)
{
    bool took_over = s->took_over;
    s->took_over = false;
    return took_over;
}

void stick_state(const struct stick *s, struct stick_state *out)
{
    /* Reading and checking are quick beside writing. */
    int64_t done = s->stage == STICK_COPY     ? s->at / 10
                   : s->stage == STICK_CHECK  ? s->size / 10 + s->at / 10
                   : s->stage == STICK_IMPORT ? s->size / 5 + s->at * 4 / 5
                                              : 0;
    *out = (struct stick_state){.outcome = s->stage == STICK_ENDED ? s->outcome : STICK_RUNNING,
                                .percent = s->size > 0 ? (unsigned)(done * 100 / s->size) : 0,
                                .written = s->written,
                                .made_at = s->taken ? s->claims.at : 0};
    if (s->stage == STICK_WRITE || s->stage == STICK_ENDED)
        out->percent = 100;
}
