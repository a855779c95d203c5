/* Stored playlists on a disk that is full. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/library/stored.h"
#include "tests/tmpdir.h"

#define LINES_MAX 130

static char dir[ZC_TMPDIR_MAX];

/* Writes the playlist while no file may grow, as on a full disk. */
static int
write_on_full_disk(const struct zc_stored *s, struct zc_err *err)
{
	struct rlimit old, none;
	int r;

	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &old), 0);
	none = (struct rlimit){ 0, old.rlim_max };
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &none), 0);
	r = zc_stored_write(dir, "list", s, true, err);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &old), 0);
	return r;
}

/* For each length: stdio may meet the full disk in any line, in the last one or at the flush. */
static void
a_full_disk_keeps_the_old_playlist(void)
{
	struct zc_stored old = { 0 }, s = { 0 }, back;
	char path[PATH_MAX];
	struct zc_err err;

	signal(SIGXFSZ, SIG_IGN);
	CU_ASSERT_EQUAL_FATAL(zc_tmpdir_make(dir), 0);
	CU_ASSERT_EQUAL(zc_stored_add(&old, "old.wav"), 0);
	CU_ASSERT_EQUAL_FATAL(zc_stored_write(dir, "list", &old, false, &err), 0);
	for (int lines = 1; lines <= LINES_MAX; lines++) {
		char uri[100];

		snprintf(uri, sizeof(uri), "%099d", lines);
		CU_ASSERT_EQUAL_FATAL(zc_stored_add(&s, uri), 0);
		CU_ASSERT_EQUAL(write_on_full_disk(&s, &err), -EFBIG);
		CU_ASSERT_EQUAL_FATAL(zc_stored_read(dir, "list", &back, &err), 0);
		CU_ASSERT_EQUAL_FATAL(back.count, 1);
		CU_ASSERT_STRING_EQUAL(back.uri[0], "old.wav");
		zc_stored_free(&back);
		snprintf(path, sizeof(path), "%s/list.m3u.new", dir);
		CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	}
	CU_ASSERT_EQUAL(zc_stored_write(dir, "list", &s, true, &err), 0);
	CU_ASSERT_EQUAL_FATAL(zc_stored_read(dir, "list", &back, &err), 0);
	CU_ASSERT_EQUAL(back.count, LINES_MAX);
	zc_stored_free(&back);
	zc_stored_free(&old);
	zc_stored_free(&s);
	zc_tmpdir_remove(dir);
}

ZC_UNIT_MAIN(
	"stored", { "a full disk keeps the old playlist", a_full_disk_keeps_the_old_playlist })
