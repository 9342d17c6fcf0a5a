/* Endpoint for Prometheus (docs/metrics.md). It answers the holder of the token of --metrics-token, also when all other
 * threads are busy and when the database is away: it then leaves out what only the database knows. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "api/checks.h"
#include "api/endpoints.h"
#include "api/metrics_data.h"
#include "http/bearer.h"
#include "http/server.h"
#include "meters/access_log.h"
#include "meters/exposition.h"
#include "meters/meters.h"
#include "os/clock.h"

#define DB_WAIT_MS 300
#define NS 1e9

static const char *class_name(int class)
{
    static const char *const names[METERS_CLASSES] = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    return names[class];
}

static void put_requests(struct exposition *e, const struct server *server)
{
    static const char name[] = "gatehouse_http_requests_total";
    const size_t routes = route_count(server->routes);
    exposition_family(e, name, "counter", "Answered requests by route and class of status.");
    for (size_t i = 0; i <= routes; i++) {
        const struct route *r = &server->routes[i]; /* the last one: without a route */
        for (int class = 0; class < METERS_CLASSES; class ++) {
            const uint64_t count = meters_requests(server->meters, i, class);
            if (count > 0)
                EXPOSITION(e, name, "", (double)count, {"method", r->method ? r->method : "other"},
                           {"route", r->method ? r->pattern : "none"}, {"status", class_name(class)});
        }
    }
}

static void put_histogram(struct exposition *e, const struct meters *meters, unsigned lane, const char *lane_name)
{
    static const char name[] = "gatehouse_http_request_duration_seconds";
    struct meters_histogram h;
    uint64_t count = 0;
    char limit[24];
    meters_histogram(meters, lane, &h);
    for (size_t i = 0; i < METERS_BUCKETS; i++) {
        count += h.buckets[i];
        (void)snprintf(limit, sizeof limit, i < METERS_BUCKETS - 1 ? "%g" : "+Inf",
                       i < METERS_BUCKETS - 1 ? (double)meters_limits_ns[i] / NS : 0);
        EXPOSITION(e, name, "_bucket", (double)count, {"lane", lane_name}, {"le", limit});
    }
    EXPOSITION(e, name, "_sum", (double)h.sum_ns / NS, {"lane", lane_name});
    EXPOSITION(e, name, "_count", (double)count, {"lane", lane_name});
}

/* One family for each column of a pool. */
static void put_pools(struct exposition *e, const struct meters_gauges *g)
{
    static const struct {
        const char *name, *type, *help;
    } families[] = {
        {"gatehouse_lane_threads", "gauge", "Threads that run requests of this lane."},
        {"gatehouse_lane_busy", "gauge", "Threads of the lane that run a request now."},
        {"gatehouse_lane_waiting", "gauge", "Requests that wait for a thread of the lane."},
        {"gatehouse_lane_done_total", "counter", "Requests that the lane has run."},
        {"gatehouse_lane_refused_total", "counter", "Requests refused with 503 since too many waited."},
        {"gatehouse_lane_waited_seconds_total", "counter", "Time that requests waited for a thread, added up."},
    };
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
        exposition_family(e, families[f].name, families[f].type, families[f].help);
        for (size_t i = 0; i < METERS_LANES && g->pools[i].name; i++) {
            const struct meters_pool *p = &g->pools[i];
            const double values[] = {
                p->threads, p->busy, p->waiting, (double)p->done, (double)p->refused, (double)p->waited_ns / NS};
            EXPOSITION(e, families[f].name, "", values[f], {"lane", p->name});
        }
    }
}

static void put_listener(struct exposition *e, const struct server *server)
{
    struct meters_gauges g;
    unsigned lane = 0;
    meters_gauges(server->meters, &g);
    exposition_family(e, "gatehouse_http_request_duration_seconds", "histogram",
                      "Time from the complete request to its answer, without the wait of a long poll.");
    for (; lane < METERS_LANES && g.pools[lane].name; lane++)
        put_histogram(e, server->meters, lane, g.pools[lane].name);
    put_histogram(e, server->meters, lane, "direct");
    put_pools(e, &g);
    exposition_single(e, "gatehouse_connections", "gauge", "Open connections.", g.connections);
    exposition_single(e, "gatehouse_connections_answering", "gauge",
                      "Open connections whose request is worked on or answered.", g.answering);
    exposition_single(e, "gatehouse_connections_cut_total", "counter",
                      "Connections cut for being slow, too many from one address, or in the way.", (double)g.cut);
    exposition_single(e, "gatehouse_long_polls", "gauge", "Requests of booths that wait for a change.", g.long_polls);
    exposition_single(e, "gatehouse_request_body_bytes", "gauge", "Memory of the bodies of requests.",
                      (double)g.body_bytes);
    exposition_single(e, "gatehouse_access_log_dropped_total", "counter", "Lines that the access log lost.",
                      (double)access_log_dropped(server->access_log));
}

static void put_pool(struct exposition *e, struct db_pool *pool)
{
    struct db_pool_figures f;
    db_pool_figures(pool, &f);
    exposition_single(e, "gatehouse_database_connections_max", "gauge", "Size of the pool.", f.size);
    exposition_single(e, "gatehouse_database_connections", "gauge", "Open connections of the pool.", f.open);
    exposition_single(e, "gatehouse_database_connections_busy", "gauge", "Connections in use.", f.taken);
    exposition_single(e, "gatehouse_database_waiting", "gauge", "Threads that wait for a connection.", f.waiting);
    exposition_single(e, "gatehouse_database_timeouts_total", "counter", "Threads that waited in vain.",
                      (double)f.timeouts);
}

static void put_jobs(struct exposition *e, const struct meters *meters)
{
    struct meters_rounds r;
    meters_rounds(meters, &r);
    exposition_family(e, "gatehouse_jobs_rounds_total", "counter",
                      "Rounds of the periodic jobs; \"left\" to another process.");
    EXPOSITION(e, "gatehouse_jobs_rounds_total", "", (double)r.done, {"result", "done"});
    EXPOSITION(e, "gatehouse_jobs_rounds_total", "", (double)r.failed, {"result", "failed"});
    EXPOSITION(e, "gatehouse_jobs_rounds_total", "", (double)r.left, {"result", "left"});
    exposition_single(e, "gatehouse_jobs_last_success_timestamp_seconds", "gauge",
                      "End of the last round that this process did; 0: none.",
                      (double)r.succeeded_at / (double)TICK_SECOND);
    exposition_single(e, "gatehouse_jobs_last_duration_seconds", "gauge", "Duration of this process's last round.",
                      (double)r.duration_ns / NS);
}

static void put_mailbox(struct exposition *e, const struct meters *meters)
{
    struct meters_mailbox m;
    meters_mailboxes(meters, &m);
    exposition_family(e, "gatehouse_mailbox_rounds_total", "counter",
                      "Rounds that read the mailbox for filings; \"left\" to another process.");
    EXPOSITION(e, "gatehouse_mailbox_rounds_total", "", (double)m.done, {"result", "done"});
    EXPOSITION(e, "gatehouse_mailbox_rounds_total", "", (double)m.failed, {"result", "failed"});
    EXPOSITION(e, "gatehouse_mailbox_rounds_total", "", (double)m.left, {"result", "left"});
    exposition_single(e, "gatehouse_mailbox_last_success_timestamp_seconds", "gauge",
                      "End of the last round that read the mailbox; 0: none did.",
                      (double)m.succeeded_at / (double)TICK_SECOND);
}

static double cpu_seconds(void)
{
    struct rusage used = {0};
    (void)getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static double open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    double count = 0;
    while (dir && readdir(dir))
        count++;
    if (dir)
        (void)closedir(dir);
    return count > 3 ? count - 3 : 0; /* ".", ".." and the folder itself */
}

/* proc(5), statm: size and resident, in pages. */
static void put_process(struct exposition *e)
{
    unsigned long long size = 0, resident = 0;
    char text[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    if (file && fgets(text, sizeof text, file)) {
        char *end;
        size = strtoull(text, &end, 10);
        resident = strtoull(end, NULL, 10);
    }
    if (file)
        (void)fclose(file);
    const double page = (double)sysconf(_SC_PAGESIZE);
    exposition_single(e, "process_resident_memory_bytes", "gauge", "Resident memory.", (double)resident * page);
    exposition_single(e, "process_virtual_memory_bytes", "gauge", "Address space.", (double)size * page);
    exposition_single(e, "process_cpu_seconds_total", "counter", "Processor time used.", cpu_seconds());
    exposition_single(e, "process_open_fds", "gauge", "Open file descriptors.", open_descriptors());
}

static enum gh_status put_data(struct request *rq, struct exposition *e)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = metrics_data(rq, db, e);
    db_pool_give(rq->server->pool, db);
    return status;
}

static void put_all(struct request *rq, struct exposition *e)
{
    const struct server *server = rq->server;
    exposition_family(e, "gatehouse_build_info", "gauge", "The program's version; always 1.");
    EXPOSITION(e, "gatehouse_build_info", "", 1, {"version", GATEHOUSE_VERSION});
    put_process(e);
    put_requests(e, server);
    put_listener(e, server);
    put_jobs(e, server->meters);
    put_mailbox(e, server->meters);
    put_pool(e, server->pool);
    checks_metrics(server, e);
    exposition_single(e, "gatehouse_database_up", "gauge", "1: the database answered this scrape.",
                      put_data(rq, e) == GH_OK);
}

enum gh_status metrics_get(struct request *rq, struct reply *reply)
{
    struct exposition e = {0};
    if (!rq->server->metrics_token)
        return GH_NOT_FOUND;
    if (!bearer_fits(rq->authorization, rq->server->metrics_token)) {
        reply_header(reply, "WWW-Authenticate", "Bearer");
        return reply_problem(rq, reply, PROBLEM_NOT_SIGNED_IN, NULL);
    }
    put_all(rq, &e);
    if (e.failed || !e.text) {
        free(e.text);
        return GH_NO_MEMORY;
    }
    reply->status = 200;
    reply->content_type = EXPOSITION_TYPE;
    reply->body = e.text;
    reply->len = e.len;
    return GH_OK;
}
