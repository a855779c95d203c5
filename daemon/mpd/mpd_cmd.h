/* The command table: who may call what with how many arguments. Control thread only. */
#ifndef ZC_MPD_CMD_H
#define ZC_MPD_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/mpd/client.h"
#include "daemon/mpd/mpd_parse.h"

#define ZC_MPD_VERSION "0.23.5"

/* Returns an enum zc_done. Arguments are lent for the call, their count is within the table's
 * limits. */
typedef int zc_handler(struct zc_client *c, const struct zc_args *a);

enum zc_command_for {
	ZC_FOR_ALL,
	ZC_FOR_LOCAL, /* clients of the local socket */
	ZC_FOR_NOBODY /* known, not offered; the handler is NULL */
};

struct zc_command {
	const char *name;
	enum zc_command_for who;
	int min_args, max_args; /* max -1: any */
	zc_handler *run;
};

/* Sorted by name. */
extern const struct zc_command zc_commands[];
extern const size_t zc_command_count;

/* Splits and executes one line, in place. */
int zc_command_run(struct zc_client *c, char *line);

#endif
