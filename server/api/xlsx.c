#include "api/xlsx.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define TEXT_MAX 32767
#define COLUMN_WIDTH 18 /* characters: a time, or a name */
#define DAY_SECONDS 86400
#define DAYS_TO_1970 25569 /* from 1899-12-30, where spreadsheets begin to count */

struct xlsx {
    lxw_workbook *workbook; /* owned */
    lxw_worksheet *sheet;   /* of the workbook, as the formats are */
    lxw_format *head, *time;
    const char *const *names;
    size_t columns, column;
    uint32_t row;
    int fd;                /* the file without a name that the workbook becomes */
    char folder[PATH_MAX]; /* of files that the workbook needs meanwhile */
    char text[TEXT_MAX + 1];
};

static const char *folder(void)
{
    const char *set = getenv("TMPDIR");
    return set && *set ? set : "/var/tmp";
}

static enum gh_status status_of(lxw_error error)
{
    switch (error) {
    case LXW_NO_ERROR:
        return GH_OK;
    case LXW_ERROR_MEMORY_MALLOC_FAILED:
        return GH_NO_MEMORY;
    case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
        return GH_TOO_LONG;
    default:
        return GH_IO;
    }
}

static enum gh_status begin_sheet(struct xlsx *x)
{
    lxw_error error = LXW_NO_ERROR;
    x->sheet = workbook_add_worksheet(x->workbook, NULL);
    if (!x->sheet)
        return GH_NO_MEMORY;
    error = worksheet_set_column(x->sheet, 0, (lxw_col_t)(x->columns - 1), COLUMN_WIDTH, NULL);
    worksheet_freeze_panes(x->sheet, 1, 0);
    for (size_t i = 0; !error && i < x->columns; i++)
        error = worksheet_write_string(x->sheet, 0, (lxw_col_t)i, x->names[i], x->head);
    x->row = 1;
    x->column = 0;
    return status_of(error);
}

/* Opens a file without a name. Returns -1 when there is none to be had. */
static int open_nameless(void)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/gatehouse-XXXXXX", folder());
    int fd = n > 0 && (size_t)n < sizeof path ? mkstemp(path) : -1;
    if (fd >= 0 && (unlink(path) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

static enum gh_status begin_workbook(struct xlsx *x)
{
    char path[48];
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = x->folder};
    int n = snprintf(x->folder, sizeof x->folder, "%s", folder());
    if (n < 0 || (size_t)n >= sizeof x->folder)
        return GH_TOO_LONG;
    x->fd = open_nameless();
    if (x->fd < 0)
        return GH_IO;
    /* The writer opens its file by a name. */
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", x->fd);
    x->workbook = workbook_new_opt(path, &options);
    if (!x->workbook)
        return GH_NO_MEMORY;
    x->head = workbook_add_format(x->workbook);
    x->time = workbook_add_format(x->workbook);
    if (!x->head || !x->time)
        return GH_NO_MEMORY;
    format_set_bold(x->head);
    format_set_num_format(x->time, "yyyy-mm-dd hh:mm:ss");
    return begin_sheet(x);
}

enum gh_status xlsx_new(const char *const *names, size_t columns, struct xlsx **out)
{
    struct xlsx *x = calloc(1, sizeof *x);
    *out = NULL;
    if (!x)
        return GH_NO_MEMORY;
    *x = (struct xlsx){.names = names, .columns = columns, .fd = -1};
    enum gh_status status = begin_workbook(x);
    if (status)
        xlsx_free(x);
    else
        *out = x;
    return status;
}

/* Goes on to the next cell of one that was written. */
static enum gh_status go_on(struct xlsx *x, lxw_error error)
{
    if (error)
        return status_of(error);
    if (++x->column < x->columns)
        return GH_OK;
    x->column = 0;
    x->row++;
    return GH_OK;
}

/* The row after the last one of a sheet begins another sheet. */
static enum gh_status find_room(struct xlsx *x)
{
    return x->row < XLSX_ROWS_MAX ? GH_OK : begin_sheet(x);
}

enum gh_status xlsx_text(struct xlsx *x, struct bytes text)
{
    enum gh_status status = text.len > TEXT_MAX ? GH_TOO_LONG : find_room(x);
    if (status)
        return status;
    for (size_t i = 0; i < text.len; i++) /* XML has no characters below the blank */
        x->text[i] = text.data[i] < ' ' ? ' ' : (char)text.data[i];
    x->text[text.len] = '\0';
    return go_on(x, *x->text ? worksheet_write_string(x->sheet, x->row, (lxw_col_t)x->column, x->text, NULL)
                             : LXW_NO_ERROR);
}

enum gh_status xlsx_number(struct xlsx *x, int64_t number)
{
    enum gh_status status = find_room(x);
    return status ? status
                  : go_on(x, worksheet_write_number(x->sheet, x->row, (lxw_col_t)x->column, (double)number, NULL));
}

enum gh_status xlsx_time(struct xlsx *x, int64_t at)
{
    enum gh_status status = find_room(x);
    double days = DAYS_TO_1970 + (double)at / DAY_SECONDS;
    return status ? status : go_on(x, worksheet_write_number(x->sheet, x->row, (lxw_col_t)x->column, days, x->time));
}

enum gh_status xlsx_finish(struct xlsx *x, int *fd)
{
    *fd = -1;
    enum gh_status status = status_of(workbook_close(x->workbook)); /* frees it, too */
    x->workbook = NULL;
    if (!status && lseek(x->fd, 0, SEEK_SET) != 0)
        status = GH_IO;
    if (!status) {
        *fd = x->fd;
        x->fd = -1;
    }
    xlsx_free(x);
    return status;
}

void xlsx_free(struct xlsx *x)
{
    if (!x)
        return;
    if (x->workbook)
        lxw_workbook_free(x->workbook);
    if (x->fd >= 0)
        (void)close(x->fd);
    explicit_bzero(x->text, sizeof x->text);
    free(x);
}
