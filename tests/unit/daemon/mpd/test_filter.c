#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/mpd/filter.h"

static struct zc_tags *
song(void)
{
	static const struct zc_tag_value values[] = {
		{ ZC_TAG_ARTIST, "Sigur R\xc3\xb3s" },
		{ ZC_TAG_ALBUM, "\xc3\x81g\xc3\xa6tis byrjun" },
		{ ZC_TAG_COMPOSER, "First" },
		{ ZC_TAG_TITLE, "it's \"quoted\"" },
		{ ZC_TAG_TRACK, "3" },
		{ ZC_TAG_COMPOSER, "Second" },
	};
	struct zc_tags *t = zc_tags_new(values, sizeof(values) / sizeof(values[0]));

	t->fmt = (struct zc_fmt){ ZC_S16_LE, 2, 44100 };
	return t;
}

struct row {
	const char *args; /* separated by '|' */
	bool ignore_case;
	int matches; /* -1: an error */
	const char *error;
};

static void
matches_and_refuses(void)
{
	static const struct row rows[] = {
		{ "(artist == \"Sigur R\xc3\xb3s\")", false, 1, NULL },
		{ "(Artist == 'Sigur R\xc3\xb3s')", false, 1, NULL },
		{ "(artist == \"sigur r\xc3\x93S\")", false, 0, NULL },
		{ "(artist == \"sigur r\xc3\x93S\")", true, 1, NULL },
		{ "(artist == \"Sigur\")", true, 0, NULL },
		{ "(artist != \"x\")", false, 1, NULL },
		{ "(artist contains \"gur\")", false, 1, NULL },
		{ "(artist !contains \"gur\")", false, 0, NULL },
		{ "(album contains \"\xc3\xa1G\xc3\x86T\")", true, 1, NULL },
		{ "(title == \"it's \\\"quoted\\\"\")", false, 1, NULL },
		{ "(title == 'it\\'s \"quoted\"')", false, 1, NULL },
		{ "(albumartist == \"Sigur R\xc3\xb3s\")", false, 1, NULL },
		{ "(composer == \"First\")", false, 1, NULL },
		{ "(composer == \"Second\")", false, 1, NULL },
		{ "(composer == \"Third\")", false, 0, NULL },
		{ "(composer != \"Second\")", false, 0, NULL },
		{ "(any == \"Second\")", false, 1, NULL },
		{ "(genre == \"\")", false, 1, NULL },
		{ "(genre != \"\")", false, 0, NULL },
		{ "(artist != \"\")", false, 1, NULL },
		{ "(any contains \"byrjun\")", false, 1, NULL },
		{ "(any == \"3\")", false, 1, NULL },
		{ "(file == \"dir/song.wav\")", false, 1, NULL },
		{ "(base \"dir\")", false, 1, NULL },
		{ "(base \"di\")", false, 0, NULL },
		{ "(base \"\")", false, 1, NULL },
		{ "(modified-since \"2020-01-01T00:00:00Z\")", false, 1, NULL },
		{ "(modified-since \"2040-01-01\")", false, 0, NULL },
		{ "(modified-since \"1600000001\")", false, 0, NULL },
		{ "(AudioFormat == \"44100:16:2\")", false, 1, NULL },
		{ "(AudioFormat =~ \"44100:*:*\")", false, 1, NULL },
		{ "(AudioFormat =~ \"*:24:*\")", false, 0, NULL },
		{ "((artist contains \"R\") AND (track == \"3\"))", false, 1, NULL },
		{ "((artist contains \"R\") AND (track == \"4\"))", false, 0, NULL },
		{ "(!(track == \"4\"))", false, 1, NULL },
		{ "( ( ! (track == \"4\") ) AND (track == \"3\" ) )", false, 1, NULL },
		{ "((track == \"3\"))", false, 1, NULL },
		{ "track|3", false, 1, NULL },
		{ "track|3|artist|x", false, 0, NULL },
		{ "artist|Sigur", false, 0, NULL },
		{ "artist|sigur", true, 1, NULL },
		{ "any|BYRJUN", true, 1, NULL },
		{ "filename|song", true, 1, NULL },
		{ "track|3|(artist contains \"gur\")", false, 1, NULL },
		{ "artist", false, -1, "Incorrect number of filter arguments" },
		{ "nosuch|x", false, -1, "Unknown filter type: nosuch" },
		{ "(nosuch == \"x\")", false, -1, "Unknown filter type: nosuch" },
		{ "(artist", false, -1, "'==', '!=' or 'contains' expected at \"\"" },
		{ "(artist ==", false, -1, "Quoted string expected at \"\"" },
		{ "(artist == x)", false, -1, "Quoted string expected at \"x)\"" },
		{ "(artist == \"x)", false, -1, "Closing quote not found at \"\"x)\"" },
		{ "(artist == \"x\"", false, -1, "')' expected at \"\"" },
		{ "(artist == \"x\") y", false, -1,
			"unparsed garbage after the expression at \"y\"" },
		{ "((artist == \"x\") OR (artist == \"y\"))", false, -1,
			"'AND' or ')' expected at \"OR (artist == \"y\"))\"" },
		{ "()", false, -1, "a tag's name is expected at \")\"" },
		{ "(modified-since \"yesterday\")", false, -1,
			"modified-since: \"yesterday\" cannot be understood" },
		{ "(AudioFormat == \"44100:16\")", false, -1,
			"AudioFormat: \"44100:16\" cannot be understood" },
	};
	struct zc_tags *tags = song();
	struct zc_candidate candidate = { "dir/song.wav", tags, 1600000000 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[128], *args[8], *save = NULL;
		struct zc_filter *f;
		struct zc_err err;
		int count = 0, used = 0;

		snprintf(text, sizeof(text), "%s", rows[i].args);
		for (char *p = strtok_r(text, "|", &save); p; p = strtok_r(NULL, "|", &save))
			args[count++] = p;
		f = zc_filter_new(args, count, rows[i].ignore_case, &used, &err);
		if (rows[i].matches < 0) {
			CU_ASSERT_PTR_NULL(f);
			CU_ASSERT_STRING_EQUAL(err.text, rows[i].error);
		} else {
			CU_ASSERT_PTR_NOT_NULL_FATAL(f);
			CU_ASSERT_EQUAL(used, count);
			if (zc_filter_match(f, &candidate) != rows[i].matches) {
				CU_FAIL("a match");
				printf("# %s\n", rows[i].args);
			}
		}
		zc_filter_free(f);
	}
	free(tags);
}

static void
stops_at_the_words_of_the_command(void)
{
	char *args[] = { (char *)"artist", (char *)"x", (char *)"sort", (char *)"title" };
	struct zc_err err;
	int used;
	struct zc_filter *f = zc_filter_new(args, 4, false, &used, &err);

	CU_ASSERT_EQUAL(used, 2);
	zc_filter_free(f);
}

static void
depth_is_bounded(void)
{
	char text[4096], *args[] = { text };
	struct zc_err err;
	int used;

	memset(text, '(', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CU_ASSERT_PTR_NULL(zc_filter_new(args, 1, false, &used, &err));
	CU_ASSERT_EQUAL(strncmp(err.text, "too many parentheses", 20), 0);
}

static void
a_song_without_tags(void)
{
	char *args[] = { (char *)"(artist == \"\")" };
	struct zc_candidate candidate = { "x", NULL, 0 };
	struct zc_err err;
	int used;
	struct zc_filter *f = zc_filter_new(args, 1, false, &used, &err);

	CU_ASSERT_TRUE(zc_filter_match(f, &candidate));
	zc_filter_free(f);
}

ZC_UNIT_MAIN("filter", { "matches and refuses", matches_and_refuses },
	{ "stops at the words of the command", stops_at_the_words_of_the_command },
	{ "depth is bounded", depth_is_bounded },
	{ "a song without tags", a_song_without_tags })
