#include "tests/sim/verify_rig.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sha2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pipeline/rt/follow.h"
#include "pipeline/verify/verify_ring.h"

struct zc_verify_rig zc_verify_rig;

static _Atomic uint64_t reads; /* how often the verifier has read from the ring */
static _Atomic bool held, stopped;
static _Atomic int bell_fd = -1;
static struct zc_sink *the_sink;
static const struct zc_sink_ops *sim_ops;

void __real_zc_verify_ring_read(struct zc_verify_ring *r, const struct zc_verify_taker *t);
void __wrap_zc_verify_ring_read(struct zc_verify_ring *r, const struct zc_verify_taker *t);
void
__wrap_zc_verify_ring_read(struct zc_verify_ring *r, const struct zc_verify_taker *t)
{
	const struct timespec ts = { .tv_nsec = 200000 };

	while (held)
		nanosleep(&ts, NULL);
	__real_zc_verify_ring_read(r, t);
	reads++;
}

/* Tests run on machines where a thread of the lowest priority may never run. */
int __wrap_sched_setscheduler(pid_t pid, int policy, const struct sched_param *sp);
int
__wrap_sched_setscheduler(pid_t pid, int policy, const struct sched_param *sp)
{
	(void)pid, (void)policy, (void)sp;
	return 0;
}

void __real_zc_follow_ready(struct zc_follow *f, const struct zc_ring *r);
void __wrap_zc_follow_ready(struct zc_follow *f, const struct zc_ring *r);
void
__wrap_zc_follow_ready(struct zc_follow *f, const struct zc_ring *r)
{
	static uint64_t before;
	uint64_t at = zc_verify_rig.flip_frame;

	if (r->committed < before)
		before = 0;
	if (zc_verify_rig.flip && at >= before && at < r->committed)
		the_sink->ring[at % r->capacity * r->frame_bytes + zc_verify_rig.flip_byte] ^=
			1;
	before = r->committed;
	__real_zc_follow_ready(f, r);
}

int __real_ppoll(struct pollfd *fds, nfds_t n, const struct timespec *ts, const sigset_t *set);
int __wrap_ppoll(struct pollfd *fds, nfds_t n, const struct timespec *ts, const sigset_t *set);
int
__wrap_ppoll(struct pollfd *fds, nfds_t n, const struct timespec *ts, const sigset_t *set)
{
	char name[16];

	/* The bell that wakes the verifier is the first descriptor it waits for. */
	if (!pthread_getname_np(pthread_self(), name, sizeof(name)) &&
		!strcmp(name, "zc-verify"))
		bell_fd = fds[0].fd;
	return __real_ppoll(fds, n, ts, set);
}

/* Returns once a read that began after the call has ended. */
static void
wait_for_a_read(void)
{
	const struct timespec ts = { .tv_nsec = 200000 };
	uint64_t until = reads + 2;

	while (reads < until) {
		zc_bell_ring(bell_fd);
		nanosleep(&ts, NULL);
	}
}

static void
arm_in_step(struct zc_sink *s, uint64_t frames, const struct zc_hw_pos *pos, double rate_hz,
	struct zc_wait *w)
{
	uint64_t stop_at = zc_verify_rig.stop_at;

	held = zc_verify_rig.held || pos->frames < zc_verify_rig.held_until;
	if (zc_verify_rig.in_step && !held)
		wait_for_a_read();
	stopped = stop_at && pos->frames >= stop_at;
	if (stop_at && frames > stop_at)
		frames = stop_at;
	if (!stopped)
		sim_ops->arm(s, frames, pos, rate_hz, w);
}

void
zc_verify_rig_stopped(void)
{
	const struct timespec ts = { .tv_nsec = 200000 };

	while (!stopped)
		nanosleep(&ts, NULL);
	zc_verify_rig.stop_at = 0;
}

static void
step_in(struct zc_sink *s)
{
	static struct zc_sink_ops ops;

	the_sink = s;
	sim_ops = s->ops;
	ops = *sim_ops;
	ops.arm = arm_in_step;
	s->ops = &ops;
	held = zc_verify_rig.held || zc_verify_rig.held_until;
}

void
zc_verify_rig_init(struct zc_stage *s, uint32_t ring_ms)
{
	memset(&zc_verify_rig, 0, sizeof(zc_verify_rig));
	held = stopped = false;
	bell_fd = -1;
	zc_stage_init(s, zc_stage_path("out.wav"));
	s->sink_conf.ring_ms = ring_ms ? ring_ms : 3000;
	s->verify = true;
	s->with_sink = step_in;
}

const char *
zc_verify_rig_state(struct zc_stage *s, int id)
{
	const struct zc_receipt *r = &s->track[id - 1].receipt;

	held = false;
	if (!zc_stage_receipt(s, id))
		return "no receipt";
	printf("# %s: %s\n", zc_verify_name(r->state), r->text);
	return zc_verify_name(r->state);
}

bool
zc_verify_rig_digest(const char *text, const void *data, size_t bytes)
{
	char digest[SHA256_DIGEST_STRING_LENGTH];

	return !strcmp(text, SHA256Data(data, bytes, digest));
}
