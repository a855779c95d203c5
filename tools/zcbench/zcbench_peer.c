/* Other players on the same device and file: what they are told, and how they are ended. */
#include "tools/zcbench/zcbench.h"

#include <errno.h>
#include <fcntl.h>
#include <mpd/client.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_TRIES 100
#define CONNECT_WAIT_NS 50000000

void
zcbench_peer_file(
	char *buf, size_t size, const char *folder, const char *name, const char *ending)
{
	/* The measurement area has to be on a tmpfs. */
	bool area = !strcmp(ending, "area");
	char *whole = realpath(!area                      ? folder
			       : access("/dev/shm", W_OK) ? "/run"
							  : "/dev/shm",
		NULL);

	snprintf(buf, size, "%s/zcbench-%d-%s.%s", whole ? whole : folder, (int)getpid(), name,
		ending);
	free(whole);
}

int
zcbench_spawn(struct zcbench_player *p, char *const *argv)
{
	int e = 0, ends[2];
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	fflush(NULL);
	p->control = -1;
	p->pid = fork();
	if (p->pid < 0) {
		e = errno;
	} else if (!p->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(argv[0], argv);
		e = errno;
		/* The end of the pipe closes by itself where exec works. */
		n = write(ends[1], &e, sizeof(e));
		_exit(n == sizeof(e) ? 127 : 126);
	}
	close(ends[1]);
	if (p->pid > 0 && read(ends[0], &e, sizeof(e)) == sizeof(e))
		waitpid(p->pid, NULL, 0);
	close(ends[0]);
	return -e;
}

static int
write_mpd_conf(const char *path, const char *socket, const char *device, struct zc_err *err)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	fprintf(f,
		"bind_to_address \"%s\"\nlog_file \"/dev/null\"\n"
		"audio_output {\n type \"alsa\"\n name \"dac\"\n device \"%s\"\n"
		" mixer_type \"none\"\n auto_resample \"no\"\n auto_format \"no\"\n}\n",
		socket, device);
	return fclose(f) ? zc_fail(err, -EIO, "%s: cannot be written", path) : 0;
}

static int
write_zcaudiod_conf(const char *path, const char *socket, const char *area,
	const struct zcbench_play *play, struct zc_err *err)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	fprintf(f,
		"socket = %s\narea_file = %s\nport = 0\nstate_file =\nmusic_directory =\n"
		"playlist_directory =\n"
		"device = %s\nring_ms = %u\nwake_ms = %u\nrt_priority = %d\ncpu = %d\n"
		"best_path = %s\nio_uring = %s\n",
		socket, area, play->device, play->sink->ring_ms, play->engine->wake_ms,
		play->engine->rt_priority, play->engine->cpu,
		zc_path_name(play->engine->best_path), play->engine->no_uring ? "no" : "yes");
	return fclose(f) ? zc_fail(err, -EIO, "%s: cannot be written", path) : 0;
}

/* Once the server is up: the file into its queue, and play. */
static int
tell(const char *socket, const char *name, const char *file, struct zc_err *err)
{
	const struct timespec wait = { .tv_nsec = CONNECT_WAIT_NS };
	struct mpd_connection *conn = NULL;
	int r = 0;

	for (int i = 0; i < CONNECT_TRIES; i++) {
		nanosleep(&wait, NULL);
		conn = mpd_connection_new(socket, 0, 10000);
		if (!conn || mpd_connection_get_error(conn) == MPD_ERROR_SUCCESS)
			break;
		mpd_connection_free(conn);
		conn = NULL;
	}
	if (!conn)
		return zc_fail(err, -ENOTCONN, "%s does not come up", name);
	if (!mpd_run_add(conn, file) || !mpd_run_play(conn))
		r = zc_fail(err, -EIO, "%s: %s", name, mpd_connection_get_error_message(conn));
	mpd_connection_free(conn);
	return r;
}

static int
start_server(struct zcbench_player *p, const char *name, const struct zcbench_play *play,
	const char *folder, struct zc_err *err)
{
	bool is_mpd = !strcmp(name, "mpd");
	char conf[4096], socket[4096], area[4096], uri[4200];
	char *mpd[] = { "mpd", "--no-daemon", conf, NULL };
	char *own[] = { "zcaudiod", "--foreground", "--config", conf, NULL };
	int r;

	zcbench_peer_file(conf, sizeof(conf), folder, name, "conf");
	zcbench_peer_file(socket, sizeof(socket), folder, name, "socket");
	zcbench_peer_file(area, sizeof(area), folder, name, "area");
	snprintf(uri, sizeof(uri), "%s%s", is_mpd ? "file://" : "", play->file);
	r = is_mpd ? write_mpd_conf(conf, socket, play->device, err)
		   : write_zcaudiod_conf(conf, socket, area, play, err);
	if (r)
		return r;
	r = zcbench_spawn(p, is_mpd ? mpd : own);
	if (r) {
		zc_fail(err, r, "%s: %s", name, strerror(-r));
		unlink(conf);
		return r;
	}
	r = tell(socket, name, uri, err);
	if (r)
		zcbench_peer_stop(p, name, folder);
	return r;
}

int
zcbench_peer_start(struct zcbench_player *p, const char *name, const struct zcbench_play *play,
	const char *folder, struct zc_err *err)
{
	char device[64], file[4096];
	char *aplay[] = { "aplay", "-q", "-D", device, file, NULL };
	int r;

	if (!strcmp(name, "zcaudiod"))
		return start_server(p, name, play, folder, err);
	if (strcmp(name, "aplay") != 0 && strcmp(name, "mpd") != 0)
		return zc_fail(err, -EINVAL, "no such peer: there are aplay, mpd and zcaudiod");
	if (!strcmp(play->device, "sim"))
		return zc_fail(err, -ENODEV, "plays on sound cards only, not on sim");
	if (!strcmp(name, "mpd"))
		return start_server(p, name, play, folder, err);
	snprintf(device, sizeof(device), "%s", play->device);
	snprintf(file, sizeof(file), "%s", play->file);
	r = zcbench_spawn(p, aplay);
	return r ? zc_fail(err, r, "aplay: %s", strerror(-r)) : 0;
}

int
zcbench_peer_ask(const char *name, const char *folder, struct zc_counters *out)
{
	const struct {
		const char *key;
		uint64_t *count;
	} wanted[] = { { "wakeups", &out->wakeups }, { "syscalls", &out->syscalls },
		{ "faults_minor", &out->faults_minor }, { "faults_major", &out->faults_major },
		{ "xruns", &out->xruns } };
	struct mpd_connection *conn;
	struct mpd_pair *pair;
	char socket[4096];
	size_t found = 0;

	if (strcmp(name, "zcaudiod") != 0)
		return -ENOTSUP;
	zcbench_peer_file(socket, sizeof(socket), folder, name, "socket");
	conn = mpd_connection_new(socket, 0, 10000);
	if (conn && mpd_send_command(conn, "zc_snapshot", NULL))
		while ((pair = mpd_recv_pair(conn))) {
			for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
				if (!strcmp(pair->name, wanted[i].key)) {
					*wanted[i].count = strtoull(pair->value, NULL, 10);
					found++;
				}
			mpd_return_pair(conn, pair);
		}
	if (conn)
		mpd_connection_free(conn);
	return found == sizeof(wanted) / sizeof(wanted[0]) ? 0 : -EPROTO;
}

void
zcbench_peer_stop(struct zcbench_player *p, const char *name, const char *folder)
{
	static const char *const endings[] = { "conf", "socket", "socket.lock", "area" };
	char path[4096];

	kill(p->pid, SIGTERM);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*p = (struct zcbench_player){ .pid = -1, .control = -1 };
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		zcbench_peer_file(path, sizeof(path), folder, name, endings[i]);
		unlink(path);
	}
}
