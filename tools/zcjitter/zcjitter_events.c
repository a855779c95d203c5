#include "tools/zcjitter/zcjitter_events.h"

#include <stdlib.h>

#include "tools/common/kv.h"
#include "tools/common/receipt.h"
#include "tools/zcjitter/zcjitter_error.h"

int
zcjitter_events_put(
	struct zcjitter_events *t, enum zc_recording_type type, const json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	struct zc_err err;
	int code = ZC_EXIT_OK;

	if (!text)
		return zcjitter_error(ZC_EXIT_FAILED, "out of memory");
	if (zc_recording_put_text(t->w, type, text, &err))
		code = zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	free(text);
	return code;
}

static bool
is_known(const struct zcjitter_events *t, const json_t *track)
{
	double id = zc_kv_number(track, "track_id", 0);
	unsigned int n =
		t->tracks < ZCJITTER_EVENTS_TRACKS ? t->tracks : ZCJITTER_EVENTS_TRACKS;

	for (unsigned int i = 0; i < n; i++)
		if (t->track_id[i] == id)
			return true;
	return false;
}

static void
remember(struct zcjitter_events *t, const json_t *track)
{
	t->track_id[t->tracks++ % ZCJITTER_EVENTS_TRACKS] = zc_kv_number(track, "track_id", 0);
}

int
zcjitter_events_begin(struct zcjitter_events *t)
{
	json_t *all;
	int code = zc_kv_get(t->c, "zc_played", NULL, true, &all);

	if (code)
		return code;
	for (size_t i = json_array_size(all); i--;)
		remember(t, json_array_get(all, i));
	json_decref(all);
	code = zc_kv_get(t->c, "zc_incidents", NULL, true, &all);
	if (code)
		return code;
	t->incident = zc_kv_number(json_array_get(all, 0), "incident", 0);
	json_decref(all);
	return ZC_EXIT_OK;
}

/* How many tracks still wait for their receipt. */
static int
receipts_pending(void *ctx)
{
	struct zcjitter_events *t = ctx;
	json_t *all;
	int pending = 0;

	if (zc_kv_get(t->c, "zc_played", NULL, true, &all))
		return -1;
	for (size_t i = 0; i < json_array_size(all); i++)
		pending += zc_receipt_pending(json_array_get(all, i));
	json_decref(all);
	return pending;
}

/* Connects again, since the daemon disconnects idle clients. */
static int
reconnect(struct zcjitter_events *t)
{
	if (t->c->conn)
		mpd_connection_free(t->c->conn);
	t->c->conn = NULL;
	return zc_tool_connect(t->c);
}

static int
put_tracks(struct zcjitter_events *t, const json_t *all, bool last)
{
	int code = ZC_EXIT_OK;

	for (size_t i = json_array_size(all); i-- && !code;) {
		const json_t *track = json_array_get(all, i);

		if (is_known(t, track))
			continue;
		if (!last && zc_receipt_pending(track))
			break;
		code = zcjitter_events_put(t, ZC_RECORDING_TRACK, track);
		remember(t, track);
	}
	return code;
}

int
zcjitter_events_tracks(struct zcjitter_events *t)
{
	json_t *all;
	int code;

	if (reconnect(t) || zc_kv_get(t->c, "zc_played", NULL, true, &all))
		return ZC_EXIT_OK;
	code = put_tracks(t, all, false);
	json_decref(all);
	return code;
}

static int
put_incidents(struct zcjitter_events *t, const json_t *all)
{
	int code = ZC_EXIT_OK;

	for (size_t i = json_array_size(all); i-- && !code;) {
		const json_t *incident = json_array_get(all, i);

		if (zc_kv_number(incident, "incident", 0) > t->incident)
			code = zcjitter_events_put(t, ZC_RECORDING_INCIDENT, incident);
	}
	return code;
}

int
zcjitter_events_end(struct zcjitter_events *t)
{
	json_t *all;
	int code = reconnect(t);

	if (code)
		return code;
	zc_receipt_wait(receipts_pending, t);
	code = zc_kv_get(t->c, "zc_played", NULL, true, &all);
	if (code)
		return code;
	code = put_tracks(t, all, true);
	json_decref(all);
	if (!code)
		code = zc_kv_get(t->c, "zc_incidents", NULL, true, &all);
	if (code)
		return code;
	code = put_incidents(t, all);
	json_decref(all);
	return code;
}
