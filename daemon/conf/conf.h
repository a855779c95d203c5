/* The daemon's configuration: lines of the form `key = value`. Control thread.
 *
 * The parser, the defaults, the commented configuration that is installed and the manual page all
 * come from one table, conf_keys.c. */
#ifndef ZC_CONF_H
#define ZC_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "pipeline/err.h"

/* Every string is owned; NULL where the value is empty. */
struct zc_conf {
	/* files */
	char *music_directory;
	char *playlist_directory;
	char *state_file;
	bool auto_update;
	/* control */
	char *socket;
	uint32_t socket_mode;
	uint32_t port; /* 0: no TCP */
	uint32_t max_connections;
	uint32_t max_output_buffer_kib;
	uint32_t max_command_list_kib;
	uint32_t connection_timeout_s;
	/* playing */
	char *device;
	uint32_t ring_ms;
	uint32_t period_ms;
	int wakeups; /* enum zc_wakeups */
	uint32_t wake_ms;
	int best_path; /* enum zc_path */
	bool io_uring;
	char *mixer; /* "auto", "none" or the name of a mixer control */
	/* realtime */
	uint32_t rt_priority;
	int cpu; /* -1: any */
	bool lock_memory;
	bool cpu_dma_latency;
	/* measuring */
	bool verify;
	char *area_file;
	char *incident_directory;
	uint32_t incident_late_us; /* 0: late wake-ups are no incidents */
	uint32_t incident_wakes;
	uint32_t incident_keep;
	uint32_t incident_keep_kib;
	bool incident_trace;
	uint32_t metrics_port; /* 0: none */
	char *metrics_address;
	/* simulated DAC */
	char *sim_file;
	char *sim_script;
	double sim_ppm;
	int sim_virtual; /* 1: as fast as possible */
	bool sim_pinnable;
	/* log */
	int log_level; /* enum zc_log_level */
};

/* Fills *c with the defaults. 0 or -ENOMEM; zc_conf_free in both cases. */
int zc_conf_init(struct zc_conf *c);
void zc_conf_free(struct zc_conf *c);

/* Sets one key as a line of the file would. 0; -EINVAL with a text that names the key and the
 * values it accepts, or the nearest known keys for an unknown one; or -ENOMEM. *c is unchanged on
 * error. */
int zc_conf_set(struct zc_conf *c, const char *key, const char *value, struct zc_err *err);

/* Sets the keys that a file holds and leaves the others. 0, or -errno with a text that names file,
 * line and key; the keys on earlier lines are set then. */
int zc_conf_load(struct zc_conf *c, const char *path, struct zc_err *err);

/* Writes the configuration file that is installed: all keys with their documentation and default,
 * commented out. */
void zc_conf_print(FILE *out);

/* Writes the same for the manual page: mdoc subsections, each a list of keys. */
void zc_conf_print_mdoc(FILE *out);

#endif
