/* gatehouse journal: reads, verifies and exports the entries of a booth. Never writes to it. */
#include <string.h>

#include "cli/cli.h"
#include "store/journal.h"

#define PAGE 200

static const struct cli_option list_options[] = {
    {"journal", "FILE", "the journal (default: journal.db)"},
    {"from", "TIME", "start; entries at this time are included"},
    {"to", "TIME", "end; entries at this time are left out"},
    {"colour", "COLOUR", "green, amber or red"},
    {"limit", "N", "at most N entries, newest first (default 50)"},
    {"json", NULL, "one JSON object a line"},
    {0},
};
static const struct cli_option verify_options[] = {
    {"journal", "FILE", "the journal (default: journal.db)"},
    {"json", NULL, "one JSON object"},
    {0},
};
static const struct cli_option export_options[] = {
    {"journal", "FILE", "the journal (default: journal.db)"},
    {"format", "FORMAT", "ndjson (default) or csv"},
    {0},
};

static enum cli_exit open_read(const struct cli *cli, struct journal **journal)
{
    const char *path = cli_value(cli, "journal") ? cli_value(cli, "journal") : "journal.db";
    enum gh_status status = journal_open_read(path, journal);
    return status ? cli_file_failed(path, status) : CLI_OK;
}

static void text_of_id(const struct uuid *id, char out[static UUID_TEXT_SIZE])
{
    if (uuid_is_nil(id))
        out[0] = '\0';
    else
        uuid_format(id, out);
}

struct printed {
    char at[CLI_TIME_SIZE], id[UUID_TEXT_SIZE], pass[UUID_TEXT_SIZE], visit[UUID_TEXT_SIZE], refers[UUID_TEXT_SIZE],
        hash[2 * ENTRY_HASH_LEN + 1];
};

static const char *presented_as_name(enum presented_as presented_as)
{
    return presented_as == PRESENTED_CODE ? "code" : presented_as == PRESENTED_PLATE ? "plate" : "short-number";
}

static void prepare(const struct entry *e, struct printed *p)
{
    cli_format_time(e->at, p->at);
    text_of_id(&e->id, p->id);
    text_of_id(&e->pass_id, p->pass);
    text_of_id(&e->group, p->visit);
    text_of_id(&e->refers_to, p->refers);
    hex_encode(BYTES(e->hash, ENTRY_HASH_LEN), p->hash);
}

static void print_json(const struct entry *e)
{
    struct printed p;
    prepare(e, &p);
    (void)printf(
        "{\"number\": %llu, \"id\": \"%s\", \"at\": \"%s\", \"at_ms\": %lld, \"clock_trusted\": %s, \"kind\": \"%s\", "
        "\"colour\": \"%s\", \"reason\": \"%s\", \"evidence\": \"%s\", \"direction\": \"%s\", \"gate\": %d, "
        "\"pass_id\": \"%s\", \"visit\": \"%s\", \"refers_to\": \"%s\", \"guard\": %u, \"second_guard\": %u, "
        "\"override\": \"%s\", \"uses_up\": %s, \"live\": %s, \"note\": ",
        (unsigned long long)e->number, p.id, p.at, (long long)e->at, e->clock_trusted ? "true" : "false",
        entry_kind_name(e->kind), verdict_colour_name(e->colour), verdict_reason_name(e->reason),
        presented_as_name(e->presented_as), e->direction == DIRECTION_OUT ? "out" : "in", e->gate, p.pass, p.visit,
        p.refers, e->guard, e->second_guard, override_reason_name(e->override_reason), e->uses_up ? "true" : "false",
        e->live ? "true" : "false");
    cli_json_string(stdout, e->note);
    (void)printf(", \"note_sealed\": %s, \"hash\": \"%s\"}\n", entry_has_sealed_note(e) ? "true" : "false", p.hash);
}

/* RFC 4180. A spreadsheet takes a leading = + - @ as a formula, so such a note gets a quote in front. */
static void print_csv_text(const char *text)
{
    (void)fputc('"', stdout);
    if (*text && strchr("=+-@\t\r", *text))
        (void)fputc('\'', stdout);
    for (; *text; text++) {
        if (*text == '"')
            (void)fputc('"', stdout);
        (void)fputc(*text, stdout);
    }
    (void)fputc('"', stdout);
}

static void print_csv(const struct entry *e)
{
    struct printed p;
    prepare(e, &p);
    (void)printf("%llu,%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,%u,%u,%s,", (unsigned long long)e->number, p.id, p.at,
                 entry_kind_name(e->kind), verdict_colour_name(e->colour), verdict_reason_name(e->reason),
                 presented_as_name(e->presented_as), e->direction == DIRECTION_OUT ? "out" : "in", e->gate, p.pass,
                 p.visit, p.refers, e->guard, e->second_guard, override_reason_name(e->override_reason));
    print_csv_text(e->note);
    (void)printf(",%s\r\n", p.hash);
}

static void print_line(const struct entry *e)
{
    struct printed p;
    prepare(e, &p);
    (void)printf("%6llu  %s  gate %-2d %-3s  %-12s %-5s  %-20s guard %u  %s\n", (unsigned long long)e->number, p.at,
                 e->gate, e->direction == DIRECTION_OUT ? "out" : "in", entry_kind_name(e->kind),
                 verdict_colour_name(e->colour), verdict_reason_name(e->reason), e->guard, p.pass);
}

/* Reads pages from the newest on and calls print for at most limit entries. */
static enum cli_exit walk(struct journal *journal, struct journal_filter filter, uint64_t limit,
                          void (*print)(const struct entry *))
{
    static struct entry page[PAGE]; /* too large for the stack of some systems */
    while (limit > 0) {
        size_t count, want = limit < PAGE ? (size_t)limit : PAGE;
        enum gh_status status = journal_list(journal, &filter, page, want, &count);
        if (status)
            return cli_file_failed("the journal", status);
        for (size_t i = 0; i < count; i++)
            print(&page[i]);
        if (count < want)
            break;
        limit -= count;
        filter.before_number = page[count - 1].number;
    }
    return CLI_OK;
}

static bool take_colour(const struct cli *cli, int *out)
{
    const char *text = cli_value(cli, "colour");
    *out = -1;
    for (int c = VERDICT_RED; text && c <= VERDICT_GREEN; c++) {
        if (strcmp(text, verdict_colour_name((enum verdict_colour)c)) == 0)
            *out = c;
    }
    if (text && *out < 0)
        cli_complain("--colour is green, amber or red, not %s", text);
    return !text || *out >= 0;
}

static enum cli_exit run_list(const struct cli *cli)
{
    struct journal_filter filter = {0};
    struct journal *journal;
    int64_t limit;
    if (!cli_time(cli, "from", 0, &filter.from) || !cli_time(cli, "to", 0, &filter.to) ||
        !take_colour(cli, &filter.colour) || !cli_number(cli, "limit", 1, 100000000, 50, &limit))
        return CLI_USAGE;
    enum cli_exit result = open_read(cli, &journal);
    if (result)
        return result;
    result = walk(journal, filter, (uint64_t)limit, cli_has(cli, "json") ? print_json : print_line);
    journal_close(journal);
    return result;
}

static enum cli_exit run_export(const struct cli *cli)
{
    const char *format = cli_value(cli, "format") ? cli_value(cli, "format") : "ndjson";
    struct journal *journal;
    bool csv = strcmp(format, "csv") == 0;
    if (!csv && strcmp(format, "ndjson") != 0) {
        cli_complain("--format is ndjson or csv, not %s", format);
        return CLI_USAGE;
    }
    enum cli_exit result = open_read(cli, &journal);
    if (result)
        return result;
    if (csv)
        (void)printf(
            "number,id,at,kind,colour,reason,evidence,direction,gate,pass_id,visit,refers_to,guard,second_guard,"
            "override,note,hash\r\n");
    result = walk(journal, (struct journal_filter){.colour = -1}, UINT64_MAX, csv ? print_csv : print_json);
    journal_close(journal);
    return result;
}

static enum cli_exit run_verify(const struct cli *cli)
{
    struct journal *journal;
    struct journal_fault fault = {0, "none"};
    uint64_t checked = 0;
    enum cli_exit result = open_read(cli, &journal);
    if (result)
        return result;
    enum gh_status status = journal_verify(journal, &fault, &checked);
    if (status && status != GH_CORRUPT) {
        result = cli_file_failed("the journal", status);
    } else if (cli_has(cli, "json")) {
        (void)printf("{\"whole\": %s, \"checked\": %llu, \"fault\": \"%s\", \"at_number\": %llu}\n",
                     status ? "false" : "true", (unsigned long long)checked, fault.what,
                     (unsigned long long)fault.number);
    } else if (status) {
        (void)printf("The chain breaks at entry %llu: %s. %llu entries before it are whole.\n",
                     (unsigned long long)fault.number, fault.what, (unsigned long long)checked);
    } else {
        (void)printf("The chain of %llu entries is whole.\n", (unsigned long long)checked);
    }
    journal_close(journal);
    return result ? result : status ? CLI_NO : CLI_OK;
}

const struct cli_verb journal_verbs[] = {
    {"journal", "list", "", "List entries, newest first", 0, 0, list_options, run_list},
    {"journal", "verify", "", "Walk the hash chain (exit 1: an entry is missing, altered or out of order)", 0, 0,
     verify_options, run_verify},
    {"journal", "export", "", "Write all entries to standard output, newest first", 0, 0, export_options, run_export},
    {0},
};
