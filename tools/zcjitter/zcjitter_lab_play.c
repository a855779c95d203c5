/* One play of the laboratory: by a private daemon that `zcjitter record` records, or by the
 * copying player; then the figures of its recording. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/lab/copy.h"
#include "tools/lab/cost.h"
#include "tools/lab/daemon.h"
#include "tools/report/run.h"
#include "tools/report/sections.h"
#include "tools/zcjitter/zcjitter_lab.h"

#define SETTLE_NS 1000000000ll

static int
record_daemon(const struct zcjitter_lab *lab, char *socket, char *recording, struct zc_err *err)
{
	char program[] = "zcjitter", log[ZC_LAB_PATH_MAX];
	char *argv[] = { program, "record", "--socket", socket, "-o", recording, "--track",
		(char *)lab->file, NULL };
	pid_t pid;
	int r;

	snprintf(log, sizeof(log), "%s/record.log", lab->folder);
	r = zc_lab_process_start(argv, log, &pid);
	if (r)
		return zc_fail(err, r, "zcjitter record: %s", strerror(-r));
	return zc_lab_process_wait(pid) ? zc_lab_process_failed("zcjitter record", log, err)
					: 0;
}

static int
play_daemon(const struct zcjitter_lab *lab, int setting, char *recording,
	struct zc_lab_cost *cost, struct zc_err *err)
{
	const struct zc_lab_play play = { lab->device, lab->file, &lab->sink, NULL };
	struct zc_lab_cost before = { 0 };
	struct zc_lab_daemon daemon;
	int r = zc_lab_daemon_start(
		&daemon, &play, zcjitter_settings[setting].conf, lab->folder, err);

	if (r)
		return r;
	zc_lab_cost_read(daemon.pid, ZC_LAB_SIM_THREAD, &before);
	r = record_daemon(lab, daemon.socket, recording, err);
	if (!r && zc_lab_cost_read(daemon.pid, ZC_LAB_SIM_THREAD, cost))
		r = zc_fail(err, -ESRCH, "zcaudiod ended while it played");
	zc_lab_daemon_stop(&daemon);
	cost->cpu_ns -= before.cpu_ns;
	cost->switches -= before.switches;
	cost->faults_minor -= before.faults_minor;
	cost->faults_major -= before.faults_major;
	return r;
}

static int
play_copy(const struct zcjitter_lab *lab, const char *recording, struct zc_lab_cost *cost,
	struct zc_err *err)
{
	const struct zc_lab_play play = { lab->device, lab->file, &lab->sink, NULL };
	struct zc_lab_copy copy;
	int r = zc_lab_copy_start(&copy, &play, recording);

	if (r)
		return zc_fail(err, r, "the copying player: %s", strerror(-r));
	r = zc_lab_copy_wait(&copy, err);
	if (!r)
		zc_lab_cost_read(copy.pid, NULL, cost);
	zc_lab_copy_stop(&copy);
	return r;
}

/* The values of steady playing, sorted: without those from filling the ring at the start and
 * from running empty at the end. 0, -ENOMEM, or -ENODATA: there are none. */
static int
steady(const struct zcjitter_lab *lab, const struct zcjitter_run *run, enum zc_wake_kind kind,
	struct zcjitter_series *out)
{
	const struct zcjitter_series *s = &run->series[kind];
	int64_t from_ns = run->first_ns + SETTLE_NS;
	int64_t to_ns = run->last_ns - lab->sink.ring_ms * 1000000ll - SETTLE_NS;
	int r = 0;

	*out = (struct zcjitter_series){ 0 };
	for (size_t i = 0; i < s->count && !r; i++)
		if (s->at_ns[i] >= from_ns && s->at_ns[i] <= to_ns)
			r = zcjitter_series_add(out, s->ns[i], s->at_ns[i]);
	if (!r)
		r = zcjitter_series_sort(out);
	return r ? r : out->count ? 0 : -ENODATA;
}

static int
store_figures(struct zcjitter_lab *lab, int setting, int round, const struct zcjitter_run *run,
	const struct zc_lab_cost *cost)
{
	struct zcjitter_series late, service, margin;
	int r = steady(lab, run, ZC_KIND_LATE, &late);
	int s = steady(lab, run, ZC_KIND_SERVICE, &service);
	int m = steady(lab, run, ZC_KIND_MARGIN, &margin);
	double seconds = zcjitter_run_seconds(run);

	if (!r && !s && !m) {
		const double values[ZCJITTER_METRICS] = {
			(double)zcjitter_quantile(&late, 0.5),
			(double)zcjitter_quantile(&late, 0.99),
			(double)late.ns[late.max],
			(double)zcjitter_quantile(&service, 0.99),
			(double)margin.ns[margin.min],
			(double)cost->cpu_ns / seconds,
			(double)cost->switches / seconds,
			(double)(run->count.faults_minor + run->count.faults_major) / seconds,
			(double)run->count.xruns,
		};

		for (int i = 0; i < ZCJITTER_METRICS; i++)
			lab->value[setting][i][round] = values[i];
	}
	zcjitter_series_free(&late);
	zcjitter_series_free(&service);
	zcjitter_series_free(&margin);
	return r ? r : s ? s : m;
}

static void
store_path(struct zcjitter_lab *lab, int setting, const struct zcjitter_run *run)
{
	const json_t *track = json_array_get(run->tracks, 0);
	char path[64], reason[96];

	if (track)
		snprintf(lab->path[setting], sizeof(lab->path[setting]), "%s: %s",
			zcjitter_member_str(track, "path", path, sizeof(path)),
			zcjitter_member_str(track, "reason_text", reason, sizeof(reason)));
	else
		snprintf(lab->path[setting], sizeof(lab->path[setting]),
			"read and snd_pcm_writei");
}

/* A file that the daemon cannot play makes a recording without wake-ups. */
static int
check_track(const struct zcjitter_run *run, struct zc_err *err)
{
	const json_t *track = json_array_get(run->tracks, 0);
	char buf[16];

	if (strcmp(zcjitter_member_str(track, "result", buf, sizeof(buf)), "failed") != 0)
		return 0;
	return zc_fail(
		err, -EINVAL, "%s", zcjitter_member_str(track, "error", buf, sizeof(buf)));
}

int
zcjitter_lab_play(struct zcjitter_lab *lab, int setting, int round, struct zc_err *err)
{
	char recording[PATH_MAX];
	struct zc_lab_cost cost = { 0 };
	struct zcjitter_run run;
	int r;

	snprintf(recording, sizeof(recording), "%s/%s-%d.zcrec",
		lab->keep ? lab->keep : lab->folder, zcjitter_settings[setting].name,
		round + 1);
	r = zcjitter_settings[setting].conf ? play_daemon(lab, setting, recording, &cost, err)
					    : play_copy(lab, recording, &cost, err);
	if (r)
		return r;
	r = zcjitter_run_load(&run, recording, err);
	if (!r)
		r = check_track(&run, err);
	if (!r && (r = store_figures(lab, setting, round, &run, &cost)))
		zc_fail(err, r,
			r == -ENOMEM ? "%s: out of memory"
				     : "%s: is too short: no steady playing between start and "
				       "end; use a file of 15 s or more",
			lab->file);
	if (!r)
		store_path(lab, setting, &run);
	zcjitter_run_free(&run);
	if (!lab->keep)
		unlink(recording);
	return r;
}
