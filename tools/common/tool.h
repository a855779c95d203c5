/* zcctl: one run of the client, and what its commands share. One thread. */
#ifndef ZC_ZCCTL_H
#define ZC_ZCCTL_H

#include <mpd/client.h>

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/parse.h"

/* Exit codes, promised in zcctl(1). */
enum zcctl_exit {
	ZCCTL_OK,
	ZCCTL_FAILED, /* the daemon refused the command, or a file cannot be read */
	ZCCTL_USAGE, /* the command line is wrong */
	ZCCTL_UNREACHABLE, /* no daemon, no permission, or it stopped answering */
	ZCCTL_TRACK, /* a track could not be played to its end */
	ZCCTL_INTERRUPTED = 130 /* ended by Ctrl-C while waiting */
};

struct zcctl {
	const struct zcctl_args *args; /* borrows from main */
	const char *command; /* borrows from argv: the command's own name */
	struct mpd_connection *conn; /* owns; NULL until zcctl_connect */
	char where[128]; /* "/run/zcaudiod/socket", "host:port" */
};

/* Connects if that is not done yet. ZCCTL_OK, or the exit code after the error was printed. */
int zcctl_connect(struct zcctl *c);

/* Whether the daemon is reached by its Unix socket, where it understands absolute paths. */
bool zcctl_is_local(const struct zcctl *c);

/* The way to the daemon that is taken without --socket and --host: $ZC_SOCKET, else the user's
 * own daemon if its socket exists, else the system's. Returns buf. */
char *zcctl_default_socket(char *buf, size_t size);

/* Prints an error (and, with --json, as an object) and returns code. */
int zcctl_error(const struct zcctl *c, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Prints how the command wants to be used and returns ZCCTL_USAGE. */
int zcctl_usage(const struct zcctl *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints why the last exchange with the daemon failed, and what to do, and returns the exit
 * code. `about` (may be NULL) is what the command was about, such as a file. */
int zcctl_conn_failed(struct zcctl *c, const char *about);

/* ZCCTL_OK if ok, else zcctl_conn_failed. */
int zcctl_done(struct zcctl *c, bool ok);

/* With --json prints {"ok": true}; otherwise nothing. ZCCTL_OK. */
int zcctl_ok(const struct zcctl *c);

/* The status and the current song (*song may come back NULL: there is none). Both are the
 * caller's to free. ZCCTL_OK or the exit code, then both are NULL. */
int zcctl_get_status(struct zcctl *c, struct mpd_status **status, struct mpd_song **song);

/* Commands. argv[0] is the command's name. Each returns the exit code. */
int zcctl_play(struct zcctl *c, int argc, char **argv);
int zcctl_queue(struct zcctl *c, int argc, char **argv);
int zcctl_status(struct zcctl *c, int argc, char **argv);
int zcctl_simple(
	struct zcctl *c, int argc, char **argv); /* pause resume toggle stop next prev */
int zcctl_seek(struct zcctl *c, int argc, char **argv);
int zcctl_volume(struct zcctl *c, int argc, char **argv);
int zcctl_devices(struct zcctl *c, int argc, char **argv);
int zcctl_watch(struct zcctl *c, int argc, char **argv);
int zcctl_played(struct zcctl *c, int argc, char **argv);
int zcctl_metrics(struct zcctl *c, int argc, char **argv);
int zcctl_report(struct zcctl *c, int argc, char **argv);
int zcctl_incidents(struct zcctl *c, int argc, char **argv);
int zcctl_warnings(struct zcctl *c, int argc, char **argv);

#endif
