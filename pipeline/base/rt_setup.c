#include "pipeline/base/rt_setup.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK_BYTES (256 * 1024)
#define STACK_TOUCH_BYTES (64 * 1024)
/* A turn of the engine takes well below a millisecond, a job of the filler about ten. */
#define BUDGET_MIN_US 100000

/* Whether realtime threads run code of this object; the rest of the program may be paged out. */
static bool
runs_realtime(const char *object)
{
	static const char *const names[] = { "libasound", "liburing", "libc.so", "libm.so",
		"libsndfile", "libFLAC", "libvorbis", "libogg", "libopus", "libmpg123",
		"vdso" };

	if (!object[0])
		return true; /* the program itself */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strstr(object, names[i]))
			return true;
	}
	return false;
}

/* Reads all of a segment, including AddressSanitizer's gaps between variables. */
static int __attribute__((no_sanitize("address")))
touch_object(struct dl_phdr_info *info, size_t size, void *ctx)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)ctx;
	if (!runs_realtime(info->dlpi_name))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uintptr_t at = (info->dlpi_addr + ph->p_vaddr) & ~(page - 1);
		uintptr_t end = info->dlpi_addr + ph->p_vaddr + ph->p_memsz;

		/* Code and constants. Data pages are touched by the code that runs before the loop. */
		if (ph->p_type != PT_LOAD || !(ph->p_flags & PF_R))
			continue;
		for (; at < end; at += page)
			(void)*(volatile const char *)at;
	}
	return 0;
}

int64_t
zc_rt_lock_memory(struct zc_warnings *w)
{
	struct rlimit rl = { 0 };
	char line[128];
	long long kib = 0;
	FILE *f;

	/* On fault, or unused parts of every mapping would become resident too. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) {
		int err = errno;

		getrlimit(RLIMIT_MEMLOCK, &rl);
		zc_warn(w,
			"memory is not locked (%s, limit %llu KiB): page faults may delay the "
			"sound. Grant it with LimitMEMLOCK=infinity in the unit, or 'memlock "
			"unlimited' for the group audio in /etc/security/limits.d",
			strerror(err), (unsigned long long)rl.rlim_cur / 1024);
		return -err;
	}
	dl_iterate_phdr(touch_object, NULL);
	f = fopen("/proc/self/status", "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "VmLck: %lld kB", &kib) == 1)
			break;
	}
	if (f)
		fclose(f);
	return kib * 1024;
}

/* What the unit and limits.d that are installed grant. */
#define INSTALLED_LIMIT 70

int
zc_rt_limit(int priority)
{
	return priority > INSTALLED_LIMIT ? priority : INSTALLED_LIMIT;
}

int
zc_rt_priority(int priority, const char *thread_name, struct zc_warnings *w)
{
	struct sched_param sp = { .sched_priority = priority };

	prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
	if (priority <= 0)
		return 0;
	/* Not inherited by threads that a library may start from this one. */
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &sp)) {
		int err = errno;

		zc_warn(w,
			"the %s thread runs without realtime priority %d (%s): other programs "
			"can delay it. Grant it with LimitRTPRIO=%d in the unit, or 'rtprio %d' "
			"for the group audio in /etc/security/limits.d",
			thread_name, priority, strerror(err), zc_rt_limit(priority),
			zc_rt_limit(priority));
		return -err;
	}
	return 0;
}

int
zc_rt_pin_cpu(int cpu, struct zc_warnings *w)
{
	cpu_set_t set;

	if (cpu < 0)
		return 0;
	CPU_ZERO(&set);
	if (cpu < CPU_SETSIZE)
		CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		int err = errno;

		zc_warn(w,
			"the engine is not pinned to CPU %d (%s): choose one from "
			"/sys/devices/system/cpu/online, or allow it with CPUAffinity= in the "
			"unit",
			cpu, strerror(err));
		return -err;
	}
	return 0;
}

void
zc_rt_touch_stack(void)
{
	volatile char stack[STACK_TOUCH_BYTES];

	for (size_t i = 0; i < sizeof(stack); i += 1024)
		stack[i] = 0;
}

int
zc_rt_thread(pthread_t *out, void *(*run)(void *), void *arg)
{
	pthread_attr_t attr;
	sigset_t all, old;
	int ret;

	ret = pthread_attr_init(&attr);
	if (ret)
		return -ret;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_attr_setstacksize(&attr, STACK_BYTES);
	if (!ret)
		ret = pthread_create(out, &attr, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return -ret;
}

int
zc_rt_open_dma_latency(struct zc_warnings *w)
{
	int fd = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
	int32_t none_us = 2000 * 1000 * 1000;

	/* Opening it requests 0 at once, which is not needed yet. */
	if (fd < 0 || write(fd, &none_us, sizeof(none_us)) < 0) {
		zc_warn(w,
			"/dev/cpu_dma_latency: %s: deep CPU sleep states may delay wake-ups. "
			"Grant it with DeviceAllow= and a udev rule that gives it to the group "
			"audio, or set cpu_dma_latency = no",
			strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

void
zc_rt_check_budget(struct zc_warnings *w)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_RTTIME, &rl) || rl.rlim_cur == RLIM_INFINITY ||
		rl.rlim_cur >= BUDGET_MIN_US)
		return;
	zc_warn(w,
		"the realtime budget is %llu us (RLIMIT_RTTIME): decoding may exceed it and "
		"end the daemon. Grant %d us or more with LimitRTTIME= in the unit",
		(unsigned long long)rl.rlim_cur, BUDGET_MIN_US);
}
