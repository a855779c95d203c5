#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include "pipeline/recording.h"

#define NAME "x.zcrec"

static const struct zc_recording_head moment = { .created_unix_ns = 1700000000000000000,
	.created_mono_ns = 5000000000 };
static struct zc_recording_writer writer;
static struct zc_recording_reader reader;
static struct zc_recording_chunk chunk;
static struct zc_err err;

static int
new_file(void)
{
	int fd = memfd_create("recording", MFD_CLOEXEC);

	CU_ASSERT_FATAL(fd >= 0);
	return fd;
}

static int
begin(void)
{
	int fd = new_file();

	CU_ASSERT_EQUAL_FATAL(zc_recording_begin(&writer, fd, NAME, &moment, &err), 0);
	return fd;
}

static void
put_wakes(uint64_t first_seq, size_t count)
{
	struct zc_wake *w = calloc(count, sizeof(*w));

	CU_ASSERT_FATAL(w != NULL);
	for (size_t i = 0; i < count; i++) {
		w[i].seq = first_seq + i;
		w[i].woke_ns = (int64_t)(first_seq + i) * 1000;
	}
	CU_ASSERT_EQUAL_FATAL(zc_recording_put_wakes(&writer, w, count, &err), 0);
	free(w);
}

/* A recording with every kind of chunk: one of META, TRACK and INCIDENT, seven records of which
 * two in front of the eighth are lost, and its end. */
static int
sample(void)
{
	int fd = begin();

	CU_ASSERT_EQUAL(
		zc_recording_put_text(&writer, ZC_RECORDING_META, "{\"a\":1}", &err), 0);
	put_wakes(1, 4);
	CU_ASSERT_EQUAL(zc_recording_put_text(&writer, ZC_RECORDING_TRACK, "{}", &err), 0);
	put_wakes(7, 3);
	CU_ASSERT_EQUAL(
		zc_recording_put_text(&writer, ZC_RECORDING_INCIDENT, "{\"b\":\"\"}", &err), 0);
	CU_ASSERT_EQUAL(zc_recording_end(&writer, "interrupted", 42, &err), 0);
	return fd;
}

static int
open_it(int fd)
{
	lseek(fd, 0, SEEK_SET);
	return zc_recording_open(&reader, fd, NAME, &err);
}

/* Reads to the end: how many chunks and records there were. */
static void
count_all(int *chunks, size_t *wakes)
{
	int r;

	*chunks = 0;
	*wakes = 0;
	while ((r = zc_recording_next(&reader, &chunk, &err)) == 1) {
		++*chunks;
		for (size_t i = 0; i < chunk.wake_count; i++, ++*wakes)
			CU_ASSERT_EQUAL(
				chunk.wakes[i].woke_ns, (int64_t)chunk.wakes[i].seq * 1000);
	}
	CU_ASSERT_EQUAL(r, 0);
}

static void
gives_back_what_was_put(void)
{
	static const enum zc_recording_type types[] = { ZC_RECORDING_META, ZC_RECORDING_WAKES,
		ZC_RECORDING_TRACK, ZC_RECORDING_WAKES, ZC_RECORDING_INCIDENT,
		ZC_RECORDING_END };
	static const char *const texts[] = { "{\"a\":1}", NULL, "{}", NULL, "{\"b\":\"\"}",
		"interrupted" };
	int fd = sample();

	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	CU_ASSERT_EQUAL(reader.head.created_unix_ns, moment.created_unix_ns);
	CU_ASSERT_EQUAL(reader.head.created_mono_ns, moment.created_mono_ns);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		CU_ASSERT_EQUAL_FATAL(zc_recording_next(&reader, &chunk, &err), 1);
		CU_ASSERT_EQUAL(chunk.type, types[i]);
		if (texts[i])
			CU_ASSERT_STRING_EQUAL(chunk.text, texts[i]);
	}
	CU_ASSERT_EQUAL(chunk.end.wakes, 7);
	CU_ASSERT_EQUAL(chunk.end.lost, 2);
	CU_ASSERT_EQUAL(chunk.end.ended_unix_ns, 42);
	CU_ASSERT_EQUAL(zc_recording_next(&reader, &chunk, &err), 0);
	CU_ASSERT_TRUE(reader.ended);
	CU_ASSERT_STRING_EQUAL(reader.note, "");
	zc_recording_close(&reader);
	close(fd);
}

static void
no_wakeups(void)
{
	int fd = begin(), chunks;
	size_t wakes;

	CU_ASSERT_EQUAL(zc_recording_put_wakes(&writer, NULL, 0, &err), 0);
	CU_ASSERT_EQUAL(zc_recording_end(&writer, "", 0, &err), 0);
	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&chunks, &wakes);
	CU_ASSERT_EQUAL(chunks, 1);
	CU_ASSERT_EQUAL(wakes, 0);
	CU_ASSERT_EQUAL(chunk.end.wakes, 0);
	CU_ASSERT_STRING_EQUAL(reader.note, "");
	zc_recording_close(&reader);
	close(fd);
}

static void
more_than_one_chunk(void)
{
	const size_t many = ZC_RECORDING_PAYLOAD_MAX / sizeof(struct zc_wake) + 5;
	int fd = begin(), chunks;
	size_t wakes;

	put_wakes(1, many);
	CU_ASSERT_EQUAL(zc_recording_end(&writer, "", 0, &err), 0);
	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&chunks, &wakes);
	CU_ASSERT_EQUAL(chunks, 3);
	CU_ASSERT_EQUAL(wakes, many);
	CU_ASSERT_EQUAL(chunk.end.lost, 0);
	zc_recording_close(&reader);
	close(fd);
}

/* Wherever a recording is cut off, everything before that is read, and the note says so. */
static void
cut_off_anywhere(void)
{
	int fd = sample(), chunks, all;
	off_t whole = lseek(fd, 0, SEEK_END);
	size_t wakes, before = 7;

	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&all, &wakes);
	zc_recording_close(&reader);
	for (off_t bytes = whole - 1; bytes >= 0; bytes--) {
		CU_ASSERT_EQUAL_FATAL(ftruncate(fd, bytes), 0);
		if ((size_t)bytes < sizeof(struct zc_recording_head)) {
			CU_ASSERT_EQUAL(open_it(fd), -EBADMSG);
			CU_ASSERT_PTR_NOT_NULL(strstr(err.text, NAME));
		} else {
			CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
			count_all(&chunks, &wakes);
			CU_ASSERT(chunks < all);
			CU_ASSERT(wakes <= before);
			CU_ASSERT_FALSE(reader.ended);
			CU_ASSERT_PTR_NOT_NULL(strstr(reader.note, "cut off"));
			all = chunks + 1;
			before = wakes;
		}
		zc_recording_close(&reader);
	}
	CU_ASSERT_EQUAL(all, 1);
	close(fd);
}

/* Every changed bit after the head is noticed. */
static void
damaged_anywhere(void)
{
	int fd = sample(), chunks, all;
	off_t whole = lseek(fd, 0, SEEK_END);
	size_t wakes, missed = 0;
	uint8_t byte;

	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&all, &wakes);
	zc_recording_close(&reader);
	for (off_t at = sizeof(struct zc_recording_head); at < whole; at++) {
		pread(fd, &byte, 1, at);
		byte ^= 4;
		pwrite(fd, &byte, 1, at);
		CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
		count_all(&chunks, &wakes);
		missed += chunks == all && !*reader.note;
		zc_recording_close(&reader);
		byte ^= 4;
		pwrite(fd, &byte, 1, at);
	}
	/* The padding of texts (and of the end, with its text) to eight bytes is not covered by a
	 * check. */
	CU_ASSERT_EQUAL(missed, (8 - 7) + (8 - 2) + (8 - 8) + (40 - 35));
	close(fd);
}

static void
power_lost_leaves_zeros(void)
{
	int fd = sample(), chunks;
	size_t wakes;

	ftruncate(fd, lseek(fd, 0, SEEK_END) + 4096);
	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&chunks, &wakes);
	CU_ASSERT_EQUAL(chunks, 6);
	CU_ASSERT_EQUAL(wakes, 7);
	CU_ASSERT_PTR_NOT_NULL(strstr(reader.note, "damaged at byte"));
	zc_recording_close(&reader);
	close(fd);
}

static void
unknown_chunks_are_passed_over(void)
{
	int fd = begin(), chunks;
	size_t wakes;

	CU_ASSERT_EQUAL(zc_recording_put_text(
				&writer, ZC_RECORDING_TYPE('L', 'A', 'T', 'R'), "?", &err),
		0);
	put_wakes(1, 2);
	CU_ASSERT_EQUAL(zc_recording_end(&writer, "", 0, &err), 0);
	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&chunks, &wakes);
	CU_ASSERT_EQUAL(chunks, 2);
	CU_ASSERT_EQUAL(wakes, 2);
	zc_recording_close(&reader);
	close(fd);
}

/* A recording whose head is wrong in one number. */
static void
refuses_head(size_t at, uint32_t value, int code, const char *text)
{
	int fd = sample();

	pwrite(fd, &value, sizeof(value), (off_t)at);
	CU_ASSERT_EQUAL(open_it(fd), code);
	CU_ASSERT_EQUAL(err.code, code);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, NAME));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, text));
	zc_recording_close(&reader);
	close(fd);
}

static void
other_versions_and_foreign_files(void)
{
	int fd = new_file();

	refuses_head(offsetof(struct zc_recording_head, version), ZC_RECORDING_VERSION + 1,
		-EPROTO, "newer");
	refuses_head(offsetof(struct zc_recording_head, version), ZC_RECORDING_VERSION - 1,
		-EPROTO, "older");
	refuses_head(offsetof(struct zc_recording_head, wake_version), ZC_WAKE_VERSION + 1,
		-EPROTO, "records of version");
	refuses_head(offsetof(struct zc_recording_head, wake_bytes), 136, -EPROTO, "136 bytes");
	refuses_head(offsetof(struct zc_recording_head, head_bytes), 8, -EBADMSG, "damaged");
	refuses_head(offsetof(struct zc_recording_head, head_bytes), UINT32_MAX, -EBADMSG,
		"damaged");
	refuses_head(0, 0x46464952, -EBADMSG, "not a recording");
	CU_ASSERT_EQUAL(open_it(fd), -EBADMSG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "empty"));
	zc_recording_close(&reader);
	close(fd);
}

/* The head of a later version of the program that this one can still read. */
static void
longer_head(void)
{
	int fd = begin(), chunks;
	uint32_t head_bytes = 128;
	char more[64] = { 0 };
	size_t wakes;

	CU_ASSERT_EQUAL(write(fd, more, sizeof(more)), (ssize_t)sizeof(more));
	pwrite(fd, &head_bytes, sizeof(head_bytes),
		offsetof(struct zc_recording_head, head_bytes));
	put_wakes(1, 2);
	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&chunks, &wakes);
	CU_ASSERT_EQUAL(wakes, 2);
	zc_recording_close(&reader);
	close(fd);
}

/* The limit of a file's size stands for the disk's. */
static void
full_disk(void)
{
	struct rlimit before, limit;
	struct zc_wake wakes[64] = { { .seq = 0 } };
	char path[] = "recording-XXXXXX";
	int fd = mkstemp(path), chunks, r = 0, whole = 0;
	size_t count;

	CU_ASSERT_FATAL(fd >= 0);
	unlink(path);
	for (uint64_t i = 0; i < 64; i++)
		wakes[i] = (struct zc_wake){ .seq = i + 1, .woke_ns = (int64_t)(i + 1) * 1000 };
	getrlimit(RLIMIT_FSIZE, &before);
	limit = (struct rlimit){ .rlim_cur = 30000, .rlim_max = before.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	CU_ASSERT_EQUAL_FATAL(zc_recording_begin(&writer, fd, NAME, &moment, &err), 0);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &limit), 0);
	while (!r && whole < 100) {
		r = zc_recording_put_wakes(&writer, wakes, 64, &err);
		whole += !r;
	}
	CU_ASSERT_EQUAL(r, -EFBIG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, NAME));
	CU_ASSERT_EQUAL(whole, 3);
	/* There may be room for a shorter chunk. */
	CU_ASSERT_EQUAL(zc_recording_end(&writer, "the disk is full", 0, &err), 0);
	setrlimit(RLIMIT_FSIZE, &before);
	CU_ASSERT_EQUAL_FATAL(open_it(fd), 0);
	count_all(&chunks, &count);
	CU_ASSERT_EQUAL(chunks, whole + 1);
	CU_ASSERT_EQUAL(count, (size_t)whole * 64);
	CU_ASSERT_STRING_EQUAL(reader.note, "");
	zc_recording_close(&reader);
	close(fd);
}

static void
what_is_too_long_or_cannot_be_read(void)
{
	char *text = malloc(ZC_RECORDING_PAYLOAD_MAX + 2);
	int fd = begin(), pipes[2];

	CU_ASSERT_FATAL(text != NULL);
	memset(text, 'x', ZC_RECORDING_PAYLOAD_MAX + 1);
	text[ZC_RECORDING_PAYLOAD_MAX + 1] = '\0';
	CU_ASSERT_EQUAL(zc_recording_put_text(&writer, ZC_RECORDING_META, text, &err), -EFBIG);
	CU_ASSERT_EQUAL(writer.good_bytes, sizeof(struct zc_recording_head));
	free(text);
	close(fd);
	CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
	CU_ASSERT_EQUAL(zc_recording_open(&reader, pipes[1], NAME, &err), -EBADF);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, NAME));
	zc_recording_close(&reader);
	CU_ASSERT_EQUAL(zc_recording_begin(&writer, pipes[0], NAME, NULL, &err), -EBADF);
	close(pipes[0]);
	close(pipes[1]);
}

ZC_UNIT_MAIN("recording", { "gives back what was put", gives_back_what_was_put },
	{ "no wake-ups", no_wakeups },
	{ "more records than one chunk holds", more_than_one_chunk },
	{ "cut off anywhere", cut_off_anywhere }, { "damaged anywhere", damaged_anywhere },
	{ "zeros where the power was lost", power_lost_leaves_zeros },
	{ "unknown chunks are passed over", unknown_chunks_are_passed_over },
	{ "other versions and foreign files", other_versions_and_foreign_files },
	{ "a longer head", longer_head }, { "a full disk", full_disk },
	{ "what is too long, what cannot be read", what_is_too_long_or_cannot_be_read })
