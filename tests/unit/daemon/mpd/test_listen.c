#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/mpd/listen.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"

struct rig {
	struct zc_loop *loop;
	struct zc_conf conf;
	struct zc_err err;
	struct zc_warnings warnings;
	char dir[64], path[96];
};

static void
accepted(void *ctx, int fd, bool local)
{
	(void)ctx, (void)local;
	close(fd);
}

static void
set_up(struct rig *r)
{
	memset(r, 0, sizeof(*r));
	snprintf(r->dir, sizeof(r->dir), P_tmpdir "/zc-listen-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(r->dir));
	snprintf(r->path, sizeof(r->path), "%s/socket", r->dir);
	r->loop = zc_loop_new();
	CU_ASSERT_EQUAL(zc_conf_init(&r->conf), 0);
	CU_ASSERT_EQUAL(zc_conf_set(&r->conf, "socket", r->path, NULL), 0);
	CU_ASSERT_EQUAL(zc_conf_set(&r->conf, "port", "0", NULL), 0);
}

static void
tear_down(struct rig *r)
{
	char command[128];

	zc_loop_free(r->loop);
	zc_conf_free(&r->conf);
	snprintf(command, sizeof(command), "rm -rf '%s'", r->dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

static struct zc_listeners *
start_listening(struct rig *r)
{
	return zc_listeners_new(r->loop, &r->conf, accepted, NULL, &r->warnings, &r->err);
}

static void
the_socket_comes_and_goes(void)
{
	struct zc_listeners *l;
	struct stat st;
	struct rig r;

	set_up(&r);
	CU_ASSERT_EQUAL(zc_conf_set(&r.conf, "socket_mode", "0640", NULL), 0);
	l = start_listening(&r);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	CU_ASSERT_EQUAL(stat(r.path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 07777, 0640);
	zc_listeners_free(l);
	CU_ASSERT(stat(r.path, &st) < 0 && errno == ENOENT);
	tear_down(&r);
}

static void
a_second_daemon_is_refused(void)
{
	struct zc_listeners *l;
	char wanted[256];
	struct rig r;

	set_up(&r);
	l = start_listening(&r);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	CU_ASSERT_PTR_NULL(start_listening(&r));
	snprintf(wanted, sizeof(wanted),
		"%s: another zcaudiod (PID %d) answers there; stop it, or set another socket "
		"in the configuration",
		r.path, (int)getpid());
	CU_ASSERT_STRING_EQUAL(r.err.text, wanted);
	CU_ASSERT_EQUAL(r.err.code, -EADDRINUSE);
	zc_listeners_free(l);
	/* The refused one has not removed the first one's socket or lock. */
	l = start_listening(&r);
	CU_ASSERT_PTR_NOT_NULL(l);
	zc_listeners_free(l);
	tear_down(&r);
}

static void
a_stale_socket_is_replaced(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct zc_listeners *l;
	struct rig r;

	set_up(&r);
	strcpy(sun.sun_path, r.path);
	CU_ASSERT_EQUAL(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	close(fd);
	l = start_listening(&r);
	CU_ASSERT_PTR_NOT_NULL(l);
	zc_listeners_free(l);
	tear_down(&r);
}

static void
a_file_in_the_way_stays(void)
{
	struct stat st;
	struct rig r;
	FILE *f;

	set_up(&r);
	f = fopen(r.path, "w");
	fclose(f);
	CU_ASSERT_PTR_NULL(start_listening(&r));
	CU_ASSERT_PTR_NOT_NULL(strstr(r.err.text, "a file that is not a socket is in the way"));
	CU_ASSERT_EQUAL(stat(r.path, &st), 0);
	tear_down(&r);
}

static void
a_path_that_is_too_long(void)
{
	char path[160];
	struct rig r;

	set_up(&r);
	snprintf(path, sizeof(path), "%s/%0*d", r.dir, 107 - (int)strlen(r.dir), 7);
	CU_ASSERT_EQUAL(strlen(path), 108);
	zc_conf_set(&r.conf, "socket", path, NULL);
	CU_ASSERT_PTR_NULL(start_listening(&r));
	CU_ASSERT_PTR_NOT_NULL(strstr(r.err.text, "is 108 bytes long, the kernel allows 107"));
	CU_ASSERT_EQUAL(strncmp(r.err.text, path, 108), 0);
	/* One byte less fits. */
	path[107] = '\0';
	zc_conf_set(&r.conf, "socket", path, NULL);
	zc_listeners_free(start_listening(&r));
	CU_ASSERT(access(path, F_OK) < 0);
	tear_down(&r);
}

static void
a_missing_folder(void)
{
	struct rig r;

	set_up(&r);
	zc_conf_set(&r.conf, "socket", "/nowhere/at/all/socket", NULL);
	CU_ASSERT_PTR_NULL(start_listening(&r));
	CU_ASSERT_STRING_EQUAL(r.err.text,
		"/nowhere/at/all/socket.lock: No such file or directory; its folder must exist "
		"and be writable for the daemon");
	tear_down(&r);
}

static void
a_port_in_use(void)
{
	struct zc_listeners *l = NULL;
	char port[16], wanted[64];
	struct rig r;

	set_up(&r);
	zc_conf_set(&r.conf, "socket", "", NULL);
	for (int i = 0; i < 100 && !l; i++) {
		snprintf(port, sizeof(port), "%d", 20000 + (getpid() + 37 * i) % 20000);
		zc_conf_set(&r.conf, "port", port, NULL);
		l = start_listening(&r);
	}
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	CU_ASSERT_PTR_NULL(start_listening(&r));
	snprintf(wanted, sizeof(wanted), "127.0.0.1:%s: the port is in use", port);
	CU_ASSERT_EQUAL(strncmp(r.err.text, wanted, strlen(wanted)), 0);
	zc_listeners_free(l);
	tear_down(&r);
}

static int connections;

static void
count_connection(void *ctx, int fd, bool local)
{
	CU_ASSERT(local);
	connections++;
	zc_loop_quit(ctx);
	close(fd);
}

static int
connect_to(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(sun.sun_path, path);
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void
quit_loop(void *ctx)
{
	zc_loop_quit(ctx);
}

/* Runs the loop for a moment. */
static void
run_a_moment(struct zc_loop *loop)
{
	struct zc_timer *t = zc_timer_new(loop, quit_loop, loop);

	zc_timer_set(t, zc_loop_now_ns() + 50000000);
	zc_loop_run(loop);
	zc_timer_free(t);
}

/* The socket alone, with its lock file, or with its whole folder. */
static void
a_removed_socket_is_created_again(void)
{
	char lock[128], moved[128];
	struct zc_listeners *l;
	struct stat st;
	struct rig r;
	int fd;

	set_up(&r);
	zc_log_set_level((enum zc_log_level)(ZC_LOG_ERROR - 1));
	zc_conf_set(&r.conf, "socket_mode", "0640", NULL);
	snprintf(lock, sizeof(lock), "%s.lock", r.path);
	snprintf(moved, sizeof(moved), "%s.moved", r.dir);
	l = zc_listeners_new(r.loop, &r.conf, count_connection, r.loop, &r.warnings, &r.err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	for (int i = 0; i < 3; i++) {
		if (i < 2) {
			CU_ASSERT_EQUAL(unlink(r.path), 0);
			CU_ASSERT(i == 0 || unlink(lock) == 0);
			run_a_moment(r.loop);
		} else {
			CU_ASSERT_EQUAL(rename(r.dir, moved), 0);
			zc_listeners_check(l);
			CU_ASSERT_EQUAL(connect_to(r.path), -1);
			CU_ASSERT_EQUAL(mkdir(r.dir, 0700), 0);
			zc_listeners_check(l);
		}
		CU_ASSERT_EQUAL(stat(r.path, &st), 0);
		CU_ASSERT_EQUAL(st.st_mode & 07777, 0640);
		fd = connect_to(r.path);
		CU_ASSERT(fd >= 0);
		connections = 0;
		run_a_moment(r.loop);
		CU_ASSERT_EQUAL(connections, 1);
		close(fd);
		CU_ASSERT_PTR_NULL(start_listening(&r));
		CU_ASSERT_EQUAL(r.err.code, -EADDRINUSE);
	}
	zc_listeners_free(l);
	CU_ASSERT(stat(r.path, &st) < 0 && errno == ENOENT);
	tear_down(&r);

	CU_ASSERT_EQUAL(unlink(strcat(strcpy(lock, moved), "/socket.lock")), 0);
	CU_ASSERT_EQUAL(unlink(strcat(strcpy(lock, moved), "/socket")), 0);
	CU_ASSERT_EQUAL(rmdir(moved), 0);
}

/* A file that somebody put in its place is not touched, neither then nor at the end. */
static void
a_replaced_socket_is_left_alone(void)
{
	struct zc_listeners *l;
	struct stat st;
	struct rig r;

	set_up(&r);
	zc_log_set_level((enum zc_log_level)(ZC_LOG_ERROR - 1));
	l = start_listening(&r);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	unlink(r.path);
	fclose(fopen(r.path, "w"));
	zc_listeners_check(l);
	zc_listeners_free(l);
	CU_ASSERT(stat(r.path, &st) == 0 && S_ISREG(st.st_mode));
	tear_down(&r);
}

static void
no_socket_at_all(void)
{
	struct rig r;

	set_up(&r);
	zc_conf_set(&r.conf, "socket", "", NULL);
	CU_ASSERT_PTR_NULL(start_listening(&r));
	CU_ASSERT_EQUAL(
		strncmp(r.err.text, "no socket to listen on: set socket or port", 42), 0);
	tear_down(&r);
}

ZC_UNIT_MAIN("listen", { "the socket comes and goes", the_socket_comes_and_goes },
	{ "a second daemon is refused", a_second_daemon_is_refused },
	{ "a stale socket is replaced", a_stale_socket_is_replaced },
	{ "a file in the way stays", a_file_in_the_way_stays },
	{ "a path that is too long", a_path_that_is_too_long },
	{ "a missing folder", a_missing_folder }, { "a port in use", a_port_in_use },
	{ "a removed socket is created again", a_removed_socket_is_created_again },
	{ "a replaced socket is left alone", a_replaced_socket_is_left_alone },
	{ "no socket at all", no_socket_at_all })
