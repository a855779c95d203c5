/* zcprobe: checks what the direct path needs on this machine, for each card and file, and says
 * how to get what is missing. Exit code 0: a direct path is possible. One thread. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/engine.h"
#include "tools/common/options.h"
#include "tools/zcprobe/zcprobe.h"

#define DEVICES_MAX 32
#define EXIT_DIRECT 0
#define EXIT_NOT_DIRECT 1
#define EXIT_USAGE 2

static const char usage[] =
	"Usage: zcprobe [--json] [--device NAME] [FILE...]\n"
	"Checks what the direct path from disk to DAC needs: the system, each playback\n"
	"device (or the one named), and each FILE with its file system.\n"
	"  --json         print JSON\n"
	"  --device NAME  check this device only, as in zcaudiod.conf\n"
	"Exit code 0 if a direct path is possible, 1 if not, 2 for wrong usage. See\n"
	"zcprobe(1).\n";

static void
find_devices(struct zcprobe_report *r, const char *name)
{
	struct zc_device_info list[DEVICES_MAX];
	struct zc_err err;
	int count = 1;

	memset(list, 0, sizeof(list));
	if (!name) {
		count = zc_device_list(list, DEVICES_MAX);
	} else if (zc_device_find(name, &list[0], &err)) {
		if (!list[0].busy) {
			fprintf(stderr, "zcprobe: %s\n", err.text);
			exit(EXIT_NOT_DIRECT);
		}
	}
	r->device_count = count < DEVICES_MAX ? count : DEVICES_MAX;
	r->devices = calloc((size_t)r->device_count, sizeof(*r->devices));
	if (!r->devices) {
		fputs("zcprobe: out of memory\n", stderr);
		exit(EXIT_NOT_DIRECT);
	}
	for (int i = 0; i < r->device_count; i++)
		r->devices[i].info = list[i];
}

/* Finds how the device would play the file. */
static void
probe_track(struct zcprobe_file *f, const struct zc_caps *caps)
{
	char *path = realpath(f->path, NULL);
	const struct zc_track_conf conf = {
		.path = path, .id = 1, .caps = caps, .best = ZC_PATH_DIRECT
	};
	struct zc_track *t =
		path ? zc_track_open(&conf, &f->track_err)
		     : (zc_fail(&f->track_err, -errno, "%s: %s", f->path, strerror(errno)),
			       NULL);

	if (t) {
		f->info = *zc_track_info(t);
		zc_track_counts(t, &f->counts);
		zc_track_close(t);
	}
	free(path);
}

/* The first device that opens: hardware comes before the simulated one. */
static const struct zcprobe_device *
first_usable(const struct zcprobe_report *r)
{
	for (int i = 0; i < r->device_count; i++)
		if (!r->devices[i].info.busy)
			return &r->devices[i];
	return NULL;
}

static void
probe_files(struct zcprobe_report *r, char **names)
{
	const struct zcprobe_device *d = first_usable(r);

	r->files = calloc((size_t)r->file_count + 1, sizeof(*r->files));
	if (!r->files) {
		fputs("zcprobe: out of memory\n", stderr);
		exit(EXIT_NOT_DIRECT);
	}
	for (int i = 0; i < r->file_count; i++) {
		struct zcprobe_file *f = &r->files[i];

		f->path = names[i];
		if (!zc_probe_file(&f->checks, f->path, &f->err) && d)
			probe_track(f, &d->info.caps);
		f->direct = !f->err.code && zc_checks_direct(&f->checks) &&
			    !f->track_err.code && f->counts.path == ZC_PATH_DIRECT;
	}
}

/* A file for test reads: one that was named, else this program's own. */
static const char *
readable_file(const struct zcprobe_report *r)
{
	struct zc_checks own = { 0 };

	for (int i = 0; i < r->file_count; i++)
		if (!r->files[i].err.code && zc_checks_direct(&r->files[i].checks))
			return r->files[i].path;
	if (!zc_probe_file(&own, "/proc/self/exe", NULL) && zc_checks_direct(&own))
		return "/proc/self/exe";
	return NULL;
}

static bool
is_sim(const struct zcprobe_device *d)
{
	return !strcmp(d->info.name, "sim");
}

/* Whether a direct path is possible: the system, some device (the simulated one counts only if
 * it is alone), and every file that was named allow it. */
static bool
is_direct(const struct zcprobe_report *r)
{
	bool device = false, files = true;

	for (int i = 0; i < r->device_count; i++)
		if (!is_sim(&r->devices[i]) || r->device_count == 1)
			device |= zc_checks_direct(&r->devices[i].checks);
	for (int i = 0; i < r->file_count; i++)
		files &= r->files[i].direct;
	return zc_checks_direct(&r->system) && device && files;
}

static void
probe(struct zcprobe_report *r, const char *device, char **files)
{
	const struct zc_sink_conf sink = { .sim_pinnable = true };
	struct zc_engine_conf engine;
	const char *readable;

	zc_engine_conf_init(&engine);
	zc_probe_system(&r->system, engine.rt_priority);
	find_devices(r, device);
	probe_files(r, files);
	readable = readable_file(r);
	for (int i = 0; i < r->device_count; i++)
		zc_probe_device(&r->devices[i].checks, &r->devices[i].info, &sink, readable,
			&r->devices[i].fmt);
	r->direct = is_direct(r);
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = { { "json", no_argument, NULL, 'j' },
		{ "device", required_argument, NULL, 'd' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' }, { 0 } };
	const char *device = NULL;
	struct zcprobe_report r = { 0 };
	bool json = false;
	char text[160];
	int o;

	opterr = 0;
	while ((o = getopt_long(argc, argv, ":hd:", longs, NULL)) != -1) {
		switch (o) {
		case 'j':
			json = true;
			break;
		case 'd':
			device = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		case 'v':
			puts("zcprobe " PACKAGE_VERSION);
			return 0;
		default:
			fprintf(stderr, "zcprobe: %s\nTry: zcprobe --help\n",
				zc_options_error(o, argv, longs, text, sizeof(text)));
			return EXIT_USAGE;
		}
	}
	r.file_count = argc - optind;
	probe(&r, device, argv + optind);
	if (json)
		zcprobe_print_json(&r);
	else
		zcprobe_print(&r);
	free(r.devices);
	free(r.files);
	return r.direct ? EXIT_DIRECT : EXIT_NOT_DIRECT;
}
