/* Options of zcbench. One thread. */
#include "config.h"

#include "tools/zcbench/zcbench_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/zcbench/zcbench.h"
#include "tools/common/parse.h"

static const char usage[] =
	"Usage: zcbench [OPTION...] [FILE...]\n"
	"Plays each FILE (or generated ones) through the engine and prints what it costs.\n"
	"  --device NAME    as in zcaudiod.conf (default: auto)\n"
	"  --seconds N      measured for so long, steadily playing (default: 10)\n"
	"  --settle N       seconds of playing before (default: 3)\n"
	"  --peer LIST      others to compare with, on the same device: aplay,mpd,zcaudiod\n"
	"  --starts N       instead: N times from the command `zcctl play` to the first frame\n"
	"                   committed, through a daemon that is warm\n"
	"  --folder DIR     where generated files go, on a disk (default: .)\n"
	"  --ring-ms N, --wake-ms N, --best-path P, --rt-priority N, --cpu N, --no-uring\n"
	"                   as in zcaudiod.conf\n"
	"  --json           one JSON object a row\n";

static int
parse_number(const char *text, const char *name, long max, long *value)
{
	if (!zc_parse_int(text, 0, max, value))
		return 0;
	fprintf(stderr, "zcbench: --%s %s: a number from 0 to %ld is needed\n", name, text,
		max);
	return -EINVAL;
}

static int
parse_path(const char *text, enum zc_path *path)
{
	for (*path = ZC_PATH_DIRECT; *path < ZC_PATH_COUNT; ++*path)
		if (!strcmp(text, zc_path_name(*path)))
			return 0;
	fprintf(stderr, "zcbench: --best-path %s: takes direct, staged or decoded\n", text);
	return -EINVAL;
}

int
zcbench_options_parse(struct zcbench_options *o, int argc, char **argv)
{
	static const struct option longs[] = { { "device", required_argument, NULL, 'd' },
		{ "seconds", required_argument, NULL, 's' },
		{ "settle", required_argument, NULL, 't' },
		{ "peer", required_argument, NULL, 'p' },
		{ "folder", required_argument, NULL, 'f' },
		{ "ring-ms", required_argument, NULL, 'r' },
		{ "wake-ms", required_argument, NULL, 'w' },
		{ "best-path", required_argument, NULL, 'b' },
		{ "rt-priority", required_argument, NULL, 'P' },
		{ "cpu", required_argument, NULL, 'c' }, { "no-uring", no_argument, NULL, 'u' },
		{ "starts", required_argument, NULL, 'S' }, { "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'v' },
		{ 0 } };
	int c, at = 0, r = 0;
	long n = 0;

	while (!r && (c = getopt_long(argc, argv, "h", longs, &at)) != -1) {
		if (strchr("strwPcS", c))
			r = parse_number(optarg, longs[at].name, 86400, &n);
		switch (c) {
		case 'd':
			o->device = optarg;
			break;
		case 's':
			o->seconds = n;
			break;
		case 't':
			o->settle_seconds = n;
			break;
		case 'p':
			o->peers = optarg;
			break;
		case 'f':
			o->folder = optarg;
			break;
		case 'r':
			o->sink.ring_ms = (uint32_t)n;
			break;
		case 'w':
			o->engine.wake_ms = (uint32_t)n;
			break;
		case 'b':
			r = parse_path(optarg, &o->engine.best_path);
			break;
		case 'P':
			o->engine.rt_priority = (int)n;
			break;
		case 'c':
			o->engine.cpu = (int)n;
			break;
		case 'S':
			o->starts = n;
			break;
		case 'u':
			o->engine.no_uring = true;
			break;
		case 'j':
			o->json = true;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		case 'v':
			puts("zcbench " PACKAGE_VERSION);
			exit(0);
		default:
			fputs(usage, stderr);
			return -EINVAL;
		}
	}
	if (!r && o->starts > ZCBENCH_STARTS_MAX) {
		fprintf(stderr, "zcbench: --starts %ld: at most %d\n", o->starts,
			ZCBENCH_STARTS_MAX);
		return -EINVAL;
	}
	if (!r && !o->seconds) {
		fputs("zcbench: --seconds 0: at least one second is needed\n", stderr);
		return -EINVAL;
	}
	return r;
}
