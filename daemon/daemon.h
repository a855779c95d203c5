/* The daemon: set-up in order, the run, and clean-up in the opposite order. Control thread. */
#ifndef ZC_DAEMON_H
#define ZC_DAEMON_H

#include <stdbool.h>

#include "daemon/conf/conf.h"

/* What the command line says. */
struct zc_daemon_options {
	const char *conf_path; /* absolute or as given; lent */
	bool conf_given; /* the file has to exist; else the defaults are used without it */
	const char *device; /* overrides the configuration; lent, NULL: does not */
};

/* Reads the configuration into *c as the options say. zc_conf_free(c) afterwards, even on
 * error. 0 or -errno with text. */
int zc_daemon_conf(const struct zc_daemon_options *o, struct zc_conf *c, struct zc_err *err);

/* Runs until SIGTERM, SIGINT or a client's `kill`; SIGHUP reads the configuration again. Frees
 * what *c holds. Returns the exit status; errors are logged. */
int zc_daemon_run(const struct zc_daemon_options *o, struct zc_conf *c);

#endif
