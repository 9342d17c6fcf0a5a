/* Endpoint for administrators: what the checks of the server found last (docs/checks.md), and their metrics. */
#include "api/checks.h"

#include "api/endpoints.h"
#include "check/board.h"
#include "http/server.h"

static json_t *check_json(const struct request *rq, const struct check *check, const struct check_finding *finding)
{
    char found[CHECK_TEXT_SIZE], mend[CHECK_TEXT_SIZE];
    check_text(request_tr(rq, finding->found), finding, found, sizeof found);
    if (finding->mend)
        check_text(request_tr(rq, finding->mend), finding, mend, sizeof mend);
    return json_pack("{s:s, s:s, s:s, s:s, s:s?}", "name", check->name, "title", request_tr(rq, check->title), "state",
                     check_state_name(finding->state), "found", found, "mend", finding->mend ? mend : NULL);
}

enum gh_status checks_get(struct request *rq, struct reply *reply)
{
    struct check_board *board = rq->server->checks;
    size_t count;
    const struct check *checks = check_table(&count);
    struct check_result *result = request_alloc(rq, sizeof *result);
    if (!board)
        return GH_NOT_FOUND;
    const bool running = check_board_ask(board);
    check_board_read(board, result);
    json_t *items = json_array();
    for (size_t i = 0; result->at && i < count; i++) {
        if (json_array_append_new(items, check_json(rq, &checks[i], &result->findings[i])) != 0) {
            json_decref(items);
            return GH_NO_MEMORY;
        }
    }
    const struct os_clock system = os_clock_system(false); /* a demo's clock may be another one */
    const tick age = os_clock_read(&system).wall - result->at;
    return reply_json(rq, reply, 200,
                      json_pack("{s:b, s:o, s:o}", "running", running, "age_ms",
                                result->at ? json_integer(age > 0 ? age : 0) : json_null(), "items", items));
}

void checks_metrics(const struct server *server, struct exposition *e)
{
    static const char name[] = "gatehouse_check_state";
    struct check_result result = {.at = 0};
    size_t count;
    const struct check *checks = check_table(&count);
    if (server->checks)
        check_board_read(server->checks, &result);
    exposition_family(e, name, "gauge", "What a check of the server found last: 0 well, 1 a warning, 2 a fault.");
    for (size_t i = 0; result.at && i < count; i++)
        if (result.findings[i].state != CHECK_SKIPPED)
            EXPOSITION(e, name, "", result.findings[i].state, {"check", checks[i].name});
    exposition_single(e, "gatehouse_checks_last_run_timestamp_seconds", "gauge",
                      "When this process last ran its checks; 0: not yet.", (double)result.at / (double)TICK_SECOND);
}
