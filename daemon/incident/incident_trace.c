#include "daemon/incident/incident_trace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NS_PER_US INT64_C(1000)
#define NS_PER_S INT64_C(1000000000)
/* For each CPU: enough for minutes, since it records only one thread. */
#define BUFFER_KIB "16"
#define NAME "zcaudiod-"

struct zc_trace {
	char folder[PATH_MAX]; /* of the instance */
	int32_t tid;
};

/* One task switch: from whom to whom, and when, to the microsecond. */
struct task_switch {
	int64_t at_ns;
	char from[17];
	int from_tid, to_tid;
};

static bool
parse(const char *line, struct task_switch *c)
{
	static const char event[] = ": sched_switch: prev_comm=";
	const char *at = strstr(line, event), *from, *end, *to;
	long long s, us;

	if (!at)
		return false;
	from = at + strlen(event);
	end = strstr(from, " prev_pid=");
	to = strstr(from, " next_pid=");
	while (at > line && at[-1] != ' ')
		at--;
	if (!end || !to || sscanf(at, "%lld.%6lld", &s, &us) != 2 ||
		sscanf(end, " prev_pid=%d", &c->from_tid) != 1 ||
		sscanf(to, " next_pid=%d", &c->to_tid) != 1)
		return false;
	c->at_ns = s * NS_PER_S + us * NS_PER_US;
	snprintf(c->from, sizeof(c->from), "%.*s", (int)(end - from), from);
	return true;
}

char *
zc_trace_find(FILE *trace, int32_t tid, int64_t from_ns, int64_t to_ns, char *buf, size_t size)
{
	int64_t lost_cpu_ns = from_ns, longest_ns = 0;
	char *line = NULL;
	size_t room = 0;
	struct task_switch c;

	*buf = '\0';
	while (getline(&line, &room, trace) > 0) {
		if (!parse(line, &c))
			continue;
		if (c.from_tid == tid)
			lost_cpu_ns = c.at_ns > from_ns ? c.at_ns : from_ns;
		if (c.to_tid != tid || c.at_ns > to_ns || c.at_ns - lost_cpu_ns <= longest_ns)
			continue;
		longest_ns = c.at_ns - lost_cpu_ns;
		*buf = '\0';
		if (c.from_tid)
			snprintf(buf, size, "%s[%d]", c.from, c.from_tid);
	}
	free(line);
	return buf;
}

/* The planned wake-up or the period interrupt; or else the time at which the engine began to wait. */
static int64_t
due_ns(const struct zc_wake *w, uint32_t at)
{
	if (w[at].planned_ns)
		return w[at].planned_ns;
	if (w[at].hw_tstamp_ns)
		return w[at].hw_tstamp_ns;
	return at ? w[at - 1].done_ns : w[at].woke_ns;
}

char *
zc_trace_who(struct zc_trace *t, const struct zc_wake *w, uint32_t at, char *buf, size_t size)
{
	char path[PATH_MAX + 8];
	FILE *trace;

	*buf = '\0';
	if (!t)
		return buf;
	snprintf(path, sizeof(path), "%s/trace", t->folder);
	trace = fopen(path, "re");
	if (!trace)
		return buf;
	zc_trace_find(trace, t->tid, due_ns(w, at), w[at].done_ns, buf, size);
	fclose(trace);
	return buf;
}

static int
put(const struct zc_trace *t, const char *name, const char *value, struct zc_err *err)
{
	char path[PATH_MAX + 64];
	size_t len = strlen(value);
	int fd, r = 0;

	snprintf(path, sizeof(path), "%s/%s", t->folder, name);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0 || write(fd, value, len) != (ssize_t)len)
		r = zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return r;
}

static void
remove_stale(const char *instances)
{
	DIR *d = opendir(instances);
	char path[PATH_MAX + 300];
	struct dirent *e;

	while (d && (e = readdir(d))) {
		long pid = strncmp(e->d_name, NAME, strlen(NAME))
				   ? 0
				   : strtol(e->d_name + strlen(NAME), NULL, 10);

		if (pid <= 0 || !kill((pid_t)pid, 0) || errno != ESRCH)
			continue;
		snprintf(path, sizeof(path), "%s/%s", instances, e->d_name);
		rmdir(path);
	}
	if (d)
		closedir(d);
}

struct zc_trace *
zc_trace_open(const char *folder, int32_t tid, struct zc_err *err)
{
	struct zc_trace *t = calloc(1, sizeof(*t));
	char filter[64];

	if (!t) {
		zc_fail(err, -ENOMEM, "out of memory for the trace");
		return NULL;
	}
	t->tid = tid;
	snprintf(t->folder, sizeof(t->folder), "%s/instances", folder);
	remove_stale(t->folder);
	snprintf(
		t->folder, sizeof(t->folder), "%s/instances/" NAME "%d", folder, (int)getpid());
	snprintf(
		filter, sizeof(filter), "prev_pid == %d || next_pid == %d", (int)tid, (int)tid);
	if (mkdir(t->folder, 0700) && errno != EEXIST) {
		zc_fail(err, -errno, "%s: %s", t->folder, strerror(errno));
		free(t);
		return NULL;
	}
	if (put(t, "buffer_size_kb", BUFFER_KIB, err) || put(t, "trace_clock", "mono", err) ||
		put(t, "events/sched/sched_switch/filter", filter, err) ||
		put(t, "events/sched/sched_switch/enable", "1", err)) {
		zc_trace_close(t);
		return NULL;
	}
	return t;
}

void
zc_trace_close(struct zc_trace *t)
{
	if (!t)
		return;
	rmdir(t->folder);
	free(t);
}
