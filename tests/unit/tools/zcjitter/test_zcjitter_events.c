/* Which of a daemon's tracks and incidents are recorded; the daemon is a script. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/common/kv.h"
#include "tools/zcjitter/zcjitter_error.h"
#include "tools/zcjitter/zcjitter_events.h"

/* The daemon's lists, oldest first: ids, and how many of the latest tracks wait for receipts. */
static struct {
	int tracks, forgotten, pending, incidents, code;
} lists;

static struct zc_recording_writer w;
static struct zcjitter_events events;
static struct zc_tool tool;
static int fd, connected;

/* Replaces the one of the program, which prints. */
int
zcjitter_error(enum zc_exit code, const char *fmt, ...)
{
	(void)fmt;
	return (int)code;
}

int __wrap_zc_kv_get(struct zc_tool *c, const char *command, const char *arg, bool optional,
	json_t **records);
int __wrap_zc_tool_connect(struct zc_tool *c);
void __wrap_zc_receipt_wait(int (*pending)(void *ctx), void *ctx);

int
__wrap_zc_kv_get(struct zc_tool *c, const char *command, const char *arg, bool optional,
	json_t **records)
{
	bool tracks = !strcmp(command, "zc_played");
	int first = tracks ? lists.forgotten : 0, end = tracks ? lists.tracks : lists.incidents;

	(void)c;
	(void)arg;
	(void)optional;
	if (lists.code)
		return lists.code;
	*records = json_array();
	for (int id = end; id > first; id--) {
		json_t *o = json_object();

		json_object_set_new(o, tracks ? "track_id" : "incident", json_integer(id));
		/* The clock is set back all the time. */
		json_object_set_new(o, "ended", json_real(1e9 - id));
		if (tracks && id > end - lists.pending)
			json_object_set_new(o, "verify", json_string("pending"));
		json_array_append_new(*records, o);
	}
	return 0;
}

int
__wrap_zc_tool_connect(struct zc_tool *c)
{
	(void)c;
	connected++;
	return lists.code;
}

/* The receipts arrive after a while. */
void
__wrap_zc_receipt_wait(int (*pending)(void *ctx), void *ctx)
{
	CU_ASSERT_EQUAL(pending(ctx), lists.pending);
	lists.pending = 0;
}

static void
begin(void)
{
	fd = memfd_create("events", MFD_CLOEXEC);
	CU_ASSERT_FATAL(fd >= 0 && !zc_recording_begin(&w, fd, "events", NULL, NULL));
	events = (struct zcjitter_events){ .c = &tool, .w = &w };
	CU_ASSERT_EQUAL(zcjitter_events_begin(&events), 0);
}

/* Ends the recording; its tracks or incidents must have these ids, in this order. */
static void
expect(enum zc_recording_type type, const char *key, int first, int last)
{
	struct zc_recording_reader r;
	struct zc_recording_chunk c;
	struct zc_err err;
	int id = first;

	CU_ASSERT_FATAL(!lseek(fd, 0, SEEK_SET) && !zc_recording_open(&r, fd, "events", &err));
	while (zc_recording_next(&r, &c, &err) == 1) {
		json_t *o = c.type == type ? json_loads(c.text, 0, NULL) : NULL;

		if (o)
			CU_ASSERT_EQUAL(zc_kv_number(o, key, -1), id++);
		json_decref(o);
	}
	CU_ASSERT_EQUAL(id, last + 1);
	zc_recording_close(&r);
	close(fd);
}

static void
each_track_once(void)
{
	memset(&lists, 0, sizeof(lists));
	lists.tracks = 3;
	begin();
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	lists.tracks = 5;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	lists.tracks = 6;
	CU_ASSERT_EQUAL(zcjitter_events_end(&events), 0);
	expect(ZC_RECORDING_TRACK, "track_id", 4, 6);
}

static void
receipts_are_waited_for(void)
{
	memset(&lists, 0, sizeof(lists));
	begin();
	lists.tracks = 4;
	lists.pending = 2;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	CU_ASSERT_EQUAL(events.tracks, 2);
	CU_ASSERT_EQUAL(zcjitter_events_end(&events), 0);
	expect(ZC_RECORDING_TRACK, "track_id", 1, 4);
}

/* The daemon keeps 64. */
static void
more_than_the_daemon_remembers(void)
{
	memset(&lists, 0, sizeof(lists));
	lists.tracks = 64;
	begin();
	for (int i = 0; i < 10; i++) {
		lists.tracks += 60;
		lists.forgotten = lists.tracks - 64;
		CU_ASSERT_EQUAL(
			i < 9 ? zcjitter_events_tracks(&events) : zcjitter_events_end(&events),
			0);
	}
	expect(ZC_RECORDING_TRACK, "track_id", 65, 664);
}

static void
incidents_since_the_beginning(void)
{
	memset(&lists, 0, sizeof(lists));
	lists.incidents = 7;
	begin();
	lists.incidents = 9;
	CU_ASSERT_EQUAL(zcjitter_events_end(&events), 0);
	expect(ZC_RECORDING_INCIDENT, "incident", 8, 9);
}

static void
a_daemon_that_does_not_answer(void)
{
	memset(&lists, 0, sizeof(lists));
	begin();
	lists.code = ZC_EXIT_UNREACHABLE;
	CU_ASSERT_EQUAL(zcjitter_events_begin(&events), ZC_EXIT_UNREACHABLE);
	/* It may be back the next time; at the end it is an error. */
	lists.tracks = 2;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	CU_ASSERT_EQUAL(zcjitter_events_end(&events), ZC_EXIT_UNREACHABLE);
	lists.code = 0;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	expect(ZC_RECORDING_TRACK, "track_id", 1, 2);
}

/* A daemon disconnects clients that were idle for a minute. */
static void
connects_anew_each_time(void)
{
	memset(&lists, 0, sizeof(lists));
	begin();
	connected = 0;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&events), 0);
	CU_ASSERT_EQUAL(zcjitter_events_end(&events), 0);
	CU_ASSERT_EQUAL(connected, 3);
	expect(ZC_RECORDING_TRACK, "track_id", 1, 0);
}

ZC_UNIT_MAIN("zcjitter_events", { "each track once, whatever the clock says", each_track_once },
	{ "receipts are waited for", receipts_are_waited_for },
	{ "more than the daemon remembers", more_than_the_daemon_remembers },
	{ "incidents since the beginning", incidents_since_the_beginning },
	{ "a daemon that does not answer", a_daemon_that_does_not_answer },
	{ "connects anew each time", connects_anew_each_time })
