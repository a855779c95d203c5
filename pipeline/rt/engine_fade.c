/* The fade before a stop: the filler ramps down frames that are committed already. Engine thread;
 * realtime. */
#include "pipeline/rt/engine_state.h"

#define FADE_MS 20
/* How far ahead of the hardware, so that the filler is there first. */
#define FADE_AHEAD_MS 15
/* Silence behind the fade, in case the engine wakes late to stop the DAC. */
#define FADE_SILENCE_MS 400

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The caller made sure that there is a slot. */
ZC_RT static void
push_fade_job(struct zc_rt *e, enum zc_job_kind kind, uint64_t frame, uint64_t frames)
{
	uint64_t offset = zc_ring_offset(&e->ring, frame * e->ring.frame_bytes);
	struct zc_job job = { .kind = kind,
		.notify = true,
		.tag = ZC_TAG_FADE,
		.src = e->tracks.entry[0].src,
		.dst = e->out.sink->ring + offset,
		.len = (uint32_t)frames,
		.silence = e->out.sink->fmt.sample == ZC_U8 ? 0x80 : 0 };

	if (kind == ZC_JOB_SILENCE)
		job.len *= e->ring.frame_bytes;
	if (zc_jobs_push(e->port.jobs, &job) == 0)
		e->fade.jobs++;
}

ZC_RT void
zc_rt_fade(struct zc_rt *e)
{
	const struct zc_ring *r = &e->ring;
	uint64_t per_ms = (uint64_t)(e->hw.rate.nominal_hz / 1000);
	uint64_t from = r->played + FADE_AHEAD_MS * per_ms;
	uint64_t frames = FADE_MS * per_ms;
	uint64_t silence;

	if (!e->out.running || e->out.hw_paused || !e->tracks.count || e->pend.restart ||
		e->pend.lost || zc_jobs_room(e->port.jobs) < ZC_FADE_JOBS_MAX)
		return;
	/* A ramp must be contiguous. */
	if (!r->mirrored && from % r->capacity + frames > r->capacity)
		from += r->capacity - from % r->capacity;
	if (from + frames > r->committed)
		return;
	silence = min_u64(r->committed - from - frames, FADE_SILENCE_MS * per_ms);
	if (!r->mirrored)
		silence = min_u64(silence, r->capacity - (from + frames) % r->capacity);
	zc_follow_fade(zc_rt_follow(e), from);
	push_fade_job(e, ZC_JOB_FADE, from, frames);
	if (silence)
		push_fade_job(e, ZC_JOB_SILENCE, from + frames, silence);
	e->fade.on = true;
	e->fade.end = from + frames;
	if (e->out.sink->ops->payload_end)
		e->out.sink->ops->payload_end(e->out.sink, e->fade.end);
}
