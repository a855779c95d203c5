/* zcaudiod's own commands, in the form of MPD's: "key: value" lines. Control thread only.
 *
 * zc_status: how the current track reaches the device: state, path, reason (a code for programs),
 * reason_text, device, device_about, engine (its realtime set-up), area_file (for tools to map),
 * file_format, hw_format, container, codec, bit_exact, note, frames, bytes_direct, bytes_copied,
 * bytes_decoded, track_xruns, lead_in_frames; then figures of the engine since it started:
 * ring_played, ring_committed, ring_filled, ring_reserved (frames), rate_hz, rate_ppm,
 * rate_ppm_err, wakeups, syscalls, faults_minor, faults_major, filler_faults_minor,
 * filler_faults_major, xruns, steps_down.
 *
 * zc_played [N]: the last N tracks, newest first. Each begins with its "file:" line; then track_id
 * (as in wake records; a new one at each playing), id, result ("ok", "stopped", "failed"), error,
 * path, reason, reason_text, file_format, hw_format, container, codec, bit_exact, note, frames,
 * frames_played, payload_bytes, bytes_direct, bytes_copied, bytes_decoded, xruns, lead_in_frames.
 * For a track that reached a device: device, ring_frames, period_frames; and if the file's samples
 * go to it unconverted, data_offset (bytes before the first sample), mem_align, off_align (bytes;
 * 0: no O_DIRECT). With receipts: verify ("pending", "verified", "failed", "incomplete",
 * "not-verifiable"), verify_text, verify_frames, verify_missed_frames, verify_digest_frames,
 * verify_digest, verify_file_digest, verify_md5, verify_differs_frame, verify_differs_channel.
 * Then wakeups, syscalls, faults_minor, faults_major, late_p50_us, late_p99_us, late_max_us,
 * service_max_us, margin_min_ms, started, ended (UNIX time with milliseconds).
 *
 * zc_devices: every playback device: device, card, pcm, driver, busy (text of the errno), and for
 * each format that it accepts "format: S16_LE channels 1-2 rates 44100,48000".
 *
 * zc_warnings: "warning:" lines. Each names something that the daemon could not get, and how to
 * grant it.
 *
 * zc_snapshot: every raw counter of the engine.
 *
 * zc_histograms: the histograms of the measurement area, for clients that cannot map it. Each
 * begins with its "histogram:" line; then count, mean_ns, min_ns, min_at_ns, p50_ns, p90_ns,
 * p99_ns, p999_ns, p9999_ns, max_ns, max_at_ns. The moments are of CLOCK_MONOTONIC or of the
 * simulated DAC's virtual clock. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/area.h"
#include "pipeline/device.h"
#include "daemon/mpd/mpd_handlers.h"
#include "pipeline/path.h"
#include "daemon/base/worker.h"

#define DEVICES_MAX 64

static void
reply_fmt(struct zc_client *c, const char *key, const struct zc_fmt *f)
{
	char text[ZC_FMT_STR_MAX];

	zc_reply(c, "%s: %s\n", key, zc_fmt_str(f, text));
}

static void
reply_path(struct zc_client *c, const struct zc_track_counts *n, const char *codec)
{
	char text[ZC_REASON_TEXT_MAX];

	zc_reply(c, "path: %s\nreason: %s\n", zc_path_name(n->path), zc_reason_code(n->reason));
	zc_reply_text(c, "reason_text", zc_reason_text(n->reason, n->reason_arg, codec, text));
}

static void
reply_bytes(struct zc_client *c, const struct zc_track_counts *n)
{
	zc_reply_u64(c, "bytes_direct", n->bytes_direct);
	zc_reply_u64(c, "bytes_copied", n->bytes_copied);
	zc_reply_u64(c, "bytes_decoded", n->bytes_decoded);
}

static void
reply_formats(struct zc_client *c, const struct zc_track_info *info)
{
	reply_fmt(c, "file_format", &info->file);
	reply_fmt(c, "hw_format", &info->hw);
	zc_reply_text(c, "container", info->container);
	zc_reply_text(c, "codec", info->codec);
	zc_reply_bool(c, "bit_exact", info->bit_exact);
	if (*info->note)
		zc_reply_text(c, "note", info->note);
	zc_reply_u64(c, "frames", info->frames);
}

/* Faults of the filler, which the snapshot does not have. */
static void
reply_threads(struct zc_client *c)
{
	const struct zc_area *area = c->server->env.area;

	if (!area)
		return;
	zc_reply_u64(c, "filler_faults_minor",
		atomic_load_explicit(&area->filler.faults_minor, memory_order_relaxed));
	zc_reply_u64(c, "filler_faults_major",
		atomic_load_explicit(&area->filler.faults_major, memory_order_relaxed));
}

int
zc_mpd_zc_status(struct zc_client *c, const struct zc_args *a)
{
	static const char *const states[] = { [ZC_STATE_STOPPED] = "stop",
		[ZC_STATE_PLAYING] = "play",
		[ZC_STATE_PAUSED] = "pause" };
	struct zc_player_status st;
	const struct zc_snapshot *s = &st.snap;

	(void)a;
	zc_player_status(c->server->env.player, &st);
	zc_reply(c, "state: %s\n", states[st.state]);
	reply_path(c, &st.counts, st.info ? st.info->codec : NULL);
	zc_reply_text(c, "device", st.device);
	zc_reply_text(c, "device_about", st.device_about);
	if (c->server->env.engine_about)
		zc_reply_text(c, "engine", c->server->env.engine_about);
	if (c->server->env.area_file)
		zc_reply_text(c, "area_file", c->server->env.area_file);
	if (st.info)
		reply_formats(c, st.info);
	reply_bytes(c, &st.counts);
	zc_reply(c, "track_xruns: %u\nlead_in_frames: %u\n", st.counts.xruns,
		st.counts.lead_in_frames);
	zc_reply_u64(c, "ring_played", s->played_frame);
	zc_reply_u64(c, "ring_committed", s->committed_frame);
	zc_reply_u64(c, "ring_filled", s->filled_frame);
	zc_reply_u64(c, "ring_reserved", s->reserved_frame);
	zc_reply(c, "rate_hz: %.3f\nrate_ppm: %.3f\nrate_ppm_err: %.3f\n", s->rate_hz, s->ppm,
		s->ppm_err);
	zc_reply_u64(c, "wakeups", s->count.wakeups);
	zc_reply_u64(c, "syscalls", s->count.syscalls);
	zc_reply_u64(c, "faults_minor", s->count.faults_minor);
	zc_reply_u64(c, "faults_major", s->count.faults_major);
	reply_threads(c);
	zc_reply_u64(c, "xruns", s->count.xruns);
	zc_reply_u64(c, "steps_down", s->count.steps_down);
	return ZC_DONE_OK;
}

static void
reply_ms(struct zc_client *c, const char *key, int64_t unix_ms)
{
	zc_reply(c, "%s: %lld.%03d\n", key, (long long)(unix_ms / 1000), (int)(unix_ms % 1000));
}

static void
reply_us(struct zc_client *c, const char *key, uint64_t ns)
{
	zc_reply(c, "%s: %.1f\n", key, (double)ns / 1000);
}

static void
reply_wakes(struct zc_client *c, const struct zc_wake_figures *w, uint32_t rate_hz)
{
	zc_reply_u64(c, "wakeups", w->wakeups);
	zc_reply_u64(c, "syscalls", w->syscalls);
	zc_reply_u64(c, "faults_minor", w->faults_minor);
	zc_reply_u64(c, "faults_major", w->faults_major);
	if (w->timed) {
		reply_us(c, "late_p50_us", w->late_p50_ns);
		reply_us(c, "late_p99_us", w->late_p99_ns);
		reply_us(c, "late_max_us", w->late_max_ns);
	}
	if (w->wakeups)
		reply_us(c, "service_max_us", w->service_max_ns);
	if (rate_hz && w->margin_min_frames)
		zc_reply(c, "margin_min_ms: %.1f\n",
			(double)w->margin_min_frames * 1000 / rate_hz);
}

static void
reply_receipt(struct zc_client *c, const struct zc_receipt *r)
{
	if (r->state == ZC_VERIFY_NONE)
		return;
	zc_reply_text(c, "verify", zc_verify_name(r->state));
	zc_reply_text(c, "verify_text", r->text);
	if (r->state == ZC_VERIFY_PENDING)
		return;
	zc_reply_u64(c, "verify_frames", r->frames);
	zc_reply_u64(c, "verify_missed_frames", r->missed);
	zc_reply_u64(c, "verify_digest_frames", r->digest_frames);
	if (*r->digest)
		zc_reply_text(c, "verify_digest", r->digest);
	if (*r->file_digest)
		zc_reply_text(c, "verify_file_digest", r->file_digest);
	if (*r->md5)
		zc_reply_text(c, "verify_md5", r->md5);
	if (!r->differs)
		return;
	zc_reply_u64(c, "verify_differs_frame", r->differs_frame);
	zc_reply_u64(c, "verify_differs_channel", r->differs_channel);
}

/* The device and its ring, and the alignment of the file's samples to it. */
static void
reply_ring(struct zc_client *c, const struct zc_played *p)
{
	if (!*p->device)
		return;
	zc_reply_text(c, "device", p->device);
	zc_reply(c, "ring_frames: %u\nperiod_frames: %u\n", p->ring_frames, p->period_frames);
	if (!p->info.data_offset)
		return;
	zc_reply_u64(c, "data_offset", p->info.data_offset);
	zc_reply(c, "mem_align: %u\noff_align: %u\n", p->info.mem_align, p->info.off_align);
}

static void
reply_played(struct zc_client *c, const struct zc_played *p)
{
	zc_reply_text(c, "file", p->uri);
	zc_reply_u64(c, "track_id", p->track_id);
	zc_reply(c, "id: %u\nresult: %s\n", p->song_id,
		!p->result                ? "ok"
		: p->result == -ECANCELED ? "stopped"
					  : "failed");
	if (*p->error)
		zc_reply_text(c, "error", p->error);
	reply_path(c, &p->counts, p->info.codec);
	reply_formats(c, &p->info);
	zc_reply_u64(c, "frames_played", p->frames_played);
	zc_reply_u64(c, "payload_bytes", p->info.frames * zc_fmt_frame_bytes(&p->info.hw));
	reply_bytes(c, &p->counts);
	zc_reply(c, "xruns: %u\nlead_in_frames: %u\n", p->counts.xruns,
		p->counts.lead_in_frames);
	reply_ring(c, p);
	reply_receipt(c, &p->receipt);
	reply_wakes(c, &p->wakes, p->info.hw.rate_hz);
	reply_ms(c, "started", p->start_unix_ms);
	reply_ms(c, "ended", p->end_unix_ms);
}

int
zc_mpd_zc_played(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_played *list;
	uint32_t count = ZC_PLAYED_MAX;
	int known;

	if (a->count && zc_arg_uint(c, a->arg[0], UINT32_MAX, &count))
		return ZC_DONE_ACK;
	known = zc_player_played(c->server->env.player, &list);
	for (int i = 0; i < known && (uint32_t)i < count; i++)
		reply_played(c, &list[i]);
	return ZC_DONE_OK;
}

int
zc_mpd_zc_warnings(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_warnings *w = c->server->env.warnings;

	(void)a;
	for (int i = 0; w && i < w->count; i++)
		zc_reply_text(c, "warning", w->text[i]);
	return ZC_DONE_OK;
}

int
zc_mpd_zc_snapshot(struct zc_client *c, const struct zc_args *a)
{
	struct zc_player_status st;
	const struct zc_snapshot *s = &st.snap;
	const struct zc_counters *n = &s->count;

	(void)a;
	zc_player_status(c->server->env.player, &st);
	zc_reply(c, "state: %d\nqueued: %u\npath: %d\nreason: %d\nreason_arg: %d\n", s->state,
		s->queued, s->path, s->reason, s->reason_arg);
	zc_reply(c, "tstamp_ns: %lld\nrate_hz: %.6f\nppm: %.6f\nppm_err: %.6f\n",
		(long long)s->tstamp_ns, s->rate_hz, s->ppm, s->ppm_err);
	zc_reply_u64(c, "track_id", s->track_id);
	zc_reply_u64(c, "track_start_frame", s->track_start_frame);
	zc_reply_u64(c, "track_frames", s->track_frames);
	zc_reply_u64(c, "played_frame", s->played_frame);
	zc_reply_u64(c, "committed_frame", s->committed_frame);
	zc_reply_u64(c, "filled_frame", s->filled_frame);
	zc_reply_u64(c, "reserved_frame", s->reserved_frame);
	zc_reply_u64(c, "wakeups", n->wakeups);
	zc_reply_u64(c, "syscalls", n->syscalls);
	zc_reply_u64(c, "stat_syscalls", n->stat_syscalls);
	zc_reply_u64(c, "xruns", n->xruns);
	zc_reply_u64(c, "faults_minor", n->faults_minor);
	zc_reply_u64(c, "faults_major", n->faults_major);
	zc_reply_u64(c, "switches_voluntary", n->switches_voluntary);
	zc_reply_u64(c, "switches_involuntary", n->switches_involuntary);
	zc_reply_u64(c, "reads", n->reads);
	zc_reply_u64(c, "steps_down", n->steps_down);
	zc_reply_u64(c, "bytes_direct", n->bytes_direct);
	zc_reply_u64(c, "bytes_copied", n->bytes_copied);
	zc_reply_u64(c, "bytes_decoded", n->bytes_decoded);
	zc_reply_u64(c, "frames_played", n->frames_played);
	return ZC_DONE_OK;
}

static void
reply_hist(struct zc_client *c, const char *name, const struct zc_hist_figures *f)
{
	zc_reply_text(c, "histogram", name);
	zc_reply_u64(c, "count", f->count);
	zc_reply_u64(c, "mean_ns", f->mean_ns);
	zc_reply_u64(c, "min_ns", f->min_ns);
	zc_reply_u64(c, "min_at_ns", (uint64_t)f->min_at_ns);
	zc_reply_u64(c, "p50_ns", f->p50_ns);
	zc_reply_u64(c, "p90_ns", f->p90_ns);
	zc_reply_u64(c, "p99_ns", f->p99_ns);
	zc_reply_u64(c, "p999_ns", f->p999_ns);
	zc_reply_u64(c, "p9999_ns", f->p9999_ns);
	zc_reply_u64(c, "max_ns", f->max_ns);
	zc_reply_u64(c, "max_at_ns", (uint64_t)f->max_at_ns);
}

int
zc_mpd_zc_histograms(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_area *area = c->server->env.area;
	struct zc_hist_figures f;

	(void)a;
	for (int kind = 0; area && kind < ZC_KINDS; kind++) {
		zc_hist_figures(&area->hists.of[kind], &f);
		reply_hist(c, zc_wake_kind_name((enum zc_wake_kind)kind), &f);
	}
	return ZC_DONE_OK;
}

/* The command that waits while the worker opens all devices, which takes time. */
struct devices {
	struct zc_cursor cursor;
	struct zc_client *client; /* lent until the cursor is freed */
	struct devices_task *task; /* the worker's until it is done, then owned */
};

struct devices_task {
	struct zc_task task;
	struct devices *waiter; /* borrowed; NULL: the client has left */
	bool done;
	int count;
	struct zc_device_info list[DEVICES_MAX];
};

static void
devices_run(struct zc_task *t)
{
	struct devices_task *d = (struct devices_task *)t;

	d->count = zc_device_list(d->list, DEVICES_MAX);
}

static void
devices_done(struct zc_task *t, bool ran)
{
	struct devices_task *d = (struct devices_task *)t;

	d->done = true;
	if (!d->waiter)
		free(d);
	else if (ran)
		zc_client_wake(d->waiter->client);
}

static void
devices_free(struct zc_cursor *cur)
{
	struct devices *g = (struct devices *)cur;

	if (g->task && g->task->done)
		free(g->task);
	else if (g->task)
		g->task->waiter = NULL;
	free(g);
}

static void
reply_caps_row(struct zc_client *c, enum zc_sample sample, const struct zc_caps_row *row)
{
	const char *comma = "";

	zc_reply(c, "format: %s channels ", zc_sample_name(sample));
	for (unsigned int n = 0; n < ZC_CHANNELS_MAX; n++)
		if (row->channels & (1u << n)) {
			zc_reply(c, "%s%u", comma, n + 1);
			comma = ",";
		}
	zc_reply(c, " rates ");
	comma = "";
	for (int i = 0; i < ZC_RATE_TABLE_LEN; i++)
		if (row->rates & (1u << i)) {
			zc_reply(c, "%s%u", comma, zc_rate_table[i]);
			comma = ",";
		}
	if (row->rate_max_hz)
		zc_reply(c, "%s%u-%u", comma, row->rate_min_hz, row->rate_max_hz);
	zc_reply(c, "\n");
}

static int
devices_step(struct zc_client *c, struct zc_cursor *cur)
{
	const struct devices *g = (const struct devices *)cur;

	if (!g->task->done)
		return ZC_DONE_WAIT;
	for (int i = 0; i < g->task->count && i < DEVICES_MAX; i++) {
		const struct zc_device_info *d = &g->task->list[i];

		zc_reply_text(c, "device", d->name);
		zc_reply_text(c, "card", d->card);
		zc_reply_text(c, "pcm", d->pcm);
		zc_reply_text(c, "driver", d->driver);
		if (d->busy)
			zc_reply_text(c, "busy", strerror(-d->busy));
		for (int s = 1; s < ZC_SAMPLE_COUNT; s++)
			if (d->caps.row[s].channels)
				reply_caps_row(c, (enum zc_sample)s, &d->caps.row[s]);
	}
	return ZC_DONE_OK;
}

int
zc_mpd_zc_devices(struct zc_client *c, const struct zc_args *a)
{
	struct devices *g = calloc(1, sizeof(*g));

	(void)a;
	if (g)
		g->task = calloc(1, sizeof(*g->task));
	if (!g || !g->task) {
		free(g);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	g->cursor.step = devices_step;
	g->cursor.free = devices_free;
	g->client = c;
	g->task->waiter = g;
	g->task->task.run = devices_run;
	g->task->task.done = devices_done;
	zc_worker_do(c->server->worker, &g->task->task, true);
	return zc_client_answer_later(c, &g->cursor);
}
