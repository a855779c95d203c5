/* Compares what a DAC played with what it should have played: `played DAC.wav FILE...` succeeds
 * if the recording has the files' samples back to back, to the bit, with only silence before and
 * after. Sample widths may differ: both sides are compared left-justified in 32 bits. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sndfile.h>

struct samples {
	int *data; /* owns */
	size_t count;
	int channels;
	int rate_hz;
};

static bool
append(struct samples *s, const char *path)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	size_t more;
	int *data;
	bool good;

	if (!file) {
		fprintf(stderr, "played: %s: %s\n", path, sf_strerror(NULL));
		return false;
	}
	if (s->count && (info.channels != s->channels || info.samplerate != s->rate_hz)) {
		fprintf(stderr, "played: %s: %d channels at %d Hz follow %d at %d Hz\n", path,
			info.channels, info.samplerate, s->channels, s->rate_hz);
		sf_close(file);
		return false;
	}
	s->channels = info.channels;
	s->rate_hz = info.samplerate;
	more = (size_t)info.frames * (size_t)info.channels;
	data = realloc(s->data, (s->count + more + 1) * sizeof(*data));
	good = data && sf_readf_int(file, data + s->count, info.frames) == info.frames;
	if (data)
		s->data = data;
	if (good)
		s->count += more;
	else
		fprintf(stderr, "played: %s: cannot read %lld frames\n", path,
			(long long)info.frames);
	sf_close(file);
	return good;
}

static size_t
first_sound(const struct samples *s)
{
	size_t i = 0;

	while (i < s->count && s->data[i] == 0)
		i++;
	return i;
}

static bool
compare(const struct samples *dac, const struct samples *want)
{
	size_t quiet = first_sound(dac), lead = first_sound(want), start, n;

	if (dac->channels != want->channels || dac->rate_hz != want->rate_hz) {
		fprintf(stderr, "played: %d channels at %d Hz, not %d at %d Hz\n",
			dac->channels, dac->rate_hz, want->channels, want->rate_hz);
		return false;
	}
	if (lead == want->count || quiet == dac->count) {
		fprintf(stderr, "played: nothing but silence in %s\n",
			quiet == dac->count ? "the recording" : "the files");
		return false;
	}
	if (quiet < lead || (quiet - lead) % (size_t)dac->channels) {
		fprintf(stderr, "played: the first %zu samples of silence are not all there\n",
			lead);
		return false;
	}
	start = quiet - lead;
	n = dac->count - start < want->count ? dac->count - start : want->count;
	for (size_t i = 0; i < n; i++) {
		if (dac->data[start + i] != want->data[i]) {
			fprintf(stderr, "played: sample %zu of %zu is %08x, not %08x\n", i,
				want->count, (unsigned int)dac->data[start + i],
				(unsigned int)want->data[i]);
			return false;
		}
	}
	/* A recording may end early only where the files end in silence. */
	for (size_t i = n; i < want->count; i++) {
		if (want->data[i] != 0) {
			fprintf(stderr, "played: ends after %zu samples of %zu\n", n,
				want->count);
			return false;
		}
	}
	for (size_t i = start + n; i < dac->count; i++) {
		if (dac->data[i] != 0) {
			fprintf(stderr, "played: sample %08x follows %zu after the end\n",
				(unsigned int)dac->data[i], i - start - n);
			return false;
		}
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct samples dac = { 0 }, want = { 0 };
	bool good;

	if (argc < 3) {
		fprintf(stderr, "usage: played DAC.wav FILE...\n");
		return 2;
	}
	good = append(&dac, argv[1]);
	for (int i = 2; good && i < argc; i++)
		good = append(&want, argv[i]);
	good = good && compare(&dac, &want);
	free(dac.data);
	free(want.data);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
