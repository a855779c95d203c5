/* The records of the last tracks, with a log line for each. Control thread only. */
#ifndef ZC_REPORT_H
#define ZC_REPORT_H

#include <stddef.h>

#include "daemon/player/player.h"

struct zc_report;

/* NULL without memory. */
struct zc_report *zc_report_new(void);
void zc_report_free(struct zc_report *r);

/* Keeps a copy as the newest of ZC_PLAYED_MAX records, and logs it as one line. */
void zc_report_add(struct zc_report *r, const struct zc_played *record);

/* Adds a receipt to the record of its track, if that waits for one, and logs it, with the
 * journal fields ZC_FILE, ZC_VERIFY and, if it failed, ZC_FRAME and ZC_CHANNEL. A failure is
 * logged as a warning. */
void zc_report_receipt(struct zc_report *r, const struct zc_receipt *receipt);
/* How many records wait for a receipt. */
int zc_report_pending(const struct zc_report *r);
/* Records that still wait get an INCOMPLETE receipt. */
void zc_report_give_up(struct zc_report *r);

/* The records, newest first, lent until the next zc_report_add; returns how many. */
int zc_report_list(const struct zc_report *r, const struct zc_played **list);

/* Writes the record as a line for people into buf, cut to size; returns buf. */
char *zc_report_line(const struct zc_played *record, char *buf, size_t size);

#endif
