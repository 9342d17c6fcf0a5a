/* A simulated disk under SQLite, in memory. It knows what is durable and what only a cache holds, loses power, and
 * fails on demand.
 *
 * Writes are pending until their file is synced. Now and then the cache writes some of them back by itself. At a power
 * cut every pending sector (512 bytes) is kept, dropped or torn by itself. So are changes of size, creations and
 * deletions. A tear ends within a sector, so that bytes beside a write stay whole (SQLITE_IOCAP_POWERSAFE_OVERWRITE,
 * which the unix VFS claims too). One connection at a time. */
#ifndef TESTS_FAULT_POWER_CUT_VFS_H
#define TESTS_FAULT_POWER_CUT_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct disk;

/* Registers the disk as SQLite's default VFS until disk_destroy. NULL when that fails. */
struct disk *disk_create(uint64_t seed);
void disk_destroy(struct disk *disk);

/* Forgets all files; the next run follows from seed alone. */
void disk_format(struct disk *disk, uint64_t seed);
/* Writes, truncations, syncs and deletions since disk_format. */
uint64_t disk_operations(const struct disk *disk);
/* A number below bound from the disk's own generator, so that a run follows from its seed. */
uint64_t disk_random(struct disk *disk, uint64_t bound);

/* Cuts the power just before the n-th operation from now (1: the next one). From then on every call fails. */
void disk_cut_after(struct disk *disk, uint64_t n);
bool disk_is_cut(const struct disk *disk);
/* Restores the power. Files then hold what survived. */
void disk_reboot(struct disk *disk);

enum disk_fault {
    DISK_NO_FAULT,
    DISK_FULL,        /* ENOSPC: nothing is written */
    DISK_SHORT_WRITE, /* ENOSPC after half of the bytes */
    DISK_IO_ERROR     /* EIO from write, truncate or sync */
};
/* Makes count operations fail in this way, from the n-th on (1: the next one). Reads go on. */
void disk_fail(struct disk *disk, enum disk_fault fault, uint64_t n, uint64_t count);

/* Changes one byte of a file whose name ends so, as a failing medium would. False when there is no such byte. */
bool disk_damage(struct disk *disk, const char *suffix, size_t offset, uint8_t value);

#endif
