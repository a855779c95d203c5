/* The connection to the daemon, and advice where it fails. One thread. */
#include "tools/common/tool.h"

#include <errno.h>
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/json.h"
#include "tools/common/text.h"

#define TIMEOUT_MS 10000
#define DEFAULT_PORT 6600

char *
zc_tool_default_socket(char *buf, size_t size)
{
	const char *env = getenv("ZC_SOCKET");
	const char *run = getenv("XDG_RUNTIME_DIR");

	if (env && *env) {
		snprintf(buf, size, "%s", env);
		return buf;
	}
	if (run && *run) {
		snprintf(buf, size, "%s/zcaudiod/socket", run);
		if (!access(buf, F_OK))
			return buf;
	}
	snprintf(buf, size, "%s", ZC_RUNSTATEDIR "/zcaudiod/socket");
	return buf;
}

bool
zc_tool_is_local(const struct zc_tool *c)
{
	return !c->args->host && !c->args->port;
}

static void
print_error(const struct zc_tool *c, int code, const char *text)
{
	char clean[2048];

	zc_text_clean(clean, sizeof(clean), text, SIZE_MAX);
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, clean);
	if (c->args->json) {
		json_t *error = zc_json_object();
		json_t *top = zc_json_object();

		zc_json_put_int(error, "exit", code);
		zc_json_put_text(error, "text", text);
		zc_json_put(top, "error", error);
		zc_json_print(top, true);
	}
}

int
zc_tool_error(const struct zc_tool *c, int code, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	print_error(c, code, text);
	return code;
}

int
zc_tool_usage(const struct zc_tool *c, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	print_error(c, ZC_EXIT_USAGE, text);
	fprintf(stderr, "Try: %s help%s%s\n", program_invocation_short_name,
		*c->command ? " " : "", c->command);
	return ZC_EXIT_USAGE;
}

/* Says who may use the socket, and how to become one of them. */
static int
denied(const struct zc_tool *c)
{
	const char *user = getenv("USER") ? getenv("USER") : "\"$(id -un)\"";
	struct group *g = NULL;
	struct stat st;

	if (!stat(c->where, &st)) {
		if (!(st.st_mode & S_IWGRP) || !st.st_gid)
			return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
				"%s: permission denied: only its owner may use it; set "
				"socket_mode to 0660 "
				"in zcaudiod.conf",
				c->where);
		g = getgrgid(st.st_gid);
	}
	return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
		"%s: permission denied; join its group with: sudo usermod -aG %s %s, then log "
		"in again",
		c->where, g ? g->gr_name : "audio", user);
}

static int
connect_failed(struct zc_tool *c)
{
	bool system = mpd_connection_get_error(c->conn) == MPD_ERROR_SYSTEM;
	int e = system ? mpd_connection_get_system_error(c->conn) : 0;
	struct stat st;

	if (zc_tool_is_local(c) && (e == EACCES || e == EPERM))
		return denied(c);
	if (zc_tool_is_local(c) && !stat(c->where, &st) && !S_ISSOCK(st.st_mode))
		return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
			"%s: is not a socket; name the daemon's with --socket or $ZC_SOCKET",
			c->where);
	if (zc_tool_is_local(c) && (e == ENOENT || e == ECONNREFUSED || e == ENOTDIR))
		return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
			"%s: no daemon listens there; start it with: systemctl start zcaudiod, "
			"or: "
			"zcaudiod --foreground; or name its socket with --socket or $ZC_SOCKET",
			c->where);
	if (mpd_connection_get_error(c->conn) == MPD_ERROR_TIMEOUT)
		return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
			"%s: connected, but no answer in %d s; see: systemctl status zcaudiod",
			c->where, TIMEOUT_MS / 1000);
	if (mpd_connection_get_error(c->conn) == MPD_ERROR_MALFORMED)
		return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
			"%s: the server there is not zcaudiod: it does not speak the MPD "
			"protocol",
			c->where);
	return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
		"%s: cannot connect: %s; is zcaudiod running%s?", c->where,
		mpd_connection_get_error_message(c->conn),
		zc_tool_is_local(c) ? "" : " there, with that port open in its configuration");
}

int
zc_tool_connect(struct zc_tool *c)
{
	const struct zc_args *a = c->args;

	if (c->conn)
		return ZC_EXIT_OK;
	if (!zc_tool_is_local(c)) {
		const char *host = a->host ? a->host : "127.0.0.1";
		unsigned int port = a->port ? a->port : DEFAULT_PORT;

		if (*host == '/' || *host == '@')
			return zc_tool_usage(
				c, "--host %s: is a path; name a socket with --socket", host);
		snprintf(c->where, sizeof(c->where), "%s:%u", host, port);
		c->conn = mpd_connection_new(host, port, TIMEOUT_MS);
	} else {
		if (a->socket)
			snprintf(c->where, sizeof(c->where), "%s", a->socket);
		else
			zc_tool_default_socket(c->where, sizeof(c->where));
		/* libmpdclient takes a socket by its absolute path only. */
		if (*c->where != '/') {
			char *path = realpath(c->where, NULL);

			if (path)
				snprintf(c->where, sizeof(c->where), "%s", path);
			free(path);
			if (*c->where != '/')
				return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
					"%s: no such socket; start the daemon with: zcaudiod "
					"--foreground; or name its socket with --socket or "
					"$ZC_SOCKET",
					c->where);
		}
		c->conn = mpd_connection_new(c->where, 0, TIMEOUT_MS);
	}
	if (!c->conn)
		return zc_tool_error(c, ZC_EXIT_FAILED, "out of memory");
	if (mpd_connection_get_error(c->conn) != MPD_ERROR_SUCCESS)
		return connect_failed(c);
	return ZC_EXIT_OK;
}

static bool
is_hang_up(const struct mpd_connection *conn)
{
	int e = mpd_connection_get_system_error(conn);

	return e == EPIPE || e == ECONNRESET;
}

int
zc_tool_failed(struct zc_tool *c, const char *about)
{
	enum mpd_error e = mpd_connection_get_error(c->conn);
	char text[1024];

	if (e == MPD_ERROR_SUCCESS)
		return zc_tool_error(c, ZC_EXIT_FAILED, "out of memory");
	snprintf(text, sizeof(text), "%s", mpd_connection_get_error_message(c->conn));
	if (e == MPD_ERROR_SERVER) {
		enum mpd_server_error s = mpd_connection_get_server_error(c->conn);

		mpd_connection_clear_error(c->conn);
		if (s == MPD_SERVER_ERROR_UNKNOWN_CMD)
			return zc_tool_error(c, ZC_EXIT_FAILED,
				"%s: the daemon does not know this command; it is another MPD "
				"server or an "
				"older zcaudiod",
				c->where);
		if (about && !strstr(text, about))
			return zc_tool_error(c, ZC_EXIT_FAILED, "%s: %s", about, text);
		return zc_tool_error(c, ZC_EXIT_FAILED, "%s", text);
	}
	if (e == MPD_ERROR_TIMEOUT)
		return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
			"%s: no answer in %d s; see: systemctl status zcaudiod", c->where,
			TIMEOUT_MS / 1000);
	if (e == MPD_ERROR_CLOSED || (e == MPD_ERROR_SYSTEM && is_hang_up(c->conn)))
		return zc_tool_error(c, ZC_EXIT_UNREACHABLE,
			"%s: the daemon closed the connection; see: journalctl -u zcaudiod",
			c->where);
	return zc_tool_error(c, ZC_EXIT_UNREACHABLE, "%s: %s", c->where, text);
}

int
zc_tool_done(struct zc_tool *c, bool ok)
{
	return ok ? ZC_EXIT_OK : zc_tool_failed(c, NULL);
}

int
zc_tool_no_arguments(const struct zc_tool *c, int argc, char **argv)
{
	static const char *const options[] = { "--json", "--socket", "--host", "--port",
		"--help", "--version" };
	const char *meant;

	if (argc < 2)
		return ZC_EXIT_OK;
	if (*argv[1] != '-')
		return zc_tool_usage(
			c, "%s takes no arguments, but \"%s\" was given", argv[0], argv[1]);
	meant = zc_parse_suggest(argv[1], options, 6);
	return zc_tool_usage(c, "%s%sunknown option %s%s%s%s", c->command,
		*c->command ? ": " : "", argv[1], meant ? "; did you mean " : "",
		meant ? meant : "", meant ? "?" : "");
}

int
zc_tool_ok(const struct zc_tool *c)
{
	if (c->args->json) {
		json_t *top = zc_json_object();

		zc_json_put_bool(top, "ok", true);
		zc_json_print(top, true);
	}
	return ZC_EXIT_OK;
}

int
zc_tool_status(struct zc_tool *c, struct mpd_status **status, struct mpd_song **song)
{
	*status = mpd_run_status(c->conn);
	*song = *status ? mpd_run_current_song(c->conn) : NULL;
	if (*status && (*song || mpd_connection_get_error(c->conn) == MPD_ERROR_SUCCESS))
		return ZC_EXIT_OK;
	if (*status)
		mpd_status_free(*status);
	*status = NULL;
	return zc_tool_failed(c, NULL);
}
