/* Which of a device's formats a file is played in. Pure functions, any thread.
 *
 * The rule: rate and channels are the file's, and integer samples lose no bit; where that
 * cannot be had the answer says which of the three stood in the way. */
#include "pipeline/fmt.h"

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

/* Bits of an integer that the encoding holds exactly. */
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

/* How little `to` suits samples of `from`, the least is the best; UINT32_MAX: not at all. */
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
why_not(const struct zc_caps *c, const struct zc_fmt *file)
{
	struct zc_fmt f = *file;
	enum zc_fit why = ZC_FIT_CHANNELS;

	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		f.sample = s;
		if (zc_caps_accept(c, &f))
			return ZC_FIT_WIDTH;
		if (f.channels - 1 < 32 && (c->row[s].channels & 1u << (f.channels - 1)))
			why = ZC_FIT_RATE;
	}
	return why;
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
		return why_not(c, file);
	*out = *file;
	out->sample = best;
	if (from_lossy || !keeps_every_bit(file->sample, best))
		return ZC_FIT_LOSSY;
	return best == file->sample ? ZC_FIT_EXACT : ZC_FIT_REPACK;
}
