/* The engine's loop: one realtime thread that keeps the ring full and the DAC fed.
 *
 * A turn: wait at one point, read the hardware position, handle commands and pending requests,
 * lend out spans of the ring, submit and reap reads in one system call, commit what is filled,
 * publish. */
#include "pipeline/rt/engine_state.h"

#include <poll.h>
#include <string.h>
#include <time.h>

/* The bell's place in zc_wait.fds. */
#define FD_BELL 0

/* The shortest wait, doubled up to STILL_MAX times while the position stands still. */
#define SHORTEST_WAIT_NS (1000 * 1000ll)
#define STILL_MAX 6
/* How soon to try again where nothing will wake the engine. */
#define RETRY_NS (5 * 1000 * 1000ll)

/* The played frame at which the engine has something to do next: room for a chunk, or a joint
 * between tracks to announce. */
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
		zc_rt_first_end(e) < frame)
		frame = zc_rt_first_end(e);
	if (e->tracks.count && !e->tracks.entry[0].announced && e->tracks.entry[0].begun &&
		e->tracks.entry[0].start < frame)
		frame = e->tracks.entry[0].start;
	if (e->fade.on && e->fade.end + e->out.sink->tail_frames < frame)
		frame = e->fade.end + e->out.sink->tail_frames;
	/* Before the ring has gone round once, frame may be negative. */
	return (int64_t)(frame - r->played) > 0 || frame == UINT64_MAX ? frame : r->played + 1;
}

/* Whether completions must wake the engine instead of waiting for the next planned wake-up. */
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
	/* On the virtual clock a read takes no time, so the DAC waits for it. */
	if (e->out.running && !e->out.hw_paused && !(e->out.sink->virtual_time && urgent)) {
		e->out.sink->ops->arm(
			e->out.sink, e->hw.wake_frame, &e->hw.pos, e->hw.rate.hz, w);
		e->hw.planned = true;
	}
	return urgent;
}

/* A hw_ptr that moves in coarse steps may not be there yet at the computed time: poll again soon,
 * and less often the longer it stands still. */
static int64_t
earliest_ns(const struct zc_rt *e, int64_t now)
{
	if (!e->out.running)
		return now;
	return now + (SHORTEST_WAIT_NS << (e->hw.still_wakes < STILL_MAX ? e->hw.still_wakes
									 : STILL_MAX));
}

/* The latest time to wake up, in case neither the device nor the filler does it. */
static int64_t
backstop_ns(const struct zc_rt *e, bool urgent)
{
	uint64_t level = e->ring.committed - e->ring.played;
	uint64_t ahead;

	/* Reads that the kernel did not accept, or jobs that were pushed without notify while the
	 * DAC still ran. */
	if (e->uring.queued || e->uring.refusals ||
		(urgent && e->port.jobs->out && !e->out.sink->virtual_time &&
			(!e->out.running || e->out.hw_paused || zc_rt_settling(e))))
		return zc_clock_now_ns() + RETRY_NS;
	if (!e->out.running || e->out.hw_paused || e->out.sink->virtual_time)
		return INT64_MAX;
	/* Half of what is left, and so on: close to the end in few steps. */
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
		if (deadline < earliest_ns(e, from_ns))
			deadline = earliest_ns(e, from_ns);
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
	/* A late wake-up may find other events that came meanwhile. */
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
			/* Also after io_uring went down with reads in flight, or every wait
			 * would return at once until the last of them is back. Cleared before
			 * reaping, so that no later completion is missed. */
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

/* Lends out free spans, takes finished ones back, commits what is filled. */
ZC_RT static void
feed(struct zc_rt *e)
{
	do {
		/* The last span that a request waited for may come back here; then there is
		 * room again. */
		do {
			zc_rt_fill(e);
			zc_rt_reap(e);
		} while (zc_rt_settle(e));
		/* An xrun since the position was read: reading it again restarts from there. */
		if (zc_rt_commit(e)) {
			zc_rt_read_position(e, true);
			zc_rt_record_position(e);
		}
		/* A device that failed or ran dry will not wake the engine again. */
	} while (zc_rt_settle(e));
}

ZC_RT void
zc_rt_run(struct zc_rt *e)
{
	zc_rt_measure_from_here(e);
	while (!e->quit) {
		engine_wait(e);
		if (e->out.sink)
			zc_rt_read_position(e, !(e->acct.wake.cause & ZC_WAKE_PERIOD));
		zc_rt_record_position(e);
		zc_rt_commands(e);
		zc_rt_settle(e);
		feed(e);
		zc_rt_record(e);
		/* Last, so that the reader of an event finds the matching snapshot. */
		if (e->port.ev_pending) {
			e->port.ev_pending = false;
			zc_bell_ring(e->port.ev_fd);
			e->acct.wake.syscalls++;
		}
	}
}
