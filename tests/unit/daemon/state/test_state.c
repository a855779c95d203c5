#include "tests/unit/unit.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/state/state.h"
#include "tests/unit/daemon/player/fake_loop.h"
#include "tests/unit/daemon/player/player_script.h"

/* A save ends with a rename, so the test waits for that and needs no clock. */
static sem_t saved;

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

int
__wrap_rename(const char *from, const char *to)
{
	int r = __real_rename(from, to);

	sem_post(&saved);
	return r;
}

static char folder[32], path[64];
static struct zc_state *state;

static void
setup(void)
{
	struct zc_err err;

	strcpy(folder, "test_state.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state", folder);
	sem_init(&saved, 0, 0);
	script_begin(false);
	state = zc_state_new(fake_loop(), path, queue, player, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(state);
}

static void
teardown(void)
{
	script_end();
	unlink(path);
	CU_ASSERT_EQUAL(rmdir(folder), 0);
	sem_destroy(&saved);
}

static bool
exists(const char *name)
{
	return !access(name, F_OK);
}

/* The content of the file, after the next save. */
static const char *
saved_state(void)
{
	static char bytes[1024];
	size_t len;
	FILE *f;

	sem_wait(&saved);
	f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	len = fread(bytes, 1, sizeof(bytes) - 1, f);
	fclose(f);
	bytes[len] = '\0';
	return bytes;
}

static void
changes_are_saved_in_time(void)
{
	char got[64];

	setup();
	fake_loop_pass(100);
	CU_ASSERT_FALSE(exists(path));
	script_act("queue a b", got, sizeof(got));
	zc_state_changed(state);
	fake_loop_pass(1.5);
	zc_state_changed(state);
	CU_ASSERT_FALSE(exists(path));
	fake_loop_pass(0.5);
	CU_ASSERT(strstr(saved_state(), "state stop\nsong 0\n") != NULL);
	/* While playing, the position is saved at intervals. */
	script_act("play 1", got, sizeof(got));
	zc_state_changed(state);
	fake_loop_pass(2);
	CU_ASSERT(strstr(saved_state(), "state play\nsong 1\nelapsed_ms 0\n") != NULL);
	script_act("elapse 7", got, sizeof(got));
	fake_loop_pass(10);
	CU_ASSERT(strstr(saved_state(), "song 1\nelapsed_ms 7000\n") != NULL);
	script_act("elapse 1", got, sizeof(got));
	fake_loop_pass(10);
	CU_ASSERT(strstr(saved_state(), "song 1\nelapsed_ms 8000\n") != NULL);
	/* Freeing it saves at once. */
	script_act("next", got, sizeof(got));
	zc_state_free(state);
	CU_ASSERT(strstr(saved_state(), "state play\nsong 2\n") != NULL);
	teardown();
}

static void
a_failed_save_does_not_prevent_the_next(void)
{
	setup();
	/* The rename fails. */
	CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
	zc_state_changed(state);
	fake_loop_pass(2);
	sem_wait(&saved);
	CU_ASSERT_EQUAL(rmdir(path), 0);
	zc_state_free(state);
	CU_ASSERT(exists(path));
	teardown();
}

ZC_UNIT_MAIN("state", { "changes are saved in time", changes_are_saved_in_time },
	{ "a failed save does not prevent the next", a_failed_save_does_not_prevent_the_next })
