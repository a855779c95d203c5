/* Text for a terminal: widths, cuts, and no control of the terminal. */
#include "tests/unit/unit.h"

#include <locale.h>
#include <mpd/audio_format.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/text.h"

static void
times(void)
{
	char b[ZC_TEXT_TIME_MAX];

	CU_ASSERT_STRING_EQUAL(zc_text_time(0, b), "0:00");
	CU_ASSERT_STRING_EQUAL(zc_text_time(59.999, b), "0:59");
	CU_ASSERT_STRING_EQUAL(zc_text_time(83, b), "1:23");
	CU_ASSERT_STRING_EQUAL(zc_text_time(3723, b), "1:02:03");
	CU_ASSERT_STRING_EQUAL(zc_text_time(-1, b), "-:--");
	CU_ASSERT_STRING_EQUAL(zc_text_time(strtod("nan", NULL), b), "-:--");
	CU_ASSERT_STRING_EQUAL(zc_text_time(1e300, b), "-:--");
	CU_ASSERT_STRING_EQUAL(zc_text_length(0, b), "-:--");
	CU_ASSERT_STRING_EQUAL(zc_text_length(61, b), "1:01");
}

static void
formats(void)
{
	struct mpd_audio_format f = { .sample_rate = 44100, .bits = 16, .channels = 2 };
	char b[ZC_TEXT_FORMAT_MAX];

	CU_ASSERT_STRING_EQUAL(zc_text_format(&f, b), "44100 Hz 16 bit 2 ch");
	f.bits = MPD_SAMPLE_FORMAT_FLOAT;
	CU_ASSERT_STRING_EQUAL(zc_text_format(&f, b), "44100 Hz float 2 ch");
	CU_ASSERT_STRING_EQUAL(zc_text_format(NULL, b), "");
}

static void
escape_codes_do_not_reach_the_terminal(void)
{
	char b[64];

	zc_text_clean(b, sizeof(b), "a\033[2Jb\rc\td\177", SIZE_MAX);
	CU_ASSERT_STRING_EQUAL(b, "a?[2Jb?c?d?");
	/* The escape as one C1 character, in UTF-8 and as a single byte. */
	zc_text_clean(b, sizeof(b),
		"a\xc2\x9b"
		"2Jb\x9b"
		"c",
		SIZE_MAX);
	CU_ASSERT_PTR_NULL(strchr(b, '\x9b'));
	CU_ASSERT_PTR_NOT_NULL(strstr(b, "2Jb"));
}

static void
text_is_cut_to_its_columns(void)
{
	char b[64];

	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "abcdef", 6), 6);
	CU_ASSERT_STRING_EQUAL(b, "abcdef");
	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "abcdef", 5), 5);
	CU_ASSERT_STRING_EQUAL(b, "abcd~");
	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "abcdef", 1), 1);
	CU_ASSERT_STRING_EQUAL(b, "~");
	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "abcdef", 0), 0);
	CU_ASSERT_STRING_EQUAL(b, "");
}

static void
text_is_cut_to_its_bytes(void)
{
	for (size_t size = 1; size <= 8; size++) {
		char b[8], want[8] = "abcdef";

		memset(b, '#', sizeof(b));
		zc_text_clean(b, size, "abcdef", SIZE_MAX);
		CU_ASSERT_TRUE(memchr(b, 0, size) != NULL);
		if (size < 7) {
			want[size - 1] = 0;
			if (size > 1)
				want[size - 2] = '~';
		}
		CU_ASSERT_STRING_EQUAL(b, want);
	}
}

static void
wide_letters_count_twice(void)
{
	char b[64];

	/* Two ideographs, 2 columns each; a cut may not leave half of one. */
	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "\xe6\xbc\xa2\xe5\xad\x97", 4), 4);
	CU_ASSERT_STRING_EQUAL(b, "\xe6\xbc\xa2\xe5\xad\x97");
	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "\xe6\xbc\xa2\xe5\xad\x97", 3), 3);
	CU_ASSERT_STRING_EQUAL(b, "\xe6\xbc\xa2~");
	CU_ASSERT_EQUAL(zc_text_clean(b, sizeof(b), "\xe6\xbc\xa2\xe5\xad\x97", 2), 1);
	CU_ASSERT_STRING_EQUAL(b, "~");
}

static void
runs_of_numbers(void)
{
	char b[64];

	CU_ASSERT_STRING_EQUAL(zc_text_runs(b, sizeof(b), "1,2,3,4"), "1-4");
	CU_ASSERT_STRING_EQUAL(zc_text_runs(b, sizeof(b), "1,2"), "1,2");
	CU_ASSERT_STRING_EQUAL(
		zc_text_runs(b, sizeof(b), "S16_LE channels 1,2,3,6,8 rates 44100,48000"),
		"S16_LE channels 1-3,6,8 rates 44100,48000");
	CU_ASSERT_STRING_EQUAL(zc_text_runs(b, sizeof(b), "7,8,9,1000-1002"), "7-9,1000-1002");
	CU_ASSERT_STRING_EQUAL(zc_text_runs(b, sizeof(b), ""), "");
	CU_ASSERT_STRING_EQUAL(zc_text_runs(b, 4, "1,2,3,4,55"), "1-4");
	CU_ASSERT_STRING_EQUAL(zc_text_runs(b, 3, "12345"), "12");
}

static void
bars(void)
{
	char b[32];

	CU_ASSERT_STRING_EQUAL(zc_text_bar(b, 12, 0), "[>         ]");
	CU_ASSERT_STRING_EQUAL(zc_text_bar(b, 12, 0.5), "[=====>    ]");
	CU_ASSERT_STRING_EQUAL(zc_text_bar(b, 12, 1), "[==========]");
	CU_ASSERT_STRING_EQUAL(zc_text_bar(b, 12, 7), "[==========]");
	CU_ASSERT_STRING_EQUAL(zc_text_bar(b, 12, -7), "[>         ]");
	CU_ASSERT_STRING_EQUAL(zc_text_bar(b, 3, 0.5), "[>]");
}

int
main(void)
{
	static const struct zc_unit_test tests[] = { { "times", times }, { "formats", formats },
		{ "escape codes do not reach the terminal",
			escape_codes_do_not_reach_the_terminal },
		{ "text is cut to its columns", text_is_cut_to_its_columns },
		{ "text is cut to its bytes", text_is_cut_to_its_bytes },
		{ "wide letters count twice", wide_letters_count_twice }, { "bars", bars },
		{ "runs of numbers", runs_of_numbers } };

	setlocale(LC_ALL, "C.UTF-8");
	return zc_unit_main("text", tests, sizeof(tests) / sizeof(tests[0]));
}
