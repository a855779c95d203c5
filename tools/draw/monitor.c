#include "tools/draw/monitor.h"

#include <string.h>

#define AT_ONCE 256

int
zc_monitor_open(struct zc_monitor *l, const char *path, struct zc_err *err)
{
	int r;

	memset(l, 0, sizeof(*l));
	r = zc_area_map(&l->map, path, err);
	if (!r)
		zc_monitor_update(l);
	return r;
}

static void
append(struct zc_monitor *l, const struct zc_wake *w, size_t n)
{
	size_t over = l->count + n > ZC_AREA_WAKES ? l->count + n - ZC_AREA_WAKES : 0;

	memmove(l->wakes, l->wakes + over, (l->count - over) * sizeof(*w));
	l->count -= over;
	memcpy(l->wakes + l->count, w, n * sizeof(*w));
	l->count += n;
}

bool
zc_monitor_update(struct zc_monitor *l)
{
	struct zc_wake w[AT_ONCE];
	struct zc_snapshot snap;
	int n;

	while ((n = zc_area_wakes(l->map.area, &l->cursor, w, AT_ONCE)) > 0)
		append(l, w, (size_t)n);
	if (!zc_area_snapshot(l->map.area, &snap))
		l->snap = snap;
	return zc_area_alive(&l->map);
}

void
zc_monitor_close(struct zc_monitor *l)
{
	zc_area_unmap(&l->map);
}
