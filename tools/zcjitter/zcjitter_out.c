#include "tools/zcjitter/zcjitter_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/zcjitter/zcjitter_error.h"

int
zcjitter_out_option(struct zcjitter_out *o, int option)
{
	switch (option) {
	case 't':
		o->form = ZCJITTER_TEXT;
		return 1;
	case 'j':
		o->form = ZCJITTER_JSON;
		return 1;
	case 'c':
		o->form = ZCJITTER_CSV;
		return 1;
	case 'm':
		o->form = ZCJITTER_HTML;
		return 1;
	case 'o':
		o->path = strcmp(optarg, "-") ? optarg : NULL;
		return 1;
	}
	return 0;
}

/* A device or a pipe is written in place. */
static int
replaces_file(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 || S_ISREG(st.st_mode);
}

int
zcjitter_out_open(struct zcjitter_out *o)
{
	const char *name = o->path;

	o->file = stdout;
	if (!o->path)
		return ZC_EXIT_OK;
	if (replaces_file(o->path)) {
		if (asprintf(&o->part, "%s.part", o->path) < 0) {
			o->part = NULL;
			return zcjitter_error(ZC_EXIT_FAILED, "out of memory");
		}
		name = o->part;
	}
	o->file = fopen(name, "we");
	if (o->file)
		return ZC_EXIT_OK;
	zcjitter_error(ZC_EXIT_FAILED, "%s: %s", name, strerror(errno));
	free(o->part);
	o->part = NULL;
	return ZC_EXIT_FAILED;
}

void
zcjitter_out_discard(struct zcjitter_out *o)
{
	if (o->file != stdout)
		fclose(o->file);
	if (o->part)
		unlink(o->part);
	free(o->part);
	o->part = NULL;
}

int
zcjitter_out_close(struct zcjitter_out *o)
{
	int code = ZC_EXIT_OK, failed;

	if (o->file == stdout)
		return ZC_EXIT_OK;
	failed = ferror(o->file);
	failed |= fclose(o->file);
	if (!failed && o->part)
		failed = rename(o->part, o->path);
	if (failed) {
		code = zcjitter_error(
			ZC_EXIT_FAILED, "%s: cannot be written: %s", o->path, strerror(errno));
		if (o->part)
			unlink(o->part);
	}
	free(o->part);
	o->part = NULL;
	return code;
}
