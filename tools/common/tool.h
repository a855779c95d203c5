/* One run of a command line tool: its connection to the daemon, its errors and exit codes. One
 * thread. */
#ifndef ZC_TOOLS_TOOL_H
#define ZC_TOOLS_TOOL_H

#include <mpd/client.h>

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/parse.h"

/* Exit codes, promised in zcctl(1) and zcjitter(1). */
enum zc_exit {
	ZC_EXIT_OK,
	ZC_EXIT_FAILED, /* the daemon refused the command, or a file cannot be read */
	ZC_EXIT_USAGE, /* the command line is wrong */
	ZC_EXIT_UNREACHABLE, /* no daemon, no permission, or it stopped answering */
	ZC_EXIT_TRACK, /* a track could not be played to its end */
	ZC_EXIT_INTERRUPTED = 130 /* ended by Ctrl-C while waiting */
};

struct zc_tool {
	const struct zc_args *args; /* borrows from main */
	const char *command; /* borrows from argv: the command's own name */
	struct mpd_connection *conn; /* owns; NULL until zc_tool_connect */
	char where[128]; /* "/run/zcaudiod/socket", "host:port" */
};

/* Connects, if not connected yet. ZC_EXIT_OK, or the exit code after it printed the error. */
int zc_tool_connect(struct zc_tool *c);

/* Whether the daemon is reached by its Unix socket, over which it takes absolute paths. */
bool zc_tool_is_local(const struct zc_tool *c);

/* The socket used without --socket and --host: $ZC_SOCKET, else that of the user's own daemon
 * if it exists, else the system's. Returns buf. */
char *zc_tool_default_socket(char *buf, size_t size);

/* Prints an error (and, with --json, as an object) and returns code. */
int zc_tool_error(const struct zc_tool *c, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a wrong command line, with where to find help. Returns ZC_EXIT_USAGE. */
int zc_tool_usage(const struct zc_tool *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints why the last exchange with the daemon failed and what to do, and returns the exit
 * code. `about` (may be NULL) names the subject of the command, such as a file. */
int zc_tool_failed(struct zc_tool *c, const char *about);

/* ZC_EXIT_OK if ok, else zc_tool_failed. */
int zc_tool_done(struct zc_tool *c, bool ok);

/* For a command that takes no arguments: ZC_EXIT_OK, or ZC_EXIT_USAGE after the error was
 * printed if there are some. */
int zc_tool_no_arguments(const struct zc_tool *c, int argc, char **argv);

/* With --json prints {"ok": true}; otherwise nothing. ZC_EXIT_OK. */
int zc_tool_ok(const struct zc_tool *c);

/* Gets the status and the current song (*song is NULL if there is none); the caller frees both.
 * ZC_EXIT_OK, or the exit code with both NULL. */
int zc_tool_status(struct zc_tool *c, struct mpd_status **status, struct mpd_song **song);

#endif
