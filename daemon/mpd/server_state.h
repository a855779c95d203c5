/* The server's inside, for the modules of the protocol. Control thread only. */
#ifndef ZC_SERVER_STATE_H
#define ZC_SERVER_STATE_H

#include "daemon/mpd/client.h"
#include "daemon/mpd/listen.h"
#include "daemon/mpd/server.h"

struct zc_library;
struct zc_picture;
struct zc_worker;
struct zc_mixer;

struct zc_server {
	struct zc_server_env env;
	struct zc_listeners *listeners; /* owns */
	struct zc_worker *worker; /* owns */
	struct zc_library *library; /* owns */
	struct zc_mixer *mixer; /* owns; NULL: none */
	struct zc_client *clients; /* owns the list */
	struct zc_client *dropped; /* owns the list, by next_dropped */
	struct zc_timer *dropped_timer; /* owns; frees them when no other callback is running */
	uint32_t client_count;
	bool output_enabled;
	int64_t started_ns;
	/* stats: how long was played */
	int64_t played_ns;
	int64_t playing_since_ns; /* 0: not playing */
	/* tags that became known are told of once for many */
	struct zc_timer *tags_timer; /* owns */
	unsigned int tags_tell; /* enum zc_changed and zc_idle bits, once tags_timer is due */
	struct zc_timer *first_timer; /* owns */
	/* the picture that a client is reading piece by piece */
	struct {
		struct zc_picture *picture; /* owns; NULL: none */
		char *uri; /* owns */
		bool inside;
		const struct zc_client *reader; /* borrows */
	} held;
};

/* Forgets the picture that is held for the reader; NULL: for whomever. */
void zc_server_let_go(struct zc_server *s, const struct zc_client *reader);

/* The client is in no channel any more; nobody is told. */
void zc_channels_leave(struct zc_client *c);

void zc_server_remember(struct zc_server *s, struct zc_client *c);
/* Off the list of clients and onto that of the dropped ones; the links of the former stay, for
 * a walk that is under way. */
void zc_server_forget(struct zc_server *s, struct zc_client *c);

/* 0 to 100, or -errno: the device has no volume. */
int zc_volume(struct zc_server *s);
/* Handlers call these after they changed something; the player is told where it matters. */
void zc_server_queue_changed(struct zc_server *s);
void zc_server_options_changed(struct zc_server *s);

#endif
