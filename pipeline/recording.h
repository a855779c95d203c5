/* Recordings: files of wake-up records and what belongs to them. zcjitter writes them, the daemon
 * writes one for each incident, and zcjitter reads them.
 *
 * The layout, with every number little-endian, is also documented in zc-recording(5):
 *
 *	head	64 bytes, struct zc_recording_head
 *	chunks	any number: a head of 16 bytes (struct zc_recording_chunk_head), the payload,
 *		and zeros up to a multiple of 8 bytes
 *
 *	type	payload
 *	META	UTF-8 JSON, an object: the machine, the device, the settings
 *	TRCK	UTF-8 JSON, an object: a played track with its path certificate
 *	INCI	UTF-8 JSON, an object: an incident
 *	WAKE	an array of struct zc_wake in the order of their seq
 *	ENDR	struct zc_recording_end, then UTF-8 text: why it ended
 *
 * A chunk's check is the CRC-32 of zlib over type, length and payload. It shows what a crash or a
 * full disk left half-written: a recording is valid up to its last whole chunk. Without an ENDR
 * chunk it was cut off. Readers skip chunks of unknown types; a change that they cannot skip
 * raises ZC_RECORDING_VERSION. A gap in seq means that records were lost.
 *
 * A writer or reader is used by one thread, never a realtime one. */
#ifndef ZC_RECORDING_H
#define ZC_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/wake.h"

#define ZC_RECORDING_VERSION 1u
#define ZC_RECORDING_MAGIC "zcrecord"
/* A chunk that claims a longer payload is damaged. */
#define ZC_RECORDING_PAYLOAD_MAX (16u << 20)

#define ZC_RECORDING_TYPE(a, b, c, d)                                                          \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
enum zc_recording_type {
	ZC_RECORDING_META = ZC_RECORDING_TYPE('M', 'E', 'T', 'A'),
	ZC_RECORDING_TRACK = ZC_RECORDING_TYPE('T', 'R', 'C', 'K'),
	ZC_RECORDING_INCIDENT = ZC_RECORDING_TYPE('I', 'N', 'C', 'I'),
	ZC_RECORDING_WAKES = ZC_RECORDING_TYPE('W', 'A', 'K', 'E'),
	ZC_RECORDING_END = ZC_RECORDING_TYPE('E', 'N', 'D', 'R')
};

struct zc_recording_head {
	char magic[8];
	uint32_t version;
	uint32_t head_bytes; /* 64: where the chunks begin */
	uint32_t wake_version; /* ZC_WAKE_VERSION */
	uint32_t wake_bytes; /* of one struct zc_wake */
	/* Both clocks at one moment, to convert one into the other. */
	int64_t created_unix_ns; /* CLOCK_REALTIME */
	int64_t created_mono_ns; /* CLOCK_MONOTONIC */
	uint8_t reserved[24]; /* 0 */
};
_Static_assert(sizeof(struct zc_recording_head) == 64, "the layout is a format");

struct zc_recording_chunk_head {
	uint32_t type;
	uint32_t check;
	uint64_t bytes; /* of the payload, without padding */
};
_Static_assert(sizeof(struct zc_recording_chunk_head) == 16, "the layout is a format");

struct zc_recording_end {
	uint64_t wakes; /* records written */
	uint64_t lost; /* records missing between them */
	int64_t ended_unix_ns;
};
_Static_assert(sizeof(struct zc_recording_end) == 24, "the layout is a format");

struct zc_recording_writer {
	int fd; /* borrowed */
	const char *name; /* borrowed: what errors call the file */
	uint64_t good_bytes; /* up to the end of the last whole chunk */
	uint64_t wakes, lost;
	uint64_t last_seq; /* 0: no record yet */
};

/* Begins a recording in fd, which must be empty and stays the caller's, as name does. `now` is a
 * head with the two times to write, or NULL for those of this moment. 0, or -errno with text, as
 * for all of the following functions: if a write fails (-ENOSPC, -EIO, ...) the half-written
 * chunk is cut off, so that what was written before stays a valid recording. */
int zc_recording_begin(struct zc_recording_writer *w, int fd, const char *name,
	const struct zc_recording_head *now, struct zc_err *err);

/* A META, TRACK or INCIDENT chunk; json is an object, as UTF-8 text. */
int zc_recording_put_text(struct zc_recording_writer *w, enum zc_recording_type type,
	const char *json, struct zc_err *err);

/* Records in the order of their seq, in as few chunks as possible. */
int zc_recording_put_wakes(struct zc_recording_writer *w, const struct zc_wake *wakes,
	size_t count, struct zc_err *err);

/* The last chunk: the totals, and for people the reason why it ended ("interrupted", "the daemon
 * ended"). */
int zc_recording_end(
	struct zc_recording_writer *w, const char *reason, int64_t unix_ns, struct zc_err *err);

struct zc_recording_chunk {
	enum zc_recording_type type;
	size_t bytes;
	/* The payload with a 0 after it; lent until the next call. */
	const char *text;
	const struct zc_wake *wakes; /* for WAKES: the same memory */
	size_t wake_count;
	struct zc_recording_end end; /* for END; `text` is the reason */
};

struct zc_recording_reader {
	int fd; /* borrowed */
	const char *name; /* borrowed */
	struct zc_recording_head head;
	uint64_t at_bytes; /* how far it was read */
	bool ended; /* an END chunk was read */
	/* Valid once zc_recording_next returned 0. For people: how the recording stops if it
	 * does not end with an END chunk; empty: it is whole. */
	char note[ZC_ERR_MAX];
	char *payload; /* owned */
	size_t room_bytes;
};

/* Begins to read at fd's position; fd and name stay the caller's. 0, or an error with text that
 * names the file: -EBADMSG not a recording, or cut off inside its head, -EPROTO a version of the
 * format or of the wake-up records that this program cannot read, -errno. Needs
 * zc_recording_close in any case. */
int zc_recording_open(
	struct zc_recording_reader *r, int fd, const char *name, struct zc_err *err);

/* 1: *c is the next chunk of a known type; 0: there are no more, see r->note; -errno with text:
 * reading failed, or no memory. */
int zc_recording_next(
	struct zc_recording_reader *r, struct zc_recording_chunk *c, struct zc_err *err);

/* Frees what the reader holds; fd stays the caller's. */
void zc_recording_close(struct zc_recording_reader *r);

#endif
