/* What needs somebody's attention after people have left: units without an approver, and visits whose host is gone. */
#ifndef GH_SERVER_DIRECTORY_VACANCY_H
#define GH_SERVER_DIRECTORY_VACANCY_H

#include "base/tick.h"
#include "db/db.h"

#define VACANCIES_MAX 500

/* Columns of vacancies_query(). */
enum {
    VACANCY_ID = 0,
    VACANCY_NAME,
    VACANCY_NAME_EN,
    VACANCY_CODE,
    VACANCY_FOLLOWS, /* 1: its approvers come from the directory */
    VACANCY_NAMED,   /* how many heads and deputies the directory names, all without an active account */
    VACANCY_WAITING  /* applications that wait for the unit */
};
/* Selects units in use for which nobody active can approve: without head and deputy where these come from the
 * directory, without any approver elsewhere. */
enum gh_status GH_MUST_USE vacancies_query(struct db *db, struct db_rows *rows);
/* Counts them. */
enum gh_status GH_MUST_USE vacancies_count(struct db *db, int64_t *count);

/* Columns of left_hosts_query(). */
enum { LEFT_HOST_APPLICATION = 0, LEFT_HOST_NUMBER, LEFT_HOST_NAME, LEFT_HOST_UNIT, LEFT_HOST_LAST_AT };
/* Selects approved visits that are not over, whose applicant's account the directory has closed. */
enum gh_status GH_MUST_USE left_hosts_query(struct db *db, struct db_rows *rows, tick now);

#endif
