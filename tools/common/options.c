#include "tools/common/options.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/parse.h"

#define LONGS_MAX 32

/* How many long options begin with these letters. */
static int
count_matches(const char *letters, size_t len, const struct option *longs)
{
	int count = 0;

	for (; longs->name; longs++)
		count += !strncmp(letters, longs->name, len);
	return count;
}

static char *
unknown_long(const char *word, const struct option *longs, char *buf, size_t size)
{
	size_t len = strcspn(word, "=");
	const char *names[LONGS_MAX], *meant;
	char name[64];
	int count = 0;

	for (; longs[count].name && count < LONGS_MAX; count++)
		names[count] = longs[count].name;
	snprintf(name, sizeof(name), "%.*s", (int)len, word);
	meant = zc_parse_suggest(name, names, count);
	if (count_matches(word, len, longs) > 1)
		snprintf(buf, size, "option --%s is ambiguous; write it in full", name);
	else if (meant)
		snprintf(buf, size, "unknown option --%s; did you mean --%s?", name, meant);
	else
		snprintf(buf, size, "unknown option --%s", name);
	return buf;
}

char *
zc_options_error(
	int returned, char *const *argv, const struct option *longs, char *buf, size_t size)
{
	const char *word = argv[optind - 1];
	bool is_long = !strncmp(word, "--", 2);
	size_t len = strcspn(word, "=");

	if (is_long && returned == ':')
		snprintf(buf, size, "option %s needs a value", word);
	else if (is_long && optopt)
		snprintf(buf, size, "option %.*s takes no value", (int)len, word);
	else if (is_long)
		unknown_long(word + 2, longs, buf, size);
	else if (returned == ':')
		snprintf(buf, size, "option -%c needs a value", optopt);
	else
		snprintf(buf, size, "unknown option -%c", optopt);
	return buf;
}
