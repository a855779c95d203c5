/* Tables of what a user may type: accepted with its meaning, or rejected. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "tools/common/parse.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
times_that_are_meant(void)
{
	static const struct {
		const char *text;
		double seconds;
	} good[] = { { "0", 0 }, { "90", 90 }, { "1:30", 90 }, { "0:05", 5 },
		{ "1:02:03", 3723 }, { "1:5", 65 }, { "2.5", 2.5 }, { "1:30.25", 90.25 },
		{ "600", 600 }, { "99:59:59", 359999 } };

	for (size_t i = 0; i < COUNT(good); i++) {
		double s = -1;

		CU_ASSERT_EQUAL(zc_parse_time(good[i].text, &s), 0);
		CU_ASSERT_DOUBLE_EQUAL(s, good[i].seconds, 1e-9);
	}
}

static void
times_that_are_nonsense(void)
{
	static const char *const bad[] = { "", ":", "1:", ":30", "1:60", "1:00:60", "1:2:3:4",
		"x", "1x", "1:3x", "-1", "+1", "1.", ".5", "1..5", " 1", "1 ", "1e3", "nan",
		"0x10", "12345678901" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		double s = -7;

		CU_ASSERT_EQUAL(zc_parse_time(bad[i], &s), -EINVAL);
		CU_ASSERT_EQUAL(s, -7);
	}
}

static void
places_to_seek(void)
{
	static const struct {
		const char *text;
		enum zc_seek_kind kind;
		double value;
	} good[] = { { "1:30", ZC_SEEK_TO, 90 }, { "+10", ZC_SEEK_BY, 10 },
		{ "-10", ZC_SEEK_BY, -10 }, { "+1:30", ZC_SEEK_BY, 90 },
		{ "-0.5", ZC_SEEK_BY, -0.5 }, { "50%", ZC_SEEK_PERCENT, 50 },
		{ "0%", ZC_SEEK_PERCENT, 0 }, { "100%", ZC_SEEK_PERCENT, 100 } };
	static const char *const bad[] = { "", "%", "101%", "-5%", "+5%", "5%%", "1:00%",
		"5.5%", "1000%", "+", "-", "++1", "+-1", "abc" };
	enum zc_seek_kind kind;
	double value;

	for (size_t i = 0; i < COUNT(good); i++) {
		CU_ASSERT_EQUAL(zc_parse_seek(good[i].text, &kind, &value), 0);
		CU_ASSERT_EQUAL(kind, good[i].kind);
		CU_ASSERT_DOUBLE_EQUAL(value, good[i].value, 1e-9);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(zc_parse_seek(bad[i], &kind, &value), -EINVAL);
}

static void
ranges_count_from_one(void)
{
	static const struct {
		const char *text;
		unsigned int start, end;
	} good[] = { { "1", 0, 1 }, { "3-5", 2, 5 }, { "7-7", 6, 7 }, { "2-", 1, UINT_MAX } };
	static const char *const bad[] = { "", "0", "-", "-3", "3-2", "1-0", "a", "1-b", "1:2",
		"1--2", "1-+2", "+1", "1 ", "99999999999", "1-99999999999" };
	unsigned int start, end;

	for (size_t i = 0; i < COUNT(good); i++) {
		CU_ASSERT_EQUAL(zc_parse_range(good[i].text, &start, &end), 0);
		CU_ASSERT_EQUAL(start, good[i].start);
		CU_ASSERT_EQUAL(end, good[i].end);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(zc_parse_range(bad[i], &start, &end), -EINVAL);
}

static void
numbers_keep_to_their_limits(void)
{
	static const char *const bad[] = { "", "101", "-1", "1x", " 1", "x", "+", "-",
		"99999999999999999999" };
	long v;

	CU_ASSERT_EQUAL(zc_parse_int("0", 0, 100, &v), 0);
	CU_ASSERT_EQUAL(v, 0);
	CU_ASSERT_EQUAL(zc_parse_int("100", 0, 100, &v), 0);
	CU_ASSERT_EQUAL(v, 100);
	CU_ASSERT_EQUAL(zc_parse_int("-5", -100, 100, &v), 0);
	CU_ASSERT_EQUAL(v, -5);
	CU_ASSERT_EQUAL(zc_parse_int("+5", -100, 100, &v), 0);
	CU_ASSERT_EQUAL(v, 5);
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(zc_parse_int(bad[i], 0, 100, &v), -EINVAL);
}

static void
suggestions_are_near(void)
{
	static const char *const names[] = { "play", "queue", "status", "pause", "resume",
		"stop", "next", "prev", "seek", "volume", "warnings" };
	static const struct {
		const char *typed, *meant;
	} cases[] = { { "paly", "play" }, { "stauts", "status" }, { "statsu", "status" },
		{ "nxt", "next" }, { "previous", NULL }, { "pre", "prev" }, { "qeue", "queue" },
		{ "volumne", "volume" }, { "warn", "warnings" }, { "frobnicate", NULL },
		{ "x", NULL }, { "", NULL }, { "stp", "stop" },
		{ "thisnameislongerthanallothersput together", NULL } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *s = zc_parse_suggest(cases[i].typed, names, COUNT(names));

		CU_ASSERT_EQUAL(s == NULL, cases[i].meant == NULL);
		if (s && cases[i].meant)
			CU_ASSERT_STRING_EQUAL(s, cases[i].meant);
	}
}

static void
common_options_anywhere(void)
{
	char *argv[] = { "zcctl", "--json", "play", "-a", "--socket", "/s", "x.wav", "--help",
		NULL };
	struct zc_args a;
	struct zc_err err;

	CU_ASSERT_EQUAL(zc_args_parse(8, argv, &a, &err), 0);
	CU_ASSERT_TRUE(a.json && a.help && !a.version);
	CU_ASSERT_STRING_EQUAL(a.socket, "/s");
	CU_ASSERT_PTR_NULL(a.host);
	CU_ASSERT_EQUAL_FATAL(a.argc, 3);
	CU_ASSERT_STRING_EQUAL(a.argv[0], "play");
	CU_ASSERT_STRING_EQUAL(a.argv[1], "-a");
	CU_ASSERT_STRING_EQUAL(a.argv[2], "x.wav");
}

static void
nothing_is_an_option_behind_two_dashes(void)
{
	char *argv[] = { "zcctl", "play", "--", "--json", "--socket", NULL };
	struct zc_args a;
	struct zc_err err;

	CU_ASSERT_EQUAL(zc_args_parse(5, argv, &a, &err), 0);
	CU_ASSERT_FALSE(a.json);
	CU_ASSERT_PTR_NULL(a.socket);
	CU_ASSERT_EQUAL_FATAL(a.argc, 4);
	CU_ASSERT_STRING_EQUAL(a.argv[1], "--");
	CU_ASSERT_STRING_EQUAL(a.argv[3], "--socket");
}

static void
host_and_port(void)
{
	char *argv[] = { "zcctl", "--host=music", "--port", "6601", "stop", NULL };
	struct zc_args a;
	struct zc_err err;

	CU_ASSERT_EQUAL(zc_args_parse(5, argv, &a, &err), 0);
	CU_ASSERT_STRING_EQUAL(a.host, "music");
	CU_ASSERT_EQUAL(a.port, 6601);
	CU_ASSERT_EQUAL(a.argc, 1);
}

static void
refused(char *one, char *two, char *three, const char *text)
{
	char *argv[] = { "zcctl", one, two, three, NULL };
	struct zc_args a;
	struct zc_err err;

	CU_ASSERT_EQUAL(zc_args_parse(!two ? 2 : !three ? 3 : 4, argv, &a, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, text);
}

static void
options_that_are_wrong(void)
{
	refused("--socket", NULL, NULL, "--socket needs a value");
	refused("--host=", NULL, NULL, "--host needs a value");
	refused("--port", "0", NULL, "--port 0: a number from 1 to 65535 is needed");
	refused("--port=65536", NULL, NULL, "--port 65536: a number from 1 to 65535 is needed");
	refused("--port", "6600x", NULL, "--port 6600x: a number from 1 to 65535 is needed");
	refused("--socket=/s", "--host", "h",
		"--socket and --host or --port exclude each other");
}

ZC_UNIT_MAIN("parse", { "times that are meant", times_that_are_meant },
	{ "times that are nonsense", times_that_are_nonsense },
	{ "places to seek", places_to_seek },
	{ "ranges count from one", ranges_count_from_one },
	{ "numbers keep to their limits", numbers_keep_to_their_limits },
	{ "suggestions are near", suggestions_are_near },
	{ "common options anywhere", common_options_anywhere },
	{ "nothing is an option behind --", nothing_is_an_option_behind_two_dashes },
	{ "host and port", host_and_port },
	{ "options that are wrong", options_that_are_wrong })
