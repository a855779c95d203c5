#include "tests/bench/bench.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads the first line of a file in a thread's folder in /proc; "" if there is none. */
static void
first_line(const char *tid, const char *file, char *line, int size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%.16s/%s", tid, file);
	f = fopen(path, "re");
	if (!f || !fgets(line, size, f))
		*line = '\0';
	if (f)
		fclose(f);
	line[strcspn(line, "\n")] = '\0';
}

double
zc_bench_thread_ns(const char *name)
{
	DIR *threads = opendir("/proc/self/task");
	double ns = -1;
	char line[128];
	struct dirent *d;

	while (threads && ns < 0 && (d = readdir(threads))) {
		first_line(d->d_name, "comm", line, sizeof(line));
		if (strcmp(line, name) != 0)
			continue;
		first_line(d->d_name, "schedstat", line, sizeof(line));
		ns = *line ? atof(line) : -1;
	}
	if (threads)
		closedir(threads);
	return ns;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double
zc_bench_quantile(double *values, int count, double share)
{
	qsort(values, (size_t)count, sizeof(*values), ascending);
	return values[(int)((count - 1) * share)];
}
