#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/player/report.h"

static struct zc_played
whole(void)
{
	return (struct zc_played){
		.uri = "a/b.wav",
		.info = { .frames = 1000,
			.codec = "PCM_16",
			.file = { ZC_S16_LE, 2, 44100 },
			.hw = { ZC_S16_LE, 2, 44100 } },
		.counts = { .path = ZC_PATH_STAGED,
			.reason = ZC_REASON_CONFIG,
			.bytes_direct = 3000,
			.bytes_copied = 600,
			.bytes_decoded = 400 },
		.frames_played = 1000,
		.whole = true,
	};
}

static bool
line_has(const struct zc_played *r, const char *text)
{
	char line[900];

	return strstr(zc_report_line(r, line, sizeof(line)), text) != NULL;
}

static void
a_whole_track_is_compared_with_its_payload(void)
{
	struct zc_played r = whole();

	CU_ASSERT(line_has(&r, "a/b.wav: played to its end, 1000 of 1000 frames"));
	CU_ASSERT(line_has(&r, "staged: "));
	CU_ASSERT(line_has(&r, "3000 direct + 600 copied + 400 decoded = payload"));
	CU_ASSERT(line_has(&r, "0 xruns"));
	r.counts.bytes_copied = 601;
	r.counts.xruns = 1;
	CU_ASSERT(line_has(&r, " = 4001, but the payload is 4000"));
	CU_ASSERT(line_has(&r, "1 xrun"));
	CU_ASSERT_FALSE(line_has(&r, "1 xruns"));
}

static void
a_part_is_not_compared(void)
{
	struct zc_played r = whole();

	r.whole = false;
	r.result = -ECANCELED;
	r.frames_played = 10;
	CU_ASSERT(line_has(&r, "stopped, 10 of 1000 frames"));
	CU_ASSERT_FALSE(line_has(&r, "payload"));
	/* With a seek in between. */
	r.result = 0;
	CU_ASSERT_FALSE(line_has(&r, "payload"));
}

static void
an_error_is_reported(void)
{
	struct zc_played r = whole();

	r.result = -EIO;
	snprintf(r.error, sizeof(r.error), "the disk is bad");
	CU_ASSERT(line_has(&r, "failed (the disk is bad)"));
	memset(&r.info, 0, sizeof(r.info));
	CU_ASSERT(line_has(&r, "the disk is bad"));
}

static void
a_long_line_is_cut(void)
{
	struct zc_played r = whole();
	char line[40];

	memset(line, 'x', sizeof(line));
	memset(r.uri, 'u', sizeof(r.uri) - 1);
	zc_report_line(&r, line, sizeof(line));
	CU_ASSERT_EQUAL(strlen(line), sizeof(line) - 1);
}

static void
the_newest_are_kept_newest_first(void)
{
	struct zc_report *report = zc_report_new();
	const struct zc_played *list;
	struct zc_played r = whole();

	CU_ASSERT_EQUAL(zc_report_list(report, &list), 0);
	for (uint32_t id = 1; id <= ZC_PLAYED_MAX + 3; id++) {
		r.song_id = id;
		zc_report_add(report, &r);
	}
	CU_ASSERT_EQUAL_FATAL(zc_report_list(report, &list), ZC_PLAYED_MAX);
	for (uint32_t i = 0; i < ZC_PLAYED_MAX; i++)
		CU_ASSERT_EQUAL(list[i].song_id, ZC_PLAYED_MAX + 3 - i);
	zc_report_free(report);
}

/* Adds a track and its receipt to a report; returns its record as it is then. */
static struct zc_played
with_receipt(struct zc_report *rep, uint64_t track_id, enum zc_verify_state state)
{
	struct zc_played r = whole();
	struct zc_receipt receipt = { .track_id = track_id,
		.state = state,
		.differs = state == ZC_VERIFY_FAILED,
		.differs_frame = 7,
		.differs_channel = 2,
		.text = "as it is" };
	const struct zc_played *list;

	r.receipt = (struct zc_receipt){ .track_id = 5, .state = ZC_VERIFY_PENDING };
	zc_report_add(rep, &r);
	zc_report_receipt(rep, &receipt);
	CU_ASSERT_FATAL(zc_report_list(rep, &list) > 0);
	return list[0];
}

static void
a_receipt_comes_later(void)
{
	struct zc_report *rep = zc_report_new();
	const struct zc_played *list;
	struct zc_played r;

	CU_ASSERT_PTR_NOT_NULL_FATAL(rep);
	/* A receipt of another track, and a second one, change nothing. */
	r = with_receipt(rep, 4, ZC_VERIFY_VERIFIED);
	CU_ASSERT_EQUAL(r.receipt.state, ZC_VERIFY_PENDING);
	CU_ASSERT_EQUAL(zc_report_pending(rep), 1);
	r = with_receipt(rep, 5, ZC_VERIFY_FAILED);
	CU_ASSERT_EQUAL(r.receipt.state, ZC_VERIFY_FAILED);
	CU_ASSERT_EQUAL(zc_report_pending(rep), 0);
	zc_report_receipt(
		rep, &(struct zc_receipt){ .track_id = 5, .state = ZC_VERIFY_VERIFIED });
	zc_report_list(rep, &list);
	CU_ASSERT_EQUAL(list[0].receipt.state, ZC_VERIFY_FAILED);
	zc_report_free(rep);
}

static void
a_missing_receipt_is_reported(void)
{
	struct zc_report *rep = zc_report_new();
	const struct zc_played *list;

	CU_ASSERT_PTR_NOT_NULL_FATAL(rep);
	with_receipt(rep, 4, ZC_VERIFY_VERIFIED);
	zc_report_give_up(rep);
	CU_ASSERT_EQUAL(zc_report_list(rep, &list), 1);
	CU_ASSERT_EQUAL(list[0].receipt.state, ZC_VERIFY_INCOMPLETE);
	CU_ASSERT_PTR_NOT_NULL(strstr(list[0].receipt.text, "the daemon was stopped"));
	CU_ASSERT_EQUAL(zc_report_pending(rep), 0);
	zc_report_free(rep);
}

ZC_UNIT_MAIN("report",
	{ "a whole track is compared with its payload",
		a_whole_track_is_compared_with_its_payload },
	{ "a part is not compared", a_part_is_not_compared },
	{ "an error is reported", an_error_is_reported },
	{ "a long line is cut", a_long_line_is_cut },
	{ "the newest are kept, newest first", the_newest_are_kept_newest_first },
	{ "a receipt comes later", a_receipt_comes_later },
	{ "a missing receipt is reported", a_missing_receipt_is_reported })
