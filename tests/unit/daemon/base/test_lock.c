/* Lock files, also on file systems that have no locks. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "daemon/base/lock.h"
#include "tests/tmpdir.h"

static int flock_error; /* flock fails with this errno; 0: the real flock */

int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);

int
__wrap_flock(int fd, int operation)
{
	if (!flock_error)
		return __real_flock(fd, operation);
	errno = flock_error;
	return -1;
}

static char dir[ZC_TMPDIR_MAX], path[ZC_TMPDIR_MAX + 8];

static void
set_up(void)
{
	CU_ASSERT_EQUAL_FATAL(zc_tmpdir_make(dir), 0);
	snprintf(path, sizeof(path), "%s/state", dir);
	flock_error = 0;
}

static int
lock_state(struct zc_err *err)
{
	return zc_lock_take(path, "keeps its state", "state_file", err);
}

static void
the_error_names_the_holder(void)
{
	char holder[64];
	struct zc_err err;
	int fd;

	set_up();
	fd = lock_state(&err);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(lock_state(&err), -EADDRINUSE);
	snprintf(holder, sizeof(holder), "another zcaudiod (PID %d) keeps its state",
		(int)getpid());
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, holder));
	close(fd);
	fd = lock_state(&err);
	CU_ASSERT(fd >= 0);
	close(fd);
	zc_tmpdir_remove(dir);
}

static void
a_file_system_without_locks(void)
{
	struct zc_err err;

	set_up();
	flock_error = ENOLCK;
	CU_ASSERT_EQUAL(lock_state(&err), -ENOLCK);
	CU_ASSERT_PTR_NULL(strstr(err.text, "another zcaudiod"));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "state.lock"));
	zc_tmpdir_remove(dir);
}

ZC_UNIT_MAIN("lock", { "the error names the holder", the_error_names_the_holder },
	{ "a file system without locks", a_file_system_without_locks })
