/* The simulated DAC refuses the same calls as alsa-lib and the kernel, so that tests on it find
 * the errors that a sound card would show. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include "pipeline/base/mbox.h"
#include "pipeline/rt/sink_sim.h"
#include "pipeline/sink/sink_sim_open.h"

static struct zc_sink *
open_sim(struct zc_sink_conf conf)
{
	static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };
	struct zc_sink *s;

	conf.ring_ms = 200;
	s = zc_sink_sim_open(&cd, &conf, NULL);
	CU_ASSERT_FATAL(s != NULL);
	return s;
}

static struct zc_sink *
open_virtual(const char *script)
{
	return open_sim((struct zc_sink_conf){ .sim_virtual = true, .sim_script = script });
}

static struct zc_hw_pos
position(struct zc_sink *s, bool fresh)
{
	struct zc_hw_pos pos;

	CU_ASSERT(s->ops->position(s, fresh, &pos) >= 0);
	return pos;
}

/* Waits in the engine's way until the DAC has played up to frame, or has stopped before. */
static struct zc_hw_pos
play_to(struct zc_sink *s, uint64_t frame)
{
	struct zc_hw_pos pos = position(s, true);
	struct zc_wait w = { .deadline_ns = INT64_MAX };

	s->ops->arm(s, frame, &pos, s->fmt.rate_hz, &w);
	CU_ASSERT_FATAL(w.nfds == 1);
	CU_ASSERT_FATAL(poll(w.fds, 1, 20000) == 1);
	s->ops->woke(s, &w.fds[0]);
	return position(s, false);
}

static void
start_full(struct zc_sink *s)
{
	CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames), 0);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), 0);
}

static void
commits_no_more_than_avail(void)
{
	struct zc_sink *s = open_virtual(NULL);

	CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames + 1), -ENOSPC);
	start_full(s);
	CU_ASSERT_EQUAL(s->ops->commit(s, 1), -ENOSPC);
	CU_ASSERT_EQUAL(play_to(s, 1000).frames, 1000);
	CU_ASSERT_EQUAL(s->ops->commit(s, 1001), -ENOSPC);
	CU_ASSERT_EQUAL(s->ops->commit(s, 1000), 0);
	CU_ASSERT_EQUAL(s->ops->commit(s, 1), -ENOSPC);
	s->free(s);
}

static void
starts_only_when_prepared_and_fed(void)
{
	struct zc_sink *s = open_virtual(NULL);

	CU_ASSERT_EQUAL(s->ops->start(s, 0), -EPIPE);
	CU_ASSERT_EQUAL(position(s, true).state, ZC_SINK_PREPARED);
	start_full(s);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), -EBADFD);
	CU_ASSERT_EQUAL(s->ops->pause(s, true), 0);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), -EBADFD);
	CU_ASSERT_EQUAL(s->ops->reset(s), 0);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), -EPIPE);
	start_full(s);
	s->free(s);
}

static void
rewinds_only_what_is_not_played(void)
{
	struct zc_sink *s = open_virtual(NULL);

	start_full(s);
	play_to(s, 1000);
	CU_ASSERT_EQUAL(s->ops->rewind(s, s->buffer_frames - 999), -ERANGE);
	/* No frame was rewound. */
	CU_ASSERT_EQUAL(s->ops->commit(s, 1001), -ENOSPC);
	CU_ASSERT_EQUAL(s->ops->rewind(s, s->buffer_frames - 1000), 0);
	CU_ASSERT_EQUAL(s->ops->rewind(s, 1), -ERANGE);
	CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames), 0);
	s->free(s);
}

static void
stops_when_it_runs_dry(void)
{
	struct zc_sink *s = open_virtual(NULL);
	struct zc_hw_pos pos;

	CU_ASSERT_EQUAL(s->ops->commit(s, 500), 0);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), 0);
	pos = play_to(s, 1000);
	CU_ASSERT_EQUAL(pos.state, ZC_SINK_XRUN);
	CU_ASSERT_EQUAL(pos.frames, 500);
	CU_ASSERT_EQUAL(s->ops->commit(s, 1), -EPIPE);
	CU_ASSERT_EQUAL(s->ops->rewind(s, 1), -EPIPE);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), -EBADFD);
	CU_ASSERT_EQUAL(s->ops->pause(s, true), -EBADFD);
	CU_ASSERT_EQUAL(s->ops->reset(s), 0);
	pos = position(s, false);
	CU_ASSERT_EQUAL(pos.state, ZC_SINK_PREPARED);
	CU_ASSERT_EQUAL(pos.frames, 0);
	start_full(s);
	CU_ASSERT_EQUAL(play_to(s, 1000).frames, 1000);
	s->free(s);
}

static void
refuses_everything_once_unplugged(void)
{
	struct zc_sink *s = open_virtual("unplug@500");

	start_full(s);
	CU_ASSERT_EQUAL(play_to(s, 1000).state, ZC_SINK_LOST);
	CU_ASSERT_EQUAL(s->ops->commit(s, 1), -ENODEV);
	CU_ASSERT_EQUAL(s->ops->rewind(s, 1), -ENODEV);
	CU_ASSERT_EQUAL(s->ops->start(s, 0), -ENODEV);
	CU_ASSERT_EQUAL(s->ops->reset(s), -ENODEV);
	CU_ASSERT_EQUAL(position(s, true).state, ZC_SINK_LOST);
	s->free(s);
}

static void
pauses_only_what_runs(void)
{
	struct zc_sink *s = open_virtual(NULL);

	CU_ASSERT_EQUAL(s->ops->pause(s, true), -EBADFD);
	start_full(s);
	CU_ASSERT_EQUAL(s->ops->pause(s, false), -EBADFD);
	CU_ASSERT_EQUAL(s->ops->pause(s, true), 0);
	CU_ASSERT_EQUAL(s->ops->pause(s, true), -EBADFD);
	CU_ASSERT_EQUAL(s->ops->pause(s, false), 0);
	s->can_pause = false;
	CU_ASSERT_EQUAL(s->ops->pause(s, true), -ENOSYS);
	CU_ASSERT_EQUAL(position(s, true).state, ZC_SINK_RUNNING);
	s->free(s);
}

static void
leaves_foreign_descriptors_alone(void)
{
	struct zc_sink *s = open_virtual(NULL);
	struct pollfd other = { .events = POLLIN };
	int fds[2];

	CU_ASSERT_FATAL(pipe(fds) == 0 && write(fds[1], "12345678", 8) == 8);
	other.fd = fds[0];
	CU_ASSERT_EQUAL(s->ops->woke(s, &other), 0);
	CU_ASSERT_EQUAL(poll(&other, 1, 0), 1);
	close(fds[0]);
	close(fds[1]);
	s->free(s);
}

static void
wakes_at_period_boundaries(void)
{
	struct zc_sink *s = open_sim(
		(struct zc_sink_conf){ .sim_virtual = true, .wakeups = ZC_WAKEUPS_PERIOD });

	start_full(s);
	CU_ASSERT_EQUAL(play_to(s, 1).frames, s->period_frames);
	CU_ASSERT_EQUAL(play_to(s, 2 * s->period_frames).frames, 2 * s->period_frames);
	CU_ASSERT_EQUAL(play_to(s, 2 * s->period_frames + 1).frames, 3 * s->period_frames);
	s->free(s);
}

/* The descriptor stays ready as long as enough has been played, however often it is polled. */
static void
is_ready_while_enough_is_played(void)
{
	struct zc_sink *s = open_sim((struct zc_sink_conf){ .wakeups = ZC_WAKEUPS_PERIOD });

	start_full(s);
	for (int i = 0; i < 3; i++)
		CU_ASSERT(play_to(s, s->period_frames).frames >= s->period_frames);
	s->free(s);
}

/* Without an interrupt only a query of the hardware yields a new position. */
static void
position_is_new_only_after_a_query(void)
{
	struct zc_sink *s = open_sim((struct zc_sink_conf){ .wakeups = ZC_WAKEUPS_DEADLINE });
	uint64_t frames;

	start_full(s);
	while (!atomic_load(&((struct zc_sim *)s)->hw))
		sched_yield();
	CU_ASSERT_EQUAL(position(s, false).frames, 0);
	frames = position(s, true).frames;
	CU_ASSERT(frames > 0);
	CU_ASSERT_EQUAL(position(s, false).frames, frames);
	s->free(s);
}

ZC_UNIT_MAIN("sink_sim", { "commits no more than avail", commits_no_more_than_avail },
	{ "starts only when prepared and fed", starts_only_when_prepared_and_fed },
	{ "rewinds only what is not played", rewinds_only_what_is_not_played },
	{ "stops when it runs dry", stops_when_it_runs_dry },
	{ "refuses everything once unplugged", refuses_everything_once_unplugged },
	{ "pauses only what runs", pauses_only_what_runs },
	{ "leaves foreign descriptors alone", leaves_foreign_descriptors_alone },
	{ "wakes at period boundaries", wakes_at_period_boundaries },
	{ "is ready while enough is played", is_ready_while_enough_is_played },
	{ "position is new only after a query", position_is_new_only_after_a_query })
