/* The margin over time, from wake records. */
#include "tools/draw/draw.h"

#include <stdlib.h>
#include <string.h>

static size_t
slice_of(const struct zc_wake *wakes, size_t count, size_t i, size_t slices)
{
	double span = (double)(wakes[count - 1].woke_ns - wakes[0].woke_ns) + 1;
	double at = (double)(wakes[i].woke_ns - wakes[0].woke_ns) / span;

	return at <= 0 ? 0 : (size_t)(at * (double)slices);
}

/* Index of the first record of the same clock as the last one: another device may have another
 * clock. */
static size_t
same_clock(const struct zc_wake *wakes, size_t count)
{
	size_t i = count;

	while (i > 1 && wakes[i - 2].woke_ns <= wakes[i - 1].woke_ns)
		i--;
	return i ? i - 1 : 0;
}

size_t
zc_draw_margin(const struct zc_draw *d, const struct zc_wake *wakes, size_t count, size_t rows)
{
	size_t columns = d->columns > ZC_DRAW_GUTTER ? d->columns - ZC_DRAW_GUTTER : 0;
	size_t first = same_clock(wakes, count), last_mark = 0;
	char top[ZC_DRAW_NS_MAX], span[32], *marks;
	int64_t full_ns = 1;
	double *values;

	if (rows < 2 || !columns)
		return 0;
	values = calloc(columns, sizeof(*values));
	marks = calloc(columns + 1, 1);
	if (!values || !marks)
		goto out;
	wakes += first;
	count -= first;
	for (size_t i = 0; i < columns; i++) {
		values[i] = -1;
		marks[i] = ' ';
	}
	for (size_t i = 0; i < count; i++)
		if (wakes[i].rate_hz) {
			int64_t ns =
				(int64_t)(wakes[i].capacity_frames * 1e9 / wakes[i].rate_hz);

			full_ns = ns > full_ns ? ns : full_ns;
		}
	for (size_t i = 0; i < count; i++) {
		size_t at = slice_of(wakes, count, i, columns);
		int64_t ns = zc_wake_figure_ns(ZC_KIND_MARGIN, NULL, &wakes[i]);
		double part = (double)ns / (double)full_ns;

		if (ns >= 0 && (values[at] < 0 || part < values[at]))
			values[at] = part;
		if (wakes[i].flags & (ZC_WAKE_XRUN | ZC_WAKE_LOST)) {
			marks[at] = wakes[i].flags & ZC_WAKE_LOST ? '!' : 'x';
			last_mark = at + 1;
		}
	}
	/* A slice without a wake-up shows the margin of the one before, to leave no gaps. */
	for (size_t i = 1; i < columns; i++)
		if (values[i] < 0 && marks[i] == ' ' && marks[i - 1] == ' ')
			values[i] = values[i - 1];
	zc_draw_chart(
		d, values, columns, rows - 1, zc_draw_ns(full_ns, top), rows > 2 ? "0" : top);
	snprintf(span, sizeof(span), "%.0f s",
		count ? (double)(wakes[count - 1].woke_ns - wakes[0].woke_ns) / 1e9 : 0);
	marks[last_mark] = 0;
	fprintf(d->out, "%*s %s\n", ZC_DRAW_GUTTER - 1, span, marks);
out:
	free(values);
	free(marks);
	return rows;
}
