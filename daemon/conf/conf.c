/* Parses and prints the configuration. A value is the rest of its line without surrounding white
 * space; one pair of double quotes around it is removed. A comment is a line of its own, so that a
 * value may contain '#'. */
#include "daemon/conf/conf.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/conf/conf_keys.h"
#include "daemon/base/textfile.h"

#define NEAREST_MAX 3
#define KEY_MAX 64

/* The edit distance from a to b; b is a known key, of at most KEY_MAX bytes. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[KEY_MAX + 1], la = strlen(a), lb = strlen(b);

	if (la > KEY_MAX)
		return la;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t keep = corner + (a[i - 1] != b[j - 1]);
			size_t best = row[j - 1] < row[j] ? row[j - 1] + 1 : row[j] + 1;

			corner = row[j];
			row[j] = keep < best ? keep : best;
		}
	}
	return row[lb];
}

static int
unknown_key(const char *key, struct zc_err *err)
{
	const char *near[NEAREST_MAX] = { NULL };
	size_t far[NEAREST_MAX];

	for (int i = 0; i < NEAREST_MAX; i++)
		far[i] = SIZE_MAX;
	for (size_t k = 0; k < zc_conf_key_count; k++) {
		size_t d = distance(key, zc_conf_keys[k].name);
		int at = NEAREST_MAX;

		while (at > 0 && d < far[at - 1])
			at--;
		for (int i = NEAREST_MAX - 1; i > at; i--) {
			near[i] = near[i - 1];
			far[i] = far[i - 1];
		}
		if (at < NEAREST_MAX) {
			near[at] = zc_conf_keys[k].name;
			far[at] = d;
		}
	}
	return zc_fail(err, -EINVAL,
		"unknown key \"%.64s\"; the nearest known keys are %s, %s and %s", key, near[0],
		near[1], near[2]);
}

static int
set_string(char **field, const char *value)
{
	char *copy = NULL;

	if (*value) {
		copy = strdup(value);
		if (!copy)
			return -ENOMEM;
	}
	free(*field);
	*field = copy;
	return 0;
}

static int
set_path(const struct zc_conf_key *k, char **field, const char *value, struct zc_err *err)
{
	size_t len = strlen(value);
	int r;

	if (len && value[0] != '/')
		return zc_fail(
			err, -EINVAL, "%s: \"%s\" is not an absolute path", k->name, value);
	if (len >= PATH_MAX)
		return zc_fail(err, -EINVAL, "%s: the path is longer than %d bytes", k->name,
			PATH_MAX - 1);
	r = set_string(field, value);
	if (!r)
		while (len > 1 && (*field)[len - 1] == '/')
			(*field)[--len] = '\0';
	return r;
}

static int
set_bool(const struct zc_conf_key *k, bool *field, const char *value, struct zc_err *err)
{
	if (!strcmp(value, "yes") || !strcmp(value, "on") || !strcmp(value, "true") ||
		!strcmp(value, "1"))
		*field = true;
	else if (!strcmp(value, "no") || !strcmp(value, "off") || !strcmp(value, "false") ||
		 !strcmp(value, "0"))
		*field = false;
	else
		return zc_fail(
			err, -EINVAL, "%s: \"%s\" is neither yes nor no", k->name, value);
	return 0;
}

static int
parse_long(
	const struct zc_conf_key *k, int base, const char *value, long *out, struct zc_err *err)
{
	char *end;

	errno = 0;
	*out = strtol(value, &end, base);
	if (end == value || *end || isspace((unsigned char)*value))
		return zc_fail(err, -EINVAL, "%s: \"%s\" is not %s number", k->name, value,
			base == 8 ? "an octal" : "a whole");
	if (errno || *out < k->min || *out > k->max)
		return zc_fail(err, -EINVAL,
			base == 8 ? "%s: %s is not between %lo and %lo"
				  : "%s: %s is not between %ld and %ld",
			k->name, value, k->min, k->max);
	return 0;
}

static int
set_real(const struct zc_conf_key *k, double *field, const char *value, struct zc_err *err)
{
	char *end;
	double v = strtod(value, &end);

	if (end == value || *end || !isfinite(v))
		return zc_fail(err, -EINVAL, "%s: \"%s\" is not a number", k->name, value);
	if (v < (double)k->min || v > (double)k->max)
		return zc_fail(err, -EINVAL, "%s: %s is not between %ld and %ld", k->name,
			value, k->min, k->max);
	*field = v;
	return 0;
}

static int
set_word(const struct zc_conf_key *k, int *field, const char *value, struct zc_err *err)
{
	char all[128] = "";
	size_t at = 0;

	for (const struct zc_conf_word *w = k->words; w->name; w++) {
		if (!strcmp(w->name, value)) {
			*field = w->value;
			return 0;
		}
		at += (size_t)snprintf(
			all + at, sizeof(all) - at, "%s%s", at ? ", " : "", w->name);
	}
	return zc_fail(err, -EINVAL, "%s: \"%s\" is none of %s", k->name, value, all);
}

static int
set_key(struct zc_conf *c, const struct zc_conf_key *k, const char *value, struct zc_err *err)
{
	void *field = (char *)c + k->offset;
	long number = 0;
	int r = 0;

	switch (k->type) {
	case ZC_CONF_STRING:
		r = set_string(field, value);
		break;
	case ZC_CONF_PATH:
		r = set_path(k, field, value, err);
		break;
	case ZC_CONF_BOOL:
		return set_bool(k, field, value, err);
	case ZC_CONF_UINT:
	case ZC_CONF_MODE:
		r = parse_long(k, k->type == ZC_CONF_MODE ? 8 : 10, value, &number, err);
		if (!r)
			*(uint32_t *)field = (uint32_t)number;
		return r;
	case ZC_CONF_INT:
		r = parse_long(k, 10, value, &number, err);
		if (!r)
			*(int *)field = (int)number;
		return r;
	case ZC_CONF_REAL:
		return set_real(k, field, value, err);
	case ZC_CONF_WORD:
		return set_word(k, field, value, err);
	}
	if (r == -ENOMEM)
		return zc_fail(err, r, "%s: out of memory", k->name);
	return r;
}

static const struct zc_conf_key *
find_key(const char *name)
{
	for (size_t i = 0; i < zc_conf_key_count; i++)
		if (!strcmp(zc_conf_keys[i].name, name))
			return &zc_conf_keys[i];
	return NULL;
}

int
zc_conf_set(struct zc_conf *c, const char *key, const char *value, struct zc_err *err)
{
	const struct zc_conf_key *k = find_key(key);

	return k ? set_key(c, k, value, err) : unknown_key(key, err);
}

int
zc_conf_init(struct zc_conf *c)
{
	int r = 0;

	memset(c, 0, sizeof(*c));
	for (size_t i = 0; i < zc_conf_key_count && !r; i++)
		r = set_key(c, &zc_conf_keys[i], zc_conf_keys[i].initial, NULL);
	return r;
}

void
zc_conf_free(struct zc_conf *c)
{
	for (size_t i = 0; i < zc_conf_key_count; i++) {
		const struct zc_conf_key *k = &zc_conf_keys[i];
		char **field = (char **)((char *)c + k->offset);

		if (k->type != ZC_CONF_STRING && k->type != ZC_CONF_PATH)
			continue;
		free(*field);
		*field = NULL;
	}
}

static char *
trim(char *s, char *end)
{
	while (s < end && isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s;
}

static int
parse_line(struct zc_conf *c, char *line, size_t len, unsigned int *set_on_line,
	unsigned int number, struct zc_err *err)
{
	char *key, *value, *equals;
	const struct zc_conf_key *k;

	if (memchr(line, '\0', len))
		return zc_fail(err, -EINVAL, "the line is not text");
	key = trim(line, line + len);
	if (!*key || *key == '#')
		return 0;
	equals = strchr(key, '=');
	if (!equals)
		return zc_fail(err, -EINVAL, "\"%.64s\" is not of the form key = value", key);
	value = trim(equals + 1, equals + 1 + strlen(equals + 1));
	key = trim(key, equals);
	len = strlen(value);
	if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
		value[len - 1] = '\0';
		value++;
	}
	k = find_key(key);
	if (!k)
		return unknown_key(key, err);
	if (set_on_line[k - zc_conf_keys])
		return zc_fail(err, -EINVAL, "%s is set a second time; first on line %u", key,
			set_on_line[k - zc_conf_keys]);
	set_on_line[k - zc_conf_keys] = number;
	return set_key(c, k, value, err);
}

int
zc_conf_load(struct zc_conf *c, const char *path, struct zc_err *err)
{
	unsigned int *set_on_line = calloc(zc_conf_key_count, sizeof(set_on_line[0]));
	struct zc_err cause;
	FILE *f = zc_textfile_open(path, &cause);
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	int r = 0;

	if (!f) {
		r = zc_fail(err, cause.code, "%s", cause.text);
		goto out;
	}
	if (!set_on_line) {
		r = zc_fail(err, -ENOMEM, "%s: out of memory", path);
		goto out;
	}
	for (unsigned int number = 1; !r && (len = getline(&line, &cap, f)) >= 0; number++) {
		r = parse_line(c, line, (size_t)len, set_on_line, number, &cause);
		if (r)
			zc_fail(err, r, "%s:%u: %.*s", path, number,
				(int)sizeof(cause.text) - 1, cause.text);
	}
	if (!r && ferror(f))
		r = zc_fail(err, -errno, "%s: %s", path, strerror(errno));
out:
	free(line);
	free(set_on_line);
	if (f)
		fclose(f);
	return r;
}

void
zc_conf_print(FILE *out)
{
	fputs("# Configuration of zcaudiod. All keys are listed with their defaults; to change one,\n"
	      "# remove the # in front of it. A comment must be a line of its own.\n",
		out);
	for (size_t i = 0; i < zc_conf_key_count; i++) {
		const struct zc_conf_key *k = &zc_conf_keys[i];
		const char *line = k->about;

		if (k->group)
			fprintf(out, "\n# %s\n# %.*s\n", k->group, (int)strlen(k->group),
				"----------------------------------------");
		fputc('\n', out);
		while (*line) {
			size_t len = strcspn(line, "\n");

			fprintf(out, "# %.*s\n", (int)len, line);
			line += len + 1;
		}
		fprintf(out, "#%s =%s%s\n", k->name, *k->initial ? " " : "", k->initial);
	}
}

/* Prints a line as plain text of mdoc, where a sentence begins on a new line: escapes what would be
 * a macro or an escape sequence. */
static void
print_mdoc_line(FILE *out, const char *line, size_t len)
{
	if (len && (*line == '.' || *line == '\''))
		fputs("\\&", out);
	for (size_t i = 0; i < len; i++)
		if (line[i] == '\\')
			fputs("\\e", out);
		else if (line[i] == ' ' && i && line[i - 1] == '.')
			fputc('\n', out);
		else
			fputc(line[i], out);
	fputc('\n', out);
}

void
zc_conf_print_mdoc(FILE *out)
{
	for (size_t i = 0; i < zc_conf_key_count; i++) {
		const struct zc_conf_key *k = &zc_conf_keys[i];
		const char *line = k->about;

		if (k->group)
			fprintf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "",
				k->group);
		fprintf(out, ".It Va %s No%s%s\n", k->name, *k->initial ? " = " : " =",
			k->initial);
		while (*line) {
			size_t len = strcspn(line, "\n");

			print_mdoc_line(out, line, len);
			line += len + 1;
		}
	}
	fputs(".El\n", out);
}
