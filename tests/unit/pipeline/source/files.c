#include "tests/unit/pipeline/source/files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/tmpdir.h"
#include "tests/unit/unit.h"

static char dir[ZC_TMPDIR_MAX];
static char path[2 * ZC_TMPDIR_MAX];

void
zc_files_begin(void)
{
	CU_ASSERT_FATAL(zc_tmpdir_make(dir) == 0);
}

void
zc_files_end(void)
{
	zc_tmpdir_remove(dir);
}

const char *
zc_files_dir(void)
{
	return dir;
}

const char *
zc_files_path(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

const char *
zc_files_put(const char *name, const void *bytes, size_t len)
{
	FILE *f = fopen(zc_files_path(name), "wb");

	CU_ASSERT_FATAL(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
	return path;
}

const struct zc_gen_case *
zc_files_case(const char *name)
{
	for (int i = 0; i < zc_gen_case_count; i++)
		if (strcmp(zc_gen_cases[i].name, name) == 0)
			return &zc_gen_cases[i];
	CU_FAIL_FATAL("no such case");
	return NULL;
}

const char *
zc_files_write(const struct zc_gen_case *c, off_t *bytes)
{
	struct stat st;

	CU_ASSERT_FATAL(zc_gen_write(c, zc_files_path(c->name)) == 0 && stat(path, &st) == 0);
	if (bytes)
		*bytes = st.st_size;
	return path;
}

struct zc_track *
zc_files_open(const char *file)
{
	struct zc_track_conf conf = { .path = file, .id = 1 };
	struct zc_err err = { 0 };
	struct zc_track *t = zc_track_open(&conf, &err);

	if (!t)
		printf("# %s\n", err.text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	return t;
}
