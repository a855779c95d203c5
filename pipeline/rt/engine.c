/* The engine's loop: one realtime thread that keeps the ring full and the DAC fed.
 *
 * A turn: wait at one point, look where the hardware is, take commands, settle what had to
 * wait, give out spans of the ring, submit and reap in one system call, commit what is filled,
 * publish. */
#include "pipeline/rt/engine_state.h"

#include <poll.h>
#include <string.h>
#include <time.h>

/* Of the bell and io_uring descriptors in zc_wait.fds. */
#define FD_BELL 0

#define SOONEST_NS (1000 * 1000ll)
#define STILL_MAX 6
/* Until what rings no bell is looked for again. */
#define AGAIN_NS (5 * 1000 * 1000ll)

/* The played frame at which the engine has something to do: room for a chunk, or a joint to
 * tell. */
static uint64_t
plan_frame(const struct zc_rt *e)
{
	const struct zc_depth *d = zc_rt_depth(e);
	const struct zc_ring *r = &e->ring;
	uint64_t frame = UINT64_MAX;

	if (!zc_rt_all_full(e))
		frame = r->reserved + d->chunk_frames - d->ahead_frames;
	else if (e->tracks.count && !e->fill.runout_end)
		frame = r->reserved + e->fill.runout_frames - r->capacity;
	if (e->tracks.count && zc_rt_entry_full(&e->tracks.entry[0]) &&
		zc_rt_first_over(e) < frame)
		frame = zc_rt_first_over(e);
	if (e->tracks.count && !e->tracks.entry[0].announced && e->tracks.entry[0].begun &&
		e->tracks.entry[0].start < frame)
		frame = e->tracks.entry[0].start;
	if (e->fade.on && e->fade.end + e->out.sink->tail_frames < frame)
		frame = e->fade.end + e->out.sink->tail_frames;
	/* Counters start at 0, so what lies before the ring's first turn is negative. */
	return (int64_t)(frame - r->played) > 0 || frame == UINT64_MAX ? frame : r->played + 1;
}

/* Whether completions cannot wait for the next planned wake-up. */
static bool
completions_urgent(const struct zc_rt *e, uint64_t plan)
{
	if (!e->ring.lent && !e->fade.jobs)
		return false;
	return !e->out.running || zc_rt_settling(e) || e->out.sink->virtual_time ||
	       e->out.hw_paused || e->ring.committed < plan + e->fill.shallow.chunk_frames / 4;
}

static void
wait_add(struct zc_wait *w, int fd, short events)
{
	w->fds[w->nfds++] = (struct pollfd){ .fd = fd, .events = events };
}

static bool
wait_prepare(struct zc_rt *e, struct zc_wait *w)
{
	bool urgent;

	memset(w, 0, sizeof(*w));
	w->deadline_ns = INT64_MAX;
	wait_add(w, e->port.bell_fd, POLLIN);
	e->hw.planned = false;
	if (!e->out.sink)
		return false;
	e->hw.wake_frame = e->out.running ? plan_frame(e) : UINT64_MAX;
	urgent = completions_urgent(e, e->hw.wake_frame);
	if (urgent && e->uring.in_flight)
		wait_add(w, e->uring.event_fd, POLLIN);
	/* On the virtual clock reading takes no time: the DAC waits for it. */
	if (e->out.running && !e->out.hw_paused && !(e->out.sink->virtual_time && urgent)) {
		e->out.sink->ops->arm(
			e->out.sink, e->hw.wake_frame, &e->hw.pos, e->hw.rate.hz, w);
		e->hw.planned = true;
	}
	return urgent;
}

/* A pointer that moves in coarse steps may not have got there at the time computed for it: ask
 * again soon, and ever later while it stands still. */
static int64_t
soonest_ns(const struct zc_rt *e, int64_t now)
{
	if (!e->out.running)
		return now;
	return now +
	       (SOONEST_NS << (e->hw.still_wakes < STILL_MAX ? e->hw.still_wakes : STILL_MAX));
}

/* Backstops for the wait, so that neither a silent device nor a filler that was not asked to
 * ring is waited for for ever. */
static int64_t
backstop_ns(const struct zc_rt *e, bool urgent)
{
	uint64_t level = e->ring.committed - e->ring.played;
	uint64_t ahead;

	/* Reads that the kernel did not take, or jobs from before the DAC stopped. */
	if (e->uring.queued || e->uring.refusals ||
		(urgent && e->port.jobs->out && !e->out.sink->virtual_time &&
			(!e->out.running || e->out.hw_paused || zc_rt_settling(e))))
		return zc_clock_now_ns() + AGAIN_NS;
	if (!e->out.running || e->out.hw_paused || e->out.sink->virtual_time)
		return INT64_MAX;
	/* Half of what is left each time comes close to the end in few steps. */
	if (urgent && e->port.jobs->out)
		ahead = level / 2 + 1;
	else
		ahead = e->hw.wake_frame - e->ring.played + e->out.sink->period_frames +
			e->fill.shallow.chunk_frames / 2;
	return zc_rate_time_of(
		&e->hw.rate, e->ring.played + ahead, e->ring.played, e->hw.pos.tstamp_ns);
}

ZC_RT static void
engine_wait(struct zc_rt *e)
{
	struct zc_wait w;
	bool urgent = wait_prepare(e, &w);
	int64_t backstop = e->out.sink ? backstop_ns(e, urgent) : INT64_MAX;
	int64_t planned = w.planned && w.deadline_ns != INT64_MAX ? w.deadline_ns : 0;
	int64_t deadline = w.deadline_ns < backstop ? w.deadline_ns : backstop;
	struct timespec ts, *timeout = NULL;
	int64_t from_ns;
	uint32_t carried = e->acct.wake.syscalls;
	int ready;

	if (deadline != INT64_MAX) {
		from_ns = zc_clock_now_ns();
		if (deadline < soonest_ns(e, from_ns))
			deadline = soonest_ns(e, from_ns);
		ts.tv_sec = (deadline - from_ns) / ZC_NS_PER_S;
		ts.tv_nsec = (deadline - from_ns) % ZC_NS_PER_S;
		timeout = &ts;
	}
	ready = ppoll(w.fds, w.nfds, timeout, NULL);
	memset(&e->acct.wake, 0, sizeof(e->acct.wake));
	if (e->out.running && !e->out.hw_paused)
		e->acct.wake.flags = ZC_WAKE_RUNNING;
	e->acct.wake.woke_ns = zc_rt_now_ns(e);
	e->acct.wake.syscalls = (uint16_t)(carried + 1);
	/* A thread that is late finds other events that came meanwhile. */
	if (planned && deadline == planned && (ready == 0 || e->acct.wake.woke_ns > planned))
		e->acct.wake.planned_ns = planned;
	if (ready == 0) {
		e->acct.wake.cause = ZC_WAKE_DEADLINE;
		return;
	}
	for (uint32_t i = 0; i < w.nfds; i++) {
		if (!w.fds[i].revents)
			continue;
		if (i == FD_BELL) {
			zc_bell_clear(e->port.bell_fd);
			e->acct.wake.syscalls++;
			e->acct.wake.cause |=
				e->port.jobs->out ? ZC_WAKE_FILLER : ZC_WAKE_COMMAND;
		} else if (e->uring.open && w.fds[i].fd == e->uring.event_fd) {
			/* Also where io_uring went down with reads in flight, or this
			 * descriptor would end every wait at once until they are back. Cleared
			 * before the reads are reaped, so that none that ends later is missed.
			 */
			zc_bell_clear(e->uring.event_fd);
			e->acct.wake.syscalls++;
			e->acct.wake.cause |= ZC_WAKE_DISK;
		} else {
			e->acct.wake.cause |= ZC_WAKE_PERIOD;
			e->acct.wake.syscalls +=
				(uint16_t)e->out.sink->ops->woke(e->out.sink, &w.fds[i]);
		}
	}
}

/* Lends out what is free, takes back what is done, commits what is filled. */
ZC_RT static void
feed(struct zc_rt *e)
{
	do {
		/* What came back may be the last that something waited for; then there is room
		 * again. */
		do {
			zc_rt_fill(e);
			zc_rt_reap(e);
		} while (zc_rt_settle(e));
		/* Ran dry since the position was read: the position now is where it starts
		 * again. */
		if (zc_rt_commit(e)) {
			zc_rt_look(e, true);
			zc_rt_seen(e);
		}
		/* A device that refused or ran dry now wakes nobody any more. */
	} while (zc_rt_settle(e));
}

ZC_RT void
zc_rt_run(struct zc_rt *e)
{
	zc_rt_measure_from_here(e);
	while (!e->quit) {
		engine_wait(e);
		if (e->out.sink)
			zc_rt_look(e, !(e->acct.wake.cause & ZC_WAKE_PERIOD));
		zc_rt_seen(e);
		zc_rt_commands(e);
		zc_rt_settle(e);
		feed(e);
		zc_rt_record(e);
		/* Last, so that who reads the event finds the snapshot that goes with it. */
		if (e->port.ev_pending) {
			e->port.ev_pending = false;
			zc_bell_ring(e->port.ev_fd);
			e->acct.wake.syscalls++;
		}
	}
}
