/* How far ahead the ring is filled, and how much of it at a time. Engine thread; realtime. */
#include "pipeline/rt/engine_state.h"

/* At a start, and by the filler, a deeper ring is filled only this far. */
#define SHALLOW_S 2

ZC_RT bool
zc_rt_all_full(const struct zc_rt *e)
{
	for (uint32_t i = 0; i < e->tracks.count; i++) {
		if (!zc_rt_entry_full(&e->tracks.entry[i]))
			return false;
	}
	return true;
}

/* How much of `ahead` is filled at a time. The rest is the reserve: how long a read may take before
 * the DAC runs dry, half a second where possible. But a chunk is never less than a quarter, or the
 * engine would wake all the time; nor more than two fifths, or a chunk that was read at one wake-up
 * could not wait for the next to be committed. */
ZC_RT static struct zc_depth
depth(const struct zc_rt *e, uint64_t ahead)
{
	const struct zc_sink *s = e->out.sink;
	uint64_t least = ahead / 4;
	uint64_t most = ahead / 5 * 2;
	uint64_t reserve = s->fmt.rate_hz / 2;
	uint64_t chunk = ahead > reserve ? ahead - reserve : 0;
	uint64_t slice = (uint64_t)s->fmt.rate_hz * e->conf.wake_ms / 1000;

	chunk = chunk > most ? most : chunk < least ? least : chunk;
	if (slice && slice < chunk)
		chunk = slice;
	if (s->period_wakeups && s->period_frames < chunk)
		chunk -= chunk % s->period_frames;
	return (struct zc_depth){ (uint32_t)ahead, (uint32_t)chunk };
}

ZC_RT void
zc_rt_depths(struct zc_rt *e)
{
	uint64_t whole = e->out.sink->buffer_frames;
	uint64_t near = (uint64_t)e->out.sink->fmt.rate_hz * SHALLOW_S;

	e->fill.deep = depth(e, whole);
	e->fill.shallow = depth(e, near < whole ? near : whole);
}

/* Only direct reads fill the whole ring. Jobs of the filler reach less far ahead, since every span
 * that is lent out has to come back before a seek or a stop; and a start fills no more than it
 * needs. */
ZC_RT const struct zc_depth *
zc_rt_depth(const struct zc_rt *e)
{
	uint32_t i = 0;

	while (i + 1 < e->tracks.count && zc_rt_entry_full(&e->tracks.entry[i]))
		i++;
	if (!e->out.running || !e->tracks.count)
		return &e->fill.shallow;
	return (e->tracks.entry[i].begun ? e->tracks.entry[i].path
					 : e->tracks.entry[i].src->plan) == ZC_PATH_DIRECT
		       ? &e->fill.deep
		       : &e->fill.shallow;
}

ZC_RT bool
zc_rt_urgent(const struct zc_rt *e)
{
	return !e->out.running || e->out.sink->virtual_time || zc_rt_settling(e) ||
	       e->ring.committed - e->ring.played < e->fill.shallow.chunk_frames / 4;
}
