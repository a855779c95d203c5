/* A server with a fake player, the same for all inputs. Each input is what one client sends; its
 * first byte decides whether that client is a local one. Two other clients wait in idle: one
 * hangs up in the input's first turn, the other has commands left to be executed once it is
 * notified. */
#include "tests/fuzz/fuzz_drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/mpd/client.h"
#include "daemon/conf/conf.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/queue/queue.h"
#include "daemon/mpd/dispatch.h"
#include "daemon/mpd/server.h"
#include "tests/unit/daemon/mpd/fake_player.h"

#define INPUT_MAX 65536
/* Without subscription, which their own subscribing reports. */
#define IDLE "idle playlist player options message\n"

static struct zc_loop *loop;
static struct zc_queue *queue;
static struct zc_server *server;
static struct zc_timer *pause_timer;
static struct zc_conf conf;
static char dir[64];

static void
player_changed(void *ctx, unsigned int changes)
{
	(void)ctx;
	zc_server_changed(server, changes);
}

static void
quit(void *ctx)
{
	zc_loop_quit(ctx);
}

static void
clean_up(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command))
		abort();
}

static void
must(int ok)
{
	if (!ok)
		abort();
}

static void
start(void)
{
	struct zc_player_conf pc = { .changed = player_changed };
	struct zc_server_env env = { .conf = &conf, .dispatch = zc_dispatch };
	struct zc_err err;
	char path[96];

	zc_log_set_level(ZC_LOG_ERROR);
	snprintf(dir, sizeof(dir), P_tmpdir "/zc-fuzz-XXXXXX");
	must(mkdtemp(dir) != NULL);
	atexit(clean_up);
	must(!zc_conf_init(&conf));
	snprintf(path, sizeof(path), "%s/socket", dir);
	must(!zc_conf_set(&conf, "socket", path, NULL));
	must(!zc_conf_set(&conf, "port", "0", NULL));
	must(!zc_conf_set(&conf, "music_directory", dir, NULL));
	snprintf(path, sizeof(path), "%s/playlists", dir);
	must(!zc_conf_set(&conf, "playlist_directory", path, NULL));
	snprintf(path, sizeof(path), "%s/a.wav", dir);
	must(!symlink("/dev/null", path) && !mkdir(strcat(path, "x"), 0700));
	env.loop = loop = zc_loop_new();
	env.queue = queue = zc_queue_new();
	env.player = zc_player_new(loop, NULL, env.queue, &pc, &err);
	must(loop && env.queue && env.player);
	server = zc_server_new(&env, NULL, &err);
	pause_timer = zc_timer_new(loop, quit, loop);
	must(server && pause_timer);
}

/* Reads the answers; they are text, so they hold no NUL. */
static void
read_answers(int fd)
{
	static char text[65536];
	ssize_t n;

	while ((n = recv(fd, text, sizeof(text), MSG_DONTWAIT)) > 0)
		must(!memchr(text, '\0', (size_t)n));
}

static void
turn(int fd)
{
	for (int i = 0; i < 4; i++) {
		zc_timer_set(pause_timer, 0);
		must(!zc_loop_run(loop));
		read_answers(fd);
	}
}

/* Connects a client to the server; returns the other end. */
static int
connect_client(bool local)
{
	int ends[2];

	must(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	must(!zc_client_new(server, ends[0], local));
	return ends[1];
}

static void
send_text(int fd, const char *text)
{
	must(send(fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) ==
		(ssize_t)strlen(text));
}

/* As many commands as are executed in one turn, the last one idle, then some that notify. */
static void
send_idle_and_more(int fd)
{
	char text[1024] = "subscribe x\n";

	for (int i = 0; i < 62; i++)
		strcat(text, "ping\n");
	send_text(fd, strcat(text, IDLE "random 1\nsendmessage x y\nrandom 0\n"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd, idle, leaving;

	if (!server)
		start();
	if (size < 1 || size > INPUT_MAX)
		return 0;
	/* Every input finds songs in the queue. */
	while (zc_queue_length(queue) < 10)
		must(zc_queue_add(queue, "a.wav", 0) > 0);
	leaving = connect_client(true);
	idle = connect_client(true);
	fd = connect_client(data[0] & 1);
	send_text(leaving, "subscribe x\n" IDLE);
	turn(leaving);
	send_idle_and_more(idle);
	data++;
	size--;
	for (int i = 0; size && i < 64; i++) {
		ssize_t n = send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
		if (!i)
			close(leaving);
		turn(fd);
		read_answers(idle);
	}
	turn(fd);
	close(fd);
	close(idle);
	zc_timer_set(pause_timer, 0);
	must(!zc_loop_run(loop));
	return 0;
}
