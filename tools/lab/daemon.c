#include "tools/lab/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A daemon that does not listen after 20 s has failed. */
#define TRIES 400
#define TRY_NS 50000000

static int
write_conf(const struct zc_lab_daemon *d, const struct zc_lab_play *play, const char *lines,
	const char *path, struct zc_err *err)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	fprintf(f,
		"device = %s\nring_ms = %u\nsocket = %s\narea_file = %s\nport = 0\n"
		"state_file =\nplaylist_directory =\nmusic_directory =\n"
		"incident_directory =\n%s",
		play->device, play->sink->ring_ms, d->socket, d->area, lines);
	return fclose(f) ? zc_fail(err, -EIO, "%s: cannot be written", path) : 0;
}

int
zc_lab_daemon_start(struct zc_lab_daemon *d, const struct zc_lab_play *play, const char *lines,
	const char *folder, struct zc_err *err)
{
	const struct timespec wait = { .tv_nsec = TRY_NS };
	char program[] = "zcaudiod", option[] = "--config", conf[ZC_LAB_PATH_MAX];
	char log[ZC_LAB_PATH_MAX];
	char *argv[] = { program, option, conf, NULL };
	struct stat st;
	int r;

	snprintf(conf, sizeof(conf), "%s/conf", folder);
	snprintf(log, sizeof(log), "%s/daemon.log", folder);
	snprintf(d->socket, sizeof(d->socket), "%s/socket", folder);
	snprintf(d->area, sizeof(d->area), "%s/area", folder);
	r = write_conf(d, play, lines, conf, err);
	if (r)
		return r;
	/* A daemon that was killed leaves its socket behind. */
	unlink(d->socket);
	r = zc_lab_process_start(argv, log, &d->pid);
	if (r)
		return zc_fail(err, r, "zcaudiod: %s", strerror(-r));
	for (int i = 0; i < TRIES; i++) {
		if (!stat(d->socket, &st))
			return 0;
		if (waitpid(d->pid, NULL, WNOHANG) == d->pid)
			return zc_lab_process_failed("zcaudiod", log, err);
		nanosleep(&wait, NULL);
	}
	zc_lab_daemon_stop(d);
	return zc_fail(err, -ETIME, "zcaudiod does not listen on %s", d->socket);
}

void
zc_lab_daemon_stop(struct zc_lab_daemon *d)
{
	zc_lab_process_stop(d->pid, SIGTERM);
	d->pid = -1;
}
