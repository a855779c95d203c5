#include "tests/unit/daemon/player/fake_track.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 32

struct file {
	char path[64];
	double seconds;
	uint32_t rate_hz;
};

struct zc_track {
	struct zc_track_info info;
	char path[64];
	uint64_t start;
};

static struct file files[FILES_MAX];
static int files_len;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static bool gate_closed, device_gate_closed;
static bool at_device_gate; /* a thread waits there */
static const char *hung_path; /* lent by the test; NULL: none */
static int hanging; /* threads that wait for hung_path to change */
static int find_result, open_result;
static _Atomic int tracks_open, sinks_open;

void
fake_track_reset(void)
{
	files_len = 0;
	fake_gate(false);
	fake_device_gate(false);
	fake_hang(NULL);
	fake_device(0, 0);
	atomic_store(&tracks_open, 0);
	atomic_store(&sinks_open, 0);
}

void
fake_file(const char *path, double seconds, uint32_t rate_hz)
{
	struct file *f = &files[files_len++];

	snprintf(f->path, sizeof(f->path), "%s", path);
	f->seconds = seconds;
	f->rate_hz = rate_hz;
}

void
fake_gate(bool closed)
{
	pthread_mutex_lock(&mutex);
	gate_closed = closed;
	pthread_cond_broadcast(&opened);
	pthread_mutex_unlock(&mutex);
}

void
fake_device_gate(bool closed)
{
	pthread_mutex_lock(&mutex);
	device_gate_closed = closed;
	pthread_cond_broadcast(&opened);
	pthread_mutex_unlock(&mutex);
}

void
fake_device_gate_wait(void)
{
	pthread_mutex_lock(&mutex);
	while (!at_device_gate)
		pthread_cond_wait(&opened, &mutex);
	pthread_mutex_unlock(&mutex);
}

void
fake_hang(const char *path)
{
	pthread_mutex_lock(&mutex);
	hung_path = NULL;
	pthread_cond_broadcast(&opened);
	/* Else a thread that was slow to wake would hang on. */
	while (hanging)
		pthread_cond_wait(&opened, &mutex);
	hung_path = path;
	pthread_mutex_unlock(&mutex);
}

void
fake_hang_wait(int threads)
{
	pthread_mutex_lock(&mutex);
	while (hanging < threads)
		pthread_cond_wait(&opened, &mutex);
	pthread_mutex_unlock(&mutex);
}

void
fake_device(int find_errno, int open_errno)
{
	pthread_mutex_lock(&mutex);
	find_result = find_errno;
	open_result = open_errno;
	pthread_mutex_unlock(&mutex);
}

int
fake_tracks_open(void)
{
	return atomic_load(&tracks_open);
}

int
fake_sinks_open(void)
{
	return atomic_load(&sinks_open);
}

struct zc_track *
zc_track_open(const struct zc_track_conf *conf, struct zc_err *err)
{
	struct zc_track *t = NULL;

	pthread_mutex_lock(&mutex);
	while (gate_closed)
		pthread_cond_wait(&opened, &mutex);
	while (hung_path && !strcmp(hung_path, conf->path)) {
		hanging++;
		pthread_cond_broadcast(&opened);
		pthread_cond_wait(&opened, &mutex);
		hanging--;
		pthread_cond_broadcast(&opened);
	}
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < files_len; i++) {
		const struct file *f = &files[i];

		if (strcmp(f->path, conf->path) != 0 || !(t = calloc(1, sizeof(*t))))
			continue;
		memcpy(t->path, f->path, sizeof(t->path));
		t->info.id = conf->id;
		t->info.seconds = f->seconds;
		t->info.frames = (uint64_t)(f->seconds * f->rate_hz + 0.5);
		t->info.hw = (struct zc_fmt){ ZC_S16_LE, 2, f->rate_hz };
		t->info.file = t->info.hw;
		t->info.bit_exact = true;
		atomic_fetch_add(&tracks_open, 1);
		return t;
	}
	zc_fail(err, -ENOENT, "%s: no such file", conf->path);
	return NULL;
}

void
zc_track_close(struct zc_track *t)
{
	atomic_fetch_sub(&tracks_open, 1);
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
	memset(out, 0, sizeof(*out));
	out->path = ZC_PATH_STAGED;
	out->bytes_copied = t->info.frames * zc_fmt_frame_bytes(&t->info.hw);
}

void
zc_track_probe_sink(struct zc_track *t, struct zc_sink *s)
{
	(void)t;
	s->pin_probed = true;
}

void
fake_track_set_start(struct zc_track *t, uint64_t frame)
{
	t->start = frame;
}

uint64_t
fake_track_start(const struct zc_track *t)
{
	return t->start;
}

const char *
fake_track_name(const struct zc_track *t)
{
	return strrchr(t->path, '/') + 1;
}

int
zc_device_find(const char *name, struct zc_device_info *out, struct zc_err *err)
{
	int r;

	pthread_mutex_lock(&mutex);
	r = find_result;
	pthread_mutex_unlock(&mutex);
	if (r)
		return zc_fail(err, r, "device %s: cannot be found", name);
	memset(out, 0, sizeof(*out));
	snprintf(out->name, sizeof(out->name), "%s", strcmp(name, "auto") ? name : "hw:fake");
	return 0;
}

static void
sink_free(struct zc_sink *s)
{
	atomic_fetch_sub(&sinks_open, 1);
	free(s->ring);
	free(s);
}

void
zc_sink_free(struct zc_sink *s)
{
	if (s->follow)
		s->detach(s->follow);
	s->free(s);
}

struct zc_sink *
zc_device_open(const char *name, const struct zc_fmt *fmt, const struct zc_sink_conf *conf,
	struct zc_err *err)
{
	struct zc_sink *s;
	int r;

	pthread_mutex_lock(&mutex);
	while (device_gate_closed) {
		at_device_gate = true;
		pthread_cond_broadcast(&opened);
		pthread_cond_wait(&opened, &mutex);
	}
	at_device_gate = false;
	r = open_result;
	pthread_mutex_unlock(&mutex);
	s = r ? NULL : calloc(1, sizeof(*s));
	if (!s) {
		zc_fail(err, r, "device %s: cannot be opened", name);
		return NULL;
	}
	atomic_fetch_add(&sinks_open, 1);
	s->fmt = *fmt;
	s->buffer_frames = 2 * fmt->rate_hz;
	s->frame_bytes = zc_fmt_frame_bytes(fmt);
	s->ring_bytes = (uint64_t)s->buffer_frames * s->frame_bytes;
	s->ring = calloc(s->buffer_frames, s->frame_bytes);
	s->free = sink_free;
	snprintf(s->name, sizeof(s->name), "%s", name);
	snprintf(s->about, sizeof(s->about), "file %s, script %s",
		conf->sim_file ? conf->sim_file : "none",
		conf->sim_script ? conf->sim_script : "none");
	return s;
}
