/* Each call in the set-up of the engine and of the simulated DAC fails in turn: the error is
 * reported and nothing leaks. And privileges that the system refuses: the engine starts without
 * them and warns how to grant them. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/base/mbox.h"
#include "pipeline/engine.h"
#include "tests/unit/failing.h"
#include "pipeline/sink/sink_sim_open.h"
#include "tests/tmpdir.h"

enum grant { NOTHING, FIFO, LOCK, URING, LATENCY, CPU };
static enum grant refused;
/* The priorities that the two threads asked for, in the order of their start. */
static _Atomic int asked;
static int priority[2];

/* The calls below fail if `refused` names them, whatever this system would grant. */
int __wrap_sched_setscheduler(pid_t pid, int policy, const struct sched_param *sp);
int
__wrap_sched_setscheduler(pid_t pid, int policy, const struct sched_param *sp)
{
	(void)pid, (void)policy;
	if (atomic_load(&asked) < 2)
		priority[atomic_fetch_add(&asked, 1)] = sp->sched_priority;
	errno = EPERM;
	return refused == FIFO ? -1 : 0;
}

int __wrap_sched_setaffinity(pid_t pid, size_t bytes, const cpu_set_t *set);
int
__wrap_sched_setaffinity(pid_t pid, size_t bytes, const cpu_set_t *set)
{
	(void)pid, (void)bytes, (void)set;
	errno = EINVAL;
	return refused == CPU ? -1 : 0;
}

int __wrap_mlockall(int flags);
int
__wrap_mlockall(int flags)
{
	(void)flags;
	errno = ENOMEM;
	return refused == LOCK ? -1 : 0;
}

/* open() returns this instead of the device; -1: it opens /dev/null, or fails if refused. */
static int latency_fd = -1;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...)
{
	if (strcmp(path, "/dev/cpu_dma_latency"))
		return __real_open(path, flags, 0600);
	if (latency_fd >= 0)
		return latency_fd;
	errno = EACCES;
	return refused == LATENCY ? -1 : __real_open("/dev/null", flags);
}

static void
the_engine_unwinds(void)
{
	struct zc_engine_conf conf;
	int failures = 0, started_without = 0, calls, fds = zc_failing_descriptors();

	zc_engine_conf_init(&conf);
	for (int n = 1;; n++) {
		struct zc_warnings warn = { 0 };
		struct zc_err err = { 0 };
		struct zc_engine *e;

		zc_failing_begin(n);
		e = zc_engine_new(&conf, &warn, &err);
		calls = zc_failing_end();
		if (e) {
			started_without += warn.count == 1;
		} else {
			failures++;
			CU_ASSERT(err.code < 0 && err.text[0]);
		}
		zc_engine_free(e);
		CU_ASSERT_EQUAL(zc_failing_live(), 0);
		CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
		if (calls < n)
			break;
	}
	/* The engine, its two bells, its measurements and its thread; the filler, its bell and
	 * its thread. */
	CU_ASSERT_EQUAL(failures, 8);
	/* io_uring and its bell. */
	CU_ASSERT_EQUAL(started_without, 2);
}

static void
the_simulated_dac_unwinds(void)
{
	static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };
	char dir[ZC_TMPDIR_MAX], file[ZC_TMPDIR_MAX + 16];
	struct zc_sink_conf conf = { .ring_ms = 100, .sim_file = file };
	int failures = 0, calls, fds = zc_failing_descriptors();

	CU_ASSERT_FATAL(zc_tmpdir_make(dir) == 0);
	snprintf(file, sizeof(file), "%s/sim.wav", dir);

	for (int n = 1;; n++) {
		struct zc_err err = { 0 };
		struct zc_sink *s;

		zc_failing_begin(n);
		s = zc_sink_sim_open(&cd, &conf, &err);
		calls = zc_failing_end();
		if (s) {
			s->free(s);
		} else {
			failures++;
			CU_ASSERT(err.code < 0 && err.text[0]);
		}
		CU_ASSERT_EQUAL(zc_failing_live(), 0);
		CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
		if (calls < n)
			break;
	}
	/* The sink, three bells, the ring and its three mappings, the file, the thread. */
	CU_ASSERT(failures >= 10);
	zc_tmpdir_remove(dir);
}

static void
starts_without(enum grant missing, int lines, const char *names, const char *remedy)
{
	struct zc_warnings warn = { 0 };
	struct zc_err err = { 0 };
	struct zc_engine_conf conf;
	struct zc_engine *e;

	zc_engine_conf_init(&conf);
	conf.cpu = 0;
	refused = missing;
	zc_failing_refuse_uring(missing == URING);
	e = zc_engine_new(&conf, &warn, &err);
	zc_failing_refuse_uring(false);
	refused = NOTHING;
	CU_ASSERT_FATAL(e != NULL);
	CU_ASSERT_EQUAL(warn.count, lines);
	for (int i = 0; i < warn.count; i++) {
		CU_ASSERT_PTR_NOT_NULL(strstr(warn.text[i], names));
		CU_ASSERT_PTR_NOT_NULL(strstr(warn.text[i], remedy));
	}
	CU_ASSERT_EQUAL(strstr(zc_engine_about(e), "SCHED_FIFO 60") != NULL, missing != FIFO);
	CU_ASSERT_EQUAL(strstr(zc_engine_about(e), "CPU 0,") != NULL, missing != CPU);
	CU_ASSERT_EQUAL(strstr(zc_engine_about(e), "no io_uring") != NULL, missing == URING);
	CU_ASSERT_EQUAL(strstr(zc_engine_about(e), "latency held") != NULL, missing != LATENCY);
	zc_engine_free(e);
}

static void
starts_without_what_is_refused(void)
{
	starts_without(NOTHING, 0, "", "");
	/* Engine and filler. */
	starts_without(FIFO, 2, "realtime priority", "LimitRTPRIO");
	starts_without(LOCK, 1, "memory is not locked", "LimitMEMLOCK");
	starts_without(URING, 1, "io_uring", "kernel.io_uring_disabled");
	starts_without(LATENCY, 1, "/dev/cpu_dma_latency", "DeviceAllow");
	starts_without(CPU, 1, "CPU 0", "CPUAffinity");
}

/* The filler's jobs are long, so its priority is below 50, that of interrupt threads. */
static void
gives_the_filler_less(void)
{
	static const int cases[][2] = { { 60, 40 }, { 99, 40 }, { 41, 40 }, { 30, 29 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zc_warnings warn = { 0 };
		struct zc_engine_conf conf;
		struct zc_engine *e;

		zc_engine_conf_init(&conf);
		conf.rt_priority = cases[i][0];
		atomic_store(&asked, 0);
		e = zc_engine_new(&conf, &warn, NULL);
		CU_ASSERT_FATAL(e != NULL);
		CU_ASSERT_EQUAL(atomic_load(&asked), 2);
		CU_ASSERT_EQUAL(priority[0], cases[i][1]);
		CU_ASSERT_EQUAL(priority[1], cases[i][0]);
		zc_engine_free(e);
	}
}

/* For how many messages of refused_thread the mailbox is still full. */
static int puts_to_refuse;
static pthread_t refused_thread;

int __real_zc_mbox_put(struct zc_mbox *m, const void *msg);
int __wrap_zc_mbox_put(struct zc_mbox *m, const void *msg);
int
__wrap_zc_mbox_put(struct zc_mbox *m, const void *msg)
{
	if (!pthread_equal(pthread_self(), refused_thread) || !puts_to_refuse)
		return __real_zc_mbox_put(m, msg);
	puts_to_refuse--;
	return -EAGAIN;
}

/* Every sleep is interrupted by a signal. */
int __wrap_usleep(useconds_t us);
int
__wrap_usleep(useconds_t us)
{
	(void)us;
	errno = EINTR;
	return -1;
}

/* The wait for room in the mailbox is interrupted: the engine still gets the order to quit. */
static void
quits_though_interrupted(void)
{
	struct zc_engine_conf conf;
	struct zc_warnings warn = { 0 };
	struct zc_engine *e;

	zc_engine_conf_init(&conf);
	e = zc_engine_new(&conf, &warn, NULL);
	CU_ASSERT_FATAL(e != NULL);
	refused_thread = pthread_self();
	puts_to_refuse = 3;
	/* Without the order zc_engine_free would wait for ever. */
	alarm(60);
	zc_engine_free(e);
	alarm(0);
	CU_ASSERT_EQUAL(puts_to_refuse, 0);
}

/* The device for CPU latencies accepts the first request and refuses later ones. */
static void
closes_a_latency_device_that_fails(void)
{
	struct zc_engine_conf conf;
	struct zc_warnings warn = { 0 };
	struct zc_engine *e;
	char fill[512] = "";
	int fds = zc_failing_descriptors(), pipe_fds[2];

	CU_ASSERT_FATAL(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) == 0);
	latency_fd = pipe_fds[1];
	zc_engine_conf_init(&conf);
	e = zc_engine_new(&conf, &warn, NULL);
	latency_fd = -1;
	CU_ASSERT_FATAL(e != NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(zc_engine_about(e), "latency held"));
	while (write(pipe_fds[1], fill, sizeof(fill)) > 0)
		;
	while (write(pipe_fds[1], fill, 1) > 0)
		;
	/* Freeing the engine ends the request. */
	zc_engine_free(e);
	close(pipe_fds[0]);
	CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
}

ZC_UNIT_MAIN("engine unwind", { "the engine unwinds", the_engine_unwinds },
	{ "the simulated DAC unwinds", the_simulated_dac_unwinds },
	{ "starts without what is refused", starts_without_what_is_refused },
	{ "gives the filler less", gives_the_filler_less },
	{ "quits though interrupted", quits_though_interrupted },
	{ "closes a latency device that fails", closes_a_latency_device_that_fails })
