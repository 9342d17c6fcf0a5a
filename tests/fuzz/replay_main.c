/* Runs a fuzz target over files instead of a fuzzer: `fuzz_NAME DIRECTORY-OR-FILE...`. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SEED_MAX (1 << 20)
#define PATH_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(SEED_MAX);
    if (!file || !data) {
        fprintf(stderr, "cannot read %s\n", path);
        if (file)
            (void)fclose(file);
        free(data);
        return -1;
    }
    size_t size = fread(data, 1, SEED_MAX, file);
    (void)fclose(file);
    /* An exact allocation, so that AddressSanitizer sees a read of one byte too many. */
    uint8_t *exact = malloc(size ? size : 1);
    if (exact) {
        for (size_t i = 0; i < size; i++)
            exact[i] = data[i];
        (void)LLVMFuzzerTestOneInput(exact, size);
    }
    free(data);
    free(exact);
    return exact ? 0 : -1;
}

static int replay(const char *path, unsigned *count)
{
    DIR *directory = opendir(path);
    if (!directory) {
        ++*count;
        return replay_file(path);
    }
    int result = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        char file[PATH_SIZE];
        struct stat info;
        int length = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (length <= 0 || (size_t)length >= sizeof file || stat(file, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        ++*count;
        if (replay_file(file) != 0)
            result = -1;
    }
    (void)closedir(directory);
    return result;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    int result = 0;
    for (int i = 1; i < argc; i++) {
        if (replay(argv[i], &count) != 0)
            result = 1;
    }
    printf("%u inputs replayed\n", count);
    return count > 0 ? result : 1;
}
