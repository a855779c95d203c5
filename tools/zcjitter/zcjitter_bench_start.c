#include "tools/zcjitter/zcjitter_bench_start.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline/area.h"
#include "tools/common/json.h"
#include "tools/lab/peer.h"
#include "tools/common/now.h"

/* A start that takes longer has failed. */
#define START_MAX_MS 5000
/* Time for the daemon to release the device between two starts. */
#define PAUSE_MS 300

static void
sleep_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* Runs zcctl with a command and up to two more arguments, and waits for it. */
static int
run_client(char *socket, char *command, char *option, char *operand)
{
	char *argv[] = { "zcctl", "--socket", socket, command, option, operand, NULL };
	pid_t client;
	int r = zc_lab_process_start(argv, NULL, &client);

	if (r)
		return r;
	return zc_lab_process_wait(client) ? -EPROTO : 0;
}

/* When the first frame after from_ns was committed; 0: not yet. A frame filled in a wake-up is
 * committed at its end. */
static int64_t
committed_ns(const struct zc_area *area, struct zc_area_cursor *cursor, int64_t from_ns)
{
	struct zc_wake wakes[64];
	int n;

	while ((n = zc_area_wakes(area, cursor, wakes, 64)) > 0)
		for (int i = 0; i < n; i++)
			if (wakes[i].woke_ns >= from_ns && wakes[i].filled_frame)
				return wakes[i].done_ns;
	return 0;
}

static int
start_once(const struct zc_area *area, char *socket, const char *file, double *ms)
{
	struct zc_area_cursor cursor = { 0 };
	int64_t begin_ns, done_ns = 0;
	int r = run_client(socket, "stop", NULL, NULL);

	if (r)
		return r;
	sleep_ms(PAUSE_MS);
	begin_ns = zc_now_ns();
	r = run_client(socket, "play", "-n", (char *)file);
	for (int i = 0; !r && !done_ns && i < START_MAX_MS / PAUSE_MS; i++) {
		sleep_ms(PAUSE_MS);
		done_ns = committed_ns(area, &cursor, begin_ns);
	}
	*ms = (double)(done_ns - begin_ns) / 1e6;
	return r ? r : done_ns ? 0 : -ETIME;
}

int
zcjitter_bench_starts(const struct zc_lab_play *play, const char *folder, int count, double *ms,
	struct zc_err *err)
{
	struct zc_area_map map = { .fd = -1 };
	struct zc_lab_peer peer;
	int r = zc_lab_peer_start(&peer, ZC_LAB_PEER_ZCAUDIOD, play, folder, err);

	if (r)
		return r;
	r = zc_area_map(&map, peer.daemon.area, err);
	for (int i = 0; !r && i < count; i++) {
		r = start_once(map.area, peer.daemon.socket, play->file, &ms[i]);
		if (r)
			zc_fail(err, r, "start %d of %d: %s", i + 1, count, strerror(-r));
	}
	zc_area_unmap(&map);
	zc_lab_peer_stop(&peer);
	return r;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
zcjitter_bench_starts_print(const char *label, double *ms, int count, bool json)
{
	double median;

	qsort(ms, (size_t)count, sizeof(*ms), by_size);
	median = (ms[(count - 1) / 2] + ms[count / 2]) / 2;
	if (json) {
		json_t *o = zc_json_object();

		zc_json_put_text(o, "file", label);
		zc_json_put_int(o, "starts", count);
		zc_json_put_real(o, "start_median_ms", median);
		zc_json_put_real(o, "start_max_ms", ms[count - 1]);
		zc_json_print(o, true);
		return;
	}
	printf("%-20s %d starts through zcctl and zcaudiod: median %.1f ms, longest %.1f ms\n",
		label, count, median, ms[count - 1]);
	fflush(stdout);
}
