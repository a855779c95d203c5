/* The fuzz target for sound files, for libFuzzer and for fuzz_main: opens the input as a track and
 * reads from a few places. */
#include "tests/fuzz/fuzz_drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/track.h"
#include "pipeline/source/track_source.h"

#define FRAMES 500u

/* Leaks of libsndfile and its decoders when opening fails halfway are not ours. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libsndfile\nleak:libvorbis\nleak:libFLAC\nleak:libopus\nleak:libogg\n"
	       "leak:libmpg123\n";
}

static void
play_at(const struct zc_source *s, uint64_t first)
{
	uint8_t *buf = malloc((size_t)FRAMES * s->frame_bytes);

	if (!buf)
		abort();
	/* The engine never asks for frames past the track's length. */
	s->feed->ops->frames(s->feed, first, buf,
		s->frames - first < FRAMES ? (uint32_t)(s->frames - first) : FRAMES);
	if (s->plan != ZC_PATH_DECODED)
		s->feed->ops->bytes(s->feed, first * s->frame_bytes, buf, FRAMES);
	s->feed->ops->idle(s->feed);
	free(buf);
}

static void
check_promises(struct zc_track *t)
{
	const struct zc_track_info *i = zc_track_info(t);
	const struct zc_source *s = zc_track_source(t);

	if (!zc_fmt_valid(&i->file) || !zc_fmt_valid(&s->fmt) || i->frames == 0 ||
		s->frame_bytes != zc_fmt_frame_bytes(&s->fmt))
		abort();
	if (s->plan != ZC_PATH_DECODED &&
		(s->data_offset > i->file_bytes ||
			s->frames > (i->file_bytes - s->data_offset) / s->frame_bytes))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zc_track_conf conf = { .id = 1, .readahead_bytes = 1 };
	struct zc_err err = { 0 };
	struct zc_track *t;
	char path[32];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	conf.path = path;
	t = zc_track_open(&conf, &err);
	if (!t && (err.code >= 0 || !strstr(err.text, path)))
		abort();
	if (t) {
		check_promises(t);
		play_at(zc_track_source(t), 0);
		play_at(zc_track_source(t), zc_track_source(t)->frames / 2);
		play_at(zc_track_source(t), zc_track_source(t)->frames - 1);
		play_at(zc_track_source(t), 0);
		zc_track_close(t);
	}
	close(fd);
	return 0;
}
