/* The command line of zcbench. One thread. */
#ifndef ZC_ZCBENCH_OPTIONS_H
#define ZC_ZCBENCH_OPTIONS_H

#include <stdbool.h>

#include "pipeline/engine.h"
#include "pipeline/sink.h"

struct zcbench_options {
	const char *device, *folder; /* borrow from argv */
	char *peers; /* borrows from argv: names with commas between; NULL: none */
	struct zc_sink_conf sink;
	struct zc_engine_conf engine;
	long seconds, settle_seconds;
	long starts; /* 0: what playing costs is measured instead */
	bool json;
	bool iowait; /* the kernel counts it */
};

/* 0, or -errno after the error was printed; ends the program for --help and --version. */
int zcbench_options_parse(struct zcbench_options *o, int argc, char **argv);

#endif
