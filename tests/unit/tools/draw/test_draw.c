/* Pages of every size: no line too long, not too many lines, and no outlier left out. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "tools/draw/draw.h"

#define RECORDS 200

static struct zc_wake_hists hists;
static struct zc_wake wakes[RECORDS];
static struct zc_snapshot snap = { .count.wakeups = RECORDS, .ppm = 12.5, .ppm_err = 0.25 };
static struct zc_thread_count filler;
static struct zc_draw_data of = { .title = "play  0:01 / 0:10",
	.hists = &hists,
	.snap = &snap,
	.filler = &filler,
	.wakes = wakes };

/* Wake-ups every half second with a margin of one second in a ring of two; one of them is 5 s
 * late. */
static void
play(int64_t outlier_ns)
{
	memset(&hists, 0, sizeof(hists));
	for (int i = 0; i < RECORDS; i++) {
		struct zc_wake *w = &wakes[i];

		*w = (struct zc_wake){ .seq = (uint64_t)i + 1,
			.planned_ns = (i + 1) * 500000000ll,
			.woke_ns = (i + 1) * 500000000ll + 20000 + i * 100,
			.played_frame = (uint64_t)i * 24000,
			.committed_frame = (uint64_t)i * 24000 + 48000,
			.rate_hz = 48000,
			.capacity_frames = 96000,
			.period_frames = 4800,
			.cause = ZC_WAKE_DEADLINE,
			.flags = ZC_WAKE_RUNNING };
		w->done_ns = w->woke_ns + 30000;
		if (i == RECORDS / 2 && outlier_ns) {
			w->planned_ns -= outlier_ns;
			w->flags |= ZC_WAKE_XRUN;
			w->committed_frame = w->played_frame;
		}
		zc_wake_hists_add(&hists, i ? &wakes[i - 1] : NULL, w);
	}
	of.count = RECORDS;
}

/* The page; the caller frees it. */
static char *
page(size_t columns, size_t rows, bool utf8)
{
	size_t bytes;
	char *text = NULL;
	struct zc_draw d = { open_memstream(&text, &bytes), columns, rows, utf8 };

	CU_ASSERT_FATAL(d.out != NULL);
	zc_draw_page(&d, &of);
	fclose(d.out);
	return text;
}

/* The columns of a line: bytes that begin a character. */
static size_t
width(const char *s, size_t bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

static void
fits(size_t columns, size_t rows, bool utf8)
{
	char *text = page(columns, rows, utf8), *line = text, *end;
	size_t lines = 0, widest = 0;

	for (; (end = strchr(line, '\n')); line = end + 1, lines++) {
		size_t w = width(line, (size_t)(end - line));

		widest = w > widest ? w : widest;
	}
	CU_ASSERT(widest <= columns);
	CU_ASSERT(lines <= rows);
	for (const char *c = text; !utf8 && *c; c++)
		CU_ASSERT((unsigned char)*c < 0x80);
	free(text);
}

static void
fits_every_terminal(void)
{
	play(5000000000);
	for (size_t columns = 20; columns <= 200; columns += 9)
		for (size_t rows = 1; rows <= 60; rows++)
			fits(columns, rows, rows % 2);
	of.count = 0;
	memset(&hists, 0, sizeof(hists));
	for (size_t rows = 1; rows <= 60; rows++)
		fits(80, rows, true);
}

static void
tells_what_there_is(void)
{
	char *text;

	play(0);
	text = page(120, 40, true);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "play  0:01 / 0:10"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "wake-up latency: p50 3"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "least 1.00 s"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "200 wake-ups"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "+12.50 ppm"));
	CU_ASSERT_PTR_NULL(strstr(text, "disk_latency"));
	free(text);
	memset(&hists, 0, sizeof(hists));
	of.count = 0;
	text = page(120, 40, true);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "no planned wake-up yet"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "nothing played yet"));
	free(text);
}

/* One of two hundred, five decades away: it has a bar of its own at the right end, and is
 * named. */
static void
an_outlier_shows(void)
{
	size_t bytes;
	char *text = NULL, *line, *page_text;
	struct zc_draw d = { open_memstream(&text, &bytes), 80, 24, false };

	play(5000000000);
	CU_ASSERT_EQUAL(zc_draw_hist(&d, &hists.of[ZC_KIND_LATE], 5), 5);
	fclose(d.out);
	line = strrchr(text, '1'); /* the label of the bottom line */
	for (line = text; strncmp(line, "        1 ", 10); line = strchr(line, '\n') + 1)
		;
	CU_ASSERT_FATAL(strchr(line, '\n') != NULL);
	/* The axis ends at the next power of two, 8.6 s. */
	CU_ASSERT(strchr(line, '\n') - line > 70);
	free(text);
	page_text = page(100, 40, false);
	CU_ASSERT_PTR_NOT_NULL(strstr(page_text, "max 5.00 s"));
	CU_ASSERT_PTR_NOT_NULL(strstr(page_text, "least 0 ns"));
	/* The xrun, in the middle of the time. */
	line = strstr(page_text, "100 s ");
	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_EQUAL(strchr(line, 'x') - line, 6 + 45);
	free(page_text);
}

/* A terminal of 80 by 24 has every column of the table, each below its heading. */
static void
columns_stand_below_their_headings(void)
{
	char *text, *head, *row;

	play(5000000000);
	text = page(79, 23, false);
	for (head = strstr(text, " count "); head && head > text && head[-1] != '\n'; head--)
		;
	row = strstr(text, "wake_latency ");
	CU_ASSERT_FATAL(head && row);
	CU_ASSERT_EQUAL(strcspn(head, "\n"), 79);
	CU_ASSERT_EQUAL(strstr(head, "count") + 5 - head, strstr(row, "200") + 3 - row);
	CU_ASSERT_EQUAL(strstr(head, "max") + 3 - head, 79);
	CU_ASSERT_EQUAL(strncmp(row + 79 - 6, "5.00 s", 6), 0);
	free(text);
}

static void
times_are_short(void)
{
	static const struct {
		int64_t ns;
		const char *text;
	} cases[] = { { 0, "0 ns" }, { 999, "999 ns" }, { 1000, "1.00 us" },
		{ 9994, "9.99 us" }, { 9996, "10.0 us" }, { 123456, "123 us" },
		{ 999400, "999 us" }, { 999600, "1.00 ms" }, { 61000000000, "61.0 s" } };
	char text[ZC_DRAW_NS_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_STRING_EQUAL(zc_draw_ns(cases[i].ns, text), cases[i].text);
}

ZC_UNIT_MAIN("draw", { "fits every terminal", fits_every_terminal },
	{ "tells what there is", tells_what_there_is },
	{ "an outlier shows", an_outlier_shows },
	{ "columns stand below their headings", columns_stand_below_their_headings },
	{ "times are short", times_are_short })
