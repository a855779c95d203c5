#include "tools/lab/peer.h"

#include <errno.h>
#include <mpd/client.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_TRIES 100
#define CONNECT_WAIT_NS 50000000

static const char *const names[] = { "copy", "aplay", "mpd", "zcaudiod" };

int
zc_lab_peer_find(const char *name, size_t len, enum zc_lab_peer_kind *kind)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len && !strncmp(names[i], name, len)) {
			*kind = (enum zc_lab_peer_kind)i;
			return 0;
		}
	return -EINVAL;
}

/* Connects to the server as soon as it listens and makes it play the file. */
static int
play_uri(const char *socket, const char *uri, struct zc_err *err)
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
		return zc_fail(err, -ENOTCONN, "does not accept connections on %s", socket);
	if (!mpd_run_add(conn, uri) || !mpd_run_play(conn))
		r = zc_fail(err, -EIO, "%s", mpd_connection_get_error_message(conn));
	mpd_connection_free(conn);
	return r;
}

static int
start_aplay(struct zc_lab_peer *p, const struct zc_lab_play *play, struct zc_err *err)
{
	char *argv[] = { "aplay", "-q", "-D", (char *)play->device, (char *)play->file, NULL };
	int r = zc_lab_process_start(argv, NULL, &p->pid);

	return r ? zc_fail(err, r, "%s", strerror(-r)) : 0;
}

static int
start_mpd(struct zc_lab_peer *p, const struct zc_lab_play *play, const char *folder,
	struct zc_err *err)
{
	char conf[ZC_LAB_PATH_MAX], socket[ZC_LAB_PATH_MAX], uri[4200];
	char *argv[] = { "mpd", "--no-daemon", conf, NULL };
	FILE *f;
	int r;

	snprintf(conf, sizeof(conf), "%s/mpd.conf", folder);
	snprintf(socket, sizeof(socket), "%s/mpd.socket", folder);
	snprintf(uri, sizeof(uri), "file://%s", play->file);
	f = fopen(conf, "we");
	if (!f)
		return zc_fail(err, -errno, "%s: %s", conf, strerror(errno));
	fprintf(f,
		"bind_to_address \"%s\"\nlog_file \"/dev/null\"\n"
		"audio_output {\n type \"alsa\"\n name \"dac\"\n device \"%s\"\n"
		" mixer_type \"none\"\n auto_resample \"no\"\n auto_format \"no\"\n}\n",
		socket, play->device);
	if (fclose(f))
		return zc_fail(err, -EIO, "%s: cannot be written", conf);
	r = zc_lab_process_start(argv, NULL, &p->pid);
	if (r)
		return zc_fail(err, r, "%s", strerror(-r));
	r = play_uri(socket, uri, err);
	if (r)
		zc_lab_peer_stop(p);
	return r;
}

static int
start_zcaudiod(struct zc_lab_peer *p, const struct zc_lab_play *play, const char *folder,
	struct zc_err *err)
{
	const struct zc_engine_conf *e = play->engine;
	char lines[256];
	int r;

	snprintf(lines, sizeof(lines),
		"wake_ms = %u\nrt_priority = %d\ncpu = %d\nbest_path = %s\nio_uring = %s\n",
		e->wake_ms, e->rt_priority, e->cpu, zc_path_name(e->best_path),
		e->no_uring ? "no" : "yes");
	r = zc_lab_daemon_start(&p->daemon, play, lines, folder, err);
	if (r)
		return r;
	p->pid = p->daemon.pid;
	r = play_uri(p->daemon.socket, play->file, err);
	if (r)
		zc_lab_peer_stop(p);
	return r;
}

int
zc_lab_peer_start(struct zc_lab_peer *p, enum zc_lab_peer_kind kind,
	const struct zc_lab_play *play, const char *folder, struct zc_err *err)
{
	int r;

	*p = (struct zc_lab_peer){ .kind = kind, .pid = -1 };
	if (kind != ZC_LAB_PEER_ZCAUDIOD && !strcmp(play->device, "sim"))
		return zc_fail(err, -ENODEV, "plays on sound cards only, not on sim");
	switch (kind) {
	case ZC_LAB_PEER_COPY:
		r = zc_lab_copy_start(&p->copy, play, NULL);
		p->pid = p->copy.pid;
		return r ? zc_fail(err, r, "%s", strerror(-r)) : 0;
	case ZC_LAB_PEER_APLAY:
		return start_aplay(p, play, err);
	case ZC_LAB_PEER_MPD:
		return start_mpd(p, play, folder, err);
	case ZC_LAB_PEER_ZCAUDIOD:
		return start_zcaudiod(p, play, folder, err);
	}
	return -EINVAL;
}

int
zc_lab_peer_count(const struct zc_lab_peer *p, struct zc_counters *out)
{
	const struct {
		const char *key;
		uint64_t *count;
	} wanted[] = { { "wakeups", &out->wakeups }, { "syscalls", &out->syscalls },
		{ "faults_minor", &out->faults_minor }, { "faults_major", &out->faults_major },
		{ "xruns", &out->xruns } };
	struct mpd_connection *conn;
	struct mpd_pair *pair;
	size_t found = 0;

	if (p->kind != ZC_LAB_PEER_ZCAUDIOD)
		return -ENOTSUP;
	conn = mpd_connection_new(p->daemon.socket, 0, 10000);
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
zc_lab_peer_stop(struct zc_lab_peer *p)
{
	if (p->kind == ZC_LAB_PEER_COPY)
		zc_lab_copy_stop(&p->copy);
	else if (p->kind == ZC_LAB_PEER_ZCAUDIOD)
		zc_lab_daemon_stop(&p->daemon);
	else
		zc_lab_process_stop(p->pid, SIGTERM);
	p->pid = -1;
}
