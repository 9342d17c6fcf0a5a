#include "fault/power_cut_vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR 512
#define FILES_MAX 8
#define NAME_SIZE 256
#define SHM_REGIONS_MAX 64
#define VFS_NAME "power-cut"

struct image {
    uint8_t *data;
    size_t len, cap;
    bool exists;
};

struct file {
    char name[NAME_SIZE];
    struct image current; /* what programs see */
    struct image durable; /* what a power cut leaves for sure */
    /* The earlier file of this name, which was deleted and made anew. Until the folder is synced, the name may lead to
     * it again, whole. */
    struct image earlier;
    void *shm[SHM_REGIONS_MAX];
};

struct disk {
    sqlite3_vfs vfs;
    sqlite3_vfs *real; /* for time, sleeping and paths */
    struct file files[FILES_MAX];
    uint64_t random, operations;
    uint64_t cut_at; /* 0: never */
    bool cut;
    enum disk_fault fault;
    uint64_t fault_from, fault_until;
    int error; /* errno of the last fault */
};

struct handle {
    sqlite3_file base;
    struct disk *disk;
    struct file *file;
    bool delete_on_close;
    bool sync_folder; /* with the next sync, as the unix VFS does for journals that it has just made */
    bool keeps_log;   /* SQLITE_FCNTL_PERSIST_WAL */
};

/* splitmix64: small, and the same everywhere. */
static uint64_t next_random(struct disk *disk)
{
    uint64_t z = (disk->random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t disk_random(struct disk *disk, uint64_t bound)
{
    return next_random(disk) % bound;
}

static void image_resize(struct image *image, size_t len)
{
    if (len > image->cap) {
        size_t cap = len * 2 + 65536;
        uint8_t *data = realloc(image->data, cap);
        if (!data)
            abort();
        memset(data + image->cap, 0, cap - image->cap);
        image->data = data;
        image->cap = cap;
    }
    if (len < image->len)
        memset(image->data + len, 0, image->len - len);
    image->len = len;
}

static void image_copy(struct image *to, const struct image *from)
{
    image_resize(to, from->len);
    if (from->len > 0)
        memcpy(to->data, from->data, from->len);
    to->exists = from->exists;
}

static void image_free(struct image *image)
{
    free(image->data);
    *image = (struct image){0};
}

/* Counts an operation that changes something, and returns whether it may happen. */
static int before_change(struct disk *disk, bool can_be_full)
{
    if (disk->cut)
        return SQLITE_IOERR;
    disk->operations++;
    if (disk->cut_at && disk->operations >= disk->cut_at) {
        disk->cut = true;
        return SQLITE_IOERR;
    }
    if (disk->fault == DISK_NO_FAULT || disk->operations < disk->fault_from || disk->operations >= disk->fault_until)
        return SQLITE_OK;
    disk->error = disk->fault == DISK_IO_ERROR ? EIO : ENOSPC;
    if (disk->fault == DISK_IO_ERROR)
        return SQLITE_IOERR_WRITE;
    return can_be_full ? SQLITE_FULL : SQLITE_OK;
}

/* The cache writes these bytes back early, by itself. */
static void write_back(struct file *file, size_t offset, size_t len)
{
    if (!file->durable.exists)
        return;
    if (file->durable.len < offset + len)
        image_resize(&file->durable, offset + len);
    memcpy(file->durable.data + offset, file->current.data + offset, len);
}

static int handle_close(sqlite3_file *base)
{
    struct handle *h = (struct handle *)(void *)base;
    if (h->delete_on_close) {
        image_free(&h->file->current);
        image_free(&h->file->durable);
        image_free(&h->file->earlier);
    }
    return SQLITE_OK;
}

static int handle_read(sqlite3_file *base, void *out, int amount, sqlite3_int64 offset)
{
    struct handle *h = (struct handle *)(void *)base;
    const struct image *image = &h->file->current;
    if (h->disk->cut)
        return SQLITE_IOERR_READ;
    size_t at = (size_t)offset, want = (size_t)amount;
    size_t have = at >= image->len ? 0 : image->len - at < want ? image->len - at : want;
    if (have > 0)
        memcpy(out, image->data + at, have);
    if (have == want)
        return SQLITE_OK;
    memset((uint8_t *)out + have, 0, want - have);
    return SQLITE_IOERR_SHORT_READ;
}

static int handle_write(sqlite3_file *base, const void *data, int amount, sqlite3_int64 offset)
{
    struct handle *h = (struct handle *)(void *)base;
    struct image *image = &h->file->current;
    int refused = before_change(h->disk, true);
    size_t at = (size_t)offset, len = (size_t)amount;
    if (refused && !(refused == SQLITE_FULL && h->disk->fault == DISK_SHORT_WRITE))
        return refused;
    if (refused)
        len /= 2;
    if (at + len > image->len)
        image_resize(image, at + len);
    memcpy(image->data + at, data, len);
    if (next_random(h->disk) % 8 == 0)
        write_back(h->file, at, len);
    return refused;
}

static int handle_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct handle *h = (struct handle *)(void *)base;
    int refused = before_change(h->disk, false);
    if (refused)
        return refused == SQLITE_IOERR_WRITE ? SQLITE_IOERR_TRUNCATE : refused;
    image_resize(&h->file->current, (size_t)size);
    return SQLITE_OK;
}

/* Syncs the folder: files that were made are there, files that were deleted are gone. */
static void folder_reaches_disk(struct disk *disk)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk->files[i];
        image_free(&file->earlier);
        if (file->current.exists)
            file->durable.exists = true;
        else
            image_free(&file->durable);
    }
}

static int handle_sync(sqlite3_file *base, int flags)
{
    struct handle *h = (struct handle *)(void *)base;
    (void)flags;
    int refused = before_change(h->disk, false);
    if (refused)
        return refused == SQLITE_IOERR_WRITE ? SQLITE_IOERR_FSYNC : refused;
    image_copy(&h->file->durable, &h->file->current);
    if (h->sync_folder)
        folder_reaches_disk(h->disk);
    h->sync_folder = false;
    return SQLITE_OK;
}

static int handle_size(sqlite3_file *base, sqlite3_int64 *out)
{
    struct handle *h = (struct handle *)(void *)base;
    if (h->disk->cut)
        return SQLITE_IOERR_FSTAT;
    *out = (sqlite3_int64)h->file->current.len;
    return SQLITE_OK;
}

static int handle_lock(sqlite3_file *base, int level)
{
    (void)base;
    (void)level;
    return SQLITE_OK;
}

static int handle_check_lock(sqlite3_file *base, int *out)
{
    (void)base;
    *out = 0;
    return SQLITE_OK;
}

static int handle_control(sqlite3_file *base, int op, void *arg)
{
    struct handle *h = (struct handle *)base;
    int *keep = arg;
    if (op != SQLITE_FCNTL_PERSIST_WAL)
        return SQLITE_NOTFOUND;
    if (*keep >= 0) /* a negative number only asks */
        h->keeps_log = *keep != 0;
    *keep = h->keeps_log;
    return SQLITE_OK;
}

static int handle_sector_size(sqlite3_file *base)
{
    (void)base;
    return 4096;
}

static int handle_characteristics(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int handle_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    struct handle *h = (struct handle *)(void *)base;
    if (region < 0 || region >= SHM_REGIONS_MAX)
        return SQLITE_IOERR_SHMMAP;
    if (!h->file->shm[region] && extend)
        h->file->shm[region] = calloc(1, (size_t)size);
    *out = h->file->shm[region];
    return SQLITE_OK;
}

static int handle_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
    (void)base;
    (void)offset;
    (void)n;
    (void)flags;
    return SQLITE_OK;
}

static void handle_shm_barrier(sqlite3_file *base)
{
    (void)base;
}

static void forget_shm(struct file *file)
{
    for (int i = 0; i < SHM_REGIONS_MAX; i++) {
        free(file->shm[i]);
        file->shm[i] = NULL;
    }
}

static int handle_shm_unmap(sqlite3_file *base, int delete_flag)
{
    struct handle *h = (struct handle *)(void *)base;
    if (delete_flag)
        forget_shm(h->file);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = handle_close,
    .xRead = handle_read,
    .xWrite = handle_write,
    .xTruncate = handle_truncate,
    .xSync = handle_sync,
    .xFileSize = handle_size,
    .xLock = handle_lock,
    .xUnlock = handle_lock,
    .xCheckReservedLock = handle_check_lock,
    .xFileControl = handle_control,
    .xSectorSize = handle_sector_size,
    .xDeviceCharacteristics = handle_characteristics,
    .xShmMap = handle_shm_map,
    .xShmLock = handle_shm_lock,
    .xShmBarrier = handle_shm_barrier,
    .xShmUnmap = handle_shm_unmap,
};

static struct disk *disk_of(sqlite3_vfs *vfs)
{
    return (struct disk *)vfs->pAppData;
}

/* Returns the file of that name, or an unused place for it. */
static struct file *place_of(struct disk *disk, const char *name)
{
    struct file *unused = NULL;
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk->files[i];
        if (strcmp(file->name, name) == 0)
            return file;
        if (!unused && !file->current.exists && !file->durable.exists && !file->earlier.exists)
            unused = file;
    }
    if (unused)
        (void)snprintf(unused->name, sizeof unused->name, "%s", name);
    return unused;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
    struct disk *disk = disk_of(vfs);
    struct handle *h = (struct handle *)(void *)base;
    char temporary[32];
    *h = (struct handle){.disk = disk};
    if (disk->cut)
        return SQLITE_CANTOPEN;
    if (!name) {
        (void)snprintf(temporary, sizeof temporary, "temporary-%llu", (unsigned long long)next_random(disk));
        name = temporary;
    }
    h->file = place_of(disk, name);
    if (!h->file || (!h->file->current.exists && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN;
    if (!h->file->current.exists && h->file->durable.exists) {
        image_free(&h->file->earlier);
        h->file->earlier = h->file->durable;
        h->file->durable = (struct image){0};
    }
    h->file->current.exists = true;
    h->sync_folder = (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
    h->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    h->base.pMethods = &methods;
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
    struct disk *disk = disk_of(vfs);
    int refused = before_change(disk, false);
    if (refused)
        return SQLITE_IOERR_DELETE;
    struct file *file = place_of(disk, name);
    if (!file || !file->current.exists)
        return SQLITE_IOERR_DELETE_NOENT;
    image_free(&file->current);
    if (sync_directory) {
        image_free(&file->durable);
        image_free(&file->earlier);
    }
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    struct disk *disk = disk_of(vfs);
    (void)flags;
    if (disk->cut)
        return SQLITE_IOERR_ACCESS;
    *out = 0;
    for (int i = 0; i < FILES_MAX; i++) {
        if (strcmp(disk->files[i].name, name) == 0 && disk->files[i].current.exists)
            *out = 1;
    }
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int n, char *out)
{
    for (int i = 0; i < n; i++)
        out[i] = (char)next_random(disk_of(vfs));
    return n;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int vfs_last_error(sqlite3_vfs *vfs, int n, char *out)
{
    (void)n;
    (void)out;
    return disk_of(vfs)->error;
}

struct disk *disk_create(uint64_t seed)
{
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    struct disk *disk = real ? calloc(1, sizeof *disk) : NULL;
    if (!disk)
        return NULL;
    disk->real = real;
    disk->vfs = *real;
    disk->vfs.iVersion = 2;
    disk->vfs.szOsFile = (int)sizeof(struct handle);
    disk->vfs.zName = VFS_NAME;
    disk->vfs.pNext = NULL;
    disk->vfs.pAppData = disk;
    disk->vfs.xOpen = vfs_open;
    disk->vfs.xDelete = vfs_delete;
    disk->vfs.xAccess = vfs_access;
    disk->vfs.xRandomness = vfs_randomness;
    disk->vfs.xSleep = vfs_sleep;
    disk->vfs.xGetLastError = vfs_last_error;
    disk->random = seed;
    if (sqlite3_vfs_register(&disk->vfs, 1) != SQLITE_OK) {
        free(disk);
        return NULL;
    }
    return disk;
}

static void forget_files(struct disk *disk)
{
    for (int i = 0; i < FILES_MAX; i++) {
        image_free(&disk->files[i].current);
        image_free(&disk->files[i].durable);
        image_free(&disk->files[i].earlier);
        forget_shm(&disk->files[i]);
        disk->files[i].name[0] = '\0';
    }
}

void disk_destroy(struct disk *disk)
{
    if (!disk)
        return;
    (void)sqlite3_vfs_unregister(&disk->vfs);
    (void)sqlite3_vfs_register(disk->real, 1);
    forget_files(disk);
    free(disk);
}

void disk_format(struct disk *disk, uint64_t seed)
{
    forget_files(disk);
    disk->random = seed;
    disk->operations = 0;
    disk->cut_at = 0;
    disk->cut = false;
    disk->fault = DISK_NO_FAULT;
    disk->error = 0;
}

uint64_t disk_operations(const struct disk *disk)
{
    return disk->operations;
}

void disk_cut_after(struct disk *disk, uint64_t n)
{
    disk->cut_at = disk->operations + n;
}

bool disk_is_cut(const struct disk *disk)
{
    return disk->cut;
}

void disk_fail(struct disk *disk, enum disk_fault fault, uint64_t n, uint64_t count)
{
    disk->fault = fault;
    disk->fault_from = disk->operations + n;
    disk->fault_until = disk->fault_from + count;
    disk->error = 0;
}

/* Decides one pending sector: as it was, as it should be, or half of each. percent: how much reaches the disk. */
static void settle_sector(struct disk *disk, struct file *file, size_t offset, size_t len, uint64_t percent)
{
    uint8_t *now = file->current.data + offset;
    static const uint8_t zeros[SECTOR];
    const uint8_t *before = offset + len <= file->durable.cap ? file->durable.data + offset : zeros;
    size_t keep = next_random(disk) % 100 < percent ? len : 0;
    if (memcmp(now, before, len) == 0)
        return;
    if (next_random(disk) % 16 == 0)
        keep = (size_t)disk_random(disk, len);
    memcpy(now + keep, before + keep, len - keep);
}

static size_t settled_size(struct disk *disk, const struct file *file)
{
    size_t a = file->durable.len, b = file->current.len;
    switch (next_random(disk) % 3) {
    case 0:
        return a;
    case 1:
        return b;
    default:
        return (a < b ? a : b) + (size_t)disk_random(disk, (a < b ? b - a : a - b) + 1);
    }
}

static void settle(struct disk *disk, struct file *file)
{
    static const uint64_t percents[] = {0, 50, 90, 100};
    uint64_t percent = percents[next_random(disk) % 4];
    forget_shm(file);
    if (file->earlier.exists && next_random(disk) % 2) {
        image_free(&file->durable);
        image_copy(&file->current, &file->earlier);
        image_copy(&file->durable, &file->earlier);
        image_free(&file->earlier);
        return;
    }
    image_free(&file->earlier);
    if (!file->durable.exists && (!file->current.exists || next_random(disk) % 2)) {
        image_free(&file->current); /* created but never synced: may be missing */
        return;
    }
    if (!file->current.exists) {
        if (next_random(disk) % 2)
            image_free(&file->durable); /* the deletion reached the disk */
        else
            image_copy(&file->current, &file->durable);
        return;
    }
    size_t size = settled_size(disk, file);
    if (size > file->current.len)
        image_resize(&file->current, size);
    for (size_t at = 0; at < file->current.len; at += SECTOR) {
        size_t left = file->current.len - at;
        settle_sector(disk, file, at, left < SECTOR ? left : SECTOR, percent);
    }
    image_resize(&file->current, size);
    image_copy(&file->durable, &file->current);
}

void disk_reboot(struct disk *disk)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk->files[i];
        if (file->current.exists || file->durable.exists || file->earlier.exists)
            settle(disk, file);
    }
    disk->cut = false;
    disk->cut_at = 0;
}

bool disk_damage(struct disk *disk, const char *suffix, size_t offset, uint8_t value)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk->files[i];
        size_t len = strlen(file->name), end = strlen(suffix);
        if (file->current.exists && len >= end && strcmp(file->name + len - end, suffix) == 0 &&
            offset < file->current.len) {
            file->current.data[offset] = value;
            return true;
        }
    }
    return false;
}
