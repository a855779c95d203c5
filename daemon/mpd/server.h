/* The server: sockets, clients and the MPD protocol around the queue and the player.
 * Control thread only. */
#ifndef ZC_SERVER_H
#define ZC_SERVER_H

#include "daemon/conf/conf.h"
#include "pipeline/err.h"
#include "daemon/player/player.h"

struct zc_area;
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
	/* Called for every change, whoever made it: state to be saved. May be NULL. */
	void (*changed)(void *ctx, unsigned int what);
	/* A local client sent `kill`. May be NULL. */
	void (*quit)(void *ctx);
	void *ctx;
};

/* Takes over the sockets that systemd passed, or else opens those that the configuration names,
 * and serves clients from then on. NULL and *err: no socket could be had, the text says which
 * one and why. Descriptors are raised to what max_connections needs; *warn tells where that
 * failed. */
struct zc_server *zc_server_new(
	const struct zc_server_env *env, struct zc_warnings *warn, struct zc_err *err);

/* The thread for what may wait for a disk; lent until zc_server_free. */
struct zc_worker *zc_server_worker(struct zc_server *s);

/* Drops every client, closes and removes the sockets that it made. */
void zc_server_free(struct zc_server *s);

/* enum zc_changed bits: to be called for everything that the player reports as changed. Wakes
 * clients that are idle, and calls env->changed. s may be NULL. */
void zc_server_changed(struct zc_server *s, unsigned int what);

/* The configuration was read again: limits and folders are taken from it, sockets stay. conf is
 * lent in place of the one before. */
void zc_server_reload(struct zc_server *s, const struct zc_conf *conf);

#endif
