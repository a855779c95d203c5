/* Writing a recording. A chunk is whole or it is not there: one that cannot be written to its
 * end is cut off again. */
#include "pipeline/recording.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "pipeline/measure/recording_check.h"

#define WAKES_MAX (ZC_RECORDING_PAYLOAD_MAX / sizeof(struct zc_wake))
#define PARTS_MAX 4

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are written as they lie");

static int
write_all(int fd, struct iovec *v, int parts)
{
	while (parts) {
		ssize_t n = writev(fd, v, parts);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		while (parts && (size_t)n >= v->iov_len) {
			n -= (ssize_t)v->iov_len;
			v++;
			parts--;
		}
		if (parts) {
			v->iov_base = (char *)v->iov_base + n;
			v->iov_len -= (size_t)n;
		}
	}
	return 0;
}

/* All of the parts, or none where the file can be cut: a pipe cannot. */
static int
append(struct zc_recording_writer *w, struct iovec *v, int parts, struct zc_err *err)
{
	size_t bytes = 0;
	int r;

	for (int i = 0; i < parts; i++)
		bytes += v[i].iov_len;
	r = write_all(w->fd, v, parts);
	if (r == 0) {
		w->good_bytes += bytes;
		return 0;
	}
	if (ftruncate(w->fd, (off_t)w->good_bytes) == 0)
		lseek(w->fd, (off_t)w->good_bytes, SEEK_SET);
	return zc_fail(err, r, "%s: cannot be written: %s; the recording ends after %llu bytes",
		w->name, strerror(-r), (unsigned long long)w->good_bytes);
}

static int
put(struct zc_recording_writer *w, enum zc_recording_type type, const void *start,
	size_t start_bytes, const void *rest, size_t rest_bytes, struct zc_err *err)
{
	static const char zeros[ZC_RECORDING_ALIGN];
	struct zc_recording_chunk_head head = { .type = type,
		.bytes = start_bytes + rest_bytes };
	struct iovec v[PARTS_MAX] = { { &head, sizeof(head) }, { (void *)start, start_bytes },
		{ (void *)rest, rest_bytes },
		{ (void *)zeros, zc_recording_fill(head.bytes) } };

	if (head.bytes > ZC_RECORDING_PAYLOAD_MAX)
		return zc_fail(err, -EFBIG,
			"%s: a text of %llu bytes is too long for a recording", w->name,
			(unsigned long long)head.bytes);
	head.check = zc_recording_check(
		zc_recording_check(zc_recording_check_head(&head), start, start_bytes), rest,
		rest_bytes);
	return append(w, v, PARTS_MAX, err);
}

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

int
zc_recording_begin(struct zc_recording_writer *w, int fd, const char *name,
	const struct zc_recording_head *now, struct zc_err *err)
{
	struct zc_recording_head head = { .version = ZC_RECORDING_VERSION,
		.head_bytes = sizeof(head),
		.wake_version = ZC_WAKE_VERSION,
		.wake_bytes = sizeof(struct zc_wake) };
	struct iovec v = { &head, sizeof(head) };

	*w = (struct zc_recording_writer){ .fd = fd, .name = name };
	memcpy(head.magic, ZC_RECORDING_MAGIC, sizeof(head.magic));
	head.created_unix_ns = now ? now->created_unix_ns : clock_ns(CLOCK_REALTIME);
	head.created_mono_ns = now ? now->created_mono_ns : clock_ns(CLOCK_MONOTONIC);
	return append(w, &v, 1, err);
}

int
zc_recording_put_text(struct zc_recording_writer *w, enum zc_recording_type type,
	const char *json, struct zc_err *err)
{
	return put(w, type, json, strlen(json), NULL, 0, err);
}

int
zc_recording_put_wakes(struct zc_recording_writer *w, const struct zc_wake *wakes, size_t count,
	struct zc_err *err)
{
	while (count) {
		size_t n = count < WAKES_MAX ? count : WAKES_MAX;
		int r = put(w, ZC_RECORDING_WAKES, wakes, n * sizeof(*wakes), NULL, 0, err);

		if (r)
			return r;
		for (size_t i = 0; i < n; i++) {
			if (w->last_seq && wakes[i].seq > w->last_seq + 1)
				w->lost += wakes[i].seq - w->last_seq - 1;
			w->last_seq = wakes[i].seq;
		}
		w->wakes += n;
		wakes += n;
		count -= n;
	}
	return 0;
}

int
zc_recording_end(
	struct zc_recording_writer *w, const char *why, int64_t unix_ns, struct zc_err *err)
{
	const struct zc_recording_end end = {
		.wakes = w->wakes, .lost = w->lost, .ended_unix_ns = unix_ns
	};

	return put(w, ZC_RECORDING_END, &end, sizeof(end), why, strlen(why), err);
}
