#include "tests/unit/unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/player/player_state.h"
#include "tests/unit/daemon/player/fake_engine.h"
#include "tests/unit/daemon/player/fake_loop.h"
#include "tests/unit/daemon/player/player_script.h"

/* Allocations of the control thread are counted; number fail_at fails. */
static int calls, fail_at;
static pthread_t control;

void *__real_calloc(size_t n, size_t size);
char *__real_strdup(const char *s);
void *__wrap_calloc(size_t n, size_t size);
char *__wrap_strdup(const char *s);

static bool
fails(void)
{
	return pthread_equal(pthread_self(), control) && ++calls == fail_at;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

char *
__wrap_strdup(const char *s)
{
	return fails() ? NULL : __real_strdup(s);
}

static void
arm(int at)
{
	control = pthread_self();
	calls = 0;
	fail_at = at;
}

static void
a_player_that_cannot_be_made_leaves_nothing(void)
{
	int at, failed = 0;

	script_begin(false);
	for (at = 1;; at++) {
		struct zc_player_conf conf = { .device = "sim", .music_directory = "/m" };
		struct zc_err err = { 0 };
		struct zc_player *p;

		arm(at);
		p = zc_player_new(fake_loop(), fake_engine(), queue, &conf, &err);
		if (p) {
			zc_player_free(p);
			break;
		}
		CU_ASSERT_EQUAL(err.code, -ENOMEM);
		failed++;
	}
	arm(0);
	CU_ASSERT(failed >= 5);
	script_end();
}

/* Whichever allocation fails while songs play, the player obeys later commands. */
static void
playing_goes_on_without_memory(void)
{
	static const char *const acts[] = { "play 1", "elapse 10", "next", "seek 1 5", "reload",
		"lose -19", "pass 2", "prev", "elapse 10", "stop" };
	char got[256];
	int at;

	for (at = 1;; at++) {
		script_begin(at & 1);
		script_act("queue a x w b", got, sizeof(got));
		arm(at);
		for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
			script_act(acts[i], got, sizeof(got));
		if (calls < at)
			break;
		arm(0);
		script_act("open", got, sizeof(got));
		CU_ASSERT_STRING_EQUAL(got, "0 0");
		script_act("play 4", got, sizeof(got));
		CU_ASSERT_STRING_EQUAL(got, "play 4@0.0 >0");
		script_end();
	}
	arm(0);
	CU_ASSERT(at > 10);
	script_end();
}

ZC_UNIT_MAIN("player memory",
	{ "a player that cannot be made leaves nothing",
		a_player_that_cannot_be_made_leaves_nothing },
	{ "playing goes on without memory", playing_goes_on_without_memory })
