/* Rows of the log: entries with names while a guard is signed in, searched and filtered. */
#ifndef GH_KIOSK_DESK_LOG_ROWS_H
#define GH_KIOSK_DESK_LOG_ROWS_H

#include "desk/desk.h"

/* Reads the newest rows of today into out; returns how many. Who came in a vehicle has no row beside the vehicle's. */
size_t desk_last_rows(struct desk *desk, struct log_row *out, size_t max);
/* Fills in the rows that answer page->query. The journal must be open. */
void desk_read_log(struct desk *desk, struct log_page *page);

#endif
