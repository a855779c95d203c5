/* A whole server with a fake player, and clients that talk to it over its sockets, all on one
 * thread and one loop. */
#ifndef PROTOCOL_RIG_H
#define PROTOCOL_RIG_H

#include <stdbool.h>

#include "daemon/conf/conf.h"
#include "daemon/base/loop.h"
#include "daemon/queue/queue.h"
#include "daemon/mpd/server.h"
#include "tests/unit/daemon/mpd/fake_player.h"

struct rig_client {
	struct rig *rig;
	int fd;
	struct zc_watch *watch;
	char *text; /* what came and was not taken yet */
	size_t len, cap;
	bool eof;
	char *last; /* what rig_ask returned */
};

struct rig {
	struct zc_loop *loop;
	struct zc_queue *queue;
	struct zc_player *player;
	struct zc_server *server;
	struct zc_conf conf;
	struct zc_warnings warnings;
	struct zc_timer *patience;
	struct rig_client *waiting;
	int wanted; /* answers that `waiting` waits for */
	bool timed_out;
	bool quit; /* a client sent kill */
	unsigned int changed; /* what the server told its owner */
	void (*on_change)(struct rig *r); /* called each time it does; may be NULL */
	char dir[64];
	char music[96];
};

/* With a music directory of three sound files, one of them in a folder with a note beside it:
 * a.wav (1 s), b.wav (2 s), sub/c.wav (Artist Foo, Title Bar, Track 3), sub/note.txt. settings:
 * NULL, or "key=value" pairs that end with NULL. */
void rig_start(struct rig *r, const char *const *settings);
void rig_stop(struct rig *r);

/* Connects, and takes the greeting. */
void rig_connect(struct rig *r, struct rig_client *c, bool local);
void rig_disconnect(struct rig_client *c);

void rig_send(struct rig_client *c, const void *bytes, size_t len);
/* Runs the loop until `answers` lines "OK" or "ACK ..." came or the connection ended; what
 * came, until the next call. */
const char *rig_wait(struct rig_client *c, int answers);
/* Sends the text, as it is, and waits for one answer. */
const char *rig_ask(struct rig_client *c, const char *request);
/* Runs the loop until nothing is to be done any more right now. */
void rig_settle(struct rig *r);
/* Waits for the update at start, so that the library knows all files. */
void rig_scan(struct rig_client *c);

/* True if text is the pattern; '~' in the pattern stands for anything but a line break. */
bool rig_matches(const char *text, const char *pattern);

struct rig_row {
	const char *request; /* without the line break at its end */
	const char
		*answer; /* a pattern, likewise; as many answers as requests are waited for */
};
/* One connection through a table. */
void rig_table(struct rig *r, bool local, const struct rig_row *rows, size_t count);
#define RIG_TABLE(r, local, rows) rig_table(r, local, rows, sizeof(rows) / sizeof((rows)[0]))

/* What is answered of the files, but for the name of sub/c.wav, which differs. */
#define A_WAV "file: a.wav\nLast-Modified: ~\nFormat: 44100:16:2\nTime: 1\nduration: 1.000\n"
#define B_WAV "file: b.wav\nLast-Modified: ~\nFormat: 44100:16:2\nTime: 2\nduration: 2.000\n"
#define C_TAGS                                                                                 \
	"Last-Modified: ~\nFormat: 44100:16:2\nArtist: Foo\nTitle: Bar\nTrack: 3\n"            \
	"Time: 0\nduration: 0.001\n"

#endif
