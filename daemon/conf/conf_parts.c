#include "daemon/conf/conf_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void
zc_conf_engine(const struct zc_conf *c, struct zc_engine_conf *out)
{
	zc_engine_conf_init(out);
	out->rt_priority = (int)c->rt_priority;
	out->cpu = c->cpu;
	out->lock_memory = c->lock_memory;
	out->cpu_dma_latency = c->cpu_dma_latency;
	out->no_uring = !c->io_uring;
	out->best_path = (enum zc_path)c->best_path;
	out->wake_ms = c->wake_ms;
	out->late_us = c->incident_late_us;
	out->area_file = c->area_file;
	/* Others may only read; the next daemon of this user has to write. */
	out->area_mode = 0600 | (c->socket_mode & 0444);
}

void
zc_conf_player(const struct zc_conf *c, struct zc_player_conf *out)
{
	*out = (struct zc_player_conf){
		.device = c->device ? c->device : "auto",
		.sink = { .ring_ms = c->ring_ms,
			.period_ms = c->period_ms,
			.wakeups = c->wakeups,
			.sim_file = c->sim_file,
			.sim_script = c->sim_script,
			.sim_ppm = c->sim_ppm,
			.sim_virtual = c->sim_virtual,
			.sim_pinnable = c->sim_pinnable },
		.best_path = (enum zc_path)c->best_path,
		.no_uring = !c->io_uring,
		.verify = c->verify,
		.music_directory = c->music_directory,
	};
}

void
zc_conf_incidents(const struct zc_conf *c, struct zc_incidents_conf *out)
{
	*out = (struct zc_incidents_conf){ .folder = c->incident_directory,
		.keep = c->incident_keep,
		.keep_kib = c->incident_keep_kib,
		.wakes = c->incident_wakes,
		.late_us = c->incident_late_us,
		.trace = c->incident_trace };
}

void
zc_conf_check_music(const struct zc_conf *c, struct zc_warnings *warn)
{
	const char *dir = c->music_directory;
	int fd;

	if (!dir)
		return;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		zc_warn(warn,
			"music_directory %s: %s; let the daemon's user read it, or set another one",
			dir, strerror(errno));
	else
		close(fd);
}
