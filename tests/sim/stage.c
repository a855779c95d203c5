#include "tests/sim/stage.h"

#include <errno.h>
#include <poll.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline/sink/sink_sim_open.h"
#include "pipeline/source/track_source.h"

#define HANG_MS 20000

void
zc_engine_conf_plain(struct zc_engine_conf *c)
{
	zc_engine_conf_init(c);
	c->rt_priority = 0;
	c->lock_memory = false;
	c->cpu_dma_latency = false;
}

void
zc_stage_init(struct zc_stage *s, const char *wav)
{
	static unsigned int stages;

	memset(s, 0, sizeof(*s));
	/* A process's simulated DACs never write to the same file twice. */
	snprintf(s->wav, sizeof(s->wav), "%s.%u", wav, ++stages);
	s->sink_conf = (struct zc_sink_conf){ .ring_ms = 2000,
		.wakeups = ZC_WAKEUPS_AUTO,
		.sim_file = s->wav,
		.sim_virtual = true,
		.sim_pinnable = true };
	zc_sink_sim_caps(&s->caps);
}

int
zc_stage_open(struct zc_stage *s, const struct zc_engine_conf *engine)
{
	struct zc_engine_conf plain;

	zc_engine_conf_plain(&plain);
	if (s->verify && !(s->verifier = zc_verify_new(&s->err)))
		return s->err.code;
	s->engine = zc_engine_new(engine ? engine : &plain, &s->warn, &s->err);
	return s->engine ? 0 : s->err.code;
}

static void
take_event(struct zc_stage *s, const struct zc_ev *ev)
{
	struct zc_stage_track *t = ev->track_id ? &s->track[ev->track_id - 1] : NULL;

	switch (ev->kind) {
	case ZC_EV_DONE:
		s->dones++;
		s->done[ev->seq % ZC_STAGE_COMMANDS_MAX] = true;
		s->done_result[ev->seq % ZC_STAGE_COMMANDS_MAX] = ev->result;
		break;
	case ZC_EV_TRACK_STARTED:
		t->started = true;
		s->drained = false;
		break;
	case ZC_EV_TRACK_BACK:
		t->back = true;
		t->result = ev->result;
		t->sink_lost = ev->sink_lost;
		t->frame = ev->frame;
		zc_track_counts(ev->track, &t->counts);
		if (t->receipt.state == ZC_VERIFY_PENDING)
			zc_verify_end(s->verifier, ev->track_id, ev->result, ev->frame);
		zc_track_close(ev->track);
		break;
	case ZC_EV_XRUN:
		s->xruns++;
		break;
	case ZC_EV_SINK_LOST:
		s->lost = true;
		s->lost_error = ev->result;
		break;
	case ZC_EV_SINK_BACK:
		zc_sink_free(ev->sink);
		s->has_sink = false;
		break;
	case ZC_EV_DRAINED:
		s->drained = true;
		break;
	case ZC_EV_NO_URING:
		s->no_uring = ev->result;
		break;
	case ZC_EV_INCIDENT:
		if (s->incidents < ZC_STAGE_INCIDENTS_MAX)
			s->incident[s->incidents++] = *ev;
		break;
	case ZC_EV_PATH:
		break;
	}
}

/* Waits for at least one event; false if none came for so long that it must be a hang. */
static bool
step(struct zc_stage *s)
{
	struct pollfd fd = { .fd = zc_engine_event_fd(s->engine), .events = POLLIN };
	struct zc_ev ev;
	bool any = false;

	while (zc_engine_recv(s->engine, &ev)) {
		take_event(s, &ev);
		any = true;
	}
	if (any)
		return true;
	return poll(&fd, 1, HANG_MS) > 0;
}

int
zc_stage_send(struct zc_stage *s, enum zc_cmd_kind kind, uint64_t frame)
{
	struct zc_cmd c = { .kind = kind, .seq = ++s->seq, .frame = frame };

	return zc_engine_send(s->engine, &c);
}

bool
zc_stage_answered(struct zc_stage *s, uint32_t dones)
{
	while (s->dones < dones) {
		if (!step(s))
			return false;
	}
	return true;
}

int
zc_stage_command(struct zc_stage *s, enum zc_cmd_kind kind, uint64_t frame)
{
	uint32_t seq;
	int ret = zc_stage_send(s, kind, frame);

	if (ret)
		return ret;
	seq = s->seq;
	while (!s->done[seq]) {
		if (!step(s))
			return -ETIME;
	}
	return s->done_result[seq];
}

static int
give_sink(struct zc_stage *s, struct zc_track *t)
{
	struct zc_cmd c = { .kind = ZC_CMD_SINK, .seq = ++s->seq };

	c.sink = zc_device_open("sim", &zc_track_info(t)->hw, &s->sink_conf, &s->err);
	if (!c.sink)
		return s->err.code;
	if (s->with_fresh_sink)
		s->with_fresh_sink(c.sink);
	zc_track_probe_sink(t, c.sink);
	c.sink->can_pause &= !s->no_pause;
	c.sink->mirrored &= !s->no_mirror;
	if (s->verifier && zc_verify_follow(s->verifier, c.sink))
		abort();
	if (s->with_sink)
		s->with_sink(c.sink);
	s->has_sink = true;
	return zc_engine_send(s->engine, &c);
}

int
zc_stage_queue(struct zc_stage *s, const char *path, uint64_t from_frame)
{
	struct zc_track_conf tc = s->track_conf;
	struct zc_cmd c = { .kind = ZC_CMD_QUEUE, .seq = ++s->seq, .frame = from_frame };
	int ret;

	tc.path = path;
	tc.id = s->tracks + 1;
	tc.caps = &s->caps;
	c.track = zc_track_open(&tc, &s->err);
	if (!c.track)
		return s->err.code;
	if (s->mem_align)
		zc_track_source(c.track)->mem_align = s->mem_align;
	s->track[s->tracks++].info = *zc_track_info(c.track);
	if (!s->has_sink) {
		ret = give_sink(s, c.track);
		if (ret) {
			zc_track_close(c.track);
			return ret;
		}
	}
	if (s->verifier) {
		s->track[tc.id - 1].receipt.state = ZC_VERIFY_PENDING;
		if (zc_verify_expect(s->verifier, zc_track_info(c.track), path))
			abort();
	}
	if (s->with_track)
		s->with_track(zc_track_source(c.track));
	s->drained = false;
	ret = zc_engine_send(s->engine, &c);
	while (!ret && !s->done[c.seq]) {
		if (!step(s))
			return -ETIME;
	}
	if (!ret)
		ret = s->done_result[c.seq];
	return ret ? ret : (int)tc.id;
}

bool
zc_stage_started(struct zc_stage *s, int id)
{
	while (!s->track[id - 1].started && !s->track[id - 1].back) {
		if (!step(s))
			return false;
	}
	return s->track[id - 1].started;
}

static bool
all_back(const struct zc_stage *s)
{
	for (uint32_t i = 0; i < s->tracks; i++) {
		if (!s->track[i].back)
			return false;
	}
	return true;
}

bool
zc_stage_finish(struct zc_stage *s)
{
	while (!(all_back(s) && s->drained) && !s->lost) {
		if (!step(s))
			return false;
	}
	return true;
}

bool
zc_stage_wait(struct zc_stage *s, bool (*is)(const struct zc_snapshot *snap))
{
	const struct timespec ts = { .tv_nsec = 5000000 };
	struct zc_snapshot snap;

	for (int i = 0; i < HANG_MS / 5; i++) {
		zc_engine_snapshot(s->engine, &snap);
		if (is(&snap))
			return true;
		nanosleep(&ts, NULL);
	}
	return false;
}

bool
zc_stage_receipt(struct zc_stage *s, int id)
{
	struct pollfd fd = { .fd = zc_verify_fd(s->verifier), .events = POLLIN };
	struct zc_receipt r;

	while (s->track[id - 1].receipt.state == ZC_VERIFY_PENDING) {
		if (poll(&fd, 1, HANG_MS) <= 0)
			return false;
		while (zc_verify_take(s->verifier, &r))
			s->track[r.track_id - 1].receipt = r;
	}
	return true;
}

void
zc_stage_close(struct zc_stage *s)
{
	if (s->has_sink && s->engine)
		zc_stage_command(s, ZC_CMD_RELEASE, 0);
	zc_engine_free(s->engine);
	s->engine = NULL;
	zc_verify_free(s->verifier);
	s->verifier = NULL;
}

static char folder[64];

static void
remove_folder(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command))
		perror(folder);
}

const char *
zc_stage_path(const char *name)
{
	static char paths[8][512];
	static unsigned int next;
	char *path = paths[next++ % 8];
	char *cwd;

	if (!folder[0]) {
		snprintf(folder, sizeof(folder), "sim-XXXXXX");
		if (!mkdtemp(folder))
			abort();
		atexit(remove_folder);
	}
	cwd = realpath(folder, NULL);
	if (!cwd)
		abort();
	snprintf(path, sizeof(paths[0]), "%.250s/%.250s", cwd, name);
	free(cwd);
	return path;
}

uint8_t *
zc_stage_noise(const char *path, const struct zc_fmt *fmt, uint64_t frames, uint32_t seed)
{
	static const int subtype[ZC_SAMPLE_COUNT] = { [ZC_U8] = SF_FORMAT_PCM_U8,
		[ZC_S16_LE] = SF_FORMAT_PCM_16,
		[ZC_S24_3LE] = SF_FORMAT_PCM_24,
		[ZC_S32_LE] = SF_FORMAT_PCM_32 };
	SF_INFO info = { .samplerate = (int)fmt->rate_hz,
		.channels = (int)fmt->channels,
		.format = SF_FORMAT_WAV | subtype[fmt->sample] };
	size_t bytes = (size_t)frames * zc_fmt_frame_bytes(fmt);
	uint8_t *data = malloc(bytes ? bytes : 1);
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);

	if (!data || !f)
		abort();
	for (size_t i = 0; i < bytes; i++) {
		seed = seed * 1664525u + 1013904223u;
		data[i] = (uint8_t)(seed >> 24);
	}
	if (sf_write_raw(f, data, (sf_count_t)bytes) != (sf_count_t)bytes)
		abort();
	sf_close(f);
	return data;
}

void *
zc_stage_wav(const char *path, size_t *bytes, struct zc_fmt *fmt)
{
	SF_INFO info = { 0 };
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	enum zc_sample sample = ZC_SAMPLE_NONE;
	void *data;

	if (!f)
		return NULL;
	switch (info.format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_PCM_U8:
		sample = ZC_U8;
		break;
	case SF_FORMAT_PCM_16:
		sample = ZC_S16_LE;
		break;
	case SF_FORMAT_PCM_24:
		sample = ZC_S24_3LE;
		break;
	case SF_FORMAT_PCM_32:
		sample = ZC_S32_LE;
		break;
	case SF_FORMAT_FLOAT:
		sample = ZC_FLOAT_LE;
		break;
	case SF_FORMAT_DOUBLE:
		sample = ZC_FLOAT64_LE;
		break;
	}
	*fmt = (struct zc_fmt){ .sample = sample,
		.channels = (uint32_t)info.channels,
		.rate_hz = (uint32_t)info.samplerate };
	*bytes = (size_t)info.frames * zc_fmt_frame_bytes(fmt);
	data = malloc(*bytes ? *bytes : 1);
	if (data && sf_read_raw(f, data, (sf_count_t)*bytes) != (sf_count_t)*bytes) {
		free(data);
		data = NULL;
	}
	sf_close(f);
	return data;
}

bool
zc_stage_played(const struct zc_stage *s, const void *data, size_t bytes)
{
	struct zc_fmt fmt;
	size_t got = 0;
	void *wav = zc_stage_wav(s->wav, &got, &fmt);
	bool same = wav && got == bytes && !memcmp(wav, data, bytes);

	free(wav);
	return same;
}
