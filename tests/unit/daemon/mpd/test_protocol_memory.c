/* Lets each allocation of a request fail in turn: the client must get an answer or be dropped, the
 * queue must be as before or as after the request, and the server must serve the next one. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "tests/unit/daemon/mpd/protocol_rig.h"

#define TURN_NS 1000000
#define TURNS_MAX 2000
#define ANSWER_MAX 65536

/* Allocations of the control thread are counted; number fail_at fails, 0: none. */
static int calls, fail_at;
static bool armed;
static pthread_t control;

static bool
fails(void)
{
	return armed && pthread_equal(pthread_self(), control) && ++calls == fail_at;
}

#define WRAP(result, name, args, ...)                                                          \
	result __real_##name args;                                                             \
	result __wrap_##name args;                                                             \
	result __wrap_##name args                                                              \
	{                                                                                      \
		return fails() ? NULL : __real_##name(__VA_ARGS__);                            \
	}

WRAP(void *, malloc, (size_t size), size)
WRAP(void *, calloc, (size_t n, size_t size), n, size)
WRAP(void *, realloc, (void *p, size_t size), p, size)
WRAP(char *, strdup, (const char *s), s)
WRAP(char *, strndup, (const char *s, size_t n), s, n)

static struct rig rig;
static int refused, dropped; /* requests with a failed allocation */

static void
quit_loop(void *ctx)
{
	zc_loop_quit(ctx);
}

static int
connect_client(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/socket", rig.dir);
	CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	return fd;
}

static bool
is_answered(const char *text)
{
	const char *last = text + strlen(text);

	if (last == text || last[-1] != '\n')
		return false;
	for (last--; last > text && last[-1] != '\n';)
		last--;
	return !strncmp(last, "OK\n", 3) || !strncmp(last, "ACK ", 4);
}

/* Runs the server until the request is answered or its client dropped; false if neither happens.
 * answer is without the greeting, and "" if the client was dropped. */
static bool
ask(const char *request, char *answer)
{
	struct zc_timer *turn = zc_timer_new(rig.loop, quit_loop, rig.loop);
	int fd = connect_client();
	bool greeted = false, over = false;
	size_t len = 0;
	ssize_t n;

	CU_ASSERT_EQUAL(send(fd, request, strlen(request), 0), (ssize_t)strlen(request));
	calls = 0;
	for (int i = 0; i < TURNS_MAX && !over; i++) {
		zc_timer_set(turn, zc_loop_now_ns() + TURN_NS);
		armed = true;
		zc_loop_run(rig.loop);
		armed = false;
		while ((n = recv(fd, answer + len, ANSWER_MAX - 1 - len, MSG_DONTWAIT)) > 0)
			len += (size_t)n;
		over = n == 0 || errno == ECONNRESET;
		answer[len] = '\0';
		if (!greeted && strchr(answer, '\n')) {
			len -= (size_t)(strchr(answer, '\n') + 1 - answer);
			memmove(answer, strchr(answer, '\n') + 1, len + 1);
			greeted = true;
		}
		if (over)
			answer[0] = '\0';
		over |= greeted && is_answered(answer);
	}
	close(fd);
	zc_timer_free(turn);
	return over;
}

static void
queue_text(char *text, size_t size)
{
	size_t len = 0;

	*text = '\0';
	for (uint32_t i = 0; i < zc_queue_length(rig.queue); i++) {
		const struct zc_song *s = zc_queue_at(rig.queue, i);

		len += (size_t)snprintf(
			text + len, size - len, "%u %s %d\n", i, s->uri, s->priority);
	}
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(text, f);
	fclose(f);
}

/* Puts the queue and the files into the same state before each request. */
static void
prepare(const char *request)
{
	static const char *const songs[] = { "a.wav", "sub/c.wav", "b.wav", "a.wav" };
	char path[160];

	snprintf(path, sizeof(path), "%s/cover.jpg", rig.music);
	put(path, "a picture");
	zc_queue_clear(rig.queue);
	for (uint32_t i = 0; i < 4; i++)
		CU_ASSERT_NOT_EQUAL_FATAL(zc_queue_add(rig.queue, songs[i], i), 0);
	snprintf(path, sizeof(path), "%s/playlists", rig.dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/playlists/fresh.m3u", rig.dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/playlists/kept.m3u", rig.dir);
	unlink(path);
	if (!strncmp(request, "save", 4))
		return;
	put(path, "a.wav\nb.wav\n");
}

static const char *const requests[] = { "ping\n", "status\n", "currentsong\n", "stats\n",
	"outputs\n", "commands\n", "config\n", "playlistinfo\n", "playlistid\n",
	"plchanges 0\n", "plchangesposid 0\n", "playlistfind file a.wav\n",
	"playlistsearch \"(file contains 'a')\"\n", "add b.wav\n", "add sub\n", "add \"\"\n",
	"addid a.wav 1\n", "delete 1:3\n", "move 0 3\n", "swap 0 2\n", "shuffle\n",
	"prio 7 0:2\n", "clear\n", "play 1\n", "next\n", "seekcur 0.5\n", "random 1\n",
	"lsinfo\n", "listall\n", "listallinfo\n", "listfiles sub\n", "find artist Foo\n",
	"search \"((artist == 'Foo') AND (title contains 'B'))\"\n", "findadd artist Foo\n",
	"list artist group album\n", "count artist Foo\n", "readcomments a.wav\n", "update\n",
	"save kept\n", "listplaylists\n", "load kept\n", "listplaylistinfo kept\n", "rm kept\n",
	"playlistadd fresh a.wav\n", "playlistdelete kept 0\n", "playlistmove kept 0 1\n",
	"searchaddpl fresh artist Foo\n", "zc_status\n", "zc_played\n", "zc_warnings\n",
	"zc_snapshot\n", "command_list_ok_begin\nadd a.wav\nplaylistinfo\ncommand_list_end\n",
	"tagtypes clear\n", "subscribe x\n", "sendmessage x y\n", "channels\n",
	"readmessages\n", "unsubscribe x\n", "albumart a.wav 0\n", "readpicture a.wav 0\n" };

/* Executes a request while allocation number `at` fails; returns the number of allocations. */
static int
execute(const char *request, int at)
{
	static char answer[ANSWER_MAX];
	char before[1024], after[1024];
	int made;

	prepare(request);
	queue_text(before, sizeof(before));
	fail_at = at;
	if (!ask(request, answer)) {
		printf("# allocation %d of %s: no answer\n", at, request);
		CU_FAIL("no answer");
	}
	made = calls;
	fail_at = 0;
	refused += at && !strncmp(answer, "ACK", 3);
	dropped += at && !*answer;
	queue_text(after, sizeof(after));
	if (!strncmp(answer, "ACK", 3) && strcmp(after, before)) {
		printf("# allocation %d of %s: %s# queue:\n%s", at, request, answer, after);
		CU_FAIL("the request was refused, but the queue changed");
	}
	CU_ASSERT(ask("ping\n", answer));
	CU_ASSERT_STRING_EQUAL(answer, "OK\n");
	return made;
}

static void
each_allocation_fails(void)
{
	int needed, total = 0;

	zc_log_set_level((enum zc_log_level)(ZC_LOG_ERROR - 1));
	control = pthread_self();
	rig_start(&rig, NULL);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		/* The first time allocates more, for what the server keeps. */
		execute(requests[i], 0);
		needed = execute(requests[i], 0);
		for (int at = 1; at <= needed; at++)
			execute(requests[i], at);
		total += needed;
	}
	printf("# %d allocations failed, %d requests were refused, %d clients dropped\n", total,
		refused, dropped);
	CU_ASSERT(total > 300 && refused > 50 && dropped > 50);
	rig_stop(&rig);
}

ZC_UNIT_MAIN("protocol memory", { "each allocation fails", each_allocation_fails })
