/* Reading filters. Recursive descent with a bounded depth. Pure, any thread. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "daemon/mpd/filter_inside.h"

#define DEPTH_MAX 16

struct parse {
	const char *p;
	bool ignore_case;
	struct zc_err *err;
};

static struct zc_filter *expression(struct parse *s, int depth);

static struct zc_filter *
fail(struct parse *s, const char *what)
{
	zc_fail(s->err, -EINVAL, "%s at \"%.32s\"", what, s->p);
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
	struct zc_filter *not = f ? node(ZC_FILTER_NOT) : NULL;

	if (not )
		not ->child = f;
	else
		zc_filter_free(f);
	return not ;
}

static int
fold(struct zc_filter *f)
{
	const char *p = f->value;
	wchar_t *to = malloc((strlen(p) + 1) * sizeof(*to));

	f->folded = to;
	if (!to)
		return -ENOMEM;
	while ((*to++ = zc_fold_next(&p)))
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
		f->want[i] = (uint32_t)strtoul(p, &end, 10);
		if (*p < '0' || *p > '9' || !f->want[i])
			return -EINVAL;
		p = end;
	}
	return *p ? -EINVAL : 0;
}

/* What is asked about, by its name; the value is copied in later. */
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

/* Takes over value. */
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

/* A quoted string without its quotes and escapes; NULL if there is none. */
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

/* Everything between a pair of parentheses. */
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

/* These words end a filter: what follows is for the command. */
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
