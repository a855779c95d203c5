/* A track: its file, read-ahead and content, the device's format, the planned path and the feed.
 */
#include "pipeline/track.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/device.h"
#include "pipeline/base/file.h"
#include "pipeline/source/readahead.h"
#include "pipeline/source/content.h"
#include "pipeline/source/decoder.h"
#include "pipeline/source/track_source.h"

struct zc_track {
	struct zc_source source;
	struct zc_track_info info;
	struct zc_file file;
	struct zc_readahead *ra; /* owned */
	struct zc_content content;
};

struct zc_source *
zc_track_source(struct zc_track *t)
{
	return &t->source;
}

struct zc_track *
zc_source_track(struct zc_source *s)
{
	return (struct zc_track *)((char *)s - offsetof(struct zc_track, source));
}

/* Lists in text what the device takes in place of what did not fit: samples, rates or channels. */
static void
list_offers(const struct zc_caps *c, const struct zc_fmt *file, enum zc_fit misfit, char *text,
	size_t max)
{
	struct zc_fmt f = *file;
	uint32_t channels = 0, rates = 0, low = 0, high = 0;
	size_t n = 0;

	text[0] = 0;
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		const struct zc_caps_row *r = &c->row[s];

		channels |= r->channels;
		f.sample = s;
		if (misfit == ZC_FIT_WIDTH && zc_caps_accept(c, &f) && n < max)
			n += (size_t)snprintf(text + n, max - n, " %s", zc_sample_name(s));
		if (!(r->channels & 1u << (f.channels - 1)))
			continue;
		rates |= r->rates;
		if (r->rate_max_hz && (!low || r->rate_min_hz < low))
			low = r->rate_min_hz;
		if (r->rate_max_hz > high)
			high = r->rate_max_hz;
	}
	for (uint32_t i = 0; i < ZC_CHANNELS_MAX && misfit == ZC_FIT_CHANNELS && n < max; i++)
		if (channels & 1u << i)
			n += (size_t)snprintf(text + n, max - n, " %u", i + 1);
	for (int i = 0; i < ZC_RATE_TABLE_LEN && misfit == ZC_FIT_RATE && n < max; i++)
		if (rates & 1u << i)
			n += (size_t)snprintf(text + n, max - n, " %u", zc_rate_table[i]);
	if (misfit == ZC_FIT_RATE && high && n < max)
		n += (size_t)snprintf(text + n, max - n, " %u to %u", low, high);
	if (n == 0)
		snprintf(text, max, " nothing");
}

static int
fail_fit(const struct zc_track_conf *conf, const struct zc_fmt *file, enum zc_fit misfit,
	struct zc_err *err)
{
	char offers[160];

	list_offers(conf->caps, file, misfit, offers, sizeof(offers));
	if (misfit == ZC_FIT_CHANNELS)
		return zc_fail(err, -EINVAL,
			"%s: %u channels, and the device takes%s; convert the file or choose "
			"another device",
			conf->path, file->channels, offers);
	if (misfit == ZC_FIT_RATE)
		return zc_fail(err, -EINVAL,
			"%s: %u Hz, and the device takes%s; convert the file or choose another "
			"device",
			conf->path, file->rate_hz, offers);
	return zc_fail(err, -EINVAL,
		"%s: %u bits a sample, and the device takes%s at this rate; convert the file "
		"or choose another device",
		conf->path, zc_sample_bits(file->sample), offers);
}

static int
choose_format(struct zc_track *t, const struct zc_track_conf *conf, enum zc_fit *fit,
	struct zc_err *err)
{
	const struct zc_fmt *file = &t->content.fmt;

	t->source.fmt = *file;
	*fit = t->content.lossy ? ZC_FIT_LOSSY : ZC_FIT_EXACT;
	if (conf->caps)
		*fit = zc_fmt_choose(conf->caps, file, t->content.lossy, &t->source.fmt);
	if (*fit > ZC_FIT_LOSSY)
		return fail_fit(conf, file, *fit, err);
	return 0;
}

static void
set_plan(struct zc_source *s, enum zc_path plan, enum zc_reason reason, int arg)
{
	s->plan = plan;
	s->reason = reason;
	s->reason_arg = arg;
}

/* Whether some frame's address in the ring can equal its file offset modulo the memory alignment.
 * The ring begins at a page, so addresses of frames are multiples of the largest power of two
 * that divides the frame's bytes. */
static bool
phase_can_agree(const struct zc_source *s)
{
	uint32_t step = s->frame_bytes & -s->frame_bytes;

	if (step > s->mem_align)
		step = s->mem_align;
	return s->data_offset % step == 0;
}

static void
plan_decoded(struct zc_track *t, enum zc_fit fit)
{
	struct zc_source *s = &t->source;
	enum zc_sample from = t->content.fmt.sample, to = s->fmt.sample;

	if (!t->content.plain)
		set_plan(s, ZC_PATH_DECODED, ZC_REASON_CODEC, 0);
	else if (fit == ZC_FIT_LOSSY)
		set_plan(s, ZC_PATH_DECODED, ZC_REASON_FLOAT, 0);
	else if (zc_sample_bytes(from) == zc_sample_bytes(to) &&
		 zc_sample_is_big_endian(from) != zc_sample_is_big_endian(to))
		set_plan(s, ZC_PATH_DECODED, ZC_REASON_BYTE_ORDER, 0);
	else
		set_plan(s, ZC_PATH_DECODED, ZC_REASON_WIDENED, (int)to);
}

static void
plan_plain(struct zc_track *t, enum zc_path best)
{
	struct zc_source *s = &t->source;
	int error;

	s->data_offset = t->content.data_offset;
	s->mem_align = t->file.mem_align;
	s->off_align = t->file.off_align;
	if (best == ZC_PATH_DECODED)
		set_plan(s, ZC_PATH_DECODED, ZC_REASON_CONFIG, 0);
	else if (best == ZC_PATH_STAGED)
		set_plan(s, ZC_PATH_STAGED, ZC_REASON_CONFIG, 0);
	else if (zc_readahead_rung(t->ra, &error) == ZC_RUNG_BUFFERED)
		set_plan(s, ZC_PATH_STAGED, ZC_REASON_NO_ODIRECT, error);
	else if (zc_readahead_rung(t->ra, &error) == ZC_RUNG_PREAD)
		set_plan(s, ZC_PATH_STAGED, ZC_REASON_NO_URING, error);
	else if (!phase_can_agree(s))
		set_plan(s, ZC_PATH_STAGED, ZC_REASON_PHASE_FILE, (int)s->data_offset);
	else
		set_plan(s, ZC_PATH_DIRECT, ZC_REASON_NONE, 0);
	if (s->plan == ZC_PATH_DIRECT)
		s->direct_fd = t->file.fd;
}

static void
fill_info(struct zc_track *t, enum zc_fit fit)
{
	struct zc_track_info *i = &t->info;
	const struct zc_content *c = &t->content;

	i->id = t->source.id;
	i->file = c->fmt;
	i->hw = t->source.fmt;
	i->frames = c->frames;
	i->seconds = (double)c->frames / c->fmt.rate_hz;
	memcpy(i->container, c->container, sizeof(i->container));
	memcpy(i->codec, c->codec, sizeof(i->codec));
	memcpy(i->note, c->note, sizeof(i->note));
	i->bit_exact = fit != ZC_FIT_LOSSY;
	i->file_bytes = t->file.bytes;
	i->data_offset = t->source.data_offset;
	i->mem_align = t->file.mem_align;
	i->off_align = t->file.off_align;
	i->guessed = c->guessed;
	i->truncated = c->truncated;
}

static int
open_track(struct zc_track *t, const struct zc_track_conf *conf, struct zc_err *err)
{
	struct zc_readahead_conf ra = { .bytes = conf->readahead_bytes,
		.no_uring = conf->no_uring };
	struct zc_opening opening = { .path = conf->path, .raw = &conf->raw };
	struct zc_source *s = &t->source;
	struct zc_err feed_err;
	enum zc_fit fit;
	int r;

	r = zc_file_open(&t->file, conf->path, err);
	if (r < 0)
		return r;
	t->ra = zc_readahead_new(&t->file, &ra, err);
	if (!t->ra)
		return -ENOMEM;
	opening.ra = t->ra;
	opening.file_bytes = t->file.bytes;
	r = zc_content_open(&t->content, &opening, err);
	if (r < 0)
		return r;
	r = choose_format(t, conf, &fit, err);
	if (r < 0)
		return r;
	s->frame_bytes = zc_fmt_frame_bytes(&s->fmt);
	s->frames = t->content.frames;
	s->feed = zc_content_feed(&t->content, &s->fmt, t->ra, conf->path, &feed_err);
	if (!s->feed)
		return zc_fail(err, feed_err.code, "%s", feed_err.text);
	if (t->content.plain && fit == ZC_FIT_EXACT)
		plan_plain(t, conf->best);
	else
		plan_decoded(t, fit);
	/* A direct track uses it only to read the edges of the file. */
	if (s->plan != ZC_PATH_DIRECT)
		zc_readahead_hold(t->ra);
	atomic_init(&s->stat.path, s->plan);
	atomic_init(&s->stat.reason, s->reason);
	atomic_init(&s->stat.reason_arg, s->reason_arg);
	fill_info(t, fit);
	return 0;
}

struct zc_track *
zc_track_open(const struct zc_track_conf *conf, struct zc_err *err)
{
	struct zc_track *t = calloc(1, sizeof(*t));

	if (!t) {
		zc_fail(err, -ENOMEM, "%s: no memory to open it", conf->path);
		return NULL;
	}
	t->source.id = conf->id;
	t->source.direct_fd = -1;
	if (open_track(t, conf, err) < 0) {
		zc_track_close(t);
		return NULL;
	}
	return t;
}

void
zc_track_close(struct zc_track *t)
{
	if (!t)
		return;
	if (t->source.feed)
		t->source.feed->ops->free(t->source.feed);
	zc_content_release(&t->content);
	zc_readahead_free(t->ra);
	zc_file_close(&t->file);
	free(t);
}

const struct zc_track_info *
zc_track_info(const struct zc_track *t)
{
	return &t->info;
}

void
zc_track_counts(const struct zc_track *t, struct zc_track_counts *out)
{
	const struct zc_track_stat *s = &t->source.stat;

	out->path = atomic_load_explicit(&s->path, memory_order_relaxed);
	out->reason = atomic_load_explicit(&s->reason, memory_order_relaxed);
	out->reason_arg = atomic_load_explicit(&s->reason_arg, memory_order_relaxed);
	out->bytes_direct = atomic_load_explicit(&s->bytes_direct, memory_order_relaxed);
	out->bytes_copied = atomic_load_explicit(&s->bytes_copied, memory_order_relaxed);
	out->bytes_decoded = atomic_load_explicit(&s->bytes_decoded, memory_order_relaxed);
	out->xruns = atomic_load_explicit(&s->xruns, memory_order_relaxed);
	out->lead_in_frames = atomic_load_explicit(&s->lead_in_frames, memory_order_relaxed);
}

void
zc_track_probe_sink(struct zc_track *t, struct zc_sink *s)
{
	const struct zc_source *src = &t->source;

	if (src->plan == ZC_PATH_DIRECT && t->file.bytes >= src->off_align)
		zc_sink_probe_pin(s, src->direct_fd, src->off_align);
}
