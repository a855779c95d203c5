#include "pipeline/sink/sink_sim_wav.h"

#include <errno.h>
#include <pthread.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct zc_sim_wav {
	SNDFILE *file; /* owned */
	char path[4096];
};

/* How many files of the last name this process wrote. One name is enough: a daemon has one simulated
 * DAC at a time. */
static pthread_mutex_t names = PTHREAD_MUTEX_INITIALIZER;
static char last_name[4096];
static unsigned int last_count;

static void
next_name(const char *path, char *out, size_t size)
{
	const char *dot = strrchr(path, '.');
	const char *slash = strrchr(path, '/');
	unsigned int n;

	if (!dot || (slash && dot < slash))
		dot = path + strlen(path);
	pthread_mutex_lock(&names);
	if (strcmp(last_name, path)) {
		snprintf(last_name, sizeof(last_name), "%s", path);
		last_count = 0;
	}
	n = ++last_count;
	pthread_mutex_unlock(&names);
	if (n == 1)
		snprintf(out, size, "%s", path);
	else
		snprintf(out, size, "%.*s-%u%s", (int)(dot - path), path, n, dot);
}

static int
subtype_of(enum zc_sample s)
{
	switch (s) {
	case ZC_U8:
		return SF_FORMAT_PCM_U8;
	case ZC_S16_LE:
		return SF_FORMAT_PCM_16;
	case ZC_S24_3LE:
		return SF_FORMAT_PCM_24;
	case ZC_S24_LE:
	case ZC_S32_LE:
		return SF_FORMAT_PCM_32;
	case ZC_FLOAT_LE:
		return SF_FORMAT_FLOAT;
	case ZC_FLOAT64_LE:
		return SF_FORMAT_DOUBLE;
	default:
		return 0;
	}
}

struct zc_sim_wav *
zc_sim_wav_open(const char *path, const struct zc_fmt *fmt, struct zc_err *err)
{
	struct zc_sim_wav *w = calloc(1, sizeof(*w));
	SF_INFO info = { .samplerate = (int)fmt->rate_hz,
		.channels = (int)fmt->channels,
		.format = SF_FORMAT_RF64 | subtype_of(fmt->sample) };

	if (!w) {
		zc_fail(err, -ENOMEM, "no memory for %s", path);
		return NULL;
	}
	next_name(path, w->path, sizeof(w->path));
	w->file = sf_open(w->path, SFM_WRITE, &info);
	if (!w->file) {
		zc_fail(err, -EIO, "%s: the simulated DAC cannot write it: %s", w->path,
			sf_strerror(NULL));
		free(w);
		return NULL;
	}
	sf_command(w->file, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
	return w;
}

void
zc_sim_wav_write(struct zc_sim_wav *w, const void *frames, uint64_t bytes)
{
	sf_write_raw(w->file, frames, (sf_count_t)bytes);
}

void
zc_sim_wav_flush(struct zc_sim_wav *w)
{
	sf_command(w->file, SFC_UPDATE_HEADER_NOW, NULL, 0);
}

void
zc_sim_wav_close(struct zc_sim_wav *w)
{
	if (!w)
		return;
	sf_close(w->file);
	free(w);
}
