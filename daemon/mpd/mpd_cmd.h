/* The command table. Control thread only. */
#ifndef ZC_MPD_CMD_H
#define ZC_MPD_CMD_H

#include <stddef.h>

#include "daemon/mpd/mpd_handlers.h"

enum zc_command_for {
	ZC_FOR_ALL,
	ZC_FOR_LOCAL, /* clients of the local socket */
	ZC_FOR_NOBODY /* MPD has it, this daemon does not; the handler is NULL */
};

struct zc_command {
	const char *name;
	enum zc_command_for allowed;
	int min_args, max_args; /* max -1: any */
	zc_handler *run;
};

/* Sorted by name. */
extern const struct zc_command zc_commands[];
extern const size_t zc_command_count;

/* Splits a line, in place, and executes it. Returns an enum zc_done. */
int zc_command_run(struct zc_client *c, char *line);

#endif
