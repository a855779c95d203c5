#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "daemon/player/loader_worker.h"
#include "tests/unit/daemon/player/fake_engine.h"
#include "tests/unit/daemon/player/fake_loop.h"
#include "tests/unit/daemon/player/fake_track.h"

static struct zc_loader *loader;

static void
setup(void)
{
	struct zc_err err;

	fake_reset();
	fake_file("/m/a", 10, 44100);
	loader = zc_loader_new(&err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(loader);
}

static struct zc_load *
wait_and_take(void)
{
	struct pollfd fd = { .fd = zc_loader_fd(loader), .events = POLLIN };

	CU_ASSERT_EQUAL(poll(&fd, 1, -1), 1);
	return zc_loader_pop_done(loader);
}

static struct zc_load
track_job(const char *path)
{
	return (struct zc_load){ .kind = ZC_LOAD_TRACK,
		.track_conf = { .path = path, .id = 1 } };
}

static struct zc_load
close_job(struct zc_track *track, struct zc_sink *sink)
{
	return (struct zc_load){ .kind = ZC_LOAD_CLOSE, .track = track, .sink = sink };
}

static void
opens_and_closes(void)
{
	struct zc_load find = { .kind = ZC_LOAD_FIND, .device_name = "auto" };
	struct zc_load sink = {
		.kind = ZC_LOAD_SINK, .device_name = "hw:fake", .fmt = { ZC_S16_LE, 2, 44100 }
	};
	struct zc_load track = track_job("/m/a"), end;

	setup();
	zc_loader_submit(loader, &find);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &find);
	CU_ASSERT_EQUAL(find.err.code, 0);
	CU_ASSERT_STRING_EQUAL(find.device.name, "hw:fake");

	zc_loader_submit(loader, &track);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &track);
	CU_ASSERT_EQUAL(track.err.code, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(track.track);

	sink.track = track.track;
	zc_loader_submit(loader, &sink);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &sink);
	CU_ASSERT_PTR_NOT_NULL_FATAL(sink.sink);
	CU_ASSERT(sink.sink->pin_probed);
	CU_ASSERT_EQUAL(fake_tracks_open() + fake_sinks_open(), 2);

	end = close_job(track.track, sink.sink);
	zc_loader_submit(loader, &end);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &end);
	CU_ASSERT_EQUAL(fake_tracks_open() + fake_sinks_open(), 0);
	zc_loader_free(loader);
}

static void
failures_come_back_with_their_text(void)
{
	struct zc_load find = { .kind = ZC_LOAD_FIND, .device_name = "hw:0" };
	struct zc_load sink = { .kind = ZC_LOAD_SINK, .device_name = "hw:0" };
	struct zc_load track = track_job("/m/missing");

	setup();
	fake_device(-ENODEV, -EBUSY);
	zc_loader_submit(loader, &find);
	wait_and_take();
	CU_ASSERT_EQUAL(find.err.code, -ENODEV);
	zc_loader_submit(loader, &sink);
	wait_and_take();
	CU_ASSERT_EQUAL(sink.err.code, -EBUSY);
	CU_ASSERT_PTR_NULL(sink.sink);
	zc_loader_submit(loader, &track);
	wait_and_take();
	CU_ASSERT_EQUAL(track.err.code, -ENOENT);
	CU_ASSERT_PTR_NULL(track.track);
	CU_ASSERT(strstr(track.err.text, "/m/missing") != NULL);
	/* The same job again: its error is reset. */
	track.track_conf.path = "/m/a";
	zc_loader_submit(loader, &track);
	wait_and_take();
	CU_ASSERT_EQUAL(track.err.code, 0);
	track = close_job(track.track, NULL);
	zc_loader_submit(loader, &track);
	zc_loader_free(loader);
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
}

static void
jobs_come_back_in_order(void)
{
	struct zc_load job[20];

	setup();
	for (int i = 0; i < 20; i++) {
		job[i] = track_job(i % 3 ? "/m/a" : "/m/missing");
		zc_loader_submit(loader, &job[i]);
	}
	for (int i = 0; i < 20; i++)
		CU_ASSERT_PTR_EQUAL(wait_and_take(), &job[i]);
	CU_ASSERT_PTR_NULL(zc_loader_pop_done(loader));
	for (int i = 0; i < 20; i++) {
		job[i] = close_job(job[i].track, NULL);
		zc_loader_submit(loader, &job[i]);
	}
	zc_loader_free(loader);
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
}

static void
a_job_that_was_not_started_can_be_cancelled(void)
{
	struct zc_load job[4], end;

	setup();
	fake_gate(true);
	for (int i = 0; i < 4; i++) {
		job[i] = track_job("/m/a");
		zc_loader_submit(loader, &job[i]);
	}
	/* The last one and one in the middle; the list stays intact. */
	CU_ASSERT(zc_loader_cancel(loader, &job[3]));
	CU_ASSERT(zc_loader_cancel(loader, &job[1]));
	CU_ASSERT_FALSE(zc_loader_cancel(loader, &job[1]));
	zc_loader_submit(loader, &job[1]);
	fake_gate(false);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &job[0]);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &job[2]);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &job[1]);
	CU_ASSERT_FALSE(zc_loader_cancel(loader, &job[0]));
	CU_ASSERT_EQUAL(fake_tracks_open(), 3);
	for (int i = 0; i < 3; i++) {
		end = close_job(job[i].track, NULL);
		zc_loader_submit(loader, &end);
		wait_and_take();
	}
	zc_loader_free(loader);
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
}

/* A job reads only copies, however long it waits for its turn. */
static void
the_strings_of_a_job_may_change(void)
{
	char path[] = "/m/a", device[] = "hw:one", file[] = "out.wav", script[] = "xrun@1";
	struct zc_load first = track_job("/m/a"), second = track_job(path);
	struct zc_load find = { .kind = ZC_LOAD_FIND, .device_name = device };
	struct zc_load sink = { .kind = ZC_LOAD_SINK,
		.device_name = device,
		.fmt = { ZC_S16_LE, 2, 44100 },
		.sink_conf = { .sim_file = file, .sim_script = script } };
	struct zc_load end;

	setup();
	fake_gate(true);
	zc_loader_submit(loader, &first);
	zc_loader_submit(loader, &second);
	zc_loader_submit(loader, &find);
	zc_loader_submit(loader, &sink);
	memset(path, 'x', sizeof(path) - 1);
	memset(device, 'x', sizeof(device) - 1);
	memset(file, 'x', sizeof(file) - 1);
	memset(script, 'x', sizeof(script) - 1);
	fake_gate(false);
	for (int i = 0; i < 4; i++)
		wait_and_take();
	CU_ASSERT_EQUAL(second.err.code, 0);
	CU_ASSERT_STRING_EQUAL(find.device.name, "hw:one");
	CU_ASSERT_PTR_NOT_NULL_FATAL(sink.sink);
	CU_ASSERT_STRING_EQUAL(sink.sink->name, "hw:one");
	CU_ASSERT_STRING_EQUAL(sink.sink->about, "file out.wav, script xrun@1");
	end = close_job(first.track, sink.sink);
	zc_loader_submit(loader, &end);
	wait_and_take();
	end = close_job(second.track, NULL);
	zc_loader_submit(loader, &end);
	zc_loader_free(loader);
	CU_ASSERT_EQUAL(fake_tracks_open() + fake_sinks_open(), 0);
}

static void
until_none_is_stuck(void)
{
	while (zc_loader_stuck())
		sched_yield();
}

/* The stuck job is given up and the others are done; the track that it opens in the end is
 * closed again. */
static void
a_file_that_does_not_answer(void)
{
	struct zc_load stuck = track_job("/m/h"), next = track_job("/m/a"), end;

	setup();
	fake_file("/m/h", 10, 44100);
	fake_hang("/m/h");
	zc_loader_submit(loader, &stuck);
	zc_loader_submit(loader, &next);
	fake_hang_wait(1);
	CU_ASSERT(zc_loader_expire(loader, 20000000000));
	CU_ASSERT_PTR_NULL(zc_loader_pop_done(loader));
	fake_loop_pass(20);
	zc_loader_expire(loader, 20000000000);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &stuck);
	CU_ASSERT_EQUAL(stuck.err.code, -ETIMEDOUT);
	CU_ASSERT_STRING_EQUAL(stuck.err.text, "/m/h: opening takes longer than 20 s: is the "
					       "disk, or the file server, there?");
	CU_ASSERT_PTR_NULL(stuck.track);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &next);
	CU_ASSERT_EQUAL(next.err.code, 0);
	CU_ASSERT_EQUAL(fake_tracks_open(), 1);
	fake_hang(NULL);
	until_none_is_stuck();
	CU_ASSERT_EQUAL(fake_tracks_open(), 1);
	end = close_job(next.track, NULL);
	zc_loader_submit(loader, &end);
	wait_and_take();
	CU_ASSERT_FALSE(zc_loader_expire(loader, 20000000000));
	zc_loader_free(loader);
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
}

/* A whole album on a server that is gone: only so many threads wait for it, every track fails,
 * and once the server is back, files open as before. */
static void
many_files_that_do_not_answer(void)
{
	struct zc_load job[8], next = track_job("/m/a");
	int failed = 0;

	setup();
	fake_hang("/m/h");
	for (int i = 0; i < 8; i++) {
		job[i] = track_job("/m/h");
		zc_loader_submit(loader, &job[i]);
	}
	for (int round = 0; failed < 8; round++) {
		fake_hang_wait(round < 4 ? round + 1 : 4);
		fake_loop_pass(20);
		zc_loader_expire(loader, 20000000000);
		while (zc_loader_pop_done(loader))
			failed++;
	}
	for (int i = 0; i < 8; i++)
		CU_ASSERT_EQUAL(job[i].err.code, -ETIMEDOUT);
	CU_ASSERT_EQUAL(zc_loader_stuck(), 4);
	zc_loader_submit(loader, &next);
	fake_hang(NULL);
	until_none_is_stuck();
	zc_loader_expire(loader, 20000000000);
	CU_ASSERT_PTR_EQUAL(wait_and_take(), &next);
	CU_ASSERT_EQUAL(next.err.code, 0);
	next = close_job(next.track, NULL);
	zc_loader_submit(loader, &next);
	zc_loader_free(loader);
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
}

static int wall_clock_ahead_s;

/* Replaces that of the C library, so that the time of day can change while a thread waits. */
int
clock_gettime(clockid_t clock, struct timespec *t)
{
	long r = syscall(SYS_clock_gettime, clock, t);

	if (clock == CLOCK_REALTIME)
		t->tv_sec += wall_clock_ahead_s;
	return (int)r;
}

/* Freeing the loader does not wait for the file either, even if the time of day is set back by
 * a year. */
static void
ends_while_a_file_does_not_answer(void)
{
	struct zc_load stuck = track_job("/m/h");

	setup();
	fake_file("/m/h", 10, 44100);
	fake_hang("/m/h");
	zc_loader_submit(loader, &stuck);
	fake_hang_wait(1);
	wall_clock_ahead_s = 365 * 86400;
	zc_loader_free(loader);
	wall_clock_ahead_s = 0;
	fake_hang(NULL);
	until_none_is_stuck();
	CU_ASSERT_EQUAL(fake_tracks_open(), 0);
}

ZC_UNIT_MAIN("loader", { "opens and closes", opens_and_closes },
	{ "failures come back with their text", failures_come_back_with_their_text },
	{ "jobs come back in order", jobs_come_back_in_order },
	{ "a job that was not started can be cancelled",
		a_job_that_was_not_started_can_be_cancelled },
	{ "the strings of a job may change", the_strings_of_a_job_may_change },
	{ "a file that does not answer", a_file_that_does_not_answer },
	{ "many files that do not answer", many_files_that_do_not_answer },
	{ "ends while a file does not answer", ends_while_a_file_does_not_answer })
