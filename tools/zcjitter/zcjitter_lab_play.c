/* One play: a private daemon with the setting, recorded by `zcjitter record`, or the copying
 * player; then what it was like. */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/zcbench/zcbench.h"
#include "tools/zcjitter/zcjitter_lab.h"
#include "tools/report/run.h"
#include "tools/report/sections.h"

#define TRIES 400
#define TRY_NS 50000000
#define SETTLE_NS 1000000000ll

/* A program of ours is looked for beside this one, so that a build tree can be used; else in
 * PATH. */
static void
program(const char *name, char *buf, size_t size)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n > 0) {
		self[n] = '\0';
		snprintf(buf, size, "%s/%s", dirname(self), name);
		if (!access(buf, X_OK))
			return;
	}
	snprintf(buf, size, "%s", name);
}

/* Runs it with standard error (and output, if any) in log. */
static pid_t
spawn(char *const *argv, const char *log)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* What the terminal sends is for the laboratory. */
	setpgid(0, 0);
	if (!freopen(log, "we", stdout) || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The last line that was said, for an error. */
static void
last_line(const char *log, char *line, size_t size)
{
	FILE *f = fopen(log, "re");

	snprintf(line, size, "it said nothing");
	while (f && fgets(line, (int)size, f))
		;
	if (f)
		fclose(f);
	line[strcspn(line, "\n")] = '\0';
}

static int
failed(const char *what, const char *log, struct zc_err *err)
{
	char line[256];

	last_line(log, line, sizeof(line));
	return zc_fail(err, -EIO, "%s failed: %s", what, line);
}

static int
write_conf(const struct zcjitter_lab *lab, int setting, const char *path, struct zc_err *err)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	fprintf(f,
		"device = %s\nring_ms = %u\nsocket = %s/socket\narea_file = %s/area\nport = 0\n"
		"state_file =\nplaylist_directory =\nmusic_directory =\nincident_directory "
		"=\n%s",
		lab->device, lab->ring_ms, lab->folder, lab->folder,
		zcjitter_settings[setting].conf);
	return fclose(f) ? zc_fail(err, -EIO, "%s: cannot be written", path) : 0;
}

static int
start_daemon(const struct zcjitter_lab *lab, int setting, pid_t *pid, struct zc_err *err)
{
	const struct timespec wait = { .tv_nsec = TRY_NS };
	char exe[PATH_MAX], conf[96], log[96], socket[96];
	char *argv[] = { exe, "--config", conf, NULL };
	struct stat st;
	int r;

	program("zcaudiod", exe, sizeof(exe));
	snprintf(conf, sizeof(conf), "%s/conf", lab->folder);
	snprintf(log, sizeof(log), "%s/daemon.log", lab->folder);
	snprintf(socket, sizeof(socket), "%s/socket", lab->folder);
	r = write_conf(lab, setting, conf, err);
	if (r)
		return r;
	*pid = spawn(argv, log);
	for (int i = 0; *pid > 0 && i < TRIES && stat(socket, &st); i++) {
		if (waitpid(*pid, NULL, WNOHANG) == *pid)
			return failed("zcaudiod", log, err);
		nanosleep(&wait, NULL);
	}
	return *pid > 0 ? 0 : zc_fail(err, -errno, "zcaudiod: %s", strerror(errno));
}

static int
record_daemon(const struct zcjitter_lab *lab, const char *recording, struct zc_err *err)
{
	char exe[PATH_MAX], log[96], socket[96];
	char *argv[] = { exe, "record", "--socket", socket, "-o", (char *)recording, "--track",
		(char *)lab->file, NULL };

	program("zcjitter", exe, sizeof(exe));
	snprintf(log, sizeof(log), "%s/record.log", lab->folder);
	snprintf(socket, sizeof(socket), "%s/socket", lab->folder);
	return wait_for(spawn(argv, log)) ? failed("recording", log, err) : 0;
}

static int
play_daemon(const struct zcjitter_lab *lab, int setting, const char *recording,
	struct zcbench_sample *cost, struct zc_err *err)
{
	struct zcbench_sample before = { 0 };
	pid_t pid;
	int r = start_daemon(lab, setting, &pid, err);

	if (r)
		return r;
	zcbench_sample(pid, ZCBENCH_SIM_THREAD, &before);
	r = record_daemon(lab, recording, err);
	if (!r && zcbench_sample(pid, ZCBENCH_SIM_THREAD, cost))
		r = zc_fail(err, -ESRCH, "zcaudiod ended while it played");
	kill(pid, SIGTERM);
	wait_for(pid);
	cost->cpu_ns -= before.cpu_ns;
	cost->switches -= before.switches;
	cost->faults_minor -= before.faults_minor;
	cost->faults_major -= before.faults_major;
	return r;
}

/* The process is looked at once it has played, before it is waited for. */
static int
play_copy(const struct zcjitter_lab *lab, const char *recording, struct zcbench_sample *cost,
	struct zc_err *err)
{
	int ends[2], r = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(ends))
		return zc_fail(err, -errno, "pipe: %s", strerror(errno));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		err->code = 0;
		if (zcjitter_lab_copy(lab, recording, err) && !err->code)
			err->code = -EIO;
		n = write(ends[1], err, sizeof(*err));
		pause();
		_exit(n == sizeof(*err) ? 0 : 1);
	}
	close(ends[1]);
	if (pid < 0 || read(ends[0], err, sizeof(*err)) != sizeof(*err))
		r = zc_fail(err, -EIO, "the copying player ended without a word");
	else
		r = err->code;
	if (!r)
		zcbench_sample(pid, NULL, cost);
	close(ends[0]);
	if (pid > 0) {
		kill(pid, SIGKILL);
		wait_for(pid);
	}
	return r;
}

/* What was measured in steady playing, sorted: not while the ring was filled at the start, nor
 * while it ran empty at the end. 0, -ENOMEM, or -ENODATA: there is none. */
static int
steady(const struct zcjitter_lab *lab, const struct zcjitter_run *run, enum zc_wake_kind kind,
	struct zcjitter_series *out)
{
	const struct zcjitter_series *s = &run->series[kind];
	int64_t from_ns = run->first_ns + SETTLE_NS;
	int64_t to_ns = run->last_ns - lab->ring_ms * 1000000ll - SETTLE_NS;
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
note_figures(struct zcjitter_lab *lab, int setting, int round, const struct zcjitter_run *run,
	const struct zcbench_sample *cost)
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
note_path(struct zcjitter_lab *lab, int setting, const struct zcjitter_run *run)
{
	const json_t *track = json_array_get(run->tracks, 0);
	char path[64], why[96];

	if (track)
		snprintf(lab->path[setting], sizeof(lab->path[setting]), "%s: %s",
			zcjitter_member_str(track, "path", path, sizeof(path)),
			zcjitter_member_str(track, "reason_text", why, sizeof(why)));
	else
		snprintf(lab->path[setting], sizeof(lab->path[setting]),
			"read and snd_pcm_writei");
}

int
zcjitter_lab_play(struct zcjitter_lab *lab, int setting, int round, struct zc_err *err)
{
	char recording[PATH_MAX];
	struct zcbench_sample cost = { 0 };
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
	if (!r && (r = note_figures(lab, setting, round, &run, &cost)))
		zc_fail(err, r,
			r == -ENOMEM ? "%s: out of memory"
				     : "%s: is too short: no steady playing between start and "
				       "end; take one of 15 s or more",
			lab->file);
	if (!r)
		note_path(lab, setting, &run);
	zcjitter_run_free(&run);
	if (!lab->keep)
		unlink(recording);
	return r;
}
