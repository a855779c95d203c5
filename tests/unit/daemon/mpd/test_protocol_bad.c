#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/mpd/client.h"
#include "daemon/mpd/server_state.h"
#include "tests/unit/daemon/mpd/protocol_rig.h"

/* The next client must find the daemon working and the queue unchanged. */
static void
check_alive(struct rig *r)
{
	struct rig_client c;

	rig_connect(r, &c, true);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "playlist\n"), "0:file: a.wav\nOK\n");
	rig_disconnect(&c);
}

static void
start(struct rig *r, const char *const *settings)
{
	struct rig_client c;

	rig_start(r, settings);
	rig_connect(r, &c, true);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "add a.wav\n"), "OK\n");
	rig_disconnect(&c);
}

struct noise_row {
	const char *bytes;
	size_t len;
	const char *answer;
};

#define NOISE(text) text, sizeof(text) - 1

/* It gets one clear answer, then the connection ends. */
static void
noise_is_answered_and_ends_the_connection(void)
{
	static const struct noise_row rows[] = {
		{ NOISE("\n"), "ACK [5@0] {} no command given\n" },
		{ NOISE(" ping\nping\n"), "ACK [5@0] {} malformed command\n" },
		{ NOISE("POST / HTTP/1.1\r\nHost: x\r\n\r\nclear\n"),
			"ACK [5@0] {} malformed command\n" },
		{ NOISE("\x16\x03\x01\x02\x00\x01\n"),
			"ACK [5@0] {} the line holds a NUL byte\n" },
		{ NOISE("clear\0\nclear\n"), "ACK [5@0] {} the line holds a NUL byte\n" },
		{ NOISE("\xff\xfe\xfd\n"), "ACK [5@0] {} malformed command\n" },
	};
	struct rig r;

	start(&r, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig_client c;

		rig_connect(&r, &c, true);
		rig_send(&c, rows[i].bytes, rows[i].len);
		CU_ASSERT_STRING_EQUAL(rig_wait(&c, 99), rows[i].answer);
		CU_ASSERT_TRUE(c.eof);
		rig_disconnect(&c);
		check_alive(&r);
	}
	rig_stop(&r);
}

static void
long_lines(void)
{
	char *line = malloc(40000);
	struct rig_client c;
	struct rig r;

	start(&r, NULL);
	memset(line, 'a', 40000);
	rig_connect(&r, &c, true);
	rig_send(&c, line, 40000);
	CU_ASSERT_STRING_EQUAL(
		rig_wait(&c, 99), "ACK [5@0] {} the line is longer than 16383 bytes\n");
	rig_disconnect(&c);
	check_alive(&r);
	/* The longest allowed line fails only by its content. */
	line[16383] = '\n';
	rig_connect(&r, &c, true);
	rig_send(&c, line, 16384);
	CU_ASSERT_EQUAL(strncmp(rig_wait(&c, 1), "ACK [5@0] {} unknown command \"aaaa", 34), 0);
	CU_ASSERT_STRING_EQUAL(rig_ask(&c, "ping\n"), "OK\n");
	rig_disconnect(&c);
	free(line);
	rig_stop(&r);
}

static void
long_lists(void)
{
	static const char *const settings[] = { "max_command_list_kib=4", NULL };
	struct rig_client c;
	struct rig r;

	start(&r, settings);
	rig_connect(&r, &c, true);
	rig_send(&c, "command_list_begin\n", 19);
	for (int i = 0; i < 1000; i++)
		rig_send(&c, "clear\n", 6);
	CU_ASSERT_STRING_EQUAL(rig_wait(&c, 99),
		"ACK [5@0] {} the command list is longer than 4 KiB (max_command_list_kib)\n");
	CU_ASSERT_TRUE(c.eof);
	rig_disconnect(&c);
	check_alive(&r);
	rig_stop(&r);
}

/* Lines may arrive byte by byte, many at once, or ended by CR LF. */
static void
pieces(void)
{
	static const char text[] = "command_list_ok_begin\nping\ncommand_list_end\n";
	struct rig_client c;
	struct rig r;

	start(&r, NULL);
	rig_connect(&r, &c, true);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		rig_send(&c, text + i, 1);
		rig_settle(&r);
	}
	CU_ASSERT_STRING_EQUAL(rig_wait(&c, 1), "list_OK\nOK\n");
	rig_send(&c, "ping\r\nping\nnosuch\nping\n", 23);
	CU_ASSERT_STRING_EQUAL(
		rig_wait(&c, 4), "OK\nOK\nACK [5@0] {} unknown command \"nosuch\"\nOK\n");
	/* A client that has shut down its side still gets the last answers. */
	rig_send(&c, "ping\nplaylist\n", 14);
	shutdown(c.fd, SHUT_WR);
	CU_ASSERT_STRING_EQUAL(rig_wait(&c, 99), "OK\n0:file: a.wav\nOK\n");
	rig_disconnect(&c);
	rig_stop(&r);
}

static void
too_many_clients(void)
{
	static const char *const settings[] = { "max_connections=3", NULL };
	struct rig_client c[4];
	struct rig r;

	rig_start(&r, settings);
	for (int i = 0; i < 3; i++)
		rig_connect(&r, &c[i], true);
	memset(&c[3], 0, sizeof(c[3]));
	rig_connect(&r, &c[3], true);
	CU_ASSERT_STRING_EQUAL(
		c[3].last, "ACK [5@0] {} 3 clients are connected already (max_connections)\n");
	rig_disconnect(&c[3]);
	rig_disconnect(&c[0]);
	rig_settle(&r);
	rig_connect(&r, &c[0], true);
	CU_ASSERT_STRING_EQUAL(c[0].last, "OK MPD 0.23.5\n");
	for (int i = 0; i < 3; i++)
		rig_disconnect(&c[i]);
	rig_stop(&r);
}

static void
a_thousand_clients_that_come_and_go(void)
{
	static const char *const settings[] = { "max_connections=50", NULL };
	struct rig_client c;
	struct rig r;

	start(&r, settings);
	for (int i = 0; i < 1000; i++) {
		rig_connect(&r, &c, true);
		if (i % 3 == 0)
			rig_send(&c, "idle\n", 5);
		if (i % 3 == 1)
			rig_send(&c, "command_list_begin\nclear\n", 25);
		rig_disconnect(&c);
	}
	check_alive(&r);
	rig_stop(&r);
}

/* A client that sends commands and never reads: its commands wait, then it is dropped. It costs the
 * other clients neither memory nor time. */
static void
a_client_that_never_reads(void)
{
	static const char *const settings[] = { "connection_timeout_s=1",
		"max_output_buffer_kib=16", NULL };
	struct rig_client c, other;
	int buffer = 4096;
	size_t sent = 0;
	struct rig r;

	start(&r, settings);
	rig_connect(&r, &c, true);
	zc_watch_del(c.watch);
	c.watch = NULL;
	setsockopt(c.fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	for (int i = 0; i < 20000; i++) {
		ssize_t n = send(c.fd, "commands\n", 9, MSG_DONTWAIT | MSG_NOSIGNAL);

		sent += n > 0;
		if (i % 64 == 0)
			rig_settle(&r);
	}
	/* The server stopped reading from it. */
	CU_ASSERT(sent < 20000);
	rig_connect(&r, &other, true);
	rig_send(&other, "idle player\n", 12);
	while (send(c.fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1 || errno != EPIPE)
		rig_settle(&r);
	CU_ASSERT_STRING_EQUAL(rig_ask(&other, "noidle\n"), "OK\n");
	rig_disconnect(&other);
	check_alive(&r);
	rig_disconnect(&c);
	rig_stop(&r);
}

/* An answer of any length goes through an output buffer of the configured size. */
static void
a_long_answer_in_pieces(void)
{
	static const char *const settings[] = { "max_output_buffer_kib=16", NULL };
	struct rig_client c;
	const char *text;
	int lines = 0;
	char uri[64];
	struct rig r;

	rig_start(&r, settings);
	for (uint32_t i = 0; i < 20000; i++) {
		snprintf(uri, sizeof(uri), "a song with quite some name %u.wav", i);
		zc_queue_add(r.queue, uri, i);
	}
	rig_connect(&r, &c, true);
	text = rig_ask(&c, "command_list_ok_begin\nplaylistinfo\nplaylist\ncommand_list_end\n");
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	CU_ASSERT_EQUAL(lines, 20000 * 3 + 1 + 20000 + 2);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(text, "\nPos: 19999\nId: 20000\nlist_OK\n0:file: a song"));
	rig_disconnect(&c);
	rig_stop(&r);
}

/* The answer about a long stored playlist does not wait in memory either. */
static void
a_long_playlist_in_pieces(void)
{
	static const char *const settings[] = { "max_output_buffer_kib=16", NULL };
	struct rig_client deaf, c;
	char path[160];
	const char *text;
	int lines = 0;
	struct rig r;
	FILE *f;

	start(&r, settings);
	snprintf(path, sizeof(path), "%s/playlists", r.dir);
	mkdir(path, 0700);
	strcat(path, "/long.m3u");
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	for (int i = 0; i < 20000; i++)
		fprintf(f, "a song with quite some name %d.wav\n", i);
	fclose(f);
	rig_connect(&r, &deaf, true);
	zc_watch_del(deaf.watch);
	deaf.watch = NULL;
	rig_send(&deaf, "listplaylistinfo long\n", 22);
	rig_settle(&r);
	CU_ASSERT(r.server->clients->out.len < 64 * 1024);
	rig_connect(&r, &c, true);
	text = rig_ask(&c, "listplaylist long\n");
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	CU_ASSERT_EQUAL(lines, 20000 + 1);
	rig_disconnect(&c);
	rig_disconnect(&deaf);
	rig_stop(&r);
}

ZC_UNIT_MAIN("protocol_bad",
	{ "noise is answered and ends the connection",
		noise_is_answered_and_ends_the_connection },
	{ "long lines", long_lines }, { "long lists", long_lists }, { "pieces", pieces },
	{ "too many clients", too_many_clients },
	{ "a thousand clients that come and go", a_thousand_clients_that_come_and_go },
	{ "a client that never reads", a_client_that_never_reads },
	{ "a long answer in pieces", a_long_answer_in_pieces },
	{ "a long playlist in pieces", a_long_playlist_in_pieces })
