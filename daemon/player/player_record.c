/* Records of tracks. Control thread. */
#include "daemon/player/player_record.h"

#include <stdio.h>
#include <time.h>

static int64_t
unix_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

void
zc_player_item_started(struct zc_item *item)
{
	item->started = true;
	item->record.start_unix_ms = unix_ms();
}

void
zc_player_item_played_to(struct zc_item *item, uint64_t frame)
{
	if (frame > item->segment_frame)
		item->record.frames_played += frame - item->segment_frame;
	item->segment_frame = frame;
}

void
zc_player_collect_wakes(struct zc_player *p)
{
	struct zc_wake wakes[32];
	int n;

	while ((n = zc_engine_wakes(p->engine, wakes, 32, NULL)) > 0)
		for (int i = 0; i < n; i++)
			zc_wake_stat_add(p->wakes, &wakes[i]);
}

void
zc_player_record(struct zc_player *p, struct zc_item *item, int result, const char *text)
{
	struct zc_played *r = &item->record;

	r->end_unix_ms = unix_ms();
	if (!r->start_unix_ms)
		r->start_unix_ms = r->end_unix_ms;
	r->result = result;
	snprintf(r->error, sizeof(r->error), "%s", text ? text : "");
	r->info = item->info;
	if (item->track)
		zc_track_counts(item->track, &r->counts);
	/* The device is still the one that played it: no other is opened before all tracks are
	 * back. */
	if (item->started) {
		snprintf(r->device, sizeof(r->device), "%s", p->device.name);
		r->ring_frames = p->device.ring_frames;
		r->period_frames = p->device.period_frames;
	}
	zc_player_collect_wakes(p);
	zc_wake_stat_get(p->wakes, &r->wakes);
	zc_wake_stat_reset(p->wakes);
	zc_report_add(p->report, r);
}
