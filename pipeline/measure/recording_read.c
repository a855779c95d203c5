/* Reading a recording. Nothing in the file is believed before it was checked: what does not
 * check ends the recording there, and the note says so. */
#include "pipeline/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/measure/recording_check.h"

/* The head of a later version may be longer, but not by much. */
#define HEAD_MAX 4096u

/* As many of the bytes as there are, or -errno. */
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
	size_t seen = got < sizeof(h->magic) ? got : sizeof(h->magic);

	if (memcmp(h->magic, ZC_RECORDING_MAGIC, seen) != 0)
		return zc_fail(err, -EBADMSG,
			"%s: is no recording; one is made with: zcjitter record -o FILE",
			r->name);
	if (got < sizeof(*h))
		return zc_fail(err, -EBADMSG,
			got ? "%s: cut off inside its head; nothing was recorded"
			    : "%s: is empty; nothing was recorded",
			r->name);
	if (h->version > ZC_RECORDING_VERSION)
		return zc_fail(err, -EPROTO,
			"%s: was made by a newer zcaudiod (version %u of the format; this one "
			"reads version %u): read it with that one's zcjitter",
			r->name, h->version, ZC_RECORDING_VERSION);
	if (h->version < ZC_RECORDING_VERSION)
		return zc_fail(err, -EPROTO,
			"%s: was made by an older zcaudiod (version %u of the format; this one "
			"reads version %u): read it with that one's zcjitter",
			r->name, h->version, ZC_RECORDING_VERSION);
	if (h->wake_version != ZC_WAKE_VERSION || h->wake_bytes != sizeof(struct zc_wake))
		return zc_fail(err, -EPROTO,
			"%s: holds wake-up records of version %u with %u bytes; this zcjitter "
			"reads version %u with %zu bytes: read it with the zcjitter of the "
			"zcaudiod that it was made with",
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

static int
stops(struct zc_recording_reader *r, const char *how)
{
	snprintf(r->note, sizeof(r->note), "%s at byte %llu; what comes before is used", how,
		(unsigned long long)r->at_bytes);
	return 0;
}

/* Room for a payload, what fills it up, and a 0 behind. */
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
has_its_size(const struct zc_recording_chunk_head *h)
{
	if (h->bytes > ZC_RECORDING_PAYLOAD_MAX)
		return false;
	if (h->type == ZC_RECORDING_WAKES)
		return h->bytes % sizeof(struct zc_wake) == 0;
	return h->type != ZC_RECORDING_END || h->bytes >= sizeof(struct zc_recording_end);
}

/* 1: a whole chunk is in r->payload; 0: the recording stops; -errno. */
static int
read_chunk(struct zc_recording_reader *r, struct zc_recording_chunk_head *h, struct zc_err *err)
{
	ssize_t n = read_all(r->fd, h, sizeof(*h));
	size_t bytes;

	if (n < 0)
		return read_failed(r, n, err);
	if (n == 0 && !r->ended)
		return stops(r, "cut off: whoever recorded it did not end it,");
	if (n == 0)
		return 0;
	if ((size_t)n < sizeof(*h))
		return stops(r, "cut off");
	if (!has_its_size(h))
		return stops(r, "damaged");
	bytes = (size_t)h->bytes + zc_recording_fill(h->bytes);
	if (make_room(r, bytes))
		return zc_fail(err, -ENOMEM, "%s: out of memory", r->name);
	n = read_all(r->fd, r->payload, bytes);
	if (n < 0)
		return read_failed(r, n, err);
	if ((size_t)n < bytes)
		return stops(r, "cut off");
	if (zc_recording_check(zc_recording_check_head(h), r->payload, (size_t)h->bytes) !=
		h->check)
		return stops(r, "damaged");
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
