/* When the state is saved, and the thread that writes it. The control thread makes the text,
 * which needs no disk, and puts it into a slot; it replaces a text there that the writer has
 * not taken yet. The longer the queue, the less often it is saved only because the position has
 * moved. */
#include "daemon/state/state.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/player/player.h"
#include "daemon/state/state_file.h"

#define SECOND_NS INT64_C(1000000000)
#define CHANGED_NS (2 * SECOND_NS) /* after a change */
/* While playing, for the position; once more as long for each megabyte of text. */
#define PLAYING_NS (10 * SECOND_NS)
#define BYTES_PER_PERIOD 1000000
#define STACK_BYTES (64u * 1024u)

struct zc_state {
	char *path; /* owned */
	const struct zc_queue *queue; /* lent */
	struct zc_player *player; /* lent */
	struct zc_timer *timer; /* owned */
	int64_t due_ns; /* INT64_MAX: nothing to save */
	bool failing; /* the last save failed, and that was logged; the writer's */

	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t work;
	char *text; /* owned; under mutex; waits to be written; NULL: none */
	size_t bytes; /* under mutex */
	bool quit; /* under mutex */
};

static void
store(struct zc_state *s, char *text, size_t bytes)
{
	struct zc_err err;
	int r = zc_state_store(s->path, text, bytes, &err);

	free(text);
	if (r && !s->failing)
		zc_log(ZC_LOG_WARNING, "%s", err.text);
	else if (!r && s->failing)
		zc_log(ZC_LOG_NOTICE, "the state is saved again in %s", s->path);
	s->failing = r != 0;
}

static void *
writer_main(void *arg)
{
	struct zc_state *s = arg;
	char *text;
	size_t bytes;

	pthread_setname_np(pthread_self(), "zc-state");
	pthread_mutex_lock(&s->mutex);
	for (;;) {
		while (!s->text && !s->quit)
			pthread_cond_wait(&s->work, &s->mutex);
		if (!s->text)
			break;
		text = s->text;
		bytes = s->bytes;
		s->text = NULL;
		pthread_mutex_unlock(&s->mutex);
		store(s, text, bytes);
		pthread_mutex_lock(&s->mutex);
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

static void
set_due(struct zc_state *s, int64_t at_ns)
{
	s->due_ns = at_ns;
	zc_timer_set(s->timer, at_ns);
}

static void
save(void *ctx)
{
	struct zc_state *s = ctx;
	struct zc_player_status now;
	struct zc_state_point point;
	int64_t bytes;
	char *text;

	zc_player_status(s->player, &now);
	point = (struct zc_state_point){ now.state, now.song_id, now.elapsed_s };
	bytes = zc_state_text(s->queue, &point, &text);
	if (bytes < 0) {
		zc_log(ZC_LOG_WARNING, "the state cannot be saved now: out of memory");
		set_due(s, zc_loop_now_ns() + PLAYING_NS);
		return;
	}
	pthread_mutex_lock(&s->mutex);
	free(s->text);
	s->text = text;
	s->bytes = (size_t)bytes;
	pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->mutex);
	set_due(s, now.state == ZC_STATE_PLAYING
			   ? zc_loop_now_ns() + PLAYING_NS * (1 + bytes / BYTES_PER_PERIOD)
			   : INT64_MAX);
}

void
zc_state_changed(struct zc_state *s)
{
	int64_t at_ns = zc_loop_now_ns() + CHANGED_NS;

	if (s && s->due_ns > at_ns)
		set_due(s, at_ns);
}

static int
start_thread(struct zc_state *s)
{
	size_t stack_bytes = STACK_BYTES;
	pthread_attr_t attr;
	int rc;

	if (stack_bytes < (size_t)PTHREAD_STACK_MIN)
		stack_bytes = (size_t)PTHREAD_STACK_MIN;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->work, NULL);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, stack_bytes);
	rc = pthread_create(&s->thread, &attr, writer_main, s);
	pthread_attr_destroy(&attr);
	return -rc;
}

struct zc_state *
zc_state_new(struct zc_loop *loop, const char *path, const struct zc_queue *queue,
	struct zc_player *player, struct zc_err *err)
{
	struct zc_state *s = calloc(1, sizeof(*s));
	int r;

	if (!s || !(s->path = strdup(path)) || !(s->timer = zc_timer_new(loop, save, s))) {
		zc_fail(err, -ENOMEM, "out of memory for the state");
		goto fail;
	}
	s->queue = queue;
	s->player = player;
	s->due_ns = INT64_MAX;
	r = start_thread(s);
	if (!r)
		return s;
	zc_fail(err, r, "cannot start the thread that saves the state: %s", strerror(-r));
	pthread_cond_destroy(&s->work);
	pthread_mutex_destroy(&s->mutex);
fail:
	if (s) {
		zc_timer_free(s->timer);
		free(s->path);
	}
	free(s);
	return NULL;
}

void
zc_state_free(struct zc_state *s)
{
	if (!s)
		return;
	save(s);
	zc_timer_free(s->timer);
	pthread_mutex_lock(&s->mutex);
	s->quit = true;
	pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->mutex);
	pthread_join(s->thread, NULL);
	pthread_cond_destroy(&s->work);
	pthread_mutex_destroy(&s->mutex);
	free(s->path);
	free(s);
}
