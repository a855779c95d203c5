#include "tools/zcjitter/zcjitter_bench_row.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/json.h"

/* The columns, with their names in JSON and in the table. */
static const struct column {
	const char *key; /* JSON */
	const char *head; /* of the table */
	int width, decimals;
	size_t offset;
} columns[] = {
#define COLUMN(field, head, width, decimals)                                                   \
	{                                                                                      \
#field, head, width, decimals, offsetof(struct zcjitter_bench_row, field)      \
	}
	COLUMN(cpu_us, "cpu us/s", 9, 0),
	COLUMN(wakeups, "wake/s", 7, 1),
	COLUMN(syscalls, "calls/s", 8, 1),
	COLUMN(switches, "switch/s", 9, 1),
	COLUMN(faults_minor, "faults", 7, 0),
	COLUMN(faults_major, "major", 6, 0),
	COLUMN(xruns, "xruns", 6, 0),
	COLUMN(iowait_ms, "iowait ms/s", 12, 1),
	COLUMN(start_ms, "start ms", 9, 1),
	COLUMN(rss_kib, "rss KiB", 9, 0),
	COLUMN(locked_kib, "locked KiB", 11, 0),
	COLUMN(decode_ratio, "x sndfile", 10, 2),
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static double
value(const struct zcjitter_bench_row *row, const struct column *c)
{
	double v;

	memcpy(&v, (const char *)row + c->offset, sizeof(v));
	return v;
}

void
zcjitter_bench_row_init(struct zcjitter_bench_row *row, const char *player, const char *file)
{
	const double unknown = NAN;

	memset(row, 0, sizeof(*row));
	snprintf(row->player, sizeof(row->player), "%s", player);
	snprintf(row->file, sizeof(row->file), "%s", file);
	for (size_t i = 0; i < COLUMNS; i++)
		memcpy((char *)row + columns[i].offset, &unknown, sizeof(unknown));
}

void
zcjitter_bench_row_head(const char *device, long seconds)
{
	printf("# device %s, each measured for %ld s of steady playing\n", device, seconds);
	printf("%-9s %-20s %-8s", "player", "file", "path");
	for (size_t i = 0; i < COLUMNS; i++)
		printf("%*s", columns[i].width, columns[i].head);
	putchar('\n');
	fflush(stdout);
}

static void
print_json(const struct zcjitter_bench_row *row)
{
	json_t *o = zc_json_object();

	zc_json_put_text(o, "player", row->player);
	zc_json_put_text(o, "file", row->file);
	zc_json_put_text(o, "path", *row->path ? row->path : NULL);
	zc_json_put_text(o, "reason", *row->reason ? row->reason : NULL);
	zc_json_put_text(o, "error", *row->note ? row->note : NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		zc_json_put_real(o, columns[i].key, value(row, &columns[i]));
	zc_json_print(o, true);
}

void
zcjitter_bench_row_print(const struct zcjitter_bench_row *row, bool json)
{
	if (json) {
		print_json(row);
		return;
	}
	printf("%-9s %-20s %-8s", row->player, row->file, *row->path ? row->path : "-");
	if (*row->note)
		printf(" %s", row->note);
	for (size_t i = 0; i < COLUMNS && !*row->note; i++) {
		double v = value(row, &columns[i]);

		if (isfinite(v))
			printf("%*.*f", columns[i].width, columns[i].decimals, v);
		else
			printf("%*s", columns[i].width, "-");
	}
	if (*row->reason && !*row->note)
		printf("  %s", row->reason);
	putchar('\n');
	fflush(stdout);
}
