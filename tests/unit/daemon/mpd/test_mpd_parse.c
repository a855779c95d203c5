#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/mpd/mpd_parse.h"

struct split_row {
	const char *line;
	const char *parts; /* the words, each ended by '|'; or the error */
	int result;
};

static void
words_quotes_and_escapes(void)
{
	static const struct split_row rows[] = {
		{ "ping", "ping|", 0 },
		{ "ping \t ", "ping|", 0 },
		{ "zc_played 3", "zc_played|3|", 0 },
		{ "add \"a b\"  c\td", "add|a b|c|d|", 0 },
		{ "add \"a\\\"b\\\\c\\d\"", "add|a\"b\\cd|", 0 },
		{ "add \"\"", "add||", 0 },
		{ "add \"\" \"\"", "add|||", 0 },
		{ "add \xc3\xa4", "add|\xc3\xa4|", 0 },
		{ "add \"a", "missing closing '\"'", -EINVAL },
		{ "add \"a\\", "missing closing '\"'", -EINVAL },
		{ "add \"a\\\"", "missing closing '\"'", -EINVAL },
		{ "add \"", "missing closing '\"'", -EINVAL },
		{ "add \"a\"b", "space expected after closing '\"'", -EINVAL },
		{ "add a\"b", "invalid unquoted character", -EINVAL },
		{ "add 'a'", "invalid unquoted character", -EINVAL },
		{ "add a\x01", "invalid unquoted character", -EINVAL },
		{ "a-b", "invalid word character", -EINVAL },
		{ "", "no command given", -EINVAL },
		{ " ping", "no command given", -EINVAL },
		{ "\"ping\"", "no command given", -EINVAL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[64], parts[128] = "";
		struct zc_args a;
		struct zc_err err;

		snprintf(line, sizeof(line), "%s", rows[i].line);
		CU_ASSERT_EQUAL(zc_mpd_split(line, &a, &err), rows[i].result);
		if (rows[i].result) {
			CU_ASSERT_STRING_EQUAL(err.text, rows[i].parts);
			continue;
		}
		strcat(strcat(parts, a.name), "|");
		for (int k = 0; k < a.count; k++)
			strcat(strcat(parts, a.arg[k]), "|");
		CU_ASSERT_STRING_EQUAL(parts, rows[i].parts);
	}
}

static void
arguments_have_a_limit(void)
{
	char line[512] = "x";
	struct zc_args a;
	struct zc_err err;

	for (int i = 0; i < ZC_ARGS_MAX; i++)
		strcat(line, " a");
	CU_ASSERT_EQUAL(zc_mpd_split(line, &a, &err), 0);
	CU_ASSERT_EQUAL(a.count, ZC_ARGS_MAX);
	strcpy(line, "x");
	for (int i = 0; i <= ZC_ARGS_MAX; i++)
		strcat(line, " a");
	CU_ASSERT_EQUAL(zc_mpd_split(line, &a, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, "more than 70 arguments");
}

static void
numbers(void)
{
	struct zc_err err;
	uint32_t v = 7;
	char sign = 'x';
	bool b = false;

	CU_ASSERT_EQUAL(zc_mpd_uint("4294967295", UINT32_MAX, &v, &err), 0);
	CU_ASSERT_EQUAL(v, UINT32_MAX);
	CU_ASSERT_EQUAL(zc_mpd_uint("4294967296", UINT32_MAX, &v, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, "Number too large: 4294967296");
	CU_ASSERT_EQUAL(
		zc_mpd_uint("99999999999999999999999999", UINT32_MAX, &v, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, "Number too large: 99999999999999999999999999");
	CU_ASSERT_EQUAL(zc_mpd_uint("101", 100, &v, &err), -EINVAL);
	CU_ASSERT_EQUAL(zc_mpd_uint("", 100, &v, &err), -EINVAL);
	CU_ASSERT_EQUAL(zc_mpd_uint("-1", 100, &v, &err), -EINVAL);
	CU_ASSERT_EQUAL(zc_mpd_uint("1x", 100, &v, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, "Integer expected: 1x");
	CU_ASSERT_EQUAL(zc_mpd_uint(" 1", 100, &v, &err), -EINVAL);
	CU_ASSERT_EQUAL(v, UINT32_MAX);

	CU_ASSERT_EQUAL(zc_mpd_signed("+3", 10, &sign, &v, &err), 0);
	CU_ASSERT(sign == '+' && v == 3);
	CU_ASSERT_EQUAL(zc_mpd_signed("-0", 10, &sign, &v, &err), 0);
	CU_ASSERT(sign == '-' && v == 0);
	CU_ASSERT_EQUAL(zc_mpd_signed("5", 10, &sign, &v, &err), 0);
	CU_ASSERT(sign == 0 && v == 5);
	CU_ASSERT_EQUAL(zc_mpd_signed("+-3", 10, &sign, &v, &err), -EINVAL);
	CU_ASSERT_EQUAL(zc_mpd_signed("+", 10, &sign, &v, &err), -EINVAL);

	CU_ASSERT_EQUAL(zc_mpd_bool("1", &b, &err), 0);
	CU_ASSERT_TRUE(b);
	CU_ASSERT_EQUAL(zc_mpd_bool("2", &b, &err), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, "Boolean (0/1) expected: 2");
}

static void
seconds(void)
{
	static const char *const bad[] = { "", "x", "+", "nan", "inf", "1e3", "0x10", "1.2.3",
		"--1", "1 ", "." };
	struct zc_err err;
	double v = -1;
	char sign;

	CU_ASSERT_EQUAL(zc_mpd_seconds("12.5", &sign, &v, &err), 0);
	CU_ASSERT(sign == 0 && v == 12.5);
	CU_ASSERT_EQUAL(zc_mpd_seconds("-3", &sign, &v, &err), 0);
	CU_ASSERT(sign == '-' && v == 3);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_EQUAL(zc_mpd_seconds(bad[i], &sign, &v, &err), -EINVAL);
	CU_ASSERT_EQUAL(v, 3);
}

struct range_row {
	const char *arg;
	int result;
	uint32_t start, end;
};

static void
ranges(void)
{
	static const struct range_row rows[] = {
		{ "3", 0, 3, 4 },
		{ "3:5", 0, 3, 5 },
		{ "3:3", 0, 3, 3 },
		{ "3:", 0, 3, UINT32_MAX },
		{ "-1", 0, 0, UINT32_MAX },
		{ "4294967294", 0, 4294967294, UINT32_MAX },
		{ "4294967295", -EINVAL, 0, 0 },
		{ "99999999999999999999", -EINVAL, 0, 0 },
		{ "5:3", -EINVAL, 0, 0 },
		{ ":3", -EINVAL, 0, 0 },
		{ ":", -EINVAL, 0, 0 },
		{ "", -EINVAL, 0, 0 },
		{ "x", -EINVAL, 0, 0 },
		{ "1:x", -EINVAL, 0, 0 },
		{ "1:2:3", -EINVAL, 0, 0 },
		{ "-1:2", -EINVAL, 0, 0 },
		{ "1-2", -EINVAL, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zc_range r = { 0, 0 };
		struct zc_err err;

		CU_ASSERT_EQUAL(zc_mpd_range(rows[i].arg, &r, &err), rows[i].result);
		CU_ASSERT_EQUAL(r.start, rows[i].start);
		CU_ASSERT_EQUAL(r.end, rows[i].end);
	}
}

ZC_UNIT_MAIN("mpd_parse", { "words, quotes and escapes", words_quotes_and_escapes },
	{ "arguments have a limit", arguments_have_a_limit }, { "numbers", numbers },
	{ "seconds", seconds }, { "ranges", ranges })
