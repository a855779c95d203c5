#include "tools/lab/copy.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pipeline/device.h"
#include "pipeline/recording.h"
#include "pipeline/track.h"
#include "tools/lab/process.h"
#include "tools/common/now.h"

#define PERIODS 10
/* System calls of a wake-up: poll, status, read, write, getrusage. */
#define SYSCALLS 5

struct copy {
	snd_pcm_t *pcm; /* owns */
	int file; /* owns */
	uint8_t *heap; /* owns: a buffer of one period */
	struct zc_fmt fmt;
	snd_pcm_uframes_t buffer, period;
	uint64_t left_bytes;
	uint64_t written, base; /* frames: in all, and at the last reset of the ring */
	struct rusage before;
	struct zc_recording_writer *recording; /* borrows; NULL: do not record */
	struct zc_wake wake;
};

static int
open_file(struct copy *c, const struct zc_lab_play *asked, struct zc_err *err)
{
	struct zc_device_info device;
	struct zc_track_conf conf = { .path = asked->file, .id = 1, .best = ZC_PATH_DIRECT };
	const struct zc_track_info *info;
	struct zc_track_counts counts;
	struct zc_track *t;
	int r = zc_device_find(asked->device, &device, err);

	if (r)
		return r;
	conf.caps = &device.caps;
	t = zc_track_open(&conf, err);
	if (!t)
		return err->code;
	info = zc_track_info(t);
	zc_track_counts(t, &counts);
	c->fmt = info->hw;
	c->left_bytes = info->frames * zc_fmt_frame_bytes(&info->hw);
	if (counts.path == ZC_PATH_DECODED)
		r = zc_fail(err, -EINVAL,
			"%s: the copying player takes only files whose "
			"samples the device takes as they are",
			asked->file);
	c->file = open(asked->file, O_RDONLY | O_CLOEXEC);
	if (!r && (c->file < 0 || lseek(c->file, (off_t)info->data_offset, SEEK_SET) < 0))
		r = zc_fail(err, -errno, "%s: %s", asked->file, strerror(errno));
	zc_track_close(t);
	return r;
}

/* Sets as many periods as the daemon has, also if the card limits the ring to less than was
 * asked for. */
static int
set_ring(struct copy *c, snd_pcm_hw_params_t *hw, uint32_t ring_ms)
{
	snd_pcm_uframes_t buffer = zc_sink_ring_frames(&c->fmt, ring_ms);
	snd_pcm_uframes_t most, period;
	int r = snd_pcm_hw_params_get_buffer_size_max(hw, &most);

	if (r < 0)
		return r;
	period = (buffer < most ? buffer : most) / PERIODS;
	r = snd_pcm_hw_params_set_period_size_near(c->pcm, hw, &period, NULL);
	if (r < 0)
		return r;
	buffer = period * PERIODS;
	return snd_pcm_hw_params_set_buffer_size_near(c->pcm, hw, &buffer);
}

static int
open_pcm(struct copy *c, const struct zc_lab_play *asked, struct zc_err *err)
{
	snd_pcm_format_t format = snd_pcm_format_value(zc_sample_name(c->fmt.sample));
	snd_pcm_hw_params_t *hw;
	snd_pcm_sw_params_t *sw;
	int r = snd_pcm_open(&c->pcm, asked->device, SND_PCM_STREAM_PLAYBACK, 0);

	if (r < 0)
		return zc_fail(err, r, "%s: %s", asked->device, snd_strerror(r));
	snd_pcm_hw_params_alloca(&hw);
	snd_pcm_sw_params_alloca(&sw);
	if ((r = snd_pcm_hw_params_any(c->pcm, hw)) < 0 ||
		(r = snd_pcm_hw_params_set_access(c->pcm, hw, SND_PCM_ACCESS_RW_INTERLEAVED)) <
			0 ||
		(r = snd_pcm_hw_params_set_format(c->pcm, hw, format)) < 0 ||
		(r = snd_pcm_hw_params_set_channels(c->pcm, hw, c->fmt.channels)) < 0 ||
		(r = snd_pcm_hw_params_set_rate(c->pcm, hw, c->fmt.rate_hz, 0)) < 0 ||
		(r = set_ring(c, hw, asked->sink->ring_ms)) < 0 ||
		(r = snd_pcm_hw_params(c->pcm, hw)) < 0 ||
		(r = snd_pcm_get_params(c->pcm, &c->buffer, &c->period)) < 0 ||
		(r = snd_pcm_sw_params_current(c->pcm, sw)) < 0 ||
		(r = snd_pcm_sw_params_set_tstamp_mode(c->pcm, sw, SND_PCM_TSTAMP_ENABLE)) <
			0 ||
		(r = snd_pcm_sw_params_set_tstamp_type(
			 c->pcm, sw, SND_PCM_TSTAMP_TYPE_MONOTONIC)) < 0 ||
		(r = snd_pcm_sw_params_set_avail_min(c->pcm, sw, c->period)) < 0 ||
		(r = snd_pcm_sw_params_set_start_threshold(
			 c->pcm, sw, c->buffer / c->period * c->period)) < 0 ||
		(r = snd_pcm_sw_params(c->pcm, sw)) < 0)
		return zc_fail(
			err, r, "%s: cannot be set up: %s", asked->device, snd_strerror(r));
	c->heap = malloc(c->period * zc_fmt_frame_bytes(&c->fmt));
	return c->heap ? 0 : zc_fail(err, -ENOMEM, "out of memory");
}

/* Copies a period from the file into the ring. Returns the bytes, 0 at the end, or -errno. */
static ssize_t
copy_period(struct copy *c)
{
	size_t frame = zc_fmt_frame_bytes(&c->fmt), want = c->period * frame, got = 0;
	snd_pcm_sframes_t n;

	want = want < c->left_bytes ? want : (size_t)c->left_bytes;
	while (got < want) {
		ssize_t r = read(c->file, c->heap + got, want - got);

		if (r < 0)
			return -errno;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	got -= got % frame;
	c->left_bytes = got == want ? c->left_bytes - got : 0;
	if (!got)
		return 0;
	n = snd_pcm_writei(c->pcm, c->heap, got / frame);
	if (n == -EPIPE) {
		c->wake.flags |= ZC_WAKE_XRUN | ZC_WAKE_RESET;
		c->base = c->written;
		n = snd_pcm_prepare(c->pcm);
		if (n >= 0)
			n = snd_pcm_writei(c->pcm, c->heap, got / frame);
	}
	if (n < 0)
		return n;
	c->written += (uint64_t)n;
	return (ssize_t)got;
}

static void
stamp(struct copy *c)
{
	struct zc_wake *w = &c->wake;
	snd_pcm_uframes_t avail = 0;
	snd_htimestamp_t ts = { 0 };

	w->woke_ns = zc_now_ns();
	if (snd_pcm_state(c->pcm) == SND_PCM_STATE_RUNNING &&
		snd_pcm_htimestamp(c->pcm, &avail, &ts) == 0 && avail <= c->buffer) {
		w->flags |= ZC_WAKE_RUNNING;
		w->hw_tstamp_ns = ts.tv_sec * 1000000000ll + ts.tv_nsec;
		w->committed_frame = c->written - c->base;
		w->played_frame = w->committed_frame + avail - c->buffer;
		w->cause = ZC_WAKE_PERIOD;
	}
	w->rate_hz = c->fmt.rate_hz;
	w->capacity_frames = (uint32_t)c->buffer;
	w->period_frames = (uint32_t)c->period;
	w->track_id = 1;
}

static int
record_wake(struct copy *c, struct zc_err *err)
{
	struct zc_wake *w = &c->wake;
	uint64_t seq = w->seq;
	struct rusage ru;
	int r;

	getrusage(RUSAGE_THREAD, &ru);
	w->cpu_us = (uint32_t)((ru.ru_utime.tv_sec + ru.ru_stime.tv_sec -
				       c->before.ru_utime.tv_sec - c->before.ru_stime.tv_sec) *
				       1000000 +
			       ru.ru_utime.tv_usec + ru.ru_stime.tv_usec -
			       c->before.ru_utime.tv_usec - c->before.ru_stime.tv_usec);
	w->faults_minor = (uint32_t)(ru.ru_minflt - c->before.ru_minflt);
	w->faults_major = (uint32_t)(ru.ru_majflt - c->before.ru_majflt);
	w->switches_voluntary = (uint32_t)(ru.ru_nvcsw - c->before.ru_nvcsw);
	w->switches_involuntary = (uint32_t)(ru.ru_nivcsw - c->before.ru_nivcsw);
	c->before = ru;
	w->filled_frame = c->written - c->base;
	w->syscalls = SYSCALLS;
	w->done_ns = zc_now_ns();
	r = c->recording ? zc_recording_put_wakes(c->recording, w, 1, err) : 0;
	*w = (struct zc_wake){ .seq = seq + 1 };
	return r;
}

static int
play(struct copy *c, struct zc_err *err)
{
	ssize_t got = 1;
	int r = 0;

	getrusage(RUSAGE_THREAD, &c->before);
	c->wake.seq = 1;
	/* Stop once everything is written: after an underrun near the end the card may not be
	 * started, and waiting for room would never return. */
	while (!r && got > 0 && c->left_bytes) {
		snd_pcm_wait(c->pcm, -1);
		stamp(c);
		got = copy_period(c);
		if (got > 0)
			r = record_wake(c, err);
	}
	if (got < 0)
		return zc_fail(err, (int)got, "the copying player: %s", strerror((int)-got));
	if (!r && snd_pcm_state(c->pcm) == SND_PCM_STATE_PREPARED)
		snd_pcm_start(c->pcm);
	snd_pcm_drain(c->pcm);
	return r;
}

static int
play_recorded(struct copy *c, const char *path, struct zc_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), r;
	struct zc_recording_writer w;

	if (fd < 0)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	r = zc_recording_begin(&w, fd, path, NULL, err);
	c->recording = &w;
	if (!r)
		r = play(c, err);
	if (!r)
		r = zc_recording_end(&w, "the music ended", 0, err);
	close(fd);
	return r;
}

static int
copy(const struct zc_lab_play *asked, const char *recording, struct zc_err *err)
{
	struct copy c = { .file = -1 };
	int r = open_file(&c, asked, err);

	if (!r)
		r = open_pcm(&c, asked, err);
	if (!r)
		r = recording ? play_recorded(&c, recording, err) : play(&c, err);
	if (c.pcm)
		snd_pcm_close(c.pcm);
	if (c.file >= 0)
		close(c.file);
	free(c.heap);
	return r;
}

/* After playing the process waits to be killed, so that its counters can be read. */
static void
child(const struct zc_lab_play *asked, const char *recording, int result)
{
	struct zc_err err = { 0 };
	ssize_t n;

	if (copy(asked, recording, &err) && !err.code)
		err.code = -EIO;
	n = write(result, &err, sizeof(err));
	pause();
	_exit(n == sizeof(err) ? 0 : 1);
}

int
zc_lab_copy_start(struct zc_lab_copy *p, const struct zc_lab_play *asked, const char *recording)
{
	int ends[2], e;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	p->pid = zc_lab_process_fork();
	e = errno;
	if (!p->pid)
		child(asked, recording, ends[1]);
	close(ends[1]);
	p->result = ends[0];
	if (p->pid > 0)
		return 0;
	close(p->result);
	return -e;
}

int
zc_lab_copy_wait(struct zc_lab_copy *p, struct zc_err *err)
{
	if (read(p->result, err, sizeof(*err)) != sizeof(*err))
		return zc_fail(err, -EIO, "the copying player died");
	return err->code;
}

bool
zc_lab_copy_ended(struct zc_lab_copy *p, struct zc_err *err)
{
	struct pollfd ended = { .fd = p->result, .events = POLLIN };

	if (poll(&ended, 1, 0) <= 0)
		return false;
	zc_lab_copy_wait(p, err);
	return true;
}

void
zc_lab_copy_stop(struct zc_lab_copy *p)
{
	close(p->result);
	zc_lab_process_stop(p->pid, SIGKILL);
	*p = (struct zc_lab_copy){ .pid = -1, .result = -1 };
}
