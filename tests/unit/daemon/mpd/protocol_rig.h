/* A whole server with a fake player, and clients that talk to it over its sockets, all in one
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
	char *text; /* owns; received and not yet returned by rig_wait */
	size_t len, cap;
	bool eof;
	char *last; /* owns; what rig_wait returned */
};

struct rig {
	struct zc_loop *loop;
	struct zc_queue *queue;
	struct zc_player *player;
	struct zc_server *server;
	struct zc_conf conf;
	struct zc_warnings warnings;
	struct zc_timer *patience; /* ends a wait that takes too long */
	struct rig_client *waiting; /* the client of rig_wait */
	int wanted; /* the number of answers that it waits for */
	bool timed_out;
	bool quit; /* a client sent kill */
	unsigned int changed; /* all changes that the server reported to its owner */
	void (*on_change)(struct rig *r); /* called at each report; may be NULL */
	char dir[64];
	char music[96];
};

/* Starts a server with a music directory of a.wav (1 s), b.wav (2 s), sub/c.wav (Artist Foo, Title
 * Bar, Track 3) and sub/note.txt. settings: NULL, or "key=value" pairs ended by NULL; "port=free"
 * picks a free port. */
void rig_start(struct rig *r, const char *const *settings);
void rig_stop(struct rig *r);

/* Connects and waits for the greeting. */
void rig_connect(struct rig *r, struct rig_client *c, bool local);
void rig_disconnect(struct rig_client *c);

void rig_send(struct rig_client *c, const void *bytes, size_t len);
/* Runs the loop until `answers` lines "OK" or "ACK ..." were received or the connection ended.
 * Returns all that was received, lent until the client's next call. */
const char *rig_wait(struct rig_client *c, int answers);
/* Sends the text as it is and waits for one answer. */
const char *rig_ask(struct rig_client *c, const char *request);
/* Runs the loop for some turns, until there is nothing left to do at once. */
void rig_settle(struct rig *r);
/* Runs an update to its end, so that the library knows all files. */
void rig_scan(struct rig_client *c);

/* True if the whole text matches; '~' in the pattern stands for any text without a line break. */
bool rig_matches(const char *text, const char *pattern);

struct rig_row {
	const char *request; /* without the line break at its end */
	const char *answer; /* a pattern, likewise without its last line break */
};
/* Sends the requests of a table over one connection and checks the answers. */
void rig_table(struct rig *r, bool local, const struct rig_row *rows, size_t count);
#define RIG_TABLE(r, local, rows) rig_table(r, local, rows, sizeof(rows) / sizeof((rows)[0]))

/* The lines about each file in an answer, for sub/c.wav without its name. */
#define A_WAV "file: a.wav\nLast-Modified: ~\nFormat: 44100:16:2\nTime: 1\nduration: 1.000\n"
#define B_WAV "file: b.wav\nLast-Modified: ~\nFormat: 44100:16:2\nTime: 2\nduration: 2.000\n"
#define C_TAGS                                                                                 \
	"Last-Modified: ~\nFormat: 44100:16:2\nArtist: Foo\nTitle: Bar\nTrack: 3\n"            \
	"Time: 0\nduration: 0.001\n"

#endif
