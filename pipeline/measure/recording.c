/* Writing and reading recordings. A chunk is whole or it is not there: one that cannot be written
 * completely is cut off again. Nothing in a file is trusted before it was checked: the reader
 * stops at the first chunk that does not check, and its note says so. */
#include "pipeline/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

/* Payloads begin and end at multiples of this, so that records can be used in place. */
#define ALIGN_BYTES 8u
#define WAKES_MAX (ZC_RECORDING_PAYLOAD_MAX / sizeof(struct zc_wake))
#define PARTS_MAX 4
/* The head of a later version may be longer, but not by much. */
#define HEAD_MAX 4096u

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are written as they lie");

static size_t
padding(uint64_t bytes)
{
	return (size_t)(-bytes % ALIGN_BYTES);
}

static uint32_t
checksum(uint32_t check, const void *data, size_t bytes)
{
	return bytes ? (uint32_t)crc32(check, data, (uInt)bytes) : check;
}

/* Of the fields of a chunk's head except the check itself. */
static uint32_t
head_checksum(const struct zc_recording_chunk_head *head)
{
	return checksum(checksum(0, &head->type, sizeof(head->type)), &head->bytes,
		sizeof(head->bytes));
}

/* Writing. */

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

/* Writes all of the parts, or on an error none, except to a pipe, which cannot be truncated. */
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
	static const char zeros[ALIGN_BYTES];
	struct zc_recording_chunk_head head = { .type = type,
		.bytes = start_bytes + rest_bytes };
	struct iovec v[PARTS_MAX] = { { &head, sizeof(head) }, { (void *)start, start_bytes },
		{ (void *)rest, rest_bytes }, { (void *)zeros, padding(head.bytes) } };

	if (head.bytes > ZC_RECORDING_PAYLOAD_MAX)
		return zc_fail(err, -EFBIG,
			"%s: a text of %llu bytes is too long for a recording", w->name,
			(unsigned long long)head.bytes);
	head.check =
		checksum(checksum(head_checksum(&head), start, start_bytes), rest, rest_bytes);
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
	struct zc_recording_writer *w, const char *reason, int64_t unix_ns, struct zc_err *err)
{
	const struct zc_recording_end end = {
		.wakes = w->wakes, .lost = w->lost, .ended_unix_ns = unix_ns
	};

	return put(w, ZC_RECORDING_END, &end, sizeof(end), reason, strlen(reason), err);
}

/* Reading. */

/* Returns how many of the bytes there were, or -errno. */
static ssize_t
read_all(int fd, void *to, size_t bytes)
{
	size_t got = 0;

	while (got < bytes) {
		ssize_t n = read(fd, (char *)to + got, bytes - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

static int
read_failed(const struct zc_recording_reader *r, ssize_t code, struct zc_err *err)
{
	return zc_fail(err, (int)code, "%s: cannot be read: %s", r->name, strerror((int)-code));
}

static int
check_head(const struct zc_recording_reader *r, size_t got, struct zc_err *err)
{
	const struct zc_recording_head *h = &r->head;
	size_t magic_bytes = got < sizeof(h->magic) ? got : sizeof(h->magic);

	if (memcmp(h->magic, ZC_RECORDING_MAGIC, magic_bytes) != 0)
		return zc_fail(err, -EBADMSG,
			"%s: not a recording; make one with: zcjitter record -o FILE", r->name);
	if (got < sizeof(*h))
		return zc_fail(err, -EBADMSG,
			got ? "%s: cut off inside its head; nothing was recorded"
			    : "%s: empty; nothing was recorded",
			r->name);
	if (h->version > ZC_RECORDING_VERSION)
		return zc_fail(err, -EPROTO,
			"%s: made by a newer zcaudiod (format version %u, this one reads "
			"version %u); use the zcjitter of that zcaudiod",
			r->name, h->version, ZC_RECORDING_VERSION);
	if (h->version < ZC_RECORDING_VERSION)
		return zc_fail(err, -EPROTO,
			"%s: made by an older zcaudiod (format version %u, this one reads "
			"version %u); use the zcjitter of that zcaudiod",
			r->name, h->version, ZC_RECORDING_VERSION);
	if (h->wake_version != ZC_WAKE_VERSION || h->wake_bytes != sizeof(struct zc_wake))
		return zc_fail(err, -EPROTO,
			"%s: has wake-up records of version %u with %u bytes, this zcjitter "
			"reads version %u with %zu bytes; use the zcjitter of the zcaudiod "
			"that made it",
			r->name, h->wake_version, h->wake_bytes, ZC_WAKE_VERSION,
			sizeof(struct zc_wake));
	if (h->head_bytes < sizeof(*h) || h->head_bytes > HEAD_MAX)
		return zc_fail(err, -EBADMSG, "%s: its head is damaged", r->name);
	return 0;
}

int
zc_recording_open(struct zc_recording_reader *r, int fd, const char *name, struct zc_err *err)
{
	char rest[HEAD_MAX];
	ssize_t n;
	int code;

	memset(r, 0, sizeof(*r));
	r->fd = fd;
	r->name = name;
	n = read_all(fd, &r->head, sizeof(r->head));
	if (n < 0)
		return read_failed(r, n, err);
	code = check_head(r, (size_t)n, err);
	if (code)
		return code;
	n = read_all(fd, rest, r->head.head_bytes - sizeof(r->head));
	if (n < 0)
		return read_failed(r, n, err);
	r->at_bytes = sizeof(r->head) + (size_t)n;
	return 0;
}

/* Ends the recording here; returns 0. */
static int
stop_at(struct zc_recording_reader *r, const char *how)
{
	snprintf(r->note, sizeof(r->note), "%s at byte %llu; what comes before it is used", how,
		(unsigned long long)r->at_bytes);
	return 0;
}

/* Makes room for a padded payload and a 0 after it. */
static int
make_room(struct zc_recording_reader *r, size_t bytes)
{
	char *payload;

	if (bytes + 1 <= r->room_bytes)
		return 0;
	payload = realloc(r->payload, bytes + 1);
	if (!payload)
		return -ENOMEM;
	r->payload = payload;
	r->room_bytes = bytes + 1;
	return 0;
}

static bool
has_valid_size(const struct zc_recording_chunk_head *h)
{
	if (h->bytes > ZC_RECORDING_PAYLOAD_MAX)
		return false;
	if (h->type == ZC_RECORDING_WAKES)
		return h->bytes % sizeof(struct zc_wake) == 0;
	return h->type != ZC_RECORDING_END || h->bytes >= sizeof(struct zc_recording_end);
}

/* 1: a whole chunk is in r->payload; 0: the recording ends here; -errno. */
static int
read_chunk(struct zc_recording_reader *r, struct zc_recording_chunk_head *h, struct zc_err *err)
{
	ssize_t n = read_all(r->fd, h, sizeof(*h));
	size_t bytes;

	if (n < 0)
		return read_failed(r, n, err);
	if (n == 0 && !r->ended)
		return stop_at(r, "cut off: the recorder did not finish it,");
	if (n == 0)
		return 0;
	if ((size_t)n < sizeof(*h))
		return stop_at(r, "cut off");
	if (!has_valid_size(h))
		return stop_at(r, "damaged");
	bytes = (size_t)h->bytes + padding(h->bytes);
	if (make_room(r, bytes))
		return zc_fail(err, -ENOMEM, "%s: no memory to read it", r->name);
	n = read_all(r->fd, r->payload, bytes);
	if (n < 0)
		return read_failed(r, n, err);
	if ((size_t)n < bytes)
		return stop_at(r, "cut off");
	if (checksum(head_checksum(h), r->payload, (size_t)h->bytes) != h->check)
		return stop_at(r, "damaged");
	r->payload[h->bytes] = '\0';
	r->at_bytes += sizeof(*h) + bytes;
	return 1;
}

int
zc_recording_next(
	struct zc_recording_reader *r, struct zc_recording_chunk *c, struct zc_err *err)
{
	struct zc_recording_chunk_head h;
	int code;

	if (*r->note)
		return 0;
	do {
		code = read_chunk(r, &h, err);
		if (code <= 0)
			return code;
		*c = (struct zc_recording_chunk){ .type = (enum zc_recording_type)h.type,
			.bytes = (size_t)h.bytes,
			.text = r->payload };
		if (h.type == ZC_RECORDING_WAKES) {
			c->wakes = (const struct zc_wake *)(const void *)r->payload;
			c->wake_count = c->bytes / sizeof(struct zc_wake);
		} else if (h.type == ZC_RECORDING_END) {
			r->ended = true;
			memcpy(&c->end, r->payload, sizeof(c->end));
			c->text += sizeof(c->end);
			c->bytes -= sizeof(c->end);
		}
	} while (h.type != ZC_RECORDING_META && h.type != ZC_RECORDING_TRACK &&
		 h.type != ZC_RECORDING_INCIDENT && h.type != ZC_RECORDING_WAKES &&
		 h.type != ZC_RECORDING_END);
	return 1;
}

void
zc_recording_close(struct zc_recording_reader *r)
{
	free(r->payload);
	r->payload = NULL;
	r->room_bytes = 0;
}
