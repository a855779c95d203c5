/* The server: sockets, clients and the MPD protocol around the queue and the player.
 * Control thread only. */
#ifndef ZC_SERVER_H
#define ZC_SERVER_H

#include <stdbool.h>

#include "daemon/conf/conf.h"
#include "daemon/player/player.h"
#include "pipeline/err.h"

struct zc_area;
struct zc_client;
struct zc_incidents;
struct zc_loop;
struct zc_queue;
struct zc_server;
struct zc_worker;

/* What the server works with. Every pointer is lent until zc_server_free. */
struct zc_server_env {
	struct zc_loop *loop;
	struct zc_queue *queue;
	struct zc_player *player;
	const struct zc_conf *conf;
	const struct zc_warnings *warnings; /* for zc_warnings; may be NULL, may grow */
	const char *engine_about; /* zc_engine_about; may be NULL */
	const struct zc_area *area; /* zc_engine_area; may be NULL */
	struct zc_incidents *incidents; /* may be NULL */
	const char *area_file; /* zc_engine_area_file; may be NULL */
	/* Executes one step of a client's commands: zc_dispatch. The commands stand above the
	 * server and call it, so it cannot call them by name. */
	bool (*dispatch)(struct zc_client *c);
	/* Called for every change, whatever its cause, to save the state. May be NULL. */
	void (*changed)(void *ctx, unsigned int changes);
	/* A local client sent `kill`. May be NULL. */
	void (*quit)(void *ctx);
	void *ctx;
};

/* Takes over the sockets that systemd passed, or else opens those that the configuration names,
 * and serves clients from then on. Raises the limit of file descriptors to what max_connections
 * needs, and warns where it cannot. NULL and *err if no socket could be opened; the text says
 * which one and why. */
struct zc_server *zc_server_new(
	const struct zc_server_env *env, struct zc_warnings *warn, struct zc_err *err);

/* The thread for work that may wait for a disk; lent until zc_server_free. */
struct zc_worker *zc_server_worker(struct zc_server *s);

/* Drops every client, closes the sockets and removes those that it made. Not from inside a
 * callback of the server's. */
void zc_server_free(struct zc_server *s);

/* To be called for every change, enum zc_changed and zc_idle bits: notifies idle clients and
 * calls env->changed. No client's command is executed before a later turn of the loop. s may be
 * NULL. */
void zc_server_changed(struct zc_server *s, unsigned int changes);

/* Takes limits and folders from a configuration that was read again; sockets stay. conf is lent
 * in place of the one before. */
void zc_server_reload(struct zc_server *s, const struct zc_conf *conf);

#endif
