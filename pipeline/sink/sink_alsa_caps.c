/* What a card takes, asked parameter by parameter of the driver's own rules. */
#include "pipeline/sink/device_alsa.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <alsa/asoundlib.h>

static const int format_table[ZC_SAMPLE_COUNT] = {
	[ZC_SAMPLE_NONE] = SND_PCM_FORMAT_UNKNOWN,
	[ZC_U8] = SND_PCM_FORMAT_U8,
	[ZC_S8] = SND_PCM_FORMAT_S8,
	[ZC_S16_LE] = SND_PCM_FORMAT_S16_LE,
	[ZC_S16_BE] = SND_PCM_FORMAT_S16_BE,
	[ZC_S24_3LE] = SND_PCM_FORMAT_S24_3LE,
	[ZC_S24_3BE] = SND_PCM_FORMAT_S24_3BE,
	[ZC_S24_LE] = SND_PCM_FORMAT_S24_LE,
	[ZC_S32_LE] = SND_PCM_FORMAT_S32_LE,
	[ZC_S32_BE] = SND_PCM_FORMAT_S32_BE,
	[ZC_FLOAT_LE] = SND_PCM_FORMAT_FLOAT_LE,
	[ZC_FLOAT_BE] = SND_PCM_FORMAT_FLOAT_BE,
	[ZC_FLOAT64_LE] = SND_PCM_FORMAT_FLOAT64_LE,
	[ZC_FLOAT64_BE] = SND_PCM_FORMAT_FLOAT64_BE,
};

int
zc_alsa_format(enum zc_sample s)
{
	return (unsigned int)s < ZC_SAMPLE_COUNT ? format_table[s] : SND_PCM_FORMAT_UNKNOWN;
}

/* A range without holes is told by rates that no table of crystals has. */
static bool
is_continuous(snd_pcm_t *pcm, snd_pcm_hw_params_t *p, uint32_t min_hz, uint32_t max_hz)
{
	for (uint32_t i = 1; i < 5; i++) {
		uint32_t odd_hz = (min_hz + (max_hz - min_hz) / 5 * i) | 1;

		if (odd_hz >= max_hz || snd_pcm_hw_params_test_rate(pcm, p, odd_hz, 0) < 0)
			return false;
	}
	return true;
}

static void
probe_row(snd_pcm_t *pcm, snd_pcm_hw_params_t *p, struct zc_caps_row *row)
{
	unsigned int min_hz, max_hz, min_ch = 1, max_ch = ZC_CHANNELS_MAX;

	snd_pcm_hw_params_get_channels_min(p, &min_ch);
	snd_pcm_hw_params_get_channels_max(p, &max_ch);
	for (uint32_t ch = min_ch; ch <= max_ch && ch <= ZC_CHANNELS_MAX; ch++)
		if (snd_pcm_hw_params_test_channels(pcm, p, ch) == 0)
			row->channels |= 1u << (ch - 1);
	for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
		if (snd_pcm_hw_params_test_rate(pcm, p, zc_rate_table[i], 0) == 0)
			row->rates |= 1u << i;
	if (snd_pcm_hw_params_get_rate_min(p, &min_hz, NULL) == 0 &&
		snd_pcm_hw_params_get_rate_max(p, &max_hz, NULL) == 0 &&
		is_continuous(pcm, p, min_hz, max_hz)) {
		row->rate_min_hz = min_hz;
		row->rate_max_hz = max_hz;
	}
}

void
zc_alsa_caps(snd_pcm_t *pcm, struct zc_caps *caps)
{
	snd_pcm_hw_params_t *any, *p;

	snd_pcm_hw_params_alloca(&any);
	snd_pcm_hw_params_alloca(&p);
	memset(caps, 0, sizeof(*caps));
	if (snd_pcm_hw_params_any(pcm, any) < 0 ||
		snd_pcm_hw_params_set_access(pcm, any, SND_PCM_ACCESS_MMAP_INTERLEAVED) < 0)
		return;
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		snd_pcm_hw_params_copy(p, any);
		if (snd_pcm_hw_params_set_format(pcm, p, format_table[s]) == 0)
			probe_row(pcm, p, &caps->row[s]);
	}
}

static void
print_channels(FILE *f, uint32_t mask)
{
	uint32_t least = (uint32_t)ffs((int)mask);
	uint32_t most = 32 - (uint32_t)__builtin_clz(mask | 1);

	if (most - least > 1 && (uint32_t)__builtin_popcount(mask) == most - least + 1) {
		fprintf(f, " %u to %u channels", least, most);
		return;
	}
	for (uint32_t ch = least; ch && ch <= most; ch++)
		if (mask & (1u << (ch - 1)))
			fprintf(f, " %u", ch);
	fprintf(f, " channels");
}

static void
print_rates(FILE *f, const struct zc_caps_row *row)
{
	if (row->rate_max_hz) {
		fprintf(f, "%u to %u ", row->rate_min_hz, row->rate_max_hz);
		return;
	}
	for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
		if (row->rates & (1u << i))
			fprintf(f, "%u ", zc_rate_table[i]);
}

char *
zc_alsa_caps_str(const struct zc_caps *caps, char *buf, size_t len)
{
	struct zc_caps_row all = { 0 };
	FILE *f = fmemopen(buf, len, "w");

	buf[0] = 0;
	if (!f)
		return buf;
	for (int s = ZC_SAMPLE_NONE + 1; s < ZC_SAMPLE_COUNT; s++) {
		const struct zc_caps_row *row = &caps->row[s];

		if (!row->channels)
			continue;
		fprintf(f, "%s ", zc_sample_name(s));
		all.channels |= row->channels;
		all.rates |= row->rates;
		if (row->rate_max_hz > all.rate_max_hz) {
			all.rate_min_hz = row->rate_min_hz;
			all.rate_max_hz = row->rate_max_hz;
		}
	}
	fprintf(f, "at ");
	print_rates(f, &all);
	fprintf(f, "Hz,");
	print_channels(f, all.channels);
	fclose(f);
	buf[len - 1] = 0;
	return buf;
}
