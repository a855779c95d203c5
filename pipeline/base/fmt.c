/* Sample formats by name and size, and which of a device's formats a file is played in. Pure
 * functions, any thread. */
#include "pipeline/fmt.h"

#include <stdio.h>
#include <strings.h>

static const struct row {
	const char *name;
	uint8_t bytes;
	uint8_t bits;
	bool is_float;
	bool is_big_endian;
} rows[ZC_SAMPLE_COUNT] = {
	[ZC_SAMPLE_NONE] = { "none", 0, 0, false, false },
	[ZC_U8] = { "U8", 1, 8, false, false },
	[ZC_S8] = { "S8", 1, 8, false, false },
	[ZC_S16_LE] = { "S16_LE", 2, 16, false, false },
	[ZC_S16_BE] = { "S16_BE", 2, 16, false, true },
	[ZC_S24_3LE] = { "S24_3LE", 3, 24, false, false },
	[ZC_S24_3BE] = { "S24_3BE", 3, 24, false, true },
	[ZC_S24_LE] = { "S24_LE", 4, 24, false, false },
	[ZC_S32_LE] = { "S32_LE", 4, 32, false, false },
	[ZC_S32_BE] = { "S32_BE", 4, 32, false, true },
	[ZC_FLOAT_LE] = { "FLOAT_LE", 4, 32, true, false },
	[ZC_FLOAT_BE] = { "FLOAT_BE", 4, 32, true, true },
	[ZC_FLOAT64_LE] = { "FLOAT64_LE", 8, 64, true, false },
	[ZC_FLOAT64_BE] = { "FLOAT64_BE", 8, 64, true, true },
};

const uint32_t zc_rate_table[ZC_RATE_TABLE_LEN] = { 8000, 11025, 16000, 22050, 32000, 44100,
	48000, 64000, 88200, 96000, 176400, 192000, 352800, 384000, 705600, 768000 };

static const struct row *
row_of(enum zc_sample s)
{
	return (unsigned int)s < ZC_SAMPLE_COUNT ? &rows[s] : &rows[ZC_SAMPLE_NONE];
}

uint32_t
zc_sample_bytes(enum zc_sample s)
{
	return row_of(s)->bytes;
}

uint32_t
zc_sample_bits(enum zc_sample s)
{
	return row_of(s)->bits;
}

bool
zc_sample_is_float(enum zc_sample s)
{
	return row_of(s)->is_float;
}

bool
zc_sample_is_big_endian(enum zc_sample s)
{
	return row_of(s)->is_big_endian;
}

const char *
zc_sample_name(enum zc_sample s)
{
	return row_of(s)->name;
}

enum zc_sample
zc_sample_parse(const char *name)
{
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++)
		if (strcasecmp(name, rows[s].name) == 0)
			return s;
	return ZC_SAMPLE_NONE;
}

uint32_t
zc_fmt_frame_bytes(const struct zc_fmt *f)
{
	return zc_sample_bytes(f->sample) * f->channels;
}

bool
zc_fmt_equal(const struct zc_fmt *a, const struct zc_fmt *b)
{
	return a->sample == b->sample && a->channels == b->channels && a->rate_hz == b->rate_hz;
}

bool
zc_fmt_valid(const struct zc_fmt *f)
{
	return zc_sample_bytes(f->sample) && f->channels >= 1 &&
	       f->channels <= ZC_CHANNELS_MAX && f->rate_hz >= ZC_RATE_MIN_HZ &&
	       f->rate_hz <= ZC_RATE_MAX_HZ;
}

char *
zc_fmt_str(const struct zc_fmt *f, char *buf)
{
	int n = snprintf(buf, ZC_FMT_STR_MAX, "%s %u Hz %u ch", zc_sample_name(f->sample),
		f->rate_hz, f->channels);

	if (n < 0 || n >= ZC_FMT_STR_MAX)
		snprintf(buf, ZC_FMT_STR_MAX, "%s, absurd", zc_sample_name(f->sample));
	return buf;
}

char *
zc_fmt_mpd_str(const struct zc_fmt *f, char *buf)
{
	int n;

	if (zc_sample_is_float(f->sample))
		n = snprintf(buf, ZC_FMT_STR_MAX, "%u:f:%u", f->rate_hz, f->channels);
	else
		n = snprintf(buf, ZC_FMT_STR_MAX, "%u:%u:%u", f->rate_hz,
			zc_sample_bits(f->sample), f->channels);
	if (n < 0)
		buf[0] = 0;
	return buf;
}

/* The rule for choosing a device's format: keep the file's rate and channels, and lose no bit of
 * integer samples. Where that is impossible the result says which of the three failed. */

bool
zc_caps_accept(const struct zc_caps *c, const struct zc_fmt *f)
{
	const struct zc_caps_row *r;

	if (!zc_fmt_valid(f))
		return false;
	r = &c->row[f->sample];
	if (!(r->channels & 1u << (f->channels - 1)))
		return false;
	if (r->rate_max_hz && f->rate_hz >= r->rate_min_hz && f->rate_hz <= r->rate_max_hz)
		return true;
	for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
		if (zc_rate_table[i] == f->rate_hz)
			return r->rates & 1u << i;
	return false;
}

/* The longest integers that the encoding holds exactly, in bits. */
static uint32_t
integer_bits(enum zc_sample s)
{
	if (!zc_sample_is_float(s))
		return zc_sample_bits(s);
	return zc_sample_bits(s) == 64 ? 53 : 24;
}

static bool
keeps_every_bit(enum zc_sample from, enum zc_sample to)
{
	if (zc_sample_is_float(from))
		return zc_sample_is_float(to) && zc_sample_bits(to) >= zc_sample_bits(from);
	return integer_bits(to) >= zc_sample_bits(from);
}

/* How badly `to` suits samples of `from`: the lowest is the best; UINT32_MAX: not at all. */
static uint32_t
misfit(enum zc_sample from, enum zc_sample to)
{
	bool same_kind = zc_sample_is_float(from) == zc_sample_is_float(to);

	if (from == to)
		return 0;
	if (keeps_every_bit(from, to))
		return (same_kind ? 100 : 200) + zc_sample_bytes(to);
	if (!zc_sample_is_float(from))
		return UINT32_MAX;
	return (same_kind ? 300 : 500) - zc_sample_bits(to);
}

static enum zc_fit
reason_to_refuse(const struct zc_caps *c, const struct zc_fmt *file)
{
	struct zc_fmt f = *file;
	enum zc_fit refusal = ZC_FIT_CHANNELS;

	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		f.sample = s;
		if (zc_caps_accept(c, &f))
			return ZC_FIT_WIDTH;
		if (f.channels - 1 < 32 && (c->row[s].channels & 1u << (f.channels - 1)))
			refusal = ZC_FIT_RATE;
	}
	return refusal;
}

enum zc_fit
zc_fmt_choose(
	const struct zc_caps *c, const struct zc_fmt *file, bool from_lossy, struct zc_fmt *out)
{
	struct zc_fmt f = *file;
	enum zc_sample best = ZC_SAMPLE_NONE;
	uint32_t least = UINT32_MAX;

	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		f.sample = s;
		if (!zc_caps_accept(c, &f) || misfit(file->sample, s) >= least)
			continue;
		least = misfit(file->sample, s);
		best = s;
	}
	if (best == ZC_SAMPLE_NONE)
		return reason_to_refuse(c, file);
	*out = *file;
	out->sample = best;
	if (from_lossy || !keeps_every_bit(file->sample, best))
		return ZC_FIT_LOSSY;
	return best == file->sample ? ZC_FIT_EXACT : ZC_FIT_REPACK;
}
