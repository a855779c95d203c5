/* The daemon: everything set up in order, run, and taken down in the opposite order. Control
 * thread. */
#ifndef ZC_DAEMON_H
#define ZC_DAEMON_H

#include <stdbool.h>

#include "daemon/conf/conf.h"

/* What the command line says. */
struct zc_daemon_options {
	const char *conf_path; /* absolute or as given; lent */
	bool conf_given; /* it must be there; else the defaults do */
	const char *device; /* in place of the configuration's; lent, or NULL */
};

/* Reads the configuration as the options say into *c, which zc_conf_free must be called for in
 * any case. 0 or -errno with text. */
int zc_daemon_conf(const struct zc_daemon_options *o, struct zc_conf *c, struct zc_err *err);

/* Runs until SIGTERM, SIGINT or a client's `kill`; SIGHUP reads the configuration again. Takes
 * *c over. Returns the status for exit; why it is not 0 was logged. */
int zc_daemon_run(const struct zc_daemon_options *o, struct zc_conf *c);

#endif
