/* A command line with a mistake in it: the message names the option and what to write. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tools/common/options.h"

/* Parses one argument, and its value unless NULL, up to the first mistake. */
static void
check(const char *argument, const char *value, const char *expected)
{
	static const struct option longs[] = { { "seed", required_argument, NULL, 's' },
		{ "seconds", required_argument, NULL, 'S' }, { "json", no_argument, NULL, 'j' },
		{ 0 } };
	char program[] = "tool", first[32], second[32];
	char *argv[] = { program, first, value ? second : NULL, NULL };
	char text[160] = "";
	int o;

	snprintf(first, sizeof(first), "%s", argument);
	snprintf(second, sizeof(second), "%s", value ? value : "");
	optind = 0;
	opterr = 0;
	while ((o = getopt_long(value ? 3 : 2, argv, ":jo:", longs, NULL)) != -1)
		if (o == '?' || o == ':') {
			zc_options_error(o, argv, longs, text, sizeof(text));
			break;
		}
	CU_ASSERT_STRING_EQUAL(text, expected);
}

static void
unknown_options(void)
{
	check("--nonsense", NULL, "unknown option --nonsense");
	check("--jsno", NULL, "unknown option --jsno; did you mean --json?");
	check("--sede=3", NULL, "unknown option --sede; did you mean --seed?");
	check("--se", "3", "option --se is ambiguous; write it in full");
	check("-x", NULL, "unknown option -x");
	check("-jx", NULL, "unknown option -x");
	check("file", "--nonsense", "unknown option --nonsense");
}

static void
values(void)
{
	check("--seed", NULL, "option --seed needs a value");
	check("-o", NULL, "option -o needs a value");
	check("--json=1", NULL, "option --json takes no value");
}

static void
correct_options(void)
{
	check("--seed", "3", "");
	check("--js", NULL, "");
	check("-ofile", NULL, "");
}

ZC_UNIT_MAIN("options", { "unknown options", unknown_options }, { "values", values },
	{ "correct options", correct_options })
