/* The end of a turn: its record, histograms and a snapshot go into the measurement area. Engine
 * thread; realtime: at constant cost, with one system call that reads the kernel's counters for
 * this thread. */
#include "pipeline/rt/engine_state.h"

#include <string.h>
#include <sys/resource.h>

#include "pipeline/rt/area_put.h"
#include "pipeline/trigger.h"

#define US_PER_S 1000000u

static uint64_t
cpu_us(const struct rusage *ru)
{
	return (uint64_t)(ru->ru_utime.tv_sec + ru->ru_stime.tv_sec) * US_PER_S +
	       (uint64_t)(ru->ru_utime.tv_usec + ru->ru_stime.tv_usec);
}

/* Adds what the kernel counted for this thread since the last record. */
ZC_RT static void
read_usage(struct zc_rt *e)
{
	struct zc_usage *before = &e->acct.usage;
	struct zc_counters *c = &e->acct.count;
	struct zc_wake *w = &e->acct.wake;
	struct rusage ru;

	getrusage(RUSAGE_THREAD, &ru);
	c->stat_syscalls++;
	if (e->acct.rebase_faults) {
		/* Pinning a ring touches its pages; that is set-up, before anything plays. */
		before->minor = (uint64_t)ru.ru_minflt;
		before->major = (uint64_t)ru.ru_majflt;
		e->acct.rebase_faults = false;
	}
	w->faults_minor = (uint32_t)((uint64_t)ru.ru_minflt - before->minor);
	w->faults_major = (uint32_t)((uint64_t)ru.ru_majflt - before->major);
	w->switches_voluntary = (uint32_t)((uint64_t)ru.ru_nvcsw - before->voluntary);
	w->switches_involuntary = (uint32_t)((uint64_t)ru.ru_nivcsw - before->involuntary);
	w->cpu_us = (uint32_t)(cpu_us(&ru) - before->cpu_us);
	*before = (struct zc_usage){ (uint64_t)ru.ru_minflt, (uint64_t)ru.ru_majflt,
		(uint64_t)ru.ru_nvcsw, (uint64_t)ru.ru_nivcsw, cpu_us(&ru) };
	c->faults_minor += w->faults_minor;
	c->faults_major += w->faults_major;
	c->switches_voluntary += w->switches_voluntary;
	c->switches_involuntary += w->switches_involuntary;
}

ZC_RT static void
publish_snapshot(struct zc_rt *e)
{
	const struct zc_entry *en = e->tracks.count ? &e->tracks.entry[0] : NULL;
	struct zc_snapshot s = {
		.state = !en             ? ZC_STATE_STOPPED
			 : e->out.paused ? ZC_STATE_PAUSED
					 : ZC_STATE_PLAYING,
		.played_frame = e->ring.played,
		.committed_frame = e->ring.committed,
		.filled_frame = e->ring.filled,
		.reserved_frame = e->ring.reserved,
		.tstamp_ns = e->hw.pos.tstamp_ns,
		.rate_hz = e->out.running && !e->out.hw_paused ? e->hw.rate.hz : 0,
		.ppm = e->hw.rate.ppm,
		.ppm_err = e->hw.rate.ppm_err,
		.queued = e->tracks.count,
		.count = e->acct.count,
	};

	if (en) {
		s.track_id = en->src->id;
		s.track_frames = en->end_byte / en->src->frame_bytes;
		/* Until its first frame plays, the position stays at that frame. */
		s.track_start_frame =
			(en->begun && e->ring.played > en->start ? en->start : e->ring.played) -
			en->from;
		s.path = en->path;
		s.reason = (enum zc_reason)atomic_load_explicit(
			&en->src->stat.reason, memory_order_relaxed);
		s.reason_arg =
			atomic_load_explicit(&en->src->stat.reason_arg, memory_order_relaxed);
	}
	zc_snap_put(&e->acct.area->snap, &s);
}

/* Called twice a turn, since a sink may come or go during it. */
ZC_RT static void
note_sink(struct zc_rt *e)
{
	if (!e->out.sink)
		return;
	e->acct.wake.rate_hz = e->out.sink->fmt.rate_hz;
	e->acct.wake.capacity_frames = e->out.sink->buffer_frames;
	e->acct.wake.period_frames = e->out.sink->period_frames;
}

ZC_RT void
zc_rt_record_position(struct zc_rt *e)
{
	struct zc_wake *w = &e->acct.wake;

	w->played_frame = e->ring.played;
	w->committed_frame = e->ring.committed;
	if (w->flags & ZC_WAKE_RUNNING)
		w->hw_tstamp_ns = e->hw.pos.tstamp_ns;
	note_sink(e);
	w->track_id = e->tracks.count ? e->tracks.entry[0].src->id : 0;
	e->acct.track_frame = zc_rt_playing_frame(e);
}

/* Completes the turn's record and publishes it. */
ZC_RT static void
publish_record(struct zc_rt *e)
{
	struct zc_wake *w = &e->acct.wake;

	w->filled_frame = e->ring.filled;
	/* The track that played when the position was read, else the one that is about to. */
	if (!w->track_id && e->tracks.count)
		w->track_id = e->tracks.entry[0].src->id;
	note_sink(e);
	w->seq = e->acct.wake_before.seq + 1;
	w->done_ns = zc_rt_now_ns(e);
	zc_wake_hists_add(&e->acct.area->hists, &e->acct.wake_before, w);
	zc_area_put(e->acct.area, w);
	e->acct.wake_before = *w;
	if (zc_trigger_of(w, e->conf.late_ns))
		zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_INCIDENT,
				       .track_id = w->track_id,
				       .frame = e->acct.track_frame,
				       .wake_seq = w->seq });
}

ZC_RT void
zc_rt_measure_from_here(struct zc_rt *e)
{
	read_usage(e);
	memset(&e->acct.count, 0, sizeof(e->acct.count));
}

ZC_RT void
zc_rt_record(struct zc_rt *e)
{
	struct zc_wake *w = &e->acct.wake;

	e->acct.count.wakeups++;
	e->acct.count.syscalls += w->syscalls;
	if (e->conf.measure) {
		read_usage(e);
		publish_record(e);
	}
	/* System calls from here on count for the next record. */
	w->syscalls = 0;
	publish_snapshot(e);
}
