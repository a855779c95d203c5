/* Parses what a user types. Pure functions. */
#include "tools/common/parse.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int
zc_parse_int(const char *s, long min, long max, long *value)
{
	char *end;
	long v;

	if (!isdigit((unsigned char)s[s[0] == '-' || s[0] == '+']))
		return -EINVAL;
	errno = 0;
	v = strtol(s, &end, 10);
	if (errno || *end || v < min || v > max)
		return -EINVAL;
	*value = v;
	return 0;
}

/* The value of an option written "--name=value" or "--name value"; moves *i on for the latter.
 */
static const char *
option_value(int argc, char **argv, int *i, const char *name)
{
	size_t len = strlen(name);

	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	return *i + 1 < argc ? argv[++*i] : NULL;
}

static bool
option_is(const char *arg, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(arg, name, len) && (!arg[len] || arg[len] == '=');
}

int
zc_args_parse(int argc, char **argv, struct zc_args *out, struct zc_err *err)
{
	static const char *const flags[] = { "--json", "--help", "--version" };
	bool *const flag[] = { &out->json, &out->help, &out->version };
	const char *port = NULL;
	const struct {
		const char *name;
		const char **value;
	} values[] = { { "--socket", &out->socket }, { "--host", &out->host },
		{ "--port", &port } };
	int kept = 0;
	long n;

	memset(out, 0, sizeof(*out));
	out->argv = argv;
	for (int i = 1; i < argc; i++) {
		size_t k;

		if (!strcmp(argv[i], "--")) {
			while (i < argc)
				argv[kept++] = argv[i++];
			break;
		}
		for (k = 0; k < 3; k++)
			if (!strcmp(argv[i], flags[k]) || (k == 1 && !strcmp(argv[i], "-h"))) {
				*flag[k] = true;
				break;
			}
		if (k < 3)
			continue;
		for (k = 0; k < 3; k++)
			if (option_is(argv[i], values[k].name))
				break;
		if (k == 3) {
			argv[kept++] = argv[i];
			continue;
		}
		*values[k].value = option_value(argc, argv, &i, values[k].name);
		if (!*values[k].value || !**values[k].value)
			return zc_fail(err, -EINVAL, "%s needs a value", values[k].name);
	}
	out->argc = kept;
	if (port && zc_parse_int(port, 1, 65535, &n))
		return zc_fail(
			err, -EINVAL, "--port %s: a number from 1 to 65535 is needed", port);
	out->port = port ? (unsigned int)n : 0;
	if (out->socket && (out->host || port))
		return zc_fail(
			err, -EINVAL, "--socket and --host or --port exclude each other");
	return 0;
}

int
zc_parse_time(const char *s, double *seconds)
{
	double total = 0;
	int parts = 0;

	for (;; s++) {
		unsigned long v = 0;
		const char *from = s;

		for (; isdigit((unsigned char)*s) && s - from < 9; s++)
			v = v * 10 + (unsigned long)(*s - '0');
		if (s == from || (parts && v > 59))
			return -EINVAL;
		total = total * 60 + (double)v;
		if (*s != ':')
			break;
		if (++parts > 2)
			return -EINVAL;
	}
	if (*s == '.') {
		double unit = 0.1;

		if (!isdigit((unsigned char)*++s))
			return -EINVAL;
		for (; isdigit((unsigned char)*s); s++, unit /= 10)
			total += unit * (*s - '0');
	}
	if (*s)
		return -EINVAL;
	*seconds = total;
	return 0;
}

int
zc_parse_seek(const char *s, enum zc_seek_kind *kind, double *value)
{
	size_t len = strlen(s);
	int r;

	if (len && s[len - 1] == '%') {
		long percent;

		if (len > 4)
			return -EINVAL;
		char digits[8] = { 0 };
		memcpy(digits, s, len - 1);
		r = isdigit((unsigned char)*s) ? zc_parse_int(digits, 0, 100, &percent)
					       : -EINVAL;
		if (r)
			return r;
		*kind = ZC_SEEK_PERCENT;
		*value = (double)percent;
		return 0;
	}
	if (*s != '+' && *s != '-') {
		*kind = ZC_SEEK_TO;
		return zc_parse_time(s, value);
	}
	*kind = ZC_SEEK_BY;
	r = zc_parse_time(s + 1, value);
	if (!r && *s == '-')
		*value = -*value;
	return r;
}

int
zc_parse_range(const char *s, unsigned int *start, unsigned int *end)
{
	char first[16];
	const char *dash = strchr(s, '-');
	size_t len = dash ? (size_t)(dash - s) : strlen(s);
	long from, to;

	if (len >= sizeof(first) || !isdigit((unsigned char)*s))
		return -EINVAL;
	memcpy(first, s, len);
	first[len] = 0;
	if (zc_parse_int(first, 1, INT_MAX, &from))
		return -EINVAL;
	*start = (unsigned int)from - 1;
	if (!dash) {
		*end = (unsigned int)from;
		return 0;
	}
	if (!dash[1]) {
		*end = UINT_MAX;
		return 0;
	}
	if (!isdigit((unsigned char)dash[1]) || zc_parse_int(dash + 1, from, INT_MAX, &to))
		return -EINVAL;
	*end = (unsigned int)to;
	return 0;
}

/* Damerau's distance with adjacent swaps, for words up to 31 letters; longer ones are
 * infinitely far. */
static int
distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	int d[32][32];

	if (la > 31 || lb > 31)
		return INT_MAX;
	for (size_t i = 0; i <= la; i++) {
		for (size_t j = 0; j <= lb; j++) {
			int best;

			if (!i || !j) {
				d[i][j] = (int)(i + j);
				continue;
			}
			best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	}
	return d[la][lb];
}

const char *
zc_parse_suggest(const char *word, const char *const *names, int count)
{
	size_t len = strlen(word);
	int limit = len > 5 ? 3 : len > 2 ? 2 : 1;
	const char *best = NULL;

	for (int i = 0; i < count; i++) {
		int far = distance(word, names[i]);

		if (len >= 2 && !strncmp(word, names[i], len))
			far = 0;
		/* A word with every letter changed is not a near one. */
		if (far < (int)len && far <= limit) {
			limit = far - 1;
			best = names[i];
		}
	}
	return best;
}
