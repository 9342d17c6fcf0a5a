/* Preloaded into the server: appends every SQL text that it prepares to the file GATEHOUSE_STATEMENTS, each as the
 * types of its parameters (PostgreSQL's numbers, or nothing), a tab, the text and a zero byte. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int sqlite3_prepare_v3(void *db, const char *sql, int len, unsigned flags, void **statement, const char **tail);
int PQsendPrepare(void *conn, const char *name, const char *query, int count, const unsigned *types);

#define RECORD_SIZE 40000

static void record(const char *types, const char *text)
{
    const char *path = getenv("GATEHOUSE_STATEMENTS");
    int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    char line[RECORD_SIZE];
    int n = snprintf(line, sizeof line, "%s\t%s", types, text);
    if (fd < 0)
        return;
    if (n <= 0 || (size_t)n >= sizeof line || write(fd, line, (size_t)n + 1) != n + 1)
        abort();
    (void)close(fd);
}

/* Finds the function that this one stands before. */
static void find(const char *name, void *out, size_t size)
{
    void *real = dlsym(RTLD_NEXT, name);
    if (!real || size != sizeof real)
        abort();
    memcpy(out, &real, size);
}

int sqlite3_prepare_v3(void *db, const char *sql, int len, unsigned flags, void **statement, const char **tail)
{
    int (*real)(void *, const char *, int, unsigned, void **, const char **);
    find("sqlite3_prepare_v3", (void *)&real, sizeof real);
    record("", sql);
    return real(db, sql, len, flags, statement, tail);
}

int PQsendPrepare(void *conn, const char *name, const char *query, int count, const unsigned *types)
{
    int (*real)(void *, const char *, const char *, int, const unsigned *);
    char list[1024] = "";
    find("PQsendPrepare", (void *)&real, sizeof real);
    for (int i = 0, used = 0; i < count; i++)
        used += snprintf(list + used, sizeof list - (size_t)used, "%s%u", i ? "," : "", types[i]);
    record(list, query);
    return real(conn, name, query, count, types);
}
