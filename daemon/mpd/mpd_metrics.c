/* zc_metrics: all counters and measurements, in Prometheus' text format with "metric: " before each
 * line. Control thread only. */
#include <string.h>

#include "daemon/metrics/metrics.h"
#include "daemon/mpd/mpd_handlers.h"

int
zc_mpd_zc_metrics(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_server_env *env = &c->server->env;
	const struct zc_metrics_sources sources = { .player = env->player,
		.queue = env->queue,
		.area = env->area,
		.incidents = env->incidents };
	struct zc_buf b = { 0 };
	char *line, *end;

	(void)a;
	zc_metrics_write(&sources, &b);
	zc_buf_add(&b, "", 1);
	if (b.failed) {
		zc_buf_free(&b);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	for (line = zc_buf_bytes(&b); (end = strchr(line, '\n')); line = end + 1)
		zc_reply(c, "metric: %.*s\n", (int)(end - line), line);
	zc_buf_free(&b);
	return ZC_DONE_OK;
}
