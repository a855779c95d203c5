/* Request syntax: splitting lines, reading numbers. Pure, any thread. */
#include "daemon/mpd/mpd_parse.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

static char *
skip_space(char *p)
{
	while (is_space(*p))
		p++;
	return p;
}

/* Removes the quotes and escapes of the argument at p, which begins with a quote. Returns the
 * rest of the line, NULL if the argument is malformed. */
static char *
unquote(char *p, struct zc_err *err)
{
	char *to = p++;

	while (*p && *p != '"') {
		if (*p == '\\')
			p++;
		if (*p)
			*to++ = *p++;
	}
	if (!*p) {
		zc_fail(err, -EINVAL, "missing closing '\"'");
		return NULL;
	}
	p++;
	if (*p && !is_space(*p)) {
		zc_fail(err, -EINVAL, "space expected after closing '\"'");
		return NULL;
	}
	if (*p)
		p++;
	*to = '\0';
	return p;
}

static char *
bare_word(char *p, struct zc_err *err)
{
	for (; *p && !is_space(*p); p++) {
		if ((unsigned char)*p > ' ' && *p != '"' && *p != '\'')
			continue;
		zc_fail(err, -EINVAL, "invalid unquoted character");
		return NULL;
	}
	if (*p)
		*p++ = '\0';
	return p;
}

int
zc_mpd_split(char *line, struct zc_args *args, struct zc_err *err)
{
	char *p = line;

	args->count = 0;
	args->name = line;
	while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_')
		p++;
	if (p == line)
		return zc_fail(err, -EINVAL, "no command given");
	if (*p && !is_space(*p))
		return zc_fail(err, -EINVAL, "invalid word character");
	if (*p)
		*p++ = '\0';
	for (p = skip_space(p); *p; p = skip_space(p)) {
		if (args->count == ZC_ARGS_MAX)
			return zc_fail(err, -EINVAL, "more than %d arguments", ZC_ARGS_MAX);
		args->arg[args->count++] = p;
		p = *p == '"' ? unquote(p, err) : bare_word(p, err);
		if (!p)
			return -EINVAL;
	}
	return 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int
zc_mpd_uint(const char *arg, uint32_t max, uint32_t *out, struct zc_err *err)
{
	const char *p = arg;
	uint64_t v = 0;

	for (; is_digit(*p); p++)
		v = v * 10 + (uint64_t)(*p - '0') > UINT32_MAX ? (uint64_t)UINT32_MAX + 1
							       : v * 10 + (uint64_t)(*p - '0');
	if (p == arg || *p)
		return zc_fail(err, -EINVAL, "Integer expected: %.64s", arg);
	if (v > max)
		return zc_fail(err, -EINVAL, "Number too large: %.64s", arg);
	*out = (uint32_t)v;
	return 0;
}

int
zc_mpd_signed(const char *arg, uint32_t max, char *sign, uint32_t *out, struct zc_err *err)
{
	bool has_sign = *arg == '+' || *arg == '-';
	int r = zc_mpd_uint(arg + has_sign, max, out, err);

	if (!r)
		*sign = has_sign ? *arg : '\0';
	return r;
}

int
zc_mpd_bool(const char *arg, bool *out, struct zc_err *err)
{
	if (strcmp(arg, "0") && strcmp(arg, "1"))
		return zc_fail(err, -EINVAL, "Boolean (0/1) expected: %.64s", arg);
	*out = *arg == '1';
	return 0;
}

int
zc_mpd_seconds(const char *arg, char *sign, double *out, struct zc_err *err)
{
	bool has_sign = *arg == '+' || *arg == '-';
	const char *digits = arg + has_sign;
	char *end;
	double v;

	/* strtod would also accept hexadecimal, names and another sign. */
	if (strspn(digits, "0123456789.") != strlen(digits))
		return zc_fail(err, -EINVAL, "Float expected: %.64s", arg);
	v = strtod(digits, &end);
	if (end == digits || *end || !isfinite(v))
		return zc_fail(err, -EINVAL, "Float expected: %.64s", arg);
	*sign = has_sign ? *arg : '\0';
	*out = v;
	return 0;
}

int
zc_mpd_range(const char *arg, struct zc_range *out, struct zc_err *err)
{
	struct zc_range r = { 0, UINT32_MAX };
	const char *colon = strchr(arg, ':');
	char first[16];
	size_t len = colon ? (size_t)(colon - arg) : strlen(arg);

	if (!strcmp(arg, "-1")) {
		*out = r;
		return 0;
	}
	if (len < sizeof(first)) {
		memcpy(first, arg, len);
		first[len] = '\0';
	}
	if (len >= sizeof(first) || zc_mpd_uint(first, UINT32_MAX - 1, &r.start, NULL))
		return zc_fail(err, -EINVAL, "Integer or range expected: %.64s", arg);
	if (!colon)
		r.end = r.start + 1;
	else if (colon[1] && zc_mpd_uint(colon + 1, UINT32_MAX, &r.end, NULL))
		return zc_fail(err, -EINVAL, "Integer or range expected: %.64s", arg);
	if (r.end < r.start)
		return zc_fail(err, -EINVAL, "Malformed range: %.64s", arg);
	*out = r;
	return 0;
}
