/* Creates and ends the engine: memory, threads, mailboxes; and the control side of the mailboxes.
 * Control thread, except engine_main, which becomes the engine thread. */
#include "pipeline/engine.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "pipeline/measure/area_file.h"
#include "pipeline/device.h"
#include "pipeline/engine/filler.h"
#include "pipeline/rt/engine_state.h"
#include "pipeline/base/rt_setup.h"
#include "pipeline/track.h"
#include "pipeline/source/track_source.h"

#define FILLER_PRIORITY_MAX 40
#define QUIT_RETRY_US 1000

struct zc_engine {
	struct zc_rt rt; /* used by the engine thread only, once it runs */
	struct zc_engine_conf conf;
	struct zc_filler *filler; /* owned */
	struct zc_area_file area;
	struct zc_area_cursor wakes; /* of zc_engine_wakes */
	pthread_t thread;
	bool thread_up;
	sem_t ready; /* posted by the engine thread once it is set up */
	struct zc_warnings *warn; /* lent until ready */
	int64_t locked_bytes;
	int rt_ret, pin_ret;
	char about[256];
	struct zc_rt_cmd cmd_slots[ZC_COMMANDS_MAX];
	struct zc_ev ev_slots[ZC_EVENTS_MAX];
};

void
zc_engine_conf_init(struct zc_engine_conf *c)
{
	*c = (struct zc_engine_conf){ .rt_priority = 60,
		.cpu = -1,
		.lock_memory = true,
		.cpu_dma_latency = true,
		.best_path = ZC_PATH_DIRECT,
		.measure = true };
}

/* Explains the errno with which the kernel refuses io_uring. */
static void
warn_uring(struct zc_warnings *w, int err)
{
	if (err == EPERM)
		zc_warn(w, "io_uring is disabled (EPERM): files are read by pread and copied. "
			   "Enable it with 'sysctl kernel.io_uring_disabled=0'");
	else if (err == ENOSYS)
		zc_warn(w,
			"this kernel has no io_uring: files are read by pread and copied. It "
			"takes Linux 5.1 or later with CONFIG_IO_URING");
	else
		zc_warn(w, "io_uring cannot be set up (%s): files are read by pread and copied",
			strerror(err));
}

static void
touch(void *mem, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += 1024)
		((volatile char *)mem)[i] = ((volatile char *)mem)[i];
}

static void *
engine_main(void *arg)
{
	struct zc_engine *en = arg;
	struct zc_rt *e = &en->rt;

	pthread_setname_np(pthread_self(), "zc-engine");
	e->acct.area->head.engine_tid = (int32_t)gettid();
	/* Only the thread that creates the io_uring may submit to it. */
	if (en->conf.no_uring)
		e->uring.down_errno = EPERM;
	else if (zc_uring_open(&e->uring))
		warn_uring(en->warn, e->uring.down_errno);
	en->pin_ret = zc_rt_pin_cpu(en->conf.cpu, en->warn);
	en->rt_ret = zc_rt_priority(en->conf.rt_priority, "engine", en->warn);
	zc_rt_touch_stack();
	sem_post(&en->ready);
	zc_rt_run(e);
	zc_uring_close(&e->uring);
	return NULL;
}

static void
describe(struct zc_engine *en)
{
	const struct zc_rt *e = &en->rt;
	char sched[32] = "normal scheduling", cpu[16] = "any";

	if (en->conf.rt_priority > 0 && !en->rt_ret)
		snprintf(sched, sizeof(sched), "SCHED_FIFO %d", en->conf.rt_priority);
	if (en->conf.cpu >= 0 && !en->pin_ret)
		snprintf(cpu, sizeof(cpu), "%d", en->conf.cpu);
	snprintf(en->about, sizeof(en->about),
		"%s, CPU %s, %lld KiB locked, %s, cpu_dma_latency %s", sched, cpu,
		(long long)(en->locked_bytes > 0 ? en->locked_bytes / 1024 : 0),
		!e->uring.up        ? "no io_uring"
		: e->uring.deferred ? "io_uring with deferred completions"
				    : "io_uring",
		e->out.dma_latency_fd >= 0 ? "held while playing" : "not held");
}

/* The kernel runs threaded interrupts (PREEMPT_RT, threadirqs) at 50. The filler decodes for
 * milliseconds at a time and must not delay the interrupt thread of a USB card: the card would be
 * silent meanwhile, and ALSA would not count an xrun. */
static int
filler_priority(int engine)
{
	if (engine > FILLER_PRIORITY_MAX)
		return FILLER_PRIORITY_MAX;
	return engine > 1 ? engine - 1 : 0;
}

static int
start_threads(struct zc_engine *en, struct zc_warnings *warn, struct zc_err *err)
{
	struct zc_filler_conf fc = {
		.rt_priority = filler_priority(en->conf.rt_priority),
		.engine_eventfd = en->rt.port.bell_fd,
		.count = &en->rt.acct.area->filler,
		.tid = &en->rt.acct.area->head.filler_tid,
	};
	int ret;

	en->filler = zc_filler_new(&fc, warn, err);
	if (!en->filler)
		return err ? err->code : -ENOMEM;
	en->rt.port.jobs = zc_filler_jobs(en->filler);
	en->warn = warn;
	ret = zc_rt_thread(&en->thread, engine_main, en);
	if (ret)
		return zc_fail(
			err, ret, "the engine's thread cannot be started: %s", strerror(-ret));
	en->thread_up = true;
	while (sem_wait(&en->ready) && errno == EINTR)
		;
	return 0;
}

struct zc_engine *
zc_engine_new(const struct zc_engine_conf *conf, struct zc_warnings *warn, struct zc_err *err)
{
	struct zc_engine *en = NULL;
	struct zc_rt *e;

	if (posix_memalign((void **)&en, 64, sizeof(*en))) {
		zc_fail(err, -ENOMEM, "no memory for the engine");
		return NULL;
	}
	memset(en, 0, sizeof(*en));
	e = &en->rt;
	en->conf = *conf;
	en->conf.area_file = NULL; /* lent for this call only; the area keeps a copy */
	sem_init(&en->ready, 0, 0);
	e->conf.best_path = conf->best_path;
	e->conf.wake_ms = conf->wake_ms;
	e->conf.measure = conf->measure;
	e->conf.late_ns = conf->late_us * INT64_C(1000);
	en->wakes.next = 1;
	zc_mbox_init(&e->port.cmds, en->cmd_slots, sizeof(en->cmd_slots[0]), ZC_COMMANDS_MAX);
	zc_mbox_init(&e->port.evs, en->ev_slots, sizeof(en->ev_slots[0]), ZC_EVENTS_MAX);
	e->out.dma_latency_fd = en->area.fd = -1;
	e->port.bell_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	e->port.ev_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (e->port.bell_fd < 0 || e->port.ev_fd < 0) {
		zc_fail(err, -errno, "eventfd: %s", strerror(errno));
		zc_engine_free(en);
		return NULL;
	}
	if (conf->cpu_dma_latency)
		e->out.dma_latency_fd = zc_rt_open_dma_latency(warn);
	zc_rt_check_budget(warn);
	if (conf->lock_memory)
		en->locked_bytes = zc_rt_lock_memory(warn);
	touch(en, sizeof(*en));
	if (zc_area_make(&en->area, conf->area_file, conf->lock_memory, warn)) {
		zc_fail(err, -ENOMEM, "no memory for the engine's measurements");
		zc_engine_free(en);
		return NULL;
	}
	e->acct.area = en->area.area;
	if (start_threads(en, warn, err)) {
		zc_engine_free(en);
		return NULL;
	}
	zc_area_show(&en->area, conf->area_file, conf->area_mode, warn);
	describe(en);
	return en;
}

static void
free_events(struct zc_engine *en)
{
	struct zc_ev ev;

	while (zc_engine_recv(en, &ev)) {
		if (ev.kind == ZC_EV_TRACK_BACK)
			zc_track_close(ev.track);
		else if (ev.kind == ZC_EV_SINK_BACK)
			zc_sink_free(ev.sink);
	}
}

static void
free_commands(struct zc_engine *en)
{
	struct zc_rt_cmd c;

	while (zc_mbox_get(&en->rt.port.cmds, &c)) {
		if (c.cmd.kind == ZC_CMD_QUEUE)
			zc_track_close(c.cmd.track);
		else if (c.cmd.kind == ZC_CMD_SINK)
			zc_sink_free(c.cmd.sink);
	}
}

void
zc_engine_free(struct zc_engine *en)
{
	struct zc_cmd quit = { .kind = ZC_CMD_QUIT };

	if (!en)
		return;
	if (en->thread_up) {
		/* The engine reads commands only while there is room for their answers. A sleep
		 * that a signal cuts short is no reason to give up. */
		for (free_events(en); zc_engine_send(en, &quit); free_events(en))
			usleep(QUIT_RETRY_US);
		pthread_join(en->thread, NULL);
	}
	zc_filler_free(en->filler);
	free_events(en);
	free_commands(en);
	if (en->rt.port.bell_fd >= 0)
		close(en->rt.port.bell_fd);
	if (en->rt.port.ev_fd >= 0)
		close(en->rt.port.ev_fd);
	if (en->rt.out.dma_latency_fd >= 0)
		close(en->rt.out.dma_latency_fd);
	zc_area_end(&en->area);
	sem_destroy(&en->ready);
	free(en);
}

int
zc_engine_send(struct zc_engine *en, const struct zc_cmd *cmd)
{
	struct zc_rt_cmd c = { .cmd = *cmd };
	int ret;

	if (cmd->kind == ZC_CMD_QUEUE)
		c.src = zc_track_source(cmd->track);
	ret = zc_mbox_put(&en->rt.port.cmds, &c);
	if (!ret)
		zc_bell_ring(en->rt.port.bell_fd);
	return ret;
}

int
zc_engine_event_fd(const struct zc_engine *en)
{
	return en->rt.port.ev_fd;
}

int
zc_engine_recv(struct zc_engine *en, struct zc_ev *ev)
{
	if (zc_mbox_get(&en->rt.port.evs, ev))
		return 1;
	/* Cleared only when the mailbox is empty, which is then checked once more: an event that
	 * came in between would not ring again. */
	zc_bell_clear(en->rt.port.ev_fd);
	/* Commands may be waiting for room for their answers. */
	if (zc_mbox_room(&en->rt.port.cmds) < ZC_COMMANDS_MAX)
		zc_bell_ring(en->rt.port.bell_fd);
	return zc_mbox_get(&en->rt.port.evs, ev);
}

void
zc_engine_snapshot(const struct zc_engine *en, struct zc_snapshot *out)
{
	zc_snap_get(&en->area.area->snap, out);
}

uint64_t
zc_snapshot_frame(const struct zc_snapshot *s, int64_t now_ns)
{
	uint64_t frame = s->played_frame;
	int64_t since_ns = now_ns - s->tstamp_ns;

	if (s->rate_hz > 0 && since_ns > 0)
		frame += (uint64_t)((double)since_ns / 1e9 * s->rate_hz);
	if (frame > s->committed_frame)
		frame = s->committed_frame > s->played_frame ? s->committed_frame
							     : s->played_frame;
	frame -= s->track_start_frame;
	/* Before the first frame plays the difference is negative. */
	if ((int64_t)frame < 0)
		return 0;
	return s->track_frames && frame > s->track_frames ? s->track_frames : frame;
}

int
zc_engine_wakes(struct zc_engine *en, struct zc_wake *out, int max, uint64_t *lost)
{
	int n = zc_area_wakes(en->area.area, &en->wakes, out, max);

	if (lost)
		*lost = en->wakes.lost;
	return n;
}

const struct zc_area *
zc_engine_area(const struct zc_engine *en)
{
	return en->area.area;
}

const char *
zc_engine_area_file(const struct zc_engine *en)
{
	return en->area.path ? en->area.path : "";
}

const char *
zc_engine_about(const struct zc_engine *en)
{
	return en->about;
}
