/* Lends spans of the ring to the disk or to the filler. Engine thread; realtime. */
#include "pipeline/rt/engine_state.h"

ZC_RT uint8_t *
zc_rt_span_memory(const struct zc_rt *e, const struct zc_span *s)
{
	return e->out.sink->ring + zc_ring_offset(&e->ring, s->start_byte);
}

ZC_RT bool
zc_rt_queue_read(struct zc_rt *e, struct zc_entry *en, struct zc_span *s)
{
	const struct zc_source *src = en->src;

	if (!zc_uring_read(&e->uring, src->direct_fd, zc_rt_span_memory(e, s), s->len_bytes,
		    src->data_offset + s->first_byte, s->fixed, zc_ring_tag(&e->ring, s)))
		return false;
	e->acct.wake.submitted_bytes += s->len_bytes;
	s->kind = ZC_SPAN_READ;
	return true;
}

ZC_RT bool
zc_rt_queue_job(struct zc_rt *e, struct zc_entry *en, struct zc_span *s)
{
	struct zc_job job = { .kind = s->kind == ZC_SPAN_DECODE ? ZC_JOB_FRAMES : ZC_JOB_BYTES,
		.notify = zc_rt_urgent(e),
		.tag = zc_ring_tag(&e->ring, s),
		.src = en->src,
		.dst = zc_rt_span_memory(e, s),
		.first = s->first_byte,
		.len = s->len_bytes };

	if (s->kind == ZC_SPAN_DECODE) {
		job.first /= e->ring.frame_bytes;
		job.len /= e->ring.frame_bytes;
	} else {
		s->kind = ZC_SPAN_COPY;
	}
	return zc_jobs_push(e->port.jobs, &job) == 0;
}
