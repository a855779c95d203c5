/* The state of the server, for the connection and the commands. Control thread only. */
#ifndef ZC_SERVER_STATE_H
#define ZC_SERVER_STATE_H

#include "daemon/mpd/server.h"

struct zc_library;
struct zc_listeners;
struct zc_mixer;
struct zc_timer;

struct zc_server {
	struct zc_server_env env;
	struct zc_listeners *listeners; /* owns */
	struct zc_worker *worker; /* owns */
	struct zc_library *library; /* owns */
	struct zc_mixer *mixer; /* owns */
	struct zc_client *clients; /* owns the list */
	uint32_t client_count;
	struct zc_client *dropped; /* owns the list, by next_dropped */
	struct zc_timer *dropped_timer; /* owns; frees them when no other callback is running */
	bool output_enabled;
	int64_t started_ns;
	/* Playing time, for `stats`. */
	int64_t played_ns;
	int64_t playing_since_ns; /* 0: not playing */
	/* Tags that became known are reported in batches. */
	struct zc_timer *tags_timer; /* owns */
	unsigned int tags_changes; /* enum zc_changed bits to report when it is due */
	struct zc_timer *first_timer; /* owns */
};

/* server.c: for commands that changed the queue or its options. They inform the player and then
 * the clients. */
void zc_server_queue_changed(struct zc_server *s);
void zc_server_options_changed(struct zc_server *s);

#endif
