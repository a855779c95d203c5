/* Filters: a parser by recursive descent with a bounded depth, and matching. Pure, any thread. */
#include "daemon/mpd/filter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <wchar.h>

#include "daemon/library/library_open.h"

#define DEPTH_MAX 16

enum zc_filter_kind {
	ZC_FILTER_AND, /* all children; without children everything matches */
	ZC_FILTER_NOT, /* not its only child */
	ZC_FILTER_TAG,
	ZC_FILTER_ANY, /* any tag */
	ZC_FILTER_FILE,
	ZC_FILTER_BASE,
	ZC_FILTER_SINCE,
	ZC_FILTER_FORMAT
};

struct zc_filter {
	enum zc_filter_kind kind;
	struct zc_filter *child; /* owns the list */
	struct zc_filter *next; /* owns; its sibling */
	enum zc_tag tag;
	bool part; /* anywhere in the value, not the whole value */
	bool ignore_case;
	char *value; /* owns; to compare with */
	wchar_t *folded; /* owns; the value in lower case, NULL unless ignore_case */
	int64_t since_s;
	uint32_t format[3]; /* FORMAT: rate, bits, channels; 0: any */
};

struct parse {
	const char *p;
	bool ignore_case;
	struct zc_err *err;
};

static struct zc_filter *expression(struct parse *s, int depth);

static struct zc_filter *
fail(struct parse *s, const char *problem)
{
	zc_fail(s->err, -EINVAL, "%s at \"%.32s\"", problem, s->p);
	return NULL;
}

static struct zc_filter *
node(enum zc_filter_kind kind)
{
	struct zc_filter *f = calloc(1, sizeof(*f));

	if (f)
		f->kind = kind;
	return f;
}

void
zc_filter_free(struct zc_filter *f)
{
	while (f) {
		struct zc_filter *next = f->next;

		zc_filter_free(f->child);
		free(f->value);
		free(f->folded);
		free(f);
		f = next;
	}
}

static struct zc_filter *
negated(struct zc_filter *f)
{
	struct zc_filter *negation = f ? node(ZC_FILTER_NOT) : NULL;

	if (negation)
		negation->child = f;
	else
		zc_filter_free(f);
	return negation;
}

/* The next code point of UTF-8, in lower case; a byte that is not part of one stands for itself.
 * 0 at the end. */
static wchar_t
fold_next(const char **p)
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
	/* Lower case without a locale: ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic. */
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

static int
fold(struct zc_filter *f)
{
	const char *p = f->value;
	wchar_t *to = malloc((strlen(p) + 1) * sizeof(*to));

	f->folded = to;
	if (!to)
		return -ENOMEM;
	while ((*to++ = fold_next(&p)))
		;
	return 0;
}

static int
parse_since(struct zc_filter *f)
{
	struct tm tm = { 0 };
	char *end;

	f->since_s = strtoll(f->value, &end, 10);
	if (!*end && end != f->value)
		return 0;
	end = strptime(f->value, "%Y-%m-%d", &tm);
	if (end && *end == 'T')
		end = strptime(end, "T%H:%M:%S", &tm);
	if (!end || (*end && strcmp(end, "Z")))
		return -EINVAL;
	f->since_s = timegm(&tm);
	return 0;
}

static int
parse_format(struct zc_filter *f)
{
	const char *p = f->value;

	for (int i = 0; i < 3; i++) {
		char *end = (char *)p + 1;

		if (i && *p++ != ':')
			return -EINVAL;
		if (*p == '*') {
			p++;
			continue;
		}
		f->format[i] = (uint32_t)strtoul(p, &end, 10);
		if (*p < '0' || *p > '9' || !f->format[i])
			return -EINVAL;
		p = end;
	}
	return *p ? -EINVAL : 0;
}

/* A node for the named subject of a comparison, still without its value. NULL: there is no such
 * subject, or no memory. */
static struct zc_filter *
subject(const char *name)
{
	enum zc_tag tag = zc_tag_parse(name);
	struct zc_filter *f;

	if (!strcasecmp(name, "any"))
		return node(ZC_FILTER_ANY);
	if (!strcasecmp(name, "file") || !strcasecmp(name, "filename"))
		return node(ZC_FILTER_FILE);
	if (!strcasecmp(name, "base"))
		return node(ZC_FILTER_BASE);
	if (!strcasecmp(name, "modified-since"))
		return node(ZC_FILTER_SINCE);
	if (!strcasecmp(name, "AudioFormat"))
		return node(ZC_FILTER_FORMAT);
	if (tag == ZC_TAG_COUNT)
		return NULL;
	f = node(ZC_FILTER_TAG);
	if (f)
		f->tag = tag;
	return f;
}

/* Takes over value, which may be NULL for want of memory. */
static int
set_value(struct zc_filter *f, char *value, bool ignore_case)
{
	f->value = value;
	f->ignore_case = ignore_case;
	if (!value || (ignore_case && fold(f)))
		return -ENOMEM;
	if (f->kind == ZC_FILTER_SINCE)
		return parse_since(f);
	if (f->kind == ZC_FILTER_FORMAT)
		return parse_format(f);
	return 0;
}

static void
skip_space(struct parse *s)
{
	while (*s->p == ' ' || *s->p == '\t')
		s->p++;
}

static bool
accept(struct parse *s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(s->p, word, len))
		return false;
	s->p += len;
	skip_space(s);
	return true;
}

/* A quoted string without its quotes and escapes, the caller's to free. NULL: it has no end, or
 * no memory. */
static char *
quoted(struct parse *s)
{
	char quote = *s->p, *value, *to;
	const char *p = s->p + 1;

	if (quote != '"' && quote != '\'')
		return NULL;
	value = to = malloc(strlen(p) + 1);
	if (!value)
		return NULL;
	while (*p && *p != quote) {
		if (*p == '\\' && p[1])
			p++;
		*to++ = *p++;
	}
	*to = '\0';
	if (*p != quote) {
		free(value);
		return NULL;
	}
	s->p = p + 1;
	skip_space(s);
	return value;
}

static struct zc_filter *
comparison(struct parse *s)
{
	size_t len = strcspn(s->p, " \t\"'()=!");
	bool negative = false;
	struct zc_filter *f;
	char name[32];
	int r;

	if (!len || len >= sizeof(name))
		return fail(s, "a tag's name is expected");
	memcpy(name, s->p, len);
	name[len] = '\0';
	f = subject(name);
	if (!f) {
		zc_fail(s->err, -EINVAL, "Unknown filter type: %s", name);
		return NULL;
	}
	s->p += len;
	skip_space(s);
	if (f->kind == ZC_FILTER_BASE || f->kind == ZC_FILTER_SINCE)
		r = 0;
	else if (accept(s, "=="))
		r = 0;
	else if (accept(s, "!="))
		negative = true, r = 0;
	else if (f->kind == ZC_FILTER_FORMAT)
		r = accept(s, "=~") ? 0 : -EINVAL;
	else if (accept(s, "contains"))
		f->part = true, r = 0;
	else if (accept(s, "!contains"))
		f->part = negative = true, r = 0;
	else
		r = -EINVAL;
	if (r)
		fail(s, "'==', '!=' or 'contains' expected");
	else if (*s->p != '"' && *s->p != '\'')
		r = -EINVAL, fail(s, "Quoted string expected");
	if (!r) {
		char *value = quoted(s);

		if (!value)
			r = -EINVAL, fail(s, "Closing quote not found");
		else if ((r = set_value(f, value, s->ignore_case)))
			zc_fail(s->err, r, "%s: \"%s\" cannot be understood", name, value);
	}
	if (r) {
		zc_filter_free(f);
		return NULL;
	}
	return negative ? negated(f) : f;
}

/* (A AND B ...), or (A) */
static struct zc_filter *
conjunction(struct parse *s, int depth)
{
	struct zc_filter *all = node(ZC_FILTER_AND), **last;

	if (!all)
		return NULL;
	last = &all->child;
	do {
		*last = expression(s, depth + 1);
		if (!*last) {
			zc_filter_free(all);
			return NULL;
		}
		last = &(*last)->next;
	} while (accept(s, "AND"));
	return all;
}

/* One pair of parentheses and everything between them. */
static struct zc_filter *
expression(struct parse *s, int depth)
{
	struct zc_filter *f;

	if (depth > DEPTH_MAX)
		return fail(s, "too many parentheses");
	if (!accept(s, "("))
		return fail(s, "'(' expected");
	if (accept(s, "!"))
		f = negated(expression(s, depth + 1));
	else if (*s->p == '(')
		f = conjunction(s, depth);
	else
		f = comparison(s);
	if (f && !accept(s, ")")) {
		fail(s, f->kind == ZC_FILTER_AND ? "'AND' or ')' expected" : "')' expected");
		zc_filter_free(f);
		return NULL;
	}
	return f;
}

static struct zc_filter *
pair(const char *type, const char *value, bool ignore_case, struct zc_err *err)
{
	struct zc_filter *f = subject(type);
	int r;

	if (!f) {
		zc_fail(err, -EINVAL, "Unknown filter type: %.64s", type);
		return NULL;
	}
	f->part = ignore_case;
	r = set_value(f, strdup(value), ignore_case);
	if (!r)
		return f;
	zc_fail(err, r, "%s: \"%.64s\" cannot be understood", type, value);
	zc_filter_free(f);
	return NULL;
}

/* The words that end a filter; the rest of the arguments is the command's. */
static bool
is_keyword(const char *arg)
{
	return !strcmp(arg, "sort") || !strcmp(arg, "window") || !strcmp(arg, "group") ||
	       !strcmp(arg, "position");
}

struct zc_filter *
zc_filter_new(char *const *args, int count, bool ignore_case, int *used, struct zc_err *err)
{
	struct zc_filter *all = node(ZC_FILTER_AND), **last;
	int i = 0;

	zc_fail(err, -ENOMEM, "out of memory");
	if (!all)
		return NULL;
	last = &all->child;
	while (i < count && !is_keyword(args[i])) {
		struct parse s = { args[i], ignore_case, err };

		if (args[i][0] == '(') {
			*last = expression(&s, 0);
			if (*last && *s.p) {
				fail(&s, "unparsed garbage after the expression");
				goto bad;
			}
			i++;
		} else if (i + 1 < count) {
			*last = pair(args[i], args[i + 1], ignore_case, err);
			i += 2;
		} else {
			zc_fail(err, -EINVAL, "Incorrect number of filter arguments");
			goto bad;
		}
		if (!*last)
			goto bad;
		last = &(*last)->next;
	}
	*used = i;
	return all;
bad:
	zc_filter_free(all);
	return NULL;
}

static bool
begins_folded(const char *value, const wchar_t *wanted, bool all)
{
	while (*wanted)
		if (fold_next(&value) != *wanted++)
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
		if (!fold_next(&value))
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

	/* An empty value matches songs without the tag. */
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
		if (f->format[i] && f->format[i] != has[i])
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
