#include "tools/zcjitter/zcjitter_bench_files.h"

#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_FRAMES 4096
#define CHANNELS_MAX 8

struct kind {
	const char *name; /* of the file, with its extension */
	const char *label;
	int format, rate_hz, channels;
};

static const struct kind kinds[] = {
	{ "44100-16-2.wav", "wav 44.1/16 2 ch", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2 },
	{ "96000-24-2.wav", "wav 96/24 2 ch", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 96000, 2 },
	{ "192000-32-2.wav", "wav 192/32 2 ch", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 192000, 2 },
	{ "384000-32-8.wav", "wav 384/32 8 ch", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 384000, 8 },
	{ "44100-16-2.flac", "flac 44.1/16 2 ch", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2 },
	{ "96000-24-2.flac", "flac 96/24 2 ch", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000, 2 },
};

/* Two tones and some noise, different in each channel and the same in every run: neither the
 * easiest nor the hardest input for a codec. */
static void
synthesize(double *block, int64_t first, const struct kind *k, uint32_t *seed)
{
	for (int i = 0; i < BLOCK_FRAMES; i++) {
		double t = (double)(first + i) / k->rate_hz;

		for (int ch = 0; ch < k->channels; ch++) {
			*seed = *seed * 1664525u + 1013904223u;
			block[i * k->channels + ch] =
				0.4 * sin(2 * M_PI * (220 + 55 * ch) * t) +
				0.2 * sin(2 * M_PI * (3000 + 100 * ch) * t) +
				0.01 * ((double)*seed / UINT32_MAX - 0.5);
		}
	}
}

static int
make(const struct kind *k, const char *path, int seconds, struct zc_err *err)
{
	SF_INFO info = {
		.samplerate = k->rate_hz, .channels = k->channels, .format = k->format
	};
	int64_t frames = (int64_t)seconds * k->rate_hz;
	double *block = calloc(BLOCK_FRAMES * CHANNELS_MAX, sizeof(*block));
	SNDFILE *f = block ? sf_open(path, SFM_WRITE, &info) : NULL;
	uint32_t seed = 1;
	int r = 0;

	if (!f)
		r = zc_fail(
			err, -EIO, "%s: %s", path, block ? sf_strerror(NULL) : "out of memory");
	for (int64_t at = 0; !r && at < frames; at += BLOCK_FRAMES) {
		int64_t n = frames - at < BLOCK_FRAMES ? frames - at : BLOCK_FRAMES;

		synthesize(block, at, k, &seed);
		if (sf_writef_double(f, block, n) != n)
			r = zc_fail(err, -EIO, "%s: %s", path, sf_strerror(f));
	}
	if (f && sf_close(f) && !r)
		r = zc_fail(err, -EIO, "%s: cannot be written to its end", path);
	free(block);
	return r;
}

static int
make_all(struct zcjitter_bench_file *files, int count, const char *folder, int seconds,
	struct zc_err *err)
{
	for (int i = 0; i < count; i++) {
		int n = snprintf(files[i].path, sizeof(files[i].path),
			"%s/zcjitter-bench-%d-%s", folder, (int)getpid(), kinds[i].name);

		if (n < 0 || (size_t)n >= sizeof(files[i].path)) {
			zcjitter_bench_files_remove(files, i);
			return zc_fail(err, -ENAMETOOLONG, "%s: too long a path", folder);
		}
		snprintf(files[i].label, sizeof(files[i].label), "%s", kinds[i].label);
		if (make(&kinds[i], files[i].path, seconds, err)) {
			zcjitter_bench_files_remove(files, i + 1);
			return err->code;
		}
	}
	return count;
}

int
zcjitter_bench_files_make(struct zcjitter_bench_file *files, int max, const char *folder,
	int seconds, struct zc_err *err)
{
	int count = sizeof(kinds) / sizeof(kinds[0]);
	/* A daemon takes absolute paths only. */
	char *whole = realpath(folder, NULL);

	if (!whole)
		return zc_fail(err, -errno, "%s: %s", folder, strerror(errno));
	count = make_all(files, count < max ? count : max, whole, seconds, err);
	free(whole);
	/* Nothing of it must be written back while something is measured. */
	sync();
	return count;
}

void
zcjitter_bench_files_remove(const struct zcjitter_bench_file *files, int count)
{
	for (int i = 0; i < count; i++)
		unlink(files[i].path);
}

static int64_t
thread_cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* Decodes to the sample type that the engine asks for: 16 bit where the file has 16 bit, else
 * 32 bit; float for a lossy codec. */
double
zcjitter_bench_files_decode_ns(const char *path)
{
	static union {
		short s[BLOCK_FRAMES * CHANNELS_MAX];
		int i[BLOCK_FRAMES * CHANNELS_MAX];
		float f[BLOCK_FRAMES * CHANNELS_MAX];
	} block;
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	int sub = info.format & SF_FORMAT_SUBMASK;
	bool lossless = sub <= SF_FORMAT_PCM_32 || sub == SF_FORMAT_PCM_U8 ||
			(sub >= SF_FORMAT_ALAC_16 && sub <= SF_FORMAT_ALAC_32);
	int64_t begin = thread_cpu_ns(), frames = 0, n;

	if (!f)
		return NAN;
	if (info.channels > CHANNELS_MAX) {
		sf_close(f);
		return NAN;
	}
	do {
		if (!lossless)
			n = sf_readf_float(f, block.f, BLOCK_FRAMES);
		else if (sub == SF_FORMAT_PCM_16 || sub == SF_FORMAT_ALAC_16)
			n = sf_readf_short(f, block.s, BLOCK_FRAMES);
		else
			n = sf_readf_int(f, block.i, BLOCK_FRAMES);
		frames += n;
	} while (n > 0);
	sf_close(f);
	return frames ? (double)(thread_cpu_ns() - begin) * info.samplerate / (double)frames
		      : NAN;
}
