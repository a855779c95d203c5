/* JSON output over jansson: text of any bytes, and no error paths for callers. One thread. */
#include "tools/common/json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char replacement[] = "\xef\xbf\xbd";

static json_t *
must(json_t *value)
{
	if (!value) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	return value;
}

/* The length of the UTF-8 sequence at s, or 0: overlong forms, surrogates and anything past
 * U+10FFFF are invalid, as for jansson. */
static size_t
sequence(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

json_t *
zc_json_text(const char *bytes)
{
	const unsigned char *s = (const unsigned char *)bytes;
	size_t len, at = 0;
	json_t *text;
	char *clean;

	if (!bytes)
		return json_null();
	len = strlen(bytes);
	clean = malloc(len * (sizeof(replacement) - 1) + 1);
	if (!clean)
		return must(NULL);
	while (*s) {
		size_t n = sequence(s);

		if (n) {
			memcpy(clean + at, s, n);
			at += n;
			s += n;
		} else {
			memcpy(clean + at, replacement, sizeof(replacement) - 1);
			at += sizeof(replacement) - 1;
			s++;
		}
	}
	text = json_stringn(clean, at);
	free(clean);
	return must(text);
}

void
zc_json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value))
		must(NULL);
}

void
zc_json_put_text(json_t *object, const char *key, const char *bytes)
{
	zc_json_put(object, key, zc_json_text(bytes));
}

void
zc_json_put_int(json_t *object, const char *key, int64_t value)
{
	zc_json_put(object, key, json_integer(value));
}

void
zc_json_put_real(json_t *object, const char *key, double value)
{
	zc_json_put(object, key, isfinite(value) ? json_real(value) : json_null());
}

void
zc_json_put_bool(json_t *object, const char *key, bool value)
{
	zc_json_put(object, key, json_boolean(value));
}

void
zc_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value))
		must(NULL);
}

json_t *
zc_json_object(void)
{
	return must(json_object());
}

json_t *
zc_json_array(void)
{
	return must(json_array());
}

int
zc_json_print(json_t *value, bool one_line)
{
	size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) |
		       (one_line ? JSON_COMPACT : JSON_INDENT(2));
	int failed = json_dumpf(value, stdout, flags);

	json_decref(value);
	return failed | (putchar('\n') == EOF) | fflush(stdout) ? -EIO : 0;
}
