#include "tests/unit/daemon/mpd/protocol_rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/mpd/dispatch.h"
#include "tests/unit/daemon/mpd/fake_area.h"
#include "tests/unit/unit.h"

#define PATIENCE_NS INT64_C(20000000000)

static void
write_wav(const char *dir, const char *name, int frames, bool tagged)
{
	SF_INFO info = {
		.samplerate = 44100, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16
	};
	short silence[2 * 64] = { 0 };
	char path[160];
	SNDFILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = sf_open(path, SFM_WRITE, &info);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	if (tagged) {
		sf_set_string(f, SF_STR_ARTIST, "Foo");
		sf_set_string(f, SF_STR_TITLE, "Bar");
		sf_set_string(f, SF_STR_TRACKNUMBER, "3");
	}
	for (int left = frames; left > 0; left -= 64)
		sf_writef_short(f, silence, left < 64 ? left : 64);
	sf_close(f);
}

static void
make_music(struct rig *r)
{
	char path[160];
	FILE *f;

	snprintf(r->dir, sizeof(r->dir), P_tmpdir "/zc-rig-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(r->dir));
	snprintf(r->music, sizeof(r->music), "%s/music", r->dir);
	snprintf(path, sizeof(path), "%s/sub", r->music);
	CU_ASSERT_EQUAL_FATAL(mkdir(r->music, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(mkdir(path, 0755), 0);
	write_wav(r->music, "a.wav", 44100, false);
	write_wav(r->music, "b.wav", 88200, false);
	write_wav(path, "c.wav", 64, true);
	strcat(path, "/note.txt");
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fclose(f);
}

static void
player_changed(void *ctx, unsigned int changes)
{
	struct rig *r = ctx;

	zc_server_changed(r->server, changes);
}

static void
note_change(void *ctx, unsigned int changes)
{
	struct rig *r = ctx;

	r->changed |= changes;
	if (r->on_change)
		r->on_change(r);
}

static void
quit(void *ctx)
{
	struct rig *r = ctx;

	r->quit = true;
}

static void
out_of_patience(void *ctx)
{
	struct rig *r = ctx;

	r->timed_out = true;
	zc_loop_quit(r->loop);
}

static void
set(struct rig *r, const char *key, const char *value)
{
	struct zc_err err;

	CU_ASSERT_EQUAL_FATAL(zc_conf_set(&r->conf, key, value, &err), 0);
}

/* A port that nobody uses right now. */
static void
set_free_port(struct rig *r)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char port[16];

	CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&in, len), 0);
	CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	close(fd);
	snprintf(port, sizeof(port), "%u", ntohs(in.sin_port));
	set(r, "port", port);
}

static void
configure(struct rig *r, const char *const *settings)
{
	char path[96], key[64];

	CU_ASSERT_EQUAL_FATAL(zc_conf_init(&r->conf), 0);
	snprintf(path, sizeof(path), "%s/socket", r->dir);
	set(r, "socket", path);
	snprintf(path, sizeof(path), "%s/playlists", r->dir);
	set(r, "playlist_directory", path);
	set(r, "music_directory", r->music);
	set(r, "state_file", "");
	set(r, "device", "sim");
	set(r, "port", "0");
	set(r, "auto_update", "no");
	for (; settings && *settings; settings++) {
		const char *equals = strchr(*settings, '=');

		snprintf(key, sizeof(key), "%.*s", (int)(equals - *settings), *settings);
		if (!strcmp(*settings, "port=free"))
			set_free_port(r);
		else
			set(r, key, equals + 1);
	}
}

void
rig_start(struct rig *r, const char *const *settings)
{
	struct zc_player_conf pc = { .changed = player_changed, .ctx = r };
	struct zc_server_env env;
	struct zc_err err;

	memset(r, 0, sizeof(*r));
	make_music(r);
	configure(r, settings);
	r->loop = zc_loop_new();
	r->queue = zc_queue_new();
	r->player = zc_player_new(r->loop, NULL, r->queue, &pc, &err);
	r->patience = zc_timer_new(r->loop, out_of_patience, r);
	zc_warn(&r->warnings, "no realtime: ask your administrator");
	env = (struct zc_server_env){ .loop = r->loop,
		.queue = r->queue,
		.player = r->player,
		.conf = &r->conf,
		.warnings = &r->warnings,
		.engine_about = "no engine",
		.area = fake_area(),
		.area_file = "/run/area",
		.dispatch = zc_dispatch,
		.changed = note_change,
		.quit = quit,
		.ctx = r };
	r->server = zc_server_new(&env, &r->warnings, &err);
	if (!r->server)
		printf("# %s\n", err.text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r->server);
}

void
rig_stop(struct rig *r)
{
	char command[128];

	zc_server_free(r->server);
	zc_player_free(r->player);
	zc_queue_free(r->queue);
	zc_timer_free(r->patience);
	zc_loop_free(r->loop);
	zc_conf_free(&r->conf);
	snprintf(command, sizeof(command), "rm -rf '%s'", r->dir);
	CU_ASSERT_EQUAL(system(command), 0);
	CU_ASSERT_FALSE(r->timed_out);
}

/* The number of answers received, by the lines that end one. */
static int
answers(const struct rig_client *c)
{
	int n = 0;

	for (size_t i = 0; i < c->len; i++)
		if (!i || c->text[i - 1] == '\n') {
			const char *end = memchr(c->text + i, '\n', c->len - i);

			n += end && (!strncmp(c->text + i, "OK\n", 3) ||
					    !strncmp(c->text + i, "OK MPD", 6) ||
					    !strncmp(c->text + i, "ACK ", 4));
		}
	return n;
}

static void
on_reply(void *ctx, int fd, uint32_t events)
{
	struct rig_client *c = ctx;
	ssize_t n;

	(void)events;
	if (c->cap - c->len < 65536) {
		c->cap = 2 * c->cap + 65536;
		c->text = realloc(c->text, c->cap + 1);
	}
	n = recv(fd, c->text + c->len, c->cap - c->len, MSG_DONTWAIT);
	if (n > 0) {
		c->len += (size_t)n;
	} else {
		c->eof = true;
		zc_watch_del(c->watch);
		c->watch = NULL;
	}
	if (c->rig->waiting == c && (c->eof || answers(c) >= c->rig->wanted))
		zc_loop_quit(c->rig->loop);
}

static int
connect_to(struct rig *r, bool local)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)r->conf.port) };
	int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(
		sun.sun_path, sizeof(sun.sun_path), "%s", r->conf.socket ? r->conf.socket : "");
	if (connect(fd, local ? (struct sockaddr *)&sun : (struct sockaddr *)&in,
		    local ? sizeof(sun) : sizeof(in)) < 0)
		CU_FAIL_FATAL("connect");
	return fd;
}

void
rig_connect(struct rig *r, struct rig_client *c, bool local)
{
	memset(c, 0, sizeof(*c));
	c->rig = r;
	c->fd = connect_to(r, local);
	c->watch = zc_watch_add(r->loop, c->fd, EPOLLIN, on_reply, c);
	rig_wait(c, 1);
}

void
rig_disconnect(struct rig_client *c)
{
	zc_watch_del(c->watch);
	close(c->fd);
	free(c->text);
	free(c->last);
	memset(c, 0, sizeof(*c));
}

const char *
rig_wait(struct rig_client *c, int wanted)
{
	struct rig *r = c->rig;

	r->waiting = c;
	r->wanted = wanted;
	if (answers(c) < wanted && !c->eof) {
		zc_timer_set(r->patience, zc_loop_now_ns() + PATIENCE_NS);
		zc_loop_run(r->loop);
		zc_timer_set(r->patience, INT64_MAX);
	}
	r->waiting = NULL;
	free(c->last);
	c->last = c->text ? c->text : strdup("");
	if (c->text)
		c->last[c->len] = '\0';
	c->text = NULL;
	c->len = c->cap = 0;
	return c->last;
}

void
rig_send(struct rig_client *c, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len) {
		ssize_t n = send(c->fd, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN) {
			rig_settle(c->rig);
			continue;
		}
		if (n < 0)
			return;
		p += n;
		len -= (size_t)n;
	}
}

const char *
rig_ask(struct rig_client *c, const char *request)
{
	rig_send(c, request, strlen(request));
	return rig_wait(c, 1);
}

static void
settled(void *ctx)
{
	zc_loop_quit(ctx);
}

void
rig_settle(struct rig *r)
{
	struct zc_timer *t = zc_timer_new(r->loop, settled, r->loop);

	for (int i = 0; i < 8; i++) {
		zc_timer_set(t, 0);
		zc_loop_run(r->loop);
	}
	zc_timer_free(t);
}

void
rig_scan(struct rig_client *c)
{
	const char *status = rig_ask(c, "update\n");

	do
		status = rig_ask(c, "status\n");
	while (strstr(status, "updating_db"));
}

bool
rig_matches(const char *text, const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '~') {
			for (;; text++) {
				if (rig_matches(text, pattern + 1))
					return true;
				if (!*text || *text == '\n')
					return false;
			}
		}
		if (*text++ != *pattern)
			return false;
	}
	return !*text;
}

static void
print_text(const char *label, const char *text)
{
	printf("# %s ", label);
	for (; *text; text++)
		*text == '\n' ? printf("\n#\t") : putchar(*text);
	putchar('\n');
}

void
rig_table(struct rig *r, bool local, const struct rig_row *rows, size_t count)
{
	struct rig_client c;

	rig_connect(r, &c, local);
	for (size_t i = 0; i < count; i++) {
		char *request, *answer;
		const char *got;

		if (asprintf(&request, "%s\n", rows[i].request) < 0 ||
			asprintf(&answer, "%s\n", rows[i].answer) < 0)
			abort();
		got = rig_ask(&c, request);
		if (!rig_matches(got, answer)) {
			CU_FAIL("an answer");
			print_text("asked:", rows[i].request);
			print_text("wanted:", answer);
			print_text("got:", got);
		}
		free(request);
		free(answer);
	}
	rig_disconnect(&c);
}
