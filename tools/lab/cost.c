#include "tools/lab/cost.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Calls line(ctx, text) for each line of the file. 0 or -errno. */
static int
each_line(const char *path, void (*line)(void *ctx, const char *text), void *ctx)
{
	char text[1024];
	FILE *f = fopen(path, "re");

	if (!f)
		return -errno;
	while (fgets(text, sizeof(text), f))
		line(ctx, text);
	fclose(f);
	return 0;
}

static void
thread_status(void *ctx, const char *text)
{
	struct zc_lab_cost *s = ctx;
	unsigned long long n;

	if (sscanf(text, "voluntary_ctxt_switches: %llu", &n) == 1 ||
		sscanf(text, "nonvoluntary_ctxt_switches: %llu", &n) == 1)
		s->switches += n;
}

static void
process_status(void *ctx, const char *text)
{
	struct zc_lab_cost *s = ctx;
	unsigned long long n;

	if (sscanf(text, "VmRSS: %llu", &n) == 1)
		s->rss_kib = n;
	else if (sscanf(text, "VmLck: %llu", &n) == 1)
		s->locked_kib = n;
}

static void
schedstat(void *ctx, const char *text)
{
	struct zc_lab_cost *s = ctx;
	unsigned long long ns;

	if (sscanf(text, "%llu", &ns) == 1)
		s->cpu_ns += ns;
}

/* Field numbers of proc(5), counted from 1; the second is the name in brackets, which may hold
 * anything. */
static void
thread_stat(void *ctx, const char *text)
{
	enum { STATE = 3, MINOR = 10, MAJOR = 12, BLKIO_TICKS = 42 };
	struct zc_lab_cost *s = ctx;
	const char *at = strrchr(text, ')');

	for (int field = STATE; at && field <= BLKIO_TICKS; field++) {
		unsigned long long n;

		at = strchr(at + 1, ' ');
		if (!at || sscanf(at, " %llu", &n) != 1)
			continue;
		if (field == MINOR)
			s->faults_minor += n;
		else if (field == MAJOR)
			s->faults_major += n;
		else if (field == BLKIO_TICKS)
			s->iowait_ms += n * 1000 / (unsigned long long)sysconf(_SC_CLK_TCK);
	}
}

struct named {
	const char *name;
	bool is;
};

static void
compare_name(void *ctx, const char *text)
{
	struct named *n = ctx;
	size_t len = strlen(n->name);

	n->is = !strncmp(text, n->name, len) && text[len] == '\n';
}

static bool
is_called(const char *folder, const char *tid, const char *name)
{
	struct named n = { name, false };
	char path[384];

	snprintf(path, sizeof(path), "%s/%s/comm", folder, tid);
	each_line(path, compare_name, &n);
	return n.is;
}

static void
add_cpu(const char *folder, const char *tid, struct zc_lab_cost *s)
{
	char path[384];

	snprintf(path, sizeof(path), "%s/%s/schedstat", folder, tid);
	each_line(path, schedstat, s);
}

/* A thread that has ended in the meantime is left out. */
static void
add_thread(const char *folder, const char *tid, const char *without, struct zc_lab_cost *s)
{
	char path[384];

	if (without && is_called(folder, tid, without))
		return;
	add_cpu(folder, tid, s);
	snprintf(path, sizeof(path), "%s/%s/status", folder, tid);
	each_line(path, thread_status, s);
	snprintf(path, sizeof(path), "%s/%s/stat", folder, tid);
	each_line(path, thread_stat, s);
}

uint64_t
zc_lab_cost_thread_cpu_ns(pid_t pid, const char *name)
{
	struct zc_lab_cost s = { 0 };
	struct dirent *d;
	char path[64];
	DIR *threads;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	threads = opendir(path);
	while (threads && (d = readdir(threads)))
		if (is_called(path, d->d_name, name))
			add_cpu(path, d->d_name, &s);
	if (threads)
		closedir(threads);
	return s.cpu_ns;
}

int
zc_lab_cost_read(pid_t pid, const char *without, struct zc_lab_cost *out)
{
	struct timespec now;
	struct dirent *d;
	char path[64];
	DIR *threads;

	memset(out, 0, sizeof(*out));
	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	threads = opendir(path);
	if (!threads)
		return -errno;
	clock_gettime(CLOCK_MONOTONIC, &now);
	out->at_ns = now.tv_sec * 1000000000ll + now.tv_nsec;
	while ((d = readdir(threads)))
		if (d->d_name[0] != '.')
			add_thread(path, d->d_name, without, out);
	closedir(threads);
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	each_line(path, process_status, out);
	return 0;
}

bool
zc_lab_cost_count_iowait(bool on)
{
	FILE *f = fopen("/proc/sys/kernel/task_delayacct", "r+e");
	int was = -1;

	if (!f)
		return false;
	if (fscanf(f, "%d", &was) == 1) {
		rewind(f);
		fputc(on ? '1' : '0', f);
	}
	fclose(f);
	return was == 1;
}
