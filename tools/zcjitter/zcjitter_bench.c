/* zcjitter bench: plays files and prints what each second of audio costs, or how long a start
 * takes. One player at a time; while one is measured nothing runs here but a sleep. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline/device.h"
#include "tools/common/parse.h"
#include "tools/lab/cost.h"
#include "tools/lab/engine.h"
#include "tools/lab/peer.h"
#include "tools/zcjitter/zcjitter.h"
#include "tools/zcjitter/zcjitter_bench_files.h"
#include "tools/zcjitter/zcjitter_bench_row.h"
#include "tools/zcjitter/zcjitter_bench_start.h"
#include "tools/zcjitter/zcjitter_error.h"

#define FILES_MAX 64
#define DECODE_RUNS 7

struct bench {
	const char *device; /* borrows */
	const char *folder; /* borrows from argv: for generated files */
	const char *peers; /* borrows from argv: names with commas between; "": none */
	char work[ZC_LAB_FOLDER_MAX]; /* folder for the files of players while they run */
	struct zc_sink_conf sink;
	struct zc_engine_conf engine;
	long seconds, settle_seconds;
	long starts; /* 0: the cost of playing is measured instead */
	bool json;
	bool iowait; /* the kernel counts it */
};

static volatile sig_atomic_t interrupted;

static void
on_signal(int sig)
{
	interrupted = sig;
}

/* Returns early on a signal to end. */
static void
sleep_s(long seconds)
{
	struct timespec t = { .tv_sec = seconds };

	while (!interrupted && clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR)
		;
}

static void
from_samples(const struct bench *o, struct zcjitter_bench_row *row, const struct zc_lab_cost *a,
	const struct zc_lab_cost *b)
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

/* Takes the faults of the engine's thread only. */
static void
from_counters(struct zcjitter_bench_row *row, const struct zc_counters *a,
	const struct zc_counters *b, double s)
{
	row->wakeups = (double)(b->wakeups - a->wakeups) / s;
	row->syscalls = (double)(b->syscalls - a->syscalls) / s;
	row->faults_minor = (double)(b->faults_minor - a->faults_minor);
	row->faults_major = (double)(b->faults_major - a->faults_major);
	row->xruns = (double)b->xruns;
}

static void
from_engine(struct zcjitter_bench_row *row, const struct zc_lab_engine_state *a,
	const struct zc_lab_engine_state *b, double s)
{
	char reason[ZC_REASON_TEXT_MAX] = "";

	from_counters(row, &a->count, &b->count, s);
	row->start_ms = b->start_ns ? (double)b->start_ns / 1e6 : NAN;
	snprintf(row->path, sizeof(row->path), "%s", zc_path_name(b->path));
	if (b->reason != ZC_REASON_NONE)
		zc_reason_text(b->reason, b->reason_arg, NULL, reason);
	snprintf(row->reason, sizeof(row->reason), "%s", reason);
}

/* CPU time of the decoding thread per second of audio, with the whole file decoded at full
 * speed; NAN on failure. The engine's own thread does not depend on the codec. */
static double
engine_decode_ns(const struct zc_lab_play *fast)
{
	struct zc_lab_engine p;
	struct zc_lab_engine_state end;
	double ns = NAN;

	if (zc_lab_engine_start(&p, fast))
		return NAN;
	if (!zc_lab_engine_ask(&p, true, &end) && !end.result && end.count.frames_played)
		ns = (double)end.decode_ns / end.audio_s;
	zc_lab_engine_stop(&p);
	return ns;
}

/* The engine's decoding against libsndfile alone: the best of several runs each, by turns, as
 * other load on the machine only ever adds time. */
static double
decode_ratio(const struct zc_lab_play *play)
{
	struct zc_sink_conf sink = *play->sink;
	const struct zc_lab_play fast = { "sim", play->file, &sink, play->engine };
	double best = INFINITY, alone = INFINITY;

	sink.sim_virtual = true;
	for (int i = 0; i < DECODE_RUNS && !interrupted; i++) {
		best = fmin(best, engine_decode_ns(&fast));
		alone = fmin(alone, zcjitter_bench_files_decode_ns(play->file));
	}
	return isfinite(best) && isfinite(alone) ? best / alone : NAN;
}

static int
measure_engine(
	const struct bench *o, const struct zc_lab_play *play, struct zcjitter_bench_row *row)
{
	struct zc_lab_cost from, to;
	struct zc_lab_engine_state a, b;
	struct zc_lab_engine p;
	int r = zc_lab_engine_start(&p, play);

	if (r)
		return r;
	sleep_s(o->settle_seconds);
	r = zc_lab_engine_ask(&p, false, &a);
	if (!r)
		r = zc_lab_cost_read(p.pid, ZC_LAB_SIM_THREAD, &from);
	if (!r && !a.ended)
		sleep_s(o->seconds);
	if (!r)
		r = zc_lab_cost_read(p.pid, ZC_LAB_SIM_THREAD, &to);
	if (!r)
		r = zc_lab_engine_ask(&p, false, &b);
	zc_lab_engine_stop(&p);
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
measure_peer(const struct bench *o, enum zc_lab_peer_kind kind, const struct zc_lab_play *play,
	struct zcjitter_bench_row *row)
{
	struct zc_counters a = { 0 }, b = { 0 };
	struct zc_lab_cost from, to;
	struct zc_err err = { 0 };
	struct zc_lab_peer p;
	int counted, r = zc_lab_peer_start(&p, kind, play, o->work, &err);

	if (r) {
		snprintf(row->note, sizeof(row->note), "%s", err.text);
		return r;
	}
	sleep_s(o->settle_seconds);
	counted = zc_lab_peer_count(&p, &a);
	r = zc_lab_cost_read(p.pid, ZC_LAB_SIM_THREAD, &from);
	if (!r)
		sleep_s(o->seconds);
	if (!r)
		r = zc_lab_cost_read(p.pid, ZC_LAB_SIM_THREAD, &to);
	if (!counted)
		counted = zc_lab_peer_count(&p, &b);
	/* A process that ended is a zombie without memory until it is waited for. */
	if (r || !to.rss_kib ||
		(kind == ZC_LAB_PEER_COPY && zc_lab_copy_ended(&p.copy, &err))) {
		snprintf(row->note, sizeof(row->note), "%s",
			err.code ? err.text : "ended before it was measured");
		r = -ENODATA;
	}
	zc_lab_peer_stop(&p);
	if (r)
		return r;
	from_samples(o, row, &from, &to);
	if (!counted)
		from_counters(row, &a, &b, (double)(to.at_ns - from.at_ns) / 1e9);
	return 0;
}

static int
measure_file(const struct bench *o, const struct zcjitter_bench_file *f)
{
	const struct zc_lab_play play = { o->device, f->path, &o->sink, &o->engine };
	struct zcjitter_bench_row row;
	int failed = 0;

	zcjitter_bench_row_init(&row, "engine", f->label);
	failed |= measure_engine(o, &play, &row);
	if (!interrupted)
		zcjitter_bench_row_print(&row, o->json);
	for (const char *at = o->peers; *at && !interrupted;) {
		size_t len = strcspn(at, ",");
		enum zc_lab_peer_kind kind;
		char name[16];

		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		if (!zc_lab_peer_find(at, len, &kind)) {
			zcjitter_bench_row_init(&row, name, f->label);
			failed |= measure_peer(o, kind, &play, &row);
			zcjitter_bench_row_print(&row, o->json);
		}
		at += len + (at[len] == ',');
	}
	return failed;
}

static int
measure_starts(const struct bench *o, const struct zcjitter_bench_file *f)
{
	const struct zc_lab_play play = { o->device, f->path, &o->sink, &o->engine };
	double ms[ZCJITTER_STARTS_MAX];
	struct zc_err err;

	if (zcjitter_bench_starts(&play, o->work, (int)o->starts, ms, &err))
		return zcjitter_error(ZC_EXIT_FAILED, "%s: %s", f->label, err.text);
	zcjitter_bench_starts_print(f->label, ms, (int)o->starts, o->json);
	return 0;
}

/* Finds the files that were named, or generates some; *made is how many were generated. */
static int
find_files(const struct bench *o, char **names, int count, struct zcjitter_bench_file *files,
	int *made)
{
	struct zc_err err;

	*made = 0;
	if (!count) {
		/* The engine reads ahead by its ring, at most 12 s; the files must not end
		 * while measured. */
		long seconds = o->settle_seconds + o->seconds + 14 + o->sink.ring_ms / 1000;

		count = zcjitter_bench_files_make(
			files, FILES_MAX, o->folder, (int)seconds, &err);
		if (count < 0)
			zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
		*made = count > 0 ? count : 0;
		return count;
	}
	for (int i = 0; i < count; i++) {
		char *whole = realpath(names[i], NULL);
		const char *slash = strrchr(names[i], '/');

		if (!whole) {
			zcjitter_error(ZC_EXIT_FAILED, "%s: %s", names[i], strerror(errno));
			return -ENOENT;
		}
		snprintf(files[i].path, sizeof(files[i].path), "%s", whole);
		snprintf(files[i].label, sizeof(files[i].label), "%s",
			slash ? slash + 1 : names[i]);
		free(whole);
	}
	return count;
}

static int
parse_number(const char *text, const char *name, long min, long max, long *value)
{
	if (!zc_parse_int(text, min, max, value))
		return ZC_EXIT_OK;
	return zcjitter_usage(
		"bench", "--%s %s: takes a number from %ld to %ld", name, text, min, max);
}

static int
parse_path(const char *text, enum zc_path *path)
{
	for (*path = ZC_PATH_DIRECT; *path < ZC_PATH_COUNT; ++*path)
		if (!strcmp(text, zc_path_name(*path)))
			return ZC_EXIT_OK;
	return zcjitter_usage("bench", "--best-path %s: takes direct, staged or decoded", text);
}

static int
check_peers(const char *peers)
{
	for (const char *at = peers; *at;) {
		size_t len = strcspn(at, ",");
		enum zc_lab_peer_kind kind;

		if (zc_lab_peer_find(at, len, &kind))
			return zcjitter_usage("bench",
				"--peer %.*s: takes copy, aplay, mpd and zcaudiod", (int)len,
				at);
		at += len + (at[len] == ',');
	}
	return ZC_EXIT_OK;
}

/* Stores one option; the exit code. */
static int
store_option(struct bench *o, int option, const char *name)
{
	long n = 0;
	int code = ZC_EXIT_OK;

	switch (option) {
	case 'd':
		o->device = optarg;
		break;
	case 's':
		return parse_number(optarg, name, 1, 86400, &o->seconds);
	case 't':
		return parse_number(optarg, name, 0, 86400, &o->settle_seconds);
	case 'S':
		return parse_number(optarg, name, 1, ZCJITTER_STARTS_MAX, &o->starts);
	case 'p':
		o->peers = optarg;
		return check_peers(optarg);
	case 'f':
		o->folder = optarg;
		break;
	case 'r':
		code = parse_number(optarg, name, 0, 60000, &n);
		o->sink.ring_ms = (uint32_t)n;
		break;
	case 'w':
		code = parse_number(optarg, name, 0, 60000, &n);
		o->engine.wake_ms = (uint32_t)n;
		break;
	case 'b':
		return parse_path(optarg, &o->engine.best_path);
	case 'P':
		code = parse_number(optarg, name, 0, 99, &n);
		o->engine.rt_priority = (int)n;
		break;
	case 'c':
		code = parse_number(optarg, name, 0, 1023, &n);
		o->engine.cpu = (int)n;
		break;
	case 'u':
		o->engine.no_uring = true;
		break;
	case 'j':
		o->json = true;
		break;
	}
	return code;
}

static int
parse(struct bench *o, int argc, char **argv)
{
	static const struct option longs[] = { { "device", required_argument, NULL, 'd' },
		{ "seconds", required_argument, NULL, 's' },
		{ "settle", required_argument, NULL, 't' },
		{ "peer", required_argument, NULL, 'p' },
		{ "folder", required_argument, NULL, 'f' },
		{ "ring-ms", required_argument, NULL, 'r' },
		{ "wake-ms", required_argument, NULL, 'w' },
		{ "best-path", required_argument, NULL, 'b' },
		{ "rt-priority", required_argument, NULL, 'P' },
		{ "cpu", required_argument, NULL, 'c' }, { "no-uring", no_argument, NULL, 'u' },
		{ "starts", required_argument, NULL, 'S' }, { "json", no_argument, NULL, 'j' },
		{ 0 } };
	int option, at = 0, code = ZC_EXIT_OK;

	opterr = 0;
	while (!code && (option = getopt_long(argc, argv, ":d:", longs, &at)) != -1)
		code = option == '?' || option == ':'
			       ? zcjitter_bad_option("bench", option, argv, longs)
			       : store_option(o, option, longs[at].name);
	return code;
}

static int
measure_all(struct bench *o, const struct zcjitter_bench_file *files, int count)
{
	bool counted = zc_lab_cost_count_iowait(true);
	int failed = 0;

	o->iowait = zc_lab_cost_count_iowait(true);
	if (!o->json && !o->starts)
		zcjitter_bench_row_head(o->device, o->seconds);
	for (int i = 0; i < count && !interrupted; i++)
		failed |= o->starts ? measure_starts(o, &files[i]) : measure_file(o, &files[i]);
	zc_lab_cost_count_iowait(counted);
	return failed ? ZC_EXIT_FAILED : ZC_EXIT_OK;
}

int
zcjitter_bench(int argc, char **argv)
{
	static struct zcjitter_bench_file files[FILES_MAX];
	struct bench o = { .device = "auto",
		.folder = ".",
		.peers = "",
		.seconds = 10,
		.settle_seconds = 3,
		.sink = { .sim_pinnable = true } };
	const struct sigaction catch = { .sa_handler = on_signal };
	struct zc_device_info device;
	struct zc_err err;
	int count, made, code;

	zc_engine_conf_init(&o.engine);
	code = parse(&o, argc, argv);
	if (code)
		return code;
	if (argc - optind > FILES_MAX)
		return zcjitter_usage("bench", "bench takes %d FILEs at most", FILES_MAX);
	if (zc_device_find(o.device, &device, &err) || zc_lab_folder_make(o.work, &err))
		return zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	o.device = device.name;
	/* On a signal too, generated files are removed and the kernel's setting is restored. */
	sigaction(SIGINT, &catch, NULL);
	sigaction(SIGTERM, &catch, NULL);
	count = find_files(&o, argv + optind, argc - optind, files, &made);
	code = count > 0 ? measure_all(&o, files, count) : ZC_EXIT_FAILED;
	zcjitter_bench_files_remove(files, made);
	zc_lab_folder_remove(o.work);
	return interrupted ? 128 + interrupted : code;
}
