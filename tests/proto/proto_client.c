/* A client for tests of the daemon: `proto_client SOCKET TASK [N]`, with TASK one of
 *
 *	crowd N       opens N connections at once, then closes all; prints how many were let in
 *	deaf          sends commands and never reads, until the daemon drops the connection
 *	noise N       sends random bytes on N connections, one after the other
 *	queue N FILE  queues FILE N times, and lists the queue while another client sends commands
 *	library       checks what libmpdclient makes of status, songs, search, changes and idle
 *
 * Exits with 0 if the daemon did as promised. */
#include <errno.h>
#include <fcntl.h>
#include <mpd/client.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CROWD_MAX 8192
#define BATCH 5000

static const char *path;

static void
die(const char *action)
{
	fprintf(stderr, "%s: %s\n", action, strerror(errno));
	exit(1);
}

static int
dial(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sun, sizeof(sun)) < 0)
		die("connect");
	return fd;
}

/* Reads the first line. Returns true if the daemon let this client in. */
static bool
let_in(int fd)
{
	char text[256];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return false;
	text[n] = '\0';
	if (strncmp(text, "OK MPD ", 7) && strncmp(text, "ACK [5@0] {} ", 13)) {
		fprintf(stderr, "greeted with %s", text);
		exit(1);
	}
	return text[0] == 'O';
}

static int
crowd(int n)
{
	static int fds[CROWD_MAX];
	struct rlimit limit;
	int in = 0;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || n > CROWD_MAX)
		die("crowd");
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = 0; i < n; i++) {
		fds[i] = dial();
		in += let_in(fds[i]);
	}
	printf("%d\n", in);
	for (int i = 0; i < n; i++)
		close(fds[i]);
	return 0;
}

static int
deaf(void)
{
	int fd = dial();

	for (;;)
		if (send(fd, "commands\n", 9, MSG_NOSIGNAL) < 0)
			return errno == EPIPE || errno == ECONNRESET ? 0 : 1;
}

static int
noise(int n)
{
	uint32_t seed = 1;

	for (int i = 0; i < n; i++) {
		char bytes[4096];
		int fd = dial();

		for (size_t k = 0; k < sizeof(bytes); k++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[k] = (char)(seed >> 24);
		}
		if (!let_in(fd) || send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) < 0)
			return 1;
		shutdown(fd, SHUT_WR);
		while (recv(fd, bytes, sizeof(bytes), 0) > 0)
			;
		close(fd);
	}
	return 0;
}

static struct mpd_connection *
open_mpd(void)
{
	struct mpd_connection *c = mpd_connection_new(path, 0, 60000);

	if (!c || mpd_connection_get_error(c) != MPD_ERROR_SUCCESS) {
		fprintf(stderr, "%s\n", c ? mpd_connection_get_error_message(c) : "no memory");
		exit(1);
	}
	return c;
}

static void
must(struct mpd_connection *c, bool ok, const char *promise)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", promise,
		mpd_connection_get_error(c) == MPD_ERROR_SUCCESS
			? "not as promised"
			: mpd_connection_get_error_message(c));
	exit(1);
}

static unsigned int
queue_length(struct mpd_connection *c)
{
	struct mpd_status *s = mpd_run_status(c);
	unsigned int n;

	must(c, s != NULL, "status");
	n = mpd_status_get_queue_length(s);
	mpd_status_free(s);
	return n;
}

static int
queue(unsigned int n, const char *file)
{
	struct mpd_connection *a = open_mpd(), *b = open_mpd();
	struct mpd_entity *e;
	unsigned int songs = 0;

	must(a, mpd_run_clear(a), "clear");
	for (unsigned int i = 0; i < n; i += BATCH) {
		must(a, mpd_command_list_begin(a, false), "list");
		for (unsigned int k = i; k < i + BATCH && k < n; k++)
			must(a, mpd_send_add(a, file), "add");
		must(a, mpd_command_list_end(a) && mpd_response_finish(a), "add");
	}
	must(a, queue_length(a) == n, "length");
	must(a, mpd_send_list_queue_meta(a), "playlistinfo");
	/* While the long answer waits to be read, others get theirs. */
	for (int i = 0; i < 100; i++)
		must(b, queue_length(b) == n, "length seen by another");
	while ((e = mpd_recv_entity(a))) {
		const struct mpd_song *song = mpd_entity_get_song(e);

		must(a, mpd_song_get_pos(song) == songs++, "position");
		mpd_entity_free(e);
	}
	must(a, mpd_response_finish(a) && songs == n, "all of the queue");
	must(a, mpd_run_delete_range(a, 10, n - 10), "delete");
	must(a, queue_length(a) == 20, "length");
	mpd_connection_free(a);
	mpd_connection_free(b);
	return 0;
}

static int
library(void)
{
	struct mpd_connection *a = open_mpd(), *b = open_mpd();
	struct mpd_status *s;
	struct mpd_song *song;
	struct mpd_pair *pair;
	unsigned int job, version;
	int id;

	must(a, mpd_connection_cmp_server_version(a, 0, 23, 5) == 0, "version");
	must(a, mpd_run_clear(a), "clear");
	job = mpd_run_update(a, NULL);
	must(a, job > 0, "update");
	do {
		s = mpd_run_status(a);
		must(a, s != NULL, "status");
		job = mpd_status_get_update_id(s);
		mpd_status_free(s);
	} while (job);
	must(a, mpd_search_db_songs(a, true), "search");
	must(a,
		mpd_search_add_tag_constraint(
			a, MPD_OPERATOR_DEFAULT, MPD_TAG_ARTIST, "Some \"one\" \\ else"),
		"search");
	must(a, mpd_search_commit(a), "search");
	song = mpd_recv_song(a);
	must(a, song != NULL, "a song with that artist");
	must(a, !strcmp(mpd_song_get_uri(song), "folder/tagged.flac"), "its name");
	must(a, mpd_song_get_duration(song) == 2, "its length");
	must(a, mpd_song_get_audio_format(song)->sample_rate == 44100, "its format");
	must(a, mpd_response_finish(a), "search");
	id = mpd_run_add_id(a, mpd_song_get_uri(song));
	must(a, id > 0, "addid");
	mpd_song_free(song);
	must(a, mpd_search_db_tags(a, MPD_TAG_ALBUM) && mpd_search_commit(a), "list");
	while ((pair = mpd_recv_pair_tag(a, MPD_TAG_ALBUM)))
		mpd_return_pair(a, pair);
	must(a, mpd_response_finish(a), "list");

	s = mpd_run_status(a);
	must(a, s != NULL, "status");
	version = mpd_status_get_queue_version(s);
	must(a, mpd_status_get_state(s) == MPD_STATE_STOP, "state");
	mpd_status_free(s);
	must(b, mpd_send_idle_mask(b, MPD_IDLE_PLAYER), "idle");
	must(a, mpd_run_play_id(a, (unsigned int)id) && mpd_run_pause(a, true), "play");
	must(b, mpd_recv_idle(b, true) == MPD_IDLE_PLAYER, "idle tells of playing");
	must(a, mpd_run_add(a, "plain.wav"), "add");
	must(a, mpd_send_queue_changes_brief(a, version), "changes");
	must(a, mpd_recv_queue_change_brief(a, &job, &version) && mpd_response_finish(a),
		"a change");
	must(a, mpd_run_swap(a, 0, 1) && mpd_run_move_id(a, (unsigned int)id, 0), "moving");
	song = mpd_run_current_song(a);
	must(a, song && mpd_song_get_id(song) == (unsigned int)id, "current song");
	must(a, !strcmp(mpd_song_get_tag(song, MPD_TAG_TITLE, 0), "A title"), "title");
	mpd_song_free(song);
	must(a,
		!mpd_run_seek_id(a, 9999, 1) &&
			mpd_connection_get_server_error(a) == MPD_SERVER_ERROR_NO_EXIST,
		"an error in its form");
	must(a, mpd_connection_clear_error(a), "the connection lives on");
	must(a, mpd_run_stop(a), "stop");
	mpd_connection_free(a);
	mpd_connection_free(b);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *task = argc > 2 ? argv[2] : "";
	int n = argc > 3 ? atoi(argv[3]) : 0;

	path = argv[1];
	/* libmpdclient then reports a connection that the daemon has closed. */
	signal(SIGPIPE, SIG_IGN);
	if (!strcmp(task, "crowd"))
		return crowd(n);
	if (!strcmp(task, "deaf"))
		return deaf();
	if (!strcmp(task, "noise"))
		return noise(n);
	if (!strcmp(task, "queue") && argc > 4)
		return queue((unsigned int)n, argv[4]);
	if (!strcmp(task, "library"))
		return library();
	return 2;
}
