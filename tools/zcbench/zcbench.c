/* zcbench: plays files and prints what each second of audio costs, or how long a start takes.
 * One thread, one player at a time; nothing here runs while a player is measured but a sleep.
 */
#include "tools/zcbench/zcbench.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/zcbench/zcbench_options.h"
#include "tools/zcbench/zcbench_row.h"

#define FILES_MAX 64
#define DECODE_RUNS 7

static volatile sig_atomic_t interrupted;

static void
on_signal(int sig)
{
	interrupted = sig;
}

/* Shorter where a signal says to end. */
static void
sleep_s(long seconds)
{
	struct timespec t = { .tv_sec = seconds };

	while (!interrupted && clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR)
		;
}

static void
from_samples(const struct zcbench_options *o, struct zcbench_row *row,
	const struct zcbench_sample *a, const struct zcbench_sample *b)
{
	double s = (double)(b->at_ns - a->at_ns) / 1e9;

	row->cpu_us = (double)(b->cpu_ns - a->cpu_ns) / 1e3 / s;
	row->switches = (double)(b->switches - a->switches) / s;
	row->faults_minor = (double)(b->faults_minor - a->faults_minor);
	row->faults_major = (double)(b->faults_major - a->faults_major);
	if (o->iowait)
		row->iowait_ms = (double)(b->iowait_ms - a->iowait_ms) / s;
	row->rss_kib = (double)b->rss_kib;
	row->locked_kib = (double)b->locked_kib;
}

/* Faults are then those of the engine's thread. */
static void
from_counters(struct zcbench_row *row, const struct zc_counters *a, const struct zc_counters *b,
	double s)
{
	row->wakeups = (double)(b->wakeups - a->wakeups) / s;
	row->syscalls = (double)(b->syscalls - a->syscalls) / s;
	row->faults_minor = (double)(b->faults_minor - a->faults_minor);
	row->faults_major = (double)(b->faults_major - a->faults_major);
	row->xruns = (double)b->xruns;
}

static void
from_engine(struct zcbench_row *row, const struct zcbench_engine *a,
	const struct zcbench_engine *b, double s)
{
	char why[ZC_REASON_TEXT_MAX] = "";

	from_counters(row, &a->count, &b->count, s);
	row->start_ms = b->start_ns ? (double)b->start_ns / 1e6 : NAN;
	snprintf(row->path, sizeof(row->path), "%s", zc_path_name(b->path));
	if (b->reason != ZC_WHY_NONE)
		zc_reason_text(b->reason, b->reason_arg, NULL, why);
	snprintf(row->reason, sizeof(row->reason), "%s", why);
}

/* CPU of the thread that decodes for a second of audio, the whole file at full speed; NAN where
 * it fails. What the engine's own thread takes has nothing to do with the codec. */
static double
engine_decode_ns(const struct zcbench_play *fast)
{
	struct zcbench_player p;
	struct zcbench_engine end;
	double ns = NAN;

	if (zcbench_engine_start(&p, fast))
		return NAN;
	if (!zcbench_engine_ask(&p, true, &end) && !end.result && end.count.frames_played)
		ns = (double)end.decode_ns / end.audio_s;
	zcbench_engine_stop(&p);
	return ns;
}

/* What the engine takes against libsndfile alone, each at its best, by turns: whatever else the
 * machine does only ever adds. */
static double
decode_ratio(const struct zcbench_play *play)
{
	struct zc_sink_conf sink = *play->sink;
	const struct zcbench_play fast = { "sim", play->file, &sink, play->engine };
	double best = INFINITY, alone = INFINITY;

	sink.sim_virtual = true;
	for (int i = 0; i < DECODE_RUNS && !interrupted; i++) {
		best = fmin(best, engine_decode_ns(&fast));
		alone = fmin(alone, zcbench_files_decode_ns(play->file));
	}
	return isfinite(best) && isfinite(alone) ? best / alone : NAN;
}

static int
measure_engine(const struct zcbench_options *o, const struct zcbench_play *play,
	struct zcbench_row *row)
{
	struct zcbench_sample from, to;
	struct zcbench_engine a, b;
	struct zcbench_player p;
	int r = zcbench_engine_start(&p, play);

	if (r)
		return r;
	sleep_s(o->settle_seconds);
	r = zcbench_engine_ask(&p, false, &a);
	if (!r)
		r = zcbench_sample(p.pid, ZCBENCH_SIM_THREAD, &from);
	if (!r && !a.ended)
		sleep_s(o->seconds);
	if (!r)
		r = zcbench_sample(p.pid, ZCBENCH_SIM_THREAD, &to);
	if (!r)
		r = zcbench_engine_ask(&p, false, &b);
	zcbench_engine_stop(&p);
	if (r) {
		snprintf(row->note, sizeof(row->note), "the player died: %s", strerror(-r));
		return r;
	}
	if (b.ended) {
		snprintf(row->note, sizeof(row->note), "%s",
			*b.error ? b.error
				 : "ended before it was measured: a longer file is needed");
		return -ENODATA;
	}
	from_samples(o, row, &from, &to);
	from_engine(row, &a, &b, (double)(to.at_ns - from.at_ns) / 1e9);
	if (b.path == ZC_PATH_DECODED)
		row->decode_ratio = decode_ratio(play);
	return 0;
}

static int
measure_peer(const struct zcbench_options *o, const char *name, const struct zcbench_play *play,
	struct zcbench_row *row)
{
	struct zcbench_sample from, to;
	struct zc_counters a = { 0 }, b = { 0 };
	struct zcbench_player p;
	struct zc_err err;
	int counted, r = zcbench_peer_start(&p, name, play, o->folder, &err);

	if (r) {
		snprintf(row->note, sizeof(row->note), "%s", err.text);
		return r;
	}
	sleep_s(o->settle_seconds);
	counted = zcbench_peer_ask(name, o->folder, &a);
	r = zcbench_sample(p.pid, ZCBENCH_SIM_THREAD, &from);
	if (!r)
		sleep_s(o->seconds);
	if (!r)
		r = zcbench_sample(p.pid, ZCBENCH_SIM_THREAD, &to);
	if (!counted)
		counted = zcbench_peer_ask(name, o->folder, &b);
	zcbench_peer_stop(&p, name, o->folder);
	/* A process that ended is still there to be waited for, but has no memory any more. */
	if (r || !to.rss_kib) {
		snprintf(row->note, sizeof(row->note), "%s ended before it was measured", name);
		return -ENODATA;
	}
	from_samples(o, row, &from, &to);
	if (!counted)
		from_counters(row, &a, &b, (double)(to.at_ns - from.at_ns) / 1e9);
	return 0;
}

static int
measure_file(const struct zcbench_options *o, const struct zcbench_file *f)
{
	const struct zcbench_play play = { o->device, f->path, &o->sink, &o->engine };
	struct zcbench_row row;
	char *rest = NULL, *peers = o->peers ? strdup(o->peers) : NULL;
	int failed = 0;

	zcbench_row_init(&row, "engine", f->label);
	failed |= measure_engine(o, &play, &row);
	if (!interrupted)
		zcbench_row_print(&row, o->json);
	for (char *name = peers ? strtok_r(peers, ",", &rest) : NULL; name && !interrupted;
		name = strtok_r(NULL, ",", &rest)) {
		zcbench_row_init(&row, name, f->label);
		failed |= measure_peer(o, name, &play, &row);
		zcbench_row_print(&row, o->json);
	}
	free(peers);
	return failed;
}

static int
measure_starts(const struct zcbench_options *o, const struct zcbench_file *f)
{
	const struct zcbench_play play = { o->device, f->path, &o->sink, &o->engine };
	double ms[ZCBENCH_STARTS_MAX];
	struct zc_err err;
	int r = zcbench_starts(&play, o->folder, (int)o->starts, ms, &err);

	if (r) {
		fprintf(stderr, "zcbench: %s: %s\n", f->label, err.text);
		return r;
	}
	zcbench_starts_print(f->label, ms, (int)o->starts, o->json);
	return 0;
}

/* The files that were named, or generated ones, of which *made is how many. */
static int
find_files(const struct zcbench_options *o, char **names, int count, struct zcbench_file *files,
	int *made)
{
	struct zc_err err;

	*made = 0;
	if (!count) {
		/* The engine reads ahead by its ring, 12 s at most; the end must not come while
		 * it is measured. */
		long seconds = o->settle_seconds + o->seconds + 14 + o->sink.ring_ms / 1000;

		count = zcbench_files_make(files, FILES_MAX, o->folder, (int)seconds, &err);
		if (count < 0)
			fprintf(stderr, "zcbench: %s\n", err.text);
		*made = count > 0 ? count : 0;
		return count;
	}
	if (count > FILES_MAX) {
		fprintf(stderr, "zcbench: more than %d files\n", FILES_MAX);
		return -E2BIG;
	}
	for (int i = 0; i < count; i++) {
		char *whole = realpath(names[i], NULL);
		const char *slash = strrchr(names[i], '/');

		if (!whole) {
			fprintf(stderr, "zcbench: %s: %s\n", names[i], strerror(errno));
			return -ENOENT;
		}
		snprintf(files[i].path, sizeof(files[i].path), "%s", whole);
		snprintf(files[i].label, sizeof(files[i].label), "%s",
			slash ? slash + 1 : names[i]);
		free(whole);
	}
	return count;
}

int
main(int argc, char **argv)
{
	struct zcbench_options o = { .device = "auto",
		.folder = ".",
		.seconds = 10,
		.settle_seconds = 3,
		.sink = { .sim_pinnable = true } };
	const struct sigaction catch = { .sa_handler = on_signal };
	struct zc_device_info device;
	struct zcbench_file *files;
	struct zc_err err;
	int count, made, failed = 0;
	bool counted;

	zc_engine_conf_init(&o.engine);
	if (zcbench_options_parse(&o, argc, argv))
		return 2;
	if (zc_device_find(o.device, &device, &err)) {
		fprintf(stderr, "zcbench: %s\n", err.text);
		return 1;
	}
	o.device = device.name;
	/* What was made and switched on is undone in any case. */
	sigaction(SIGINT, &catch, NULL);
	sigaction(SIGTERM, &catch, NULL);
	files = calloc(FILES_MAX, sizeof(*files));
	if (!files) {
		fputs("zcbench: out of memory\n", stderr);
		return 1;
	}
	count = find_files(&o, argv + optind, argc - optind, files, &made);
	if (count > 0 && !o.json && !o.starts)
		zcbench_row_head(o.device, o.seconds);
	counted = zcbench_count_iowait(true);
	o.iowait = zcbench_count_iowait(true);
	for (int i = 0; i < count && !interrupted; i++)
		failed |=
			o.starts ? measure_starts(&o, &files[i]) : measure_file(&o, &files[i]);
	zcbench_count_iowait(counted);
	zcbench_files_remove(files, made);
	free(files);
	return interrupted ? 128 + interrupted : count < 0 || failed;
}
