/* Matching. Pure, any thread. */
#include <string.h>

#include "daemon/mpd/filter_inside.h"
#include "daemon/library/library_walk.h"

wchar_t
zc_fold_next(const char **p)
{
	static const struct {
		unsigned char mask, head;
		int more;
	} kinds[] = { { 0xe0, 0xc0, 1 }, { 0xf0, 0xe0, 2 }, { 0xf8, 0xf0, 3 } };
	const unsigned char *s = (const unsigned char *)*p;
	wchar_t c = *s;

	if (!c)
		return 0;
	++*p;
	for (int k = 0; c >= 0x80 && k < 3; k++) {
		wchar_t wide = c & ~kinds[k].mask & 0xff;
		int i = 1;

		if ((c & kinds[k].mask) != kinds[k].head)
			continue;
		for (; i <= kinds[k].more && (s[i] & 0xc0) == 0x80; i++)
			wide = (wide << 6) | (s[i] & 0x3f);
		if (i > kinds[k].more) {
			*p += kinds[k].more;
			c = wide;
		}
		break;
	}
	/* Lower case without a locale: ASCII, Latin-1, Greek and Cyrillic capitals. */
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
		(c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	if (c >= 0x100 && c <= 0x17f && c != 0x130 && c != 0x131 && c != 0x138 && c != 0x149 &&
		c != 0x178 && c != 0x17f)
		return ((c >= 0x139 && c <= 0x148) || c >= 0x179) ? c + (c & 1) : c | 1;
	return c;
}

static bool
begins_folded(const char *value, const wchar_t *wanted, bool all)
{
	while (*wanted)
		if (zc_fold_next(&value) != *wanted++)
			return false;
	return !all || !*value;
}

static bool
value_matches(const struct zc_filter *f, const char *value)
{
	if (!f->ignore_case)
		return f->part ? strstr(value, f->value) != NULL : !strcmp(value, f->value);
	if (!f->part)
		return begins_folded(value, f->folded, true);
	for (;;) {
		if (begins_folded(value, f->folded, false))
			return true;
		if (!zc_fold_next(&value))
			return false;
	}
}

static bool
any_value_matches(const struct zc_filter *f, const char *value)
{
	for (; value; value = zc_tags_next(value))
		if (value_matches(f, value))
			return true;
	return false;
}

static bool
tag_matches(const struct zc_filter *f, const struct zc_tags *tags)
{
	const char *value = zc_tags_get(tags, f->tag);

	/* An empty value asks for songs that do not have the tag. */
	if (!*f->value && !f->part)
		return !value;
	return any_value_matches(f, value);
}

static bool
any_matches(const struct zc_filter *f, const struct zc_tags *tags)
{
	for (int i = 0; tags && i < ZC_TAG_COUNT; i++)
		if (any_value_matches(f, tags->value[i]))
			return true;
	return false;
}

static bool
format_matches(const struct zc_filter *f, const struct zc_tags *tags)
{
	uint32_t has[3];

	if (!tags || !tags->fmt.rate_hz)
		return false;
	has[0] = tags->fmt.rate_hz;
	has[1] = zc_sample_bits(tags->fmt.sample);
	has[2] = tags->fmt.channels;
	for (int i = 0; i < 3; i++)
		if (f->want[i] && f->want[i] != has[i])
			return false;
	return true;
}

bool
zc_filter_match(const struct zc_filter *f, const struct zc_candidate *c)
{
	switch (f->kind) {
	case ZC_FILTER_AND:
		for (const struct zc_filter *k = f->child; k; k = k->next)
			if (!zc_filter_match(k, c))
				return false;
		return true;
	case ZC_FILTER_NOT:
		return !zc_filter_match(f->child, c);
	case ZC_FILTER_TAG:
		return tag_matches(f, c->tags);
	case ZC_FILTER_ANY:
		return any_matches(f, c->tags);
	case ZC_FILTER_FILE:
		return value_matches(f, c->uri);
	case ZC_FILTER_BASE:
		return zc_uri_below(c->uri, f->value);
	case ZC_FILTER_SINCE:
		return c->mtime_s >= f->since_s;
	case ZC_FILTER_FORMAT:
		return format_matches(f, c->tags);
	}
	return false;
}
