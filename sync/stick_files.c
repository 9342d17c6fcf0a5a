/* The files of a stick: which folder, which snapshot, and the entries and boxes that are written on it. */
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/stick_internal.h"

/* ---- Find ---- */

static void name_of_booth(const struct stick *s, char out[static UUID_TEXT_SIZE])
{
    uuid_format(&s->options.device, out);
}

/* Finds the newest snapshot for this booth in a folder: a browser numbers a file that is fetched twice. */
static bool find_snapshot(struct stick *s, const char *folder)
{
    char pattern[OS_PATH_SIZE], id[UUID_TEXT_SIZE];
    glob_t found = {0};
    struct stat st;
    time_t newest = 0;
    name_of_booth(s, id);
    int n = snprintf(pattern, sizeof pattern, "%s/" STICK_PREFIX "%s*.snapshot", folder, id);
    if (n < 0 || (size_t)n >= sizeof pattern || glob(pattern, 0, NULL, &found) != 0)
        return false;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (lstat(found.gl_pathv[i], &st) == 0 && (!s->source[0] || st.st_mtime > newest) &&
            strlen(found.gl_pathv[i]) < sizeof s->source) {
            memcpy(s->source, found.gl_pathv[i], strlen(found.gl_pathv[i]) + 1);
            newest = st.st_mtime;
        }
    globfree(&found);
    return s->source[0] != '\0';
}

/* Returns whether something is mounted there. */
static bool is_mounted(const char *folder)
{
    char above[OS_PATH_SIZE];
    struct stat here, parent;
    return os_path_join(folder, "..", above) == GH_OK && stat(folder, &here) == 0 && stat(above, &parent) == 0 &&
           S_ISDIR(here.st_mode) && here.st_dev != parent.st_dev;
}

static bool try_folder(struct stick *s, const char *folder)
{
    bool snapshot = find_snapshot(s, folder);
    if (strlen(folder) < sizeof s->folder && (snapshot || (!s->folder[0] && is_mounted(folder))))
        memcpy(s->folder, folder, strlen(folder) + 1);
    return snapshot;
}

void stick_find(struct stick *s)
{
    char *rest = s->folders, *pattern;
    bool found = false;
    while (!found && (pattern = strsep(&rest, ":"))) {
        glob_t folders = {0};
        if (*pattern && glob(pattern, 0, NULL, &folders) == 0)
            for (size_t i = 0; i < folders.gl_pathc && !found; i++)
                found = try_folder(s, folders.gl_pathv[i]);
        globfree(&folders);
    }
}

/* ---- Write ---- */

static bool begin_file(struct stick *s)
{
    char name[128], id[UUID_TEXT_SIZE];
    name_of_booth(s, id);
    (void)snprintf(name, sizeof name, STICK_PREFIX "%s.entries.part", id);
    if (os_path_join(s->folder, name, s->part_path))
        return false;
    /* Make a new file: a link on the stick must not lead our writing elsewhere. */
    (void)unlink(s->part_path);
    int fd = open(s->part_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    s->out = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (fd >= 0 && !s->out)
        (void)close(fd);
    return s->out != NULL;
}

static bool put_line(struct stick *s, crypto_hash_sha256_state *hash, const char *line)
{
    size_t len = strlen(line);
    (void)crypto_hash_sha256_update(hash, (const unsigned char *)line, len);
    (void)crypto_hash_sha256_update(hash, (const unsigned char *)"\n", 1);
    return fputs(line, s->out) >= 0 && fputc('\n', s->out) != EOF;
}

static bool put_seal(struct stick *s, crypto_hash_sha256_state *hash, enum carried_what what, uint64_t oldest)
{
    struct carried_claims claims = {
        .what = what, .device = s->options.device, .at = os_clock_read(&s->options.clock).wall, .number = oldest};
    if (what == CARRIED_ENTRIES && s->has_label) {
        claims.has_journal = true;
        claims.first = s->first;
        memcpy(claims.journal, s->label, sizeof claims.journal);
    }
    uint8_t kid[KID_LEN];
    char text[CARRIED_TEXT_MAX];
    (void)crypto_hash_sha256_final(hash, claims.digest);
    kid_of_public_key(s->options.secret_key + crypto_sign_SEEDBYTES, kid);
    return carried_sign(&claims, kid, s->options.secret_key, text) == GH_OK && fputs(text, s->out) >= 0 &&
           fputc('\n', s->out) != EOF;
}

/* Writes as many of count as the server takes in one piece; 0: they can't be written. */
static size_t put_batch(struct stick *s, size_t count)
{
    crypto_hash_sha256_state hash;
    char line[ENTRY_LINE_MAX + 1];
    /* Numbers that are missing before these are lost; the server must not wait for them. */
    uint64_t oldest = s->entries[0].number > s->written_to + 1 ? s->entries[0].number : 0;
    size_t done = 0, bytes = 0;
    (void)crypto_hash_sha256_init(&hash);
    while (done < count && bytes < STICK_SEALED_BYTES_MAX) {
        if (entry_encode(&s->entries[done], line, sizeof line) || !put_line(s, &hash, line))
            return 0;
        bytes += strlen(line) + 1;
        done++;
    }
    return put_seal(s, &hash, CARRIED_ENTRIES, oldest) ? done : 0;
}

/* The file is whole and on the stick before it takes its name: somebody pulls the stick out the moment it appears. */
static bool finish_file(struct stick *s)
{
    char final[OS_PATH_SIZE];
    size_t len = strlen(s->part_path) - strlen(".part");
    bool good = fflush(s->out) == 0 && fsync(fileno(s->out)) == 0;
    good = fclose(s->out) == 0 && good;
    s->out = NULL;
    memcpy(final, s->part_path, len);
    final[len] = '\0';
    return good && rename(s->part_path, final) == 0;
}

static void give_up(struct stick *s)
{
    s->outcome = STICK_NOT_WRITTEN;
    s->written = 0;
    s->stage = STICK_ENDED;
}

/* Writes the next piece under its seal. GH_NOT_FOUND: nothing is left. GH_FULL: the stick takes no more. Any other: the
 * journal's trouble. */
static enum gh_status put_entries(struct stick *s, struct journal *journal)
{
    size_t count = 0;
    enum gh_status status = journal_after(journal, s->written_to, s->entries, STICK_ENTRIES_A_SEAL, &count);
    if (status)
        return GH_IO;
    if (count == 0)
        return GH_NOT_FOUND;
    size_t done = s->out || begin_file(s) ? put_batch(s, count) : 0;
    if (done == 0)
        return GH_FULL;
    s->written_to = s->entries[done - 1].number;
    s->written += done;
    return GH_OK;
}

/* A box that the kiosk drops meanwhile, or that can't be read, is left out: *len 0. */
static enum gh_status read_line_of(struct journal *journal, const struct box *box, char **line, size_t *len)
{
    uint8_t *sealed = NULL;
    size_t sealed_len = 0;
    *len = 0;
    enum gh_status status = journal_box_sealed(journal, box->kind, &box->id, &sealed, &sealed_len);
    if (!status)
        status = box_encode(box, BYTES(sealed, sealed_len), line);
    free(sealed);
    if (!status)
        *len = strlen(*line);
    return status == GH_NO_MEMORY || status == GH_IO ? status : GH_OK;
}

/* Writes as many of count as the server takes in one piece. *bytes: how much that is. */
static enum gh_status put_box_lines(struct stick *s, struct journal *journal, const struct box *boxes, size_t count,
                                    crypto_hash_sha256_state *hash, size_t *bytes)
{
    *bytes = 0;
    for (size_t i = 0; i < count; i++) {
        char *line = NULL;
        size_t len = 0;
        enum gh_status status = read_line_of(journal, &boxes[i], &line, &len);
        bool fits = *bytes == 0 || len <= STICK_SEALED_BYTES_MAX - *bytes;
        if (!status && len > 0 && fits)
            status = put_line(s, hash, line) ? GH_OK : GH_FULL;
        free(line);
        if (status || !fits)
            return status;
        *bytes += len;
        s->boxes_to = boxes[i].number;
    }
    return GH_OK;
}

/* Drops those that the server has settled; the kiosk has not looked since. */
static enum gh_status leave_out_settled(struct replica *replica, struct box *boxes, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool settled = false;
        enum gh_status status = replica_box_is_settled(replica, &boxes[i], &settled);
        if (status)
            return status;
        if (!settled)
            boxes[kept++] = boxes[i];
    }
    *count = kept;
    return GH_OK;
}

/* As put_entries(), of one kind. */
static enum gh_status put_boxes_of(struct stick *s, struct replica *replica, struct journal *journal)
{
    struct box boxes[STICK_BOXES_A_SEAL];
    crypto_hash_sha256_state hash;
    size_t count = 0, bytes = 0;
    enum gh_status status = journal_waiting_boxes(journal, s->box_kind, s->boxes_to, boxes, STICK_BOXES_A_SEAL, &count);
    if (!status && count == 0)
        return GH_NOT_FOUND;
    uint64_t last = count ? boxes[count - 1].number : 0;
    if (!status)
        status = leave_out_settled(replica, boxes, &count);
    if (status)
        return GH_IO;
    if (count == 0) {
        s->boxes_to = last;
        return GH_OK;
    }
    if (!s->out && !begin_file(s))
        return GH_FULL;
    (void)crypto_hash_sha256_init(&hash);
    status = put_box_lines(s, journal, boxes, count, &hash, &bytes);
    if (!status && bytes > 0 && !put_seal(s, &hash, CARRIED_BOXES, 0))
        status = GH_FULL;
    return status;
}

/* Kind after kind: the server must have an application before what is about it. */
static enum gh_status put_boxes(struct stick *s, struct replica *replica, struct journal *journal)
{
    enum gh_status status = GH_NOT_FOUND;
    if (!s->box_kind)
        s->box_kind = BOX_WALK_UP;
    while (s->box_kind < BOX_KIND_END && (status = put_boxes_of(s, replica, journal)) == GH_NOT_FOUND) {
        s->box_kind = (enum box_kind)(s->box_kind + 1);
        s->boxes_to = 0;
    }
    return status;
}

void stick_write(struct stick *s, struct replica *replica, struct journal *journal)
{
    if (!journal) {
        s->stage = STICK_ENDED; /* no journal, nothing to hand up */
        return;
    }
    enum gh_status status = s->box_kind ? GH_NOT_FOUND : put_entries(s, journal);
    if (status == GH_NOT_FOUND)
        status = put_boxes(s, replica, journal);
    if (!status)
        return;
    if (status == GH_FULL || (status == GH_NOT_FOUND && s->out && !finish_file(s)))
        give_up(s);
    else if (status != GH_NOT_FOUND)
        s->outcome = STICK_STORE;
    s->stage = STICK_ENDED;
}
