/* Kernel and permissions. What is tried on threads is tried on one of its own, so that the
 * caller keeps its scheduling; what is tried on the whole process, in a child. */
#include "pipeline/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/base/rt_setup.h"

/* mlockall counts all that is mapped: measured of a playing daemon with its largest ring,
 * rounded up. */
#define LOCKED_MAX_BYTES (256ull << 20)
/* Below this a turn of the filler could meet the limit. */
#define RT_BUDGET_MIN_US 100000

const char *
zc_check_state_name(enum zc_check_state s)
{
	static const char *const names[] = { "info", "ok", "weak", "missing" };

	return names[s];
}

const struct zc_check *
zc_checks_find(const struct zc_checks *c, const char *id)
{
	for (int i = 0; i < c->count; i++)
		if (!strcmp(c->list[i].id, id))
			return &c->list[i];
	return NULL;
}

bool
zc_checks_direct(const struct zc_checks *c)
{
	for (int i = 0; i < c->count; i++)
		if (c->list[i].state == ZC_CHECK_MISSING)
			return false;
	return true;
}

void
zc_checks_add(struct zc_checks *c, const char *id, enum zc_check_state state,
	const char *remedy, const char *value, ...)
{
	struct zc_check *check = &c->list[c->count];
	va_list ap;

	if (c->count == ZC_CHECKS_MAX)
		return;
	c->count++;
	check->id = id;
	check->state = state;
	va_start(ap, value);
	vsnprintf(check->value, sizeof(check->value), value, ap);
	va_end(ap);
	snprintf(check->remedy, sizeof(check->remedy), "%s", remedy ? remedy : "");
}

static void
probe_kernel(struct zc_checks *c)
{
	const char *model = "not preemptible (throughput)";
	struct utsname u;

	if (uname(&u))
		return;
	if (strstr(u.version, "PREEMPT_RT"))
		model = "PREEMPT_RT";
	else if (strstr(u.version, "PREEMPT_DYNAMIC"))
		model = "PREEMPT_DYNAMIC";
	else if (strstr(u.version, "PREEMPT"))
		model = "PREEMPT";
	zc_checks_add(c, "kernel", ZC_CHECK_INFO, NULL, "Linux %s, %s", u.release, model);
}

/* The first line of a small file, without its newline; false if it cannot be read. */
static bool
read_line(const char *path, char *line, int size)
{
	FILE *f = fopen(path, "re");
	bool got = f && fgets(line, size, f);

	if (f)
		fclose(f);
	if (got)
		line[strcspn(line, "\n")] = 0;
	return got;
}

static int
try_uring(unsigned int flags)
{
	struct io_uring_params p = { .flags = flags };
	struct io_uring ring;
	int r = io_uring_queue_init_params(8, &ring, &p);

	if (!r)
		io_uring_queue_exit(&ring);
	return r;
}

static void
probe_uring(struct zc_checks *c)
{
	char disabled[32] = "";
	bool known =
		read_line("/proc/sys/kernel/io_uring_disabled", disabled, sizeof(disabled));
	int r = try_uring(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);

	if (!r) {
		zc_checks_add(
			c, "io_uring", ZC_CHECK_OK, NULL, "works, with deferred completions");
		return;
	}
	r = try_uring(0);
	if (!r)
		zc_checks_add(c, "io_uring", ZC_CHECK_WEAK,
			"a kernel from 6.1 on defers completions, which saves a wake-up for "
			"each read",
			"works, without deferred completions");
	else if (known && *disabled != '0')
		zc_checks_add(c, "io_uring", ZC_CHECK_MISSING,
			"sysctl -w kernel.io_uring_disabled=0",
			"%s: kernel.io_uring_disabled is %s", strerror(-r), disabled);
	else
		zc_checks_add(c, "io_uring", ZC_CHECK_MISSING,
			"allow the io_uring system calls in the container's or service's "
			"seccomp filter",
			"%s", strerror(-r));
}

struct thread_try {
	int rt_priority;
	int rt_errno;
	int slack_errno;
	int slack_ns;
};

static void *
on_thread(void *arg)
{
	struct thread_try *t = arg;
	const struct sched_param sp = { .sched_priority = t->rt_priority };

	/* The slack first: realtime threads report none. */
	t->slack_errno = prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0) ? errno : 0;
	t->slack_ns = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
	t->rt_errno = sched_setscheduler(0, SCHED_FIFO, &sp) ? errno : 0;
	return NULL;
}

/* Whether limits do not count for this process: CAP_SYS_NICE is in force. */
static bool
may_nice(void)
{
	unsigned long long effective = 0;
	char line[256];
	FILE *f = fopen("/proc/self/status", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &effective) == 1)
			break;
	if (f)
		fclose(f);
	return effective >> CAP_SYS_NICE & 1;
}

static void
probe_thread(struct zc_checks *c, int rt_priority)
{
	struct thread_try t = { .rt_priority = rt_priority };
	struct rlimit rl = { 0 };
	char limit[256];
	pthread_t thread;
	int r = pthread_create(&thread, NULL, on_thread, &t);

	if (r) {
		zc_checks_add(c, "realtime", ZC_CHECK_WEAK, NULL,
			"no thread to try it with: %s", strerror(r));
		return;
	}
	pthread_join(thread, NULL);
	getrlimit(RLIMIT_RTPRIO, &rl);
	snprintf(limit, sizeof(limit),
		"LimitRTPRIO=%d in the service, or for a login: echo '@audio - rtprio %d' > "
		"/etc/security/limits.d/audio.conf, and be in the group audio",
		zc_rt_limit(rt_priority), zc_rt_limit(rt_priority));
	if (!t.rt_errno)
		zc_checks_add(
			c, "realtime", ZC_CHECK_OK, NULL, "SCHED_FIFO %d granted", rt_priority);
	else if (rl.rlim_cur >= (rlim_t)rt_priority || may_nice())
		zc_checks_add(c, "realtime", ZC_CHECK_WEAK,
			"give the service's control group a realtime budget "
			"(cpu.rt_runtime_us), or sysctl -w kernel.sched_rt_runtime_us=950000",
			"SCHED_FIFO %d: %s, though the limit allows it", rt_priority,
			strerror(t.rt_errno));
	else
		zc_checks_add(c, "realtime", ZC_CHECK_WEAK, limit,
			"SCHED_FIFO %d: %s (limit %llu)", rt_priority, strerror(t.rt_errno),
			(unsigned long long)rl.rlim_cur);
	if (!t.slack_errno && t.slack_ns == 1)
		zc_checks_add(c, "timer_slack", ZC_CHECK_OK, NULL, "1 ns granted");
	else
		zc_checks_add(c, "timer_slack", ZC_CHECK_WEAK, NULL, "%d ns, 1 was asked for",
			t.slack_ns);
}

static void
probe_budget(struct zc_checks *c)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_RTTIME, &rl))
		return;
	if (rl.rlim_cur == RLIM_INFINITY)
		zc_checks_add(c, "rt_budget", ZC_CHECK_OK, NULL, "no limit");
	else if (rl.rlim_cur >= RT_BUDGET_MIN_US)
		zc_checks_add(c, "rt_budget", ZC_CHECK_OK, NULL, "%llu us",
			(unsigned long long)rl.rlim_cur);
	else
		zc_checks_add(c, "rt_budget", ZC_CHECK_WEAK,
			"LimitRTTIME=infinity in the service, or: ulimit -R unlimited",
			"%llu us: decoding may exceed it, and the kernel would end the daemon",
			(unsigned long long)rl.rlim_cur);
}

/* Locks what a playing daemon would lock; in a child, which ends right after. */
static int
lock_in_child(void)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return errno;
	if (!pid) {
		if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ||
			mmap(NULL, LOCKED_MAX_BYTES, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
				0) == MAP_FAILED)
			_exit(errno);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EFAULT;
}

static void
probe_lock(struct zc_checks *c)
{
	struct rlimit rl = { 0 };
	char limit[32] = "unlimited";
	int e = lock_in_child();

	getrlimit(RLIMIT_MEMLOCK, &rl);
	if (rl.rlim_cur != RLIM_INFINITY)
		snprintf(limit, sizeof(limit), "%llu KiB",
			(unsigned long long)rl.rlim_cur / 1024);
	if (!e)
		zc_checks_add(c, "locked_memory", ZC_CHECK_OK, NULL,
			"%llu MiB can be locked, as much as is ever mapped (limit %s)",
			LOCKED_MAX_BYTES >> 20, limit);
	else
		zc_checks_add(c, "locked_memory", ZC_CHECK_WEAK,
			"LimitMEMLOCK=infinity in the service, or for a login: echo '@audio - "
			"memlock "
			"unlimited' >> /etc/security/limits.d/audio.conf, and be in the group "
			"audio",
			"%s: %llu MiB cannot be locked (limit %s)", strerror(e),
			LOCKED_MAX_BYTES >> 20, limit);
}

/* Source: the kernel's Documentation/admin-guide/sysctl/vm.rst, compact_unevictable_allowed. */
static void
probe_compaction(struct zc_checks *c)
{
	FILE *f = fopen("/proc/sys/vm/compact_unevictable_allowed", "re");
	/* A kernel without it moves nothing. */
	bool known = f || errno == ENOENT;
	int allowed = 0;

	if (f) {
		known = fscanf(f, "%d", &allowed) == 1;
		fclose(f);
	}
	if (!known)
		zc_checks_add(c, "compaction", ZC_CHECK_INFO, NULL,
			"vm.compact_unevictable_allowed cannot be read");
	else if (allowed)
		zc_checks_add(c, "compaction", ZC_CHECK_WEAK,
			"echo vm.compact_unevictable_allowed=0 > "
			"/etc/sysctl.d/60-zcaudiod.conf, then: systemctl restart "
			"systemd-sysctl",
			"the kernel may move locked memory; who touches it just then waits");
	else
		zc_checks_add(c, "compaction", ZC_CHECK_OK, NULL,
			"the kernel leaves locked memory where it is");
}

static void
probe_dma_latency(struct zc_checks *c)
{
	int fd = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		zc_checks_add(c, "dma_latency", ZC_CHECK_OK, NULL,
			"/dev/cpu_dma_latency can be held");
		return;
	}
	zc_checks_add(c, "dma_latency", ZC_CHECK_WEAK,
		errno == ENOENT
			? "a kernel with CONFIG_CPU_IDLE; in a container, pass the device in"
			: "echo 'KERNEL==\"cpu_dma_latency\", GROUP=\"audio\", MODE=\"0660\"' "
			  "> "
			  "/etc/udev/rules.d/99-cpu-dma-latency.rules, then: udevadm trigger "
			  "/dev/cpu_dma_latency",
		"/dev/cpu_dma_latency: %s", strerror(errno));
}

void
zc_probe_system(struct zc_checks *c, int rt_priority)
{
	probe_kernel(c);
	probe_uring(c);
	probe_thread(c, rt_priority);
	probe_budget(c);
	probe_lock(c);
	probe_compaction(c);
	probe_dma_latency(c);
}
