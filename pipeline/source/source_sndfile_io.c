/* libsndfile's virtual I/O on the read-ahead. libsndfile treats a failed read as the end of the
 * file, so the error is kept here for zc_sndfile_take_error. */
#include "pipeline/source/source_sndfile_io.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static sf_count_t
get_filelen(void *ctx)
{
	return ((struct zc_sndfile *)ctx)->bytes;
}

static sf_count_t
seek(sf_count_t offset, int whence, void *ctx)
{
	struct zc_sndfile *snd = ctx;
	int64_t base = whence == SEEK_CUR ? snd->pos : whence == SEEK_END ? snd->bytes : 0;
	int64_t to;

	/* Offsets come from the file: absurd ones are refused, as by lseek(2). */
	if (__builtin_add_overflow(base, offset, &to) || to < 0)
		return -1;
	snd->pos = to;
	return to;
}

static sf_count_t
read_some(void *ptr, sf_count_t count, void *ctx)
{
	struct zc_sndfile *snd = ctx;
	int64_t n;

	if (count <= 0)
		return 0;
	if (snd->first_read < 0)
		snd->first_read = snd->pos;
	n = zc_readahead_read(snd->ra, (uint64_t)snd->pos, ptr, (size_t)count);
	if (n < 0) {
		snd->io_error = (int)n;
		return 0;
	}
	snd->pos += n;
	return n;
}

static sf_count_t
tell(void *ctx)
{
	return ((struct zc_sndfile *)ctx)->pos;
}

static int
open_handle(struct zc_sndfile *snd)
{
	static SF_VIRTUAL_IO vio = {
		.get_filelen = get_filelen, .seek = seek, .read = read_some, .tell = tell
	};

	snd->pos = 0;
	snd->io_error = 0;
	memset(&snd->info, 0, sizeof(snd->info));
	snd->sf = sf_open_virtual(&vio, SFM_READ, &snd->info, snd);
	if (snd->io_error)
		return snd->io_error;
	return snd->sf ? 0 : -EILSEQ;
}

struct zc_sndfile *
zc_sndfile_open(struct zc_readahead *ra, uint64_t bytes, const char *path, struct zc_err *err)
{
	struct zc_sndfile *snd = calloc(1, sizeof(*snd));
	int r;

	if (!snd) {
		zc_fail(err, -ENOMEM, "%s: no memory to open it", path);
		return NULL;
	}
	snd->ra = ra;
	snd->bytes = (int64_t)bytes;
	r = open_handle(snd);
	if (r == 0)
		return snd;
	if (r == -EILSEQ)
		zc_fail(err, r, "%s: not a sound file that can be played: %s", path,
			sf_strerror(NULL));
	else
		zc_fail(err, r, "%s: reading its header failed: %s", path,
			zc_sndfile_error_text(r));
	zc_sndfile_close(snd);
	return NULL;
}

int
zc_sndfile_restart(struct zc_sndfile *snd)
{
	if (snd->sf)
		sf_close(snd->sf);
	return open_handle(snd);
}

void
zc_sndfile_close(struct zc_sndfile *snd)
{
	if (!snd)
		return;
	if (snd->sf)
		sf_close(snd->sf);
	free(snd);
}

int
zc_sndfile_take_error(struct zc_sndfile *snd)
{
	int r = snd->io_error;

	if (!r && snd->sf && sf_error(snd->sf) != SF_ERR_NO_ERROR)
		r = -EILSEQ;
	snd->io_error = 0;
	return r;
}

const char *
zc_sndfile_error_text(int error)
{
	if (error == -EILSEQ)
		return "the data are damaged";
	return strerrordesc_np(-error);
}
