/* zcjitter lab: a file played again and again under different settings, in shuffled order, each
 * play recorded and compared. One thread; players and load are processes of their own. */
#ifndef ZC_ZCJITTER_LAB_H
#define ZC_ZCJITTER_LAB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "pipeline/err.h"
#include "pipeline/sink.h"
#include "tools/common/json.h"
#include "tools/lab/process.h"
#include "tools/report/stats.h"

/* zcjitter_lab_settings.c */

struct zcjitter_setting {
	const char *name;
	const char *conf; /* lines of the daemon's configuration; NULL: the copying player */
	const char *about;
};

/* The others are compared with the first one. */
#define ZCJITTER_SETTINGS 7
extern const struct zcjitter_setting zcjitter_settings[ZCJITTER_SETTINGS];

#define ZCJITTER_METRICS 9
extern const struct zcjitter_metric {
	const char *key; /* name in JSON, with the unit */
	const char *title;
	double scale; /* factor from that unit to the one shown to people */
} zcjitter_metrics[ZCJITTER_METRICS];

#define ZCJITTER_ROUNDS_MAX 100

struct zcjitter_lab {
	const char *device, *file; /* borrow from argv; the file's name is absolute */
	char folder[ZC_LAB_FOLDER_MAX]; /* private, on a tmpfs */
	struct zc_sink_conf sink; /* the length of the ring */
	int rounds;
	uint64_t seed;
	bool used[ZCJITTER_SETTINGS];
	const char *loads; /* borrows: "memory,disk,cpu", or "" */
	const char
		*keep; /* borrows: folder where recordings are kept; NULL: they are removed */
	double value[ZCJITTER_SETTINGS][ZCJITTER_METRICS][ZCJITTER_ROUNDS_MAX];
	char path[ZCJITTER_SETTINGS][160]; /* path and reason, as the daemon reports them */
};

/* zcjitter_lab_play.c */

/* Plays the file once under a setting and stores the figures. 0 or -errno with text. */
int zcjitter_lab_play(struct zcjitter_lab *lab, int setting, int round, struct zc_err *err);

/* zcjitter_lab_result.c */

/* A metric of one setting compared with the first setting. */
struct zcjitter_difference {
	double base, mean; /* over the rounds */
	double difference; /* mean of the paired differences */
	bool known; /* the interval is known */
	struct zcjitter_interval interval; /* 95 % interval of the difference */
	bool real; /* the interval widened for all comparisons leaves out 0 */
};
/* The number of comparisons. */
int zcjitter_lab_comparisons(const struct zcjitter_lab *lab);
void zcjitter_lab_differ(const struct zcjitter_lab *lab, int setting, int metric,
	struct zcjitter_difference *out);

void zcjitter_lab_text(const struct zcjitter_lab *lab, FILE *out);
void zcjitter_lab_html(const struct zcjitter_lab *lab, FILE *out);
json_t *zcjitter_lab_json(const struct zcjitter_lab *lab);

#endif
