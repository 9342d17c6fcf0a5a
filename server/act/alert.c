/* Puts alerts to the guards' group into the outbox. */
#include "act/alert.h"

#include <stdio.h>
#include <string.h>

#include "flow/digest_text.h"
#include "notify/outbox.h"
#include "records/record.h"

#define LINES_MAX 12
#define ROBOTS_MAX 64
#define COUNTER "wecom-alerted-until"
#define LINK_SIZE 320
#define AROUND 48                    /* bytes of the text beside lines and link */
#define FIRST_LOOK (2 * TICK_MINUTE) /* so far back the first round looks */

static enum gh_status load_until(struct db *db, tick now, tick *until)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = '" COUNTER "'");
    *until = now - FIRST_LOOK;
    if (!status && !(status = db_next(&rows)))
        *until = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Lists the campuses with a robot of their own, and 0 for the robot that serves all others. */
static enum gh_status list_robots(struct db *db, int64_t out[static ROBOTS_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT r.campus FROM wecom_robot r JOIN wecom w ON w.enabled = 1 UNION ALL SELECT 0 FROM wecom WHERE "
                 "enabled = 1 AND robot_key_sealed IS NOT NULL ORDER BY 1 LIMIT $1",
                 DB_INT(ROBOTS_MAX));
    *count = 0;
    while (!status && !(status = db_next(&rows)))
        out[(*count)++] = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Returns the smallest id of records from `at` on (RFC 9562, 5.7). */
static struct uuid first_id(tick at)
{
    struct uuid id = {{0}};
    struct writer w = writer_over(id.b, sizeof id.b);
    writer_put_uint(&w, 8, (uint64_t)at << 16);
    return id;
}

/* Writes a line for each campus of the robot, gate and kind. Returns the number of lines. */
static enum gh_status write_lines(struct db *db, int64_t robot, tick from, tick to, char *out, size_t size,
                                  size_t *lines)
{
    struct db_rows rows = {0};
    char campus[64], gate[64], kind[24];
    const struct uuid first = first_id(from), end = first_id(to);
    size_t used = 0;
    enum gh_status status = db_query(
        db, &rows,
        "SELECT c.name, COALESCE(g.name, ''), x.kind, count(*) FROM exception x JOIN campus c ON c.id = x.campus LEFT "
        "JOIN gate g ON g.bit = x.gate WHERE x.id >= $1 AND x.id < $2 AND x.state = 'open' AND (x.campus = $4 OR "
        "($4 = 0 AND NOT EXISTS (SELECT 1 FROM wecom_robot r WHERE r.campus = x.campus))) GROUP BY c.name, g.name, "
        "x.kind ORDER BY 4 DESC, 1, 2, 3 LIMIT $3",
        DB_UUID(&first), DB_UUID(&end), DB_INT(LINES_MAX), DB_INT(robot));
    *lines = 0;
    while (!status && !(status = db_next(&rows))) {
        const bool fits = !db_copy_text(&rows, 0, campus, sizeof campus) &&
                          !db_copy_text(&rows, 1, gate, sizeof gate) && !db_copy_text(&rows, 2, kind, sizeof kind);
        const int n =
            snprintf(out + used, size - used, "%s%s%s：%s %lld\n", fits ? campus : "", fits && gate[0] ? " " : "",
                     fits ? gate : "", fits ? digest_kind_words(kind, WORDS_CHINESE) : "", (long long)db_int(&rows, 3));
        if (n < 0 || (size_t)n >= size - used)
            break;
        used += (size_t)n;
        ++*lines;
    }
    out[used] = '\0';
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status put_alert(const struct act_context *context, int64_t robot, tick from)
{
    char text[OUTBOX_TEXT_SIZE], link[LINK_SIZE], lines[OUTBOX_TEXT_SIZE], dedupe[64];
    size_t count = 0;
    (void)snprintf(link, sizeof link, "%s/app/security/exceptions", context->public_url);
    const size_t others = strlen(link) + AROUND;
    enum gh_status status = write_lines(context->db, robot, from, context->now, lines,
                                        others < sizeof lines ? sizeof lines - others : 1, &count);
    if (status || count == 0)
        return status;
    struct writer w = writer_over((uint8_t *)text, sizeof text - 1);
    writer_put(&w, bytes_of_string("门岗异常提醒\n"));
    writer_put(&w, bytes_of_string(lines));
    writer_put(&w, bytes_of_string("查看："));
    writer_put(&w, bytes_of_string(link));
    text[w.len] = '\0';
    (void)snprintf(dedupe, sizeof dedupe, "alert:%lld:%lld", (long long)context->now, (long long)robot);
    return outbox_put(context->db, context->vault,
                      &(struct message_new){.channel = CHANNEL_NAME_WECOM_GROUP,
                                            .purpose = "alert",
                                            .dedupe = dedupe,
                                            .recipient = "group",
                                            .text = text,
                                            .campus = robot},
                      context->now);
}

static enum gh_status send_new(const struct act_context *context)
{
    tick until = 0;
    int64_t robots[ROBOTS_MAX];
    size_t count = 0;
    enum gh_status status = load_until(context->db, context->now, &until);
    if (!status)
        status = list_robots(context->db, robots, &count);
    for (size_t i = 0; !status && until < context->now && i < count; i++)
        status = put_alert(context, robots[i], until);
    return status ? status
                  : db_query(context->db, NULL,
                             "INSERT INTO counter (name, value) VALUES ('" COUNTER "', $1) ON CONFLICT (name) DO "
                             "UPDATE SET value = $1",
                             DB_INT(context->now));
}

enum gh_status alert_send(const struct act_context *context)
{
    enum gh_status status = db_begin(context->db);
    return status ? status : record_finish(context->db, send_new(context));
}
