/* A recording in memory, with all of its figures, for reports. One thread. */
#ifndef ZC_REPORT_RUN_H
#define ZC_REPORT_RUN_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/recording.h"
#include "pipeline/wake_hist.h"
#include "tools/report/stats.h"

#define ZCJITTER_CAUSES 5

/* Sums over the records. */
struct zcjitter_counts {
	uint64_t wakeups, lost; /* lost: gaps in their numbers */
	uint64_t causes[ZCJITTER_CAUSES]; /* a wake-up may have several */
	uint64_t syscalls, cpu_us;
	uint64_t reads, read_bytes;
	uint64_t xruns, still, resets, steps_down;
	uint64_t faults_minor, faults_major;
	uint64_t switches_voluntary, switches_involuntary;
};

/* The DAC against the system's clock. */
struct zcjitter_rate {
	bool known;
	bool wild; /* unknown, because the position stood still or jumped */
	uint32_t nominal_hz;
	double ppm, ppm_error; /* the standard error */
};

/* The parameters of an opened device. */
#define ZCJITTER_RINGS_MAX 8
struct zcjitter_ring {
	uint32_t rate_hz, capacity_frames, period_frames;
};

struct zcjitter_run {
	const char *path; /* borrows */
	char name[256]; /* of the file, without its folders */
	struct zc_recording_head head;
	bool whole; /* it is complete */
	char ended[ZC_ERR_MAX]; /* why it ended or breaks off; for people */
	json_t *meta; /* owns, as the next two: an object; empty if the recording has none */
	json_t *tracks, *incidents; /* arrays of objects */
	struct zcjitter_series series[ZC_KINDS];
	struct zcjitter_counts count;
	struct zcjitter_rate rate;
	int64_t first_ns, last_ns; /* woke_ns of the first and the last record */
	uint64_t first_seq; /* the first record's number */
	struct zcjitter_ring ring; /* the last one */
	struct zcjitter_ring
		rings[ZCJITTER_RINGS_MAX]; /* all that occurred, up to the maximum */
	int ring_count;
};

/* Reads the recording at path ("-": standard input). 0, or an error with text that names the
 * file; zcjitter_run_free in any case. */
int zcjitter_run_load(struct zcjitter_run *run, const char *path, struct zc_err *err);
void zcjitter_run_free(struct zcjitter_run *run);

/* The name of cause number i, a bit of zc_wake.cause. */
const char *zcjitter_cause_name(int i);

/* Seconds from the first wake-up to the last. */
double zcjitter_run_seconds(const struct zcjitter_run *run);
/* Seconds since the first wake-up. */
double zcjitter_run_since(const struct zcjitter_run *run, int64_t at_ns);

/* When the engine woke for the record of that number; INT64_MIN: it is missing, or may be, as
 * records were lost. */
int64_t zcjitter_run_woke_ns(const struct zcjitter_run *run, uint64_t seq);

/* A time as UTC, "2026-11-24T03:25:34.123Z", into buf; returns buf. */
#define ZCJITTER_TIME_MAX 40
char *zcjitter_run_time(const struct zcjitter_run *run, int64_t at_ns, char *buf);
/* The time when the recording begins, likewise: when it was created or, as the file of an incident
 * is created afterwards, that of its first record. */
char *zcjitter_run_begun(const struct zcjitter_run *run, char *buf);

/* The quantiles in reports, ascending; named "p50_ns" ... "p99_99_ns" in JSON, "p50" ...
 * "p99.99" for people. */
#define ZCJITTER_SHARES 5
extern const double zcjitter_shares[ZCJITTER_SHARES];
extern const char *const zcjitter_share_keys[ZCJITTER_SHARES];
/* The value of quantile i, where i = ZCJITTER_SHARES is the worst value. Quantiles of the
 * margin count from its low end, the bad one. 0 if there are no values. */
double zcjitter_run_quantile(const struct zcjitter_run *run, enum zc_wake_kind kind, int i);
/* "p50" ... "max"; for the margin "p50" ... "min". */
const char *zcjitter_quantile_name(enum zc_wake_kind kind, int i);

/* The name of a figure for people: "wake-up latency". */
const char *zcjitter_kind_title(enum zc_wake_kind kind);
/* A sentence that explains the figure. */
const char *zcjitter_kind_about(enum zc_wake_kind kind);

#endif
