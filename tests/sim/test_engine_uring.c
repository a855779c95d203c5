/* Submissions that the kernel refuses: they are repeated, or done without io_uring. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <liburing.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/stage.h"

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

static uint8_t *
noise(uint64_t frames)
{
	return zc_stage_noise(zc_stage_path("a.wav"), &cd, frames, 1);
}

static _Atomic int enters_to_spare, enters_to_fail, enter_result;

static bool
twice(const struct zc_stage *s, const uint8_t *data, size_t bytes)
{
	struct zc_fmt fmt;
	size_t got = 0;
	uint8_t *wav = zc_stage_wav(s->wav, &got, &fmt);
	bool same = wav && got == 2 * bytes && !memcmp(wav, data, bytes) &&
		    !memcmp(wav + bytes, data, bytes);

	free(wav);
	return same;
}

static bool
enter_fails(void)
{
	char name[16] = "";

	pthread_getname_np(pthread_self(), name, sizeof(name));
	if (strcmp(name, "zc-engine") || enters_to_fail == 0)
		return false;
	if (enters_to_spare > 0) {
		enters_to_spare--;
		return false;
	}
	enters_to_fail--;
	return true;
}

int __real_io_uring_submit(struct io_uring *ring);
int __wrap_io_uring_submit(struct io_uring *ring);
int
__wrap_io_uring_submit(struct io_uring *ring)
{
	return enter_fails() ? enter_result : __real_io_uring_submit(ring);
}

int __real_io_uring_submit_and_get_events(struct io_uring *ring);
int __wrap_io_uring_submit_and_get_events(struct io_uring *ring);
int
__wrap_io_uring_submit_and_get_events(struct io_uring *ring)
{
	return enter_fails() ? enter_result : __real_io_uring_submit_and_get_events(ring);
}

/* Reads that the kernel did not accept at once are submitted again. */
static void
refused_submissions(void)
{
	static const int results[] = { -EAGAIN, -EBUSY, -EINTR, 0 };

	for (int i = 0; i < 4; i++) {
		uint8_t *data = noise(200000);
		struct zc_stage s;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		enter_result = results[i];
		enters_to_fail = 3;
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		CU_ASSERT_EQUAL(enters_to_fail, 0);
		enters_to_fail = 0;
		zc_stage_close(&s);
		CU_ASSERT_EQUAL(s.track[0].counts.path, ZC_PATH_DIRECT);
		CU_ASSERT(zc_stage_played(&s, data, 200000 * 4));
		free(data);
	}
}

/* From the start or after a while the kernel accepts no more reads, with others in flight or
 * not: the engine plays on with pread, reports it once, and does not try io_uring for later
 * tracks. */
static void
plays_on_with_pread(void)
{
	static const struct {
		int result, after;
	} cases[] = { { -EPERM, 0 }, { -EPERM, 1 }, { -EINVAL, 3 }, { -EAGAIN, 0 },
		{ -EAGAIN, 2 }, { 0, 0 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t *data = noise(400000);
		struct zc_stage s;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		enter_result = cases[i].result;
		enters_to_spare = cases[i].after;
		enters_to_fail = 1000000;
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 2);
		CU_ASSERT(zc_stage_finish(&s));
		CU_ASSERT(enters_to_fail > 1000000 - 100);
		enters_to_fail = enters_to_spare = 0;
		zc_stage_close(&s);
		CU_ASSERT_EQUAL(s.no_uring, cases[i].result ? cases[i].result : -EAGAIN);
		for (int k = 0; k < 2; k++) {
			CU_ASSERT_EQUAL(s.track[k].result, 0);
			CU_ASSERT_EQUAL(s.track[k].counts.path, ZC_PATH_STAGED);
			CU_ASSERT_EQUAL(s.track[k].counts.reason, ZC_REASON_NO_URING);
			CU_ASSERT_EQUAL(s.track[k].counts.reason_arg, -s.no_uring);
			CU_ASSERT_EQUAL(
				s.track[k].counts.bytes_direct + s.track[k].counts.bytes_copied,
				400000 * 4);
		}
		CU_ASSERT_EQUAL(s.track[0].counts.bytes_direct > 0, cases[i].after > 0);
		CU_ASSERT_EQUAL(s.track[1].counts.bytes_direct, 0);
		CU_ASSERT(twice(&s, data, 400000 * 4));
		free(data);
	}
}

static int pipe_fds[2];

/* Direct reads wait until the test writes to the pipe; the filler reads the file itself. */
static void
read_from_pipe(struct zc_source *src)
{
	src->direct_fd = pipe_fds[0];
}

static struct zc_sink_ops counting_ops;
static const struct zc_sink_ops *real_ops;
static int armed_fd;
static _Atomic int foreign_wakes;

static void
note_armed_fd(struct zc_sink *sink, uint64_t frames, const struct zc_hw_pos *pos,
	double rate_hz, struct zc_wait *w)
{
	uint32_t before = w->nfds;

	real_ops->arm(sink, frames, pos, rate_hz, w);
	armed_fd = w->nfds > before ? w->fds[before].fd : -1;
}

static int
count_foreign_wakes(struct zc_sink *sink, const struct pollfd *fd)
{
	if (fd->fd != armed_fd)
		foreign_wakes++;
	return real_ops->woke(sink, fd);
}

static void
count_woke_calls(struct zc_sink *sink)
{
	real_ops = sink->ops;
	counting_ops = *sink->ops;
	counting_ops.arm = note_armed_fd;
	counting_ops.woke = count_foreign_wakes;
	sink->ops = &counting_ops;
}

static bool
copied_a_piece(const struct zc_snapshot *snap)
{
	return snap->count.bytes_copied > 0;
}

static uint64_t
wakeups(const struct zc_stage *s)
{
	struct zc_snapshot snap;

	zc_engine_snapshot(s->engine, &snap);
	return snap.count.wakeups;
}

/* io_uring fails with reads in flight, then one of them completes: the engine reaps it and
 * sleeps until the next. */
static void
sleeps_while_reads_are_out(void)
{
	enum { COMMANDS = 50 };
	uint8_t *data = noise(200000);
	struct zc_stage s;
	uint64_t before;

	CU_ASSERT_FATAL(pipe(pipe_fds) == 0);
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.with_track = read_from_pipe;
	s.with_sink = count_woke_calls;
	armed_fd = -1;
	foreign_wakes = 0;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	enter_result = -EPERM;
	enters_to_spare = 1;
	enters_to_fail = 1000000;
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	/* If completions are not deferred, only a new read enters the kernel. */
	while (!s.no_uring)
		CU_ASSERT_FATAL(zc_stage_command(&s, ZC_CMD_RESUME, 0) == 0);
	CU_ASSERT_FATAL(write(pipe_fds[1], "x", 1) == 1);
	CU_ASSERT(zc_stage_wait(&s, copied_a_piece));
	before = wakeups(&s);
	for (int i = 0; i < COMMANDS; i++)
		CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(wakeups(&s) - before <= 2 * COMMANDS);
	CU_ASSERT_EQUAL(foreign_wakes, 0);
	close(pipe_fds[1]);
	CU_ASSERT(zc_stage_finish(&s));
	enters_to_fail = enters_to_spare = 0;
	zc_stage_close(&s);
	close(pipe_fds[0]);
	CU_ASSERT_EQUAL(s.track[0].result, 0);
	CU_ASSERT(zc_stage_played(&s, data, 200000 * 4));
	free(data);
}

ZC_UNIT_MAIN("engine without io_uring",
	{ "refused submissions are repeated", refused_submissions },
	{ "plays on with pread if refused for good", plays_on_with_pread },
	{ "sleeps while reads are out", sleeps_while_reads_are_out })
