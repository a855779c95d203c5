#include "tools/zcjitter/zcjitter_machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define LINE_MAX_BYTES 512

/* Finds the first line that begins with `begin` and stores the rest of it; false if there is
 * none. */
static bool
line_of(const char *path, const char *begin, char *line)
{
	FILE *f = fopen(path, "re");
	size_t skip = strlen(begin);
	bool found = false;

	while (f && !found && fgets(line, LINE_MAX_BYTES, f))
		found = !strncmp(line, begin, skip);
	if (f)
		fclose(f);
	if (!found)
		return false;
	line[strcspn(line, "\n")] = '\0';
	skip += strspn(line + skip, " \t:");
	memmove(line, line + skip, strlen(line + skip) + 1);
	return *line;
}

static void
put_line(json_t *o, const char *key, const char *path, const char *begin)
{
	char line[LINE_MAX_BYTES];

	if (line_of(path, begin, line))
		zc_json_put_text(o, key, line);
}

static const char *
preempt_model(const char *version, char *line)
{
	if (strstr(version, "PREEMPT_RT"))
		return "PREEMPT_RT";
	/* "none voluntary (full)": the active one is in brackets; only root may read it. */
	if (strstr(version, "PREEMPT_DYNAMIC") &&
		line_of("/sys/kernel/debug/sched/preempt", "", line))
		return line;
	if (strstr(version, "PREEMPT_DYNAMIC"))
		return "PREEMPT_DYNAMIC";
	return strstr(version, "PREEMPT") ? "PREEMPT" : "voluntary or none";
}

json_t *
zcjitter_machine(void)
{
	json_t *o = zc_json_object();
	char line[LINE_MAX_BYTES];
	struct utsname u;
	int averages = 0;
	long long kib;

	if (!uname(&u)) {
		zc_json_put_text(o, "kernel", u.release);
		zc_json_put_text(o, "preempt", preempt_model(u.version, line));
	}
	put_line(o, "cpu", "/proc/cpuinfo", "model name");
	zc_json_put_int(o, "cpus", sysconf(_SC_NPROCESSORS_ONLN));
	if (line_of("/proc/cpuinfo", "flags", line))
		zc_json_put_bool(o, "virtual_machine", strstr(line, " hypervisor") != NULL);
	if (line_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "", line))
		zc_json_put_text(o, "governor", line);
	else
		zc_json_put_text(o, "governor", "none: the kernel does not set the clock rate");
	put_line(o, "clock_source",
		"/sys/devices/system/clocksource/clocksource0/current_clocksource", "");
	if (line_of("/proc/meminfo", "MemTotal", line) && sscanf(line, "%lld", &kib) == 1)
		zc_json_put_int(o, "memory_kib", kib);
	/* After the three averages come numbers of processes. */
	if (line_of("/proc/loadavg", "", line) && sscanf(line, "%*s %*s %*s%n", &averages) == 0)
		zc_json_put(o, "load", json_stringn(line, (size_t)averages));
	return o;
}
