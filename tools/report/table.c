#include "tools/report/table.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/json.h"

static void
no_memory(void)
{
	fputs("zcjitter: out of memory\n", stderr);
	exit(1);
}

void
zcjitter_table_begin(struct zcjitter_table *t, const char *title, const char *align)
{
	*t = (struct zcjitter_table){ .title = title, .align = align };
}

static void
add(struct zcjitter_table *t, char *cell)
{
	if (t->count == t->room) {
		size_t room = t->room ? t->room * 2 : 64;
		char **cells = realloc(t->cells, room * sizeof(*cells));

		if (!cells)
			no_memory();
		t->cells = cells;
		t->room = room;
	}
	if (!cell)
		no_memory();
	t->cells[t->count++] = cell;
}

void
zcjitter_table_add(struct zcjitter_table *t, const char *fmt, ...)
{
	char *cell;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&cell, fmt, ap) < 0)
		no_memory();
	va_end(ap);
	add(t, cell);
}

void
zcjitter_table_heads(struct zcjitter_table *t, ...)
{
	const char *head;
	va_list ap;

	va_start(ap, t);
	while ((head = va_arg(ap, const char *)))
		add(t, strdup(head));
	va_end(ap);
}

void
zcjitter_table_free(struct zcjitter_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->cells[i]);
	free(t->cells);
	t->cells = NULL;
	t->count = t->room = 0;
}

size_t
zcjitter_table_rows(const struct zcjitter_table *t)
{
	return t->count / strlen(t->align) - !t->plain;
}

/* Prints with control characters replaced by "?". Returns the width. */
static size_t
put_clean(const char *s, FILE *out)
{
	size_t width = 0;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (out)
			putc(c < ' ' || c == 0x7f ? '?' : c, out);
		width += (c & 0xc0) != 0x80;
	}
	return width;
}

void
zcjitter_table_text(const struct zcjitter_table *t, FILE *out)
{
	size_t width[ZCJITTER_COLUMNS_MAX] = { 0 }, columns = strlen(t->align);

	for (size_t i = 0; i < t->count; i++) {
		size_t w = put_clean(t->cells[i], NULL);

		if (w > width[i % columns])
			width[i % columns] = w;
	}
	fprintf(out, "%s\n", t->title);
	for (size_t i = 0; i < t->count; i++) {
		size_t column = i % columns, pad = width[column] - put_clean(t->cells[i], NULL);

		fputs("  ", out);
		if (t->align[column] == 'r')
			fprintf(out, "%*s", (int)pad, "");
		put_clean(t->cells[i], out);
		if (column == columns - 1)
			putc('\n', out);
		else if (t->align[column] == 'l')
			fprintf(out, "%*s", (int)pad, "");
	}
	putc('\n', out);
}

void
zcjitter_table_put(struct zcjitter_table *t, FILE *out)
{
	if (zcjitter_table_rows(t))
		zcjitter_table_text(t, out);
	zcjitter_table_free(t);
}

/* Whether this is the space in a number like 1 234. */
static bool
groups_digits(const char *text, const char *s)
{
	return *s == ' ' && s > text && isdigit((unsigned char)s[-1]) &&
	       strspn(s + 1, "0123456789") == 3;
}

void
zcjitter_html_text(const char *text, FILE *out)
{
	json_t *clean = zc_json_text(text);
	const char *s;

	for (s = json_string_value(clean); *s; s++) {
		switch (*s) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case ' ':
			fputs(groups_digits(json_string_value(clean), s) ? "&nbsp;" : " ", out);
			break;
		default:
			putc((unsigned char)*s < ' ' || *s == 0x7f ? '?' : *s, out);
		}
	}
	json_decref(clean);
}

static void
html_cell(const struct zcjitter_table *t, size_t i, bool head, FILE *out)
{
	size_t column = i % strlen(t->align);
	const char *name = column == 0 || head ? "th" : "td";

	fprintf(out, "<%s%s%s>", name, column == 0 && !head ? " scope=row" : "",
		t->align[column] == 'r' ? " class=n" : "");
	zcjitter_html_text(t->cells[i], out);
	fprintf(out, "</%s>", name);
}

void
zcjitter_table_html(const struct zcjitter_table *t, FILE *out)
{
	size_t columns = strlen(t->align), i = 0;

	if (t->about) {
		fputs("<p class=about>", out);
		zcjitter_html_text(t->about, out);
		fputs("</p>\n", out);
	}
	fprintf(out, "<div class=scroll><table%s>\n", t->plain ? " class=facts" : "");
	if (!t->plain) {
		fputs("<thead><tr>", out);
		for (; i < columns && i < t->count; i++)
			html_cell(t, i, true, out);
		fputs("</tr></thead>\n", out);
	}
	fputs("<tbody>\n", out);
	for (; i < t->count; i++) {
		if (i % columns == 0)
			fputs("<tr>", out);
		html_cell(t, i, false, out);
		if (i % columns == columns - 1)
			fputs("</tr>\n", out);
	}
	fputs("</tbody></table></div>\n", out);
}

/* Three significant digits, in the unit in which the value is at least 1. */
static char *
with_unit(double v, const char *const *units, int count, double step, char *buf)
{
	int u = 0;

	while (u < count - 1 && fabs(v) >= step * 0.9995) {
		v /= step;
		u++;
	}
	snprintf(buf, ZCJITTER_NUMBER_MAX, "%.*f %s",
		u == 0 && v == floor(v) ? 0
		: fabs(v) < 9.995       ? 2
		: fabs(v) < 99.95       ? 1
					: 0,
		v, units[u]);
	return buf;
}

char *
zcjitter_ns_str(double ns, char *buf)
{
	static const char *const units[] = { "ns", "\xc2\xb5s", "ms", "s" };

	return with_unit(ns, units, 4, 1000, buf);
}

char *
zcjitter_bytes_str(double bytes, char *buf)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };

	return with_unit(bytes, units, 5, 1024, buf);
}

char *
zcjitter_count_str(unsigned long long n, char *buf)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf[at++] = ' ';
		buf[at++] = digits[i];
	}
	buf[at] = '\0';
	return buf;
}

char *
zcjitter_rate_of(unsigned long long n, double seconds, char *buf)
{
	double v = (double)n / seconds;

	if (seconds <= 0)
		snprintf(buf, ZCJITTER_NUMBER_MAX, "-");
	else if (v < 999.5)
		snprintf(buf, ZCJITTER_NUMBER_MAX, "%.3g", v);
	else
		zcjitter_count_str((unsigned long long)(v + 0.5), buf);
	return buf;
}

char *
zcjitter_ratio_str(double ratio, char *buf)
{
	if (!isfinite(ratio))
		snprintf(buf, ZCJITTER_NUMBER_MAX, "-");
	else
		snprintf(buf, ZCJITTER_NUMBER_MAX, "%.*f",
			ratio < 9.995   ? 2
			: ratio < 99.95 ? 1
					: 0,
			ratio);
	return buf;
}
