#include "tests/tmpdir.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
zc_tmpdir_make(char *dir)
{
	char cwd[ZC_TMPDIR_MAX - 32];

	if (!getcwd(cwd, sizeof(cwd)))
		return -errno;
	snprintf(dir, ZC_TMPDIR_MAX, "%s/zc-test-XXXXXX", cwd);
	return mkdtemp(dir) ? 0 : -errno;
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
zc_tmpdir_remove(const char *dir)
{
	nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}
