/* What is kept of a daemon's tracks and incidents; the daemon is a script. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/common/kv.h"
#include "tools/zcjitter/zcjitter_error.h"
#include "tools/zcjitter/zcjitter_events.h"

/* The daemon's lists, oldest first: ids, and how many of the newest tracks wait for receipts.
 */
static struct {
	int tracks, forgotten, pending, incidents, code;
} says;

static struct zc_recording_writer w;
static struct zcjitter_events told;
static struct zc_tool tool;
static int fd, connected;

/* The program's own prints. */
int
zcjitter_error(enum zc_exit code, const char *fmt, ...)
{
	(void)fmt;
	return (int)code;
}

int __wrap_zc_kv_get(struct zc_tool *c, const char *command, const char *arg, bool optional,
	json_t **records);
int __wrap_zc_tool_connect(struct zc_tool *c);
void __wrap_zc_receipt_wait(int (*look)(void *ctx), void *ctx);

int
__wrap_zc_kv_get(struct zc_tool *c, const char *command, const char *arg, bool optional,
	json_t **records)
{
	bool tracks = !strcmp(command, "zc_played");
	int first = tracks ? says.forgotten : 0, end = tracks ? says.tracks : says.incidents;

	(void)c;
	(void)arg;
	(void)optional;
	if (says.code)
		return says.code;
	*records = json_array();
	for (int id = end; id > first; id--) {
		json_t *o = json_object();

		json_object_set_new(o, tracks ? "track_id" : "incident", json_integer(id));
		/* Somebody sets the clock back all the time. */
		json_object_set_new(o, "ended", json_real(1e9 - id));
		if (tracks && id > end - says.pending)
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
	return says.code;
}

/* As the receipts come after a while. */
void
__wrap_zc_receipt_wait(int (*look)(void *ctx), void *ctx)
{
	CU_ASSERT_EQUAL(look(ctx), says.pending);
	says.pending = 0;
}

static void
begin(void)
{
	fd = memfd_create("told", MFD_CLOEXEC);
	CU_ASSERT_FATAL(fd >= 0 && !zc_recording_begin(&w, fd, "told", NULL, NULL));
	told = (struct zcjitter_events){ .c = &tool, .w = &w };
	CU_ASSERT_EQUAL(zcjitter_events_begin(&told), 0);
}

/* Ends the recording; its tracks or incidents have these ids, in this order. */
static void
expect(enum zc_recording_type type, const char *key, int first, int last)
{
	struct zc_recording_reader r;
	struct zc_recording_chunk c;
	struct zc_err err;
	int id = first;

	CU_ASSERT_FATAL(!lseek(fd, 0, SEEK_SET) && !zc_recording_open(&r, fd, "told", &err));
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
	memset(&says, 0, sizeof(says));
	says.tracks = 3;
	begin();
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	says.tracks = 5;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	says.tracks = 6;
	CU_ASSERT_EQUAL(zcjitter_events_end(&told), 0);
	expect(ZC_RECORDING_TRACK, "track_id", 4, 6);
}

static void
receipts_are_waited_for(void)
{
	memset(&says, 0, sizeof(says));
	begin();
	says.tracks = 4;
	says.pending = 2;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	CU_ASSERT_EQUAL(told.tracks, 2);
	CU_ASSERT_EQUAL(zcjitter_events_end(&told), 0);
	expect(ZC_RECORDING_TRACK, "track_id", 1, 4);
}

/* The daemon remembers 64. */
static void
more_than_the_daemon_remembers(void)
{
	memset(&says, 0, sizeof(says));
	says.tracks = 64;
	begin();
	for (int i = 0; i < 10; i++) {
		says.tracks += 60;
		says.forgotten = says.tracks - 64;
		CU_ASSERT_EQUAL(
			i < 9 ? zcjitter_events_tracks(&told) : zcjitter_events_end(&told), 0);
	}
	expect(ZC_RECORDING_TRACK, "track_id", 65, 664);
}

static void
incidents_since_the_beginning(void)
{
	memset(&says, 0, sizeof(says));
	says.incidents = 7;
	begin();
	says.incidents = 9;
	CU_ASSERT_EQUAL(zcjitter_events_end(&told), 0);
	expect(ZC_RECORDING_INCIDENT, "incident", 8, 9);
}

static void
a_daemon_that_does_not_answer(void)
{
	memset(&says, 0, sizeof(says));
	begin();
	says.code = ZC_EXIT_UNREACHABLE;
	CU_ASSERT_EQUAL(zcjitter_events_begin(&told), ZC_EXIT_UNREACHABLE);
	/* It may be there again next time; at the end it is missed. */
	says.tracks = 2;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	CU_ASSERT_EQUAL(zcjitter_events_end(&told), ZC_EXIT_UNREACHABLE);
	says.code = 0;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	expect(ZC_RECORDING_TRACK, "track_id", 1, 2);
}

/* A daemon turns away who was silent for a minute. */
static void
connects_anew_each_time(void)
{
	memset(&says, 0, sizeof(says));
	begin();
	connected = 0;
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	CU_ASSERT_EQUAL(zcjitter_events_tracks(&told), 0);
	CU_ASSERT_EQUAL(zcjitter_events_end(&told), 0);
	CU_ASSERT_EQUAL(connected, 3);
	expect(ZC_RECORDING_TRACK, "track_id", 1, 0);
}

ZC_UNIT_MAIN("zcjitter_events", { "each track once, whatever the clock says", each_track_once },
	{ "receipts are waited for", receipts_are_waited_for },
	{ "more than the daemon remembers", more_than_the_daemon_remembers },
	{ "incidents since the beginning", incidents_since_the_beginning },
	{ "a daemon that does not answer", a_daemon_that_does_not_answer },
	{ "connects anew each time", connects_anew_each_time })
