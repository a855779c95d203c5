/* The command line of zcaudiod. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "daemon/daemon.h"
#include "daemon/base/log.h"

#define EXIT_USAGE 2

static const char usage[] =
	"Usage: zcaudiod [OPTION]...\n"
	"Plays audio files with as little software between disk and DAC as the hardware "
	"allows.\n"
	"Controlled by zcctl or any client of MPD.\n"
	"\n"
	"  -c, --config=FILE    read this configuration, not " ZC_SYSCONFDIR "/zcaudiod.conf\n"
	"      --check-config   check the configuration, report the first error, and exit\n"
	"      --device=NAME    play on this device: hw:CARD=...,DEV=..., sim or auto\n"
	"      --foreground     accepted for compatibility: it always stays in the foreground\n"
	"  -V, --version        print the version and exit\n"
	"  -h, --help           print this help and exit\n";

enum { OPT_CHECK = 256, OPT_DEVICE, OPT_FOREGROUND };

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "check-config", no_argument, NULL, OPT_CHECK },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "foreground", no_argument, NULL, OPT_FOREGROUND },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

int
main(int argc, char **argv)
{
	struct zc_daemon_options o = { .conf_path = ZC_SYSCONFDIR "/zcaudiod.conf" };
	struct zc_conf conf;
	struct zc_err err;
	bool check = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "c:Vh", long_options, NULL)) >= 0) {
		switch (opt) {
		case 'c':
			o.conf_path = optarg;
			o.conf_given = true;
			break;
		case OPT_CHECK:
			check = true;
			break;
		case OPT_DEVICE:
			o.device = optarg;
			break;
		case OPT_FOREGROUND:
			break;
		case 'V':
			puts(PACKAGE_STRING);
			return EXIT_SUCCESS;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		default:
			fputs("Try: zcaudiod --help\n", stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		fprintf(stderr,
			"zcaudiod: unexpected argument \"%s\"; files are played with: zcctl "
			"play\n"
			"Try: zcaudiod --help\n",
			argv[optind]);
		return EXIT_USAGE;
	}
	if (zc_daemon_conf(&o, &conf, &err)) {
		zc_log(ZC_LOG_ERROR, "%s", err.text);
		zc_conf_free(&conf);
		return EXIT_FAILURE;
	}
	if (check) {
		zc_conf_free(&conf);
		return EXIT_SUCCESS;
	}
	return zc_daemon_run(&o, &conf);
}
