/* The measurement area: records read while they are written (under ThreadSanitizer too), and
 * files that are no area, of another version, cut off, left over or another daemon's. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/magic.h>

#include "pipeline/area.h"
#include "pipeline/measure/area_file.h"
#include "pipeline/rt/area_put.h"
#include "tests/tmpdir.h"

#define RECORDS 300000u

static struct zc_area memory; /* of records alone */

static void
put(uint64_t seq)
{
	struct zc_wake w = { .seq = seq,
		.woke_ns = (int64_t)seq * 3,
		.played_frame = seq * 5,
		.read_bytes = (uint32_t)seq,
		.reads = (uint16_t)seq };

	zc_area_put(&memory, &w);
}

static bool
is_whole(const struct zc_wake *w)
{
	return w->woke_ns == (int64_t)w->seq * 3 && w->played_frame == w->seq * 5 &&
	       w->read_bytes == (uint32_t)w->seq && w->reads == (uint16_t)w->seq;
}

static void
clear_records(void)
{
	memset(&memory, 0, sizeof(memory));
}

static void
records_come_in_order(void)
{
	struct zc_area_cursor all = { .next = 1 }, late = { 0 };
	struct zc_wake w[8];

	clear_records();
	CU_ASSERT_EQUAL(zc_area_wakes(&memory, &all, w, 8), 0);
	CU_ASSERT_EQUAL(zc_area_wakes(&memory, &late, w, 8), 0);
	for (uint64_t seq = 1; seq <= 10; seq++)
		put(seq);
	CU_ASSERT_EQUAL(zc_area_wakes(&memory, &all, w, 8), 8);
	CU_ASSERT(w[0].seq == 1 && w[7].seq == 8 && is_whole(&w[7]));
	CU_ASSERT_EQUAL(zc_area_wakes(&memory, &all, w, 8), 2);
	CU_ASSERT(w[0].seq == 9 && w[1].seq == 10);
	CU_ASSERT_EQUAL(zc_area_wakes(&memory, &all, w, 8), 0);
	CU_ASSERT_EQUAL(all.lost, 0);
}

static void
overwritten_records_are_counted(void)
{
	struct zc_area_cursor all = { .next = 1 }, kept = { 0 };
	struct zc_wake w[64];
	uint64_t got = 0;
	int n;

	clear_records();
	for (uint64_t seq = 1; seq <= ZC_AREA_WAKES + 100; seq++)
		put(seq);
	while ((n = zc_area_wakes(&memory, &all, w, 64)) > 0)
		for (int i = 0; i < n; i++, got++)
			CU_ASSERT(w[i].seq == all.lost + got + 1 && is_whole(&w[i]));
	/* The writer may be writing one record at any time, so its slot is invalid. */
	CU_ASSERT_EQUAL(got, ZC_AREA_WAKES - 1);
	CU_ASSERT_EQUAL(all.lost, 101);
	CU_ASSERT_EQUAL(zc_area_wakes(&memory, &kept, w, 1), 1);
	CU_ASSERT_EQUAL(w[0].seq, 102);
	CU_ASSERT_EQUAL(kept.lost, 0);
}

static void *
write_records(void *arg)
{
	(void)arg;
	for (uint64_t seq = 1; seq <= RECORDS; seq++)
		put(seq);
	return NULL;
}

static void
read_while_it_is_written(void)
{
	struct zc_area_cursor c = { .next = 1 };
	uint64_t last = 0, got = 0;
	struct zc_wake w[32];
	bool good = true;
	pthread_t t;
	int n;

	clear_records();
	CU_ASSERT_FATAL(pthread_create(&t, NULL, write_records, NULL) == 0);
	while (last < RECORDS) {
		n = zc_area_wakes(&memory, &c, w, 32);
		for (int i = 0; i < n; i++) {
			good &= is_whole(&w[i]) && w[i].seq > last;
			last = w[i].seq;
		}
		got += (uint64_t)n;
	}
	pthread_join(t, NULL);
	CU_ASSERT(good);
	CU_ASSERT_EQUAL(got + c.lost, RECORDS);
}

static void
half_a_snapshot_is_none(void)
{
	struct zc_snapshot s = { .track_id = 7 }, got = { 0 };

	clear_records();
	zc_snap_put(&memory.snap, &s);
	CU_ASSERT_EQUAL(zc_area_snapshot(&memory, &got), 0);
	CU_ASSERT_EQUAL(got.track_id, 7);
	/* The state that a writer leaves if it is killed while writing. */
	memory.snap.seq++;
	CU_ASSERT_EQUAL(zc_area_snapshot(&memory, &got), -EAGAIN);
}

/* Files: a folder on a tmpfs. */
static char folder[64], path[128];

static void
enter_folder(void)
{
	strcpy(folder, "/dev/shm/zc-area-XXXXXX");
	CU_ASSERT_FATAL(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/area", folder);
}

static void
leave_folder(void)
{
	unlink(path);
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static int
open_area(struct zc_area_file *f, const char *name, struct zc_warnings *warn)
{
	int r;

	*warn = (struct zc_warnings){ 0 };
	r = zc_area_make(f, name, false, warn);
	if (!r)
		zc_area_show(f, name, 0640, warn);
	return r;
}

/* How often fallocate is to be interrupted by a signal. */
static int interruptions;

int __real_fallocate(int fd, int mode, off_t offset, off_t len);
int __wrap_fallocate(int fd, int mode, off_t offset, off_t len);
int
__wrap_fallocate(int fd, int mode, off_t offset, off_t len)
{
	if (!interruptions)
		return __real_fallocate(fd, mode, offset, len);
	interruptions--;
	errno = EINTR;
	return -1;
}

static void
a_signal_does_not_cost_the_file(void)
{
	struct zc_warnings warn;
	struct zc_area_file f;

	enter_folder();
	interruptions = 2;
	CU_ASSERT_EQUAL_FATAL(open_area(&f, path, &warn), 0);
	CU_ASSERT_EQUAL(interruptions, 0);
	CU_ASSERT_EQUAL(warn.count, 0);
	CU_ASSERT_EQUAL(access(path, F_OK), 0);
	zc_area_end(&f);
	leave_folder();
}

static void
appears_whole_and_goes(void)
{
	struct zc_area_map m = { 0 };
	struct zc_warnings warn;
	struct zc_area_file f;
	struct zc_wake w = { .seq = 1, .read_bytes = 77 };
	struct zc_area_cursor c = { 0 };
	struct zc_err err = { 0 };
	struct stat st;

	enter_folder();
	warn = (struct zc_warnings){ 0 };
	CU_ASSERT_FATAL(zc_area_make(&f, path, true, &warn) == 0);
	CU_ASSERT_EQUAL(zc_area_map(&m, path, &err), -ENOENT);
	zc_area_unmap(&m);
	zc_area_show(&f, path, 0640, &warn);
	CU_ASSERT_EQUAL(warn.count, 0);
	CU_ASSERT_FATAL(zc_area_map(&m, path, &err) == 0);
	CU_ASSERT(!stat(path, &st) && (st.st_mode & 0777) == 0640);
	CU_ASSERT_EQUAL(m.area->head.pid, getpid());
	CU_ASSERT(m.area->head.start_mono_ns > 0 && m.area->head.start_real_ns > 0);
	CU_ASSERT(zc_area_alive(&m));
	zc_area_put(f.area, &w);
	memset(&w, 0, sizeof(w));
	CU_ASSERT_EQUAL(zc_area_wakes(m.area, &c, &w, 1), 1);
	CU_ASSERT_EQUAL(w.read_bytes, 77);
	zc_area_end(&f);
	/* Mappings of it stay valid, and show that it ended. */
	CU_ASSERT_EQUAL(access(path, F_OK), -1);
	CU_ASSERT_EQUAL(m.area->ended, 1);
	CU_ASSERT_EQUAL(m.area->newest, 1);
	CU_ASSERT_FALSE(zc_area_alive(&m));
	zc_area_unmap(&m);
	leave_folder();
}

static void
fails_to_map(int code, const char *text)
{
	struct zc_area_map m;
	struct zc_err err = { 0 };

	CU_ASSERT_EQUAL(zc_area_map(&m, path, &err), code);
	CU_ASSERT_PTR_NULL(m.area);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, path));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, text));
	zc_area_unmap(&m);
}

static void
write_file(const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

/* A copy of a good area, len bytes of it, with one field of its head changed by one. */
static void
damaged(size_t offset, size_t len, int code, const char *text)
{
	struct zc_area_file f;
	struct zc_warnings warn = { 0 };

	CU_ASSERT_FATAL(zc_area_make(&f, NULL, false, &warn) == 0);
	((unsigned char *)f.area)[offset]++;
	write_file(f.area, len);
	zc_area_end(&f);
	fails_to_map(code, text);
}

static void
refuses_other_files(void)
{
	const size_t all = sizeof(struct zc_area);

	enter_folder();
	fails_to_map(-ENOENT, "No such file");
	write_file("", 0);
	fails_to_map(-EINVAL, "not a measurement area");
	write_file("zcarea", 6);
	fails_to_map(-EINVAL, "not a measurement area");
	write_file("RIFF....WAVEfmt ........................", 40);
	fails_to_map(-EINVAL, "not a measurement area");
	damaged(0, all, -EINVAL, "not a measurement area");
	damaged(offsetof(struct zc_area_head, version), all, -EPROTO, "version 2.1");
	/* A later version may have a shorter head. */
	damaged(offsetof(struct zc_area_head, version), 24, -EPROTO, "version 2.1");
	damaged(offsetof(struct zc_area_head, wake_version), all, -EPROTO, "version 1.2");
	damaged(offsetof(struct zc_area_head, area_bytes), all, -EPROTO, "another build");
	damaged(offsetof(struct zc_area_head, snapshot_bytes), all, -EPROTO, "another build");
	damaged(offsetof(struct zc_area_head, hist_bytes), all, -EPROTO, "another build");
	damaged(offsetof(struct zc_area_head, hists), all, -EPROTO, "another build");
	damaged(offsetof(struct zc_area_head, wake_bytes), all, -EPROTO, "another build");
	damaged(offsetof(struct zc_area_head, wakes), all, -EPROTO, "another build");
	/* The pid may be any. */
	damaged(offsetof(struct zc_area_head, pid), 40, -ENODATA, "truncated");
	damaged(offsetof(struct zc_area_head, pid), all - 1, -ENODATA, "truncated");
	unlink(path);
	CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
	fails_to_map(-EINVAL, "not a measurement area");
	leave_folder();
}

static void
two_daemons(void)
{
	struct zc_area_file first, second;
	struct zc_warnings warn;
	struct zc_area_map m;
	struct zc_err err;

	enter_folder();
	CU_ASSERT_FATAL(open_area(&first, path, &warn) == 0);
	CU_ASSERT_EQUAL(warn.count, 0);
	CU_ASSERT_FATAL(open_area(&second, path, &warn) == 0);
	CU_ASSERT_EQUAL_FATAL(warn.count, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(warn.text[0], "another zcaudiod"));
	CU_ASSERT_PTR_NULL(second.path);
	/* The second measures in private memory; the file stays that of the first. */
	second.area->head.filler_tid = 2;
	first.area->head.filler_tid = 1;
	zc_area_end(&second);
	CU_ASSERT_FATAL(zc_area_map(&m, path, &err) == 0);
	CU_ASSERT_EQUAL(m.area->head.filler_tid, 1);
	CU_ASSERT(zc_area_alive(&m));
	zc_area_unmap(&m);
	zc_area_end(&first);
	leave_folder();
}

static void
a_killed_daemon_leaves_its_place(void)
{
	struct zc_area_file f;
	struct zc_warnings warn;
	struct zc_area_map old, fresh;
	struct zc_err err;
	pid_t pid;

	enter_folder();
	pid = fork();
	if (!pid) {
		int r = open_area(&f, path, &warn);

		_exit(r || warn.count);
	}
	CU_ASSERT_FATAL(pid > 0 && waitpid(pid, &(int){ 0 }, 0) == pid);
	CU_ASSERT_FATAL(zc_area_map(&old, path, &err) == 0);
	CU_ASSERT_EQUAL(old.area->head.pid, pid);
	CU_ASSERT_EQUAL(old.area->ended, 0);
	CU_ASSERT_FALSE(zc_area_alive(&old));

	CU_ASSERT_FATAL(open_area(&f, path, &warn) == 0);
	CU_ASSERT_EQUAL(warn.count, 0);
	CU_ASSERT_FATAL(zc_area_map(&fresh, path, &err) == 0);
	CU_ASSERT_EQUAL(fresh.area->head.pid, getpid());
	/* Mappings of the old file still show the old file. */
	CU_ASSERT_EQUAL(old.area->head.pid, pid);
	CU_ASSERT_FALSE(zc_area_alive(&old));
	zc_area_unmap(&old);
	zc_area_unmap(&fresh);
	zc_area_end(&f);
	leave_folder();
}

static void
measures_for_itself(const char *name, const char *text)
{
	struct zc_area_file f;
	struct zc_warnings warn;
	struct zc_wake w = { .seq = 1 };

	CU_ASSERT_FATAL(open_area(&f, name, &warn) == 0);
	CU_ASSERT_PTR_NULL(f.path);
	zc_area_put(f.area, &w);
	if (text) {
		CU_ASSERT_EQUAL_FATAL(warn.count, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(warn.text[0], name));
		CU_ASSERT_PTR_NOT_NULL(strstr(warn.text[0], text));
		CU_ASSERT_PTR_NOT_NULL(strstr(warn.text[0], "set a"));
	} else {
		CU_ASSERT_EQUAL(warn.count, 0);
	}
	zc_area_end(&f);
}

static void
does_without_a_file(void)
{
	char disk[ZC_TMPDIR_MAX], name[ZC_TMPDIR_MAX + 8];
	struct statfs fs;
	struct stat st;

	measures_for_itself(NULL, NULL);
	measures_for_itself("", NULL);
	measures_for_itself("/proc/none/area", "No such file");
	enter_folder();
	/* What is not ours stays. */
	write_file("precious", 8);
	measures_for_itself(path, "in the way");
	CU_ASSERT(!stat(path, &st) && st.st_size == 8);
	unlink(path);
	CU_ASSERT_EQUAL(symlink("elsewhere", path), 0);
	measures_for_itself(path, "in the way");
	leave_folder();
	CU_ASSERT_FATAL(zc_tmpdir_make(disk) == 0);
	snprintf(name, sizeof(name), "%s/area", disk);
	if (!statfs(disk, &fs) && fs.f_type != TMPFS_MAGIC)
		measures_for_itself(name, "not on a tmpfs");
	zc_tmpdir_remove(disk);
}

ZC_UNIT_MAIN("area", { "records come in order", records_come_in_order },
	{ "overwritten records are counted", overwritten_records_are_counted },
	{ "read while it is written", read_while_it_is_written },
	{ "half a snapshot is none", half_a_snapshot_is_none },
	{ "appears whole, and goes", appears_whole_and_goes },
	{ "a signal does not cost the file", a_signal_does_not_cost_the_file },
	{ "refuses other files", refuses_other_files }, { "two daemons", two_daemons },
	{ "a killed daemon leaves its place", a_killed_daemon_leaves_its_place },
	{ "does without a file", does_without_a_file })
