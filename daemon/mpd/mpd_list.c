/* `list` and `count`: the values of tags in the library. The rows are collected, sorted and
 * written at once, since there are few of them compared to songs. Control thread only. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/mpd/mpd_search.h"

/* One row of the answer: the values of the group tags, then that of the listed tag. */
#define COLUMNS_MAX (ZC_GROUPS_MAX + 1)
struct row {
	const char *value[COLUMNS_MAX]; /* lent by the library; "": the song has none */
	uint32_t songs;
	double seconds;
};

struct table {
	int columns;
	enum zc_tag tag[COLUMNS_MAX];
	struct row *row; /* owns */
	uint32_t count, cap;
};

static int
compare(const void *pa, const void *pb, void *ctx)
{
	const struct row *a = pa, *b = pb;
	const struct table *t = ctx;
	int r = 0;

	for (int i = 0; i < t->columns && !r; i++)
		r = strcmp(a->value[i], b->value[i]);
	return r;
}

static int
add_row(struct table *t, const struct zc_tags *tags, const char *const *value)
{
	struct row *row;

	if (t->count == t->cap) {
		uint32_t cap = t->cap ? 2 * t->cap : 64;

		row = realloc(t->row, cap * sizeof(row[0]));
		if (!row)
			return -ENOMEM;
		t->row = row;
		t->cap = cap;
	}
	row = &t->row[t->count++];
	memcpy(row->value, value, sizeof(row->value));
	row->songs = 1;
	row->seconds = tags->seconds;
	return 0;
}

/* Adds a row for each combination of the song's values in this column and those after it. */
static int
add_rows(struct table *t, const struct zc_tags *tags, const char **value, int column)
{
	const char *v;
	int r;

	if (column == t->columns)
		return add_row(t, tags, value);
	v = zc_tags_get(tags, t->tag[column]);
	do {
		value[column] = v ? v : "";
		r = add_rows(t, tags, value, column + 1);
		v = v ? zc_tags_next(v) : NULL;
	} while (!r && v);
	return r;
}

/* Fills the table from the library: one row for each combination of values, sorted. */
static int
fill(struct table *t, const struct zc_library *l, const struct zc_search_args *search)
{
	const char *value[COLUMNS_MAX] = { NULL };
	uint32_t last = 0;

	for (uint32_t i = 0; i < zc_library_count(l); i++) {
		const struct zc_file *f = zc_library_at(l, i);

		if (zc_search_matches(search, f) && add_rows(t, f->tags, value, 0))
			return -ENOMEM;
	}
	if (!t->count)
		return 0;
	qsort_r(t->row, t->count, sizeof(t->row[0]), compare, t);
	for (uint32_t i = 1; i < t->count; i++) {
		if (compare(&t->row[last], &t->row[i], t)) {
			t->row[++last] = t->row[i];
			continue;
		}
		t->row[last].songs += t->row[i].songs;
		t->row[last].seconds += t->row[i].seconds;
	}
	t->count = last + 1;
	return 0;
}

static void
reply_column(struct zc_client *c, const struct table *t, uint32_t row, int column)
{
	zc_reply_text(c, zc_tag_name(t->tag[column]), t->row[row].value[column]);
}

static void
reply_list(struct zc_client *c, const struct table *t)
{
	for (uint32_t i = 0; i < t->count; i++) {
		bool changed = !i;

		/* A group's value is repeated only when it changes. */
		for (int k = 0; k < t->columns; k++) {
			changed |= i && strcmp(t->row[i - 1].value[k], t->row[i].value[k]);
			if (changed)
				reply_column(c, t, i, k);
		}
	}
}

int
zc_mpd_list(struct zc_client *c, const struct zc_args *a)
{
	bool files = !strcasecmp(a->arg[0], "file");
	enum zc_tag tag = zc_tag_parse(a->arg[0]);
	/* An old form of the command: list album ARTIST. */
	bool old = a->count == 2 && tag == ZC_TAG_ALBUM && a->arg[1][0] != '(';
	struct zc_args pair = { .count = 2, .arg = { (char *)"artist", a->arg[1] } };
	struct zc_search_args search;
	struct table t = { .columns = 0 };
	int r;

	if (tag == ZC_TAG_COUNT && !files)
		return zc_ack(c, ZC_ACK_ARG, "Unknown tag type: %.64s", a->arg[0]);
	if (zc_search_parse(c, old ? &pair : a, old ? 0 : 1, false, &search))
		return ZC_DONE_ACK;
	if (files) {
		for (uint32_t i = 0; i < zc_library_count(c->server->library); i++) {
			const struct zc_file *f = zc_library_at(c->server->library, i);

			if (zc_search_matches(&search, f))
				zc_reply_text(c, "file", f->uri);
		}
		zc_filter_free(search.filter);
		return ZC_DONE_OK;
	}
	for (int i = 0; i < search.groups; i++)
		t.tag[t.columns++] = search.group[i];
	t.tag[t.columns++] = tag;
	r = fill(&t, c->server->library, &search);
	if (!r)
		reply_list(c, &t);
	free(t.row);
	zc_filter_free(search.filter);
	return r ? zc_ack(c, ZC_ACK_SYSTEM, "out of memory") : ZC_DONE_OK;
}

int
zc_mpd_count(struct zc_client *c, const struct zc_args *a)
{
	struct zc_search_args search;
	struct table t = { .columns = 0 };
	int r;

	if (zc_search_parse(c, a, 0, false, &search))
		return ZC_DONE_ACK;
	for (int i = 0; i < search.groups; i++)
		t.tag[t.columns++] = search.group[i];
	r = fill(&t, c->server->library, &search);
	if (!r && !t.count && !t.columns)
		zc_reply(c, "songs: 0\nplaytime: 0\n");
	for (uint32_t i = 0; !r && i < t.count; i++) {
		for (int k = 0; k < t.columns; k++)
			reply_column(c, &t, i, k);
		zc_reply(c, "songs: %u\nplaytime: %.0f\n", t.row[i].songs, t.row[i].seconds);
	}
	free(t.row);
	zc_filter_free(search.filter);
	return r ? zc_ack(c, ZC_ACK_SYSTEM, "out of memory") : ZC_DONE_OK;
}
