#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/state/state_file.h"

/* Counts the system calls of a save. Call number fail_at fails with fail_errno; with `crash`
 * all later ones fail as well, as if the machine had lost power there. */
static int calls, fail_at, fail_errno;
static bool crash, one_byte_writes, interrupted;

int __real_open(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *data, size_t bytes);
int __real_fsync(int fd);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_write(int fd, const void *data, size_t bytes);
int __wrap_fsync(int fd);
int __wrap_close(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);

static bool
fails(void)
{
	calls++;
	if (!fail_at || calls < fail_at || (calls > fail_at && !crash))
		return false;
	errno = fail_errno;
	return true;
}

int
__wrap_open(const char *path, int flags, ...)
{
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	if ((flags & O_CREAT) && fails())
		return -1;
	return __real_open(path, flags, mode);
}

ssize_t
__wrap_write(int fd, const void *data, size_t bytes)
{
	if (fails())
		return -1;
	if (interrupted && (interrupted = calls % 3)) {
		errno = EINTR;
		return -1;
	}
	return __real_write(fd, data, one_byte_writes && bytes ? 1 : bytes);
}

int
__wrap_fsync(int fd)
{
	return fails() ? -1 : __real_fsync(fd);
}

int
__wrap_close(int fd)
{
	int r = __real_close(fd);

	return fails() ? -1 : r;
}

int
__wrap_rename(const char *from, const char *to)
{
	return fails() ? -1 : __real_rename(from, to);
}

int
__wrap_unlink(const char *path)
{
	return crash && fails() ? -1 : __real_unlink(path);
}

static char folder[] = "test_state.XXXXXX", path[64], temporary[80];

static void
fault(int at, int error, bool is_crash)
{
	calls = 0;
	fail_at = at;
	fail_errno = error;
	crash = is_crash;
}

static void
setup(void)
{
	strcpy(folder, "test_state.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state", folder);
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	fault(0, 0, false);
	one_byte_writes = interrupted = false;
}

static void
teardown(void)
{
	char command[64];

	fault(0, 0, false);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	CU_ASSERT_EQUAL(system(command), 0);
}

static bool
exists(const char *name)
{
	return !access(name, F_OK);
}

static struct zc_queue *
some_queue(void)
{
	static const char *const names[] = { "a.flac", "two\nlines", "back\\slash\\n",
		"/absolut/pfad mit \xc3\xa4.wav", " spaces ", "sum 0123" };
	struct zc_queue *q = zc_queue_new();

	for (uint32_t i = 0; i < 6; i++)
		zc_queue_add_id(q, names[i], i, 70 - i);
	zc_queue_priority(q, 2, 4, 200);
	zc_queue_set_options(
		q, &(struct zc_queue_options){ .repeat = true, .single = 2, .consume = 1 });
	return q;
}

static int
store(const struct zc_queue *q, double elapsed_s, struct zc_err *err)
{
	struct zc_state_point point = { ZC_STATE_PAUSED, 69, elapsed_s };
	char *text;
	int64_t bytes = zc_state_text(q, &point, &text);
	int r;

	CU_ASSERT_FATAL(bytes > 0);
	r = zc_state_store(path, text, (size_t)bytes, err);
	free(text);
	return r;
}

/* The file loads, and its content is that of some_queue. */
static bool
holds(double elapsed_s)
{
	struct zc_queue *want = some_queue(), *q = zc_queue_new();
	struct zc_state_point point;
	struct zc_err err;
	bool same = !zc_state_load(path, q, &point, &err) && point.state == ZC_STATE_PAUSED &&
		    point.song_id == 69 && point.elapsed_s == elapsed_s &&
		    zc_queue_length(q) == zc_queue_length(want) &&
		    !memcmp(zc_queue_options(q), zc_queue_options(want),
			    sizeof(struct zc_queue_options));

	for (uint32_t i = 0; same && i < zc_queue_length(q); i++) {
		const struct zc_song *a = zc_queue_at(q, i), *b = zc_queue_at(want, i);

		same = a->id == b->id && a->priority == b->priority && !strcmp(a->uri, b->uri);
	}
	zc_queue_free(q);
	zc_queue_free(want);
	return same;
}

static void
a_stored_state_loads_again(void)
{
	struct zc_queue *q = some_queue();
	struct zc_err err;

	setup();
	CU_ASSERT_EQUAL(store(q, 12.5, &err), 0);
	CU_ASSERT(holds(12.5));
	one_byte_writes = true;
	CU_ASSERT_EQUAL(store(q, 13.25, &err), 0);
	CU_ASSERT(holds(13.25));
	interrupted = true;
	CU_ASSERT_EQUAL(store(q, 14.5, &err), 0);
	CU_ASSERT(holds(14.5));
	CU_ASSERT_FALSE(exists(temporary));
	zc_queue_free(q);
	teardown();
}

static void
a_missing_file_is_reported(void)
{
	struct zc_queue *q = zc_queue_new();
	struct zc_state_point point;
	struct zc_err err;

	setup();
	CU_ASSERT_EQUAL(zc_state_load(path, q, &point, &err), -ENOENT);
	CU_ASSERT_EQUAL(point.state, ZC_STATE_STOPPED);
	zc_queue_free(q);
	teardown();
}

/* Whichever call fails, the file holds the old or the new state, never a mixture, and the
 * failure is reported. */
static void
each_call_fails_in_turn(void)
{
	struct zc_queue *q = some_queue();
	struct zc_err err;
	int at, r, failed = 0;

	setup();
	CU_ASSERT_EQUAL(store(q, 1, &err), 0);
	for (at = 1;; at++) {
		err.text[0] = '\0';
		fault(at, ENOSPC, false);
		r = store(q, 2, &err);
		if (calls < at)
			break;
		fault(0, 0, false);
		CU_ASSERT(holds(r ? 1 : 2));
		CU_ASSERT_FALSE(exists(temporary));
		CU_ASSERT(!r || (r == -ENOSPC && strstr(err.text, path)));
		failed += r != 0;
		CU_ASSERT_EQUAL(store(q, 1, &err), 0);
	}
	/* Create, two writes, sync, close and rename; failing to sync the folder is no
	 * failure. */
	CU_ASSERT_EQUAL(failed, 6);
	zc_queue_free(q);
	teardown();
}

static void
power_fails_at_each_call(void)
{
	struct zc_queue *q = some_queue();
	struct zc_err err;
	int at;

	setup();
	one_byte_writes = true;
	CU_ASSERT_EQUAL(store(q, 1, &err), 0);
	for (at = 1;; at++) {
		int r;

		fault(at, EIO, true);
		r = store(q, 2, &err);
		if (calls < at)
			break;
		fault(0, 0, false);
		CU_ASSERT(holds(r ? 1 : 2));
		/* What the crash left behind does not prevent the next save. */
		CU_ASSERT_EQUAL(store(q, 1, &err), 0);
		CU_ASSERT(holds(1));
	}
	CU_ASSERT(at > 100);
	zc_queue_free(q);
	teardown();
}

/* Writes the bytes as the state file, loads it, and checks that it was set aside. */
static void
refused(const char *bytes, size_t len)
{
	struct zc_queue *q = zc_queue_new();
	struct zc_state_point point;
	struct zc_err err = { 0 };
	char *aside;
	FILE *f = fopen(path, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(fwrite(bytes, 1, len, f), len);
	fclose(f);
	CU_ASSERT_EQUAL(zc_state_load(path, q, &point, &err), -EILSEQ);
	CU_ASSERT_EQUAL(zc_queue_length(q), 0);
	CU_ASSERT_EQUAL(point.song_id, 0);
	CU_ASSERT_FALSE(exists(path));
	aside = strstr(err.text, "set aside as ");
	CU_ASSERT_PTR_NOT_NULL_FATAL(aside);
	CU_ASSERT(exists(aside + strlen("set aside as ")));
	zc_queue_free(q);
}

static size_t
read_back(char *bytes, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t len;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	len = fread(bytes, 1, size, f);
	fclose(f);
	return len;
}

static void
a_damaged_file_is_set_aside(void)
{
	struct zc_queue *q = some_queue();
	char bytes[1024];
	struct zc_err err;
	size_t len;

	setup();
	CU_ASSERT_EQUAL(store(q, 1, &err), 0);
	len = read_back(bytes, sizeof(bytes));
	CU_ASSERT_FATAL(len > 100 && len < sizeof(bytes));
	for (size_t cut = 0; cut < len; cut++)
		refused(bytes, cut);
	for (size_t i = 0; i < len; i++) {
		bytes[i] ^= 0x20;
		refused(bytes, len);
		bytes[i] ^= 0x20;
	}
	memset(bytes, 0, sizeof(bytes));
	refused(bytes, sizeof(bytes));
	CU_ASSERT_EQUAL(store(q, 1, &err), 0);
	CU_ASSERT(holds(1));
	zc_queue_free(q);
	teardown();
}

/* The checksum is right, the content is not. */
static void
nonsense_with_a_sum_is_set_aside(void)
{
#define VALUES(state, song, repeat, songs)                                                     \
	"zcaudiod state 1\nstate " state "\nsong " song "\nelapsed_ms 0\nrepeat " repeat       \
	"\nrandom 0\nsingle 0\nconsume 0\nsongs " songs "\n"
	static const char *const texts[] = {
		"",
		"zcaudiod state 2\n",
		"zcaudiod state 1\nstate play\n",
		VALUES("sleep", "0", "0", "0"),
		VALUES("play", "-1", "0", "0"),
		VALUES("play", "0", "7", "0"),
		VALUES("play", "0", "0", "99999999999999999999"),
		VALUES("play", "0", "0", "2") "1 0 a\n",
		VALUES("play", "0", "0", "2") "1 0 a\n1 0 b\n",
		VALUES("play", "0", "0", "1") "0 0 a\n",
		VALUES("play", "0", "0", "1") "1 256 a\n",
	};
	char bytes[1024];
	struct zc_err err;

	setup();
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CU_ASSERT_EQUAL(zc_state_store(path, texts[i], strlen(texts[i]), &err), 0);
		refused(bytes, read_back(bytes, sizeof(bytes)));
	}
	teardown();
}

static void
other_things_than_files_are_set_aside(void)
{
	struct zc_queue *q = zc_queue_new();
	struct zc_state_point point;
	struct zc_err err;

	setup();
	CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
	CU_ASSERT_EQUAL(zc_state_load(path, q, &point, &err), -EILSEQ);
	CU_ASSERT_FALSE(exists(path));
	CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
	CU_ASSERT_EQUAL(zc_state_load(path, q, &point, &err), -EILSEQ);
	CU_ASSERT_FALSE(exists(path));
	zc_queue_free(q);
	teardown();
}

ZC_UNIT_MAIN("state_file", { "a stored state loads again", a_stored_state_loads_again },
	{ "a missing file is reported", a_missing_file_is_reported },
	{ "each call fails in turn", each_call_fails_in_turn },
	{ "power fails at each call", power_fails_at_each_call },
	{ "a damaged file is set aside", a_damaged_file_is_set_aside },
	{ "nonsense with a sum is set aside", nonsense_with_a_sum_is_set_aside },
	{ "other things than files are set aside", other_things_than_files_are_set_aside })
