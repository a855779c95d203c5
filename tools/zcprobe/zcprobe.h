/* The findings of zcprobe, and their output. One thread. */
#ifndef ZC_ZCPROBE_H
#define ZC_ZCPROBE_H

#include "pipeline/probe.h"
#include "pipeline/track.h"

struct zcprobe_device {
	struct zc_device_info info;
	struct zc_checks checks;
	struct zc_fmt fmt; /* format of the test */
};

struct zcprobe_file {
	const char *path; /* borrows from argv */
	struct zc_checks checks;
	struct zc_err err; /* code 0: it can be opened */
	struct zc_track_info info;
	struct zc_track_counts counts;
	struct zc_err track_err; /* code 0: the first device can play it */
	bool direct; /* it opens, takes O_DIRECT, and the first device plays it directly */
};

struct zcprobe_report {
	struct zc_checks system;
	struct zcprobe_device *devices; /* owns */
	int device_count;
	struct zcprobe_file *files; /* owns */
	int file_count;
	bool direct;
};

/* zcprobe_print.c */

/* To standard output, for people and for programs. */
void zcprobe_print(const struct zcprobe_report *r);
void zcprobe_print_json(const struct zcprobe_report *r);

#endif
